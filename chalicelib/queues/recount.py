"""Once an hour: are counters and loads what is there? What stands still is put right.

Counters follow the stream, so they are a moment behind, and a change on its way is no error. Only a difference that is the
same before and after a pause is one; it is added, not overwritten, so that changes meanwhile keep counting.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping

from ..configuration import actions as configuration
from ..people import roster
from ..people.model import Seat
from ..plumbing.clock import HOUR
from ..plumbing.services import Services
from ..tickets import cards
from ..tickets.model import UNCLOSED, WAITING_ON_US
from . import counts
from .counts import Deltas, agent_key, team_key

log = logging.getLogger(__name__)

PAUSE_S = 5  # longer than the stream is ever behind when nothing is wrong
MOST_CARDS = 100_000
LOAD = "load"


def reconcile(services: Services, pause: Callable[[], None] = lambda: time.sleep(PAUSE_S)) -> Deltas:
    """Put right what is off and give what was, by item and name.

    Reads every ticket that is not closed, as a card: half a RRU per 12; writes only what is off, 2 WRU an item.
    """
    first = drift(services)
    if not first:
        return first
    pause()
    second = drift(services)
    standing = Deltas({key: off for key, off in first.items() if second.get(key) == off})
    if standing:
        log.warning("counters were off", extra={"off": {"/".join(key): off for key, off in standing.items()}})
        loads = {key: off for key, off in standing.items() if key[1] == LOAD}
        counters = Counter({key: off for key, off in standing.items() if key[1] != LOAD})
        writes = counts.counter_writes(services, counters)
        writes += [roster.less_load(services, *_seat(key[0]), -off) for key, off in loads.items()]
        for start in range(0, len(writes), counts.MOST_WRITES):
            token = f"recount-{services.clock.real() // HOUR}-{start}"  # a tick that comes twice adds once
            services.dynamo.transact(writes[start : start + counts.MOST_WRITES], token)
    return standing


def drift(services: Services) -> Deltas:
    """What is there minus what the counters say, without zeros."""
    seats = _seats(services)
    there = _there(services, {seat.agent: _row(seat) for seat in seats})
    kept = _kept(services, seats, {pk for pk, _ in there})
    off = Deltas({key: there[key] - kept[key] for key in {*there, *kept}})
    return Deltas({key: difference for key, difference in off.items() if difference})


def _there(services: Services, rows: Mapping[str, str]) -> Deltas:
    found: Deltas = Counter()
    for team in configuration.current(services).teams:
        for status in UNCLOSED:
            for card in cards.queue(services, team.id, status, MOST_CARDS, None):
                agent = card.get("assignee", "")
                found[team_key(team.id, 0), status.value] += 1
                found[(agent_key(agent), status.value) if agent else (team_key(team.id, 0), "unassigned")] += 1
                if agent in rows and status in WAITING_ON_US:
                    found[rows[agent], LOAD] += 1
    return found


def _kept(services: Services, seats: list[Seat], found_at: set[str]) -> Deltas:
    found: Deltas = Counter({(_row(seat), LOAD): seat.load for seat in seats})
    teams = configuration.current(services).teams
    shards = range(services.settings.queue_shards)
    places = {team_key(team.id, n): team_key(team.id, 0) for team in teams for n in shards}
    agents = {agent_key(seat.agent) for seat in seats} | {pk for pk in found_at if pk.startswith(agent_key(""))}
    places |= {pk: pk for pk in agents}
    items = services.dynamo.get_many([(services.stats, pk, "#") for pk in places], consistent=True)
    for (pk, _), item in items.items():
        found.update({(places[pk], name): value for name, value in item.items() if isinstance(value, int)})
    return found


def _seats(services: Services) -> list[Seat]:
    return roster.everybody(services, [team.id for team in configuration.current(services).teams])


def _row(seat: Seat) -> str:
    """Where an agent's load is kept."""
    return f"{seat.home}/{seat.agent}"


def _seat(key: str) -> tuple[str, str]:
    team, _, agent = key.partition("/")
    return team, agent
