"""The kinds of thing that can be searched: one row each, registered by the slice that owns the thing.

A slice that lies below the search (tickets, people) does not know of it, so its row stands in `own_kinds`. Every slice
above registers its own, mostly by a `records.RecordSpec`. Index, update, rebuild and results go through these rows alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ..people.model import Caller
from ..plumbing.fields import Value
from ..plumbing.marshal import Item
from ..plumbing.registry import Registry, caller_place
from ..plumbing.services import Services
from .forms import SearchQuery
from .model import Document, Errand


@dataclass
class Update:
    """What changes in the index. Groups are emptied first, then filled again."""

    put: dict[str, Document] = field(default_factory=dict)
    remove: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)

    def add(self, document: Document | None, key: str) -> None:
        """Put the document; None removes what has the key, since there is nothing to find in it."""
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
"""Gets every item of the core table once, in any order, and gives the documents that can be made by then."""


@dataclass(frozen=True)
class DocumentSpec:
    """How one kind of thing gets into the index, and what a search for it shows.

    `look_up` reads what errands of this kind name, as it is now, into an update. `collector` starts a rebuild's reading.
    `search` gives a page of results: it asks the index, reads the things as they are now and leaves out what the caller may not
    see. It raises `NotAllowed` for callers who may not search for this kind at all.
    """

    look_up: Callable[[Services, Sequence[Errand], Update], None]
    collector: Callable[[], Collector]
    search: Callable[[Services, Caller, SearchQuery], Value]


DOCUMENTS: Registry[str, DocumentSpec] = Registry("kind of document")
"""By what `kind=` of a search and an errand's `kind` say."""


def register(kind: str, spec: DocumentSpec, *, place: str = "") -> DocumentSpec:
    """Add a row. `kind` is a plural of small letters. Raises ValueError for one that is there already."""
    if not (kind.isascii() and kind.isalpha() and kind.islower()):
        raise ValueError(f"{kind!r} cannot name a kind of document: use small letters alone.")
    return DOCUMENTS.add(kind, spec, place=place or caller_place())
