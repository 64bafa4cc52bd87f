"""Tables that slices add rows to when they are imported, each name once."""

import sys
from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Registry(Mapping[K, V]):
    """A table of `what`, in the order in which its rows were added."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._rows: dict[K, V] = {}
        self._places: dict[K, str] = {}

    def add(self, name: K, row: V, *, place: str = "") -> V:
        """Add a row under a name. Raises ValueError, with both places, for a name that is there already."""
        here = place or caller_place()
        if name in self._rows:
            raise ValueError(f"The {self._what} {name!s} is registered twice: at {self._places[name]} and at {here}.")
        self._rows[name] = row
        self._places[name] = here
        return row

    def __getitem__(self, name: K) -> V:
        return self._rows[name]

    def __iter__(self) -> Iterator[K]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def caller_place() -> str:
    """Return file and line of whoever called the function that asks."""
    frame = sys._getframe(2)  # noqa: SLF001 - inspect would read the source files
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
