import pytest

from chalicelib.agents.forms import MAX_TEAMS
from chalicelib.people.model import Right, Role
from chalicelib.people.sign_in import caller_of, claim_of, teams_of
from chalicelib.plumbing.errors import SignInRequired

MAYA = {"token_use": "id", "custom:person": "p1", "email": "maya@example.com", "name": "Maya"}


def test_a_token_names_its_person() -> None:
    caller = caller_of(MAYA)
    assert (caller.id, caller.email, caller.name, caller.role) == ("p1", "maya@example.com", "Maya", Role.CUSTOMER)


def test_caller_without_a_name_is_named_after_the_local_part_of_the_address() -> None:
    assert caller_of({**MAYA, "name": ""}).name == "maya"


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["agents"], Role.AGENT),
        (["agents", "admins"], Role.ADMIN),
        ("agents", Role.AGENT),
        ("agents,leads", Role.LEAD),
        ("[agents leads]", Role.LEAD),
        ("[agents, admins]", Role.ADMIN),
        ("", Role.CUSTOMER),
        ([], Role.CUSTOMER),
        (None, Role.CUSTOMER),
    ],
)
def test_highest_group_is_the_role_in_every_form_of_the_claim(groups: object, role: Role) -> None:
    assert caller_of({**MAYA, "cognito:groups": groups}).role == role


@pytest.mark.parametrize("groups", [["superadmins"], "xadmins", "admins-of-another-desk", [["admins"]], [7], "Admins"])
def test_unknown_groups_give_no_rights(groups: object) -> None:
    assert caller_of({**MAYA, "cognito:groups": groups}).role == Role.CUSTOMER


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {**MAYA, "token_use": "access"},
        {name: value for name, value in MAYA.items() if name != "token_use"},
        {name: value for name, value in MAYA.items() if name != "custom:person"},
        {**MAYA, "custom:person": ""},
    ],
)
def test_token_that_is_no_id_token_of_a_person_is_refused(claims: dict[str, str]) -> None:
    with pytest.raises(SignInRequired, match="Please sign in again"):
        caller_of(claims)


def test_a_role_the_caller_claims_for_themselves_counts_for_nothing() -> None:
    assert caller_of({**MAYA, "role": "admin", "custom:role": "admin"}).role == Role.CUSTOMER


@pytest.mark.parametrize(
    ("claim", "teams"),
    [
        ("orders:full billing:read", {"orders": Right.FULL, "billing": Right.READ}),
        ("", {}),
        ("orders", {}),
        ("orders:", {}),
        (":full", {}),
        ("orders:admin billing:full", {"billing": Right.FULL}),
        ("orders:FULL", {}),
    ],
)
def test_teams_come_from_their_claim_and_what_is_no_right_gives_none(claim: str, teams: dict[str, Right]) -> None:
    assert caller_of({**MAYA, "custom:teams": claim}).teams == teams
    assert teams_of(claim_of(teams)) == teams


def test_as_many_teams_as_an_agent_may_have_fit_into_the_claim() -> None:
    longest = {f"{'t' * 38}{n:02d}": Right.FULL for n in range(MAX_TEAMS)}

    assert len(claim_of(longest)) <= 2_048
