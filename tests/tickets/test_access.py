"""Who may see and do what with tickets: seven kinds of people, open teams and closed ones."""

import pytest

from chalicelib.configuration.model import Configuration, Team
from chalicelib.people.model import Caller, Person, Right, Role
from chalicelib.plumbing.errors import NotAllowed
from chalicelib.tickets import access as tickets_access
from chalicelib.tickets.model import Ticket
from tests.cast import ADA, ALAN, BORIS, CARLA, LENA, MALLORY, ROOT
from tests.doubles import MONDAY_MORNING as T0

DESK = Configuration(
    teams=(Team(id="support", name="Support"), Team(id="board", name="Board", open=False)), default_team="support"
)
MEMBER = Caller(id="mia", email="mia@desk.example", name="Mia", role=Role.AGENT, teams={"board": Right.FULL})
READER = Caller(id="rob", email="rob@desk.example", name="Rob", role=Role.AGENT, teams={"board": Right.READ})
SEVEN = {
    "requester": CARLA,
    "other_customer": MALLORY,
    "agent": ADA,
    "lead": LENA,
    "admin": ROOT,
    "member": MEMBER,
    "reader": READER,
}


def a_ticket(team: str = "support", requester: str = "carla") -> Ticket:
    return Ticket(
        number=7,
        subject="?",
        category="other",
        requester=requester,
        requester_name="C",
        requester_email="c@example.com",
        team=team,
        created_at=T0,
        updated_at=T0,
        status_since=T0,
    )


def those_who(may: object, team: str) -> set[str]:
    assert callable(may)
    return {kind for kind, caller in SEVEN.items() if may(caller, a_ticket(team), DESK)}


def may_change(caller: Caller, ticket: Ticket, configured: Configuration) -> bool:
    try:
        tickets_access.check_may_change(caller, ticket, configured)
    except NotAllowed:
        return False
    return True


def test_the_tickets_of_an_open_team_are_for_their_requester_and_every_agent() -> None:
    agents = {"agent", "lead", "admin", "member", "reader"}

    assert those_who(tickets_access.may_read, "support") == {"requester"} | agents
    assert those_who(tickets_access.sees_internal, "support") == agents
    assert those_who(may_change, "support") == {"requester"} | agents


def test_tickets_of_a_closed_team_are_for_its_members_and_admins() -> None:
    assert those_who(tickets_access.may_read, "board") == {"requester", "admin", "member", "reader"}
    assert those_who(tickets_access.sees_internal, "board") == {"admin", "member", "reader"}
    assert those_who(may_change, "board") == {"requester", "admin", "member"}


def agent_with(role: Role, right: Right | None, team: str) -> Caller:
    return Caller(id="x", email="x@desk.example", name="X", role=role, teams={team: right} if right else {})


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
@pytest.mark.parametrize(
    ("team", "membership", "right"),
    [
        ("support", Right.FULL, Right.FULL),
        ("support", Right.READ, Right.READ),
        ("support", None, Right.FULL),
        ("board", Right.FULL, Right.FULL),
        ("board", Right.READ, Right.READ),
        ("board", None, None),
    ],
)
def test_membership_decides_and_an_open_team_gives_all_to_others(
    role: Role, team: str, membership: Right | None, right: Right | None
) -> None:
    caller = agent_with(role, membership, team)
    person = Person(id="x", email="x@desk.example", name="X", role=role, teams=caller.teams, created_at=T0)
    ticket = a_ticket(team)

    assert tickets_access.team_right(caller, team, DESK) is right
    assert (
        tickets_access.may_read(caller, ticket, DESK)
        == tickets_access.sees_internal(caller, ticket, DESK)
        == (right is not None)
    )
    assert may_change(caller, ticket, DESK) == tickets_access.may_work_on(person, team, DESK) == (right is Right.FULL)
    assert (team in [each.id for each in tickets_access.readable_teams(caller, DESK)]) == (right is not None)


def test_read_only_in_one_team_takes_nothing_away_in_another() -> None:
    reader = agent_with(Role.AGENT, Right.READ, "board")

    assert (
        tickets_access.team_right(reader, "support", DESK)
        is tickets_access.team_right(ADA, "support", DESK)
        is Right.FULL
    )


@pytest.mark.parametrize("right", [None, Right.READ])
@pytest.mark.parametrize("team", ["support", "board"])
def test_admins_may_do_everything_without_membership(right: Right | None, team: str) -> None:
    assert tickets_access.team_right(agent_with(Role.ADMIN, right, team), team, DESK) is Right.FULL


def test_a_right_to_read_counts_more_than_that_the_team_is_open() -> None:
    reader = ADA.model_copy(update={"teams": {"support": Right.READ}})

    assert tickets_access.may_read(reader, a_ticket(), DESK)
    assert not may_change(reader, a_ticket(), DESK)


def test_tickets_of_a_removed_team_stay_visible_to_agents() -> None:
    assert tickets_access.team_right(ADA, "gone", DESK) is Right.FULL


def test_agent_who_is_requester_in_a_closed_team_reads_as_a_customer() -> None:
    own = a_ticket("board", requester="ada")

    assert tickets_access.may_read(ADA, own, DESK)
    assert not tickets_access.sees_internal(ADA, own, DESK)


def test_teams_in_a_customers_token_give_no_rights() -> None:
    forged = MALLORY.model_copy(update={"teams": {"support": Right.FULL, "board": Right.FULL}})

    assert tickets_access.team_right(forged, "board", DESK) is None
    assert not tickets_access.may_read(forged, a_ticket("board"), DESK)


def test_agent_acts_as_the_customer_on_their_own_ticket() -> None:
    own = a_ticket(requester="ada")

    assert [tickets_access.writes_as_agent(caller, own) for caller in (ADA, ALAN, CARLA)] == [False, True, False]


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (BORIS, ["support"]),
        (MEMBER, ["support", "board"]),
        (READER, ["support", "board"]),
        (ROOT, ["support", "board"]),
        (CARLA, []),
    ],
)
def test_lists_cover_the_teams_the_caller_may_read(caller: Caller, expected: list[str]) -> None:
    assert [team.id for team in tickets_access.readable_teams(caller, DESK)] == expected
