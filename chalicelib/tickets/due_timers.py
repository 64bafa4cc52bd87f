"""Timers that have run out: find them, defer them, write them."""

from contextlib import suppress

from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.clock import HOUR
from ..plumbing.services import Services
from . import store
from .model import Ticket


def due_tickets(services: Services, limit: int) -> list[store.DueTicket]:
    """List the tickets with an expired timer. 1 RT for each shard; half a RRU per 30."""
    return store.find_due(services, services.clock.now(), limit)


def defer_due(services: Services, late: store.DueTicket) -> None:
    """Retry a ticket that cannot be handled in an hour, so that it does not block the others. 1 RT, 3 WRU."""
    store.defer_due(services, late, services.clock.now() + HOUR)


def cancel_timer(services: Services, number: int, kind: str) -> None:
    """Clear a timer that had no effect, without an event or a new version. 2 RT, 1 RRU + 1–4 WRU.

    A concurrent change of the ticket may restore the timer; it then expires again without effect.
    """
    ticket = store.find(services, number, consistent=True)
    if ticket is not None and kind in ticket.timers:
        set_timers(services, ticket.with_timers({kind}, {}))


def set_timers(services: Services, ticket: Ticket) -> None:
    """Replace a ticket's timers, without an event or a new version. 1 RT, 1–4 WRU.

    Writes nothing if the ticket is changed concurrently; the timer in question is then due again.
    """
    with suppress(ConditionFailed):
        store.write_timers(services, ticket)
