"""Snooze tickets and mark them as spam, and bring them back."""

from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import rules as tickets_rules
from ..tickets import timers
from ..tickets.event import Reason
from ..tickets.event_specs import EventType
from ..tickets.model import OutOfQueue, Spam, Ticket
from ..tickets.out_of_queue import (
    NOT_SPAM_FIELDS,
    UNSNOOZED_FIELDS,
    FieldChanges,
    check_until,
    snoozed_fields,
    spam_fields,
)
from ..tickets.reasons import ReasonSpec
from ..tickets.timers import Moment, TimerPolicy
from ..tickets.transaction import (
    Changeset,
    TicketResult,
    actor_of,
    check_version,
    new_event,
    perform,
    perform_as_system,
    system_event,
)

UNSNOOZE = "unsnooze"
REASONS = (ReasonSpec("snooze_over", holds=lambda ticket: ticket.out_of_queue is None),)


def starts(ticket: Ticket, _moment: Moment) -> dict[str, int]:
    """Return the timer that ends the snooze."""
    return {} if ticket.snoozed_until is None else {UNSNOOZE: ticket.snoozed_until}


TIMERS = TimerPolicy("snooze", frozenset({UNSNOOZE}), starts, while_out_of_queue=True)


def snooze(services: Services, caller: Caller, ticket_id: str, until: int, expected: int | None) -> TicketResult:
    """Snooze a ticket until a time, or until the customer replies. Reminders and closing are paused meanwhile.

    2 RT, 1 RRU + 8 WRU. Raises `Invalid` for a time that is not in the future or more than a year away.
    """
    check_until(services, until)
    return _change_fields(
        services, caller, ticket_id, expected, EventType.TICKET_SNOOZED, lambda _: snoozed_fields(until)
    )


def unsnooze(services: Services, caller: Caller, ticket_id: str, expected: int | None) -> TicketResult:
    """End a snooze before its time. 2 RT, 1 RRU + 8 WRU."""
    return _change_fields(services, caller, ticket_id, expected, EventType.TICKET_UNSNOOZED, lambda _: UNSNOOZED_FIELDS)


def end_snooze(services: Services, number: int) -> bool:
    """End a snooze that has run out. Returns False if it is not due any more. 2 RT, 1 RRU + 8 WRU."""

    def decide(ticket: Ticket) -> Changeset | None:
        now = services.clock.now()
        if ticket.out_of_queue is not OutOfQueue.SNOOZED or ticket.timers.get(UNSNOOZE, now + 1) > now:
            return None
        reason = Reason(rule="snooze_over", at=now)
        after = timers.settled(ticket.next(now, reason=reason, **UNSNOOZED_FIELDS), ticket, now)
        return Changeset(after, (system_event(EventType.TICKET_UNSNOOZED, ticket, after, reason),))

    return perform_as_system(services, number, decide) is not None


def mark_spam(services: Services, caller: Caller, ticket_id: str, kind: Spam, expected: int | None) -> TicketResult:
    """Mark a ticket as spam: it leaves all queues, counts and reminders, without notifications. 2 RT, 1 RRU + 8 WRU."""
    return _change_fields(services, caller, ticket_id, expected, EventType.SPAM_MARKED, lambda _: spam_fields(kind))


def unmark_spam(services: Services, caller: Caller, ticket_id: str, expected: int | None) -> TicketResult:
    """Mark a ticket as not spam: it returns to its queue and its timers resume. 2 RT, 1 RRU + 8 WRU."""
    return _change_fields(services, caller, ticket_id, expected, EventType.SPAM_RELEASED, lambda _: NOT_SPAM_FIELDS)


def _change_fields(
    services: Services, caller: Caller, ticket_id: str, expected: int | None, type_: EventType, changes: FieldChanges
) -> TicketResult:
    """Apply the changes; write nothing if there are none."""

    def decide(ticket: Ticket) -> Changeset | None:
        tickets_access.check_may_change(caller, ticket, configuration_actions.current(services))
        check_version(services, caller, ticket, expected)
        tickets_rules.check_open(ticket)
        if type_ in {EventType.TICKET_SNOOZED, EventType.TICKET_UNSNOOZED}:
            tickets_rules.check_not_spam(ticket)
        now = services.clock.now()
        after = timers.settled(ticket.next(now, **changes(ticket)), ticket, now)
        if all(getattr(after, name) == getattr(ticket, name) for name in ("spam", "snoozed_until")):
            return None
        return Changeset(after, (new_event(type_, after, actor_of(caller), before=ticket),))

    return perform(services, caller, ticket_id, decide)
