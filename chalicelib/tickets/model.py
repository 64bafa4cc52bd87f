"""What a ticket is and how it may change. No I/O, no clock, no AWS: changes are functions from a ticket to the next."""

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
"""An assigned ticket in one of these counts as its agent's load."""


class Aside(StrEnum):
    """Where a ticket stands that is in no queue of its status, until somebody or the clock brings it back."""

    SPAM = "spam"  # spam, or raised by mistake: no number counts it
    MERGED = "merged"  # its story goes on in another ticket
    SNOOZED = "snoozed"  # somebody wants to see it again at a certain time


class Spam(StrEnum):
    """What kind of ticket is none."""

    SPAM = "spam"
    FALSE = "false"  # raised by mistake, or as a joke


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
    FOLLOW_UP_OF = "follow_up_of"  # the other one is closed, and goes on here
    FOLLOW_UP = "follow_up"


INVERSE: Mapping[LinkKind, LinkKind] = {
    LinkKind.PARENT: LinkKind.CHILD,
    LinkKind.CHILD: LinkKind.PARENT,
    LinkKind.RELATED: LinkKind.RELATED,
    LinkKind.DUPLICATE: LinkKind.DUPLICATE,
    LinkKind.FOLLOW_UP_OF: LinkKind.FOLLOW_UP,
    LinkKind.FOLLOW_UP: LinkKind.FOLLOW_UP_OF,
}
"""What this ticket then is to the other one."""


class ActorRole(StrEnum):
    """As what somebody or something acts on a ticket."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"  # the desk itself: routing, reminders, closing
    RULE = "rule"
    API_KEY = "api_key"
    BOT = "bot"


AUTOMATIC_ROLES = frozenset({ActorRole.RULE, ActorRole.API_KEY, ActorRole.BOT})
"""What admins have set up to act for the team. Customers are shown that the desk did it, not by which rule."""


class Actor(Value):
    """Who or what acts on a ticket, as events keep it: a person, the system, a rule, an API key, a bot.

    `id` and `name` are the person's, the rule's, the key's. `source` is the network address it came from, empty where there
    is none.
    """

    id: str
    name: str
    role: ActorRole
    source: str = ""


By = Actor
"""The old name."""

SYSTEM = Actor(id="system", name="", role=ActorRole.SYSTEM)


class Because(Value):
    """Why an automatic act did what it did: a rule's name and the facts it weighed. The text is made for each reader."""

    rule: str
    facts: dict[str, str | int | list[str]] = {}
    at: Instant

    def says(self, other: "Because") -> bool:
        """Whether it gives the same reason about the same team, so that saying it again is no news."""
        return (self.rule, self.facts.get("team")) == (other.rule, other.facts.get("team"))


LONGEST_MESSAGE_ID = 250


class Marks(TypedDict):
    """How an event is marked whose words came by mail."""

    mail: str
    sender: str | None
    hushed: bool


class Mailed(Value):
    """What words that came by mail bring along."""

    mail: str  # the raw mail, by its id
    message_id: str | None = None
    sender: str | None = None  # the address it came from, where nobody can vouch that this is whoever it says
    hushed: bool = False
    refers_to: int | None = None  # a ticket it names or answers, and goes not into

    @property
    def marks(self) -> "Marks":
        """How the event is marked."""
        return {"mail": self.mail, "sender": self.sender, "hushed": self.hushed}

    @property
    def on_a_new_ticket(self) -> dict[str, Any]:
        """What it says of a ticket that it raises."""
        named = {"channel": "email", "thread": self.goes_on(()), "unverified": self.sender is not None}
        return {**named, "refers_to": self.refers_to}

    def goes_on(self, thread: tuple[str, ...]) -> tuple[str, ...]:
        """The ids that the next mail of a ticket refers to: the first of all and this one, if it fits into a header."""
        id_ = self.message_id or ""
        fits = 0 < len(id_) <= LONGEST_MESSAGE_ID and id_.isascii() and id_.isprintable() and id_ not in thread
        return (*thread[:1], id_) if fits else thread


class Rating(Value):
    """How content the customer was with the latest solution. What they wrote about it is in the event."""

    score: int  # 1–5
    at: Instant
    agent: str | None = None  # whose work it is about: the author of the last public reply before it
    agent_name: str | None = None


EVENT_VERSION = 2
"""Of the schema of events: raised where an old reader would read a new event wrongly."""


