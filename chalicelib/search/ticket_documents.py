"""Tickets and their messages as a searchable kind: indexing and results.

Each function imports what it needs, because this module is loaded at every cold start.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..people.model import Caller
from ..plumbing.aws.marshal import Item
from ..plumbing.services import Services
from ..tickets import queries, search_content
from ..tickets.event import Event
from ..tickets.model import Ticket
from .forms import SearchQuery
from .model import Document, IndexTask, message_key, subject_key
from .specs import Update

if TYPE_CHECKING:
    from .views import FoundTickets


@dataclass(frozen=True)
class _Known:
    """What was loaded for some errands, by number, and by number and rev."""

    tickets: Mapping[int, Ticket]
    events: Mapping[tuple[int, int], Event]


def look_up(services: Services, errands: Sequence[IndexTask], found: Update) -> None:
    """Load what errands about tickets name. 2 RT; 1 RRU for each ticket, 1 per 4 KB of an event; 1 RT a whole ticket."""
    for number in sorted({errand.ticket for errand in errands if errand.is_whole}):
        _add_whole(services, found, number)
    parts = [errand for errand in errands if not errand.is_whole]
    known = _read(services, parts)
    for errand in parts:
        _add_part(found, errand, known)


def _read(services: Services, parts: Sequence[IndexTask]) -> _Known:
    numbers = sorted({errand.ticket for errand in parts})
    keys = sorted({(errand.ticket, errand.rev, errand.internal) for errand in parts if errand.rev})
    there = queries.find_tickets(services, numbers, consistent=True) if numbers else []
    return _Known({each.number: each for each in there}, search_content.find_events(services, keys))


def _add_part(found: Update, errand: IndexTask, known: _Known) -> None:
    from . import documents, stems

    ticket = known.tickets.get(errand.ticket)
    if ticket is None:
        found.empty.add(str(errand.ticket))
        return
    if errand.subject:
        found.add(documents.of_subject(ticket), subject_key(ticket.number))
    if errand.rev:
        event = known.events.get((errand.ticket, errand.rev))
        document = documents.of_event(event, stems.language_of(ticket.language)) if event else None
        found.add(document, message_key(errand.ticket, errand.rev))


def _add_whole(services: Services, found: Update, number: int) -> None:
    ticket, events = search_content.load_all(services, number)
    found.empty.add(str(number))
    if ticket is not None:
        for document in _of_ticket(ticket, events):
            found.add(document, document.key)


def _of_ticket(ticket: Ticket, events: Iterable[Event]) -> Iterator[Document]:
    """Iterate over a ticket's documents, as far as they can be built from these events."""
    from . import documents, stems

    yield documents.of_subject(ticket)
    language = stems.language_of(ticket.language)
    yield from filter(None, (documents.of_event(event, language) for event in events))


class TicketCollector:
    """Events wait for their ticket, which has the language; events without a ticket are not indexed."""

    def __init__(self) -> None:
        self._languages: dict[int, str] = {}
        self._waiting: dict[int, list[Event]] = {}

    def __call__(self, item: Item) -> Iterator[Document]:
        from . import documents, stems

        match search_content.parse_item(item):
            case Ticket() as ticket:
                self._languages[ticket.number] = stems.language_of(ticket.language)
                yield from _of_ticket(ticket, self._waiting.pop(ticket.number, []))
            case Event() as event if event.ticket in self._languages:
                yield from filter(None, (documents.of_event(event, self._languages[event.ticket]),))
            case Event() as event:
                self._waiting.setdefault(event.ticket, []).append(event)


def search(services: Services, caller: Caller, query: SearchQuery) -> "FoundTickets":
    """Return a page of tickets with their hits; for the cost see `actions.find_tickets`."""
    from . import results

    return results.tickets_page(services, caller, query)
