"""Views in the core table, and the filters that are counted.

    VIEWS#<agent>  #   an agent's private views, all in one item
    VIEWS          #   all shared views
    COUNTERS       #   every filter that some view uses, once, with the number of its counter

RT: sequential round trips. RRU, WRU: read and write units. A view takes some 300 bytes, a counter some 150.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from ..plumbing.aws.dynamo import Dynamo, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.clock import SECOND
from ..plumbing.services import Services
from .model import ViewCounters, ViewList

SHARED = "VIEWS"
COUNTERS = "COUNTERS"
META = "#"
FRESH_MS = 2 * SECOND
"""How long stream consumers cache the counted filters."""

Key = tuple[str, str]

_cache: WeakKeyDictionary[Dynamo, tuple[int, ViewCounters]] = WeakKeyDictionary()


@dataclass(frozen=True)
class ViewLists:
    """An agent's private views, the shared views and the counted filters, read together."""

    own: ViewList
    shared: ViewList
    counters: ViewCounters


def load_views(services: Services, agent: str) -> ViewLists:
    """Load an agent's view lists consistently. 1 RT; 1 RRU per started 4 KB of each of the three items."""
    found = services.dynamo.get_many([(services.core, *key) for key in keys(agent)], consistent=True)
    return views_in(found, agent)


def keys(agent: str) -> Sequence[Key]:
    """Return the keys of the items that make up an agent's views."""
    return [(f"{SHARED}#{agent}", META), (SHARED, META), (COUNTERS, META)]


def views_in(found: dict[Key, Item], agent: str) -> ViewLists:
    own, shared, counters = (found.get(key) or {} for key in keys(agent))
    return ViewLists(
        ViewList.model_validate(own), ViewList.model_validate(shared), ViewCounters.model_validate(counters)
    )


def load_counters(services: Services, *, consistent: bool = True) -> ViewCounters:
    """Load every counted filter. 1 RT; 1 RRU per started 4 KB, half of it unless consistent."""
    return ViewCounters.model_validate(services.core.get(COUNTERS, META, consistent=consistent) or {})


def counters_cached(services: Services) -> ViewCounters:
    """Return the counted filters from the cache, at most `FRESH_MS` old."""
    now = services.clock.real()
    read_at, known = _cache.get(services.dynamo, (0, None))
    if known is None or not 0 <= now - read_at < FRESH_MS:
        known = load_counters(services)
        _cache[services.dynamo] = (now, known)
    return known


def write_own(services: Services, agent: str, view_list: ViewList) -> Write:
    """Build the write of an agent's views: 2 WRU per started KB. Fails if they have changed since they were read."""
    return _write(services, f"{SHARED}#{agent}", view_list)


def write_shared(services: Services, view_list: ViewList) -> Write:
    """Build the write of the shared views; costs and fails as `write_own`."""
    return _write(services, SHARED, view_list)


def write_counters(services: Services, counters: ViewCounters) -> Write:
    """Build the write of the counted filters; costs and fails as `write_own`."""
    _cache.pop(services.dynamo, None)
    return _write(services, COUNTERS, counters)


def _write(services: Services, pk: str, value: ViewList | ViewCounters) -> Write:
    item = {"pk": pk, "sk": META, **value.model_dump(exclude_defaults=True), "version": value.version + 1}
    condition = "#version = :seen" if value.version else "attribute_not_exists(#pk)"
    values: Item = {"seen": value.version} if value.version else {}
    return services.core.put(item, condition, **values)
