"""Requests about samples."""

from typing import Annotated

from pydantic import Field

from ..plumbing.fields import Name, Strict


class NewSample(Strict):
    name: Name


class SampleChange(Strict):
    name: Name


class SampleQuery(Strict):
    """A page of the list: `cursor` is the `next` of the page before."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=400)] | None = None
