"""How tickets are stored in the core table: keys, item shapes, and one function per access pattern with its cost.

    T#<number>  #            the ticket itself: at most 1 KB
                C#<rev>      a public event
                I#<rev>      an internal event: outside every range that a customer's query can name
                W#<agent>    a follower: in `by_list` as W#<agent>, the list of the tickets they follow

RT: sequential round trips. RRU, WRU: read and write units (eventually consistent reads at half price).
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..attachments.model import Attachment, AttachmentLocation
from ..plumbing.aws.dynamo import EXISTS, NOT_EXISTS, UNCONDITIONAL, ConditionFailed, Write
from ..plumbing.services import Services
from .event import Event
from .event_data import Delivery
from .items import META, event_item, event_key, event_of, pk_of, ticket_item, ticket_of
from .model import Ticket, TicketUpdate

MAX_EVENTS = 100  # read after a version that the caller saw last


@dataclass(frozen=True)
class DueTicket:
    """A ticket with an expired timer, as read from the index."""

    number: int
    kind: str
    at: int
    key: str
    sort: str


def find(services: Services, number: int, *, consistent: bool = False) -> Ticket | None:
    """Read a ticket. 1 RT, half a RRU (1 if consistent)."""
    item = services.core.get(pk_of(number), META, consistent=consistent)
    return ticket_of(item) if item else None


def find_with_event(services: Services, number: int, rev: int, *, internal: bool) -> tuple[Ticket, Event] | None:
    """Read a ticket and one of its events with strong consistency, so that an undone event is never returned.

    1 RT, 1 RRU each per started 4 KB.
    """
    ticket_key, key = (pk_of(number), META), event_key(number, rev, internal=internal)
    found = services.dynamo.get_many([(services.core, *ticket_key), (services.core, *key)], consistent=True)
    if len(found) != len({ticket_key, key}):
        return None
    return ticket_of(found[ticket_key]), event_of(found[key])


def find_event(services: Services, number: int, rev: int, *, internal: bool) -> Event | None:
    """Read an event with strong consistency, so that one that was just written is found. 1 RT, 1 RRU per started 4 KB."""
    item = services.core.get(*event_key(number, rev, internal=internal), consistent=True)
    return event_of(item) if item else None


def record(services: Services, changes: Sequence[TicketUpdate], other_writes: Sequence[Write] = ()) -> None:
    """Save tickets together with the events that explain them.

    1 RT; 2 WRU for a ticket, 2 per started KB of each event, 1 for each index entry that is added, moved or gets other
    row data (a moved one 2). Raises `ConditionFailed`, whose positions are, for each change, the ticket and then its
    events in order, followed by `other_writes`.
    """
    services.dynamo.transact([*(write for change in changes for write in _writes(services, change)), *other_writes])


def _writes(services: Services, change: TicketUpdate) -> list[Write]:
    item = ticket_item(change.ticket, services.settings)
    if change.before is None:
        put = services.core.put(item, NOT_EXISTS)
    else:
        put = services.core.put(item, f"{EXISTS} AND #version = :before", before=change.before.version)
    remaining = [event.model_copy(update={"silent": True}) if services.silent else event for event in change.events]
    return [put, *(services.core.put(event_item(event)) for event in remaining)]


def withdraw(services: Services, event: Event) -> list[Write]:
    """Build the writes that hide an undone message from customers and mark it as withdrawn: 4 WRU and more."""
    pk, sk = event_key(event.ticket, event.rev, internal=False)
    gone = event.model_copy(update={"withdrawn": True, "silent": True})  # has no further effects
    return [services.core.remove(pk, sk), services.core.put(event_item(gone))]


def mark_attachment(services: Services, place: AttachmentLocation, attachment: Attachment) -> Write:
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
        pk,
        sk,
        "SET #delivery = :delivery, #delivery_rank = :rank",
        f"{EXISTS} AND {further}",
        delivery=delivery.model_dump(),
        rank=rank,
    )


def follow(services: Services, ticket: Ticket, agent: str) -> Write:
    """Build the write that adds a follower: 2 WRU and 1 for the index."""
    row = {
        "pk": pk_of(ticket.number),
        "sk": f"W#{agent}",
        "list_key": f"W#{agent}",
        "list_sort": f"{ticket.created_at:013d}#{ticket.number:010d}",
    }
    return services.core.put(row, UNCONDITIONAL)


def unfollow(services: Services, ticket: Ticket, agent: str) -> Write:
    """Build the write that removes a follower: 2 WRU and 1 for the index."""
    return services.core.remove(pk_of(ticket.number), f"W#{agent}", UNCONDITIONAL)


def events_after(services: Services, number: int, rev: int) -> list[Event]:
    """Read the events after `rev` in order, at most `MAX_EVENTS` or a little over 1 MB. 2 RT, half a RRU each per 4 KB."""
    return events_page(services, number, MAX_EVENTS, rev, internal=True, descending=False)[0]


def load_with_timeline(
    services: Services, number: int, limit: int, *, internal: bool
) -> tuple[Ticket | None, list[Event] | None]:
    """Read a ticket and its whole timeline if that has at most `limit` items: 1 RT, half a RRU per started 4 KB.

    Returns None for a longer timeline: read it with `events_page`. Unless `internal`, the range ends before the
    first internal event.
    """
    page = services.core.query(
        "#pk = :pk AND #sk BETWEEN :meta AND :last",
        pk=pk_of(number),
        meta=META,
        last="I~" if internal else "C~",
        limit=limit + 1,
    )
    if not page.items or page.items[0]["sk"] != META:
        return None, []
    ticket = ticket_of(page.items[0])
    if page.more:
        return ticket, None
    return ticket, sorted((event_of(item) for item in page.items[1:]), key=lambda event: event.rev)


def events_page(
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
    return [event_of(item) for item in page.items], page.more


def find_many(services: Services, numbers: Sequence[int], *, consistent: bool = False) -> list[Ticket]:
    """Read tickets in the order of `numbers`, without those that do not exist.

    1 RT per 100; half a RRU each, 1 RRU if consistent.
    """
    found = services.dynamo.get_many(
        [(services.core, pk_of(number), META) for number in numbers], consistent=consistent
    )
    return [ticket_of(found[key]) for number in numbers if (key := (pk_of(number), META)) in found]


def find_events(services: Services, keys: Sequence[tuple[int, int, bool]]) -> dict[tuple[int, int], Event]:
    """Read events by (number, rev, internal); returns those that exist by (number, rev).

    1 RT per 100; 1 RRU each per started 4 KB, as consistent reads never return an undone event.
    """
    wanted = [(services.core, *event_key(number, rev, internal=internal)) for number, rev, internal in keys]
    events = map(event_of, services.dynamo.get_many(wanted, consistent=True).values())
    return {(event.ticket, event.rev): event for event in events}


def load_all(services: Services, number: int, page_size: int = MAX_EVENTS) -> tuple[Ticket | None, list[Event]]:
    """Read a ticket and all its events with strong consistency. 1 RT per `page_size`; 1 RRU per started 4 KB."""
    ticket: Ticket | None = None
    events: list[Event] = []
    where, low = "#pk = :pk AND #sk BETWEEN :low AND :high", META
    while low:
        page = services.core.query(where, pk=pk_of(number), low=low, high="I~", limit=page_size, consistent=True)
        for item in page.items:
            if item["sk"] == META:
                ticket = ticket_of(item)
            else:
                events.append(event_of(item))
        low = f"{page.items[-1]['sk']}~" if page.more and page.items else ""
    return ticket, events


def find_due(services: Services, now: int, limit: int) -> list[DueTicket]:
    """List the tickets with an expired timer, longest overdue first.

    1 RT for each shard; half a RRU per started 4 KB (some 30).
    """
    found: list[DueTicket] = []
    for n in range(services.settings.due_shards):
        until = f"{now:013d}#~"
        page = services.core.query(
            "#due_key = :key AND #due_sort <= :until", index="by_due", key=f"D#{n}", until=until, limit=limit
        )
        found += [
            DueTicket(
                int(item["pk"][2:]),
                item.get("due_kind", ""),
                int(item["due_sort"][:13]),
                item["due_key"],
                item["due_sort"],
            )
            for item in page.items
        ]
    return sorted(found, key=lambda due: due.at)[:limit]


def write_timers(services: Services, ticket: Ticket) -> None:
    """Save other timers without a new version or an event. 1 RT, 1 WRU and up to 3 for the indexes.

    Raises `ConditionFailed` if the ticket has changed since it was read.
    """
    item = ticket_item(ticket, services.settings)
    services.core.write(services.core.put(item, f"{EXISTS} AND #version = :before", before=ticket.version))


def defer_due(services: Services, late: DueTicket, until: int) -> None:
    """Move a ticket that cannot be read or handled behind the others. 1 RT, 1 WRU and 2 for the index.

    This is the only write to an index key that bypasses `index_keys`: the ticket's next change derives it again.
    """
    update, seen = "SET #due_sort = :later", "#due_sort = :seen"
    later = f"{until:013d}#{late.number:010d}"
    with suppress(ConditionFailed):  # the ticket has changed since, so its due time is up to date
        services.core.write(services.core.change(pk_of(late.number), META, update, seen, later=later, seen=late.sort))
