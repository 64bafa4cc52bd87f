"""What a warm function remembers for a while, so that not every request reads it again."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cached(Generic[T]):
    """Values by key, each good for `ttl_ms` of whichever clock the caller goes by. A clock set back ends them too."""

    def __init__(self, ttl_ms: int) -> None:
        self._ttl_ms = ttl_ms
        self._held: dict[Hashable, tuple[int, T]] = {}

    def get(self, key: Hashable, now: int, read: Callable[[], T], *, usable: Callable[[T], bool] | None = None) -> T:
        """Give the value, read anew where it is too old or not `usable`. What `read` raises is not remembered."""
        held = self._held.get(key)
        if held and 0 <= now - held[0] < self._ttl_ms and (usable is None or usable(held[1])):
            return held[1]
        value = read()
        self.put(key, now, value)
        return value

    def put(self, key: Hashable, now: int, value: T) -> None:
        """Remember what has just been written or read."""
        self._held[key] = (now, value)

    def forget(self, key: Hashable) -> None:
        """Read again next time."""
        self._held.pop(key, None)

    def clear(self) -> None:
        """Forget everything, as in a new process."""
        self._held.clear()
