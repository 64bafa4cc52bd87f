"""Limits for requests that wait for the confirmation of an address. Pure."""

import hashlib

from ..plumbing.clock import DAY, HOUR

WAITS_MS = 3 * DAY
"""As long as the link in the email is valid; then the request is deleted."""
MOST_WAITING = 5
MOST_BYTES = 32 * 1024
ASKED_AGAIN_AFTER = HOUR
"""One email per address and hour, however often the address is entered."""
QUICKEST_MS = 1_500
"""No person fills in the form faster."""


def key_of(email: str) -> str:
    """Return a digest that stands for an address: 64 characters."""
    return hashlib.sha256(email.lower().encode()).hexdigest()


def by_a_machine(trap: str, took_ms: int | None) -> bool:
    """Return whether a bot filled in the form: a hidden field has a value, or it took too little time."""
    return trap != "" or (took_ms is not None and took_ms < QUICKEST_MS)
