"""Views in the core table, and the filters that are counted.

    VIEWS#<agent>  #   an agent's private views, all in one item
    VIEWS          #   all shared views
    TALLIES        #   every filter that some view uses, once, with the number of its counter

RT: sequential round trips. RRU, WRU: read and write units. A view takes some 300 bytes, a tally some 150.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from ..plumbing.clock import SECOND
from ..plumbing.dynamo import Dynamo, Write
from ..plumbing.marshal import Item
from ..plumbing.services import Services
from .model import Shelf, Tallies

SHARED = "VIEWS"
TALLIES = "TALLIES"
META = "#"
FRESH_MS = 2 * SECOND
"""How long stream consumers cache the counted filters."""

Key = tuple[str, str]

_known: WeakKeyDictionary[Dynamo, tuple[int, Tallies]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Shelves:
    """An agent's private views, the shared views and the counted filters, read together."""

    own: Shelf
    shared: Shelf
    tallies: Tallies


def shelves(services: Services, agent: str) -> Shelves:
    """Load an agent's shelves consistently. 1 RT; 1 RRU per started 4 KB of each of the three items."""
    found = services.dynamo.get_many([(services.core, *key) for key in keys(agent)], consistent=True)
    return shelves_in(found, agent)


def keys(agent: str) -> Sequence[Key]:
    """Return the keys of the items that make up an agent's views."""
    return [(f"{SHARED}#{agent}", META), (SHARED, META), (TALLIES, META)]


def shelves_in(found: dict[Key, Item], agent: str) -> Shelves:
    own, shared, tallies = (found.get(key) or {} for key in keys(agent))
    return Shelves(Shelf.model_validate(own), Shelf.model_validate(shared), Tallies.model_validate(tallies))


def tallies(services: Services, *, consistent: bool = True) -> Tallies:
    """Load every counted filter. 1 RT; 1 RRU per started 4 KB, half of it unless consistent."""
    return Tallies.model_validate(services.core.get(TALLIES, META, consistent=consistent) or {})


def tallies_known(services: Services) -> Tallies:
    """Return the counted filters from the cache, at most `FRESH_MS` old."""
    now = services.clock.real()
    read_at, known = _known.get(services.dynamo, (0, None))
    if known is None or not 0 <= now - read_at < FRESH_MS:
        known = tallies(services)
        _known[services.dynamo] = (now, known)
    return known


def own_kept(services: Services, agent: str, shelf: Shelf) -> Write:
    """Build the write of an agent's views: 2 WRU per started KB. Fails if they have changed since they were read."""
    return _kept(services, f"{SHARED}#{agent}", shelf)


def shared_kept(services: Services, shelf: Shelf) -> Write:
    """Build the write of the shared views; costs and fails as `own_kept`."""
    return _kept(services, SHARED, shelf)


def tallies_kept(services: Services, tallies: Tallies) -> Write:
    """Build the write of the counted filters; costs and fails as `own_kept`."""
    _known.pop(services.dynamo, None)
    return _kept(services, TALLIES, tallies)


def _kept(services: Services, pk: str, value: Shelf | Tallies) -> Write:
    item = {"pk": pk, "sk": META, **value.model_dump(exclude_defaults=True), "version": value.version + 1}
    condition = "#version = :seen" if value.version else "attribute_not_exists(#pk)"
    values: Item = {"seen": value.version} if value.version else {}
    return services.core.put(item, condition, **values)
