"""Request bodies for ratings."""

from typing import Annotated

from pydantic import Field, StrictInt

from ..plumbing.fields import Strict, Text

MAX_COMMENT = 2_000

Score = Annotated[StrictInt, Field(ge=1, le=5)]
Comment = Annotated[Text, Field(max_length=MAX_COMMENT)]


class RatingsQuery(Strict):
    limit: Annotated[int, Field(ge=1, le=50)] = 20
    cursor: Annotated[str, Field(max_length=400)] | None = None


class NewRating(Strict):
    """`score`: 1 for very bad, 5 for very good."""

    score: Score
    comment: Comment = ""
