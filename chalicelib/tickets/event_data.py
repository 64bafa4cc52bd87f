"""The data of each type of event besides its head: one small model per type, with only the fields that it has.

`ERASABLE` lists the paths that may have to be erased by law (`*` stands for every item of a list); see `chain`.
"""

from typing import Any, ClassVar

from pydantic import ConfigDict

from ..attachments.model import Attachment
from ..plumbing.fields import Instant, Value


class EventData(Value):
    """Base of all payloads. A field that a payload does not have is rejected, not dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    ERASABLE: ClassVar[tuple[str, ...]] = ()


class NoData(EventData):
    """An event whose head is complete by itself."""


class WrittenText(EventData):
    """Something a person wrote, in Markdown."""

    ERASABLE: ClassVar[tuple[str, ...]] = ("body",)

    body: str | None = None


class Message(WrittenText):
    """Text with attachments."""

    ERASABLE: ClassVar[tuple[str, ...]] = ("body", "attachments.*.name")

    attachments: tuple[Attachment, ...] = ()


class CustomerMessage(Message):
    """A message written by a customer, or by another person on their ticket."""

    ERASABLE: ClassVar[tuple[str, ...]] = ("body", "attachments.*.name", "sender")

    automatic: bool = False  # not written by a person, such as an out-of-office reply
    sender: str | None = None  # the address it came from, if the sender is not verified
    mail: str | None = None  # id of the raw email it came in
    suppress_auto_replies: bool = False  # its author gets no automatic email about it


class MergedTicketMessage(CustomerMessage):
    """A message that the requester of a merged ticket wrote in theirs."""

    other: int  # their ticket


class TicketCreated(CustomerMessage):
    """The first message and the ticket's initial values, which schema version 1 did not record."""

    ERASABLE: ClassVar[tuple[str, ...]] = ("body", "attachments.*.name", "sender", "subject", "fields")

    subject: str | None = None
    priority: str = "normal"
    category: str | None = None
    fields: dict[str, str | bool] = {}
    tags: frozenset[str] = frozenset()
    channel: str = "portal"
    language: str = "en"
    other: int | None = None  # the ticket it was split from or follows up
    previous: int | None = None  # the ticket that the same process created before it: see `make verify`


class Delivery(Value):
    """The delivery status of a message's email to the requester, as the outbox names it, and the reason of a failure."""

    state: str
    reason: str = ""
    at: Instant


class AgentMessage(Message):
    """A public reply."""

    sends_at: Instant | None = None  # it can be undone until then
    undo: dict[str, Any] = {}  # what else the message changed: field -> [before, after]
    copies: dict[str, int] = {}  # the same message in merged tickets of other customers: ticket -> rev
    mail: str | None = None  # id of the raw email it came in
    suppress_auto_replies: bool = False  # it was an automatic reply or sent to a list: no automatic email follows
    delivery: Delivery | None = None


class Reminder(EventData):
    """A reminder to the customer, or the last notice before the ticket is closed."""

    delivery: Delivery | None = None


class Note(Message):
    """An internal note."""

    mentions: frozenset[str] = frozenset()


class StatusChange(EventData):
    """A change of status by an agent, without a message."""

    undo: dict[str, Any] = {}  # what undoing it restores: field -> [before, after]


class OtherTicket(EventData):
    """The other ticket of a merge, a split, a link or a follow-up."""

    other: int


class Rated(WrittenText):
    """The customer's satisfaction rating and comment."""

    score: int  # 1-5
    rated_agent: str | None = None  # the agent who gets the credit


class Unknown(EventData):
    """Data recorded by another version of this software: kept unchanged, and shown as an unknown event."""

    type: str
    stored: dict[str, Any] = {}
