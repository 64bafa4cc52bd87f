"""Ticket counters, maintained from the stream: one item per team and shard, and one per agent.

    CN#<team>#<shard>  #     a number for each status, `snoozed`, `spam`, `unassigned_rows`, and for each filter of a
                             view: `v<counter>`
    CN#agent#<id>      #     a number for each status and `snoozed`, and for filters that use `me`: `v<counter>_<team>`

These are two rows of `plumbing.rollups`; other slices add theirs. The changes of a batch are added up over all rows and applied
in one transaction, whose token is made of the batch's own sequence numbers, so that a repeated batch does nothing. The same
transaction lowers agents' loads. Counters of filters are attributes of items that are written anyway: a change costs no
additional item for them, and 2 WRU more if an item has outgrown a KB (some 80 filters).
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..configuration import actions as configuration_actions
from ..people import roster
from ..people.model import Caller
from ..plumbing import rollups
from ..plumbing.aws.dynamo import TokenReused, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.aws.stream import ItemChange
from ..plumbing.fields import Value
from ..plumbing.rollups import Cell, Rollup
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets.index import shard
from ..tickets.model import WAITING_ON_US, Status
from . import actions, rules, store
from .model import SavedView, ViewCounters

log = logging.getLogger(__name__)

MAX_WRITES = 90
SORT_KEY = "#"  # of every item here
PLACED_BY = ("status", "team", "assignee", "spam", "merged_into", "snoozed_until")
"""Fields that decide where a ticket counts for teams and agents."""
COUNTED_BY = (
    "status",
    "team",
    "assignee",
    "priority",
    "category",
    "tags",
    "language",
    "channel",
    "requester",
    "followers",
    "spam",
    "merged_into",
    "snoozed_until",
)
"""Fields that can decide whether a ticket matches a view: changes of other fields are ignored here."""
Deltas = Counter[tuple[str, str]]  # (pk, name) -> difference


class AgentCounts(Value):
    """Tickets by status; closed ones are not counted, and snoozed ones only as `snoozed`."""

    new: int = 0
    open: int = 0
    pending: int = 0
    on_hold: int = 0
    solved: int = 0
    snoozed: int = 0


class TeamCounts(AgentCounts):
    """A team's counters. Spam is excluded from all other numbers."""

    name: str
    unassigned: int = 0
    spam: int = 0


class Counts(Value):
    """`views`: the number of tickets by view id; null if it is not known, or not yet."""

    teams: dict[str, TeamCounts]
    mine: AgentCounts
    views: dict[str, int | None]


def counts_for(services: Services, caller: Caller) -> Counts:
    """Read the caller's counters. 1 RT; half a RRU per started 4 KB of each team's shard, the caller's item, and 3 view items."""
    configured = configuration_actions.current(services)
    teams = tickets_access.readable_teams(caller, configured)
    shards = range(services.settings.queue_shards)
    remaining = [(team_key(team.id, n), "#") for team in teams for n in shards] + [(agent_key(caller.id), "#")]
    wanted = [(services.stats, *key) for key in remaining] + [(services.core, *key) for key in store.keys(caller.id)]
    found = services.dynamo.get_many(wanted)
    of_team = {team.id: _sum(found.get((team_key(team.id, n), "#")) for n in shards) for team in teams}
    mine = _sum([found.get((agent_key(caller.id), "#"))])
    view_lists = store.views_in(found, caller.id)
    return Counts(
        teams={team.id: TeamCounts(name=team.name, **_named(of_team[team.id])) for team in teams},
        mine=AgentCounts(**_named(mine)),
        views={
            view.id: _view_count(view, view_lists.counters, of_team, mine)
            for view in actions.views_of_lists(view_lists, caller, configured)
        },
    )


def _named(numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: max(0, value) for name, value in numbers.items() if name in TeamCounts.model_fields}


def _view_count(
    view: SavedView, counters: ViewCounters, of_team: Mapping[str, Mapping[str, int]], mine: Mapping[str, int]
) -> int | None:
    """Add up a view's counters over the teams that the caller may read."""
    counter = counters.by_number.get(str(view.counter))
    if counter is None or not counter.ready:
        return None
    if counter.filter.relative:
        return max(0, sum(mine.get(counter_name(str(view.counter), team), 0) for team in of_team))
    return max(0, sum(numbers.get(counter_name(str(view.counter)), 0) for numbers in of_team.values()))


