"""Headers of a mail or of a part of one: bounded, decoded, whatever they hold.

The standard library's modern header classes raise on some hostile input and take quadratic time on other, so only the one
header that decides about trust goes through them (see `addresses`).
"""

import base64
import binascii
import codecs
import quopri
import re
import unicodedata
from collections.abc import Iterable
from email.message import Message

from ..plumbing.fields import CONTROLS, WHITE, clean_line

LONGEST = 64_000  # characters of one header; longer ones make a mail unreadable before this module sees them
LONGEST_LINE = 4_000  # characters of a text in a header that are looked at
MOST_MARKS = 20  # combining marks on one letter; sorting more of them takes quadratic time
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?\r\n]*)\?=", re.IGNORECASE)
BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,60}\?[bqBQ]\?)")
TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
ID = re.compile(r"<[^<>\s]{1,500}>")
BARE_ID = re.compile(r"[^<>\s,;]{1,250}@[^<>\s,;]{1,250}")
REAL = {
    "us-ascii": "windows-1252", "ascii": "windows-1252", "iso-8859-1": "windows-1252", "latin-1": "windows-1252",
    "latin1": "windows-1252", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "iso-8859-9": "windows-1254", "iso-8859-8-i": "windows-1255",
    "iso-8859-8-e": "windows-1255", "iso-8859-8": "windows-1255", "unicode-1-1-utf-7": "utf-7", "x-mac-roman": "mac-roman",
    "tis-620": "cp874", "cp-850": "cp850", "big5": "cp950", "utf8mb4": "utf-8",
}  # fmt: skip
"""What programs mean by a name: the larger set of characters that browsers read it as, too."""
NO_CHARSETS = frozenset({
    "punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "unicode-escape",
    "raw-unicode-escape",
})  # fmt: skip
"""Codecs of Python that no mail may choose: slow on hostile input, or something else altogether."""


class Headers:
    """What stands above a part, in order, unfolded, never halves of characters. Names in lower case."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = [(name.lower(), recovered(unfolded(value))) for name, value in pairs]

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.pairs if each == name]

    def first(self, name: str) -> str:
        return next((value for each, value in self.pairs if each == name), "")

    def has(self, name: str) -> bool:
        return any(each == name for each, _ in self.pairs)

    def line(self, name: str) -> str:
        """As people read it: one clean line."""
        return read_line(self.first(name))

    def ids(self, name: str, most: int = 50) -> tuple[str, ...]:
        """The ids in all headers of a name, each once, the last `most`."""
        found = [each for value in self.all(name) for each in message_ids(value)]
        return tuple(dict.fromkeys(reversed(found)))[:most][::-1]


def headers_of(part: Message) -> Headers:
    """As they came: the mail's own accessors would decode them."""
    return Headers((name, str(value)) for name, value in part.raw_items())


def type_of(part: Message) -> str:
    """The type of a part. What is no type is plain text, as RFC 2045 has it; so is a container without parts in it."""
    kind = part.get_content_type()
    if not TYPE.fullmatch(kind) or (kind.startswith("multipart/") and not part.is_multipart()):
        return "text/plain"
    return kind


def children_of(part: Message) -> list[Message]:
    """The parts in a container, or the mail in a forwarded one; none in a leaf."""
    if not part.is_multipart():
        return []  # asking for the payload would decode it, in whatever charset it names
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def content_of(part: Message) -> bytes:
    """The content of a leaf, its transfer encoding undone as far as it goes. Nothing for a container."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""
    return content if isinstance(content, bytes) else b""


def unfolded(value: str) -> str:
    return value.replace("\r", "").replace("\n", "").strip(" \t")


def read_line(value: str) -> str:
    """The text of a header without controls, encoded words decoded."""
    return clean_line(calmed(decoded(value[:LONGEST_LINE])))


def clean_text(text: str) -> str:
    """Text of a body: composed, line feeds alone end lines, no controls, no halves of characters."""
    return CONTROLS.sub("", unicodedata.normalize("NFC", calmed(text.replace("\r\n", "\n").replace("\r", "\n"))))


def decoded(value: str) -> str:
    """A header with its encoded words decoded. Neighbours of one charset are joined first: some programs cut letters in two."""
    text, joined, place = BETWEEN.sub(r"\1", recovered(value)), "", 0
    waiting, charset = b"", ""
    for word in WORD.finditer(text):
        name = word[1].partition("*")[0].lower()
        if word.start() != place or name != charset:
            joined += (readable(waiting, charset) if waiting else "") + text[place : word.start()]
            waiting = b""
        waiting, charset, place = waiting + _bytes_of(word[2], word[3]), name, word.end()
    return joined + (readable(waiting, charset) if waiting else "") + text[place:]


def recovered(value: str) -> str:
    """A header whose bytes were not ASCII, as the text they most likely are."""
    if value.isascii():
        return value
    return readable(value.encode("utf-8", "surrogateescape"), "utf-8")


def readable(content: bytes, charset: str | None) -> str:
    """Bytes as text: in the charset they are said to be in if that fits, else in the one that does. Never raises."""
    told = (charset or "").strip("'\" ").lower()
    name = REAL.get(told, told)
    for each in ("utf-8", name) if name in {"", "windows-1252"} else (name, "utf-8"):
        if _is_charset(each):
            try:
                return content.decode(each)
            except (UnicodeError, LookupError, ValueError):
                continue
    if name not in {"", "windows-1252"} and _is_charset(name):
        text = content.decode(name, "replace")
        if 2 * text.count("\ufffd") <= sum(not letter.isascii() for letter in text[:LONGEST]) and not _is_single_byte(
            name
        ):
            return text
    return content.decode("windows-1252", "replace")


def _is_single_byte(name: str) -> bool:
    return len(bytes(range(0xA1, 0xFF)).decode(name, "ignore")) > 90  # noqa: PLR2004 - nearly every byte is a letter


def calmed(text: str) -> str:
    """A text without heaps of combining marks."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def message_ids(value: str) -> list[str]:
    """The ids in a header. What only looks like one, without brackets, counts where there is no other."""
    found = ID.findall(value[:LONGEST]) or [f"<{each}>" for each in BARE_ID.findall(value[:LONGEST_LINE])]
    return [each for each in found if each.isprintable()]


def one_line(value: str) -> str:
    """Without white space that only folds it."""
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
