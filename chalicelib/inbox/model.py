"""What a mail that came in says, once it has been read. Nothing here has been believed yet."""

from enum import StrEnum

from ..plumbing.fields import Instant, Value


class Reason(StrEnum):
    """Why a mail could not be read."""

    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_DEEP = "too_deep"
    TOO_MANY_HEADERS = "too_many_headers"
    BROKEN = "broken"


class Unreadable(Exception):  # noqa: N818 - a finding about a mail, not a fault of the desk
    """A mail that is not read any further, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Address(Value):
    """A mailbox. `email` is in lower case, its domain in ASCII; `name` is one clean line and may be empty."""

    name: str
    email: str


class Sender(Value):
    """Who a mail says it is from. Only a clean one can be verified; `why` says what is wrong with another, in English."""

    address: Address | None = None
    clean: bool = False
    why: str = ""


class Finding(StrEnum):
    """What one check of the receiving server came to."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    GRAY = "gray"
    PROCESSING_FAILED = "processing_failed"
    MISSING = "missing"


class Verdicts(Value):
    """What the receiving server found. `dmarc` passes only where it speaks of the domain in From."""

    spam: Finding = Finding.MISSING
    virus: Finding = Finding.MISSING
    spf: Finding = Finding.MISSING
    dkim: Finding = Finding.MISSING
    dmarc: Finding = Finding.MISSING


class Part(Value):
    """Whatever else a mail carries: files, images of its text, invitations, forwarded mails. `content` is decoded."""

    name: str
    type: str
    content: bytes
    inline: bool = False
    content_id: str | None = None


class Origin(StrEnum):
    """What wrote a mail. A mailing list's mail is a person's; `Mail.list_mail` says that it came by a list."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"


class Bounce(Value):
    """What a bounce says of a mail that did not arrive. `status` is that of RFC 3463 (`5.1.1`), or empty."""

    permanent: bool
    status: str = ""
    recipient: str | None = None
    original_id: str | None = None
    original_reply_to: str | None = None


class Mail(Value):
    """One mail. Texts hold no controls; ids keep their angle brackets."""

    message_id: str | None
    sender: Sender
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    recipients: tuple[str, ...] = ()  # every address it may have been sent to, the surest first
    return_path: str | None = None  # an empty one, which machines use, is ""
    source: str = ""  # the network address it came from, as the receiving server wrote it
    subject: str = ""
    date: Instant | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()  # the newest last
    text: str = ""  # the new words, as our Markdown
    whole_text: str = ""  # with what is quoted and signed
    sealed: tuple[
        str, ...
    ] = ()  # local parts of sealed addresses that its text held, and that the texts above leave out
    truncated: bool = False  # one of the two texts goes on in the mail as it came
    parts: tuple[Part, ...] = ()
    origin: Origin = Origin.PERSON
    origin_why: str = ""
    out_of_office: bool = False
    undelivered: bool = False  # its subject is that of a mail that came back
    list_mail: bool = False
    bounce: Bounce | None = None
    verdicts: Verdicts = Verdicts()
    language: str | None = None  # where the mail states it
    defects: tuple[str, ...] = ()
    fingerprint: str = ""  # the same for one mail that came by two ways, another for every other mail

    @property
    def verified(self) -> bool:
        """Whether its sender is who it says: a clean one, vouched for by the domain."""
        return self.sender.clean and self.verdicts.dmarc is Finding.PASS
