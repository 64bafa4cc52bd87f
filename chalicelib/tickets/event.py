"""An event of a ticket: who did what, when and why."""

from enum import StrEnum
from typing import Any, TypedDict

from pydantic import ConfigDict, SerializeAsAny, model_validator

from ..attachments.model import Attachment
from ..plumbing.fields import Instant, Value
from .event_data import (
    AgentMessage,
    CustomerMessage,
    Delivery,
    EventData,
    MergedTicketMessage,
    Message,
    NoData,
    Note,
    OtherTicket,
    Reminder,
    StatusChange,
    TicketCreated,
    Unknown,
    WrittenText,
)
from .event_specs import EVENT_SPECS, INTERNAL_EVENTS, EventType, data_of


class ActorRole(StrEnum):
    """The role in which a person or a process acts on a ticket."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"  # the help desk itself: routing, reminders, closing
    RULE = "rule"
    API_KEY = "api_key"
    BOT = "bot"


AUTOMATIC_ROLES = frozenset({ActorRole.RULE, ActorRole.API_KEY, ActorRole.BOT})
"""Roles of automations that admins have set up. Customers see them as the system, without the name of the rule."""


class Actor(Value):
    """Who acts on a ticket, as recorded in events: a person, the system, a rule, an API key or a bot.

    `id` and `name` are those of the person, rule or key. `source` is the network address of the request, or empty.
    """

    id: str
    name: str
    role: ActorRole
    source: str = ""


SYSTEM = Actor(id="system", name="", role=ActorRole.SYSTEM)


class Reason(Value):
    """Why an automatic change was made: the rule's name and the facts it used. The text is rendered for each reader."""

    rule: str
    facts: dict[str, str | int | list[str]] = {}
    at: Instant

    def same_as(self, other: "Reason") -> bool:
        """Return whether it gives the same reason for the same team, so that it need not be recorded again."""
        return (self.rule, self.facts.get("team")) == (other.rule, other.facts.get("team"))


MAX_MESSAGE_ID_LENGTH = 250


class MailFields(TypedDict):
    """The fields of an event whose text came by email."""

    mail: str
    sender: str | None
    suppress_auto_replies: bool


class MailOrigin(Value):
    """What is known about the email that a message came in."""

    mail: str  # id of the raw email
    message_id: str | None = None
    sender: str | None = None  # the address it came from, if the sender is not verified
    suppress_auto_replies: bool = False
    refers_to: int | None = None  # a ticket that it names or replies to without being added to it

    @property
    def event_fields(self) -> "MailFields":
        """The fields of the event that records the message."""
        return {"mail": self.mail, "sender": self.sender, "suppress_auto_replies": self.suppress_auto_replies}

    @property
    def new_ticket_fields(self) -> dict[str, Any]:
        """The fields of a ticket created from this email."""
        named = {"channel": "email", "thread": self.extend_thread(()), "unverified": self.sender is not None}
        return {**named, "refers_to": self.refers_to}

    def extend_thread(self, thread: tuple[str, ...]) -> tuple[str, ...]:
        """Return the Message-IDs that the ticket's next email refers to: the first one and this one, if it fits into a header."""
        id_ = self.message_id or ""
        fits = 0 < len(id_) <= MAX_MESSAGE_ID_LENGTH and id_.isascii() and id_.isprintable() and id_ not in thread
        return (*thread[:1], id_) if fits else thread


EVENT_VERSION = 2
"""Version of the event schema, raised when an older reader would misread a new event."""


