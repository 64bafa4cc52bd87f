"""Sends indexing requests to the queue. One round trip each, no reads; idempotent."""

from typing import Any

from ..people.model import Person
from ..plumbing.services import Services
from ..tickets.event import Event
from ..tickets.event_specs import CONVERSATION_EVENTS, EventType
from . import own_kinds

__all__ = ["index", "index_person", "index_record", "own_kinds"]  # the last is imported to register its rows

WHOLE = frozenset({EventType.REPLY_WITHDRAWN, EventType.SPAM_RELEASED})
"""After these events the whole ticket is indexed: a text must be removed, or was not indexed before."""


def index(services: Services, event: Event) -> None:
    """Request indexing of an event's text, and of its ticket's subject if the event sets it."""
    has_subject = event.type is EventType.TICKET_CREATED or "subject" in event.changes
    if event.type in WHOLE:
        _send(services, ticket=event.ticket)
    elif event.type in CONVERSATION_EVENTS:
        _send(services, ticket=event.ticket, rev=event.rev, internal=event.internal, subject=has_subject)
    elif has_subject:
        _send(services, ticket=event.ticket, subject=True)


def index_person(services: Services, person: Person) -> None:
    """Request indexing of a person's current name and address."""
    _send(services, person=person.id)


def index_record(services: Services, kind: str, record: str) -> None:
    """Request indexing of a registered record's current state, or its removal if it was deleted."""
    _send(services, kind=kind, record=record)


def _send(services: Services, **errand: Any) -> None:
    from .model import IndexTask  # not needed by most functions

    services.index_queue.send(IndexTask(**errand).model_dump(exclude_defaults=True))
