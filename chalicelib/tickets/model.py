"""What a ticket is and how it may change. Pure functions from one ticket to the next: no I/O, no current time, no AWS."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Self, TypedDict

from pydantic import ConfigDict, Field, SerializeAsAny, model_validator

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
    Text,
    TicketCreated,
    Unknown,
)
from .event_specs import EVENT_SPECS, INTERNAL, data_of
from .event_specs import EventType as EventType  # noqa: PLC0414 - whoever deals with events needs both


class Status(StrEnum):
    NEW = "new"
    OPEN = "open"
    PENDING = "pending"  # waiting on the customer
    ON_HOLD = "on_hold"  # waiting on a third party
    SOLVED = "solved"
    CLOSED = "closed"


UNCLOSED = (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.SOLVED)
WAITING_ON_US = frozenset({Status.NEW, Status.OPEN})
"""A ticket in one of these statuses counts towards its assignee's load."""


class Aside(StrEnum):
    """Why a ticket is in no queue of its status: it stays out until it is brought back by a person or a timer."""

    SPAM = "spam"  # spam, or created by mistake: not counted anywhere
    MERGED = "merged"  # its history continues in another ticket
    SNOOZED = "snoozed"  # hidden until a chosen time


class Spam(StrEnum):
    """Why a ticket is not a genuine request."""

    SPAM = "spam"
    FALSE = "false"  # created by mistake, or as a joke


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class LinkKind(StrEnum):
    """What another ticket is to this one."""

    PARENT = "parent"
    CHILD = "child"
    RELATED = "related"
    DUPLICATE = "duplicate"
    FOLLOW_UP_OF = "follow_up_of"  # the other ticket is closed and continues here
    FOLLOW_UP = "follow_up"


INVERSE: Mapping[LinkKind, LinkKind] = {
    LinkKind.PARENT: LinkKind.CHILD,
    LinkKind.CHILD: LinkKind.PARENT,
    LinkKind.RELATED: LinkKind.RELATED,
    LinkKind.DUPLICATE: LinkKind.DUPLICATE,
    LinkKind.FOLLOW_UP_OF: LinkKind.FOLLOW_UP,
    LinkKind.FOLLOW_UP: LinkKind.FOLLOW_UP_OF,
}
"""The link that the other ticket gets in return."""


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


By = Actor
"""Former name of `Actor`."""

SYSTEM = Actor(id="system", name="", role=ActorRole.SYSTEM)


class Because(Value):
    """Why an automatic change was made: the rule's name and the facts it used. The text is rendered for each reader."""

    rule: str
    facts: dict[str, str | int | list[str]] = {}
    at: Instant

    def says(self, other: "Because") -> bool:
        """Return whether it gives the same reason for the same team, so that it need not be recorded again."""
        return (self.rule, self.facts.get("team")) == (other.rule, other.facts.get("team"))


LONGEST_MESSAGE_ID = 250


class Marks(TypedDict):
    """The fields of an event whose text came by email."""

    mail: str
    sender: str | None
    hushed: bool


class Mailed(Value):
    """What is known about the email that a message came in."""

    mail: str  # id of the raw email
    message_id: str | None = None
    sender: str | None = None  # the address it came from, if the sender is not verified
    hushed: bool = False
    refers_to: int | None = None  # a ticket that it names or replies to without being added to it

    @property
    def marks(self) -> "Marks":
        """The fields of the event that records the message."""
        return {"mail": self.mail, "sender": self.sender, "hushed": self.hushed}

    @property
    def on_a_new_ticket(self) -> dict[str, Any]:
        """The fields of a ticket created from this email."""
        named = {"channel": "email", "thread": self.goes_on(()), "unverified": self.sender is not None}
        return {**named, "refers_to": self.refers_to}

    def goes_on(self, thread: tuple[str, ...]) -> tuple[str, ...]:
        """Return the Message-IDs that the ticket's next email refers to: the first one and this one, if it fits into a header."""
        id_ = self.message_id or ""
        fits = 0 < len(id_) <= LONGEST_MESSAGE_ID and id_.isascii() and id_.isprintable() and id_ not in thread
        return (*thread[:1], id_) if fits else thread


