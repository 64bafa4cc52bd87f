"""Field types shared by models: clean text, strict request bodies, frozen values."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from .clock import rfc3339

# Control characters (tab and line feed are kept), surrogates, and the bidi overrides and isolates of UAX #9 that can
# disguise a line. The marks U+200E and U+200F stay: right-to-left text needs them.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
WHITE = re.compile(r"\s+")
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
EMAIL = re.compile(
    rf"(?=[^@]{{1,64}}@){ATOM}(?:\.{ATOM})*@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+[a-z]{{2,63}}", re.ASCII
)
"""A deliverable email address: SES accepts only ASCII before the @."""

INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are drawn as blanks."""

MAX_MARKS = 8
"""Maximum combining marks on one letter. Every living script needs fewer."""


class Value(BaseModel):
    """An immutable value."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the value with other fields. Raises `ValueError` for a field that it does not have."""
        if unknown := (update or {}).keys() - type(self).model_fields.keys():
            raise ValueError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}.")
        return super().model_copy(update=update, deep=deep)


class Strict(BaseModel):
    """A request body: unknown fields are rejected."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    return clean_text(value)


def clean_text(value: str) -> str:
    """Normalise and strip a text, remove controls and excess marks; empty if nothing in it is visible."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    text = CONTROLS.sub("", lines).strip()
    if text.isascii():
        return text
    text = _with_few_marks(
        unicodedata.normalize("NFC", _with_few_marks(text))
    )  # sorting many marks takes quadratic time
    return text.strip() if is_visible(text) else ""


def is_visible(text: str) -> bool:
    """Whether a text has a visible character: marks, blanks and zero-width characters do not count."""
    return any(each not in BLANKS and unicodedata.category(each) not in INVISIBLE_CATEGORIES for each in text)


def _with_few_marks(text: str) -> str:
    """Remove combining marks beyond `MAX_MARKS` on one letter; zero-width characters do not start a new letter."""
    remaining, marks = [], 0
    for each in text:
        category = "" if each.isascii() else unicodedata.category(each)
        if category in {"Mn", "Me"}:
            marks += 1
            if marks > MAX_MARKS:
                continue
        elif category != "Cf":
            marks = 0
        remaining.append(each)
    return "".join(remaining)


def clean_line(value: str) -> str:
    """Clean a text and reduce it to one line."""
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
    """`Field(default=…, json_schema_extra=left_out)`: hide a default that stands for "not sent" and is not a valid value."""
    del schema["default"]


Text = Annotated[str, BeforeValidator(_text)]
Line = Annotated[str, BeforeValidator(_line)]
Name = Annotated[Line, Field(min_length=1, max_length=100)]
Email = Annotated[Line, Field(max_length=254), AfterValidator(_email)]


def _instant(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("Send a time like 2026-01-05T09:00:00Z.")  # noqa: TRY004 - pydantic reports it to the client
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("Send a time like 2026-01-05T09:00:00Z.") from None
    if moment.tzinfo is None:
        raise ValueError("Send the time with its zone, like 2026-01-05T09:00:00Z.")
    return round(moment.timestamp() * 1000)


InstantIn = Annotated[int, BeforeValidator(_instant, json_schema_input_type=datetime)]
"""RFC 3339 with a zone in requests; milliseconds internally."""
Instant = Annotated[int, PlainSerializer(rfc3339, return_type=str, when_used="json")]
"""Milliseconds internally, RFC 3339 in responses."""
