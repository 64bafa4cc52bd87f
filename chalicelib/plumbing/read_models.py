"""Lists and numbers in the stats table that are derived from the core table: each can be made again, one row for each.

A slice adds its row where it is imported; `make rebuild` reads the core table once and hands every item to every row.
"""

from collections.abc import Callable
from typing import Protocol

from .marshal import Item
from .registry import Registry, caller_place
from .services import Services


class Rebuild(Protocol):
    """One rebuild of a read model. It must be safe to repeat and to run while the desk is used."""

    def take(self, item: Item) -> None:
        """Look at an item of the core table; they come once each, in any order."""
        ...

    def finish(self) -> int:
        """Write what is left; return how many items of the stats table were written in all."""
        ...


READ_MODELS: Registry[str, Callable[[Services], Rebuild]] = Registry("read model")


def register(name: str, begin: Callable[[Services], Rebuild]) -> None:
    """Add a row. Raises ValueError for a name that is there already."""
    READ_MODELS.add(name, begin, place=caller_place())
