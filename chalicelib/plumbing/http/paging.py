"""Pagination cursors: a position in an order, bound to the caller and the query.

A cursor contains only sort positions, never keys: the server applies them to partitions that it chose itself, so a forged
cursor can only skip rows of the caller's own list.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence

from ..errors import Invalid
from ..seals import KeyRing

POSITION = re.compile(r"[0-9]{1,16}(#[0-9]{1,16})?", re.ASCII)
"""The form of sort keys: a number, or a time and a number."""
PURPOSE = "cursor"
SEVERAL = re.compile(r"[0-9]{1,16}(#[0-9]{1,16})*", re.ASCII)


def encode(position: str | int, bound_to: Sequence[str]) -> str:
    text = json.dumps([_seal(bound_to), position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, bound_to: Sequence[str]) -> str:
    """Return the position. Raises `Invalid` for a malformed cursor, or one of another caller or query."""
    return _decode(cursor, bound_to, POSITION)


def _decode(cursor: str, bound_to: Sequence[str], shape: re.Pattern[str]) -> str:
    try:
        seal, position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError):
        seal, position = "", ""
    if seal != _seal(bound_to) or not shape.fullmatch(str(position)):
        raise _foreign_cursor()
    return str(position)


def decode_many(cursor: str, bound_to: Sequence[str], several: int) -> list[int]:
    """Return one position for each of `several` lists that are paged as one; raises as `decode`."""
    positions = _decode(cursor, bound_to, SEVERAL).split("#")
    if len(positions) != several:
        raise _foreign_cursor()
    return [int(each) for each in positions]


def hidden(ring: KeyRing, cursor: str) -> str:
    """Encrypt a cursor whose position the client must not read."""
    return base64.urlsafe_b64encode(ring.masked(PURPOSE, cursor.encode())).decode().rstrip("=")


def shown(ring: KeyRing, cursor: str) -> str:
    """Decrypt a cursor that was `hidden`. Raises `Invalid` for any other text."""
    try:
        cleared = ring.unmasked(PURPOSE, base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return (cleared or b"").decode("ascii")
    except ValueError:
        raise _foreign_cursor() from None


def _foreign_cursor() -> Invalid:
    return Invalid.field("cursor", "This cursor does not belong to this list. Start again without a cursor.")


def _seal(bound_to: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(bound_to).encode()).hexdigest()[:12]
