"""Replies from unverified senders, which are marked as such.

Replies from an address other than the requester's are for agents only. If customers could read them, they would see every email
sent to their ticket's address: they could sign up for another service with it and receive its confirmation emails here.
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
"""The person id of an unverified sender."""


def add(
    services: Services, number: int, message: NewMessage, once: Once, *, mailed: Mailed, automatic: bool
) -> Done | None:
    """Add a reply whose author may or may not be the requester, marked as unverified.

    Costs the same as a customer's message. Returns None if the ticket, or the one it was merged into, is closed and
    this is more than thanks or an automatic reply.
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
