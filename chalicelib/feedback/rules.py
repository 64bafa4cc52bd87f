"""When customers are asked for a rating, and what follows from it. Pure functions."""

from collections.abc import Iterable
from typing import Any

from ..plumbing.clock import DAY
from ..tickets import rules as tickets_rules
from ..tickets.event import Event, Reason
from ..tickets.event_specs import EventType
from ..tickets.model import LinkKind, Priority, Status, Ticket
from ..tickets.reasons import ReasonSpec
from ..tickets.timers import Moment, TimerPolicy, own

RATE = "rate"
KINDS = frozenset({RATE})
REQUEST_AFTER = DAY
"""Time for the customer to see whether the solution works."""
LOW_SCORE = 2
RECOVERY = "recovery"
"""The tag of tickets with a low rating."""
ORDER = tuple(Priority)


def starts(ticket: Ticket, moment: Moment) -> dict[str, int]:
    """Return the timer that starts when a ticket is solved; none if the solution is already rated."""
    if ticket.status is not Status.SOLVED or tickets_rules.is_rated(ticket):
        return {}
    return {RATE: moment.at + REQUEST_AFTER} if moment.restarts else own(ticket, KINDS)


TIMERS = TimerPolicy("feedback", KINDS, starts)
REASONS = (ReasonSpec("low_rating", holds=lambda ticket: ticket.waits_on_us),)


def is_due(ticket: Ticket, now: int) -> bool:
    return ticket.timers.get(RATE, now + 1) <= now


def may_request(ticket: Ticket, newest: Iterable[Event]) -> bool:
    """Whether to ask: once per solution while the ticket is solved, if the requester is verified and got a reply.

    `newest` are the ticket's latest public events, newest first.
    """
    solved = tickets_rules.solved_at(ticket)
    if (
        ticket.status is not Status.SOLVED
        or solved is None
        or ticket.unverified
        or not tickets_rules.is_ratable(ticket)
    ):
        return False
    events = list(newest)
    asked = any(event.type is EventType.RATING_REQUESTED and event.at >= solved for event in events)
    return not asked and last_reply(events) is not None


def last_reply(newest: Iterable[Event]) -> Event | None:
    """Return the last public reply: its author is rated, not the current assignee."""
    return next((event for event in newest if event.type is EventType.AGENT_REPLIED), None)


def is_low(score: int) -> bool:
    return score <= LOW_SCORE


def recovery_fields(ticket: Ticket) -> dict[str, Any]:
    """Return the changes to a ticket with a low rating."""
    priority = max(ticket.priority, Priority.HIGH, key=ORDER.index)
    return {"tags": ticket.tags | {RECOVERY}, "priority": priority}


def follow_up(old: Ticket, number: int, now: int, reason: Reason) -> Ticket:
    """Create the follow-up of a closed ticket with a low rating: for the same team, with the same tag."""
    links = {old.id: LinkKind.FOLLOW_UP_OF}
    return old.successor(number, now, links=links, reason=reason, **recovery_fields(old))
