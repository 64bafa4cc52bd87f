"""The texts of tickets, by ticket and rev, for the search index. Checks no permissions."""

from collections.abc import Sequence

from ..plumbing.aws.marshal import Item
from ..plumbing.services import Services
from . import items, store
from .event import Event
from .model import Ticket


def find_events(services: Services, keys: Sequence[tuple[int, int, bool]]) -> dict[tuple[int, int], Event]:
    """Read events by (number, rev), requested by (number, rev, internal). 1 RT per 100; 1 RRU each per 4 KB."""
    return store.find_events(services, keys) if keys else {}


def load_all(services: Services, number: int) -> tuple[Ticket | None, list[Event]]:
    """Read a ticket and all of its events with strong consistency. 1 RT per 100 events; 1 RRU per 4 KB."""
    return store.load_all(services, number)


def parse_item(item: Item) -> Ticket | Event | None:
    """Parse the ticket or event that an item of the core table holds; None for anything else."""
    if not item["pk"].startswith("T#"):
        return None
    if item["sk"] == items.META:
        return items.ticket_of(item)
    return items.event_of(item) if item["sk"][:2] in {"C#", "I#"} else None
