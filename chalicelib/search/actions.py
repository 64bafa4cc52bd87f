"""Runs searches: the index finds candidates; permissions are checked here, against the current state of the tables."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..configuration import actions as configuration_actions
from ..configuration.model import Configuration
from ..customers.access import visible_customers
from ..people import actions as people_actions
from ..people.model import Caller, Person, Role
from ..plumbing.errors import Invalid, NotAllowed, NotFound, Unavailable
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import queries, search_content
from ..tickets import transaction as tickets_transaction
from ..tickets.event import Event
from ..tickets.model import Ticket
from .asking import ask, cursor_after, has_a_word, hits_of, position_of
from .forms import SearchQuery
from .model import SUBJECT_REV, DocumentKind, Hit, IndexQuestion, Term

NUMBER = re.compile(r"#? ?([1-9]\d{0,11})", re.ASCII)
OVERSAMPLING = 3  # candidates per result, because some are not visible to the caller
MAX_ROUNDS = 3


@dataclass(frozen=True)
class TicketMatch:
    """A ticket visible to the caller, with its hits; `internal`: whether the caller may see internal notes.

    `hits`: events, or None for the subject. Empty for a ticket that was found by its number.
    """

    ticket: Ticket
    internal: bool
    hits: tuple[Event | None, ...] = ()


@dataclass(frozen=True)
class TicketMatches:
    items: list[TicketMatch]
    terms: tuple[Term, ...]
    next: str | None
    complete: bool


@dataclass(frozen=True)
class PeopleMatches:
    items: list[Person]
    next: str | None
    complete: bool


@dataclass
class _Page:
    """A page being filled: `position` is how many of the index's candidates have been processed."""

    query: SearchQuery
    position: int
    items: list[TicketMatch] = field(default_factory=list)
    terms: tuple[Term, ...] = ()
    more: bool = True
    complete: bool = True

    @property
    def room(self) -> int:
        return self.query.limit - len(self.items)


def find_tickets(services: Services, caller: Caller, query: SearchQuery) -> TicketMatches:
    """Find a page of tickets; an exact ticket number comes first.

    1 RT to the index; then 2 RT: half a RRU for each of three times as many candidates, 1 RRU and more for each hit shown.
    1 RT and 1 RRU for a number; `#10432` skips the index.
    """
    if query.spam and not caller.is_agent:
        raise Invalid.field("spam", "Only agents may filter by this.")
    page = _Page(query, position_of(caller, query))
    number = NUMBER.fullmatch(query.q)
    if number and query.cursor is None:
        page.items += _by_number(services, caller, number[1])
    if query.q.startswith("#") and number:
        return TicketMatches(page.items, (), None, complete=True)
    if not has_a_word(query):
        return TicketMatches([], (), None, complete=True)
    try:
        _fill(services, caller, page, int(number[1]) if number else None)
    except Unavailable:
        if not page.items:
            raise
        return TicketMatches(page.items, (), None, complete=False)
    return TicketMatches(
        page.items, page.terms, cursor_after(caller, query, page.position, more=page.more), page.complete
    )


def find_people(services: Services, caller: Caller, query: SearchQuery) -> PeopleMatches:
    """Find a page of people by name or address: agents, and customers that the directory shows to this caller.

    1 RT to the index, then 1 RT and half a RRU each, and what `visible_customers` costs; `MAX_ROUNDS` times at most to fill a
    page. Raises `NotAllowed` for customers.
    """
    if not caller.is_agent:
        raise NotAllowed("Only agents may look for people.")
    if not has_a_word(query):
        return PeopleMatches([], None, complete=True)
    position, found, more, complete = position_of(caller, query), list[Person](), True, True
    for _ in range(MAX_ROUNDS):
        asked = IndexQuestion(text=query.q, kinds=(DocumentKind.PERSON,), skip=position, take=query.limit - len(found))
        answer = ask(services, asked)
        ids = [hits_of(group)[0].person for group in answer.found]
        found += _visible_people(services, caller, ids)
        position, more, complete = position + len(ids), answer.more, answer.complete
        if not more or len(found) >= query.limit:
            break
    return PeopleMatches(found, cursor_after(caller, query, position, more=more), complete)


