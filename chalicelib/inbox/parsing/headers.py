"""Headers of an email or of one of its parts: limited in size and decoded, whatever they contain.

The standard library's modern header classes raise errors on some hostile input and take quadratic time on other, so
they are only used for the one header that decides about trust (see `addresses`).
"""

import base64
import binascii
import codecs
import quopri
import re
import unicodedata
from collections.abc import Iterable
from email.message import Message

from ...plumbing.fields import CONTROLS, WHITE, clean_line

MAX_LENGTH = 64_000  # characters of one header; emails with longer ones are rejected before
MAX_LINE = 4_000  # characters of a header's text that are read
MAX_MARKS = 20  # combining marks on one letter; sorting more of them takes quadratic time
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?\r\n]*)\?=", re.IGNORECASE)
BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,60}\?[bqBQ]\?)")
TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
ID = re.compile(r"<[^<>\s]{1,500}>")
BARE_ID = re.compile(r"[^<>\s,;]{1,250}@[^<>\s,;]{1,250}")
REAL_CHARSETS = {
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-9": "windows-1254",
    "iso-8859-8-i": "windows-1255",
    "iso-8859-8-e": "windows-1255",
    "iso-8859-8": "windows-1255",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac-roman",
    "tis-620": "cp874",
    "cp-850": "cp850",
    "big5": "cp950",
    "utf8mb4": "utf-8",
}
"""The larger character set that browsers, too, use for a charset name."""
NO_CHARSETS = frozenset(
    {
        "punycode",
        "idna",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "mbcs",
        "oem",
        "unicode-escape",
        "raw-unicode-escape",
    }
)
"""Python codecs that emails must not use: slow on hostile input, or not character sets."""


class Headers:
    """The headers of a part, in order and unfolded, without lone surrogates. Names are in lower case."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = [(name.lower(), recover_text(unfolded(value))) for name, value in pairs]

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.pairs if each == name]

    def first(self, name: str) -> str:
        return next((value for each, value in self.pairs if each == name), "")

    def has(self, name: str) -> bool:
        return any(each == name for each, _ in self.pairs)

    def line(self, name: str) -> str:
        """Return the header's text as one clean line."""
        return read_line(self.first(name))

    def ids(self, name: str, limit: int = 50) -> tuple[str, ...]:
        """Return the last `most` ids in all headers of a name, each once."""
        found = [each for value in self.all(name) for each in message_ids(value)]
        return tuple(dict.fromkeys(reversed(found)))[:limit][::-1]


def headers_of(part: Message) -> Headers:
    """Read the raw headers, as the part's own accessors would decode them."""
    return Headers((name, str(value)) for name, value in part.raw_items())


def type_of(part: Message) -> str:
    """Return the type of a part. An invalid type is plain text, as RFC 2045 defines; so is a container without parts."""
    kind = part.get_content_type()
    if not TYPE.fullmatch(kind) or (kind.startswith("multipart/") and not part.is_multipart()):
        return "text/plain"
    return kind


def children_of(part: Message) -> list[Message]:
    """Return the parts of a container, or the email in a forwarded part; none for a leaf."""
    if not part.is_multipart():
        return []  # reading the payload would decode it, in whatever charset it names
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def content_of(part: Message) -> bytes:
    """Return the content of a leaf, with its transfer encoding decoded as far as possible. Empty for a container."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""
    return content if isinstance(content, bytes) else b""


def unfolded(value: str) -> str:
    return value.replace("\r", "").replace("\n", "").strip(" \t")


def read_line(value: str) -> str:
    """Return a header's text with encoded words decoded and without control characters."""
    return clean_line(without_heaps_of_marks(decode_words(value[:MAX_LINE])))


def clean_text(text: str) -> str:
    """Normalise the text of a body: NFC, line feeds as line ends, no control characters, no lone surrogates."""
    return CONTROLS.sub(
        "", unicodedata.normalize("NFC", without_heaps_of_marks(text.replace("\r\n", "\n").replace("\r", "\n")))
    )


def decode_words(value: str) -> str:
    """Decode the encoded words of a header. Adjacent ones of one charset are joined first, as some clients split characters."""
    text, joined, place = BETWEEN.sub(r"\1", recover_text(value)), "", 0
    waiting, charset = b"", ""
    for word in WORD.finditer(text):
        name = word[1].partition("*")[0].lower()
        if word.start() != place or name != charset:
            joined += (decode_text(waiting, charset) if waiting else "") + text[place : word.start()]
            waiting = b""
        waiting, charset, place = waiting + _bytes_of(word[2], word[3]), name, word.end()
    return joined + (decode_text(waiting, charset) if waiting else "") + text[place:]


def recover_text(value: str) -> str:
    """Decode a header with raw non-ASCII bytes as the most likely text."""
    if value.isascii():
        return value
    return decode_text(value.encode("utf-8", "surrogateescape"), "utf-8")


def decode_text(content: bytes, charset: str | None) -> str:
    """Decode bytes in the declared charset if that fits, else in the most likely one. Never raises."""
    charset_name = (charset or "").strip("'\" ").lower()
    name = REAL_CHARSETS.get(charset_name, charset_name)
    for each in ("utf-8", name) if name in {"", "windows-1252"} else (name, "utf-8"):
        if _is_charset(each):
            try:
                return content.decode(each)
            except (UnicodeError, LookupError, ValueError):
                continue
    if name not in {"", "windows-1252"} and _is_charset(name):
        text = content.decode(name, "replace")
        if 2 * text.count("\ufffd") <= sum(
            not character.isascii() for character in text[:MAX_LENGTH]
        ) and not _is_single_byte(name):
            return text
    return content.decode("windows-1252", "replace")


def _is_single_byte(name: str) -> bool:
    return len(bytes(range(0xA1, 0xFF)).decode(name, "ignore")) > 90  # noqa: PLR2004 - nearly every byte is a letter


def without_heaps_of_marks(text: str) -> str:
    """Limit the number of combining marks on a letter."""
    if text.isascii():
        return text
    readable, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            readable.append(character)
    return "".join(readable)


def message_ids(value: str) -> list[str]:
    """Return the ids in a header. Ids without brackets count only if there are no others."""
    found = ID.findall(value[:MAX_LENGTH]) or [f"<{each}>" for each in BARE_ID.findall(value[:MAX_LINE])]
    return [each for each in found if each.isprintable()]


def one_line(value: str) -> str:
    """Collapse folding white space."""
    return WHITE.sub(" ", value).strip()


def _is_charset(name: str) -> bool:
    if name.lower() in NO_CHARSETS or "\0" in name:
        return False
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return bool(getattr(found, "_is_text_encoding", True)) and found.name not in NO_CHARSETS


def _bytes_of(encoding: str, text: str) -> bytes:
    plain = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(plain.replace(b"_", b" "), header=False)
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return plain