class Event(Value):
    """Something that happened to a ticket: a head that every event has, and `data`, which depends on its type.

    `rev` is the ticket's version after the act, so a ticket's events are numbered without a gap.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    v: int = EVENT_VERSION
    ticket: int
    rev: int
    public_rev: int = 0  # its place among the events that customers see, where that is not `rev`
    type: EventType
    at: Instant
    by: By
    changes: dict[str, tuple[Any, Any]] = {}
    because: Because | None = None
    requester: str
    assignee: str | None = None  # after the act, as `team`: whom to tell and who may take it, without another read
    team: str
    watchers: frozenset[str] = frozenset()  # after the act
    data: SerializeAsAny[EventData] = NoData()
    withdrawn: bool = False  # it was taken back: customers never saw it, and never will
    quiet: bool = False  # history that was put in afterwards: no mails, no routing
    digests: dict[str, str] = {}  # of each value that may have to be erased, by its path; see `chain`
    hash: str = ""  # links it to everything before it; see `chain`

    @model_validator(mode="before")
    @classmethod
    def _with_its_own_data(cls, given: Any) -> Any:
        """Refuse data of another type of event than the one that is made."""
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
        """Its id for customers, which says nothing of what happened in between."""
        return f"{self.ticket}-{self.seen_rev}"

    @property
    def seen_rev(self) -> int:
        """`rev` for customers."""
        return self.public_rev or self.rev

    @property
    def internal(self) -> bool:
        return self.type in INTERNAL or self.withdrawn

    @property
    def type_name(self) -> str:
        """The name of its type, also where this version does not know it."""
        return self.data.type if isinstance(self.data, Unknown) else self.type.value

    @property
    def body(self) -> str | None:
        """What a person wrote, if the event has any text."""
        return self.data.body if isinstance(self.data, Text) else None

    @property
    def message(self) -> CustomerMessage:
        """What was said, and what vouches for it: what goes along when it is shown in another ticket."""
        members = CustomerMessage.model_fields.keys()
        return CustomerMessage(**{name: value for name, value in self.data if name in members})

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files of a message."""
        return self.data.attachments if isinstance(self.data, Message) else ()

    @property
    def other(self) -> int | None:
        """The other ticket of a merge, a split, a link or a follow-up."""
        return self.data.other if isinstance(self.data, OtherTicket | MergedTicketMessage | TicketCreated) else None

    @property
    def sends_at(self) -> int | None:
        """Until when an agent's message can be taken back."""
        return self.data.sends_at if isinstance(self.data, AgentMessage) else None

    @property
    def undo(self) -> dict[str, Any]:
        """What to put back if it is taken back: field -> [before, after]."""
        return self.data.undo if isinstance(self.data, AgentMessage | StatusChange) else {}

    @property
    def mentions(self) -> frozenset[str]:
        """The colleagues that a note names."""
        return self.data.mentions if isinstance(self.data, Note) else frozenset()

    @property
    def sender(self) -> str | None:
        """The address a customer's text came from, where it is not verified who wrote it."""
        return self.data.sender if isinstance(self.data, CustomerMessage) else None

    @property
    def automatic(self) -> bool:
        """Whether a machine wrote it, such as an absence notice."""
        return isinstance(self.data, CustomerMessage) and self.data.automatic

    @property
    def mail(self) -> str | None:
        """The raw mail that a text came in, by its id."""
        return self.data.mail if isinstance(self.data, CustomerMessage | AgentMessage) else None

    @property
    def delivery(self) -> Delivery | None:
        """How far the mail of an agent's message, or of a reminder, has come."""
        return self.data.delivery if isinstance(self.data, AgentMessage | Reminder) else None

    @property
    def hushed(self) -> bool:
        """Whether its writer gets no automatic mail about it."""
        return isinstance(self.data, CustomerMessage | AgentMessage) and self.data.hushed

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the head with other values. Raises `ValueError` for a member of the data: see `with_data`."""
        if strange := (update or {}).keys() - type(self).model_fields.keys():
            raise ValueError(f"An event's head has no {', '.join(sorted(strange))}.")
        return super().model_copy(update=update, deep=deep)

    def with_data(self, **changes: Any) -> "Event":
        """The event with other values in its data."""
        return self.model_copy(update={"data": self.data.model_copy(update=changes)})

    def retyped(self, type_: EventType, **members: Any) -> "Event":
        """The same as an event of another type, whose data has these `members` besides."""
        return self.model_copy(update={"type": type_, "data": data_of(type_, {**dict(self.data), **members})})


def next_of(timers: Mapping[str, int]) -> tuple[str, int] | None:
    """The timer that runs out first, and when."""
    return min(timers.items(), key=lambda pair: (pair[1], pair[0]), default=None)


class Ticket(Value):
    number: int
    subject: str
    status: Status = Status.NEW
    priority: Priority = Priority.NORMAL
    category: str
    tags: frozenset[str] = frozenset()
    fields: dict[str, str | bool] = {}  # of the category's form: numbers and dates as text, in one form each
    channel: str = "portal"
    language: str = "en"
    requester: str
    requester_name: str
    requester_email: str
    team: str
    assignee: str | None = None
    assignee_name: str | None = None
    assignee_team: str | None = None  # where the assignee's load is kept: their home
    watchers: frozenset[str] = frozenset()
    links: dict[str, LinkKind] = {}  # by the other ticket's number
    merged_into: int | None = None
    merged_own: bool = False  # that ticket has the same requester
    thread: tuple[str, ...] = ()  # Message-IDs of the first and the last mail that was written in it, oldest first
    unverified: bool = False  # raised by a mail whose sender nobody can vouch for: nothing automatic is mailed to them
    refers_to: int | None = None  # another ticket that the mail named, whose writer had no business there: for agents
    accepted: bool = False  # an unverified ticket that an agent has answered: the person it names finds it from then on
    merged_from: dict[str, int] = {}  # tickets whose story goes on here -> the rev up to which they tell it
    spam: Spam | None = None
    snoozed_until: Instant | None = None
    created_at: Instant
    updated_at: Instant
    status_since: Instant
    waiting_since: Instant | None = None  # the oldest customer's message nobody has answered
    timers: dict[str, Instant] = Field(default_factory=dict)  # those that run; see `timers`
    suspended: dict[str, int] = {}  # the time (ms) left on those that do not run while it is aside
    merged_at: Instant | None = None
    because: Because | None = None
    rating: Rating | None = None  # the latest
    version: int = 1
    public_version: int = 0  # what customers count, where it is not what agents count: see `public`
    public_rev: int = 0
    public_at: Instant | None = None
    head: str = ""  # the hash of the last event

    @property
    def id(self) -> str:
        return str(self.number)

    @property
    def aside(self) -> Aside | None:
        """Why it stands in no queue of its status, if it does not."""
        if self.spam is not None:
            return Aside.SPAM
        if self.merged_into is not None:
            return Aside.MERGED
        return Aside.SNOOZED if self.snoozed_until is not None else None

    @property
    def place(self) -> str:
        """The queue it stands in: its status, or where it has been set aside."""
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
        """(team, agent) in whose load it counts, if in any."""
        return (str(self.assignee_team), str(self.assignee)) if self.is_load else None

    def next(self, at: int, **changes: Any) -> "Ticket":
        """The ticket one act later."""
        return self.model_copy(update={"version": self.version + 1, "updated_at": at, **changes})

    def successor(self, number: int, at: int, **changes: Any) -> "Ticket":
        """Make a new ticket from this one: a split, a follow-up, a recovery.

        It waits on us from now on, and inherits who may see it, whose it is and whether anybody vouches for them. `changes`
        names what is different; `unverified: False` only where the requester has just proved who they are.
        """
        inherited = {name: getattr(self, name) for name in INHERITED}
        begins = {"created_at": at, "updated_at": at, "status_since": at, "waiting_since": at}
        return Ticket(**{"number": number, **inherited, **begins, **changes})

    def entering(self, status: Status, at: int) -> "Ticket":
        """In `status`, since `at` if it was in another one. Its timers follow from `timers.settled`."""
        since = self.status_since if status is self.status else at
        return self.model_copy(update={"status": status, "status_since": since})

    def with_timers(self, kinds: Iterable[str], timers: Mapping[str, int]) -> "Ticket":
        """With these timers for these kinds. Every other kind stays as it is: it belongs to another slice."""
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
        "team",  # which decides who may see it
        "unverified",  # which decides what may be mailed to its requester
        "accepted",  # which decides whether they find it
    }
)
"""Fields that a ticket takes from the one it was made from. A test holds that every field of a ticket is here or in `OWN`."""

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
"""Fields that belong to one ticket's own history: the next one starts without them."""

TOLD = (
    "status", "priority", "subject", "category", "team", "assignee_name", "tags", "fields", "watchers", "spam", "snoozed_until",
)  # fmt: skip


def differences(before: Ticket, after: Ticket) -> dict[str, tuple[Any, Any]]:
    """Before → after of the fields people speak about."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in TOLD}
    return {name: (_plain(old), _plain(new)) for name, (old, new) in pairs.items() if old != new}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
