"""Reads bounces: what a mail server reports about an email it could not deliver, in standard or in its own format."""

import re
from dataclasses import dataclass
from email.message import Message

from .automatic import is_undelivered
from .headers import MAX_LENGTH, Headers, children_of, content_of, headers_of, message_ids
from .model import Bounce
from .phrases import NOT_DELIVERED, any_of

MAX_TEXT = 32_000
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
CODE = re.compile(r"(?<![\d.@-])([45])\d\d(?:[ -]|: )(?=\S)")
ADDRESS = re.compile(r"[\w.+=%'/~-]{1,64}@[a-z0-9.-]{1,253}[a-z0-9]", re.IGNORECASE)
FAILED = re.compile(r"^<?([\w.+=%'/~-]{1,64}@[a-z0-9.-]{1,253}[a-z0-9])>?:", re.IGNORECASE | re.MULTILINE)
FIELD = re.compile(r"^([A-Za-z-]{1,40}):[ \t]*([^\n]{0,1000})", re.MULTILINE)
BOUNCERS = re.compile(r"(?:mailer[-_.]?daemon|postmaster|mail-?daemon|microsoftexchange[0-9a-f]{0,40})", re.IGNORECASE)
DAEMONS = re.compile(r"(?:mailer[-_.]?daemon|mail-?daemon)", re.IGNORECASE)
SUBJECTS = re.compile(rf"\W{{0,3}}{any_of(NOT_DELIVERED)}", re.IGNORECASE)
FAILURES = (
    "message could not be delivered",
    "message couldn't be delivered",
    "message couldn’t be delivered",
    "message wasn't delivered",
    "message wasn’t delivered",
    "message was not delivered",
    "message cannot be delivered",
    "could not deliver",
    "couldn't deliver",
    "unable to deliver",
    "delivery has failed",
    "delivery to the following",
    "following address failed",
    "following addresses failed",
    "following addresses had",
    "following recipient failed",
    "permanent error",
    "permanent fatal error",
    "permanent failure",
    "address not found",
    "address couldn't be found",
    "user unknown",
    "unknown user",
    "no such user",
    "mailbox full",
    "mailbox is full",
    "mailbox unavailable",
    "this is the mail system",
    "this is the qmail-send program",
    "undeliverable",
    "will keep trying",
    "giving up",
    "konnte nicht zugestellt werden",
    "nicht übermittelt werden",
    "n'a pas pu être remis",
    "n’a pas pu être remis",
    "n'a pas pu être distribué",
    "no se pudo entregar",
    "no se ha podido entregar",
    "no se ha entregado",
    "वितरित नहीं किया जा सका",
    "डिलीवर नहीं किया जा सका",
    "நபர்களுக்கு வழங்க முடியவில்லை",
    "வழங்க முடியவில்லை",
    "டெலிவர் செய்ய முடியவில்லை",
    "تعذر تسليم",
    "لم يتم تسليم",
    "لا يمكن تسليم",
)
PHRASES = re.compile(any_of(FAILURES), re.IGNORECASE)
SOFT = re.compile(
    any_of(
        (
            "will keep trying",
            "will retry",
            "not yet been delivered",
            "temporary",
            "temporarily",
            "delayed",
            "mailbox full",
            "mailbox is full",
            "over quota",
            "overquota",
            "quota exceeded",
            "try again later",
        )
    ),
    re.IGNORECASE,
)
HARD = re.compile(
    any_of(
        (
            "user unknown",
            "unknown user",
            "no such user",
            "does not exist",
            "doesn't exist",
            "address not found",
            "invalid recipient",
            "permanent",
            "not found",
            "rejected",
        )
    ),
    re.IGNORECASE,
)


