"""What became of one raw mail: every one ends as a ticket, as a message in one, in quarantine, or as the copy of another."""

from dataclasses import dataclass
from enum import StrEnum

from ..plumbing.fields import Instant, Value


class Outcome(StrEnum):
    TICKET = "ticket"
    MESSAGE = "message"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"  # the same mail came by another way as well


class Reason(StrEnum):
    """Why a mail is in quarantine."""

    OWN = "own"  # the desk wrote it itself
    AUTOMATIC = "automatic"  # a machine wrote it, about nothing we know
    BOUNCE = "bounce"  # a mail of ours could not be delivered
    SPAM = "spam"
    VIRUS = "virus"
    BANNED = "banned"  # its sender is on the list
    RATE = "rate"  # its sender writes too much
    AGENT = "agent"  # it answers as an agent, and nobody vouches for that
    UNREADABLE = "unreadable"  # broken, or beyond every measure
    FAILED = "failed"  # the desk could not take it in, however often it tried


class Arrival(Value):
    """`why` is for agents: which header, verdict or rule. `ticket` and `rev` name the event that it became."""

    id: str
    at: Instant
    key: str  # where the raw mail is kept
    size: int = 0  # bytes
    outcome: Outcome
    reason: Reason | None = None
    why: str = ""
    ticket: int | None = None
    rev: int | None = None
    email: str = ""  # whom it says it is from
    name: str = ""
    verified: bool = False
    subject: str = ""
    fingerprint: str = ""
    named: tuple[int, ...] = ()  # of a held mail: the tickets it belongs to or names, which decide who may see it
    settled: bool = False  # somebody has released it from quarantine, or put it away
    version: int = 1

    @property
    def waits(self) -> bool:
        """Whether somebody should have a look at it."""
        return self.outcome is Outcome.QUARANTINED and not self.settled

    @property
    def day(self) -> str:
        return day_of(self.at)


def day_of(at: int) -> str:
    """The day (UTC) under which a mail is kept and counted: 2026-01-05."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


@dataclass(frozen=True)
class Day:
    """`raw`: mails that are kept; `outcomes`: what the desk says became of them."""

    day: str
    raw: int
    outcomes: dict[str, int]

    @property
    def gap(self) -> int:
        return self.raw - sum(self.outcomes.values())


@dataclass(frozen=True)
class Account:
    """`on_their_way` came a moment ago; `stuck` longer ago, and nobody knows what became of them."""

    days: list[Day]
    on_their_way: int
    stuck: int

    @property
    def gap(self) -> int:
        """Mails of which nobody knows anything, and mails that are not there: what is on its way may be known already."""
        unknown = sum(max(0, day.gap) for day in self.days)
        absent = sum(max(0, -day.gap) for day in self.days)
        return self.stuck + unknown + max(0, absent - self.on_their_way)
