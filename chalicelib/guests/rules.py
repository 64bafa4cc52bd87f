"""How guests wait until their address is confirmed. Pure."""

import hashlib

from ..plumbing.clock import DAY, HOUR

WAITS_MS = 3 * DAY
"""As long as the link in the mail is good; then nobody remembers what was written."""
MOST_WAITING = 5
MOST_BYTES = 32 * 1024
ASKED_AGAIN_AFTER = HOUR
"""One mail per address and hour, however often somebody types it in."""
QUICKEST_MS = 1_500
"""Nobody fills in a form in less."""


def key_of(email: str) -> str:
    """Names an address where the address itself must not stand: 64 characters."""
    return hashlib.sha256(email.lower().encode()).hexdigest()


def by_a_machine(trap: str, took_ms: int | None) -> bool:
    """Whether a form was filled in as only programs do: a field that nobody sees, or all of it at once."""
    return trap != "" or (took_ms is not None and took_ms < QUICKEST_MS)
