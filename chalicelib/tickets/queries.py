"""Tickets and events by number or id, for every slice that has one of them in hand."""

from collections.abc import Sequence

from ..plumbing.aws.marshal import Item
from ..plumbing.services import Services
from . import items, store
from .event import Event
from .model import Ticket


def find_with_event(services: Services, number: int, rev: int, *, internal: bool) -> tuple[Ticket, Event] | None:
    """Read a ticket and one of its events, for notifications about the event. 1 RT, 2 RRU."""
    return store.find_with_event(services, number, rev, internal=internal)


def find_tickets(services: Services, numbers: Sequence[int], *, consistent: bool = False) -> list[Ticket]:
    """Read tickets in the order of `numbers`, without those that do not exist. Checks no permissions.

    1 RT per 100 tickets; half a RRU each, or 1 if `consistent`.
    """
    return store.find_many(services, numbers, consistent=consistent)


def event_from_item(item: Item) -> Event:
    """Parse the event in a record of the stream."""
    return items.event_of(item)


def find_public_event(services: Services, ticket: Ticket, event_id: str) -> Event | None:
    """Find a public event of a ticket by its id. 1 RT, 1 RRU."""
    number, _, rev = event_id.partition("-")
    return store.find_event(services, ticket.number, int(rev), internal=False) if number == ticket.id else None


def load_ticket(services: Services, number: int) -> Ticket:
    """Read a ticket that another ticket refers to. 1 RT, 1 RRU. Raises `LookupError` if it does not exist."""
    found = store.find(services, number, consistent=True)
    if found is None:
        raise LookupError(f"ticket {number} is not there")
    return found


def merge_survivor(services: Services, ticket: Ticket) -> Ticket:
    """Follow the merges of a ticket to the surviving one. 1 RT and 1 RRU for each.

    The loop ends because merging rejects cycles.
    """
    while ticket.merged_into is not None:
        ticket = load_ticket(services, ticket.merged_into)
    return ticket
