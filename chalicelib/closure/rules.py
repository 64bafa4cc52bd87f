"""When inactive tickets get a reminder, a last notice, and are closed. Calendar time; the durations of the default policy."""

from collections.abc import Iterable

from ..plumbing.clock import DAY, HOUR
from ..tickets.event import Event
from ..tickets.event_specs import EventType
from ..tickets.model import Status, Ticket
from ..tickets.reasons import ReasonSpec
from ..tickets.timers import Moment, TimerPolicy, own

REMIND = "remind"
LAST_NOTICE = "last_notice"
CLOSE = "close"
KINDS = frozenset({REMIND, LAST_NOTICE, CLOSE})

LAST_NOTICE_RULE = "closing"
UNWARNED = "unwarned"
"""Rules of the reasons that events give."""

REMIND_AFTER = 3 * DAY
CLOSE_PENDING_AFTER = 7 * DAY
WARNING = 48 * HOUR
"""The minimum time between a reminder, however late it was sent, and closing."""
LAST_WARNING = DAY
"""How long before closing the last notice is due."""
NOTICE_TOLERANCE = HOUR
"""How much later the email may have been sent without moving the closing time that it names."""
NOTICE_RETRY = HOUR
"""How long closing waits before it checks again whether the last notice was sent."""
LEFT = frozenset({"sent", "delayed", "returned", "delivered"})
"""Outbox states of an email that was sent and has not bounced."""
CLOSE_SOLVED_AFTER = 14 * DAY


def starts(ticket: Ticket, moment: Moment) -> dict[str, int]:
    """Return the timers that start when a ticket enters a status, or when a message is added in `pending`."""
    if ticket.status not in {Status.PENDING, Status.SOLVED}:
        return {}
    if not moment.restarts:
        return own(ticket, KINDS)
    pending = ticket.status is Status.PENDING
    return {REMIND: moment.at + REMIND_AFTER} if pending else {CLOSE: moment.at + CLOSE_SOLVED_AFTER}


TIMERS = TimerPolicy("closure", KINDS, starts)
REASONS = (
    ReasonSpec("reminder", holds=lambda ticket: ticket.status is Status.PENDING),
    ReasonSpec(LAST_NOTICE_RULE, holds=lambda ticket: ticket.status is Status.PENDING),
    ReasonSpec("unanswered"),
    ReasonSpec("solved"),
    ReasonSpec(UNWARNED, holds=lambda ticket: ticket.status is Status.OPEN),
)


def closing_time_after_reminder(ticket: Ticket, reminded_at: int) -> int:
    """Return when a ticket that gets its reminder now will be closed."""
    waited_since = ticket.timers[REMIND] - REMIND_AFTER
    return max(waited_since + CLOSE_PENDING_AFTER, reminded_at + WARNING)


def after_reminder(closes_at: int) -> dict[str, int]:
    """Return the timers of a ticket after its reminder."""
    return {LAST_NOTICE: closes_at - LAST_WARNING, CLOSE: closes_at}


def closing_time_after_notice(ticket: Ticket, announced_at: int) -> int:
    """Return when a ticket that gets its last notice now will be closed: as announced, or later if the notice is late."""
    return max(ticket.timers[CLOSE], announced_at + LAST_WARNING)


def timers_until_notice_sent(newest: Iterable[Event], now: int) -> dict[str, int]:
    """Return the timers of a ticket that cannot close yet, because its last notice was not sent in time; empty if it was.

    `newest` are the ticket's latest public events, newest first. Notices of imported history were never emailed, so they
    do not count.
    """
    notice = next((event for event in newest if _is_last_notice(event)), None)
    if notice is None:
        return {LAST_NOTICE: now, CLOSE: now + LAST_WARNING}
    if notice.delivery is None or notice.delivery.state not in LEFT:
        return {CLOSE: now + NOTICE_RETRY}
    soonest = notice.delivery.at + LAST_WARNING
    return {CLOSE: soonest} if soonest - NOTICE_TOLERANCE > now else {}


def _is_last_notice(event: Event) -> bool:
    return (
        event.type is EventType.REMINDER_SENT
        and not event.silent
        and event.reason is not None
        and event.reason.rule == LAST_NOTICE_RULE
    )


def waits_for_customer(ticket: Ticket) -> bool:
    """Whether the ticket will be closed unless the customer replies."""
    return ticket.status is Status.PENDING and ticket.out_of_queue is None


def is_due(ticket: Ticket, kind: str, now: int) -> bool:
    """Whether the timer is still set and due; a message in between cancels it."""
    return kind in ticket.timers and ticket.timers[kind] <= now and ticket.status in {Status.PENDING, Status.SOLVED}
