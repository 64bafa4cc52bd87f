"""The timeline of a ticket, page by page, as far as the reader may see it.

It includes the tickets merged into it: each one up to its merge, all in order of time.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from ..attachments.model import AttachmentState
from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing.clock import DAY
from ..plumbing.http import paging
from ..plumbing.seals import key_ring
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import store as tickets_store
from ..tickets.event import Event
from ..tickets.event_specs import EventType
from ..tickets.model import Ticket
from ..tickets.transaction import parse_ticket_number, ticket_for, ticket_not_found
from .forms import TimelineQuery, TrailQuery

LOOKBACK_EVENTS = 50  # events: older messages are not considered
IN_TRANSIT = frozenset({"unknown", "sent", "delayed", "returned"})
IN_TRANSIT_MS = DAY  # SES gives up on an email sooner


@dataclass(frozen=True)
class TimelinePage:
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
class _Source:
    """A ticket whose events belong to the timeline, up to a rev, and the rev that the reader has reached."""

    number: int
    last: int | None = None
    reached: int = 0


def timeline_page(services: Services, caller: Caller, ticket_id: str, query: TimelineQuery) -> TimelinePage:
    """Read one page of a ticket's events.

    1 RT where the whole timeline is at most a page, otherwise 2 (customers) or 3 (agents), however long it is. Each ticket
    merged into it costs 1 (customers) or 2 (agents) more; customers pay another one to check whose tickets they were.
    """
    number = parse_ticket_number(ticket_id)
    first = query.cursor is None
    ticket, events = (
        tickets_store.load_with_timeline(services, number, query.limit + 1, internal=_may_be_internal(caller))
        if first
        else (tickets_store.find(services, number), None)
    )
    configured = configuration_actions.current(services)
    if ticket is None or not tickets_access.may_read(caller, ticket, configured):
        raise ticket_not_found()
    internal = tickets_access.sees_internal(caller, ticket, configured)
    visible = _visible_events(services, caller, internal=internal)
    parts = _sources(services, ticket, internal=internal)
    bound = [caller.id, "timeline", ticket_id, query.order, *(str(part.number) for part in parts[1:])]
    descending = query.order == "desc"
    if events is not None and len(parts) == 1:
        ordered = [
            event for event in (events[::-1] if descending else events) if internal or tickets_access.is_public(event)
        ]
        page, more = ordered[: query.limit], len(ordered) > query.limit
        cursor = _cursor(services, bound, [page[-1].rev], internal=internal) if more else None
        return TimelinePage(ticket, visible(page), cursor, internal, _can_change(services, page, internal=internal))
    if query.cursor:
        reached = _reached(services, query.cursor, bound, len(parts), internal=internal)
        parts = [_Source(part.number, part.last, rev) for part, rev in zip(parts, reached, strict=True)]
    read = {number: events[::-1] if descending else events} if events is not None else {}
    page, more, parts = _merge_sources(services, parts, read, query.limit, internal=internal, descending=descending)
    cursor = _cursor(services, bound, [part.reached for part in parts], internal=internal) if more else None
    return TimelinePage(ticket, visible(page), cursor, internal, _can_change(services, page, internal=internal))


def _cursor(services: Services, bound: list[str], reached: list[int], *, internal: bool) -> str:
    """Encode the reader's position.

    For customers it is encrypted, as it counts events that they do not see: 1 RT for them every five minutes.
    """
    cursor = paging.encode("#".join(map(str, reached)), bound)
    return cursor if internal else paging.hidden(key_ring(services), cursor)


def _reached(services: Services, cursor: str, bound: list[str], parts: int, *, internal: bool) -> list[int]:
    return paging.decode_many(cursor if internal else paging.shown(key_ring(services), cursor), bound, parts)


@dataclass(frozen=True)
class AuditTrailPage:
    """A page of a ticket's own events, oldest first."""

    events: list[Event]
    next: str | None


