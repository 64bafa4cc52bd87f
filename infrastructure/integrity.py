"""Finds integrity errors in one ticket's events, or in one entry of the audit log. No I/O."""

import itertools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from pydantic import ValidationError

from chalicelib.plumbing.aws.marshal import Item, item_from_wire
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import stored_events
from chalicelib.tickets.event import EVENT_VERSION, Event
from chalicelib.tickets.event_data import TicketCreated
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Ticket

Wire = dict[str, Any]
EVENTS = ("C#", "I#")
UNREADABLE = (ValidationError, TypeError, ValueError, KeyError)


@dataclass(frozen=True)
class IntegrityError:
    """The first integrity error: `at` is an event's rev or an entry's seq, 0 for the ticket or head itself."""

    at: int
    what: str


def check_ticket(items: Iterable[Wire]) -> IntegrityError | None:
    """Return the first error in one ticket, given all its items; None if there is none."""
    ticket: Ticket | None = None
    there = False
    events: list[tuple[str, Event | None]] = []
    for item in items:
        sk = str(item["sk"]["S"])
        if sk == tickets_items.META:
            there, ticket = True, read(item, tickets_items.ticket_of)
        elif sk.startswith(EVENTS):
            events.append((sk, read(item, tickets_items.event_of, stored_events.attribute_names(item))))
    if ticket is None:
        return IntegrityError(0, "the ticket itself cannot be read" if there else "the ticket itself is missing")
    return _check(ticket, sorted(events, key=lambda event: event[0][2:]))


def previous_ticket(items: Iterable[Wire]) -> int | None:
    """Return the number of the ticket created before this one, as its first event names it."""
    first = (item for item in items if item["sk"]["S"] == "C#000001")
    event = next((read(item, tickets_items.event_of, stored_events.attribute_names(item)) for item in first), None)
    return event.data.previous if event and isinstance(event.data, TicketCreated) else None


def _check(ticket: Ticket, events: list[tuple[str, Event | None]]) -> IntegrityError | None:
    """Check the chain first, because it identifies the first wrong event; then what hashes do not cover."""
    readable = [event for _, event in itertools.takewhile(itemgetter(1), events) if event]
    broken = tickets_chain.first_broken(ticket, readable)
    if broken is None and len(readable) < max(len(events), 1):
        broken = len(readable) + 1
    if broken is not None:
        return IntegrityError(broken, _why(broken, readable, events))
    for event, (sk, _) in zip(readable, events, strict=True):
        is_known = event.type is not EventType.UNKNOWN  # only the version that wrote it knows its position
        if is_known and sk != tickets_items.event_key(event.ticket, event.rev, internal=event.internal)[1]:
            return IntegrityError(event.rev, "where others can read it, or where they cannot")
    withdrawn = tickets_chain.first_false_withdrawal(readable)
    if withdrawn is not None:
        return IntegrityError(withdrawn, "shown or hidden otherwise than it was recorded")
    name = tickets_chain.contradiction(ticket, readable)
    return IntegrityError(0, f"its {name} is not what its events say") if name else None


def _why(broken: int, readable: list[Event], events: list[tuple[str, Event | None]]) -> str:
    if broken == len(readable) + 1 <= len(events):
        return "cannot be read"
    if any(event.rev == broken and event.v > EVENT_VERSION for event in readable):
        return "written by a newer version of this software, which alone can check it"
    return "changed, or not the one that was recorded" if any(event.rev == broken for event in readable) else "missing"


def read(item: Wire, make: Callable[[Item], Any], names: Collection[str] | None = None) -> Any:
    """Parse an item; None if it is unreadable, or has an attribute besides those `names`, in particular a time to live."""
    more = item.keys() - {"pk", "sk"} - (item.keys() if names is None else set(names))
    if more or "ttl" in item:
        return None
    try:
        return make(item_from_wire(item))
    except UNREADABLE:
        return None
