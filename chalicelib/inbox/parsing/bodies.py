"""Reads an email's body: walks its parts up to a limit, and converts its text to our Markdown."""

import re
from dataclasses import dataclass, field
from email.message import Message
from email.utils import collapse_rfc2231_value
from functools import cached_property

from ...links.tokens import PAGE
from ...mail.threads import PREFIX
from ...plumbing.fields import clean_line
from . import quotes
from .headers import children_of, clean_text, content_of, decode_text, headers_of, read_line, type_of
from .html_body import MARKERS, from_html
from .model import MailAttachment, Unreadable, UnreadableReason
from .plain_text import from_plain, unflow

LINK = re.compile(rf"({re.escape(PAGE)})(?:#|%23)[A-Za-z0-9_\u2060-]{{20,2000}}", re.IGNORECASE)
REPLY_ADDRESS = re.compile(rf"({re.escape(PREFIX.rstrip('+'))})(?:\+|%2B)[a-z2-7]{{30,80}}(?=@|%40)", re.IGNORECASE)
MAX_TEXT = 32_000
MAX_WHOLE = 64_000
MAX_PLAIN = 100_000  # characters of a body that are read
MAX_PIECES = 20
MAX_SEALED = 50
MAX_NAME = 200
EXTENSIONS = {
    "text/calendar": "ics",
    "message/rfc822": "eml",
    "message/delivery-status": "txt",
    "text/html": "html",
    "text/plain": "txt",
    "application/ms-tnef": "dat",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "text/rfc822-headers": "txt",
    "message/global": "eml",
    "text/vcard": "vcf",
    "text/csv": "csv",
    "image/svg+xml": "svg",
    "application/pkcs7-signature": "p7s",
    "application/pgp-signature": "asc",
    "image/webp": "webp",
    "image/heic": "heic",
}
FILE_STEMS = {
    "text/calendar": "invitation",
    "message/rfc822": "mail",
    "application/ms-tnef": "winmail",
    "message/delivery-status": "delivery-status",
}
READ_AS_TEXT = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown"})
REPORTED = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
    }
)


@dataclass(frozen=True)
class TextPiece:
    """One part of a body: its text, normalised and without control characters, and its type."""

    type: str
    text: str
    flowed: bool = False
    delete_space: bool = False
    cut: bool = False

    @cached_property
    def words(self) -> tuple[str, bool]:
        """The text as Markdown, and whether it was truncated. Cached, as HTML is the most expensive part of an email to read."""
        if self.type == "text/html":
            text, shortened = from_html(self.text)
            return text, self.cut or shortened
        return from_plain(unflow(self.text, delete_space=self.delete_space) if self.flowed else self.text), self.cut


@dataclass
class Contents:
    """The contents of an email's body. `containers` are the parts that make up a delivery report.

    `as_written` is the whole text with its sealed links and addresses, which let their holder act as the person
    they were issued for.
    """

    text: str = ""
    whole_text: str = ""
    as_written: str = ""
    truncated: bool = False
    html: str = ""
    parts: list[MailAttachment] = field(default_factory=list)
    containers: list[Message] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


def contents_of(top: Message, most_depth: int, *, forwarded: bool = False) -> Contents:
    """Read the contents of an email. Raises `Unreadable` if its parts are nested deeper than `most_depth`."""
    contents = Contents()
    pieces = _walk(top, contents, most_depth)
    whole, cut = _whole(pieces[:MAX_PIECES])
    contents.as_written = quotes.without_markers(whole)
    whole = _without_tokens(whole)
    text = quotes.new_text(whole, forwarded=forwarded)
    contents.whole_text = _shortened(quotes.without_markers(whole), MAX_WHOLE)
    contents.text = _shortened(text, MAX_TEXT)
    contents.truncated = cut or len(pieces) > MAX_PIECES or len(text) > MAX_TEXT or len(whole) > MAX_WHOLE
    return contents


def _without_tokens(text: str) -> str:
    """Remove sealed links and addresses: emails that quote ours contain them, and other people read the ticket too."""
    return REPLY_ADDRESS.sub(r"\1", LINK.sub(r"\1", text))


def sealed_in(text: str) -> tuple[str, ...]:
    """List the local parts of all sealed addresses in a text, `MAX_SEALED` at most."""
    spelled = (match[0].lower().replace("%2b", "+") for match in REPLY_ADDRESS.finditer(text))
    return tuple(dict.fromkeys(spelled))[:MAX_SEALED]


