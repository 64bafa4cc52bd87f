"""Two clocks. The desk's clock decides what is due and can be moved on a laptop; the real one guards secrets."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock:
    """Real time plus an offset that exists only on the local desk.

    There the offset is in a file, so that moving the clock starts no function anew. The file is replaced whole.
    """

    def __init__(self, offset_s: int = 0, file: str = "") -> None:
        self._offset = offset_s * SECOND
        self._file = Path(file) if file else None

    def now(self) -> int:
        """Desk time in milliseconds: tickets, events, due times."""
        return self.real() + self._offset + self._moved()

    def _moved(self) -> int:
        if self._file is None or not self._file.is_file():
            return 0
        return int(json.loads(self._file.read_text("utf-8"))["offset_s"]) * SECOND

    def real(self) -> int:
        """Real time in milliseconds: sessions, leases, throttles, `ttl`."""
        return time.time_ns() // 1_000_000

    def pause(self, ms: float) -> None:
        """Wait so long, in milliseconds."""
        time.sleep(ms / SECOND)

    def full_second(self, after_ms: int) -> int:
        """Wait for the first full second of real time that is at least `after_ms` away, and give it."""
        wanted = -(-(self.real() + after_ms) // SECOND) * SECOND
        while (left := wanted - self.real()) > 0:
            time.sleep(left / SECOND)
        return wanted

    def next_second(self) -> None:
        """Wait until the next second of real time begins."""
        self.full_second(1)


def rfc3339(ms: int) -> str:
    """`2026-01-05T09:00:00.000Z` (RFC 3339, UTC)."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def ms_of(text: str) -> int:
    """Milliseconds of a time in RFC 3339. Raises ValueError for any other text, and for one without a zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return round(moment.timestamp() * SECOND)
