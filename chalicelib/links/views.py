"""What people with a link see."""

from ..plumbing.fields import Value
from ..tickets.model import Status
from ..tickets.views import EventView, TicketView
from .tokens import Purpose


class TicketBrief(Value):
    """The fields of a ticket that a question about it needs."""

    id: str
    number: int
    subject: str
    status: Status


class LinkExchange(Value):
    """`access` allows exactly what the link is for, for `expires_in` seconds.

    `kind` is the notice to unsubscribe from, `score` the rating that was chosen in the email and is not sent yet.
    """

    purpose: Purpose
    access: str
    expires_in: int
    ticket: TicketBrief | None = None
    kind: str | None = None
    score: int | None = None


class LinkedTicketView(Value):
    """A ticket as its customer sees it, with the newest events first."""

    ticket: TicketView
    items: list[EventView]
    next: str | None


class LinkedReply(Value):
    """A new message. `token` opens the ticket it was added to, if that is another one."""

    event: EventView
    token: str | None


class LinkOutcome(Value):
    """The result of an action. `applied` is false if there was nothing to do."""

    ticket: TicketBrief
    applied: bool


class CreatedTicket(TicketBrief):
    """A created ticket. `token` opens it."""

    token: str


class ConfirmedTickets(Value):
    tickets: list[CreatedTicket]
