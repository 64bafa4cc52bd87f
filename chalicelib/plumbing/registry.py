"""Registries to which slices add entries at import, with unique names."""

import sys
from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Registry(Mapping[K, V]):
    """A registry of `what`, in insertion order."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._rows: dict[K, V] = {}
        self._places: dict[K, str] = {}

    def add(self, name: K, row: V, *, place: str = "") -> V:
        """Add an entry. Raises `ValueError` with both source locations if the name exists."""
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
    """Return the file and line that called the calling function."""
    frame = sys._getframe(2)  # noqa: SLF001 - inspect would read the source files
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
