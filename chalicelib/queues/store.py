"""Where views lie in the core table, and which filters are counted.

    VIEWS#<agent>  #   an agent's own views, all in one item
    VIEWS          #   those that are shared
    TALLIES        #   every filter that some view has, once, with the number under which it is counted

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
"""So long a consumer of the stream goes on with the filters it knows."""

Key = tuple[str, str]

_known: WeakKeyDictionary[Dynamo, tuple[int, Tallies]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Shelves:
    """Everything there is about one agent's views, read at one moment."""

    own: Shelf
    shared: Shelf
    tallies: Tallies


def shelves(services: Services, agent: str) -> Shelves:
    """As they are now. 1 RT; 1 RRU per started 4 KB of each of the three items."""
    found = services.dynamo.get_many([(services.core, *key) for key in keys(agent)], consistent=True)
    return shelves_in(found, agent)


def keys(agent: str) -> Sequence[Key]:
    """What to ask for in order to know an agent's views."""
    return [(f"{SHARED}#{agent}", META), (SHARED, META), (TALLIES, META)]


def shelves_in(found: dict[Key, Item], agent: str) -> Shelves:
    own, shared, tallies = (found.get(key) or {} for key in keys(agent))
    return Shelves(Shelf.model_validate(own), Shelf.model_validate(shared), Tallies.model_validate(tallies))


def tallies(services: Services, *, consistent: bool = True) -> Tallies:
    """Every filter that is counted, as of now. 1 RT; 1 RRU per started 4 KB, half of it unless consistent."""
    return Tallies.model_validate(services.core.get(TALLIES, META, consistent=consistent) or {})


def tallies_known(services: Services) -> Tallies:
    """The same, at most `FRESH_MS` old."""
    now = services.clock.real()
    read_at, known = _known.get(services.dynamo, (0, None))
    if known is None or not 0 <= now - read_at < FRESH_MS:
        known = tallies(services)
        _known[services.dynamo] = (now, known)
    return known


def own_kept(services: Services, agent: str, shelf: Shelf) -> Write:
    """Member of a transaction: 2 WRU per started KB. Fails where somebody has changed it since it was read."""
    return _kept(services, f"{SHARED}#{agent}", shelf)


def shared_kept(services: Services, shelf: Shelf) -> Write:
    """The same for what is shared."""
    return _kept(services, SHARED, shelf)


def tallies_kept(services: Services, tallies: Tallies) -> Write:
    """The same for the filters that are counted."""
    _known.pop(services.dynamo, None)
    return _kept(services, TALLIES, tallies)


def _kept(services: Services, pk: str, value: Shelf | Tallies) -> Write:
    item = {"pk": pk, "sk": META, **value.model_dump(exclude_defaults=True), "version": value.version + 1}
    condition = "#version = :seen" if value.version else "attribute_not_exists(#pk)"
    values: Item = {"seen": value.version} if value.version else {}
    return services.core.put(item, condition, **values)
