"""Words of somebody nobody can vouch for: shown as what they are, and speaking for nobody."""

from ..people.model import Caller, Role
from ..plumbing.once import Once
from ..plumbing.services import Services
from . import attaching
from .actions import surviving, ticket_now
from .forms import NewMessage
from .messages import customer_message
from .model import Mailed, Status, Ticket
from .recording import Act, Done, by_clock, replay_of

UNVERIFIED = "unverified"
"""Stands for the id of such a person."""


def add(
    services: Services, name: str, number: int, message: NewMessage, once: Once, *, mailed: Mailed, automatic: bool
) -> Done | None:
    """Put words into a ticket that somebody wrote who may or may not be its requester; everybody sees that.

    Costs as a customer's message. None where the ticket takes no more: it is closed, or was merged and its survivor is.
    """
    stranger = Caller(id=UNVERIFIED, email=str(mailed.sender), name=name, role=Role.CUSTOMER)

    def decide(ticket: Ticket) -> Act | None:
        if ticket.status is Status.CLOSED:
            return None
        files = attaching.enclosed(services, stranger, message.attachments)
        shown, now = attaching.attached(files), services.clock.now()
        act = customer_message(services, stranger, ticket, message.body, shown, now, automatic=automatic, mailed=mailed)
        return attaching.with_files(services, act, files)

    done = replay_of(services, None, once)
    return done or by_clock(services, surviving(services, ticket_now(services, number)).number, decide, once)
