"""Request parameters for search."""

from typing import Annotated

from pydantic import Field

from ..plumbing.fields import Line, Strict
from .model import TICKETS

MAX_CHARACTERS = 200

Words = Annotated[Line, Field(min_length=1, max_length=MAX_CHARACTERS)]


class SearchQuery(Strict):
    """`kind=people` and `spam` are for agents; `spam` also finds spam tickets."""

    q: Words
    kind: Annotated[str, Field(max_length=40)] = TICKETS
    limit: Annotated[int, Field(ge=1, le=30)] = 10
    cursor: Annotated[str, Field(max_length=400)] | None = None
    spam: bool = False
