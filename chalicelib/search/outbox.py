"""From what happened to the index queue. One round trip each, no reads; asking twice does no harm."""

from ..people.model import Person
from ..plumbing.services import Services
from ..tickets.model import SAID, Event, EventType
from .model import Errand

WHOLE = frozenset({EventType.REPLY_WITHDRAWN, EventType.SPAM_RELEASED})
"""After these the ticket is read anew: something in it is not to be found any more, or was not told of."""


def index(services: Services, event: Event) -> None:
    """Have the words of an event found, and the subject of its ticket if it says one."""
    if event.type in WHOLE:
        errand = Errand(ticket=event.ticket)
    else:
        says_subject = event.type is EventType.TICKET_CREATED or "subject" in event.changes
        rev = event.rev if event.type in SAID else 0
        if not rev and not says_subject:
            return
        errand = Errand(ticket=event.ticket, rev=rev, internal=event.internal, subject=says_subject)
    _send(services, errand)


def index_person(services: Services, person: Person) -> None:
    """Have somebody found by the name and address they have now."""
    _send(services, Errand(person=person.id))


def _send(services: Services, errand: Errand) -> None:
    services.index_queue.send(errand.model_dump(exclude_defaults=True))
