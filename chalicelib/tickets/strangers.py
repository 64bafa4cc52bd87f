"""Words of somebody nobody can vouch for: shown as what they are, and speaking for nobody.

Those from an address that is not the requester's are for agents alone. A customer who could read them would read every mail
that is sent to their ticket's address: they might register elsewhere with it, and find here what proves that it is theirs.
"""

from dataclasses import replace

from ..people.model import Caller, Role
from ..plumbing.once import Once
from ..plumbing.services import Services
from . import attaching
from .actions import surviving, ticket_now
from .forms import NewMessage
from .messages import Incoming, customer_message, says_nothing
from .model import Event, EventType, Mailed, Status, Ticket
from .recording import Act, Done, by_clock, replay_of

UNVERIFIED = "unverified"
"""Stands for the id of such a person."""


def add(
    services: Services, number: int, message: NewMessage, once: Once, *, mailed: Mailed, automatic: bool
) -> Done | None:
    """Put words into a ticket that somebody wrote who may or may not be its requester; who reads it sees that.

    Costs as a customer's message. None where the ticket takes no more: it, or the one it was merged into, is closed
    and this is more than thanks or an automatic reply.
    """
    address = str(mailed.sender)
    stranger = Caller(id=UNVERIFIED, email=address, name=address, role=Role.CUSTOMER)

    def decide(ticket: Ticket) -> Act | None:
        files = attaching.enclosed(services, stranger, message.attachments)
        incoming, now = Incoming(message.body, attaching.attached(files), automatic, mailed), services.clock.now()
        if ticket.status is Status.CLOSED and says_nothing(services, ticket, incoming, now) is None:
            return None
        act = customer_message(services, stranger, ticket, incoming, now)
        if address != ticket.requester_email:
            act = replace(act, events=tuple(_for_agents(event) for event in act.events))
        return attaching.with_files(services, act, files)

    done = replay_of(services, None, once)
    return done or by_clock(services, surviving(services, ticket_now(services, number)).number, decide, once)


def _for_agents(event: Event) -> Event:
    return event.retyped(EventType.STRANGER_WROTE)