def _walk(part: Message, contents: Contents, depth: int) -> list[TextPiece]:
    """Return the pieces of text in a part, in order; other content is added to `parts`."""
    if depth < 0:
        raise Unreadable(UnreadableReason.TOO_DEEP)
    contents.defects += [type(each).__name__ for each in part.defects[:20]]
    kind, children = type_of(part), children_of(part)
    if kind in REPORTED:
        contents.containers.append(part)
    if not children or kind.startswith("message/"):
        return _leaf(part, contents, depth)
    if kind == "multipart/alternative":
        return _alternative(children, contents, depth)
    if kind == "multipart/related":
        first, *rest = children
        pieces = _walk(first, contents, depth - 1)
        for each in rest:
            _keep(each, contents, depth - 1)
        return pieces
    return [piece for each in children for piece in _walk(each, contents, depth - 1)]


def _alternative(children: list[Message], contents: Contents, depth: int) -> list[TextPiece]:
    """Choose one of several versions of the same content: HTML unless it is empty, else plain text."""
    found = [pieces for each in children for pieces in [_walk(each, contents, depth - 1)] if pieces]
    with_html = [pieces for pieces in found if any(piece.type == "text/html" for piece in pieces)]
    for pieces in (*reversed(with_html), *found):
        if _has_own_text(pieces):
            return pieces
    return []


def _has_own_text(pieces: list[TextPiece]) -> bool:
    for piece in pieces:
        text = piece.words[0] if piece.type == "text/html" else piece.text
        if quotes.without_markers(text).strip():
            return True
    return False


def _leaf(part: Message, contents: Contents, depth: int) -> list[TextPiece]:
    kind = type_of(part)
    headers = headers_of(part)
    attached = headers.first("content-disposition").lower().lstrip().startswith("attachment") or _file_name(part) != ""
    if attached or kind not in READ_AS_TEXT:
        _keep(part, contents, depth)
        return []
    charset = part.get_param("charset") or ""
    content = _content(part)
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    text = clean_text(
        decode_text(content[: 4 * MAX_PLAIN], collapse_rfc2231_value(charset) if charset else None)[: 5 * MAX_PLAIN]
    )
    if kind == "text/html":
        contents.html = contents.html or text
        return [TextPiece(kind, text, cut=len(content) > 4 * MAX_PLAIN)]
    cut = len(text) > MAX_PLAIN or len(content) > 4 * MAX_PLAIN
    return [
        TextPiece(
            "text/plain",
            MARKERS.sub("", text)[:MAX_PLAIN],
            flowed,
            str(part.get_param("delsp") or "").lower() == "yes",
            cut,
        )
    ]


def _keep(part: Message, contents: Contents, depth: int) -> None:
    """Keep a part as a file; of a container, keep its leaves."""
    children = children_of(part)
    if children and type_of(part).startswith("multipart/"):
        if depth < 0:
            raise Unreadable(UnreadableReason.TOO_DEEP)
        for each in children:
            _keep(each, contents, depth - 1)
        return
    headers = headers_of(part)
    kind = type_of(part)
    content_id = headers.first("content-id").strip("<> ")[:MAX_NAME] or None
    disposition = headers.first("content-disposition").lower().lstrip()
    inline = disposition.startswith("inline") or (content_id is not None and not disposition.startswith("attachment"))
    contents.parts.append(
        MailAttachment(
            name=_file_name(part) or _name_for(part, kind),
            type=clean_line(kind)[:MAX_NAME],
            content=_content(part),
            inline=inline and kind.startswith("image/"),
            content_id=clean_line(content_id) if content_id else None,
        )
    )


def _content(part: Message) -> bytes:
    inside = children_of(part)
    if inside:
        return _as_written(inside)
    return content_of(part)


def _as_written(messages: list[Message]) -> bytes:
    """Return a forwarded email as a file of its own."""
    written = []
    for message in messages:
        try:
            written.append(message.as_bytes())
        except (ValueError, LookupError, TypeError, AttributeError, KeyError):
            headers = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
            written.append(f"{headers}\n".encode("utf-8", "surrogateescape") + content_of(message))
    return b"\n".join(written)


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename("") or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        name = ""
    return read_line(str(name))[:MAX_NAME]


def _name_for(part: Message, kind: str) -> str:
    if kind == "message/rfc822":
        subject = next((headers_of(mail).line("subject")[:80] for mail in children_of(part)), "")
        return f"{subject or 'mail'}.eml"
    main = kind.partition("/")[0]
    return (
        f"{FILE_STEMS.get(kind, main if main in {'image', 'audio', 'video'} else 'file')}.{EXTENSIONS.get(kind, 'bin')}"
    )


def _whole(pieces: list[TextPiece]) -> tuple[str, bool]:
    texts, cut = [], False
    for piece in pieces:
        text, shortened = piece.words
        cut = cut or shortened
        if text.strip():
            texts.append(text.strip("\n"))
    return "\n\n".join(texts), cut


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text.strip()
    cut = text[:limit]
    place = max(cut.rfind("\n", limit - 400), cut.rfind(" ", limit - 100))
    return (cut[:place] if place > 0 else cut).rstrip("\u2060 \n")
