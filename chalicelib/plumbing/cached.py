"""An in-process cache, so that warm functions do not repeat the same reads in every request."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cached(Generic[T]):
    """Values by key, each valid for `ttl_ms` of the caller's clock. Moving that clock back also expires them."""

    def __init__(self, ttl_ms: int) -> None:
        self._ttl_ms = ttl_ms
        self._held: dict[Hashable, tuple[int, T]] = {}

    def get(self, key: Hashable, now: int, read: Callable[[], T], *, usable: Callable[[T], bool] | None = None) -> T:
        """Return the value, read again if it is too old or not `usable`. Exceptions raised by `read` are not cached."""
        held = self._held.get(key)
        if held and 0 <= now - held[0] < self._ttl_ms and (usable is None or usable(held[1])):
            return held[1]
        value = read()
        self.put(key, now, value)
        return value

    def put(self, key: Hashable, now: int, value: T) -> None:
        """Store a value that was just written or read."""
        self._held[key] = (now, value)

    def forget(self, key: Hashable) -> None:
        """Remove a value, so that it is read again."""
        self._held.pop(key, None)

    def clear(self) -> None:
        """Empty the cache, as in a new process."""
        self._held.clear()
