"""Counters in the stats table that follow ticket changes: one row for each thing that a slice counts.

A slice adds its row at import; `queues.ticket_counters.apply_stream` adds up the rows over a batch of changes and
writes them once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .aws.dynamo import UNCONDITIONAL, Write
from .aws.stream import ItemChange
from .registry import Registry, caller_place
from .services import Services

Cell = tuple[str, str, str]  # pk, sk, attribute
Deltas = Counter[Cell]  # how much to add to each


@dataclass(frozen=True)
class Rollup:
    """Which counters one change of a ticket's item affects, and by how much.

    `depends_on`: attributes of the item; changes of other attributes are ignored at no cost. `deltas` gets a relevant change.
    It may read cached values, and must return the same for the same change: a repeated batch is recognized as a whole.
    """

    depends_on: tuple[str, ...]
    deltas: Callable[[Services, ItemChange], Deltas]


ROLLUPS: Registry[str, Rollup] = Registry("rollup")


def register(name: str, rollup: Rollup) -> Rollup:
    """Add a row. Raises `ValueError` if the name exists."""
    return ROLLUPS.add(name, rollup, place=caller_place())


def deltas_of(rollup: Rollup, services: Services, change: ItemChange) -> Deltas:
    """Return what a change adds to one row's counters; nothing if no attribute that it depends on has changed."""
    old, new = change.old or {}, change.new or {}
    if all(old.get(name) == new.get(name) for name in rollup.depends_on):
        return Counter()
    return rollup.deltas(services, change)


def difference(old: Iterable[Cell], new: Iterable[Cell]) -> Deltas:
    """Return the deltas for something that was counted in each of `old` and is now counted in each of `new`."""
    deltas: Deltas = Counter(new)
    deltas.subtract(Counter(old))
    return deltas


def writes(services: Services, deltas: Mapping[Cell, int]) -> list[Write]:
    """Build the writes that add to the counters, one for each item: 2 WRU and more for every KB."""
    by_item: dict[tuple[str, str], dict[str, int]] = {}
    for (pk, sk, name), delta in sorted(deltas.items()):
        if delta:
            by_item.setdefault((pk, sk), {})[name] = delta
    return [_add(services, pk, sk, added) for (pk, sk), added in by_item.items()]


def _add(services: Services, pk: str, sk: str, added: Mapping[str, Any]) -> Write:
    update = "ADD " + ", ".join(f"#{name} :{name}" for name in added)
    return services.stats.change(pk, sk, update, UNCONDITIONAL, **added)
