"""Cursors: a position in an order, tied to who asked and what for.

A cursor carries only sort positions, never keys: the server puts them into partitions it chose itself, so a forged
cursor can skip rows of its owner's own list and nothing else.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence

from .errors import Invalid

POSITION = re.compile(r"[0-9]{1,16}(#[0-9]{1,16})?", re.ASCII)
"""What sort keys look like: a number, or a time and a number."""


def encode(position: str | int, bound_to: Sequence[str]) -> str:
    text = json.dumps([_seal(bound_to), position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, bound_to: Sequence[str]) -> str:
    """The position. Raises `Invalid` for a cursor of another caller, another query, or none at all."""
    try:
        seal, position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError):
        seal, position = "", ""
    if seal != _seal(bound_to) or not POSITION.fullmatch(str(position)):
        raise _stranger()
    return str(position)


def decode_number(cursor: str, bound_to: Sequence[str]) -> int:
    """As `decode`, of a list whose positions are plain numbers."""
    position = decode(cursor, bound_to)
    if not position.isdigit():
        raise _stranger()
    return int(position)


def _stranger() -> Invalid:
    return Invalid.field("cursor", "This cursor does not belong to this list. Start again without a cursor.")


def _seal(bound_to: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(bound_to).encode()).hexdigest()[:12]
