"""Runs independent network calls in parallel."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def map_parallel(at_once: int, work: Callable[[T], R], things: Iterable[T]) -> list[R]:
    """Apply `work` to each thing in parallel; results are in order. The first exception is raised after all have ended."""
    found = list(things)
    if at_once <= 1 or len(found) <= 1:
        return [work(thing) for thing in found]
    from concurrent.futures import ThreadPoolExecutor  # needed only for more than one thing

    with ThreadPoolExecutor(min(at_once, len(found))) as pool:
        return list(pool.map(work, found))
