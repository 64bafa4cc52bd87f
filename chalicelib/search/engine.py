"""The full-text engine interface, and the choice of the engine.

An engine keeps its index in the files of one folder. Storage and locking of the index are handled elsewhere.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from .model import Document, Hit, Question


class Writer(Protocol):
    """Changes one folder's index. Changes are not visible before `close`."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents; each replaces the document with its key."""
        ...

    def remove(self, keys: Iterable[str]) -> None:
        """Remove documents; missing keys are ignored."""
        ...

    def remove_groups(self, groups: Iterable[str]) -> None:
        """Remove every document of these groups."""
        ...

    def close(self) -> None:
        """Save. Afterwards the folder contains only the index and files that end in `.lock`."""
        ...


class Reader(Protocol):
    """Reads one snapshot of one folder's index, whatever happens to the folder afterwards."""

    def search(self, question: Question, limit: int) -> list[Hit]:
        """Return at most `most` hits, best first, for a question with at least one term."""
        ...

    def close(self) -> None: ...


class Engine(Protocol):
    """`form` names the engine and its file format: an index with another format cannot be read."""

    form: str

    def writer(self, folder: Path, *, roomy: bool = False) -> Writer:
        """Open the index in a folder for writing, or create one in an empty folder. `roomy`: for a rebuild, uses more resources.

        Existing files are replaced, never modified.
        """
        ...

    def reader(self, folder: Path) -> Reader: ...


def _tantivy() -> Engine:
    from .tantivy_engine import TantivyEngine

    return TantivyEngine()


def _sqlite() -> Engine:
    from .sqlite_engine import SqliteEngine

    return SqliteEngine()


ENGINES: dict[str, Callable[[], Engine]] = {"tantivy": _tantivy, "sqlite3": _sqlite}
"""By the module that each requires, best first."""


@lru_cache
def engine() -> Engine:
    """Return the best engine that is installed."""
    return best_engine(find_spec)


def best_engine(spec_of: Callable[[str], object]) -> Engine:
    """Return the first engine of `ENGINES` whose module `spec_of` finds. Raises `StopIteration` if it finds none."""
    return next(make() for module, make in ENGINES.items() if spec_of(module))
