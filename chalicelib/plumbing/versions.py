"""Optimistic locking with `If-Match`, checked the same way everywhere."""

from typing import Any

from .errors import VersionMismatch, VersionRequired


def required(expected: int | None, **facts: Any) -> int:
    """Return the version that the caller named. Raises `VersionRequired` with these facts if there is none."""
    if expected is None:
        raise VersionRequired("Send If-Match with the ETag you last read.", **facts)
    return expected


def check(expected: int | None, version: int, thing: str, **facts: Any) -> None:
    """Raise `VersionRequired` without a version, `VersionMismatch` for another one. `facts` are added to the latter."""
    if required(expected, version=version) != version:
        raise out_of_date(thing, version=version, **facts)


def out_of_date(thing: str, **facts: Any) -> VersionMismatch:
    """Build the error for a change to something that has changed meanwhile."""
    return VersionMismatch(f"The {thing} has changed since you read it. Look at it again.", **facts)
