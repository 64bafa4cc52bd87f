"""When customers are asked how content they are, and what follows from the answer. Pure."""

from collections.abc import Iterable
from typing import Any

from ..plumbing.clock import DAY
from ..tickets import rules as ticket_rules
from ..tickets.model import Because, Event, EventType, LinkKind, Priority, Status, Ticket
from ..tickets.reasons import Reason
from ..tickets.timers import Moment, TimerPolicy, own

RATE = "rate"
KINDS = frozenset({RATE})
ASKED_AFTER = DAY
"""Time to see whether the solution holds."""
LOW = 2
RECOVERY = "recovery"
"""The tag of what somebody was not content with."""
ORDER = tuple(Priority)


def starts(ticket: Ticket, moment: Moment) -> dict[str, int]:
    """The timer that starts when a ticket is solved. Nobody is asked who has rated the solution."""
    if ticket.status is not Status.SOLVED or ticket_rules.is_rated(ticket):
        return {}
    return {RATE: moment.at + ASKED_AFTER} if moment.restarts else own(ticket, KINDS)


TIMERS = TimerPolicy("feedback", KINDS, starts)
REASONS = (Reason("low_rating", holds=lambda ticket: ticket.waits_on_us),)


def is_due(ticket: Ticket, now: int) -> bool:
    return ticket.timers.get(RATE, now + 1) <= now


def may_ask(ticket: Ticket, newest: Iterable[Event]) -> bool:
    """Whether to ask: once per solution, as long as it holds, of somebody whose address is theirs and who got an answer.

    `newest` are the ticket's latest public events, newest first.
    """
    solved = ticket_rules.solved_at(ticket)
    if ticket.status is not Status.SOLVED or solved is None or ticket.unverified or not ticket_rules.ratable(ticket):
        return False
    events = list(newest)
    asked = any(event.type is EventType.RATING_REQUESTED and event.at >= solved for event in events)
    return not asked and replier(events) is not None


def replier(newest: Iterable[Event]) -> Event | None:
    """The last public reply: its author gets the credit, whoever has the ticket by now."""
    return next((event for event in newest if event.type is EventType.AGENT_REPLIED), None)


def is_low(score: int) -> bool:
    return score <= LOW


def recovered(ticket: Ticket) -> dict[str, Any]:
    """What is different about a ticket whose customer is not content."""
    priority = max(ticket.priority, Priority.HIGH, key=ORDER.index)
    return {"tags": ticket.tags | {RECOVERY}, "priority": priority}


def follow_up(old: Ticket, number: int, now: int, because: Because) -> Ticket:
    """What goes on from a closed ticket whose customer is not content: for the same team, found by everybody who looks."""
    links = {old.id: LinkKind.FOLLOW_UP_OF}
    return old.successor(number, now, links=links, because=because, **recovered(old))
