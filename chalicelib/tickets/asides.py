"""Snooze tickets and mark them as spam, and bring them back."""

from collections.abc import Callable, Mapping
from typing import Any

from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing.clock import DAY
from ..plumbing.errors import Invalid
from ..plumbing.services import Services
from . import access, rules, timers
from .model import Aside, Because, EventType, Spam, Ticket
from .reasons import Reason
from .recording import Act, Done, by_clock, check_version, clock_event, new_event, perform, said_by
from .timers import Moment, TimerPolicy

Changes = Callable[[Ticket], Mapping[str, Any]]

WAKE = "wake"
REASONS = (Reason("snooze_over", holds=lambda ticket: ticket.aside is None),)
LONGEST = 366 * DAY


def starts(ticket: Ticket, _moment: Moment) -> dict[str, int]:
    """Return the timer that ends the snooze."""
    return {} if ticket.snoozed_until is None else {WAKE: ticket.snoozed_until}


TIMERS = TimerPolicy("snooze", frozenset({WAKE}), starts, while_aside=True)


def snooze(services: Services, caller: Caller, ticket_id: str, until: int, expected: int | None) -> Done:
    """Snooze a ticket until a time, or until the customer replies. Reminders and closing are paused meanwhile.

    2 RT, 1 RRU + 8 WRU. Raises `Invalid` for a time that is not in the future or more than a year away.
    """
    check_until(services, until)
    return _set(services, caller, ticket_id, expected, EventType.TICKET_SNOOZED, lambda _: asleep(until))


def check_until(services: Services, until: int) -> None:
    """Raise `Invalid` for a time that is not in the future or more than a year away."""
    if not services.clock.now() < until <= services.clock.now() + LONGEST:
        raise Invalid.field("until", "Choose a time that is still to come, within a year.")


def asleep(until: int) -> dict[str, Any]:
    """Return the fields of a snoozed ticket."""
    return {"snoozed_until": until}


def wake(services: Services, caller: Caller, ticket_id: str, expected: int | None) -> Done:
    """End a snooze before its time. 2 RT, 1 RRU + 8 WRU."""
    return _set(services, caller, ticket_id, expected, EventType.TICKET_WOKEN, lambda _: AWAKE)


def wake_up(services: Services, number: int) -> bool:
    """End a snooze that has run out. Returns False if it is not due any more. 2 RT, 1 RRU + 8 WRU."""

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if ticket.aside is not Aside.SNOOZED or ticket.timers.get(WAKE, now + 1) > now:
            return None
        because = Because(rule="snooze_over", at=now)
        after = timers.settled(ticket.next(now, because=because, **AWAKE), ticket, now)
        return Act(after, (clock_event(EventType.TICKET_WOKEN, ticket, after, because),))

    return by_clock(services, number, decide) is not None


AWAKE: Mapping[str, Any] = {"snoozed_until": None}
"""The fields of a ticket whose snooze has ended. Its timers resume with the time that was left: see `timers`."""


def mark_spam(services: Services, caller: Caller, ticket_id: str, kind: Spam, expected: int | None) -> Done:
    """Mark a ticket as spam: it leaves all queues, counts and reminders, without notifications. 2 RT, 1 RRU + 8 WRU."""
    return _set(services, caller, ticket_id, expected, EventType.SPAM_MARKED, lambda _: as_spam(kind))


def as_spam(kind: Spam) -> dict[str, Any]:
    """Return the fields of a ticket marked as spam."""
    return {"spam": kind, "snoozed_until": None}


def release(services: Services, caller: Caller, ticket_id: str, expected: int | None) -> Done:
    """Mark a ticket as not spam: it returns to its queue and its timers resume. 2 RT, 1 RRU + 8 WRU."""
    return _set(services, caller, ticket_id, expected, EventType.SPAM_RELEASED, lambda _: RELEASED)


RELEASED: Mapping[str, Any] = {"spam": None}
"""The fields of a ticket that is not spam."""


def _set(
    services: Services, caller: Caller, ticket_id: str, expected: int | None, type_: EventType, changes: Changes
) -> Done:
    """Apply the changes; write nothing if there are none."""

    def decide(ticket: Ticket) -> Act | None:
        access.check_may_change(caller, ticket, configuration.current(services))
        check_version(services, caller, ticket, expected)
        rules.check_open(ticket)
        if type_ in {EventType.TICKET_SNOOZED, EventType.TICKET_WOKEN}:
            rules.check_not_spam(ticket)
        now = services.clock.now()
        after = timers.settled(ticket.next(now, **changes(ticket)), ticket, now)
        if all(getattr(after, name) == getattr(ticket, name) for name in ("spam", "snoozed_until")):
            return None
        return Act(after, (new_event(type_, after, said_by(caller), now, before=ticket),))

    return perform(services, caller, ticket_id, decide)
