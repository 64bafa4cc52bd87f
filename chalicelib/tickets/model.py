"""What a ticket is and how it may change. No I/O, no clock, no AWS: changes are functions from a ticket to the next."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from ..plumbing.fields import Instant, Value


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


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class EventType(StrEnum):
    """One line of a timeline: a fact in the past tense."""

    TICKET_CREATED = "TicketCreated"
    CUSTOMER_REPLIED = "CustomerReplied"
    AGENT_REPLIED = "AgentReplied"
    STATUS_CHANGED = "StatusChanged"
    TICKET_ASSIGNED = "TicketAssigned"
    TICKET_REOPENED = "TicketReopened"
    TICKET_CLOSED = "TicketClosed"
    REMINDER_SENT = "ReminderSent"
    NOTE_ADDED = "NoteAdded"
    TICKET_CHANGED = "TicketChanged"
    TICKET_UNASSIGNED = "TicketUnassigned"
    ROUTING_DEFERRED = "RoutingDeferred"


INTERNAL = frozenset(
    {EventType.NOTE_ADDED, EventType.TICKET_CHANGED, EventType.TICKET_UNASSIGNED, EventType.ROUTING_DEFERRED}
)
"""What customers never see. The type decides, never the caller, and the store gives these keys no customer's query reaches."""

SAID = frozenset({EventType.TICKET_CREATED, EventType.CUSTOMER_REPLIED, EventType.AGENT_REPLIED, EventType.NOTE_ADDED})
"""Events with words of a person: what a colleague has to have seen before answering."""


class By(Value):
    """Who did it."""

    id: str
    name: str
    role: str  # customer, agent or system


SYSTEM = By(id="system", name="", role="system")


class Because(Value):
    """Why an automatic act did what it did: a rule's name and the facts it weighed. The text is made for each reader."""

    rule: str
    facts: dict[str, str | int | list[str]] = {}
    at: Instant

    def says(self, other: "Because") -> bool:
        """Whether it gives the same reason about the same team, so that saying it again is no news."""
        return (self.rule, self.facts.get("team")) == (other.rule, other.facts.get("team"))


class Event(Value):
    """`rev` is the ticket's version after the act, so a ticket's events are numbered without a gap."""

    ticket: int
    rev: int
    type: EventType
    at: Instant
    by: By
    body: str | None = None
    changes: dict[str, tuple[Any, Any]] = {}
    because: Because | None = None
    requester: str
    assignee: str | None = None  # after the act, as `team`: whom to tell and who may take it, without another read
    team: str
    quiet: bool = False  # history that was put in afterwards: no mails, no routing

    @property
    def id(self) -> str:
        return f"{self.ticket}-{self.rev}"

    @property
    def internal(self) -> bool:
        return self.type in INTERNAL


class Ticket(Value):
    number: int
    subject: str
    status: Status = Status.NEW
    priority: Priority = Priority.NORMAL
    category: str
    tags: frozenset[str] = frozenset()
    channel: str = "portal"
    language: str = "en"
    requester: str
    requester_name: str
    requester_email: str
    team: str
    assignee: str | None = None
    assignee_name: str | None = None
    assignee_team: str | None = None  # where the assignee's load is kept
    created_at: Instant
    updated_at: Instant
    status_since: Instant
    waiting_since: Instant | None = None  # the oldest customer's message nobody has answered
    timers: dict[str, Instant] = Field(default_factory=dict)
    because: Because | None = None
    version: int = 1

    @property
    def id(self) -> str:
        return str(self.number)

    @property
    def due(self) -> tuple[str, int] | None:
        """The next timer and when it is due."""
        if not self.timers:
            return None
        kind = min(self.timers, key=lambda each: (self.timers[each], each))
        return kind, self.timers[kind]

    @property
    def is_load(self) -> bool:
        return self.assignee is not None and self.status in WAITING_ON_US

    @property
    def holder(self) -> tuple[str, str] | None:
        """(team, agent) in whose load it counts, if in any."""
        return (str(self.assignee_team), str(self.assignee)) if self.is_load else None

    def next(self, at: int, **changes: Any) -> "Ticket":
        """The ticket one act later."""
        return self.model_copy(update={"version": self.version + 1, "updated_at": at, **changes})

    def entering(self, status: Status, at: int, timers: Mapping[str, int]) -> "Ticket":
        """In `status`, with the timers that start there; whatever was pending before is off."""
        since = self.status_since if status is self.status else at
        return self.model_copy(update={"status": status, "status_since": since, "timers": dict(timers)})


def differences(before: Ticket, after: Ticket) -> dict[str, tuple[Any, Any]]:
    """Before → after of the fields people speak about."""
    told = ("status", "priority", "subject", "category", "team", "assignee_name", "tags")
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in told}
    return {name: (_plain(old), _plain(new)) for name, (old, new) in pairs.items() if old != new}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
