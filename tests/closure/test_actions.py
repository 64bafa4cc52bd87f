"""The life of a stale ticket, on real tables in process."""

import pytest

from chalicelib import reactions
from chalicelib.plumbing.clock import DAY, HOUR
from chalicelib.plumbing.services import Services
from chalicelib.tickets import store
from chalicelib.tickets.model import EventType, Status, Ticket
from tests import makers
from tests.conftest import Desk
from tests.doubles import FrozenClock


def now(services: Services, ticket: Ticket) -> Ticket:
    found = store.find(services, ticket.number)
    assert found is not None
    return found


def waiting_on_customer(services: Services) -> Ticket:
    return makers.replied(services, makers.a_ticket(services), status=Status.PENDING)


def test_pending_is_reminded_of_and_then_closed_each_once(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=3)

    assert reactions.to_the_clock(services) == {"remind": 1}
    assert reactions.to_the_clock(services) == {}
    closes_at = ticket.updated_at + 7 * DAY
    assert now(services, ticket).timers == {"last_notice": closes_at - DAY, "close": closes_at}

    clock.advance(days=3)
    assert reactions.to_the_clock(services) == {"last_notice": 1}
    assert reactions.to_the_clock(services) == {}
    assert now(services, ticket).timers == {"close": closes_at}

    clock.advance(days=1)
    assert reactions.to_the_clock(services) == {"close": 1}
    assert reactions.to_the_clock(services) == {}
    events = store.events_after(services, ticket.number, ticket.version)
    assert [(event.type, event.because and event.because.rule) for event in events] == [
        (EventType.REMINDER_SENT, "reminder"),
        (EventType.REMINDER_SENT, "closing"),
        (EventType.TICKET_CLOSED, "unanswered"),
    ]
    assert [event.because.facts.get("closes_at") for event in events[:2] if event.because] == [closes_at, closes_at]


@pytest.mark.parametrize("late_ms", [0, HOUR, 3 * DAY])
def test_the_last_notice_comes_a_day_before_closing_however_late_it_is(
    services: Services, clock: FrozenClock, late_ms: int
) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=3)
    reactions.to_the_clock(services)
    clock.advance(days=3, ms=late_ms)

    assert reactions.to_the_clock(services) == {"last_notice": 1}

    assert now(services, ticket).timers == {"close": clock.now() + DAY}
    clock.advance(days=1, ms=-1)
    assert reactions.to_the_clock(services) == {}
    clock.advance(ms=1)
    assert reactions.to_the_clock(services) == {"close": 1}


def test_an_answer_between_the_last_notice_and_closing_keeps_it_open(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    for days in (3, 3):
        clock.advance(days=days)
        reactions.to_the_clock(services)
    makers.answered(services, ticket)
    clock.advance(days=30)

    assert reactions.to_the_clock(services) == {}
    assert now(services, ticket).status is Status.OPEN


def test_nothing_happens_a_millisecond_early(services: Services, clock: FrozenClock) -> None:
    waiting_on_customer(services)
    clock.advance(days=3, ms=-1)

    assert reactions.to_the_clock(services) == {}


def test_after_an_outage_the_warning_is_still_two_days(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=30)

    reactions.to_the_clock(services)

    assert now(services, ticket).status is Status.PENDING
    assert now(services, ticket).timers == {"last_notice": clock.now() + DAY, "close": clock.now() + 2 * DAY}


def test_a_customers_message_cancels_it(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=4)
    reactions.to_the_clock(services)
    makers.answered(services, ticket)
    clock.advance(days=30)

    assert reactions.to_the_clock(services) == {}
    assert now(services, ticket).status is Status.OPEN


def test_another_word_of_ours_starts_the_time_again(services: Services, clock: FrozenClock) -> None:
    ticket = waiting_on_customer(services)
    clock.advance(days=2)
    makers.replied(services, ticket, body="One more thing.")
    clock.advance(days=2)

    assert reactions.to_the_clock(services) == {}


def test_solved_is_closed_after_a_fortnight_with_its_reason(services: Services, clock: FrozenClock) -> None:
    ticket = makers.replied(services, makers.a_ticket(services), status=Status.SOLVED)
    solved_at = clock.now()
    clock.advance(days=13)
    reactions.to_the_clock(services)  # asks how content they are
    clock.advance(days=1)

    reactions.to_the_clock(services)

    after = now(services, ticket)
    assert after.because is not None
    assert (after.status, after.because.rule) == (Status.CLOSED, "solved")
    assert after.because.facts == {"days": 14, "solved_at": solved_at}


def test_one_unreadable_ticket_is_set_aside_and_the_rest_go_on(desk: Desk) -> None:
    services, clock = desk.services, desk.clock
    broken, good = waiting_on_customer(services), waiting_on_customer(services)
    clock.advance(days=3)
    services.core.write(services.core.change(f"T#{broken.number}", "#", "SET #status = :nonsense", nonsense="?"))

    assert reactions.to_the_clock(services) == {"set_aside": 1, "remind": 1}
    assert now(services, good).timers.keys() == {"last_notice", "close"}
    assert reactions.to_the_clock(services) == {}

    clock.advance(hours=1)
    assert reactions.to_the_clock(services) == {"set_aside": 1}


def test_the_work_is_what_is_due_not_what_exists(desk: Desk) -> None:
    for _ in range(5):
        waiting_on_customer(desk.services)
    reactions.to_the_clock(desk.services)  # once an hour it looks for files, too
    desk.meter.reset()

    reactions.to_the_clock(desk.services)

    # what is due, who is absent, what is to be counted, which mails are late
    assert (desk.meter.spent.trips, desk.meter.spent.writes) == (4, 0)
