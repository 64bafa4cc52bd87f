"""Field types shared by models: clean text, strict request bodies, frozen values."""

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from .clock import rfc3339

# Controls nobody types (tab and line feed are kept), halves of characters, and the bidi overrides and isolates of UAX #9
# that can make a line read as something it is not. The marks U+200E and U+200F stay: right-to-left text needs them.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
WHITE = re.compile(r"\s+")
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
EMAIL = re.compile(
    rf"(?=[^@]{{1,64}}@){ATOM}(?:\.{ATOM})*@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+[a-z]{{2,63}}", re.ASCII
)
"""An address that mail can be sent to: SES takes no other letters than ASCII before the @."""

INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that are drawn as nothing."""

MAX_MARKS = 8
"""Combining marks on one letter. Every script that people write in needs fewer."""


class Value(BaseModel):
    """What something is. Never changed in place."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Strict(BaseModel):
    """What a caller may send: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    return clean_text(value)


def clean_text(value: str) -> str:
    """Return a text composed and stripped, without controls and heaps of marks; empty where nothing in it can be seen."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    text = CONTROLS.sub("", lines).strip()
    if text.isascii():
        return text
    text = _with_few_marks(
        unicodedata.normalize("NFC", _with_few_marks(text))
    )  # sorting many marks takes quadratic time
    return text.strip() if is_visible(text) else ""


def is_visible(text: str) -> bool:
    """Return whether a reader sees anything of a text: marks, blanks and characters without a shape do not count."""
    return any(each not in BLANKS and unicodedata.category(each) not in INVISIBLE_CATEGORIES for each in text)


def _with_few_marks(text: str) -> str:
    """Drop the combining marks after the first `MAX_MARKS` on one letter; what has no shape does not start a new one."""
    kept, marks = [], 0
    for each in text:
        category = "" if each.isascii() else unicodedata.category(each)
        if category in {"Mn", "Me"}:
            marks += 1
            if marks > MAX_MARKS:
                continue
        elif category != "Cf":
            marks = 0
        kept.append(each)
    return "".join(kept)


def clean_line(value: str) -> str:
    """One line, without what nobody types."""
    return WHITE.sub(" ", clean_text(value))


def _line(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def _email(value: str) -> str:
    plain = value.lower()
    if not plain.rpartition("@")[0].isascii():
        raise ValueError("Email cannot be sent to this address. Use one with only unaccented letters before the @.")
    if not EMAIL.fullmatch(plain):
        raise ValueError("This is not an e-mail address like name@example.com.")
    return plain


def left_out(schema: dict[str, Any]) -> None:
    """`Field(default=…, json_schema_extra=left_out)`: the default stands for "left out" and may not be sent, nor is it shown."""
    del schema["default"]


Text = Annotated[str, BeforeValidator(_text)]
Line = Annotated[str, BeforeValidator(_line)]
Name = Annotated[Line, Field(min_length=1, max_length=100)]
Email = Annotated[Line, Field(max_length=254), AfterValidator(_email)]


def _instant(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("Send a time like 2026-01-05T09:00:00Z.")  # noqa: TRY004 - pydantic turns it into a refusal
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("Send a time like 2026-01-05T09:00:00Z.") from None
    if moment.tzinfo is None:
        raise ValueError("Send the time with its zone, like 2026-01-05T09:00:00Z.")
    return round(moment.timestamp() * 1000)


InstantIn = Annotated[int, BeforeValidator(_instant, json_schema_input_type=datetime)]
"""RFC 3339 with a zone, as callers send it; milliseconds inside."""
Instant = Annotated[int, PlainSerializer(rfc3339, return_type=str, when_used="json")]
"""Milliseconds inside, RFC 3339 outside."""
