"""HTTP for the one box: what was typed, and of which kind of thing it speaks.

What a search needs is imported by the first one: other requests start without it.
"""

from typing import TYPE_CHECKING

from ..configuration import actions as configuration
from ..people.model import EVERYBODY, Caller
from ..people.sign_in import caller_of
from ..plumbing.services import Services
from ..plumbing.web import Routes
from ..tickets import cards
from ..tickets.model import Event
from ..tickets.views import by_view, summary_of
from .forms import SearchQuery
from .views import Found, FoundPeople, FoundPerson, FoundTicket, FoundTickets, HitView, PartView

if TYPE_CHECKING:
    from . import actions

routes = Routes(__name__, caller_of)


@routes.get("/v1/search", allow=EVERYBODY)
def search(services: Services, caller: Caller, query: SearchQuery) -> Found:
    """Search tickets by number, subject and all that was said in them; for agents people besides.

    Every word has to be there, in any of its forms; the last one may be the beginning of a word. Customers find their own
    tickets, and nothing that agents tell each other.
    """
    from . import actions

    if query.kind == "people":
        persons = actions.find_people(services, caller, query)
        items = [FoundPerson.model_validate(person.model_dump()) for person in persons.items]
        return Found(FoundPeople(items=items, next=persons.next, complete=persons.complete))
    found = actions.find_tickets(services, caller, query)
    shown = [_found_ticket(services, match, found) for match in found.items]
    return Found(FoundTickets(items=shown, next=found.next, complete=found.complete))


def _found_ticket(services: Services, match: "actions.Match", found: "actions.Tickets") -> FoundTicket:
    card = cards.card_of(services, match.ticket)
    summary = summary_of(card, configuration.current(services), internal=match.internal)
    return FoundTicket(ticket=summary, hits=[_hit(match, event, found) for event in match.hits])


def _hit(match: "actions.Match", event: Event | None, found: "actions.Tickets") -> HitView:
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


def _parts(text: str, found: "actions.Tickets") -> list[PartView]:
    from . import snippets

    return [PartView(text=part.text, hit=part.hit) for part in snippets.snippet(text, found.terms)]
