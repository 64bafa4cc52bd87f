"""How tickets are stored in the core table: keys, item shapes, and one function per access pattern with its cost.

    T#<number>  #            the ticket itself: at most 1 KB
                C#<rev>      a public event
                I#<rev>      an internal event: outside every range that a customer's query can name
                W#<agent>    a follower: in `by_list` as W#<agent>, the list of the tickets they follow

RT: sequential round trips. RRU, WRU: read and write units (eventually consistent reads at half price).
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..attachments.model import Attachment, Place
from ..plumbing.clock import MINUTE
from ..plumbing.dynamo import ALWAYS, KNOWN, NEW, ConditionFailed, Write
from ..plumbing.marshal import Item
from ..plumbing.services import Services
from ..plumbing.settings import Settings
from . import stored_events
from .event_data import Delivery
from .model import Aside, Event, Status, Ticket

META = "#"
NO_DUE = 9_999_999_999_999  # sorts after every due time
MOST_EVENTS = 100  # read after a version that the caller saw last


@dataclass(frozen=True)
class Change:
    """A ticket before and after a change, with the events that record it. `before` is None for a new ticket."""

    before: Ticket | None
    ticket: Ticket
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Due:
    """A ticket with an expired timer, as read from the index."""

    number: int
    kind: str
    at: int
    key: str
    sort: str


def pk_of(number: int) -> str:
    return f"T#{number}"


def event_key(number: int, rev: int, *, internal: bool) -> tuple[str, str]:
    return pk_of(number), f"{'I' if internal else 'C'}#{rev:06d}"


def shard(number: int, of: int) -> int:
    return int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:4], "big") % of


def derive(ticket: Ticket, settings: Settings) -> dict[str, str]:
    """Derive all index attributes of a ticket. Only `defer` writes one of them in another way.

    A closed or merged ticket is in `by_list` only, spam also in a queue of its own; `by_due` holds the tickets with a timer.
    """
    n, team, place = ticket.number, ticket.team, ticket.place
    at = ticket.due[1] if ticket.due else NO_DUE
    keys = {"list_key": f"R#{ticket.requester}", "list_sort": f"{ticket.created_at:013d}#{n:010d}"}
    if ticket.status is Status.CLOSED or ticket.aside is Aside.MERGED:
        return keys
    minute = ticket.updated_at // MINUTE * MINUTE  # several changes within a minute do not update the index entry
    keys |= {
        "queue_key": f"Q#{team}#{place}#{shard(n, settings.queue_shards)}",
        "queue_sort": f"{minute:013d}#{n:010d}",
    }
    if ticket.aside is Aside.SPAM:
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
    return {"pk": pk_of(ticket.number), "sk": META, **members, **due, **derive(ticket, settings)}


def event_item(event: Event) -> Item:
    pk, sk = event_key(event.ticket, event.rev, internal=event.internal)
    item = stored_events.attributes_of(event)
    del item["ticket"], item["rev"]
    return {"pk": pk, "sk": sk, **item}


def ticket_from(item: Item) -> Ticket:
    return Ticket.model_validate(item)


def event_from(item: Item) -> Event:
    """Parse an event from an item. An event type of another version of this software is kept as `Unknown`."""
    return stored_events.event_of({**item, "ticket": int(item["pk"][2:]), "rev": int(item["sk"][2:])})


def find(services: Services, number: int, *, consistent: bool = False) -> Ticket | None:
    """Read a ticket. 1 RT, half a RRU (1 if consistent)."""
    item = services.core.get(pk_of(number), META, consistent=consistent)
    return ticket_from(item) if item else None


def find_with_event(services: Services, number: int, rev: int, *, internal: bool) -> tuple[Ticket, Event] | None:
    """Read a ticket and one of its events with strong consistency, so that an undone event is never returned.

    1 RT, 1 RRU each per started 4 KB.
    """
    ticket_key, key = (pk_of(number), META), event_key(number, rev, internal=internal)
    found = services.dynamo.get_many([(services.core, *ticket_key), (services.core, *key)], consistent=True)
    if len(found) != len({ticket_key, key}):
        return None
    return ticket_from(found[ticket_key]), event_from(found[key])


def find_event(services: Services, number: int, rev: int, *, internal: bool) -> Event | None:
    """Read an event with strong consistency, so that one that was just written is found. 1 RT, 1 RRU per started 4 KB."""
    item = services.core.get(*event_key(number, rev, internal=internal), consistent=True)
    return event_from(item) if item else None


def record(services: Services, changes: Sequence[Change], also: Sequence[Write] = ()) -> None:
    """Save tickets together with the events that explain them.

    1 RT; 2 WRU for a ticket, 2 per started KB of each event, 1 for each index entry that is added, moved or gets other
    card data (a moved one 2). Raises `ConditionFailed`, whose positions are, for each change, the ticket and then its
    events in order, followed by `also`.
    """
    services.dynamo.transact([*(write for change in changes for write in _writes(services, change)), *also])


def _writes(services: Services, change: Change) -> list[Write]:
    item = ticket_item(change.ticket, services.settings)
    if change.before is None:
        put = services.core.put(item, NEW)
    else:
        put = services.core.put(item, f"{KNOWN} AND #version = :before", before=change.before.version)
    kept = [event.model_copy(update={"quiet": True}) if services.quiet else event for event in change.events]
    return [put, *(services.core.put(event_item(event)) for event in kept)]


def withdraw(services: Services, event: Event) -> list[Write]:
    """Build the writes that hide an undone message from customers and mark it as withdrawn: 4 WRU and more."""
    pk, sk = event_key(event.ticket, event.rev, internal=False)
    gone = event.model_copy(update={"withdrawn": True, "quiet": True})  # has no further effects
    return [services.core.remove(pk, sk), services.core.put(event_item(gone))]


def mark(services: Services, place: Place, attachment: Attachment) -> Write:
    """Build the write that records the result of an attachment scan: 2 WRU per started KB of the event.

    Fails if the event does not exist (any more) or has another attachment at that position.
    """
    pk, sk = event_key(place.ticket, place.rev, internal=place.internal)
    at = f"#attachments[{place.position}]"
    return services.core.change(
        pk, sk, f"SET {at}.#state = :state", f"{at}.#id = :id", state=attachment.state, id=attachment.id
    )


def mark_delivery(services: Services, number: int, rev: int, delivery: Delivery, rank: int) -> Write:
    """Build the write that records the delivery status of a public message's email: 1 WRU per started KB of the event.

    Fails if the message does not exist (any more) or has reached this status or a later one.
    """
    pk, sk = event_key(number, rev, internal=False)
    further = "(attribute_not_exists(#delivery_rank) OR #delivery_rank < :rank)"
    return services.core.change(
        pk, sk, "SET #delivery = :delivery, #delivery_rank = :rank", f"{KNOWN} AND {further}",
        delivery=delivery.model_dump(), rank=rank,
    )  # fmt: skip


def follow(services: Services, ticket: Ticket, agent: str) -> Write:
    """Build the write that adds a follower: 2 WRU and 1 for the index."""
    row = {
        "pk": pk_of(ticket.number), "sk": f"W#{agent}", "list_key": f"W#{agent}",
        "list_sort": f"{ticket.created_at:013d}#{ticket.number:010d}",
    }  # fmt: skip
    return services.core.put(row, ALWAYS)


def unfollow(services: Services, ticket: Ticket, agent: str) -> Write:
    """Build the write that removes a follower: 2 WRU and 1 for the index."""
    return services.core.remove(pk_of(ticket.number), f"W#{agent}", ALWAYS)


def events_after(services: Services, number: int, rev: int) -> list[Event]:
    """Read the events after `rev` in order, at most `MOST_EVENTS` or a little over 1 MB. 2 RT, half a RRU each per 4 KB."""
    return slice_of(services, number, MOST_EVENTS, rev, internal=True, descending=False)[0]


def whole(services: Services, number: int, limit: int, *, internal: bool) -> tuple[Ticket | None, list[Event] | None]:
    """Read a ticket and its whole timeline if that has at most `limit` items: 1 RT, half a RRU per started 4 KB.

    Returns None for a longer timeline: read it with `slice_of`. Unless `internal`, the range ends before the
    first internal event.
    """
    page = services.core.query(
        "#pk = :pk AND #sk BETWEEN :meta AND :last", pk=pk_of(number), meta=META, last="I~" if internal else "C~",
        limit=limit + 1,
    )  # fmt: skip
    if not page.items or page.items[0]["sk"] != META:
        return None, []
    ticket = ticket_from(page.items[0])
    if page.more:
        return ticket, None
    return ticket, sorted((event_from(item) for item in page.items[1:]), key=lambda event: event.rev)


def slice_of(
    services: Services, number: int, limit: int, after: int | None, *, internal: bool, descending: bool
) -> tuple[list[Event], bool]:
    """Read at most `limit` events after (descending: before) a rev, and whether there are more.

    1 RT for customers, 2 for agents, whatever the length. DynamoDB ends a page at 1 MB, so long messages may reduce the number.
    """
    found: list[Event] = []
    ends: list[int] = []
    for prefix in "CI" if internal else "C":
        events, more = _range(services, number, prefix, after, limit + 1, descending=descending)
        found += events
        ends += [events[-1].rev] if more else []
    if ends:  # beyond the end of the shorter range the order of the two is unknown
        end = max(ends) if descending else min(ends)
        found = [event for event in found if (event.rev >= end if descending else event.rev <= end)]
    found.sort(key=lambda event: event.rev, reverse=descending)
    return found[:limit], bool(ends) or len(found) > limit


def _range(
    services: Services, number: int, prefix: str, after: int | None, limit: int, *, descending: bool
) -> tuple[list[Event], bool]:
    low, high = f"{prefix}#", f"{prefix}#~"
    if after is not None and descending:
        high = f"{prefix}#{after - 1:06d}"
    elif after is not None:
        low = f"{prefix}#{after + 1:06d}"
    where = "#pk = :pk AND #sk BETWEEN :low AND :high"
    page = services.core.query(where, pk=pk_of(number), low=low, high=high, limit=limit, descending=descending)
    return [event_from(item) for item in page.items], page.more


def find_many(services: Services, numbers: Sequence[int], *, consistent: bool = False) -> list[Ticket]:
    """Read tickets in the order of `numbers`, without those that do not exist.

    1 RT per 100; half a RRU each, 1 RRU if consistent.
    """
    found = services.dynamo.get_many(
        [(services.core, pk_of(number), META) for number in numbers], consistent=consistent
    )
    return [ticket_from(found[key]) for number in numbers if (key := (pk_of(number), META)) in found]


def find_events(services: Services, keys: Sequence[tuple[int, int, bool]]) -> dict[tuple[int, int], Event]:
    """Read events by (number, rev, internal); returns those that exist by (number, rev).

    1 RT per 100; 1 RRU each per started 4 KB, as consistent reads never return an undone event.
    """
    wanted = [(services.core, *event_key(number, rev, internal=internal)) for number, rev, internal in keys]
    events = map(event_from, services.dynamo.get_many(wanted, consistent=True).values())
    return {(event.ticket, event.rev): event for event in events}


def everything(services: Services, number: int, page_size: int = MOST_EVENTS) -> tuple[Ticket | None, list[Event]]:
    """Read a ticket and all its events with strong consistency. 1 RT per `page_size`; 1 RRU per started 4 KB."""
    ticket: Ticket | None = None
    events: list[Event] = []
    where, low = "#pk = :pk AND #sk BETWEEN :low AND :high", META
    while low:
        page = services.core.query(where, pk=pk_of(number), low=low, high="I~", limit=page_size, consistent=True)
        for item in page.items:
            if item["sk"] == META:
                ticket = ticket_from(item)
            else:
                events.append(event_from(item))
        low = f"{page.items[-1]['sk']}~" if page.more and page.items else ""
    return ticket, events


def due_until(services: Services, now: int, most: int) -> list[Due]:
    """List the tickets with an expired timer, longest overdue first.

    1 RT for each shard; half a RRU per started 4 KB (some 30).
    """
    found: list[Due] = []
    for n in range(services.settings.due_shards):
        until = f"{now:013d}#~"
        page = services.core.query(
            "#due_key = :key AND #due_sort <= :until", index="by_due", key=f"D#{n}", until=until, limit=most
        )
        found += [
            Due(
                int(item["pk"][2:]),
                item.get("due_kind", ""),
                int(item["due_sort"][:13]),
                item["due_key"],
                item["due_sort"],
            )
            for item in page.items
        ]
    return sorted(found, key=lambda due: due.at)[:most]


def keep_timers(services: Services, ticket: Ticket) -> None:
    """Save other timers without a new version or an event. 1 RT, 1 WRU and up to 3 for the indexes.

    Raises `ConditionFailed` if the ticket has changed since it was read.
    """
    item = ticket_item(ticket, services.settings)
    services.core.write(services.core.put(item, f"{KNOWN} AND #version = :before", before=ticket.version))


def defer(services: Services, late: Due, until: int) -> None:
    """Move a ticket that cannot be read or handled behind the others. 1 RT, 1 WRU and 2 for the index.

    This is the only write to an index key that bypasses `derive`: the ticket's next change derives it again.
    """
    update, seen = "SET #due_sort = :later", "#due_sort = :seen"
    later = f"{until:013d}#{late.number:010d}"
    with suppress(ConditionFailed):  # the ticket has changed since, so its due time is up to date
        services.core.write(services.core.change(pk_of(late.number), META, update, seen, later=later, seen=late.sort))
