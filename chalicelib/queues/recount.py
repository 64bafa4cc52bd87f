"""Check counters and loads against the tickets: every hour for all of them, and immediately for a newly counted filter.

Counters follow the stream with a short delay, so a change in transit is not an error. A difference is one only if it is the
same before and after a pause in which no ticket counted there has moved; the correction is added, not overwritten, so that
concurrent changes are preserved.
"""

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..configuration import actions as configuration_actions
from ..people import roster
from ..people.model import Slot
from ..plumbing.aws.dynamo import TokenReused, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.clock import HOUR, MINUTE
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from ..tickets import index as tickets_index
from ..tickets.model import OPEN_STATUSES, WAITING_ON_US, OutOfQueue
from . import rules, store, ticket_counters
from .model import ViewCounters
from .ticket_counters import Deltas, agent_key, team_key

log = logging.getLogger(__name__)

PAUSE_S = 5  # longer than the normal stream delay and than it takes until a new filter is known
MAX_ATTEMPTS = 3
MAX_ROWS = 100_000
LOAD = "load"
OF_A_VIEW = re.compile(r"v(\d+)(_[a-z0-9_]+)?", re.ASCII)
PLACES = (*OPEN_STATUSES, OutOfQueue.SNOOZED, OutOfQueue.SPAM)

CounterKey = tuple[str, str]  # item and name
Pause = Callable[[float], None]


@dataclass(frozen=True)
class Reading:
    """Actual values minus counters, without zeros; and the counters of each ticket, by number."""

    off: Deltas
    counted_at: Mapping[int, frozenset[CounterKey]]

    def standing(self, later: "Reading") -> Deltas:
        """Return the differences that are the same in both readings and involve no ticket that has moved between them."""
        unsettled = self.unsettled(later)
        return Deltas({key: off for key, off in later.off.items() if key not in unsettled})

    def unsettled(self, later: "Reading", *, strictly: bool = True) -> set[CounterKey]:
        """Return the counters these two readings cannot decide: differences that vary; if strict, also moved tickets."""
        unequal = {key for key in {*self.off, *later.off} if self.off.get(key) != later.off.get(key)}
        return unequal | self._moved(later) if strictly else unequal

    def _moved(self, later: "Reading") -> set[CounterKey]:
        nowhere: frozenset[CounterKey] = frozenset()
        tickets = {*self.counted_at, *later.counted_at}
        pairs = ((self.counted_at.get(each, nowhere), later.counted_at.get(each, nowhere)) for each in tickets)
        return {key for before, after in pairs for key in before ^ after}


def reconcile(services: Services, pause: Pause = time.sleep, *, token: str = "") -> Deltas:
    """Correct wrong counters and return the corrections by item and name: once an hour for each token.

    Reads every ticket that is not closed, as a row: half a RRU per 12; writes only corrections, 2 WRU an item.
    """
    counters = store.load_counters(services)
    first = reading(services, counters)
    standing: Deltas = Counter()
    if first.off:
        pause(PAUSE_S)
        standing = first.standing(reading(services, counters))
    if standing:
        log.warning("counters were off", extra={"off": {"/".join(key): off for key, off in standing.items()}})
        try:
            _add(services, standing, f"recount-{token}{services.clock.real() // HOUR}")
        except TokenReused:
            return Deltas()  # another run in this hour was working on it, and had found something else
    _forget_leftovers(services, counters)
    return standing


def count_new(services: Services, pause: Pause = time.sleep) -> int:
    """Count newly counted filters from scratch and mark their counters as ready; return how many.

    1 RT and half a RRU per 4 KB if there is none. Otherwise some 5 seconds, twice every row (half a RRU per 12), and 2 WRU for
    each item with such a counter. Counters that change meanwhile are read again; if they keep changing, the third reading
    decides, and the hourly recount corrects any remaining error.
    """
    counters = store.load_counters(services, consistent=False)
    left = {number: counter for number, counter in counters.by_number.items() if not counter.ready}
    settled: set[str] = set()
    for turn in range(1, MAX_ATTEMPTS + 1):
        if not left:
            break
        first = reading(services, ViewCounters(by_number=left))
        pause(PAUSE_S)
        second = reading(services, ViewCounters(by_number=left))
        moving = {_number(key) for key in first.unsettled(second, strictly=turn < MAX_ATTEMPTS)}
        resolved = left.keys() - moving
        try:
            missing = Deltas({key: off for key, off in second.off.items() if _number(key) in resolved})
            _add(services, missing, f"new-{services.clock.real() // MINUTE}-{turn}")
        except TokenReused:
            break  # another run in this minute is working on it, and has found something else: the next run reads again
        settled |= resolved
        left = {number: counter for number, counter in left.items() if number in moving}
    _make_ready(services, settled)
    return len(settled)


def drift(services: Services) -> Deltas:
    """Return actual values minus counters, without zeros."""
    return reading(services, store.load_counters(services)).off


