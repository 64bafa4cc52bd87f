"""What a notice is, and how far its mail has come."""

from dataclasses import dataclass
from enum import StrEnum

from ..plumbing.fields import Instant, Value


class Kind(StrEnum):
    """What a mail is about; the names are those of `people.model.NOTICES`, and one that is no notice."""

    RECEIVED = "received"
    REPLIED = "replied"
    STATUS_CHANGED = "status_changed"
    REMINDER = "reminder"
    CLOSING = "closing"  # the last notice before an unanswered ticket is closed
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    RATING = "rating"
    ASSIGNED = "assigned"
    CUSTOMER_REPLIED = "customer_replied"
    MENTIONED = "mentioned"
    FOLLOWED = "followed"
    UNDELIVERED = "undelivered"
    CONFIRMATION = "confirmation"  # goes to an address nobody has vouched for yet, and cannot be switched off


FOR_AGENTS = frozenset({Kind.ASSIGNED, Kind.CUSTOMER_REPLIED, Kind.MENTIONED, Kind.FOLLOWED, Kind.UNDELIVERED})
SWITCHABLE = tuple(kind for kind in Kind if kind is not Kind.CONFIRMATION)
SCORES = range(5, 0, -1)


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
class Links:
    """Where a mail leads its reader. The signed ones are theirs alone; empty where the mail has none."""

    ticket: str
    keep_open: str = ""
    solve: str = ""
    stars: tuple[str, ...] = ()  # for `SCORES`, in their order
    unsubscribe: str = ""
    one_click: str = ""  # where a mail program says by itself that its owner wants no more


@dataclass(frozen=True)
class Envelope:
    """What a mail says of itself to mail programs and servers, and where it leads."""

    reply_to: str  # sealed: an answer finds its ticket, whatever becomes of the other headers
    references: str
    links: Links


@dataclass(frozen=True)
class Template:
    """What a kind of mail says in a language: paragraphs with empty lines between them, placeholders in double braces."""

    subject: str
    body: str


class Override(Value):
    """What an admin has put in the place of a template. Without words it says that the desk's own is in force again."""

    kind: Kind
    language: str
    subject: str | None = None
    body: str | None = None
    updated_at: Instant
    version: int = 1

    @property
    def template(self) -> Template | None:
        return Template(self.subject, self.body) if self.subject and self.body else None


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
