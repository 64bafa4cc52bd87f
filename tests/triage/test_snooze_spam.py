"""Snoozed and spam: out of the queue, out of the numbers, and back."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib import reactions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage
from chalicelib.plumbing.clock import DAY, HOUR
from chalicelib.plumbing.errors import Conflict, Invalid, VersionMismatch, VersionRequired
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import index as tickets_index
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.incoming import Via
from chalicelib.tickets.model import OutOfQueue, Spam, Status, Ticket
from chalicelib.triage import actions as triage_actions
from tests import makers
from tests.cast import ADA, CARLA
from tests.client import get
from tests.conftest import Desk
from tests.doubles import MONDAY_MORNING as T0

AFTER_SOLVING = {"rate": T0 + DAY, "close": T0 + 14 * DAY}


def snoozed(services: Services, ticket: Ticket, hours: float = 2) -> Ticket:
    until = services.clock.now() + round(hours * HOUR)
    return triage_actions.snooze(services, ADA, ticket.id, until, ticket.version).ticket


def spam(services: Services, ticket: Ticket) -> Ticket:
    return triage_actions.mark_spam(services, ADA, ticket.id, Spam.SPAM, ticket.version).ticket


def queued(services: Services, place: str) -> list[int]:
    return [row["number"] for row in tickets_index.queue_rows(services, "orders", place, 10, None)]


class TestSnooze:
    def test_snoozed_ticket_leaves_its_queue_and_is_not_assigned(self, services: Services) -> None:
        ticket = snoozed(services, makers.a_ticket(services))

        assert (ticket.out_of_queue, ticket.status, ticket.timers) == (
            OutOfQueue.SNOOZED,
            Status.NEW,
            {"unsnooze": T0 + 2 * HOUR},
        )
        assert (queued(services, "new"), queued(services, "snoozed")) == ([], [ticket.number])
        assert tickets_actions.unassigned_ticket_numbers(services, "orders", 10) == []

    def test_snoozed_ticket_does_not_count_towards_the_load(self, services: Services) -> None:
        ticket = snoozed(services, makers.assigned(services, makers.a_ticket(services)))

        assert ticket.assignee == "ada"
        assert ticket.holder is None

    def test_snoozed_ticket_returns_on_time_with_a_reason(self, desk: Desk) -> None:
        ticket = snoozed(desk.services, makers.a_ticket(desk.services))
        desk.clock.advance(hours=2, ms=-1)
        assert reactions.run_clock(desk.services) == {}

        desk.clock.advance(ms=1)

        assert reactions.run_clock(desk.services) == {"unsnooze": 1}
        after = tickets_store.find(desk.services, ticket.number, consistent=True)
        assert after is not None
        assert (after.out_of_queue, after.timers) == (None, {})
        assert after.reason is not None
        assert after.reason.rule == "snooze_over"
        assert queued(desk.services, "new") == [ticket.number]

    def test_snoozed_ticket_gets_no_reminder_and_is_not_closed(self, desk: Desk) -> None:
        pending = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.PENDING)
        snoozed(desk.services, pending, hours=24 * 30)
        desk.clock.advance(days=30)

        assert reactions.run_clock(desk.services) == {"unsnooze": 1}
        after = tickets_store.find(desk.services, pending.number, consistent=True)
        assert after is not None
        assert (after.status, after.timers) == (Status.PENDING, {"remind": T0 + 33 * DAY})

    def test_customer_reply_unsnoozes_the_ticket(self, services: Services) -> None:
        ticket = makers.answered(services, snoozed(services, makers.a_ticket(services)))

        assert (ticket.out_of_queue, ticket.timers) == (None, {})

    def test_thanks_unsnooze_a_solved_ticket_and_keep_it_solved(self, services: Services) -> None:
        solved = makers.replied(services, makers.a_ticket(services), status=Status.SOLVED)
        ticket = makers.answered(services, snoozed(services, solved), body="Thank you!")

        assert (ticket.out_of_queue, ticket.status, ticket.timers) == (None, Status.SOLVED, AFTER_SOLVING)

    def test_automatic_reply_does_not_unsnooze_the_ticket(self, services: Services) -> None:
        ticket = snoozed(services, makers.replied(services, makers.a_ticket(services), status=Status.PENDING))
        words = NewMessage(body="I am away until Monday.")

        after = conversation_actions.add_received_message(services, CARLA, ticket.id, words, Via(automatic=True)).ticket

        assert (after.out_of_queue, after.status, after.timers) == (OutOfQueue.SNOOZED, Status.PENDING, ticket.timers)

    def test_agent_reply_or_status_change_unsnoozes_the_ticket(self, services: Services) -> None:
        one, two = (snoozed(services, makers.a_ticket(services)) for _ in range(2))

        assert makers.replied(services, one).out_of_queue is None
        assert makers.with_status(services, two, Status.ON_HOLD).out_of_queue is None

    def test_ticket_can_be_unsnoozed_early(self, services: Services) -> None:
        ticket = snoozed(services, makers.a_ticket(services))

        result = triage_actions.unsnooze(services, ADA, ticket.id, ticket.version)

        assert (result.ticket.out_of_queue, [event.type for event in result.events]) == (
            None,
            [EventType.TICKET_UNSNOOZED],
        )
        assert triage_actions.unsnooze(services, ADA, ticket.id, result.ticket.version).events == ()

    @pytest.mark.parametrize("until", [T0, T0 - 1, T0 + 366 * DAY + 1])
    def test_snoozing_needs_a_time_in_the_future(self, services: Services, until: int) -> None:
        ticket = makers.a_ticket(services)

        with pytest.raises(Invalid):
            triage_actions.snooze(services, ADA, ticket.id, until, ticket.version)


class TestSpam:
    @pytest.mark.parametrize("kind", Spam)
    def test_spam_is_in_the_spam_queue_only_and_counts_for_no_agent(self, services: Services, kind: Spam) -> None:
        ticket = makers.assigned(services, makers.a_ticket(services))

        after = triage_actions.mark_spam(services, ADA, ticket.id, kind, ticket.version).ticket

        assert (after.spam, after.out_of_queue, after.holder) == (kind, OutOfQueue.SPAM, None)
        assert (queued(services, "new"), queued(services, "spam")) == ([], [ticket.number])
        assert tickets_index.assigned_rows(services, "ada", 10) == []

    def test_message_in_spam_triggers_no_reactions(self, desk: Desk) -> None:
        ticket = spam(desk.services, makers.a_ticket(desk.services))
        result = conversation_actions.add_message(desk.services, CARLA, ticket.id, NewMessage(body="Buy!"), None)

        assert [event.silent for event in result.events] == [True]
        assert result.ticket.spam is Spam.SPAM

    def test_ticket_marked_as_not_spam_is_restored_and_routed(self, services: Services) -> None:
        ticket = spam(services, makers.replied(services, makers.a_ticket(services), status=Status.SOLVED))

        result = triage_actions.unmark_spam(services, ADA, ticket.id, ticket.version)

        assert (result.ticket.out_of_queue, result.ticket.status) == (None, Status.SOLVED)
        assert result.ticket.timers == AFTER_SOLVING
        assert [(event.type, event.silent) for event in result.events] == [(EventType.SPAM_RELEASED, False)]
        assert reactions.REACTIONS[EventType.SPAM_RELEASED]

    def test_spam_cannot_be_replied_to_or_changed(self, services: Services) -> None:
        ticket = spam(services, makers.a_ticket(services))

        acts: list[Callable[[], Ticket]] = [
            lambda: makers.replied(services, ticket),
            lambda: makers.with_status(services, ticket, Status.SOLVED),
            lambda: snoozed(services, ticket),
        ]
        for action in acts:
            with pytest.raises(Conflict, match="Release it first"):
                action()

    def test_customer_does_not_see_the_spam_mark(self, services: Services) -> None:
        ticket = spam(services, makers.a_ticket(services))
        shown = get(CARLA, f"/v1/tickets/{ticket.id}")

        assert shown.json["spam"] is None
        assert "spam" not in get(CARLA, f"/v1/tickets/{ticket.id}/timeline").text.replace('"spam":null', "").lower()


@pytest.mark.parametrize("action", [triage_actions.unsnooze, triage_actions.unmark_spam])
def test_snooze_and_spam_actions_need_the_current_version(services: Services, action: Any) -> None:
    ticket = makers.a_ticket(services)

    with pytest.raises(VersionRequired):
        action(services, ADA, ticket.id, None)
    with pytest.raises(VersionMismatch):
        action(services, ADA, ticket.id, ticket.version + 1)
