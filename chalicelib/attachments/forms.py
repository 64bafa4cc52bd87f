"""What callers may send about files."""

from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt

from ..plumbing.fields import Strict, Text
from .kinds import MEGABYTE, MOST_BYTES

MOST_ATTACHED = 20
LONGEST_NAME = 1_000  # what is longer is no name; what is over 150 is cut


def _size(value: int) -> int:
    if value > MOST_BYTES:
        raise ValueError(f"A file may have at most {MOST_BYTES // MEGABYTE} MB.")
    if value < 1:
        raise ValueError("This file is empty.")
    return value


def _once_each(ids: list[str]) -> list[str]:
    if len(set(ids)) < len(ids):
        raise ValueError("Name each file once.")
    return ids


UploadId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
AttachedIds = Annotated[list[UploadId], Field(max_length=MOST_ATTACHED), AfterValidator(_once_each)]
"""Files that go into a message: ids of uploads."""


class NewUpload(Strict):
    """`type` may be empty where the browser does not know: then the name's extension decides."""

    name: Annotated[Text, Field(min_length=1, max_length=LONGEST_NAME)]
    type: Annotated[str, Field(max_length=200)] = ""
    size: Annotated[StrictInt, AfterValidator(_size)]


class LinkQuery(Strict):
    """`inline`: to be drawn by a page, which pictures alone can be."""

    inline: bool = False
