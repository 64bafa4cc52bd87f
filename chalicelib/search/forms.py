"""What callers may ask the search."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ..plumbing.fields import Line, Strict

MOST_LETTERS = 200


def _has_a_word(value: str) -> str:
    from . import tokens  # only whoever searches pays for it

    if not tokens.words(value):
        raise ValueError("There is no word in this. Type a word, a name or a ticket's number.")
    return value


Words = Annotated[Line, Field(min_length=1, max_length=MOST_LETTERS), AfterValidator(_has_a_word)]


class SearchQuery(Strict):
    """`kind=people` and `spam` are for agents; `spam` finds what is in spam besides."""

    q: Words
    kind: Literal["tickets", "people"] = "tickets"
    limit: Annotated[int, Field(ge=1, le=30)] = 10
    cursor: Annotated[str, Field(max_length=400)] | None = None
    spam: bool = False
