"""The searchable kinds: one row each, registered by the slice that owns the data.

A slice that lies below the search (tickets, people) does not depend on it, so its row is in `own_kinds`. Every slice above
registers its own, usually with a `records.RecordSpec`. Indexing, updates, rebuilds and results use only these rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ..people.model import Caller
from ..plumbing.aws.marshal import Item
from ..plumbing.fields import Value
from ..plumbing.registry import Registry, caller_place
from ..plumbing.services import Services
from .forms import SearchQuery
from .model import Document, IndexTask


@dataclass
class Update:
    """A change of the index. Groups are removed first, then filled again."""

    put: dict[str, Document] = field(default_factory=dict)
    remove: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)

    def add(self, document: Document | None, key: str) -> None:
        """Put the document; None removes the document with the key, because it has no text."""
        if document is None:
            self.remove.add(key)
        else:
            self.put[key] = document

    @property
    def languages(self) -> set[str]:
        return {document.language for document in self.put.values() if document.language}

    def join(self, other: "Update") -> None:
        self.put |= other.put
        self.remove |= other.remove
        self.empty |= other.empty


Collector = Callable[[Item], Iterable[Document]]
"""Gets every item of the core table once, in any order, and returns the documents that are complete by then."""


@dataclass(frozen=True)
class DocumentSpec:
    """How one kind is indexed, and what a search for it returns.

    `build_update` loads the current state of the things named by errands into an update. `collector` starts reading for
    a rebuild.
    `search` returns a page of results: it queries the index, loads the current state and excludes what the caller may not see.
    It raises `NotAllowed` for callers who may not search this kind at all.
    """

    look_up: Callable[[Services, Sequence[IndexTask], Update], None]
    collector: Callable[[], Collector]
    search: Callable[[Services, Caller, SearchQuery], Value]


DOCUMENTS: Registry[str, DocumentSpec] = Registry("kind of document")
"""By the `kind=` of a search and an errand's `kind`."""


def register(kind: str, spec: DocumentSpec, *, place: str = "") -> DocumentSpec:
    """Add a row. `kind` is a plural in lower case. Raises `ValueError` if it exists."""
    if not (kind.isascii() and kind.isalpha() and kind.islower()):
        raise ValueError(f"{kind!r} cannot name a kind of document: use small letters alone.")
    return DOCUMENTS.add(kind, spec, place=place or caller_place())
