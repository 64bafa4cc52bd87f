"""Counters in the stats table that follow the changes of tickets: one row for each thing that a slice counts.

A slice adds its row where it is imported; `queues.counts.apply` adds up the rows over a batch of changes and writes them once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .dynamo import ALWAYS, Write
from .registry import Registry, caller_place
from .services import Services
from .stream import Change

Cell = tuple[str, str, str]  # pk, sk, attribute
Deltas = Counter[Cell]  # how much is added to each


@dataclass(frozen=True)
class Rollup:
    """What one change of a ticket's item adds to which counters.

    `depends_on`: attributes of the item; a change of others is not looked at and costs nothing. `deltas` gets a change of these.
    It may read what is cached, and must give the same for the same change: a batch that comes again is recognized as a whole.
    """

    depends_on: tuple[str, ...]
    deltas: Callable[[Services, Change], Deltas]


ROLLUPS: Registry[str, Rollup] = Registry("rollup")


def register(name: str, rollup: Rollup) -> Rollup:
    """Add a row. Raises ValueError for a name that is there already."""
    return ROLLUPS.add(name, rollup, place=caller_place())


def deltas_of(rollup: Rollup, services: Services, change: Change) -> Deltas:
    """Return what a change adds to the counters of one row; nothing where nothing that it depends on differs."""
    old, new = change.old or {}, change.new or {}
    if all(old.get(name) == new.get(name) for name in rollup.depends_on):
        return Counter()
    return rollup.deltas(services, change)


def difference(old: Iterable[Cell], new: Iterable[Cell]) -> Deltas:
    """Return the deltas of something that is counted in each of `new`, and before was counted in each of `old`."""
    deltas: Deltas = Counter(new)
    deltas.subtract(Counter(old))
    return deltas


def writes(services: Services, deltas: Mapping[Cell, int]) -> list[Write]:
    """Return the members of a transaction that add to the counters, one for each item: 2 WRU and more for every KB."""
    by_item: dict[tuple[str, str], dict[str, int]] = {}
    for (pk, sk, name), delta in sorted(deltas.items()):
        if delta:
            by_item.setdefault((pk, sk), {})[name] = delta
    return [_add(services, pk, sk, added) for (pk, sk), added in by_item.items()]


def _add(services: Services, pk: str, sk: str, added: Mapping[str, Any]) -> Write:
    update = "ADD " + ", ".join(f"#{name} :{name}" for name in added)
    return services.stats.change(pk, sk, update, ALWAYS, **added)
