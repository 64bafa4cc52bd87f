"""How many tickets are where: counters kept by the stream, one item a team and one an agent.

    CN#<team>#<shard>  #     one number for each status, and `unassigned`
    CN#agent#<id>      #     one number for each status of the agent's tickets

A batch of changes is added up and applied in one transaction with a token made of the batch's own sequence numbers, so that
a batch delivered again does nothing. The same transaction lowers agents' loads.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..configuration import actions as configuration
from ..people import roster
from ..people.model import Caller
from ..plumbing.dynamo import Write
from ..plumbing.fields import Value
from ..plumbing.marshal import Item
from ..plumbing.services import Services
from ..plumbing.stream import Change
from ..tickets import access
from ..tickets.cards import shard
from ..tickets.model import WAITING_ON_US, Status

log = logging.getLogger(__name__)

ALWAYS = "attribute_exists(#pk) OR attribute_not_exists(#pk)"
MOST_WRITES = 90
ASIDE = ("spam", "merged_into", "snoozed_until")
"""What has been set aside is in no number."""
Deltas = Counter[tuple[str, str]]  # (pk, name) -> how many more


class AgentCounts(Value):
    """Tickets by status; closed ones are not counted."""

    new: int = 0
    open: int = 0
    pending: int = 0
    on_hold: int = 0
    solved: int = 0


class TeamCounts(AgentCounts):
    name: str
    unassigned: int = 0


class Counts(Value):
    teams: dict[str, TeamCounts]
    mine: AgentCounts


def counts_for(services: Services, caller: Caller) -> Counts:
    """1 RT; half a RRU for each team's shard and one for the caller."""
    teams = access.readable_teams(caller, configuration.current(services))
    shards = range(services.settings.queue_shards)
    keys = [(services.stats, team_key(team.id, n), "#") for team in teams for n in shards]
    found = services.dynamo.get_many([*keys, (services.stats, agent_key(caller.id), "#")])
    return Counts(
        teams={
            team.id: TeamCounts(name=team.name, **_sum(found.get((team_key(team.id, n), "#")) for n in shards))
            for team in teams
        },
        mine=AgentCounts(**_sum([found.get((agent_key(caller.id), "#"))])),
    )


def apply(services: Services, changes: Sequence[Change]) -> None:
    """Count a batch of changed tickets. 1 RT for each 90 counters touched; 2 WRU each.

    Tells the routing queue which agents have got room: one message for each roster in which some have their seat.
    """
    counters: Deltas = Counter()
    falls: Counter[tuple[str, str]] = Counter()
    for change in changes:
        try:
            now, before, fallen = _counted(services, change.new), _counted(services, change.old), _fallen(change)
        except (KeyError, TypeError, ValueError):
            log.exception("change could not be counted", extra={"sequence": change.sequence})
            continue  # the hourly recount puts right what one unreadable ticket leaves out
        counters.update(now)
        counters.subtract(before)
        falls.update(fallen)
    writes = [*counter_writes(services, counters), *_load_writes(services, falls)]
    span = f"{changes[0].sequence}|{changes[-1].sequence}" if changes else ""
    for start in range(0, len(writes), MOST_WRITES):
        token = hashlib.sha256(f"{services.stats.name}|{span}|{start}".encode()).hexdigest()[:36]
        services.dynamo.transact(writes[start : start + MOST_WRITES], token)
    for home in sorted({home for home, _ in falls}):
        services.routing_queue.send({"home": home, "agents": sorted(agent for at, agent in falls if at == home)})


def _counted(services: Services, image: Item | None) -> Deltas:
    """Where an image of a ticket counts."""
    deltas: Deltas = Counter()
    if image is None:
        return deltas
    status = Status(image["status"])
    if status is Status.CLOSED or any(image.get(aside) for aside in ASIDE):
        return deltas
    team = team_key(image["team"], shard(image["number"], services.settings.queue_shards))
    deltas[team, status.value] += 1
    if image.get("assignee"):
        deltas[agent_key(image["assignee"]), status.value] += 1
    else:
        deltas[team, "unassigned"] += 1
    return deltas


def _fallen(change: Change) -> list[tuple[str, str]]:
    """The agent who has one ticket less in hand. Rises are written by the acts themselves."""
    had, has = _holder(change.old), _holder(change.new)
    return [had] if had and had != has else []


def _holder(image: Item | None) -> tuple[str, str] | None:
    if image is None or not image.get("assignee") or image["status"] not in WAITING_ON_US:
        return None
    if any(image.get(aside) for aside in ASIDE):
        return None
    return image["assignee_team"], image["assignee"]


def counter_writes(services: Services, counters: Deltas) -> list[Write]:
    """Members of a transaction that add to counters, one an item."""
    by_item: dict[str, dict[str, int]] = {}
    for (pk, name), delta in sorted(counters.items()):
        if delta:
            by_item.setdefault(pk, {})[name] = delta
    return [_add(services, pk, deltas) for pk, deltas in by_item.items()]


def _add(services: Services, pk: str, deltas: Mapping[str, Any]) -> Write:
    update = "ADD " + ", ".join(f"#{name} :{name}" for name in deltas)
    return services.stats.change(pk, "#", update, ALWAYS, **deltas)


def _load_writes(services: Services, falls: Mapping[tuple[str, str], int]) -> list[Write]:
    return [roster.less_load(services, home, agent, by) for (home, agent), by in sorted(falls.items())]


def _sum(items: Iterable[Item | None]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for item in items:
        total.update({name: value for name, value in (item or {}).items() if isinstance(value, int)})
    return {name: max(0, value) for name, value in total.items()}


def team_key(team: str, n: int) -> str:
    """Where a team's numbers are kept, a shard."""
    return f"CN#{team}#{n}"


def agent_key(agent: str) -> str:
    """Where an agent's numbers are kept."""
    return f"CN#agent#{agent}"