def apply_stream(services: Services, changes: Sequence[ItemChange]) -> None:
    """Count a batch of changed tickets. 1 RT for each 90 counters touched; 2 WRU each and more for every KB.

    1 RT and 1 RRU per 4 KB more to read the counted filters, at most once in two seconds. Sends the routing queue the agents
    who now have capacity: one message for each roster.
    """
    counters: rollups.Deltas = Counter()
    falls: Counter[tuple[str, str]] = Counter()
    for change in changes:
        counters.update(_counted(services, change))
        falls.update(_load_decreases(change))
    writes = [*rollups.writes(services, counters), *_load_writes(services, falls)]
    span = f"{changes[0].sequence}|{changes[-1].sequence}" if changes else ""
    for start in range(0, len(writes), MAX_WRITES):
        token = hashlib.sha256(f"{services.stats.name}|{span}|{start}".encode()).hexdigest()[:36]
        try:
            services.dynamo.transact(writes[start : start + MAX_WRITES], token)
        except TokenReused:  # already counted, with the filters known then; newer filters are counted from scratch
            log.info("batch was counted before", extra={"span": span})
    for home in sorted({home for home, _ in falls}):
        services.routing_queue.send({"home": home, "agents": sorted(agent for at, agent in falls if at == home)})


def _counted(services: Services, change: ItemChange) -> rollups.Deltas:
    """Add up one change over all rollups. A rollup that cannot process it is skipped."""
    deltas: rollups.Deltas = Counter()
    for name, rollup in rollups.ROLLUPS.items():
        try:
            deltas.update(rollups.deltas_of(rollup, services, change))
        except (AttributeError, KeyError, TypeError, ValueError):
            # The hourly recount adds the ticket that could not be counted.
            log.exception("change could not be counted", extra={"sequence": change.sequence, "rollup": name})
    return deltas


def counter_keys(image: Item, counters: ViewCounters, shards: int) -> Iterator[tuple[str, str]]:
    """Iterate over (pk, name) of every counter that includes a ticket, given its row, image or item; none without one."""
    if image:
        yield from _queue_places(image, shards)
        yield from _view_places(image, counters, shards)


def _queue_places(image: Item, shards: int) -> Iterator[tuple[str, str]]:
    status, place, agent = Status(image["status"]), rules.place_of(image), image.get("assignee")
    team = _team_place(image, shards)
    if status is not Status.CLOSED and place != "merged":
        yield team, place or status.value
        if agent and place != "spam":
            yield agent_key(agent), place or status.value
        if not agent and not place:
            yield team, "unassigned"


def _view_places(image: Item, counters: ViewCounters, shards: int) -> Iterator[tuple[str, str]]:
    team = _team_place(image, shards)
    for number, counter in counters.by_number.items():
        for agent in rules.counted_for(image, counter.filter):
            yield (agent_key(agent), counter_name(number, image["team"])) if agent else (team, counter_name(number))


def _team_place(image: Item, shards: int) -> str:
    return team_key(image["team"], shard(image["number"], shards))


def _queue_deltas(services: Services, change: ItemChange) -> rollups.Deltas:
    shards = services.settings.queue_shards
    old, new = (_queue_places(image, shards) if image else () for image in (change.old, change.new))
    return rollups.difference(_cells(old), _cells(new))


def _view_deltas(services: Services, change: ItemChange) -> rollups.Deltas:
    counters, shards = store.counters_cached(services), services.settings.queue_shards
    old, new = (_view_places(image, counters, shards) if image else () for image in (change.old, change.new))
    return rollups.difference(_cells(old), _cells(new))


def _cells(named: Iterable[tuple[str, str]]) -> Iterator[Cell]:
    return ((pk, SORT_KEY, name) for pk, name in named)


rollups.register("tickets of teams and agents", Rollup(PLACED_BY, _queue_deltas))
rollups.register("tickets of views", Rollup(COUNTED_BY, _view_deltas))


def _load_decreases(change: ItemChange) -> list[tuple[str, str]]:
    """Return the agent whose load falls by one. Rises are written with the change itself."""
    try:
        had, has = _holder(change.old), _holder(change.new)
    except (AttributeError, KeyError, TypeError, ValueError):
        log.exception("load could not be counted", extra={"sequence": change.sequence})
        return []
    return [had] if had and had != has else []


def _holder(image: Item | None) -> tuple[str, str] | None:
    if image is None or not image.get("assignee") or image["status"] not in WAITING_ON_US or rules.place_of(image):
        return None
    return image["assignee_team"], image["assignee"]


def counter_writes(services: Services, counters: Deltas) -> list[Write]:
    """Build the writes that add to counters, one per item."""
    return rollups.writes(services, {(pk, SORT_KEY, name): delta for (pk, name), delta in counters.items()})


def _load_writes(services: Services, falls: Mapping[tuple[str, str], int]) -> list[Write]:
    return [roster.decrease_load(services, home, agent, by) for (home, agent), by in sorted(falls.items())]


def _sum(items: Iterable[Item | None]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for item in items:
        total.update({name: value for name, value in (item or {}).items() if isinstance(value, int)})
    return dict(total)


def team_key(team: str, n: int) -> str:
    """Return the key of a team's counter shard."""
    return f"CN#{team}#{n}"


def agent_key(agent: str) -> str:
    """Return the key of an agent's counters."""
    return f"CN#agent#{agent}"


def counter_name(number: str, team: str | None = None) -> str:
    """Return the attribute of a filter's counter; in an agent's item one per team. Team ids contain no `_`."""
    return f"v{number}" + (f"_{team.replace('-', '_')}" if team else "")
