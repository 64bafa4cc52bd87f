"""Parses the bytes of an email in bounded time and memory, whatever the bytes are."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import parsedate_to_datetime

from ...plumbing.markup import plain
from . import addresses, auth_verdicts, automatic, bodies, bounces
from .headers import MAX_LENGTH, Headers, headers_of, one_line
from .model import Bounce, Origin, ParsedMail, Sender, Unreadable, UnreadableReason
from .phrases import FORWARDING

MAX_BYTES = 41 * 1024 * 1024  # SES accepts 40 MB and adds its own headers
MAX_HEAD = 1024 * 1024  # bytes of the email's headers
MAX_LINES = 1_500_000
MAX_PARTS = 500
MAX_DEPTH = 50
MAX_HEADERS = 1_000  # of one part
MAX_PARAMETERS = 60  # of one header; parsing them takes quadratic time
MAX_WORK = 20_000_000  # lines, each compared with the boundaries of all containers around it
MAX_IDS = 50
CONTAINER = re.compile(rb"content-type:[\s\x1c-\x1f]*(?:multipart|message)/", re.IGNORECASE)
END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
HTML_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
LATEST = 253_402_300_800_000  # ms; the year 10000


def parse(raw: bytes) -> ParsedMail:
    """Parse an email. Raises `Unreadable` for one that is too large or too complex, and nothing else.

    A bug in the parser also raises `Unreadable`, with the bug as its cause, so that the email is held in
    quarantine and not retried.
    """
    _measure(raw)
    try:
        return _read(raw)
    except RecursionError:
        raise Unreadable(UnreadableReason.TOO_DEEP) from None
    except Unreadable:
        raise
    except Exception as fault:
        raise Unreadable(UnreadableReason.BROKEN) from fault


def _read(raw: bytes) -> ParsedMail:
    top = _parsed(raw)
    headers = headers_of(top)
    if not headers.pairs:
        raise Unreadable(UnreadableReason.BROKEN)
    content = bodies.contents_of(top, MAX_DEPTH, forwarded=FORWARDING.match(headers.line("subject")) is not None)
    sender = addresses.sender_of(headers)
    email = sender.address.email if sender.address else ""
    return_path, subject = addresses.return_path_of(headers), headers.line("subject")
    kind = top.get_content_type()
    bounce = bounces.bounce_of(
        bounces.PossibleBounce(top, headers, content.containers, email, return_path, subject, plain(content.as_written))
    )
    writer = _writer(headers, kind, email, return_path, subject, bounce)
    return ParsedMail(
        message_id=addresses.message_id_of(headers),
        sender=sender,
        reply_to=addresses.addresses_of(headers, "reply-to"),
        to=addresses.addresses_of(headers, "to"),
        cc=addresses.addresses_of(headers, "cc"),
        recipients=addresses.recipients_of(headers),
        return_path=return_path,
        source=addresses.source_of(headers),
        subject=subject,
        date=_date(headers),
        in_reply_to=headers.ids("in-reply-to", MAX_IDS),
        references=headers.ids("references", MAX_IDS),
        text=content.text,
        whole_text=content.whole_text,
        sealed=bodies.sealed_in(content.as_written),
        truncated=content.truncated,
        parts=tuple(content.parts),
        origin=writer.origin,
        origin_why=writer.why,
        out_of_office=writer.out_of_office,
        undelivered=automatic.is_undelivered(subject),
        list_mail=writer.list_mail,
        bounce=bounce,
        verdicts=auth_verdicts.verdicts_of(headers, _domain(sender)),
        language=_language(headers, content.html),
        defects=tuple(dict.fromkeys(content.defects))[:20],
        fingerprint=_fingerprint(headers, raw),
    )


def _writer(
    headers: Headers, kind: str, email: str, return_path: str | None, subject: str, bounce: Bounce | None
) -> automatic.Writer:
    writer = automatic.writer_of(headers, kind, email, return_path, subject)
    if bounce is None:
        return writer
    return automatic.Writer(Origin.BOUNCE, writer.why or "a mail server's report", False, writer.list_mail)


def _measure(raw: bytes) -> None:
    """Check limits before parsing, whose cost grows with the number of lines and of containers around each line."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(UnreadableReason.TOO_LARGE)
    if END_OF_HEADERS.search(raw, 0, MAX_HEAD) is None and len(raw) > MAX_HEAD:
        raise Unreadable(UnreadableReason.TOO_MANY_HEADERS)
    lines = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if lines > MAX_LINES:
        raise Unreadable(UnreadableReason.TOO_LARGE)
    containers = sum(1 for _ in CONTAINER.finditer(raw))
    if containers > MAX_PARTS:
        raise Unreadable(UnreadableReason.TOO_MANY_PARTS)
    if containers * lines > MAX_WORK:
        raise Unreadable(UnreadableReason.TOO_DEEP)


class _Bounded(Compat32):
    """Rejects an oversized header before its value is parsed, which can take quadratic time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        if sum(map(len, sourcelines)) > MAX_LENGTH:
            raise Unreadable(UnreadableReason.TOO_MANY_HEADERS)
        name, value = super().header_source_parse(sourcelines)
        if name.lower().startswith("content-"):
            value = ";".join(value.split(";", MAX_PARAMETERS)[:MAX_PARAMETERS])
        return name, value


def _part_class() -> Callable[..., Message]:
    """Make the class of one email's parts, which counts them during parsing."""
    count = 0

    class Counted(Message):
        def __init__(self, policy: Compat32 | None = None) -> None:
            nonlocal count
            count += 1
            if count > MAX_PARTS:
                raise Unreadable(UnreadableReason.TOO_MANY_PARTS)
            super().__init__(policy or _Bounded())

        def set_raw(self, name: str, value: str) -> None:
            if len(self) >= MAX_HEADERS:
                raise Unreadable(UnreadableReason.TOO_MANY_HEADERS)
            super().set_raw(name, value)

    return Counted


def _parsed(raw: bytes) -> Message:
    return BytesParser(_part_class(), policy=_Bounded()).parsebytes(raw)


def _date(headers: Headers) -> int | None:
    try:
        moment = parsedate_to_datetime(headers.first("date")[:200])
        at = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if 0 <= at < LATEST else None


def _domain(sender: Sender) -> str | None:
    return sender.address.email.rpartition("@")[2] if sender.clean and sender.address else None


def _language(headers: Headers, html: str) -> str | None:
    stated = headers.first("content-language")[:100].split(",")[0].strip()
    if not stated:
        found = HTML_LANGUAGE.search(html[:5_000])
        stated = found[1] if found else ""
    return stated if LANGUAGE.fullmatch(stated) else None


def _fingerprint(headers: Headers, raw: bytes) -> str:
    """Return a hash of what the sender's client wrote, without what servers added, so that it is the same for every route."""
    end = END_OF_HEADERS.search(raw)
    body = (raw[end.end() :] if end else b"").replace(b"\r\n", b"\n").rstrip()
    digest = hashlib.sha256()
    for name in ("message-id", "from", "date", "subject"):
        value = one_line(headers.first(name)).encode("utf-8", "surrogateescape")
        digest.update(b"%d:%b" % (len(value), value))
    digest.update(body)
    return digest.hexdigest()
