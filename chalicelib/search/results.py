"""Search results for tickets and people."""

from collections.abc import Sequence

from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing.services import Services
from ..tickets import index as tickets_index
from ..tickets.event import Event
from ..tickets.views import by_view, ticket_summary
from . import actions, snippets
from .forms import SearchQuery
from .model import Term
from .views import FoundPeople, FoundPerson, FoundTicket, FoundTickets, HitView, SnippetPartView


def tickets_page(services: Services, caller: Caller, query: SearchQuery) -> FoundTickets:
    """Return a page of tickets with their best hits."""
    found = actions.find_tickets(services, caller, query)
    shown = [_found_ticket(services, match, found) for match in found.items]
    return FoundTickets(items=shown, next=found.next, complete=found.complete)


def people_page(services: Services, caller: Caller, query: SearchQuery) -> FoundPeople:
    """Return a page of people. Raises `NotAllowed` for customers."""
    found = actions.find_people(services, caller, query)
    items = [FoundPerson.model_validate(person.model_dump()) for person in found.items]
    return FoundPeople(items=items, next=found.next, complete=found.complete)


def parts_of(text: str, terms: Sequence[Term]) -> list[SnippetPartView]:
    """Return a snippet of a text, with the matching words marked."""
    return [SnippetPartView(text=part.text, hit=part.hit) for part in snippets.snippet(text, terms)]


def _found_ticket(services: Services, match: actions.TicketMatch, found: actions.TicketMatches) -> FoundTicket:
    row = tickets_index.index_row(services, match.ticket)
    summary = ticket_summary(row, configuration_actions.current(services), internal=match.internal)
    return FoundTicket(ticket=summary, hits=[_hit(match, event, found) for event in match.hits])


def _hit(match: actions.TicketMatch, event: Event | None, found: actions.TicketMatches) -> HitView:
    if event is None:
        parts = _parts(match.ticket.subject, found)
        return HitView(event=None, type=None, at=match.ticket.created_at, by=None, internal=False, snippet=parts)
    by = by_view(event.by, internal=match.internal)
    return HitView(
        event=event.id if match.internal else event.public_id,
        type=event.type,
        at=event.at,
        by=by,
        internal=event.internal,
        snippet=_parts(event.body or "", found),
    )


def _parts(text: str, found: actions.TicketMatches) -> list[SnippetPartView]:
    return parts_of(text, found.terms)