class Rating(Value):
    """The customer's latest satisfaction rating. Their comment is in the event."""

    score: int  # 1–5
    at: Instant
    agent: str | None = None  # who gets the credit: the author of the last public reply before it
    agent_name: str | None = None


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
    by: By
    changes: dict[str, tuple[Any, Any]] = {}
    because: Because | None = None
    requester: str
    assignee: str | None = None  # after the change, as `team`: who is notified and may see it, without another read
    team: str
    watchers: frozenset[str] = frozenset()  # after the change
    data: SerializeAsAny[EventData] = NoData()
    withdrawn: bool = False  # undone before customers could see it
    quiet: bool = False  # imported history or spam: no emails, no routing
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
        return self.type in INTERNAL or self.withdrawn

    @property
    def type_name(self) -> str:
        """The name of its type, even one that this version does not know."""
        return self.data.type if isinstance(self.data, Unknown) else self.type.value

    @property
    def body(self) -> str | None:
        """The text that a person wrote, if there is one."""
        return self.data.body if isinstance(self.data, Text) else None

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
    def hushed(self) -> bool:
        """Whether its author gets no automatic email about it."""
        return isinstance(self.data, CustomerMessage | AgentMessage) and self.data.hushed

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the event with other values in its head. Raises `ValueError` for a field of the data: see `with_data`."""
        if strange := (update or {}).keys() - type(self).model_fields.keys():
            raise ValueError(f"An event's head has no {', '.join(sorted(strange))}.")
        return super().model_copy(update=update, deep=deep)

    def with_data(self, **changes: Any) -> "Event":
        """Copy the event with other values in its data."""
        return self.model_copy(update={"data": self.data.model_copy(update=changes)})

    def retyped(self, type_: EventType, **members: Any) -> "Event":
        """Copy the event as another type, whose data gets these `members` in addition."""
        return self.model_copy(update={"type": type_, "data": data_of(type_, {**dict(self.data), **members})})


def next_of(timers: Mapping[str, int]) -> tuple[str, int] | None:
    """Return the timer that expires first, and when."""
    return min(timers.items(), key=lambda pair: (pair[1], pair[0]), default=None)


class Ticket(Value):
    number: int
    subject: str
    status: Status = Status.NEW
    priority: Priority = Priority.NORMAL
    category: str
    tags: frozenset[str] = frozenset()
    fields: dict[str, str | bool] = {}  # answers to the category's form: numbers and dates as canonical text
    channel: str = "portal"
    language: str = "en"
    requester: str
    requester_name: str
    requester_email: str
    team: str
    assignee: str | None = None
    assignee_name: str | None = None
    assignee_team: str | None = None  # the assignee's home team, where their load is counted
    watchers: frozenset[str] = frozenset()
    links: dict[str, LinkKind] = {}  # by the number of the other ticket
    merged_into: int | None = None
    merged_own: bool = False  # that ticket has the same requester
    thread: tuple[str, ...] = ()  # Message-IDs of the first and the last email in it, oldest first
    unverified: bool = False  # from an email with an unverified sender: its requester gets no automatic emails
    refers_to: int | None = None  # another ticket that the email named, but whose sender is not part of it; for agents
    accepted: bool = False  # an unverified ticket that an agent has replied to: from then on its requester can see it
    merged_from: dict[str, int] = {}  # tickets merged into this one -> the rev up to which their history is theirs
    spam: Spam | None = None
    snoozed_until: Instant | None = None
    created_at: Instant
    updated_at: Instant
    status_since: Instant
    waiting_since: Instant | None = None  # time of the oldest customer message without a reply
    timers: dict[str, Instant] = Field(default_factory=dict)  # those that are running; see `timers`
    suspended: dict[str, int] = {}  # time (ms) left on the timers that are paused while it is snoozed, spam or merged
    merged_at: Instant | None = None
    because: Because | None = None
    rating: Rating | None = None  # the latest one
    version: int = 1
    public_version: int = 0  # the version for customers, where it is not `version`; see `public`
    public_rev: int = 0
    public_at: Instant | None = None
    head: str = ""  # the hash of the last event

    @property
    def id(self) -> str:
        return str(self.number)

    @property
    def aside(self) -> Aside | None:
        """Why the ticket is in no queue of its status: spam, merged or snoozed. Otherwise None."""
        if self.spam is not None:
            return Aside.SPAM
        if self.merged_into is not None:
            return Aside.MERGED
        return Aside.SNOOZED if self.snoozed_until is not None else None

    @property
    def place(self) -> str:
        """The queue it is in: its status, or why it is in no queue of its status."""
        return (self.aside or self.status).value

    @property
    def due(self) -> tuple[str, int] | None:
        """The next timer and when it is due."""
        return next_of(self.timers)

    @property
    def waits_on_us(self) -> bool:
        return self.status in WAITING_ON_US and self.aside is None

    @property
    def is_load(self) -> bool:
        return self.assignee is not None and self.waits_on_us

    @property
    def holder(self) -> tuple[str, str] | None:
        """(team, agent) whose load it counts towards, if any."""
        return (str(self.assignee_team), str(self.assignee)) if self.is_load else None

    def next(self, at: int, **changes: Any) -> "Ticket":
        """Copy the ticket with the next version and these changes."""
        return self.model_copy(update={"version": self.version + 1, "updated_at": at, **changes})

    def successor(self, number: int, at: int, **changes: Any) -> "Ticket":
        """Make a new ticket from this one: for a split, a follow-up or a recovery.

        The new ticket waits on us from now on. It inherits who may see it, its requester and whether they are verified.
        `changes` are the fields that differ; pass `unverified: False` only if the requester has just logged in.
        """
        inherited = {name: getattr(self, name) for name in INHERITED}
        begins = {"created_at": at, "updated_at": at, "status_since": at, "waiting_since": at}
        return Ticket(**{"number": number, **inherited, **begins, **changes})

    def entering(self, status: Status, at: int) -> "Ticket":
        """Set `status`, in force since `at` unless it is unchanged. `timers.settled` derives the timers from it."""
        since = self.status_since if status is self.status else at
        return self.model_copy(update={"status": status, "status_since": since})

    def with_timers(self, kinds: Iterable[str], timers: Mapping[str, int]) -> "Ticket":
        """Replace the timers of these kinds. Other kinds, which belong to other modules, are kept."""
        others = {kind: at for kind, at in self.timers.items() if kind not in set(kinds)}
        return self.model_copy(update={"timers": others | dict(timers)})


INHERITED = frozenset(
    {
        "subject",
        "priority",
        "category",
        "fields",
        "channel",
        "language",
        "requester",
        "requester_name",
        "requester_email",
        "team",  # decides who may see it
        "unverified",  # decides what may be emailed to its requester
        "accepted",  # decides whether its requester can see it
    }
)
"""Fields that a ticket inherits from the one it was made from. A test checks that every field is either here or in `OWN`."""

OWN = frozenset(
    {
        "number",
        "status",
        "tags",
        "assignee",
        "assignee_name",
        "assignee_team",
        "watchers",
        "links",
        "merged_into",
        "merged_own",
        "merged_at",
        "thread",
        "merged_from",
        "spam",
        "snoozed_until",
        "created_at",
        "updated_at",
        "status_since",
        "waiting_since",
        "timers",
        "suspended",
        "refers_to",
        "because",
        "rating",
        "version",
        "public_version",
        "public_rev",
        "public_at",
        "head",
    }
)
"""Fields of one ticket's own history, which a new ticket does not inherit."""

TOLD = (
    "status", "priority", "subject", "category", "team", "assignee_name", "tags", "fields", "watchers", "spam", "snoozed_until",
)  # fmt: skip


def differences(before: Ticket, after: Ticket) -> dict[str, tuple[Any, Any]]:
    """Return before → after of the fields that are shown in the history."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in TOLD}
    return {name: (_plain(old), _plain(new)) for name, (old, new) in pairs.items() if old != new}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
