"""The life of a stale ticket, on real tables in process."""

from typing import Any

import pytest

from chalicelib import reactions
from chalicelib.closure import rules as closure_rules
from chalicelib.mail import lifecycle as mail_lifecycle
from chalicelib.mail import outbox as mail_outbox
from chalicelib.mail import sender
from chalicelib.mail import store as mail_store
from chalicelib.mail.model import MailState, SuppressionCause
from chalicelib.people import actions as people_actions
from chalicelib.people.model import NOTICES, Person
from chalicelib.plumbing.clock import DAY, HOUR, MINUTE
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import MailOrigin
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import NewTicket
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import CARLA, stored
from tests.conftest import Desk
from tests.doubles import FrozenClock


def now(services: Services, ticket: Ticket) -> Ticket:
    found = tickets_store.find(services, ticket.number)
    assert found is not None
    return found


def waiting_on_customer(services: Services) -> Ticket:
    return makers.replied(services, makers.a_ticket(services), status=Status.PENDING)


def test_pending_is_reminded_of_and_then_closed_each_once(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=3)

    assert reactions.run_clock(services) == {"remind": 1}
    assert reactions.run_clock(services) == {}
    closes_at = ticket.updated_at + 7 * DAY
    assert now(services, ticket).timers == {"last_notice": closes_at - DAY, "close": closes_at}

    clock.advance(days=3)
    assert reactions.run_clock(services) == {"last_notice": 1}
    assert reactions.run_clock(services) == {}
    assert now(services, ticket).timers == {"close": closes_at}
    makers.last_notice_left(services, ticket.number)

    clock.advance(days=1)
    assert reactions.run_clock(services) == {"close": 1}
    assert reactions.run_clock(services) == {}
    events = tickets_store.events_after(services, ticket.number, ticket.version)
    assert [(event.type, event.reason and event.reason.rule) for event in events] == [
        (EventType.REMINDER_SENT, "reminder"),
        (EventType.REMINDER_SENT, "closing"),
        (EventType.TICKET_CLOSED, "unanswered"),
    ]
    assert [event.reason.facts.get("closes_at") for event in events[:2] if event.reason] == [closes_at, closes_at]


@pytest.mark.parametrize("late_ms", [0, HOUR, 3 * DAY])
def test_the_last_notice_comes_a_day_before_closing_however_late_it_is(
    services: Services, clock: FrozenClock, late_ms: int
) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=3)
    reactions.run_clock(services)
    clock.advance(days=3, ms=late_ms)

    assert reactions.run_clock(services) == {"last_notice": 1}

    assert now(services, ticket).timers == {"close": clock.now() + DAY}
    makers.last_notice_left(services, ticket.number)
    clock.advance(days=1, ms=-1)
    assert reactions.run_clock(services) == {}
    clock.advance(ms=1)
    assert reactions.run_clock(services) == {"close": 1}


