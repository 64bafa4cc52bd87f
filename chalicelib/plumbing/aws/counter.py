"""Consecutive numbers, taken from one item in blocks that grow with the load.

The previous timestamp shows a worker how busy the counter is: if the last block was taken less than 25 ms ago, it takes four
times as many next time (256 at most); more than 2 s ago, half as many. A worker that ends leaves the rest of its block as a gap.
"""

from .dynamo import UNCONDITIONAL, Table

BUSY_MS = 25
IDLE_MS = 2_000
MAX_BLOCK = 256


class Counter:
    def __init__(self, table: Table, name: str, first: int) -> None:
        self._table = table
        self._pk = f"CTR#{name}"
        self._before_first = first - 1
        self._size = 1
        self._next = 0
        self._end = 0
        self.last_used: int | None = None
        """The last number that something was recorded under, for the next record to name."""

    def next(self, now: int) -> int:
        """Return the next number. No cost inside a block, otherwise one round trip and one write unit."""
        if self._next == self._end:
            self._take_block(now)
        self._next += 1
        return self._next

    def _take_block(self, now: int) -> None:
        update = "SET #value = if_not_exists(#value, :before) + :size, "
        update += "#before_at = if_not_exists(#taken_at, :never), #taken_at = :now"
        change = self._table.change(
            self._pk,
            "#",
            update,
            UNCONDITIONAL,
            before=self._before_first,
            size=self._size,
            now=now,
            never=0,
        )
        row = self._table.write(change)
        self._end = row["value"]
        self._next = self._end - self._size
        self._size = _next_size(self._size, now - row["before_at"])


def _next_size(size: int, idle_ms: int) -> int:
    if idle_ms < BUSY_MS:
        return min(size * 4, MAX_BLOCK)
    return max(size // 2, 1) if idle_ms > IDLE_MS else size
