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

from ..configuration import actions as configuration
from ..people import roster
from ..people.model import Seat
from ..plumbing.clock import HOUR, MINUTE
from ..plumbing.dynamo import ConditionFailed, TokenUsed, Write
from ..plumbing.marshal import Item
from ..plumbing.services import Services
from ..tickets import cards
from ..tickets.model import UNCLOSED, WAITING_ON_US, Aside
from . import counts, rules, store
from .counts import Deltas, agent_key, team_key
from .model import Tallies

log = logging.getLogger(__name__)

PAUSE_S = 5  # longer than the normal stream delay and than it takes until a new filter is known
TRIES = 3
MOST_CARDS = 100_000
LOAD = "load"
OF_A_VIEW = re.compile(r"v(\d+)(_[a-z0-9_]+)?", re.ASCII)
PLACES = (*UNCLOSED, Aside.SNOOZED, Aside.SPAM)

Key = tuple[str, str]  # item and name
Pause = Callable[[float], None]


@dataclass(frozen=True)
class Reading:
    """Actual values minus counters, without zeros; and the counters of each ticket, by number."""

    off: Deltas
    counted_at: Mapping[int, frozenset[Key]]

    def standing(self, later: "Reading") -> Deltas:
        """Return the differences that are the same in both readings and involve no ticket that has moved between them."""
        unsettled = self.unsettled(later)
        return Deltas({key: off for key, off in later.off.items() if key not in unsettled})

    def unsettled(self, later: "Reading", *, strictly: bool = True) -> set[Key]:
        """Return the counters these two readings cannot decide: differences that vary; if strict, also moved tickets."""
        unequal = {key for key in {*self.off, *later.off} if self.off.get(key) != later.off.get(key)}
        return unequal | self._moved(later) if strictly else unequal

    def _moved(self, later: "Reading") -> set[Key]:
        nowhere: frozenset[Key] = frozenset()
        tickets = {*self.counted_at, *later.counted_at}
        pairs = ((self.counted_at.get(each, nowhere), later.counted_at.get(each, nowhere)) for each in tickets)
        return {key for before, after in pairs for key in before ^ after}


def reconcile(services: Services, pause: Pause = time.sleep, *, token: str = "") -> Deltas:
    """Correct wrong counters and return the corrections by item and name: once an hour for each token.

    Reads every ticket that is not closed, as a card: half a RRU per 12; writes only corrections, 2 WRU an item.
    """
    tallies = store.tallies(services)
    first = reading(services, tallies)
    standing: Deltas = Counter()
    if first.off:
        pause(PAUSE_S)
        standing = first.standing(reading(services, tallies))
    if standing:
        log.warning("counters were off", extra={"off": {"/".join(key): off for key, off in standing.items()}})
        try:
            _add(services, standing, f"recount-{token}{services.clock.real() // HOUR}")
        except TokenUsed:
            return Deltas()  # another run in this hour was working on it, and had found something else
    _forget_leftovers(services, tallies)
    return standing


def count_new(services: Services, pause: Pause = time.sleep) -> int:
    """Count newly counted filters from scratch and mark their counters as ready; return how many.

    1 RT and half a RRU per 4 KB if there is none. Otherwise some 5 seconds, twice every card (half a RRU per 12), and 2 WRU for
    each item with such a counter. Counters that change meanwhile are read again; if they keep changing, the third reading
    decides, and the hourly recount corrects any remaining error.
    """
    tallies = store.tallies(services, consistent=False)
    left = {number: tally for number, tally in tallies.by_number.items() if not tally.ready}
    settled: set[str] = set()
    for turn in range(1, TRIES + 1):
        if not left:
            break
        first = reading(services, Tallies(by_number=left))
        pause(PAUSE_S)
        second = reading(services, Tallies(by_number=left))
        moving = {_number(key) for key in first.unsettled(second, strictly=turn < TRIES)}
        done = left.keys() - moving
        try:
            missing = Deltas({key: off for key, off in second.off.items() if _number(key) in done})
            _add(services, missing, f"new-{services.clock.real() // MINUTE}-{turn}")
        except TokenUsed:
            break  # another run in this minute is working on it, and has found something else: the next run reads again
        settled |= done
        left = {number: tally for number, tally in left.items() if number in moving}
    _make_ready(services, settled)
    return len(settled)


def drift(services: Services) -> Deltas:
    """Return actual values minus counters, without zeros."""
    return reading(services, store.tallies(services)).off


