"""What a notice is, and how far its mail has come."""

import re
from dataclasses import dataclass
from enum import StrEnum

from ..plumbing.fields import Instant, Value


class Kind(StrEnum):
    """What a mail is about; everything else of a kind is in its row in `kind_specs`."""

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
    CONFIRMATION = "confirmation"  # goes to an address that is not confirmed yet


SCORES = range(5, 0, -1)
TAG = re.compile(r"([1-9]\d{0,11})-(\d{1,9})-([a-z_]{1,40})-([A-Za-z0-9_-]{1,128})", re.ASCII)
"""What SES lets a tag say: letters, digits, _ and - (API_MessageTag)."""


class Mail(Value):
    """The name of a mail: one person hears of one event, in one way. There is never a second of it."""

    ticket: int
    rev: int
    kind: str
    to: str

    @property
    def id(self) -> str:
        return f"{self.ticket}-{self.rev}-{self.kind}-{self.to}"

    @classmethod
    def named(cls, id_: str) -> "Mail | None":
        """The mail with this id; None for what is none."""
        found = TAG.fullmatch(id_)
        return cls(ticket=int(found[1]), rev=int(found[2]), kind=found[3], to=found[4]) if found else None


class Known(Value):
    """What is remembered of a Message-ID: the ticket it is about, and which mail of ours it is, if it is one."""

    ticket: int
    mail: Mail | None = None


class Notice(Mail):
    """A mail that is wanted."""

    kind: Kind
    internal: bool = False
    force: bool = False  # somebody has decided to send again what may have left already


class State(StrEnum):
    """How far a mail has come, in the order in which that rises; see `lifecycle`."""

    WANTED = "wanted"
    WAITING = "waiting"  # certainly not sent: tried again
    SENDING = "sending"
    UNKNOWN = "unknown"  # may have left: news of it, time or a person decides
    SKIPPED = "skipped"  # not sent, for a reason
    SENT = "sent"
    DELAYED = "delayed"  # the provider goes on trying
    RETURNED = "returned"  # not this time: a mailbox that is full, a server that was away for too long
    DELIVERED = "delivered"
    BOUNCED = "bounced"  # there is no such mailbox, or it will never take our mail
    REJECTED = "rejected"  # the provider would not send it
    COMPLAINED = "complained"  # its reader calls it spam


class Row(Value):
    """What the outbox remembers of a mail. `claim` names the try that holds it. All times are real time."""

    state: State
    due_at: Instant = 0  # when it may leave
    waits_at: Instant = 0  # where it stands among those that wait
    claim: str = ""
    claimed_at: Instant = 0
    tries: int = 0
    again_at: Instant = 0  # when a refused one is tried again: a message that comes sooner is one too many
    answer: str = ""  # the provider's id of it, or why it said no
    failure: bool = False  # its failure stands on the ticket


class Verdict(StrEnum):
    """What a try may do about a mail."""

    TAKE = "take"
    TAKE_OVER = "take_over"
    DONE = "done"
    LATER = "later"
    SET_ASIDE = "set_aside"


class Why(StrEnum):
    """Why a mail is skipped."""

    TAKEN_BACK = "taken_back"
    UNWANTED = "unwanted"  # switched off, overtaken, or no longer its reader's business
    SUPPRESSED = "suppressed"
    CAPPED = "capped"


class Cause(StrEnum):
    """Why nothing is mailed to an address."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"


class Suppression(Value):
    """An address that is mailed to no more. The address itself is not kept: `id` is its digest."""

    id: str
    cause: Cause
    reason: str = ""  # in the provider's words
    at: Instant


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
    """The ticket or the reader of this mail is not there: the queue asks again."""


class SetAside(Exception):  # noqa: N818 - an answer to the queue, not an error
    """Nobody knows whether this mail has left, nor whether news of it would come. A person decides, from the dead letters."""


@dataclass(frozen=True)
class Desk:
    """Who writes, and where the pages are."""

    name: str
    address: str
    portal: str  # without a slash at the end

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]
