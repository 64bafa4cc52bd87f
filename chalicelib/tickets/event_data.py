"""What each kind of event carries besides its head: one small model per kind, with those members alone that it has.

`ERASABLE` names what may have to be erased by law, by its path (`*` stands for every item of a list); see `chain`.
"""

from typing import Any, ClassVar

from pydantic import ConfigDict

from ..attachments.model import Attachment
from ..plumbing.fields import Instant, Value


class EventData(Value):
    """Base of every payload. A member that a payload does not have is refused, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    ERASABLE: ClassVar[tuple[str, ...]] = ()


class NoData(EventData):
    """The head says it all."""


class Text(EventData):
    """Something a person wrote, in Markdown."""

    ERASABLE: ClassVar[tuple[str, ...]] = ("body",)

    body: str | None = None


class Message(Text):
    """Text with files."""

    ERASABLE: ClassVar[tuple[str, ...]] = ("body", "attachments.*.name")

    attachments: tuple[Attachment, ...] = ()


class CustomerMessage(Message):
    """What a customer wrote, or somebody in their place."""

    ERASABLE: ClassVar[tuple[str, ...]] = ("body", "attachments.*.name", "sender")

    automatic: bool = False  # written by a machine, such as an absence notice
    sender: str | None = None  # the address it came from, where it is not verified who wrote it
    mail: str | None = None  # the raw mail it came in, by its id
    hushed: bool = False  # whoever wrote it gets no automatic mail about it


class MergedTicketMessage(CustomerMessage):
    """What the customer of a ticket that was merged into this one wrote there."""

    other: int  # their ticket


class TicketCreated(CustomerMessage):
    """The first message, and the ticket as it was raised. Tickets of schema version 1 say nothing about the latter."""

    ERASABLE: ClassVar[tuple[str, ...]] = ("body", "attachments.*.name", "sender", "subject", "fields")

    subject: str | None = None
    priority: str = "normal"
    category: str | None = None
    fields: dict[str, str | bool] = {}
    tags: frozenset[str] = frozenset()
    channel: str = "portal"
    language: str = "en"
    other: int | None = None  # the ticket it comes from: by a split, or as its follow-up


class Delivery(Value):
    """How far the mail of a message to the requester has come, in the words of the outbox, and why it got no further."""

    state: str
    reason: str = ""
    at: Instant


class AgentMessage(Message):
    """A public reply."""

    sends_at: Instant | None = None  # it can be taken back until then
    undo: dict[str, Any] = {}  # what the message changed besides: field -> [before, after]
    copies: dict[str, int] = {}  # the same message in merged tickets of other customers: ticket -> rev
    mail: str | None = None  # the raw mail it came in, by its id
    hushed: bool = False  # it was written by a machine or to a list: no automatic mail follows
    delivery: Delivery | None = None


class Reminder(EventData):
    """We remind the customer, or say a last time that the ticket will be closed."""

    delivery: Delivery | None = None


class Note(Message):
    """What agents tell each other."""

    mentions: frozenset[str] = frozenset()


class StatusChange(EventData):
    """A status that an agent has set by itself."""

    undo: dict[str, Any] = {}  # what to put back if it is taken back: field -> [before, after]


class OtherTicket(EventData):
    """The other ticket of a merge, a split, a link or a follow-up."""

    other: int


class Rated(Text):
    """How satisfied the customer is, and what they said about it."""

    score: int  # 1-5
    credit: str | None = None  # the agent whose work it is about


class Unknown(EventData):
    """What another version of this software recorded: kept as it lies, and shown as something this version does not know."""

    type: str
    stored: dict[str, Any] = {}
