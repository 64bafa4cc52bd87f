"""Rate limits, counted in fixed windows of real time."""

import hashlib
from dataclasses import dataclass

from ..clock import DAY, MINUTE, SECOND
from ..errors import TooManyRequests
from .dynamo import UNCONDITIONAL, ConditionFailed, Table

WINDOW_MS = 15 * MINUTE
DOTS_MEAN_NOTHING = frozenset({"gmail.com", "googlemail.com"})
UPDATE = "SET #ttl = :ttl ADD #count :one"


def admit(live: Table, kind: str, value: str, limit: int, real_now: int) -> None:
    """Count one request of `kind` for `value` against its limit. One round trip, one write unit.

    Raises `TooManyRequests` with the seconds to wait. A limit of 0 means no limit and costs nothing.
    """
    if not limit:
        return
    window = real_now // WINDOW_MS
    ends = (window + 1) * WINDOW_MS
    change = live.change(
        _key(kind, value, window),
        "#",
        UPDATE,
        "attribute_not_exists(#count) OR #count < :limit",
        ttl=ends // SECOND + 60,
        one=1,
        limit=limit,
    )
    try:
        live.write(change)
    except ConditionFailed:
        wait = max(1, (ends - real_now) // SECOND)
        raise TooManyRequests("Too many attempts. Wait a little and try again.", retry_after=wait) from None


@dataclass(frozen=True)
class Limit:
    """The maximum requests per window and per day; 0 for no limit."""

    window: int
    day: int


def mailbox_limit(window: int) -> Limit:
    """Return the limit of codes and confirmations per mailbox, all types together: twice the window's limit per day."""
    return Limit(window, 2 * window)


def source_limit(window: int) -> Limit:
    """Return the limit per source, which can be a whole office."""
    return Limit(window, 10 * window)


def admit_mail(live: Table, what: str, value: str, limit: Limit, real_now: int) -> None:
    """Count one request that sends email. Raises `TooManyRequests` and costs as `admit`."""
    if not may_mail(live, what, value, limit, real_now):
        wait = max(1, (WINDOW_MS - real_now % WINDOW_MS) // SECOND)
        raise TooManyRequests("Too many attempts. Wait a little and try again.", retry_after=wait)


def may_mail(live: Table, what: str, value: str, limit: Limit, real_now: int) -> bool:
    """Count one request that sends email against its window and day limits; False if it exceeds one of them.

    One round trip, one write unit. A limit of 0 means no limit and costs nothing.
    """
    if not limit.window:
        return True
    day, window = real_now // DAY, f"w{real_now % DAY // WINDOW_MS}"
    change = live.change(
        _key(what, value, day),
        "#",
        f"SET #ttl = :ttl ADD #day :one, #{window} :one",
        f"(attribute_not_exists(#day) OR #day < :daily) AND (attribute_not_exists(#{window}) OR #{window} < :limit)",
        ttl=(day + 1) * DAY // SECOND + 60,
        one=1,
        daily=limit.day,
        limit=limit.window,
    )
    try:
        live.write(change)
    except ConditionFailed:
        return False
    return True


def mailbox_of(email: str) -> str:
    """Return the mailbox of an address: without a +tag, and without dots where the provider ignores them."""
    local, _, domain = email.lower().rpartition("@")
    box = local.partition("+")[0] or local
    if domain in DOTS_MEAN_NOTHING:
        box, domain = box.replace(".", ""), "gmail.com"
    return f"{box}@{domain}"


def forgive(live: Table, kind: str, value: str, real_now: int) -> None:
    """Reset the count after a success. One round trip, one write unit."""
    live.write(live.remove(_key(kind, value, real_now // WINDOW_MS), "#", UNCONDITIONAL))


def _key(kind: str, value: str, window: int) -> str:
    return f"RL#{kind}#{hashlib.sha256(value.encode()).hexdigest()[:32]}#{window}"
