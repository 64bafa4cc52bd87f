"""Search for kinds other than tickets and people: a slice describes its records, and this module does the rest.

A slice calls `register` in a module imported by its jobs or API, and `outbox.index_record` after a record has changed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from ..people.model import Caller
from ..plumbing.aws.marshal import Item
from ..plumbing.registry import caller_place
from ..plumbing.services import Services
from . import specs
from .forms import SearchQuery
from .model import LONG_AGO, Document, Hit, IndexQuestion, IndexTask, Term, record_key
from .specs import Collector, DocumentSpec, Update

if TYPE_CHECKING:
    from .views import FoundRecord, FoundRecords

R = TypeVar("R")
MAX_ROUNDS = 3


@dataclass(frozen=True)
class RecordText:
    """One searchable text of a record. `part` distinguishes texts of one record; `internal`: for agents only."""

    part: str
    text: str
    language: str = ""
    at: int = LONG_AGO
    internal: bool = False


@dataclass(frozen=True)
class Heading:
    """The title of a result, and the page that it links to."""

    title: str
    path: str


@dataclass(frozen=True)
class RecordSpec(Generic[R]):
    """How to search one kind of record.

    `load` reads records by id in their current state, optionally consistent: 1 RT. `read_item` returns a record with its id from
    an item of the core table, None for any other item. `may_see`: whether a caller may see a record; `internal` decides which of
    its texts they see.
    """

    load: Callable[[Services, Sequence[str]], Mapping[str, R]]
    read_item: Callable[[Item], tuple[str, R] | None]
    texts: Callable[[R], Iterable[RecordText]]
    may_see: Callable[[Services, Caller, R], bool]
    heading: Callable[[R, RecordText], Heading]


def register(kind: str, spec: RecordSpec[R]) -> DocumentSpec:
    """Make records of a kind searchable. Raises `ValueError` if the kind exists."""
    search = _Records(kind, spec)
    return specs.register(kind, DocumentSpec(search.look_up, search.collector, search.page), place=caller_place())


@dataclass
class _Page:
    position: int
    items: list["FoundRecord"]
    more: bool = True
    complete: bool = True


@dataclass(frozen=True)
class _Records(Generic[R]):
    kind: str
    spec: RecordSpec[R]

    def look_up(self, services: Services, errands: Sequence[IndexTask], found: Update) -> None:
        """Load the records named by errands; deleted ones are removed from the index."""
        ids = sorted({errand.record for errand in errands})
        known = self.spec.load(services, ids)
        for record in ids:
            found.empty.add(record_key(self.kind, record))
            if record in known:
                for document in self._documents(record, known[record]):
                    found.add(document, document.key)

    def collector(self) -> Collector:
        return self._collected

    def _collected(self, item: Item) -> Iterator[Document]:
        read = self.spec.read_item(item)
        if read is not None:
            yield from self._documents(*read)

    def _documents(self, record: str, value: R) -> Iterator[Document]:
        from . import stems  # only the index function has all of them

        for text in self.spec.texts(value):
            language = stems.language_of(text.language)
            yield Document(
                key=record_key(self.kind, record, text.part),
                kind=self.kind,
                terms=stems.document_terms(text.text, text.language),
                at=text.at,
                group=record_key(self.kind, record),
                internal=text.internal,
                language=language,
            )

    def page(self, services: Services, caller: Caller, query: SearchQuery) -> "FoundRecords":
        """Return a page of records. 1 RT to the index and what `load` costs, at most three times, until the page is full."""
        from . import asking
        from .views import FoundRecords

        page = _Page(asking.position_of(caller, query), [])
        page.more = asking.has_a_word(query)
        for _ in range(MAX_ROUNDS):
            if page.more and len(page.items) < query.limit:
                self._fill(services, caller, query, page)
        after = asking.cursor_after(caller, query, page.position, more=page.more)
        return FoundRecords(kind=self.kind, items=page.items, next=after, complete=page.complete)

    def _fill(self, services: Services, caller: Caller, query: SearchQuery, page: _Page) -> None:
        from . import asking

        room = query.limit - len(page.items)
        asked = IndexQuestion(
            text=query.q, kinds=(self.kind,), public=not caller.is_agent, skip=page.position, take=room
        )
        answer = asking.ask(services, asked)
        terms = [Term(*each) for each in answer.terms]
        groups = [asking.hits_of(group) for group in answer.found]
        known = self.spec.load(services, [hits[0].record for hits in groups])
        for hits in groups:
            value = known.get(hits[0].record)
            if value is not None and self.spec.may_see(services, caller, value):
                page.items += self._shown(caller, value, hits, terms)
        page.position += len(groups)
        page.more, page.complete = answer.more, answer.complete

    def _shown(self, caller: Caller, value: R, hits: Sequence[Hit], terms: Sequence[Term]) -> Iterator["FoundRecord"]:
        """Return the record once, with its best hit that still exists and is visible to the caller."""
        from .results import parts_of
        from .views import FoundRecord

        texts = {text.part: text for text in self.spec.texts(value) if caller.is_agent or not text.internal}
        text = next((texts[hit.part] for hit in hits if hit.part in texts), None)
        if text is not None:
            heading = self.spec.heading(value, text)
            yield FoundRecord(
                id=hits[0].record,
                title=heading.title,
                path=heading.path,
                at=text.at,
                snippet=parts_of(text.text, terms),
            )
