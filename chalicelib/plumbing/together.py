"""Several calls on their way at once, where each waits for the network and none for another."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def each(at_once: int, work: Callable[[T], R], things: Iterable[T]) -> list[R]:
    """What `work` makes of each thing, in their order. The first exception is raised once all have ended."""
    found = list(things)
    if at_once <= 1 or len(found) <= 1:
        return [work(thing) for thing in found]
    from concurrent.futures import ThreadPoolExecutor  # only where there is more than one thing to do

    with ThreadPoolExecutor(min(at_once, len(found))) as pool:
        return list(pool.map(work, found))
