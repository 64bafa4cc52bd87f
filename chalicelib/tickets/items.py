"""Tickets and events as items of the core table: keys, indexes, and the way there and back. Pure."""

import hashlib

from ..plumbing.aws.marshal import Item
from ..plumbing.clock import MINUTE
from ..plumbing.settings import Settings
from . import stored_events
from .event import Event
from .model import OutOfQueue, Status, Ticket

META = "#"
NO_DUE = 9_999_999_999_999  # sorts after every due time


def pk_of(number: int) -> str:
    return f"T#{number}"


def event_key(number: int, rev: int, *, internal: bool) -> tuple[str, str]:
    return pk_of(number), f"{'I' if internal else 'C'}#{rev:06d}"


def shard(number: int, of: int) -> int:
    return int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:4], "big") % of


def index_keys(ticket: Ticket, settings: Settings) -> dict[str, str]:
    """Derive all index attributes of a ticket. Only `defer_due` writes one of them in another way.

    A closed or merged ticket is in `by_list` only, spam also in a queue of its own; `by_due` holds the tickets with a timer.
    """
    n, team, place = ticket.number, ticket.team, ticket.place
    at = ticket.due[1] if ticket.due else NO_DUE
    keys = {"list_key": f"R#{ticket.requester}", "list_sort": f"{ticket.created_at:013d}#{n:010d}"}
    if ticket.status is Status.CLOSED or ticket.out_of_queue is OutOfQueue.MERGED:
        return keys
    minute = ticket.updated_at // MINUTE * MINUTE  # several changes within a minute do not update the index entry
    keys |= {
        "queue_key": f"Q#{team}#{place}#{shard(n, settings.queue_shards)}",
        "queue_sort": f"{minute:013d}#{n:010d}",
    }
    if ticket.out_of_queue is OutOfQueue.SPAM:
        return keys
    if ticket.assignee:
        keys |= {"owner_key": f"A#{ticket.assignee}", "owner_sort": f"{n:010d}"}
    else:
        keys |= {
            "owner_key": f"U#{team}#{place}#{shard(n, settings.owner_shards)}",
            "owner_sort": f"{at:013d}#{n:010d}",
        }
    if ticket.due:
        keys |= {"due_key": f"D#{shard(n, settings.due_shards)}", "due_sort": f"{at:013d}#{n:010d}"}
    return keys


def ticket_item(ticket: Ticket, settings: Settings) -> Item:
    due = {"due_kind": ticket.due[0], "due_at": ticket.due[1]} if ticket.due else {}
    members = {name: value for name, value in ticket.model_dump().items() if value}  # empty values are not stored
    return {"pk": pk_of(ticket.number), "sk": META, **members, **due, **index_keys(ticket, settings)}


def event_item(event: Event) -> Item:
    pk, sk = event_key(event.ticket, event.rev, internal=event.internal)
    item = stored_events.attributes_of(event)
    del item["ticket"], item["rev"]
    return {"pk": pk, "sk": sk, **item}


def ticket_of(item: Item) -> Ticket:
    return Ticket.model_validate(item)


def event_of(item: Item) -> Event:
    """Parse an event from an item. An event type of another version of this software is kept as `Unknown`."""
    return stored_events.event_of({**item, "ticket": int(item["pk"][2:]), "rev": int(item["sk"][2:])})
