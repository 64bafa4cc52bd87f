"""Counting what a sender asks for, in fixed windows of real time."""

import hashlib

from .clock import MINUTE, SECOND
from .dynamo import ALWAYS, ConditionFailed, Table
from .errors import TooMany

WINDOW_MS = 15 * MINUTE
UPDATE = "SET #ttl = :ttl ADD #count :one"


def admit(live: Table, kind: str, value: str, limit: int, real_now: int) -> None:
    """Count one more of `kind` for `value`. One round trip, one write unit.

    Raises `TooMany` with the seconds to wait. A limit of 0 admits everything and costs nothing.
    """
    if not limit:
        return
    window = real_now // WINDOW_MS
    ends = (window + 1) * WINDOW_MS
    change = live.change(
        _key(kind, value, window), "#", UPDATE, "attribute_not_exists(#count) OR #count < :limit",
        ttl=ends // SECOND + 60, one=1, limit=limit,
    )  # fmt: skip
    try:
        live.write(change)
    except ConditionFailed:
        wait = max(1, (ends - real_now) // SECOND)
        raise TooMany("Too many attempts. Wait a little and try again.", retry_after=wait) from None


def forgive(live: Table, kind: str, value: str, real_now: int) -> None:
    """Forget the count, after a success. One round trip, one write unit."""
    live.write(live.remove(_key(kind, value, real_now // WINDOW_MS), "#", ALWAYS))


def _key(kind: str, value: str, window: int) -> str:
    return f"RL#{kind}#{hashlib.sha256(value.encode()).hexdigest()[:32]}#{window}"
