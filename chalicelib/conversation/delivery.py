"""Records on tickets whether their emails were delivered."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from ..plumbing.aws.dynamo import ConditionFailed, Write
from ..plumbing.services import Services
from ..tickets import lifecycle as tickets_lifecycle
from ..tickets import store as tickets_store
from ..tickets import timers
from ..tickets.event import Reason
from ..tickets.event_data import Delivery
from ..tickets.event_specs import EventType
from ..tickets.lifecycle import Move
from ..tickets.model import OutOfQueue, Status, Ticket
from ..tickets.reasons import ReasonSpec
from ..tickets.transaction import Changeset, perform_as_system, system_event

UNDELIVERED = "undelivered"
REASONS = (ReasonSpec(UNDELIVERED, holds=lambda ticket: ticket.status is Status.OPEN),)


def show_delivery(services: Services, number: int, rev: int, delivery: Delivery, rank: int) -> None:
    """Record the delivery status of a message's email, unless a later status is recorded. 1 RT, 1 WRU per started KB.

    Has no effect on a message that was undone.
    """
    with suppress(ConditionFailed):
        services.core.write(tickets_store.mark_delivery(services, number, rev, delivery, rank))


def record_delivery_failure(
    services: Services, number: int, reason: Reason, is_news: Callable[[], bool], extra_writes: Write
) -> bool:
    """Record that an email did not reach the customer. A ticket that waits for their reply reopens and is not closed.

    Recorded once: `is_news` returns whether that is still to be done, and `extra_writes` is the write that marks it as done, in
    the same transaction. Returns False if there was nothing to do. 3 RT, 2 RRU + 8–10 WRU.
    """

    def decide(ticket: Ticket) -> Changeset | None:
        return (
            replace(reopened(ticket, reason, services.clock.now()), extra_writes=(extra_writes,)) if is_news() else None
        )

    return perform_as_system(services, number, decide) is not None


def reopened(ticket: Ticket, reason: Reason, now: int) -> Changeset:
    """Build the changeset for an email that did not reach the customer; a ticket that waits for their reply reopens."""
    status = tickets_lifecycle.after(ticket.status, Move.SYSTEM_REOPENS)
    after = ticket.next(now)
    if status is not None and ticket.out_of_queue not in {OutOfQueue.SPAM, OutOfQueue.MERGED}:
        changed = ticket.next(now, reason=reason, snoozed_until=None).entering(status, now)
        after = timers.settled(changed, ticket, now, restarts=True)
    return Changeset(after, (system_event(EventType.DELIVERY_FAILED, ticket, after, reason),))