def test_an_answer_between_the_last_notice_and_closing_keeps_it_open(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    for days in (3, 3):
        clock.advance(days=days)
        reactions.run_clock(services)
    makers.answered(services, ticket)
    clock.advance(days=30)

    assert reactions.run_clock(services) == {}
    assert now(services, ticket).status is Status.OPEN


def test_nothing_happens_a_millisecond_early(services: Services, clock: FrozenClock) -> None:
    waiting_on_customer(services)
    clock.advance(days=3, ms=-1)

    assert reactions.run_clock(services) == {}


def test_after_an_outage_the_warning_is_still_two_days(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=30)

    reactions.run_clock(services)

    assert now(services, ticket).status is Status.PENDING
    assert now(services, ticket).timers == {"last_notice": clock.now() + DAY, "close": clock.now() + 2 * DAY}


def test_customer_message_cancels_closing(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=4)
    reactions.run_clock(services)
    makers.answered(services, ticket)
    clock.advance(days=30)

    assert reactions.run_clock(services) == {}
    assert now(services, ticket).status is Status.OPEN


def test_another_reply_by_an_agent_restarts_the_timers(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=2)
    makers.replied(services, ticket, body="One more thing.")
    clock.advance(days=2)

    assert reactions.run_clock(services) == {}


def test_solved_is_closed_after_a_fortnight_with_its_reason(services: Services, clock: FrozenClock) -> None:
    ticket = makers.replied(services, makers.a_ticket(services), status=Status.SOLVED)
    solved_at = clock.now()
    clock.advance(days=13)
    reactions.run_clock(services)  # asks how content they are
    clock.advance(days=1)

    reactions.run_clock(services)

    after = now(services, ticket)
    assert after.reason is not None
    assert (after.status, after.reason.rule) == (Status.CLOSED, "solved")
    assert after.reason.facts == {"days": 14, "solved_at": solved_at}


def test_one_unreadable_ticket_does_not_stop_the_others(desk: Desk) -> None:
    services, clock = desk.services, desk.clock
    broken, good = waiting_on_customer(services), waiting_on_customer(services)
    clock.advance(days=3)
    services.core.write(services.core.change(f"T#{broken.number}", "#", "SET #status = :nonsense", nonsense="?"))

    assert reactions.run_clock(services) == {"deferred": 1, "remind": 1}
    assert now(services, good).timers.keys() == {"last_notice", "close"}
    assert reactions.run_clock(services) == {}

    clock.advance(hours=1)
    assert reactions.run_clock(services) == {"deferred": 1}


def test_cost_of_closing_depends_on_due_tickets_only(desk: Desk) -> None:
    for _ in range(5):
        waiting_on_customer(desk.services)
    reactions.run_clock(desk.services)  # once an hour it looks for files, too
    desk.meter.reset()

    reactions.run_clock(desk.services)

    # what is due, who is absent, what is to be counted, which mails are late
    assert (desk.meter.spent.trips, desk.meter.spent.writes) == (4, 0)


def test_job_that_fails_stops_no_other_and_fails_the_run(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    def breaks(_services: Services, _pause: object) -> dict[str, int]:
        raise RuntimeError("broken")

    def works(_services: Services, _pause: object) -> dict[str, int]:
        ran.append("works")
        return {"works": 1}

    desk.clock.at += (reactions.HOURLY_AT - desk.clock.at // MINUTE % 60) % 60 * MINUTE
    with pytest.raises(reactions.JobsFailed, match=r"^breaks, breaks$"):
        reactions.run_clock(desk.services, minutely=(breaks, works), hourly=(breaks, works))

    assert ran == ["works", "works"]
    assert [record.__dict__["job"] for record in caplog.records if record.levelname == "ERROR"] == ["breaks", "breaks"]


def test_hourly_jobs_run_in_one_minute_of_the_hour(desk: Desk) -> None:
    ran: list[int] = []

    def works(services: Services, _pause: object) -> dict[str, int]:
        ran.append(services.clock.real() // MINUTE % 60)
        return {}

    for _ in range(120):
        desk.clock.advance(minutes=1)
        reactions.run_clock(desk.services, minutely=(), hourly=(works,))

    assert ran == [reactions.HOURLY_AT] * 2


class TestWarning:
    """No ticket is closed over a customer's silence before a warning has left."""

    def warned(self, desk: Desk, customer: Person) -> Ticket:
        """A pending ticket a moment after its last notice was asked for."""
        ticket = makers.a_ticket(desk.services, by=customer.as_caller)
        ticket = makers.replied(desk.services, ticket, status=Status.PENDING)
        for days in (3, 3):
            desk.clock.advance(days=days)
            reactions.run_clock(desk.services)
        return now(desk.services, ticket)

    def mails(self, desk: Desk, ticket: Ticket) -> list[str]:
        """Everything that the ticket's latest event has mailed, through the outbox and the sender."""
        (event,) = tickets_store.events_after(desk.services, ticket.number, ticket.version - 1)
        mail_outbox.enqueue_notifications(desk.services, event)
        before = len(desk.post.sent)
        while desk.mails.messages:
            sender.send_one(desk.services, desk.mails.messages.pop(0))
        return [str(mail["Subject"]) for mail in desk.post.sent[before:]]

    def a_customer(self, desk: Desk, **more: Any) -> Person:
        known = {**stored(CARLA).model_dump(exclude={"created_at"}), **more}
        return people_actions.add_person(desk.services, **known)

    def test_last_notice_leaves_though_everything_is_switched_off(self, desk: Desk) -> None:
        off = dict.fromkeys([*NOTICES, "closing"], False)
        ticket = self.warned(desk, self.a_customer(desk, notifications=off))

        assert len(self.mails(desk, ticket)) == 1
        desk.clock.advance(days=1)
        assert reactions.run_clock(desk.services) == {"close": 1}

    def test_no_reminder_is_recorded_where_reminders_are_switched_off(self, desk: Desk) -> None:
        ticket = self.warned(desk, self.a_customer(desk, notifications={"reminder": False}))

        events = tickets_store.events_after(desk.services, ticket.number, 0)
        assert [event.reason.rule for event in events if event.reason] == ["closing"]

    def test_closing_waits_until_the_last_notice_has_left(self, desk: Desk) -> None:
        ticket = self.warned(desk, self.a_customer(desk))
        for _ in range(3):
            desk.clock.advance(days=1)
            assert reactions.run_clock(desk.services) == {"not_due": 1}
        assert len(self.mails(desk, ticket)) == 1

        desk.clock.advance(hours=2)
        assert reactions.run_clock(desk.services) == {"not_due": 1}, "it is closed a day after the notice left"
        desk.clock.advance(days=1)
        assert reactions.run_clock(desk.services) == {"close": 1}

    def test_ticket_is_open_again_where_the_last_notice_cannot_leave(self, desk: Desk) -> None:
        customer = self.a_customer(desk)
        ticket = self.warned(desk, customer)
        mail_store.suppress_address(desk.services, customer.email, SuppressionCause.BOUNCE, "no such mailbox")

        assert self.mails(desk, ticket) == []

        after = now(desk.services, ticket)
        assert (after.status, after.timers, after.reason and after.reason.rule) == (Status.OPEN, {}, "undelivered")

    def test_ticket_of_an_unverified_sender_comes_back_instead_of_closing(self, desk: Desk) -> None:
        mailed = MailOrigin(mail="raw", sender="x@example.org")
        new = NewTicket(subject="Help", body="Please.", category="delivery")
        ticket = tickets_actions.create(desk.services, CARLA, new, mailed=mailed).ticket
        ticket = makers.replied(desk.services, ticket, status=Status.PENDING)
        desk.clock.advance(days=3)
        assert reactions.run_clock(desk.services) == {"not_due": 1}
        desk.clock.advance(days=3)

        assert reactions.run_clock(desk.services) == {"last_notice": 1}

        after = now(desk.services, ticket)
        assert (after.status, after.reason and after.reason.rule) == (Status.OPEN, "unwarned")
        events = tickets_store.events_after(desk.services, ticket.number, ticket.version)
        assert [event.type for event in events] == [EventType.DELIVERY_FAILED], "nothing says that anybody was reminded"

    def test_states_of_sent_emails_are_states_of_the_outbox(self) -> None:
        assert set(MailState) > closure_rules.LEFT
        assert not closure_rules.LEFT & {
            *mail_lifecycle.FAILED,
            MailState.SKIPPED,
            MailState.SENDING,
            MailState.UNKNOWN,
        }
