"""The content of a parsed email. Nothing in it is verified yet."""

from enum import StrEnum

from ...plumbing.fields import Instant, Value


class UnreadableReason(StrEnum):
    """Why an email could not be parsed."""

    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_DEEP = "too_deep"
    TOO_MANY_HEADERS = "too_many_headers"
    BROKEN = "broken"


class Unreadable(Exception):  # noqa: N818 - the result of parsing an email, not a bug
    """An email that cannot be parsed, and why."""

    def __init__(self, reason: UnreadableReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Address(Value):
    """A mailbox. `email` is in lower case, its domain in ASCII; `name` is one clean line and may be empty."""

    name: str
    email: str


class Sender(Value):
    """Who an email claims to be from. Only a clean sender can be verified; `why` is what is wrong otherwise, in English."""

    address: Address | None = None
    clean: bool = False
    why: str = ""


class AuthFinding(StrEnum):
    """The result of one check by the receiving server."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    GRAY = "gray"
    PROCESSING_FAILED = "processing_failed"
    MISSING = "missing"


class AuthVerdicts(Value):
    """The results of the receiving server. `dmarc` passes only if it is about the domain in From."""

    spam: AuthFinding = AuthFinding.MISSING
    virus: AuthFinding = AuthFinding.MISSING
    spf: AuthFinding = AuthFinding.MISSING
    dkim: AuthFinding = AuthFinding.MISSING
    dmarc: AuthFinding = AuthFinding.MISSING


class MailAttachment(Value):
    """Other content of an email: files, inline images, invitations, forwarded emails. `content` is decoded."""

    name: str
    type: str
    content: bytes
    inline: bool = False
    content_id: str | None = None


class Origin(StrEnum):
    """How an email was written. Emails from mailing lists count as written by a person; see `ParsedMail.list_mail`."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"


class Bounce(Value):
    """What a bounce reports about the undelivered email. `status` is a code of RFC 3463 (`5.1.1`), or empty."""

    permanent: bool
    status: str = ""
    recipient: str | None = None
    original_id: str | None = None
    original_reply_to: str | None = None


class ParsedMail(Value):
    """One email. Texts contain no control characters; ids keep their angle brackets."""

    message_id: str | None
    sender: Sender
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    recipients: tuple[str, ...] = ()  # every address it may have been sent to, most reliable first
    return_path: str | None = None  # empty ("") for automatic emails
    source: str = ""  # the network address it came from, as recorded by the receiving server
    subject: str = ""
    date: Instant | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()  # the newest last
    text: str = ""  # the new text, as our Markdown
    whole_text: str = ""  # with quoted text and signature
    sealed: tuple[str, ...] = ()  # local parts of sealed addresses in its text, which the texts above leave out
    truncated: bool = False  # one of the two texts is truncated
    parts: tuple[MailAttachment, ...] = ()
    origin: Origin = Origin.PERSON
    origin_why: str = ""
    out_of_office: bool = False
    undelivered: bool = False  # its subject is that of a bounce
    list_mail: bool = False
    bounce: Bounce | None = None
    verdicts: AuthVerdicts = AuthVerdicts()
    language: str | None = None  # if the email declares it
    defects: tuple[str, ...] = ()
    fingerprint: str = ""  # the same for copies of one email that came by different routes

    @property
    def verified(self) -> bool:
        """Whether its sender is verified: a clean address whose domain passes DMARC."""
        return self.sender.clean and self.verdicts.dmarc is AuthFinding.PASS
