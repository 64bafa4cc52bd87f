"""When a stale ticket is reminded of, announced a last time, and closed. Calendar time; the numbers of the default policy."""

from ..plumbing.clock import DAY, HOUR
from ..tickets.model import Status, Ticket

REMIND = "remind"
LAST_NOTICE = "last_notice"
CLOSE = "close"

REMIND_AFTER = 3 * DAY
CLOSE_PENDING_AFTER = 7 * DAY
WARNING = 48 * HOUR
"""Nobody is closed sooner than this after the reminder left, however late that was."""
LAST_WARNING = DAY
"""Nor sooner than this after the last notice."""
CLOSE_SOLVED_AFTER = 14 * DAY


def timers(status: str, entered_at: int) -> dict[str, int]:
    """The timers that start when a ticket enters a status, or when we speak last in `pending`."""
    match status:
        case Status.PENDING:
            return {REMIND: entered_at + REMIND_AFTER}
        case Status.SOLVED:
            return {CLOSE: entered_at + CLOSE_SOLVED_AFTER}
    return {}


def closes_at(ticket: Ticket, reminded_at: int) -> int:
    """When a ticket that is being reminded of now will be closed."""
    waited_since = ticket.timers[REMIND] - REMIND_AFTER
    return max(waited_since + CLOSE_PENDING_AFTER, reminded_at + WARNING)


def after_reminder(closes_at: int) -> dict[str, int]:
    """The timers of a ticket that has been reminded of."""
    return {LAST_NOTICE: closes_at - LAST_WARNING, CLOSE: closes_at}


def closes_at_last(ticket: Ticket, told_at: int) -> int:
    """When a ticket of which the last notice leaves now will be closed: as announced, or later if the notice is late."""
    return max(ticket.timers[CLOSE], told_at + LAST_WARNING)


def waits_for_customer(ticket: Ticket) -> bool:
    """Whether it will be closed unless the customer answers."""
    return ticket.status is Status.PENDING and ticket.aside is None


def is_due(ticket: Ticket, kind: str, now: int) -> bool:
    """Whether the timer is still set and has run out: a message in between has cancelled it."""
    return kind in ticket.timers and ticket.timers[kind] <= now and ticket.status in {Status.PENDING, Status.SOLVED}
