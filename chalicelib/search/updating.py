"""Errands to the index: what they are about is read from the tables, as it is now, and put into the index in one change."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from ..people import actions as people
from ..people.model import Person
from ..plumbing.services import Services
from ..tickets import actions as tickets
from ..tickets import texts
from ..tickets.model import Event, Ticket
from . import documents, manifest, stems
from .engine import Writer
from .index import TIDY_EVERY, Index
from .manifest import Manifest, Place
from .model import Document, Errand, said_key, subject_key

log = logging.getLogger(__name__)


@dataclass
class Update:
    """What becomes of the index. Whole tickets are emptied first, then filled anew."""

    put: dict[str, Document] = field(default_factory=dict)
    remove: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)

    def add(self, document: Document | None, key: str, language: str = "") -> None:
        """The document, or none where there is nothing to be found."""
        if document is None:
            self.remove.add(key)
            return
        self.put[key] = document
        self.languages.update(filter(None, (language,)))

    def write(self, writer: Writer) -> None:
        writer.remove_tickets(sorted(self.empty))
        writer.remove(sorted(self.remove))
        writer.put(self.put.values())


@dataclass(frozen=True)
class Known:
    """What was read for some errands, by number, by number and rev, by id."""

    tickets: Mapping[int, Ticket]
    events: Mapping[tuple[int, int], Event]
    people: Mapping[str, Person]


def errand_of(message: Any) -> Errand | None:
    """What a message of the queue asks for; None where it asks for nothing that can be done."""
    try:
        return Errand.model_validate(message)
    except ValidationError:
        log.exception("message is no errand")
        return None


def update(services: Services, index: Index, errands: Mapping[int, Errand]) -> set[int]:
    """Run the errands in one change of the index; which of them failed, by what they are called.

    2 RT and the index's 3 for a hundred messages: 1.5 RRU and more each. Raises `Beaten` when others write all the time.
    """
    failed: set[int] = set()
    found = Update()

    def edit(writer: Writer) -> None:
        nonlocal found
        found = _looked_up(services, errands, failed)
        found.write(writer)

    def after(before: Manifest, files: Mapping[str, Place]) -> Manifest:
        about = {errand.about for errand in errands.values()}
        return manifest.changed(before, files, found.languages, about, services.clock.real())

    now_there = index.change(edit, after)
    log.info("indexed", extra={
        "engine": index.form, "put": len(found.put), "removed": len(found.remove), "failed": len(failed),
        "generation": now_there.generation,
    })  # fmt: skip
    if now_there.generation % TIDY_EVERY == 0:
        index.shelf.tidy(now_there, services.clock.real())
    return failed


def _looked_up(services: Services, errands: Mapping[int, Errand], failed: set[int]) -> Update:
    """All together; and if that fails, one by one, so that it is known whose fault it is."""
    failed.clear()
    try:
        return look_up(services, list(errands.values()))
    except Exception:
        log.exception("some errand failed; each by itself now")
    whole = Update()
    for name, errand in errands.items():
        try:
            one = look_up(services, [errand])
        except Exception:
            log.exception("errand failed", extra={"about": errand.about, "rev": errand.rev})
            failed.add(name)
        else:
            whole.put |= one.put
            whole.remove |= one.remove
            whole.empty |= one.empty
            whole.languages |= one.languages
    return whole


def look_up(services: Services, errands: Sequence[Errand]) -> Update:
    """What the errands come to, read now. 2 RT; 1 RRU for each ticket and person, 1 per 4 KB of an event; 1 RT a whole ticket."""
    found = Update()
    for number in sorted({errand.ticket for errand in errands if errand.is_whole}):
        _add_whole(services, found, number)
    parts = [errand for errand in errands if errand.ticket and not errand.is_whole]
    known = _read(services, parts, [errand.person for errand in errands if errand.person])
    for errand in parts:
        _add_part(found, errand, known)
    for errand in errands:
        if errand.person:
            person = known.people.get(errand.person)
            found.add(documents.of_person(person) if person else None, errand.about)
    return found


def _read(services: Services, parts: Sequence[Errand], persons: Sequence[str]) -> Known:
    numbers = sorted({errand.ticket for errand in parts})
    keys = sorted({(errand.ticket, errand.rev, errand.internal) for errand in parts if errand.rev})
    return Known(
        {each.number: each for each in tickets.tickets_by_number(services, numbers, consistent=True)}
        if numbers
        else {},
        texts.said(services, keys),
        {each.id: each for each in people.persons_by_id(services, sorted(set(persons)), consistent=True)},
    )


def _add_part(found: Update, errand: Errand, known: Known) -> None:
    ticket = known.tickets.get(errand.ticket)
    if ticket is None:
        found.empty.add(str(errand.ticket))
        return
    language = stems.language_of(ticket.language)
    if errand.subject:
        found.add(documents.of_subject(ticket), subject_key(ticket.number), language)
    if errand.rev:
        event = known.events.get((errand.ticket, errand.rev))
        document = documents.of_event(event, language) if event else None
        found.add(document, said_key(errand.ticket, errand.rev), language)


def _add_whole(services: Services, found: Update, number: int) -> None:
    ticket, events = texts.whole(services, number)
    found.empty.add(str(number))
    if ticket is not None:
        for document in of_ticket(ticket, events):
            found.add(document, document.key, stems.language_of(ticket.language))


def of_ticket(ticket: Ticket, events: Sequence[Event]) -> Iterator[Document]:
    """Everything that is found of a ticket, as far as these events go."""
    yield documents.of_subject(ticket)
    language = stems.language_of(ticket.language)
    yield from filter(None, (documents.of_event(event, language) for event in events))
