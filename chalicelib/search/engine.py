"""What keeps documents and finds them: the port, and which engine is behind it.

An engine keeps everything in the files of one folder. Where the index lies and who may write it is not its business.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from .model import Document, Hit, Question


class Writer(Protocol):
    """Changes one folder's index. Nothing of it can be seen before `close`."""

    def put(self, documents: Iterable[Document]) -> None:
        """Each replaces the document with its key."""
        ...

    def remove(self, keys: Iterable[str]) -> None:
        """What is not there is removed already."""
        ...

    def remove_groups(self, groups: Iterable[str]) -> None:
        """Every document of these groups."""
        ...

    def close(self) -> None:
        """Save. After it the folder holds the index and nothing else, except files that end in `.lock`."""
        ...


class Reader(Protocol):
    """Sees one state of one folder's index, whatever happens to the folder afterwards."""

    def search(self, question: Question, most: int) -> list[Hit]:
        """At most `most`, best first; for a question with at least one term."""
        ...

    def close(self) -> None: ...


class Engine(Protocol):
    """`form` names the engine and the form of its files: an index of another form cannot be read."""

    form: str

    def writer(self, folder: Path, *, roomy: bool = False) -> Writer:
        """Of the index in a folder, or a new one in an empty folder. `roomy`: for a rebuild, with memory and threads.

        Files that lie there are replaced, never written into.
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
"""By the module that each needs, best first."""


@lru_cache
def engine() -> Engine:
    """Return the best engine that can be imported here."""
    return best_engine(find_spec)


def best_engine(spec_of: Callable[[str], object]) -> Engine:
    """Return the first engine of `ENGINES` whose module `spec_of` finds. Raises StopIteration if it finds none."""
    return next(make() for module, make in ENGINES.items() if spec_of(module))