class Event(Value):
    """Something that happened to a ticket: a head common to all events, and `data`, which depends on its type.

    `rev` is the ticket's version after the change, so the events of a ticket are numbered without gaps.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    v: int = EVENT_VERSION
    ticket: int
    rev: int
    public_rev: int = 0  # its number among the events that customers see, where that is not `rev`
    type: EventType
    at: Instant
    by: Actor
    changes: dict[str, tuple[Any, Any]] = {}
    reason: Reason | None = None
    requester: str
    assignee: str | None = None  # after the change, as `team`: who is notified and may see it, without another read
    team: str
    followers: frozenset[str] = frozenset()  # after the change
    data: SerializeAsAny[EventData] = NoData()
    withdrawn: bool = False  # undone before customers could see it
    silent: bool = False  # imported history or spam: no emails, no routing
    digests: dict[str, str] = {}  # of each value that may have to be erased, by path; see `chain`
    hash: str = ""  # links it to the events before it; see `chain`

    @model_validator(mode="before")
    @classmethod
    def _with_its_own_data(cls, given: Any) -> Any:
        """Reject data of another event type."""
        if not isinstance(given, dict):
            return given
        wanted = EVENT_SPECS[EventType(given["type"])].data
        data = given.get("data", {})
        if isinstance(data, EventData) and type(data) is not wanted:
            raise ValueError(f"A {given['type']} carries {wanted.__name__}, not {type(data).__name__}.")
        return {**given, "data": wanted.model_validate(data)}

    @property
    def id(self) -> str:
        return f"{self.ticket}-{self.rev}"

    @property
    def public_id(self) -> str:
        """The event's id for customers, which does not reveal internal events."""
        return f"{self.ticket}-{self.seen_rev}"

    @property
    def seen_rev(self) -> int:
        """The event's `rev` for customers."""
        return self.public_rev or self.rev

    @property
    def internal(self) -> bool:
        return self.type in INTERNAL_EVENTS or self.withdrawn

    @property
    def type_name(self) -> str:
        """The name of its type, even one that this version does not know."""
        return self.data.type if isinstance(self.data, Unknown) else self.type.value

    @property
    def body(self) -> str | None:
        """The text that a person wrote, if there is one."""
        return self.data.body if isinstance(self.data, WrittenText) else None

    @property
    def message(self) -> CustomerMessage:
        """The message and how its sender was verified, to show it in another ticket."""
        members = CustomerMessage.model_fields.keys()
        return CustomerMessage(**{name: value for name, value in self.data if name in members})

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attachments of a message."""
        return self.data.attachments if isinstance(self.data, Message) else ()

    @property
    def other(self) -> int | None:
        """The other ticket of a merge, a split, a link or a follow-up."""
        return self.data.other if isinstance(self.data, OtherTicket | MergedTicketMessage | TicketCreated) else None

    @property
    def sends_at(self) -> int | None:
        """When an agent's message is sent and can no longer be undone."""
        return self.data.sends_at if isinstance(self.data, AgentMessage) else None

    @property
    def undo(self) -> dict[str, Any]:
        """What undoing it restores: field -> [before, after]."""
        return self.data.undo if isinstance(self.data, AgentMessage | StatusChange) else {}

    @property
    def mentions(self) -> frozenset[str]:
        """The agents that a note mentions."""
        return self.data.mentions if isinstance(self.data, Note) else frozenset()

    @property
    def sender(self) -> str | None:
        """The address that a customer's message came from, if the sender is not verified."""
        return self.data.sender if isinstance(self.data, CustomerMessage) else None

    @property
    def automatic(self) -> bool:
        """Whether it was generated automatically, such as an out-of-office reply."""
        return isinstance(self.data, CustomerMessage) and self.data.automatic

    @property
    def mail(self) -> str | None:
        """The id of the raw email that the message came in."""
        return self.data.mail if isinstance(self.data, CustomerMessage | AgentMessage) else None

    @property
    def delivery(self) -> Delivery | None:
        """The delivery status of the email for an agent's message or a reminder."""
        return self.data.delivery if isinstance(self.data, AgentMessage | Reminder) else None

    @property
    def suppress_auto_replies(self) -> bool:
        """Whether its author gets no automatic email about it."""
        return isinstance(self.data, CustomerMessage | AgentMessage) and self.data.suppress_auto_replies

    def with_data(self, **changes: Any) -> "Event":
        """Copy the event with other values in its data."""
        return self.model_copy(update={"data": self.data.model_copy(update=changes)})

    def retyped(self, type_: EventType, **members: Any) -> "Event":
        """Copy the event as another type, whose data gets these `members` in addition."""
        return self.model_copy(update={"type": type_, "data": data_of(type_, {**dict(self.data), **members})})
