"""Notices and the state of their emails."""

import re
from dataclasses import dataclass
from enum import StrEnum

from ..plumbing.fields import Instant, Value


class Kind(StrEnum):
    """What an email is about; everything else about a kind is in its row in `kind_specs`."""

    RECEIVED = "received"
    REPLIED = "replied"
    STATUS_CHANGED = "status_changed"
    REMINDER = "reminder"
    CLOSING = "closing"  # the last notice before a ticket without a reply is closed
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    RATING = "rating"
    ASSIGNED = "assigned"
    CUSTOMER_REPLIED = "customer_replied"
    MENTIONED = "mentioned"
    FOLLOWED = "followed"
    UNDELIVERED = "undelivered"
    CONFIRMATION = "confirmation"  # sent to an address that is not confirmed yet


SCORES = range(5, 0, -1)
TAG = re.compile(r"([1-9]\d{0,11})-(\d{1,9})-([a-z_]{1,40})-([A-Za-z0-9_-]{1,128})", re.ASCII)
"""Characters that SES allows in a tag: letters, digits, _ and - (API_MessageTag)."""


class MailId(Value):
    """The identity of an email: one person is notified of one event in one way, never twice."""

    ticket: int
    rev: int
    kind: str
    to: str

    @property
    def id(self) -> str:
        return f"{self.ticket}-{self.rev}-{self.kind}-{self.to}"

    @classmethod
    def named(cls, id_: str) -> "MailId | None":
        """Parse an email's id; None if it is not one."""
        found = TAG.fullmatch(id_)
        return cls(ticket=int(found[1]), rev=int(found[2]), kind=found[3], to=found[4]) if found else None


class KnownMessageId(Value):
    """What is known about a Message-ID: its ticket, and which of our emails it is, if any."""

    ticket: int
    mail: MailId | None = None


class Notice(MailId):
    """A requested email."""

    kind: Kind
    internal: bool = False
    force: bool = False  # a person has decided to resend an email that may already have been sent


class MailState(StrEnum):
    """The state of an email, in the order in which it advances; see `lifecycle`."""

    WANTED = "wanted"
    WAITING = "waiting"  # certainly not sent: retried later
    SENDING = "sending"
    UNKNOWN = "unknown"  # may have been sent: an SES event, time or a person decides
    SKIPPED = "skipped"  # not sent, for a reason
    SENT = "sent"
    DELAYED = "delayed"  # the provider keeps trying
    RETURNED = "returned"  # failed temporarily: a full mailbox, a server that was down for too long
    DELIVERED = "delivered"
    BOUNCED = "bounced"  # the mailbox does not exist or permanently rejects our emails
    REJECTED = "rejected"  # the provider refused to send it
    COMPLAINED = "complained"  # its reader marked it as spam


class OutboxRow(Value):
    """An outbox entry. `claim` identifies the attempt that holds it. All times are real time."""

    state: MailState
    due_at: Instant = 0  # when it may be sent
    waits_at: Instant = 0  # its position on the sweep's list
    claim: str = ""
    claimed_at: Instant = 0
    tries: int = 0
    again_at: Instant = 0  # when a rejected email is retried; an earlier queue message is ignored
    answer: str = ""  # the provider's message id, or its error
    failure: bool = False  # its failure is recorded on the ticket


class TryVerdict(StrEnum):
    """What an attempt may do with an email."""

    TAKE = "take"
    TAKE_OVER = "take_over"
    FINISHED = "finished"
    WAIT = "later"
    ABANDON = "abandon"


class SkipReason(StrEnum):
    """Why an email is skipped."""

    WITHDRAWN = "taken_back"
    UNWANTED = "unwanted"  # switched off, overtaken, or no longer permitted for its reader
    SUPPRESSED = "suppressed"
    CAPPED = "capped"


class SuppressionCause(StrEnum):
    """Why an address is suppressed."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"


class Suppression(Value):
    """A suppressed address. The address itself is not stored: `id` is its digest."""

    id: str
    cause: SuppressionCause
    reason: str = ""  # in the provider's wording
    at: Instant


@dataclass(frozen=True)
class Links:
    """The links in an email. Signed links are for its reader only; links that the email does not have are empty."""

    ticket: str
    keep_open: str = ""
    solve: str = ""
    stars: tuple[str, ...] = ()  # for `SCORES`, in the same order
    unsubscribe: str = ""
    one_click: str = ""  # used by mail clients to unsubscribe without opening a page


@dataclass(frozen=True)
class Envelope:
    """An email's headers for mail clients and servers, and its links."""

    reply_to: str  # sealed: a reply finds its ticket even if the other headers are lost
    references: str
    links: Links


@dataclass(frozen=True)
class Template:
    """The text of a kind of email in a language: paragraphs separated by empty lines, placeholders in double braces."""

    subject: str
    body: str


class Override(Value):
    """An admin's text in place of a template. Without a text, the default applies again."""

    kind: Kind
    language: str
    subject: str | None = None
    body: str | None = None
    updated_at: Instant
    version: int = 1

    @property
    def template(self) -> Template | None:
        return Template(self.subject, self.body) if self.subject and self.body else None


class TryLater(Exception):  # noqa: N818 - a signal to the queue, not an error
    """The ticket or the reader of this email does not exist (yet): the queue retries."""


class DeliveryAbandoned(Exception):  # noqa: N818 - a signal to the queue, not an error
    """It is unknown whether this email was sent, and no SES event is expected. A person decides, from the dead-letter queue."""


@dataclass(frozen=True)
class SenderIdentity:
    """The sender of the emails and the address of the pages."""

    name: str
    address: str
    portal: str  # without a trailing slash

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]
