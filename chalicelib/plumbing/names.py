"""The names of people, as they come in from outside. Pure.

A name is written into greetings, headers of mails and pages that other people read. So nothing in it may lead anywhere or be
read as anything but a name: it holds no address, no link, no markup, and nothing that cannot be seen.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, Field

MAX_NAME = 100
MAX_READ = 400  # of a longer text only the beginning is looked at
MAX_MARKS = 4
"""Combining marks on one letter: no script needs more, and towers of them reach into the lines above and below."""
NAMELESS = "Customer"

WHITE = re.compile(r"\s+")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})  # controls, format characters, halves of characters, private use
JOINERS = "\u200c\u200d"  # some scripts and emoji need these format characters
LOOKS_EMPTY = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800]")  # letters and marks that show nothing
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
"""The dot of `shop.example`, which mail programs turn into a link; not that of `J. R. Smith` or `Smith Jr.`"""
EMPTY_BRACKETS = re.compile(r"\(\s*\)")
AT_THE_EDGES = " ,;/-\u200c\u200d"


def display_name(name: str | None, email: str = "") -> str:
    """Return a name that is safe to show: `name` cleaned, else what stands before the @ of `email`, else "Customer"."""
    return clean_name(name or "") or clean_name(email.partition("@")[0]) or NAMELESS


def clean_name(text: str) -> str:
    """Remove from a name what is none: links, addresses, markup and hidden characters. Empty where no letter is left."""
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
    """Drop what stands on a letter above `MAX_MARKS` combining marks."""
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
    """What somebody typed into a form: cleaned, not cut. Raises ValueError where nothing is left of it."""
    if not isinstance(value, str) or not value.strip():
        return value.strip() if isinstance(value, str) else value
    if len(value) > MAX_READ:
        return value  # refused for its length
    cleaned = _without_what_is_no_name(value)
    if not cleaned:
        raise ValueError("A name needs letters, and cannot be a link or an email address. Enter a name.")
    return cleaned


PersonName = Annotated[str, BeforeValidator(_typed), Field(min_length=1, max_length=MAX_NAME)]
"""A name that a person types for themselves or for somebody else."""
