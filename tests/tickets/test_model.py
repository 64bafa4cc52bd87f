"""What a ticket is, and what is said of its changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.tickets.event import Event, Reason
from chalicelib.tickets.event_specs import CONVERSATION_EVENTS, INTERNAL_EVENTS, EventType
from chalicelib.tickets.model import Priority, Status, Ticket, differences
from tests import makers
from tests.strategies import T0, tickets

PLAIN = Ticket(
    number=7,
    subject="Where is it?",
    category="delivery",
    requester="carla",
    requester_name="Carla",
    requester_email="carla@example.com",
    team="orders",
    created_at=T0,
    updated_at=T0,
    status_since=T0,
)


def event(type_: EventType) -> Event:
    return makers.an_event(type_)


def test_ids_are_the_number_and_the_rev() -> None:
    assert (PLAIN.id, event(EventType.NOTE_ADDED).id) == ("7", "7-3")


def test_exactly_these_events_are_internal() -> None:
    internal = {type_ for type_ in EventType if event(type_).internal}

    assert internal == INTERNAL_EVENTS
    assert {type_.value for type_ in set(EventType) - internal} == {
        "TicketCreated",
        "CustomerReplied",
        "AgentReplied",
        "StatusChanged",
        "TicketAssigned",
        "TicketReopened",
        "TicketClosed",
        "TicketMerged",
        "TicketUnmerged",
        "ReminderSent",
        "FollowUpCreated",
        "ClosureDeferred",
        "RatingRequested",
        "TicketRated",
    }


def test_undone_message_is_internal_for_every_type() -> None:
    assert event(EventType.AGENT_REPLIED).model_copy(update={"withdrawn": True}).internal


def test_conversation_events_are_exactly_the_listed_ones() -> None:
    assert {type_.value for type_ in CONVERSATION_EVENTS} == {
        "TicketCreated",
        "CustomerReplied",
        "AgentReplied",
        "NoteAdded",
        "MergedTicketReplied",
        "UnverifiedReplyReceived",
        "TicketRated",
    }


@pytest.mark.parametrize(
    ("timers", "due"),
    [
        ({}, None),
        ({"close": 9}, ("close", 9)),
        ({"close": 9, "remind": 3}, ("remind", 3)),
        ({"remind": 5, "close": 5}, ("close", 5)),
    ],
)
def test_due_is_the_soonest_timer_and_of_equal_ones_always_the_same(
    timers: dict[str, int], due: tuple[str, int] | None
) -> None:
    assert PLAIN.model_copy(update={"timers": timers}).due == due


@given(tickets())
def test_due_is_never_later_than_any_timer(ticket: Ticket) -> None:
    assert (ticket.due is None) is (not ticket.timers)
    if ticket.due:
        assert ticket.due[1] == min(ticket.timers.values())


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("assignee", [None, "ada"])
def test_load_of_an_agent_counts_assigned_new_and_open_tickets(status: Status, assignee: str | None) -> None:
    ticket = PLAIN.model_copy(update={"status": status, "assignee": assignee, "assignee_team": "orders"})
    counts = assignee is not None and status in {Status.NEW, Status.OPEN}

    assert ticket.is_load is counts
    assert ticket.holder == (("orders", "ada") if counts else None)


def test_next_ticket_has_the_next_version_and_the_original_is_unchanged() -> None:
    after = PLAIN.next(T0 + 5, priority=Priority.HIGH)

    assert (after.version, after.updated_at, after.priority) == (2, T0 + 5, Priority.HIGH)
    assert (PLAIN.version, PLAIN.updated_at, PLAIN.priority) == (1, T0, Priority.NORMAL)


def test_entering_another_status_starts_its_time_and_leaves_timers_to_their_owners() -> None:
    after = PLAIN.model_copy(update={"timers": {"close": 1}}).entering(Status.PENDING, T0 + 5)

    assert (after.status, after.status_since, after.timers) == (Status.PENDING, T0 + 5, {"close": 1})


def test_staying_in_a_status_keeps_its_time() -> None:
    after = PLAIN.model_copy(update={"status": Status.PENDING}).entering(Status.PENDING, T0 + 5)

    assert after.status_since == T0


def test_timers_of_one_owner_are_replaced_and_all_others_stay() -> None:
    ticket = PLAIN.model_copy(update={"timers": {"remind": 1, "promise": 2}})

    assert ticket.with_timers({"remind", "close"}, {"close": 3}).timers == {"promise": 2, "close": 3}


def test_differences_hold_values_before_and_after() -> None:
    after = PLAIN.next(
        T0 + 1, status=Status.OPEN, tags=frozenset({"b", "a"}), assignee="ada", assignee_name="Ada", waiting_since=None
    )

    assert differences(PLAIN, after) == {
        "status": (Status.NEW, Status.OPEN),
        "assignee_name": (None, "Ada"),
        "tags": ([], ["a", "b"]),
    }


@given(tickets(), st.integers(0, 10**6))
def test_a_step_that_changes_nothing_has_no_differences(ticket: Ticket, later: int) -> None:
    assert differences(ticket, ticket.next(ticket.updated_at + later)) == {}


@given(tickets(), tickets())
def test_differences_are_never_of_a_field_that_stayed(before: Ticket, after: Ticket) -> None:
    found = differences(before, after)

    assert all(old != new for old, new in found.values())
    assert found.keys() <= {"status", "priority", "subject", "category", "team", "assignee_name", "tags"}


@pytest.mark.parametrize(
    ("rule", "team", "same"),
    [("no_agent_online", "orders", True), ("no_agent_online", "billing", False), ("all_at_capacity", "orders", False)],
)
def test_reason_is_new_when_rule_or_team_differ(rule: str, team: str, *, same: bool) -> None:
    reason = Reason(rule="no_agent_online", facts={"team": "orders", "online": 0}, at=T0)

    assert reason.same_as(Reason(rule=rule, facts={"team": team, "online": 2}, at=T0 + 1)) is same
