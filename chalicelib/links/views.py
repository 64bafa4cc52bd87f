"""What somebody with a link gets to see."""

from ..plumbing.fields import Value
from ..tickets.model import Status
from ..tickets.views import EventView, TicketView
from .tokens import Purpose


class Glance(Value):
    """As much of a ticket as a question about it needs."""

    id: str
    number: int
    subject: str
    status: Status


class Exchanged(Value):
    """`access` is good for exactly what the link was for, for `expires_in` seconds. `kind` is the notice to unsubscribe from,
    `score` what was chosen in the mail and not yet said.
    """

    purpose: Purpose
    access: str
    expires_in: int
    ticket: Glance | None = None
    kind: str | None = None
    score: int | None = None


class LinkedStory(Value):
    """A ticket as its customer sees it, with the newest events first."""

    ticket: TicketView
    items: list[EventView]
    next: str | None


class Written(Value):
    """`token` opens the ticket where the message is, if that is another one."""

    event: EventView
    token: str | None


class Settled(Value):
    """`done` is false where there was nothing to do."""

    ticket: Glance
    done: bool


class Raised(Glance):
    """`token` opens it."""

    token: str


class Confirmed(Value):
    tickets: list[Raised]
