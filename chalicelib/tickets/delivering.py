"""Records on tickets whether their emails were delivered."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from ..plumbing.dynamo import ConditionFailed, Write
from ..plumbing.services import Services
from . import lifecycle, store, timers
from .event_data import Delivery
from .lifecycle import Move
from .model import Aside, Because, EventType, Status, Ticket
from .reasons import Reason
from .recording import Act, by_clock, clock_event

UNDELIVERED = "undelivered"
REASONS = (Reason(UNDELIVERED, holds=lambda ticket: ticket.status is Status.OPEN),)


def show(services: Services, number: int, rev: int, delivery: Delivery, rank: int) -> None:
    """Record the delivery status of a message's email, unless a later status is recorded. 1 RT, 1 WRU per started KB.

    Has no effect on a message that was undone.
    """
    with suppress(ConditionFailed):
        services.core.write(store.mark_delivery(services, number, rev, delivery, rank))


def undelivered(services: Services, number: int, because: Because, is_news: Callable[[], bool], also: Write) -> bool:
    """Record that an email did not reach the customer. A ticket that waits for their reply reopens and is not closed.

    Recorded once: `is_news` returns whether that is still to be done, and `also` is the write that marks it as done, in
    the same transaction. Returns False if there was nothing to do. 3 RT, 2 RRU + 8–10 WRU.
    """

    def decide(ticket: Ticket) -> Act | None:
        return replace(reopened(ticket, because, services.clock.now()), also=(also,)) if is_news() else None

    return by_clock(services, number, decide) is not None


def reopened(ticket: Ticket, because: Because, now: int) -> Act:
    """Build the changeset for an email that did not reach the customer; a ticket that waits for their reply reopens."""
    status = lifecycle.after(ticket.status, Move.CLOCK_REOPENS)
    after = ticket.next(now)
    if status is not None and ticket.aside not in {Aside.SPAM, Aside.MERGED}:
        changed = ticket.next(now, because=because, snoozed_until=None).entering(status, now)
        after = timers.settled(changed, ticket, now, restarts=True)
    return Act(after, (clock_event(EventType.DELIVERY_FAILED, ticket, after, because),))
