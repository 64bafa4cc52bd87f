"""What a ticket is and how it may change. Pure functions from one ticket to the next: no I/O, no current time, no AWS."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import Field

from ..plumbing.fields import Instant, Value
from .event import Event, Reason


class Status(StrEnum):
    NEW = "new"
    OPEN = "open"
    PENDING = "pending"  # waiting on the customer
    ON_HOLD = "on_hold"  # waiting on a third party
    SOLVED = "solved"
    CLOSED = "closed"


OPEN_STATUSES = (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.SOLVED)
WAITING_ON_US = frozenset({Status.NEW, Status.OPEN})
"""A ticket in one of these statuses counts towards its assignee's load."""


class OutOfQueue(StrEnum):
    """Why a ticket is in no queue of its status: it stays out until it is brought back by a person or a timer."""

    SPAM = "spam"  # spam, or created by mistake: not counted anywhere
    MERGED = "merged"  # its history continues in another ticket
    SNOOZED = "snoozed"  # hidden until a chosen time


class Spam(StrEnum):
    """Why a ticket is not a genuine request."""

    SPAM = "spam"
    MISTAKE = "mistake"  # created by mistake, or as a joke


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


class Rating(Value):
    """The customer's latest satisfaction rating. Their comment is in the event."""

    score: int  # 1–5
    at: Instant
    agent: str | None = None  # who gets the credit: the author of the last public reply before it
    agent_name: str | None = None


def next_timer(timers: Mapping[str, int]) -> tuple[str, int] | None:
    """Return the timer that expires first, and when."""
    return min(timers.items(), key=lambda pair: (pair[1], pair[0]), default=None)


class Ticket(Value):
    """A customer's request as it stands: who asked, who handles it, which timers run.

    Immutable: methods return a changed copy. `lifecycle` says which status may follow which.
    """

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
    followers: frozenset[str] = frozenset()
    links: dict[str, LinkKind] = {}  # by the number of the other ticket
    merged_into: int | None = None
    same_requester: bool = False  # that ticket has the same requester
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
    links_revoked_at: Instant | None = None  # real time; links in emails that were made until then are not valid
    reason: Reason | None = None
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
    def out_of_queue(self) -> OutOfQueue | None:
        """Why the ticket is in no queue of its status: spam, merged or snoozed. Otherwise None."""
        if self.spam is not None:
            return OutOfQueue.SPAM
        if self.merged_into is not None:
            return OutOfQueue.MERGED
        return OutOfQueue.SNOOZED if self.snoozed_until is not None else None

    @property
    def place(self) -> str:
        """The queue it is in: its status, or why it is in no queue of its status."""
        return (self.out_of_queue or self.status).value

    @property
    def due(self) -> tuple[str, int] | None:
        """The next timer and when it is due."""
        return next_timer(self.timers)

    @property
    def waits_on_us(self) -> bool:
        return self.status in WAITING_ON_US and self.out_of_queue is None

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
        "followers",
        "links",
        "merged_into",
        "same_requester",
        "merged_at",
        "links_revoked_at",
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
        "reason",
        "rating",
        "version",
        "public_version",
        "public_rev",
        "public_at",
        "head",
    }
)
"""Fields of one ticket's own history, which a new ticket does not inherit."""

TRACKED_FIELDS = (
    "status",
    "priority",
    "subject",
    "category",
    "team",
    "assignee_name",
    "tags",
    "fields",
    "followers",
    "spam",
    "snoozed_until",
)


def differences(before: Ticket, after: Ticket) -> dict[str, tuple[Any, Any]]:
    """Return before → after of the fields that are shown in the history."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in TRACKED_FIELDS}
    return {name: (_plain(old), _plain(new)) for name, (old, new) in pairs.items() if old != new}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


@dataclass(frozen=True)
class TicketUpdate:
    """A ticket before and after a change, with the events that record it. `before` is None for a new ticket."""

    before: Ticket | None
    ticket: Ticket
    events: tuple[Event, ...]
