"""The timeline of a ticket, page by page, as far as the reader may see it.

It includes the tickets merged into it: each one up to its merge, all in order of time.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from ..attachments.model import State
from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing import paging
from ..plumbing.clock import DAY
from ..plumbing.seals import ring
from ..plumbing.services import Services
from . import access, store
from .forms import TimelineQuery, TrailQuery
from .model import Event, EventType, Ticket
from .recording import no_such_ticket, number_of, ticket_for

LOOKED_BACK = 50  # events: older messages are not considered
UNDER_WAY = frozenset({"unknown", "sent", "delayed", "returned"})
UNDER_WAY_MS = DAY  # SES gives up on an email sooner


@dataclass(frozen=True)
class Story:
    """A page of the timeline. `internal`: whether the reader sees internal notes and events.

    `provisional`: the page may change without a new version of the ticket, because a file is still being scanned, a
    message can still be undone or (for agents) the delivery of an email is not complete.
    """

    ticket: Ticket
    events: list[Event]
    next: str | None
    internal: bool
    provisional: bool = False


@dataclass(frozen=True)
class _Part:
    """A ticket whose events belong to the timeline, up to a rev, and the rev that the reader has reached."""

    number: int
    last: int | None = None
    reached: int = 0


def timeline(services: Services, caller: Caller, ticket_id: str, query: TimelineQuery) -> Story:
    """Read one page of a ticket's events.

    1 RT where the whole timeline is at most a page, otherwise 2 (customers) or 3 (agents), however long it is. Each ticket
    merged into it costs 1 (customers) or 2 (agents) more; customers pay another one to check whose tickets they were.
    """
    number = number_of(ticket_id)
    first = query.cursor is None
    ticket, events = (
        store.whole(services, number, query.limit + 1, internal=_may_be_internal(caller))
        if first
        else (store.find(services, number), None)
    )
    configured = configuration.current(services)
    if ticket is None or not access.may_read(caller, ticket, configured):
        raise no_such_ticket()
    internal = access.sees_internal(caller, ticket, configured)
    told = _teller(services, caller, internal=internal)
    parts = _parts(services, ticket, internal=internal)
    bound = [caller.id, "timeline", ticket_id, query.order, *(str(part.number) for part in parts[1:])]
    descending = query.order == "desc"
    if events is not None and len(parts) == 1:
        ordered = [event for event in (events[::-1] if descending else events) if internal or access.is_public(event)]
        page, more = ordered[: query.limit], len(ordered) > query.limit
        cursor = _cursor(services, bound, [page[-1].rev], internal=internal) if more else None
        return Story(ticket, told(page), cursor, internal, _can_change(services, page, internal=internal))
    if query.cursor:
        reached = _reached(services, query.cursor, bound, len(parts), internal=internal)
        parts = [_Part(part.number, part.last, rev) for part, rev in zip(parts, reached, strict=True)]
    read = {number: events[::-1] if descending else events} if events is not None else {}
    page, more, parts = _merged(services, parts, read, query.limit, internal=internal, descending=descending)
    cursor = _cursor(services, bound, [part.reached for part in parts], internal=internal) if more else None
    return Story(ticket, told(page), cursor, internal, _can_change(services, page, internal=internal))


def _cursor(services: Services, bound: list[str], reached: list[int], *, internal: bool) -> str:
    """Encode the reader's position.

    For customers it is encrypted, as it counts events that they do not see: 1 RT for them every five minutes.
    """
    cursor = paging.encode("#".join(map(str, reached)), bound)
    return cursor if internal else paging.hidden(ring(services), cursor)


def _reached(services: Services, cursor: str, bound: list[str], parts: int, *, internal: bool) -> list[int]:
    return paging.decode_many(cursor if internal else paging.shown(ring(services), cursor), bound, parts)


@dataclass(frozen=True)
class Trail:
    """A page of a ticket's own events, oldest first."""

    events: list[Event]
    next: str | None


