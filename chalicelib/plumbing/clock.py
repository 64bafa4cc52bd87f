"""Two clocks. Business time decides what is due and can be moved in local development; real time is used for security."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock:
    """Real time plus an offset that exists only in local development.

    There the offset is in a file, so that functions need not restart when it changes. The file is replaced atomically.
    """

    def __init__(self, offset_s: int = 0, file: str = "") -> None:
        self._offset = offset_s * SECOND
        self._file = Path(file) if file else None

    def now(self) -> int:
        """Return business time in milliseconds: for tickets, events, due times."""
        return self.real() + self._offset + self._moved()

    def _moved(self) -> int:
        if self._file is None or not self._file.is_file():
            return 0
        return int(json.loads(self._file.read_text("utf-8"))["offset_s"]) * SECOND

    def real(self) -> int:
        """Return real time in milliseconds: for sessions, leases, rate limits, `ttl`."""
        return time.time_ns() // 1_000_000

    def pause(self, ms: float) -> None:
        """Sleep for `ms` milliseconds."""
        time.sleep(ms / SECOND)

    def full_second(self, after_ms: int) -> int:
        """Sleep until the first full second of real time at least `after_ms` from now, and return it."""
        wanted = -(-(self.real() + after_ms) // SECOND) * SECOND
        while (left := wanted - self.real()) > 0:
            time.sleep(left / SECOND)
        return wanted

    def next_second(self) -> None:
        """Sleep until the next second of real time begins."""
        self.full_second(1)


def rfc3339(ms: int) -> str:
    """Format as `2026-01-05T09:00:00.000Z` (RFC 3339, UTC)."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def ms_of(text: str) -> int:
    """Parse an RFC 3339 time into milliseconds. Raises `ValueError` for any other text, and for a time without a zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return round(moment.timestamp() * SECOND)