def reading(services: Services, tallies: Tallies) -> Reading:
    """Read every ticket that is not closed and every counter at about the same time. Only requested views are counted."""
    seats = _seats(services)
    counted_at = _counted_at(services, {seat.agent: _row(seat) for seat in seats}, tallies)
    there: Deltas = Counter(key for keys in counted_at.values() for key in keys)
    kept = _kept(services, seats, {pk for pk, _ in there}, tallies)
    off = Deltas({key: there[key] - kept[key] for key in {*there, *kept}})
    return Reading(Deltas({key: difference for key, difference in off.items() if difference}), counted_at)


def _counted_at(services: Services, rows: Mapping[str, str], tallies: Tallies) -> dict[int, frozenset[Key]]:
    """Return the counters of each ticket, from the cards, with all shards of a team as one."""
    found: dict[int, frozenset[Key]] = {}
    for card in _everything(services):
        keys = set(counts.places(card, tallies, shards=1))
        agent = card.get("assignee", "")
        if agent in rows and card["status"] in WAITING_ON_US and not rules.place_of(card):
            keys.add((rows[agent], LOAD))
        found[card["number"]] = frozenset(keys)
    return found


def _everything(services: Services) -> Iterator[Item]:
    for team in configuration.current(services).teams:
        for place in PLACES:
            yield from cards.queue(services, team.id, place.value, MOST_CARDS, None)


def _kept(services: Services, seats: list[Seat], found_at: set[str], tallies: Tallies) -> Deltas:
    """Return the counter values, of views only those that are requested."""
    found: Deltas = Counter({(_row(seat), LOAD): seat.load for seat in seats})
    for place, name, value in _numbers(services, seats, found_at):
        of_a_view = OF_A_VIEW.fullmatch(name)
        if not of_a_view or of_a_view[1] in tallies.by_number:
            found[place, name] += value
    return found


def _numbers(services: Services, seats: list[Seat], found_at: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Iterate over (item, name, number) of every counter, with all shards of a team under one name."""
    teams = configuration.current(services).teams
    shards = range(services.settings.queue_shards)
    places = {team_key(team.id, n): team_key(team.id, 0) for team in teams for n in shards}
    agents = {agent_key(seat.agent) for seat in seats} | {pk for pk in found_at if pk.startswith(agent_key(""))}
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
    writes: list[Write] = counts.counter_writes(services, counters)
    writes += [roster.less_load(services, *_seat(key[0]), -off) for key, off in loads.items()]
    for start in range(0, len(writes), counts.MOST_WRITES):
        services.dynamo.transact(writes[start : start + counts.MOST_WRITES], f"{token}-{start}")


def _make_ready(services: Services, numbers: set[str]) -> None:
    """Mark the counters as ready to be shown. 1–2 RT, 1 RRU and 1 WRU per KB; retries if views are saved meanwhile."""
    while numbers:
        before = store.tallies(services)
        after = before.made_ready(numbers)
        if after == before:
            return
        try:
            services.core.write(store.tallies_kept(services, after))
        except ConditionFailed:
            continue
        return


def _forget_leftovers(services: Services, tallies: Tallies) -> None:
    """Delete the counters of filters that no view uses any more. 1 RT and 1 WRU for each item that holds one."""
    seats = _seats(services)
    leftovers: dict[str, set[str]] = {}
    for pk, name, _ in _numbers(services, seats, ()):
        of_a_view = OF_A_VIEW.fullmatch(name)
        if of_a_view and of_a_view[1] not in tallies.by_number:
            leftovers.setdefault(pk, set()).add(name)
    for pk, names in leftovers.items():
        update = "REMOVE " + ", ".join(f"#{name}" for name in sorted(names))
        services.stats.write(services.stats.change(pk, "#", update))


def _number(key: tuple[str, str]) -> str:
    """Return the tally that a counter belongs to; "" if it belongs to no view."""
    of_a_view = OF_A_VIEW.fullmatch(key[1])
    return of_a_view[1] if of_a_view else ""


def _seats(services: Services) -> list[Seat]:
    return roster.everybody(services, [team.id for team in configuration.current(services).teams])


def _row(seat: Seat) -> str:
    """Return the item of an agent's load."""
    return f"{seat.home}/{seat.agent}"


def _seat(key: str) -> tuple[str, str]:
    team, _, agent = key.partition("/")
    return team, agent