def trail(services: Services, caller: Caller, ticket_id: str, query: TrailQuery) -> Trail:
    """Read the events of one ticket as linked by its hash chain, without those of merged tickets.

    3 RT, 1 RRU + half a RRU per started 4 KB, however long it is. Only for readers who see internal events.
    """
    ticket = ticket_for(services, caller, ticket_id)
    if not access.sees_internal(caller, ticket, configuration.current(services)):
        raise no_such_ticket()
    bound = [caller.id, "trail", ticket_id]
    after = int(paging.decode(query.cursor, bound)) if query.cursor else None
    events, more = store.slice_of(services, ticket.number, query.limit, after, internal=True, descending=False)
    return Trail(events, paging.encode(events[-1].rev, bound) if more else None)


def newest_public(services: Services, ticket: Ticket, *, unsent: bool = False) -> list[Event]:
    """Read what customers see of a ticket's own newest events, newest first. 1 RT, half a RRU per started 4 KB.

    `unsent`: include replies that can still be undone.
    """
    events, _ = store.slice_of(services, ticket.number, LOOKED_BACK, None, internal=False, descending=True)
    now = services.clock.now()
    return [event for event in events if unsent or access.is_sent(event, now)]


def _may_be_internal(caller: Caller) -> bool:
    """Decide which range to read before the ticket's team is known; a customer's read never includes internal events."""
    return caller.is_agent


def _teller(services: Services, caller: Caller, *, internal: bool) -> Callable[[list[Event]], list[Event]]:
    """Return a filter that hides unsent messages and unknown event types from customers."""
    now = services.clock.now()
    return lambda events: [event for event in events if access.may_see_event(caller, event, now, internal=internal)]


def _can_change(services: Services, page: list[Event], *, internal: bool) -> bool:
    now = services.clock.now()
    if internal and any(_is_under_way(event, now) for event in page):
        return True
    checking = any(each.state is State.WAITING for event in page for each in event.attachments if not event.withdrawn)
    return checking or not all(access.is_sent(event, now) for event in page)


def _is_under_way(event: Event, now: int) -> bool:
    """Return whether the delivery status of its email may still change.

    Without a report, as for old messages, it ends after a day.
    """
    if event.type is not EventType.AGENT_REPLIED or event.quiet or now - event.at > UNDER_WAY_MS:
        return False
    return event.delivery is None or event.delivery.state in UNDER_WAY


def _parts(services: Services, ticket: Ticket, *, internal: bool) -> list[_Part]:
    """Return the ticket and those merged into it; for customers only their own. 0–1 RT."""
    own = [_Part(ticket.number)]
    if not ticket.merged_from:
        return own
    numbers = sorted(map(int, ticket.merged_from))
    shown = numbers if internal else [
        each.number for each in store.find_many(services, numbers) if each.requester == ticket.requester
    ]  # fmt: skip
    return own + [_Part(number, ticket.merged_from[str(number)]) for number in shown]


def _merged(
    services: Services,
    parts: list[_Part],
    read: dict[int, list[Event]],
    limit: int,
    *,
    internal: bool,
    descending: bool,
) -> tuple[list[Event], bool, list[_Part]]:
    """Merge the next page of all tickets by time, each in its own order; also whether there is more, and each one's position.

    `read` holds complete timelines, in order, that need not be read again.
    """
    streams, goes_on = [], False
    for part in parts:
        if part.number in read:
            events, more = [event for event in read[part.number] if internal or access.is_public(event)], False
        else:
            events, more = _next_of(services, part, limit, internal=internal, descending=descending)
        streams.append(events)
        goes_on = goes_on or more
    sign = -1 if descending else 1
    ordered = list(heapq.merge(*streams, key=lambda event: (sign * event.at, sign * event.ticket, sign * event.rev)))
    page = ordered[:limit]
    reached = {event.ticket: event.rev for event in page}
    come = [_Part(part.number, part.last, reached.get(part.number, part.reached)) for part in parts]
    return page, goes_on or len(ordered) > limit, come


def _next_of(
    services: Services, part: _Part, limit: int, *, internal: bool, descending: bool
) -> tuple[list[Event], bool]:
    start = part.reached or (part.last + 1 if descending and part.last is not None else None)
    events, more = store.slice_of(services, part.number, limit, start, internal=internal, descending=descending)
    kept = [event for event in events if part.last is None or event.rev <= part.last]
    return kept, more and len(kept) == len(events)
