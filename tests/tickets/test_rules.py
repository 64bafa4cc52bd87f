"""The life cycle as a table: every status, every act, every role. From the transitions in the description of the product."""

import pytest

from chalicelib.people.model import Caller
from chalicelib.plumbing.errors import Conflict, NotAllowed
from chalicelib.tickets import rules as tickets_rules
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import OPEN_STATUSES, Status, Ticket
from tests import makers
from tests.cast import ADA, CARLA, LENA, ROOT
from tests.strategies import T0

N, O, P, H, S, C = Status  # noqa: E741 - the columns of the table
REFUSED, NEVER = "409", "403"

AGENTS_CHOICE: dict[Status, dict[Status, Status | str]] = {
    N: {O: O, P: P, H: H, S: S},
    O: {O: O, P: P, H: H, S: S},
    P: {O: O, P: P, H: H, S: S},
    H: {O: O, P: P, H: H, S: S},
    S: {O: O, P: P, H: H, S: S},
    C: {O: REFUSED, P: REFUSED, H: REFUSED, S: REFUSED},
}
CUSTOMERS_CHOICE: dict[Status, dict[Status, Status | str]] = {
    N: {O: REFUSED, P: NEVER, H: NEVER, S: S},
    O: {O: O, P: NEVER, H: NEVER, S: S},
    P: {O: REFUSED, P: NEVER, H: NEVER, S: S},
    H: {O: REFUSED, P: NEVER, H: NEVER, S: S},
    S: {O: O, P: NEVER, H: NEVER, S: S},
    C: {O: REFUSED, P: NEVER, H: NEVER, S: REFUSED},
}
CUSTOMERS_MESSAGE: dict[Status, Status | str] = {N: N, O: O, P: O, H: O, S: O, C: REFUSED}
AGENTS_MESSAGE: dict[Status, Status | str] = {N: O, O: O, P: P, H: H, S: S, C: REFUSED}


def a_ticket(status: Status = N, **more: object) -> Ticket:
    plain = Ticket(
        number=7,
        subject="s",
        category="other",
        requester="carla",
        requester_name="Carla",
        status=status,
        requester_email="carla@example.com",
        team="orders",
        created_at=T0,
        updated_at=T0,
        status_since=T0,
    )
    return plain.model_copy(update=more)


def chosen(caller: Caller, status: Status, wanted: Status) -> Status | str:
    """What becomes of it when a status is set, as `actions.change` asks the rules."""
    try:
        tickets_rules.check_role(caller, wanted)
        tickets_rules.check_open(a_ticket(status))
        tickets_rules.check_status(tickets_rules.mover_of(caller), a_ticket(status), wanted)
    except NotAllowed:
        return NEVER
    except Conflict:
        return REFUSED
    return wanted


@pytest.mark.parametrize("caller", [ADA, LENA, ROOT])
def test_statuses_agents_can_set_match_the_table(caller: Caller) -> None:
    table = {status: {wanted: chosen(caller, status, wanted) for wanted in (O, P, H, S)} for status in Status}

    assert table == AGENTS_CHOICE


def test_statuses_customers_can_set_match_the_table() -> None:
    table = {status: {wanted: chosen(CARLA, status, wanted) for wanted in (O, P, H, S)} for status in Status}

    assert table == CUSTOMERS_CHOICE


@pytest.mark.parametrize("status", Status)
def test_message_changes_the_status_as_in_the_table(status: Status) -> None:
    if status is C:
        with pytest.raises(Conflict, match="closed"):
            tickets_rules.check_open(a_ticket(status))
    else:
        assert tickets_rules.after_customer_message(status, needs_reply=True) == CUSTOMERS_MESSAGE[status]
        assert tickets_rules.after_agent_message(status, None) == AGENTS_MESSAGE[status]


@pytest.mark.parametrize("status", OPEN_STATUSES)
@pytest.mark.parametrize("choice", [O, P, H, S])
def test_an_agent_who_chooses_a_status_with_the_message_gets_it(status: Status, choice: Status) -> None:
    assert tickets_rules.after_agent_message(status, choice) is choice


def test_no_person_can_set_the_status_closed() -> None:
    callers = [CARLA, ADA, LENA, ROOT]

    assert not [
        caller
        for caller in callers
        for status in Status
        if C in tickets_rules.settable_statuses(caller, a_ticket(status))
    ]


@pytest.mark.parametrize("caller", [CARLA, ADA])
@pytest.mark.parametrize("status", Status)
def test_offered_statuses_are_the_accepted_ones(caller: Caller, status: Status) -> None:
    accepted = {wanted for wanted in (O, P, H, S) if chosen(caller, status, wanted) is wanted}

    assert tickets_rules.settable_statuses(caller, a_ticket(status)) == accepted - {status}


@pytest.mark.parametrize("wanted", [None, O, S])
def test_no_role_is_refused_what_customers_may_set(wanted: Status | None) -> None:
    for caller in (CARLA, ADA):
        tickets_rules.check_role(caller, wanted)
    with pytest.raises(NotAllowed):
        tickets_rules.check_role(CARLA, H)


def test_new_and_open_unassigned_tickets_wait_in_their_team() -> None:
    assert tickets_rules.is_waiting_in(a_ticket(), "orders")
    assert not tickets_rules.is_waiting_in(a_ticket(), "billing")
    assert not tickets_rules.is_waiting_in(a_ticket(assignee="ada"), "orders")
    assert [status for status in Status if tickets_rules.is_waiting_in(a_ticket(status), "orders")] == [N, O]


def test_only_unseen_events_with_text_hold_back_a_reply() -> None:
    events = [makers.an_event(type_, rev=rev) for rev, type_ in enumerate(EventType, 1)]

    assert {event.type for event in tickets_rules.unseen_events(events)} == {
        EventType.TICKET_CREATED,
        EventType.TICKET_RATED,
        EventType.CUSTOMER_REPLIED,
        EventType.AGENT_REPLIED,
        EventType.NOTE_ADDED,
        EventType.MERGED_TICKET_REPLIED,
        EventType.UNVERIFIED_REPLY_RECEIVED,
    }


def test_list_covers_the_requested_statuses_or_all_but_closed() -> None:
    assert tickets_rules.listed_statuses([P, S, P]) == (P, S)
    assert tickets_rules.listed_statuses([]) == OPEN_STATUSES
