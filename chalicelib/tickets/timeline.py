"""The story of a ticket, a page at a time, as far as the reader may see it.

What was merged into it is told with it: each part up to its merge, and where several were merged, in the order of time.
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

LOOKED_BACK = 50  # events: somebody's last words are among them, or too long ago to speak of
UNDER_WAY = frozenset({"unknown", "sent", "delayed", "returned"})
UNDER_WAY_MS = DAY  # SES gives a mail up sooner


@dataclass(frozen=True)
class Story:
    """A page. `internal`: whether the reader sees what agents tell each other.

    `provisional`: what is on it can become another thing while the ticket does not change: a file is still being checked, a
    message is held back until it can be taken back no more, or (as agents are shown) its mail is under way.
    """

    ticket: Ticket
    events: list[Event]
    next: str | None
    internal: bool
    provisional: bool = False


@dataclass(frozen=True)
class _Part:
    """A ticket whose events belong to the story, up to a rev; and how far a reader has come in them."""

    number: int
    last: int | None = None
    reached: int = 0


def timeline(services: Services, caller: Caller, ticket_id: str, query: TimelineQuery) -> Story:
    """One page of a ticket's events.

    1 RT where the whole timeline is at most a page, otherwise 2 (customers) or 3 (agents), however long it is. For each ticket
    that was merged into it 1 (customers) or 2 (agents) more; for customers another one, to see whose they were.
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
    """How far a reader has come. Customers cannot read it: it counts what they do not see. 1 RT for them every five minutes."""
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
    """The events of one ticket as its chain links them: without those of tickets that were merged into it.

    3 RT, 1 RRU + half a RRU per started 4 KB, however long it is. For those who see what agents tell each other, and nobody else.
    """
    ticket = ticket_for(services, caller, ticket_id)
    if not access.sees_internal(caller, ticket, configuration.current(services)):
        raise no_such_ticket()
    bound = [caller.id, "trail", ticket_id]
    after = int(paging.decode(query.cursor, bound)) if query.cursor else None
    events, more = store.slice_of(services, ticket.number, query.limit, after, internal=True, descending=False)
    return Trail(events, paging.encode(events[-1].rev, bound) if more else None)


def newest_public(services: Services, ticket: Ticket, *, unsent: bool = False) -> list[Event]:
    """What customers see of a ticket's own newest events, newest first. 1 RT, half a RRU per started 4 KB.

    `unsent`: also replies that can still be undone, which they will see in a moment.
    """
    events, _ = store.slice_of(services, ticket.number, LOOKED_BACK, None, internal=False, descending=True)
    now = services.clock.now()
    return [event for event in events if unsent or access.is_sent(event, now)]


def _may_be_internal(caller: Caller) -> bool:
    """What to read before the ticket's team is known: more than a customer's range is never read for a customer."""
    return caller.is_agent


def _teller(services: Services, caller: Caller, *, internal: bool) -> Callable[[list[Event]], list[Event]]:
    """Without what can still be taken back, and without what this version does not know, for those outside."""
    now = services.clock.now()
    return lambda events: [event for event in events if access.may_see_event(caller, event, now, internal=internal)]


def _can_change(services: Services, page: list[Event], *, internal: bool) -> bool:
    now = services.clock.now()
    if internal and any(_is_under_way(event, now) for event in page):
        return True
    checking = any(each.state is State.WAITING for event in page for each in event.attachments if not event.withdrawn)
    return checking or not all(access.is_sent(event, now) for event in page)


def _is_under_way(event: Event, now: int) -> bool:
    """Whether what became of its mail may still be told. Where nobody tells, as of old messages, that ends by itself."""
    if event.type is not EventType.AGENT_REPLIED or event.quiet or now - event.at > UNDER_WAY_MS:
        return False
    return event.delivery is None or event.delivery.state in UNDER_WAY


def _parts(services: Services, ticket: Ticket, *, internal: bool) -> list[_Part]:
    """The ticket itself, and what was merged into it: for customers only what they raised themselves. 0–1 RT."""
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
    """The next page over all parts by time, each part in its own order; whether there is more; how far each has come.

    `read` holds whole parts, in order, that need not be read again.
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
