"""What a notice is, and how far its mail has come."""

from dataclasses import dataclass
from enum import StrEnum

from ..plumbing.fields import Instant, Value


class Kind(StrEnum):
    """What a mail is about; the names are those of `people.model.NOTICES`."""

    RECEIVED = "received"
    REPLIED = "replied"
    STATUS_CHANGED = "status_changed"
    REMINDER = "reminder"
    CLOSED = "closed"
    REOPENED = "reopened"
    RATING = "rating"
    ASSIGNED = "assigned"
    CUSTOMER_REPLIED = "customer_replied"
    MENTIONED = "mentioned"
    FOLLOWED = "followed"


FOR_AGENTS = frozenset({Kind.ASSIGNED, Kind.CUSTOMER_REPLIED, Kind.MENTIONED, Kind.FOLLOWED})


class Notice(Value):
    """One person is to hear of one event. The four together are the mail's name: there is never a second of it."""

    ticket: int
    rev: int
    kind: Kind
    to: str
    internal: bool = False
    force: bool = False  # somebody has decided to send again what may have left already

    @property
    def id(self) -> str:
        return f"{self.ticket}-{self.rev}-{self.kind}-{self.to}"


class State(StrEnum):
    WAITING = "waiting"  # certainly not sent: the queue tries again
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"  # may have left; never sent again unless somebody says so


class Row(Value):
    """What the outbox remembers of a notice. `claim` names the try that holds it; `claimed_at` is real time."""

    state: State
    claim: str
    claimed_at: Instant


class Verdict(StrEnum):
    """What a try may do about a notice that another one has had."""

    DONE = "done"
    LATER = "later"
    SET_ASIDE = "set_aside"
    TAKE_OVER = "take_over"


@dataclass(frozen=True)
class Envelope:
    """What a mail says of itself to mail programs and servers."""

    reply_to: str  # sealed: an answer finds its ticket, whatever becomes of the other headers
    references: str


class TryLater(Exception):  # noqa: N818 - an answer to the queue, not an error
    """Another try holds this mail, or its ticket or reader is not there: the queue asks again."""


class SetAside(Exception):  # noqa: N818 - an answer to the queue, not an error
    """Nobody knows whether this mail has left. It belongs into the dead letters, for a person to decide."""


@dataclass(frozen=True)
class Desk:
    """Who writes, and where the pages are."""

    name: str
    address: str
    portal: str  # without a slash at the end

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]
