"""Request bodies and queries for attachments."""

from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt

from ..plumbing.fields import Strict, Text
from .kinds import MAX_BYTES, MEGABYTE

MAX_ATTACHED = 20
MAX_NAME = 1_000  # longer ones are rejected; those over 150 are cut


def _size(value: int) -> int:
    if value > MAX_BYTES:
        raise ValueError(f"A file may have at most {MAX_BYTES // MEGABYTE} MB.")
    if value < 1:
        raise ValueError("This file is empty.")
    return value


def _once_each(ids: list[str]) -> list[str]:
    if len(set(ids)) < len(ids):
        raise ValueError("Name each file once.")
    return ids


UploadId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
AttachedIds = Annotated[list[UploadId], Field(max_length=MAX_ATTACHED), AfterValidator(_once_each)]
"""Attachments of a message: ids of uploads."""


class NewUpload(Strict):
    """A new upload. If the browser leaves `type` empty, the name's extension decides."""

    name: Annotated[Text, Field(min_length=1, max_length=MAX_NAME)]
    type: Annotated[str, Field(max_length=200)] = ""
    size: Annotated[StrictInt, AfterValidator(_size)]


class LinkQuery(Strict):
    """`inline`: for display in a page, which is possible for images only."""

    inline: bool = False
