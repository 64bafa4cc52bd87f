"""Read models: lists and numbers in the stats table, derived from the core table. Each can be rebuilt; one row for each.

A slice adds its row at import; `make rebuild` reads the core table once and passes every item to every row.
"""

from collections.abc import Callable
from typing import Protocol

from .aws.marshal import Item
from .registry import Registry, caller_place
from .services import Services


class Rebuild(Protocol):
    """One rebuild of a read model. It must be idempotent and safe to run in production."""

    def take(self, item: Item) -> None:
        """Process an item of the core table; each comes once, in any order."""
        ...

    def finish(self) -> int:
        """Write the remaining items; return how many items of the stats table were written in total."""
        ...


READ_MODELS: Registry[str, Callable[[Services], Rebuild]] = Registry("read model")


def register(name: str, begin: Callable[[Services], Rebuild]) -> None:
    """Add a row. Raises `ValueError` if the name exists."""
    READ_MODELS.add(name, begin, place=caller_place())
