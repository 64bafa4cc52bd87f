"""The outcome of a raw email: a ticket, a message in one, held in quarantine, or a duplicate."""

from dataclasses import dataclass
from enum import StrEnum

from ..plumbing.fields import Instant, Value


class Outcome(StrEnum):
    TICKET = "ticket"
    MESSAGE = "message"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"  # the same email also came by another route


class QuarantineReason(StrEnum):
    """Why an email is in quarantine."""

    OWN = "own"  # sent by the help desk itself
    AUTOMATIC = "automatic"  # not written by a person, and about no known ticket
    BOUNCE = "bounce"  # one of our emails could not be delivered
    SPAM = "spam"
    VIRUS = "virus"
    BLOCKED = "blocked"  # its sender is on the blocklist
    RATE = "rate"  # its sender exceeds the rate limit
    AGENT = "agent"  # sent as an agent, but not verified
    UNREADABLE = "unreadable"  # malformed, or beyond the limits
    FAILED = "failed"  # could not be processed despite retries


class Arrival(Value):
    """The record of an incoming email.

    `why` is for agents: the header, verdict or rule. `ticket` and `rev` are the event it became.
    """

    id: str
    at: Instant
    key: str  # where the raw email is stored
    size: int = 0  # bytes
    outcome: Outcome
    reason: QuarantineReason | None = None
    why: str = ""
    ticket: int | None = None
    rev: int | None = None
    email: str = ""  # who it claims to be from
    name: str = ""
    verified: bool = False
    subject: str = ""
    fingerprint: str = ""
    named: tuple[int, ...] = ()  # of a held email: the tickets it belongs to or names, which decide who may see it
    settled: bool = False  # released or dismissed by an agent
    version: int = 1

    @property
    def waits(self) -> bool:
        """Whether it waits for review in quarantine."""
        return self.outcome is Outcome.QUARANTINED and not self.settled

    @property
    def day(self) -> str:
        return day_of(self.at)


def day_of(at: int) -> str:
    """Return the day (UTC) under which an email is stored and counted: 2026-01-05."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


@dataclass(frozen=True)
class ReconciledDay:
    """Number of emails on one day. `raw`: stored emails; `outcomes`: emails by recorded outcome."""

    day: str
    raw: int
    outcomes: dict[str, int]

    @property
    def gap(self) -> int:
        return self.raw - sum(self.outcomes.values())


@dataclass(frozen=True)
class Reconciliation:
    """Reconciliation of emails. `in_transit` arrived recently; `stuck` arrived longer ago and have no outcome."""

    days: list[ReconciledDay]
    in_transit: int
    stuck: int

    @property
    def gap(self) -> int:
        """Number of emails without an outcome or without a raw email, apart from those that may still be in progress."""
        unknown = sum(max(0, day.gap) for day in self.days)
        absent = sum(max(0, -day.gap) for day in self.days)
        return self.stuck + unknown + max(0, absent - self.in_transit)
