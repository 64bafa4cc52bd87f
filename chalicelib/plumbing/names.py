"""Sanitises people's names from external input. Pure functions.

Names appear in greetings, email headers and pages that other people read. So a name must not contain a link, an address, markup
or invisible characters.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, Field

MAX_NAME = 100
MAX_READ = 400  # only the beginning of a longer text is read
MAX_MARKS = 4
"""Maximum combining marks on one letter: no script needs more, and stacks of them cover the lines above and below."""
NAMELESS = "Customer"

WHITE = re.compile(r"\s+")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})  # control, format, surrogate and private use characters
JOINERS = "\u200c\u200d"  # some scripts and emoji need these format characters
LOOKS_EMPTY = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800]")  # visually empty letters and marks
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
IN_A_LINK = r"[^\s<>\[\](){}\"|]"
LINK = re.compile(
    rf"""{IN_A_LINK}*
    (?: // | \\\\ | \bwww\. | \b(?:https?|ftp|file|mailto|javascript|data|tel|sms):
      | {IN_A_LINK}@{IN_A_LINK} | [^\W_][.。][^\W\d_]{{2,}}[/?#:] )
    {IN_A_LINK}*""",
    re.IGNORECASE | re.VERBOSE,
)
MARKUP = re.compile(r"[<>\[\]{}|\\*_~`\"^#=@:]")
BETWEEN_LABELS = re.compile(r"(?<=[^\W_])[.。](?=[^\W_]{2})|(?<=\d)\.(?=\d)")
"""The dot of `shop.example`, which email clients turn into a link; not that of `J. R. Smith` or `Smith Jr.`"""
EMPTY_BRACKETS = re.compile(r"\(\s*\)")
AT_THE_EDGES = " ,;/-\u200c\u200d"


def display_name(name: str | None, email: str = "") -> str:
    """Return a name that is safe to show: `name` cleaned, else the local part of `email`, else "Customer"."""
    return clean_name(name or "") or clean_name(email.partition("@")[0]) or NAMELESS


def clean_name(text: str) -> str:
    """Remove links, addresses, markup and hidden characters from a name. Empty if no letter is left."""
    return _without_what_is_no_name(text)[:MAX_NAME].strip(AT_THE_EDGES)


def _without_what_is_no_name(text: str) -> str:
    seen = "".join(each for each in WHITE.sub(" ", text[:MAX_READ]) if _is_seen(each))
    plain = LOOKS_EMPTY.sub(" ", _without_towers(unicodedata.normalize("NFKC", seen)))
    words = MARKUP.sub(" ", LINK.sub(" ", TAG.sub(" ", plain)))
    words = EMPTY_BRACKETS.sub(" ", BETWEEN_LABELS.sub(" ", words))
    one_line = WHITE.sub(" ", _without_lone_brackets(words)).strip(AT_THE_EDGES)
    return one_line if any(each.isalnum() for each in one_line) else ""


def _is_seen(char: str) -> bool:
    return char in JOINERS or unicodedata.category(char) not in HIDDEN


def _without_towers(text: str) -> str:
    """Remove combining marks beyond `MAX_MARKS` on one letter."""
    left: list[str] = []
    marks = 0
    for each in text:
        marks = marks + 1 if unicodedata.combining(each) else 0
        if marks <= MAX_MARKS:
            left.append(each)
    return "".join(left)


def _without_lone_brackets(text: str) -> str:
    return text if text.count("(") == text.count(")") else text.replace("(", " ").replace(")", " ")


def _typed(value: object) -> object:
    """Clean a name from a form without cutting it. Raises `ValueError` if nothing is left."""
    if not isinstance(value, str) or not value.strip():
        return value.strip() if isinstance(value, str) else value
    if len(value) > MAX_READ:
        return value  # rejected later because of its length
    cleaned = _without_what_is_no_name(value)
    if not cleaned:
        raise ValueError("A name needs letters, and cannot be a link or an email address. Enter a name.")
    return cleaned


PersonName = Annotated[str, BeforeValidator(_typed), Field(min_length=1, max_length=MAX_NAME)]
"""A name that users enter for themselves or for another person."""
