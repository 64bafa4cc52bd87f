"""Request bodies and queries for incoming emails."""

from typing import Annotated

from pydantic import AfterValidator, Field

from ..plumbing.fields import EMAIL, Line, Strict

MAX_BLOCKLIST_ENTRIES = 500
DOMAIN = "x"  # put before the @ to validate a whole domain


def _entry(value: str) -> str:
    plain = value.lower()
    if not EMAIL.fullmatch(plain if not plain.startswith("@") else DOMAIN + plain):
        raise ValueError("Name an address like spam@example.com, or a whole domain like @example.com.")
    return plain


class Blocklist(Strict):
    """The whole blocklist: addresses, and domains with an @ before them."""

    entries: Annotated[
        list[Annotated[Line, Field(max_length=254), AfterValidator(_entry)]], Field(max_length=MAX_BLOCKLIST_ENTRIES)
    ]


class PageQuery(Strict):
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=400)] | None = None


class ReportQuery(Strict):
    days: Annotated[int, Field(ge=1, le=31)] = 7