def _visible_people(services: Services, caller: Caller, ids: Sequence[str]) -> list[Person]:
    """Return the agents and customers with these ids that are visible to the caller, in this order."""
    known = {person.id: person for person in people_actions.people_by_id(services, ids)}
    persons = [known[each] for each in ids if each in known]
    customers = [person for person in persons if person.role is Role.CUSTOMER]
    visible = {person.id for person in visible_customers(services, caller, customers)} if customers else set()
    return [person for person in persons if person.role is not Role.CUSTOMER or person.id in visible]


def _by_number(services: Services, caller: Caller, number: str) -> list[TicketMatch]:
    try:
        ticket = tickets_transaction.ticket_for(services, caller, number)
    except NotFound:
        return []
    configured = configuration_actions.current(services)
    if not tickets_access.may_find(caller, ticket, configured):
        return []
    return [TicketMatch(ticket, tickets_access.sees_internal(caller, ticket, configured))]


def _fill(services: Services, caller: Caller, page: _Page, but: int | None) -> None:
    """Read candidates until the page is full, there are no more, or too few of them are visible to the caller."""
    requester = None if caller.is_agent else caller.id
    for _ in range(MAX_ROUNDS):
        if not page.room or not page.more:
            return
        take = OVERSAMPLING * page.query.limit
        answer = ask(services, IndexQuestion(text=page.query.q, requester=requester, skip=page.position, take=take))
        page.terms, page.complete = tuple(Term(*each) for each in answer.terms), answer.complete
        dealt_with = _take(services, caller, page, [hits_of(group) for group in answer.found], but)
        page.position += dealt_with
        page.more = answer.more or dealt_with < len(answer.found)


def _take(services: Services, caller: Caller, page: _Page, groups: Sequence[Sequence[Hit]], but: int | None) -> int:
    """Add visible candidates to the page while there is room; return how many candidates have been processed."""
    configured = configuration_actions.current(services)
    numbers = [number for hits in groups if (number := hits[0].ticket) != but]
    found = {each.number: each for each in queries.find_tickets(services, numbers)}
    readable = [
        (position, hits, ticket)
        for position, hits in enumerate(groups)
        if (ticket := found.get(hits[0].ticket)) and _is_for(caller, ticket, configured, page.query)
    ]
    while readable and page.room:
        now, readable = readable[: page.room], readable[page.room :]
        page.items += _matches(services, caller, configured, [(ticket, hits) for _, hits, ticket in now])
        if not page.room:
            return now[-1][0] + 1
    return len(groups)


def _is_for(caller: Caller, ticket: Ticket, configured: Configuration, query: SearchQuery) -> bool:
    if not tickets_access.may_find(caller, ticket, configured):
        return False
    return ticket.spam is None or (query.spam and tickets_access.sees_internal(caller, ticket, configured))


def _matches(
    services: Services, caller: Caller, configured: Configuration, wanted: Sequence[tuple[Ticket, Sequence[Hit]]]
) -> Iterator[TicketMatch]:
    """Iterate over tickets with their existing and visible hits; tickets without any are skipped. 1 RT."""
    inside = {ticket.number: tickets_access.sees_internal(caller, ticket, configured) for ticket, _ in wanted}
    keys = [
        (hit.ticket, hit.rev, hit.internal)
        for ticket, hits in wanted
        for hit in hits
        if hit.rev != SUBJECT_REV and (inside[ticket.number] or not hit.internal)
    ]
    events = search_content.find_events(services, keys)
    for ticket, hits in wanted:
        internal = inside[ticket.number]
        shown = tuple(_visible_events(services, caller, hits, events, internal=internal))
        if shown:
            yield TicketMatch(ticket, internal, shown)


def _visible_events(
    services: Services, caller: Caller, hits: Sequence[Hit], events: Mapping[tuple[int, int], Event], *, internal: bool
) -> Iterator[Event | None]:
    now = services.clock.now()
    for hit in hits:
        if hit.rev == SUBJECT_REV:
            yield None
            continue
        event = events.get((hit.ticket, hit.rev))
        if event and not event.withdrawn and tickets_access.may_see_event(caller, event, now, internal=internal):
            yield event
