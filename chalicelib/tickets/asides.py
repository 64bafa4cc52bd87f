"""Setting tickets aside and bringing them back: snoozed until a time, or out of all numbers as spam."""

from collections.abc import Callable, Mapping
from typing import Any

from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing.clock import DAY
from ..plumbing.errors import Invalid
from ..plumbing.services import Services
from . import access, rules
from .model import Aside, Because, EventType, Spam, Ticket
from .recording import Act, Done, by_clock, check_version, clock_event, new_event, perform, said_by

Changes = Callable[[Ticket], Mapping[str, Any]]

WAKE = "wake"
LONGEST = 366 * DAY


def snooze(services: Services, caller: Caller, ticket_id: str, until: int, expected: int | None) -> Done:
    """Out of the queue until a time, or until the customer writes. Nothing is reminded of or closed meanwhile.

    2 RT, 1 RRU + 8 WRU. Raises `Invalid` for a time that is not to come, or further away than a year.
    """
    check_until(services, until)
    return _set(services, caller, ticket_id, expected, EventType.TICKET_SNOOZED, lambda _: asleep(until))


def check_until(services: Services, until: int) -> None:
    """Raises `Invalid` for a time that is not to come, or further away than a year."""
    if not services.clock.now() < until <= services.clock.now() + LONGEST:
        raise Invalid.field("until", "Choose a time that is still to come, within a year.")


def asleep(until: int) -> dict[str, Any]:
    """What is different while it is snoozed."""
    return {"snoozed_until": until, "timers": {WAKE: until}}


def wake(services: Services, caller: Caller, ticket_id: str, expected: int | None) -> Done:
    """Back into its queue before the time. 2 RT, 1 RRU + 8 WRU."""
    return _set(services, caller, ticket_id, expected, EventType.TICKET_WOKEN, lambda ticket: awake(services, ticket))


def wake_up(services: Services, number: int) -> bool:
    """The time has come. False if it is not due any more. 2 RT, 1 RRU + 8 WRU."""

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if ticket.aside is not Aside.SNOOZED or ticket.timers.get(WAKE, now + 1) > now:
            return None
        because = Because(rule="snooze_over", at=now)
        after = ticket.next(now, because=because, **awake(services, ticket))
        return Act(after, (clock_event(EventType.TICKET_WOKEN, ticket, after, because),))

    return by_clock(services, number, decide) is not None


def awake(services: Services, ticket: Ticket) -> dict[str, Any]:
    """As before it was snoozed; what its status makes due counts from now, so that nobody is closed over the sleep."""
    if ticket.snoozed_until is None:
        return {}
    return {"snoozed_until": None, "timers": dict(services.timers(ticket.status, services.clock.now()))}


def mark_spam(services: Services, caller: Caller, ticket_id: str, kind: Spam, expected: int | None) -> Done:
    """Out of every queue and number, and of all reminders; nobody is told. 2 RT, 1 RRU + 8 WRU."""
    return _set(services, caller, ticket_id, expected, EventType.SPAM_MARKED, lambda _: as_spam(kind))


def as_spam(kind: Spam) -> dict[str, Any]:
    """What is different once it is none."""
    return {"spam": kind, "snoozed_until": None, "timers": {}}


def release(services: Services, caller: Caller, ticket_id: str, expected: int | None) -> Done:
    """It was none: back into its queue, as if it had come in now. 2 RT, 1 RRU + 8 WRU."""
    return _set(
        services, caller, ticket_id, expected, EventType.SPAM_RELEASED, lambda ticket: released(services, ticket)
    )


def released(services: Services, ticket: Ticket) -> dict[str, Any]:
    """What is different once it is one again."""
    if ticket.spam is None:
        return {}
    return {"spam": None, "timers": dict(services.timers(ticket.status, services.clock.now()))}


def _set(
    services: Services, caller: Caller, ticket_id: str, expected: int | None, type_: EventType, changes: Changes
) -> Done:
    """Nothing different: nothing is written."""

    def decide(ticket: Ticket) -> Act | None:
        access.check_may_change(caller, ticket, configuration.current(services))
        check_version(services, caller, ticket, expected)
        rules.check_open(ticket)
        if type_ in {EventType.TICKET_SNOOZED, EventType.TICKET_WOKEN}:
            rules.check_not_spam(ticket)
        now = services.clock.now()
        after = ticket.next(now, **changes(ticket))
        if all(getattr(after, name) == getattr(ticket, name) for name in ("spam", "snoozed_until")):
            return None
        return Act(after, (new_event(type_, after, said_by(caller), now, before=ticket),))

    return perform(services, caller, ticket_id, decide)
