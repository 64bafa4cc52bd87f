"""What an agent's record becomes."""

import pytest

from chalicelib.agents import rules as agents_rules
from chalicelib.agents.forms import Invitation
from chalicelib.people.model import NO_TEAM, Absence, Right, Role
from chalicelib.people.rules import home_of, lost_teams, same_rights
from chalicelib.plumbing.names import display_name
from tests.cast import ADA, CARLA, stored

AGENT = stored(ADA)
CUSTOMER = stored(CARLA)
FULL, READ = Right.FULL, Right.READ


@pytest.mark.parametrize(
    ("teams", "home"),
    [
        ({}, NO_TEAM),
        ({"orders": READ}, "orders"),
        ({"orders": READ, "billing": FULL, "support": FULL}, "billing"),
        ({"support": FULL}, "support"),
    ],
)
def test_home_team_is_the_first_with_full_access(teams: dict[str, Right], home: str) -> None:
    assert home_of(teams) == home


def test_customer_who_becomes_an_agent_keeps_their_name_or_gets_one() -> None:
    wanted = Invitation.model_validate(
        {"email": CARLA.email, "name": "Carla R.", "role": "agent", "teams": {"orders": "full"}}
    )
    nameless = CUSTOMER.model_copy(update={"name": display_name(None, CUSTOMER.email)})

    after = agents_rules.as_agent(CUSTOMER, wanted.name, wanted.described)

    assert (after.id, after.name, after.role, after.home, after.version) == (
        "carla",
        "Carla Romero",
        Role.AGENT,
        "orders",
        2,
    )
    assert agents_rules.as_agent(nameless, wanted.name, wanted.described).name == "Carla R."
    assert agents_rules.is_as_described(after, wanted.described)
    assert not agents_rules.is_as_described(after.model_copy(update={"cap": 3}), wanted.described)


def test_home_team_stays_once_chosen() -> None:
    back = CUSTOMER.model_copy(update={"home": "billing"})

    assert agents_rules.as_agent(back, "C", {"role": Role.AGENT, "teams": {"orders": FULL}}).home == "billing"


def test_agent_changed_to_current_values_keeps_its_version() -> None:
    assert agents_rules.changed(AGENT, {"cap": 8, "teams": {"orders": FULL}}) is AGENT
    assert agents_rules.activated(AGENT) is AGENT
    assert agents_rules.back(AGENT) is AGENT


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({"cap": 3}, True),
        ({"name": "A."}, True),
        ({"skills": frozenset({"tax"})}, True),
        ({"absence": Absence(begins=1, ends=2)}, True),
        ({"role": Role.LEAD}, False),
        ({"active": False}, False),
        ({"teams": {}}, False),
        ({"teams": {"orders": READ}}, False),
        ({"teams": {"orders": FULL, "billing": READ}}, False),
    ],
)
def test_rights_depend_on_role_teams_and_activity(fields: dict[str, object], *, same: bool) -> None:
    assert same_rights(AGENT, AGENT.model_copy(update=fields)) is same


@pytest.mark.parametrize(
    ("fields", "gone"),
    [
        ({"teams": {}}, ("billing", "orders")),
        ({"teams": {"orders": READ, "billing": FULL}}, ("orders",)),
        ({"active": False}, ("billing", "orders")),
        ({"teams": {"orders": FULL, "billing": FULL, "support": FULL}}, ()),
        ({"role": Role.LEAD}, ()),
    ],
)
def test_team_is_lost_when_routing_assigns_none_of_its_tickets(
    fields: dict[str, object], gone: tuple[str, ...]
) -> None:
    both = AGENT.model_copy(update={"teams": {"orders": FULL, "billing": FULL}})

    assert lost_teams(both, both.model_copy(update=fields)) == gone
    assert lost_teams(None, both) == ()


def test_deactivating_an_agent_removes_their_absence() -> None:
    away = agents_rules.with_absence(AGENT, 10, 20)

    gone = agents_rules.deactivated(away)

    assert (gone.active, gone.absence, gone.version) == (False, None, 3)
    assert agents_rules.activated(gone).absence is None


class TestAbsences:
    def test_absence_begins_once_when_its_time_has_come(self) -> None:
        away = agents_rules.with_absence(AGENT, 10, 20)

        assert agents_rules.absence_begun(away, 9) is away
        begun = agents_rules.absence_begun(away, 10)
        assert begun.absence == Absence(begins=10, ends=20, begun=True)
        assert agents_rules.absence_begun(begun, 11) is begun
        assert agents_rules.absence_begun(AGENT, 10) is AGENT

    def test_begun_absence_stays_begun_with_a_new_end_but_not_with_a_new_start(self) -> None:
        begun = agents_rules.absence_begun(agents_rules.with_absence(AGENT, 10, 20), 10)

        assert agents_rules.with_absence(begun, 10, 30).absence == Absence(begins=10, ends=30, begun=True)
        assert agents_rules.with_absence(begun, 15, 30).absence == Absence(begins=15, ends=30, begun=False)
        assert agents_rules.with_absence(begun, 10, 20) is begun
