"""Builds index documents of events, tickets and people: the search terms, and a few facts that never change."""

from ..people.model import Person
from ..tickets.event import Event
from ..tickets.event_specs import CONVERSATION_EVENTS
from ..tickets.model import Ticket
from . import stems
from .model import Document, DocumentKind, message_key, person_key, subject_key


def of_event(event: Event, language: str) -> Document | None:
    """Build an event's document. None if it has no text, or if the message was withdrawn."""
    if event.type not in CONVERSATION_EVENTS or event.withdrawn or not event.body:
        return None
    return Document(
        key=message_key(event.ticket, event.rev),
        kind=DocumentKind.MESSAGE,
        terms=stems.document_terms(event.body, language),
        at=event.at,
        group=str(event.ticket),
        requester=event.requester,
        internal=event.internal,
        language=language,
    )


def of_subject(ticket: Ticket) -> Document:
    return Document(
        key=subject_key(ticket.number),
        kind=DocumentKind.SUBJECT,
        terms=stems.document_terms(ticket.subject, ticket.language),
        at=ticket.created_at,
        group=ticket.id,
        requester=ticket.requester,
        language=stems.language_of(ticket.language),
    )


def of_person(person: Person) -> Document:
    """Build a person's document from name and address."""
    return Document(
        key=person_key(person.id),
        kind=DocumentKind.PERSON,
        terms=stems.plain_terms(f"{person.name} {person.email}"),
        at=person.created_at,
    )
