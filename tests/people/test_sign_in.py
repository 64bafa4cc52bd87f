import pytest

from chalicelib.people.model import Role
from chalicelib.people.sign_in import caller_of
from chalicelib.plumbing.errors import SignInAgain

MAYA = {"token_use": "id", "custom:person": "p1", "email": "maya@example.com", "name": "Maya"}


def test_a_token_names_its_person() -> None:
    caller = caller_of(MAYA)
    assert (caller.id, caller.email, caller.name, caller.role) == ("p1", "maya@example.com", "Maya", Role.CUSTOMER)


def test_somebody_without_a_name_goes_by_their_address() -> None:
    assert caller_of({**MAYA, "name": ""}).name == "maya@example.com"


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
def test_the_highest_group_is_the_role_in_whatever_shape_groups_come(groups: object, role: Role) -> None:
    assert caller_of({**MAYA, "cognito:groups": groups}).role == role


@pytest.mark.parametrize("groups", [["superadmins"], "xadmins", "admins-of-another-desk", [["admins"]], [7], "Admins"])
def test_groups_that_are_not_ours_give_no_rights(groups: object) -> None:
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
def test_a_token_that_is_no_id_token_of_a_person_is_asked_to_sign_in_again(claims: dict[str, str]) -> None:
    with pytest.raises(SignInAgain, match="Please sign in again"):
        caller_of(claims)


def test_a_role_the_caller_claims_for_themselves_counts_for_nothing() -> None:
    assert caller_of({**MAYA, "role": "admin", "custom:role": "admin"}).role == Role.CUSTOMER
