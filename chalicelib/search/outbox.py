"""From what happened to the index queue. One round trip each, no reads; asking twice does no harm."""

from typing import Any

from ..people.model import Person
from ..plumbing.services import Services
from ..tickets.event_specs import SAID
from ..tickets.model import Event, EventType
from . import own_kinds

__all__ = ["index", "index_person", "index_record", "own_kinds"]  # the last is imported for its rows

WHOLE = frozenset({EventType.REPLY_WITHDRAWN, EventType.SPAM_RELEASED})
"""After these the ticket is read anew: something in it is not to be found any more, or was not told of."""


def index(services: Services, event: Event) -> None:
    """Have the words of an event found, and the subject of its ticket if it says one."""
    says_subject = event.type is EventType.TICKET_CREATED or "subject" in event.changes
    if event.type in WHOLE:
        _send(services, ticket=event.ticket)
    elif event.type in SAID:
        _send(services, ticket=event.ticket, rev=event.rev, internal=event.internal, subject=says_subject)
    elif says_subject:
        _send(services, ticket=event.ticket, subject=True)


def index_person(services: Services, person: Person) -> None:
    """Have somebody found by the name and address they have now."""
    _send(services, person=person.id)


def index_record(services: Services, kind: str, record: str) -> None:
    """Have a record of a registered kind found as it is now, or no more if it is gone."""
    _send(services, kind=kind, record=record)


def _send(services: Services, **errand: Any) -> None:
    from .model import Errand  # most functions send none

    services.index_queue.send(Errand(**errand).model_dump(exclude_defaults=True))
