"""People as a searchable kind: indexing, and results for agents."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..people import actions as people_actions
from ..people.model import Caller
from ..plumbing.aws.marshal import Item
from ..plumbing.services import Services
from .forms import SearchQuery
from .model import Document, IndexTask
from .specs import Collector, Update

if TYPE_CHECKING:
    from .views import FoundPeople


def look_up(services: Services, errands: Sequence[IndexTask], found: Update) -> None:
    """Load the people named by errands. 1 RT, 1 RRU each."""
    from . import documents

    ids = sorted({errand.person for errand in errands})
    known = {each.id: each for each in people_actions.people_by_id(services, ids, consistent=True)}
    for errand in errands:
        person = known.get(errand.person)
        found.add(documents.of_person(person) if person else None, errand.about)


def _collected(item: Item) -> Iterator[Document]:
    from . import documents

    person = people_actions.person_of(item)
    if person is not None:
        yield documents.of_person(person)


def collector() -> Collector:
    return _collected


def search(services: Services, caller: Caller, query: SearchQuery) -> "FoundPeople":
    """Return a page of people; for the cost see `actions.find_people`."""
    from . import results

    return results.people_page(services, caller, query)
