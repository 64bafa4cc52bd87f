"""Replies from unverified senders, which are marked as such.

Replies from an address other than the requester's are for agents only. If customers could read them, they would see every email
sent to their ticket's address: they could sign up for another service with it and receive its confirmation emails here.
"""

from dataclasses import replace

from ..people.model import Caller, Role
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from ..tickets import attachments
from ..tickets.event import Event, MailOrigin
from ..tickets.event_specs import EventType
from ..tickets.incoming import Incoming, Via
from ..tickets.model import Status, Ticket
from ..tickets.queries import load_ticket, merge_survivor
from ..tickets.transaction import Changeset, TicketResult, find_replay, perform_as_system
from .forms import NewMessage
from .messages import customer_message, reason_for_no_change

UNVERIFIED = "unverified"
"""The person id of an unverified sender."""


def add_message(
    services: Services,
    number: int,
    message: NewMessage,
    idempotency_key: IdempotencyKey,
    *,
    mailed: MailOrigin,
    automatic: bool,
) -> TicketResult | None:
    """Add a reply whose author may or may not be the requester, marked as unverified.

    Costs the same as a customer's message. Returns None if the ticket, or the one it was merged into, is closed and
    this is more than thanks or an automatic reply.
    """
    address = str(mailed.sender)
    sender = Caller(id=UNVERIFIED, email=address, name=address, role=Role.CUSTOMER)

    def decide(ticket: Ticket) -> Changeset | None:
        files = attachments.load_uploads(services, sender, message.attachments)
        incoming = Incoming(message.body, attachments.as_attachments(files), Via(automatic, mailed))
        now = services.clock.now()
        if ticket.status is Status.CLOSED and reason_for_no_change(services, ticket, incoming, now) is None:
            return None
        changeset = customer_message(services, sender, ticket, incoming, now)
        if address != ticket.requester_email:
            changeset = replace(changeset, events=tuple(_internal(event) for event in changeset.events))
        return attachments.with_files(services, changeset, files)

    result = find_replay(services, None, idempotency_key)
    return result or perform_as_system(
        services, merge_survivor(services, load_ticket(services, number)).number, decide, idempotency_key
    )


def _internal(event: Event) -> Event:
    return event.retyped(EventType.UNVERIFIED_REPLY_RECEIVED)