class Report:
    """The parts of a delivery report from any mail server."""

    def __init__(self, parts: list[Message]) -> None:
        self.fields: dict[str, str] = {}
        self.original: Headers | None = None
        for part in parts:
            self._take(part)

    def _take(self, part: Message) -> None:
        kind = part.get_content_type()
        if kind in {"message/delivery-status", "message/global-delivery-status"}:
            for name, value in FIELD.findall(_status_text(part)):
                self.fields.setdefault(name.lower(), value.strip())
        elif (
            kind in {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"}
            and self.original is None
        ):
            self.original = _original(part)


def is_report(top: Message) -> bool:
    text = str(top.get_param("report-type") or "").lower()
    return top.get_content_type() == "multipart/report" and text in {"delivery-status", ""}


@dataclass(frozen=True)
class PossibleBounce:
    """An email that may be a bounce: its content and sender. `text` is plain text, `parts` are those of a delivery report."""

    top: Message
    headers: Headers
    parts: list[Message]
    sender: str
    return_path: str | None
    subject: str
    text: str


def bounce_of(mail: PossibleBounce) -> Bounce | None:
    """Parse an email as a bounce, or return None if it is not one."""
    report = Report(mail.parts)
    words = mail.text[:MAX_TEXT]
    if report.fields or (is_report(mail.top) and report.original is not None):
        delivered = report.fields.get("action", "").lower() in {"delivered", "relayed", "expanded"}
        return None if delivered else _bounce(report, mail.headers, words)
    local = mail.sender.partition("@")[0]
    named = BOUNCERS.fullmatch(local) is not None
    if mail.headers.has("x-failed-recipients") or DAEMONS.fullmatch(local) or is_report(mail.top):
        return _bounce(report, mail.headers, words)
    if is_undelivered(mail.subject) and _reports_failure(mail, words):
        return _bounce(report, mail.headers, words)
    if (named or mail.return_path == "") and (SUBJECTS.match(mail.subject) or (named and PHRASES.search(words))):
        return _bounce(report, mail.headers, words)
    return None


def _reports_failure(mail: PossibleBounce, words: str) -> bool:
    """Return whether a text quotes a bounced email, or names another address than its sender's with a delivery error.

    A person who writes about a parcel or a bounce does neither.
    """
    if _quoted_headers(words).has("message-id"):
        return True
    others = {each.lower() for each in ADDRESS.findall(words)} - {mail.sender}
    return bool(others) and (PHRASES.search(words) is not None or STATUS.search(words) is not None)


def _bounce(report: Report, headers: Headers, words: str) -> Bounce:
    status = _status(report, words)
    original = report.original or _quoted_headers(words)
    return Bounce(
        permanent=_is_permanent(report, status, words),
        status=status,
        recipient=_recipient(report, headers, words),
        original_id=next(iter(message_ids(original.first("message-id"))), None),
        original_reply_to=_address(original.first("reply-to")),
    )


def _status(report: Report, words: str) -> str:
    found = STATUS.search(report.fields.get("status", "")) or STATUS.search(report.fields.get("diagnostic-code", ""))
    found = found or STATUS.search(words)
    return found[1] if found else ""


def _is_permanent(report: Report, status: str, words: str) -> bool:
    action = report.fields.get("action", "").lower()
    if action == "delayed":
        return False
    if status:
        return status.startswith("5")
    code = CODE.search(report.fields.get("diagnostic-code", "")) or CODE.search(words)
    if code:
        return code[1] == "5"
    if SOFT.search(words):
        return False
    return action == "failed" or HARD.search(words) is not None


def _recipient(report: Report, headers: Headers, words: str) -> str | None:
    for value in (
        report.fields.get("original-recipient", ""),
        report.fields.get("final-recipient", ""),
        headers.first("x-failed-recipients"),
    ):
        found = _address(value)
        if found:
            return found
    named = FAILED.search(words)
    return named[1].lower() if named else _address(words)


def _address(value: str) -> str | None:
    found = ADDRESS.search(value[:MAX_TEXT])
    return found[0].lower() if found else None


def _status_text(part: Message) -> str:
    """Return the fields of a delivery status, which the standard library parses as headers of embedded messages."""
    blocks = [
        "\n".join(f"{name}: {value}" for name, value in headers_of(each).pairs) for each in children_of(part)[:50]
    ]
    return ("\n\n".join(blocks) or content_of(part)[:MAX_LENGTH].decode("utf-8", "replace"))[:MAX_TEXT]


def _original(part: Message) -> Headers:
    for mail in children_of(part):
        return headers_of(mail)
    return _quoted_headers(content_of(part)[:MAX_LENGTH].decode("utf-8", "replace"))


def _quoted_headers(words: str) -> Headers:
    """Parse the original's headers from the text, for reports without a part for them."""
    folded = re.sub(r"\n[ \t]+(?=\S)", " ", words[:MAX_TEXT].replace("\r", ""))
    return Headers(FIELD.findall(re.sub(r"^[ \t>]+", "", folded, flags=re.MULTILINE)))