def audit_trail(services: Services, caller: Caller, ticket_id: str, query: TrailQuery) -> AuditTrailPage:
    """Read the events of one ticket as linked by its hash chain, without those of merged tickets.

    3 RT, 1 RRU + half a RRU per started 4 KB, however long it is. Only for readers who see internal events.
    """
    ticket = ticket_for(services, caller, ticket_id)
    if not tickets_access.sees_internal(caller, ticket, configuration_actions.current(services)):
        raise ticket_not_found()
    bound = [caller.id, "trail", ticket_id]
    after = int(paging.decode(query.cursor, bound)) if query.cursor else None
    events, more = tickets_store.events_page(
        services, ticket.number, query.limit, after, internal=True, descending=False
    )
    return AuditTrailPage(events, paging.encode(events[-1].rev, bound) if more else None)


def newest_public(services: Services, ticket: Ticket, *, unsent: bool = False) -> list[Event]:
    """Read what customers see of a ticket's own newest events, newest first. 1 RT, half a RRU per started 4 KB.

    `unsent`: include replies that can still be undone.
    """
    events, _ = tickets_store.events_page(
        services, ticket.number, LOOKBACK_EVENTS, None, internal=False, descending=True
    )
    now = services.clock.now()
    return [event for event in events if unsent or tickets_access.is_sent(event, now)]


def _may_be_internal(caller: Caller) -> bool:
    """Decide which range to read before the ticket's team is known; a customer's read never includes internal events."""
    return caller.is_agent


def _visible_events(services: Services, caller: Caller, *, internal: bool) -> Callable[[list[Event]], list[Event]]:
    """Return a filter that hides unsent messages and unknown event types from customers."""
    now = services.clock.now()
    return lambda events: [
        event for event in events if tickets_access.may_see_event(caller, event, now, internal=internal)
    ]


def _can_change(services: Services, page: list[Event], *, internal: bool) -> bool:
    now = services.clock.now()
    if internal and any(_is_in_transit(event, now) for event in page):
        return True
    checking = any(
        each.state is AttachmentState.WAITING for event in page for each in event.attachments if not event.withdrawn
    )
    return checking or not all(tickets_access.is_sent(event, now) for event in page)


def _is_in_transit(event: Event, now: int) -> bool:
    """Return whether the delivery status of its email may still change.

    Without a report, as for old messages, it ends after a day.
    """
    if event.type is not EventType.AGENT_REPLIED or event.silent or now - event.at > IN_TRANSIT_MS:
        return False
    return event.delivery is None or event.delivery.state in IN_TRANSIT


def _sources(services: Services, ticket: Ticket, *, internal: bool) -> list[_Source]:
    """Return the ticket and those merged into it; for customers only their own. 0–1 RT."""
    own = [_Source(ticket.number)]
    if not ticket.merged_from:
        return own
    numbers = sorted(map(int, ticket.merged_from))
    shown = (
        numbers
        if internal
        else [each.number for each in tickets_store.find_many(services, numbers) if each.requester == ticket.requester]
    )
    return own + [_Source(number, ticket.merged_from[str(number)]) for number in shown]


def _merge_sources(
    services: Services,
    parts: list[_Source],
    read: dict[int, list[Event]],
    limit: int,
    *,
    internal: bool,
    descending: bool,
) -> tuple[list[Event], bool, list[_Source]]:
    """Merge the next page of all tickets by time, each in its own order; also whether there is more, and each one's position.

    `read` holds complete timelines, in order, that need not be read again.
    """
    streams, goes_on = [], False
    for part in parts:
        if part.number in read:
            events, more = [event for event in read[part.number] if internal or tickets_access.is_public(event)], False
        else:
            events, more = _next_of(services, part, limit, internal=internal, descending=descending)
        streams.append(events)
        goes_on = goes_on or more
    sign = -1 if descending else 1
    ordered = list(heapq.merge(*streams, key=lambda event: (sign * event.at, sign * event.ticket, sign * event.rev)))
    page = ordered[:limit]
    reached = {event.ticket: event.rev for event in page}
    come = [_Source(part.number, part.last, reached.get(part.number, part.reached)) for part in parts]
    return page, goes_on or len(ordered) > limit, come


def _next_of(
    services: Services, part: _Source, limit: int, *, internal: bool, descending: bool
) -> tuple[list[Event], bool]:
    start = part.reached or (part.last + 1 if descending and part.last is not None else None)
    events, more = tickets_store.events_page(
        services, part.number, limit, start, internal=internal, descending=descending
    )
    remaining = [event for event in events if part.last is None or event.rev <= part.last]
    return remaining, more and len(remaining) == len(events)
