"""Limits for requests that wait for the confirmation of an address. Pure."""

import hashlib

from ..plumbing.clock import DAY, HOUR

HOLD_MS = 3 * DAY
"""As long as the link in the email is valid; then the request is deleted."""
MAX_HELD = 5
MAX_BYTES = 32 * 1024
ASK_AGAIN_AFTER = HOUR
"""One email per address and hour, however often the address is entered."""
MIN_FILL_MS = 1_500
"""No person fills in the form faster."""


def key_of(email: str) -> str:
    """Return a digest that stands for an address: 64 characters."""
    return hashlib.sha256(email.lower().encode()).hexdigest()


def is_bot(trap: str, took_ms: int | None) -> bool:
    """Return whether a bot filled in the form: a hidden field has a value, or it took too little time."""
    return trap != "" or (took_ms is not None and took_ms < MIN_FILL_MS)