def reading(services: Services, counters: ViewCounters) -> Reading:
    """Read every ticket that is not closed and every counter at about the same time. Only requested views are counted."""
    slots = _slots(services)
    counted_at = _counted_at(services, {slot.agent: _row(slot) for slot in slots}, counters)
    there: Deltas = Counter(key for keys in counted_at.values() for key in keys)
    stored = _read_counters(services, slots, {pk for pk, _ in there}, counters)
    off = Deltas({key: there[key] - stored[key] for key in {*there, *stored}})
    return Reading(Deltas({key: difference for key, difference in off.items() if difference}), counted_at)


def _counted_at(
    services: Services, rows: Mapping[str, str], counters: ViewCounters
) -> dict[int, frozenset[CounterKey]]:
    """Return the counters of each ticket, from the rows, with all shards of a team as one."""
    found: dict[int, frozenset[CounterKey]] = {}
    for row in _everything(services):
        keys = set(ticket_counters.counter_keys(row, counters, shards=1))
        agent = row.get("assignee", "")
        if agent in rows and row["status"] in WAITING_ON_US and not rules.place_of(row):
            keys.add((rows[agent], LOAD))
        found[row["number"]] = frozenset(keys)
    return found


def _everything(services: Services) -> Iterator[Item]:
    for team in configuration_actions.current(services).teams:
        for place in PLACES:
            yield from tickets_index.queue_rows(services, team.id, place.value, MAX_ROWS, None)


def _read_counters(services: Services, slots: list[Slot], found_at: set[str], counters: ViewCounters) -> Deltas:
    """Return the counter values, of views only those that are requested."""
    found: Deltas = Counter({(_row(slot), LOAD): slot.load for slot in slots})
    for place, name, value in _numbers(services, slots, found_at):
        of_a_view = OF_A_VIEW.fullmatch(name)
        if not of_a_view or of_a_view[1] in counters.by_number:
            found[place, name] += value
    return found


def _numbers(services: Services, slots: list[Slot], found_at: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Iterate over (item, name, number) of every counter, with all shards of a team under one name."""
    teams = configuration_actions.current(services).teams
    shards = range(services.settings.queue_shards)
    places = {team_key(team.id, n): team_key(team.id, 0) for team in teams for n in shards}
    agents = {agent_key(slot.agent) for slot in slots} | {pk for pk in found_at if pk.startswith(agent_key(""))}
    places |= {pk: pk for pk in agents}
    items = services.dynamo.get_many([(services.stats, pk, "#") for pk in places], consistent=True)
    for (pk, _), item in items.items():
        for name, value in item.items():
            if isinstance(value, int):
                yield places[pk], name, value


def _add(services: Services, standing: Deltas, token: str) -> None:
    """Add the corrections. Idempotent if the run is repeated."""
    loads = {key: off for key, off in standing.items() if key[1] == LOAD}
    counters = Counter({key: off for key, off in standing.items() if key[1] != LOAD})
    writes: list[Write] = ticket_counters.counter_writes(services, counters)
    writes += [roster.decrease_load(services, *_team_and_agent(key[0]), -off) for key, off in loads.items()]
    for start in range(0, len(writes), ticket_counters.MAX_WRITES):
        services.dynamo.transact(writes[start : start + ticket_counters.MAX_WRITES], f"{token}-{start}")


def _make_ready(services: Services, numbers: set[str]) -> None:
    """Mark the counters as ready to be shown. 1–2 RT, 1 RRU and 1 WRU per KB; retries if views are saved meanwhile."""

    def attempt() -> None:
        before = store.load_counters(services)
        after = before.made_ready(numbers)
        if after != before:
            services.core.write(store.write_counters(services, after))

    if numbers:
        retry_until_written(services.clock, attempt, "The views change too quickly.")


def _forget_leftovers(services: Services, counters: ViewCounters) -> None:
    """Delete the counters of filters that no view uses any more. 1 RT and 1 WRU for each item that holds one."""
    slots = _slots(services)
    leftovers: dict[str, set[str]] = {}
    for pk, name, _ in _numbers(services, slots, ()):
        of_a_view = OF_A_VIEW.fullmatch(name)
        if of_a_view and of_a_view[1] not in counters.by_number:
            leftovers.setdefault(pk, set()).add(name)
    for pk, names in leftovers.items():
        update = "REMOVE " + ", ".join(f"#{name}" for name in sorted(names))
        services.stats.write(services.stats.change(pk, "#", update))


def _number(key: tuple[str, str]) -> str:
    """Return the number of the filter that a counter belongs to; "" if it belongs to no view."""
    of_a_view = OF_A_VIEW.fullmatch(key[1])
    return of_a_view[1] if of_a_view else ""


def _slots(services: Services) -> list[Slot]:
    return roster.all_slots(services, [team.id for team in configuration_actions.current(services).teams])


def _row(slot: Slot) -> str:
    """Return the item of an agent's load."""
    return f"{slot.home}/{slot.agent}"


def _team_and_agent(key: str) -> tuple[str, str]:
    team, _, agent = key.partition("/")
    return team, agent
