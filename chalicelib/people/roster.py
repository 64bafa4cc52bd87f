"""Which agents of a team are online, and their load. In the `live` table:

    RO#<home>  <agent>   the agent's slot: state, load, cap, and what routing needs to know of the person
    RO#<team>  <agent>   for each further team: `home`, where the slot is

Load is the number of assigned tickets waiting for the team. It rises in the transaction that assigns or reopens a ticket, and
falls when the stream reports the change: for about a second it may be too high, never too low, so routing never exceeds an
agent's cap, whichever team it assigns for.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from ..plumbing.aws.dynamo import UNCONDITIONAL, ConditionFailed, Write, labelled
from ..plumbing.services import Services
from .model import NO_TEAM, Availability, Person, Slot

CLAIM = "slot"
"""The label of the write that claims capacity, in `ConditionFailed`."""
NOT_NEWER = "attribute_not_exists(#edition) OR #edition <= :edition"
FREE = (
    "#state = :online AND (attribute_not_exists(#until) OR #until > :now) AND #load < #cap AND #edition = :edition "
    "AND (#absent_until <= :now OR #absent_from > :now)"
)
COPY_PERSON = (
    "SET #name = :name, #cap = :cap, #teams = :teams, #skills = :skills, #languages = :languages, #edition = :edition, "
    "#absent_from = :absent_from, #absent_until = :absent_until, #load = if_not_exists(#load, :none), "
    "#assigned_at = if_not_exists(#assigned_at, :none), "
)
ROUTING_FIELDS = ("name", "role", "teams", "home", "skills", "languages", "cap", "active", "absence")
MAX_SLOTS = 1_000


def team_slots(services: Services, team: str) -> list[Slot]:
    """List the slots of all agents whom routing may assign the team's tickets. 1 RT, 1 RRU per started 4 KB (some 15 agents).

    If some agents have their slot in another team's roster, 1 RT more, and 1 RRU for each of them.
    """
    rows = _rows(services, team)
    elsewhere = [(services.live, _pk(row["home"]), row["sk"]) for row in rows if "home" in row]
    rows += services.dynamo.get_many(elsewhere, consistent=True).values() if elsewhere else ()
    slots = [_slot(row) for row in rows if "home" not in row]
    return [slot for slot in slots if team in slot.teams]


def all_slots(services: Services, teams: Iterable[str]) -> list[Slot]:
    """List every slot of these teams' agents, each once, wherever it is stored. 1 RT for each team, 1 RRU per 4 KB."""
    found: list[Slot] = []
    to_read, read = {NO_TEAM, *teams}, set[str]()
    while to_read:
        home = min(to_read)
        read.add(home)
        rows = _rows(services, home)
        found += [_slot(row) for row in rows if "home" not in row]
        to_read = (to_read | {row["home"] for row in rows if "home" in row}) - read
    return found


def slot_of(services: Services, home: str, agent: str) -> Slot:
    """Load one slot; an agent who was never online is offline. 1 RT, half a RRU."""
    item = services.live.get(_pk(home), agent)
    return _slot(item) if item else Slot(agent=agent, home=home)


def slots_of(services: Services, places: Iterable[tuple[str, str]]) -> list[Slot]:
    """Load the existing slots of several (home, agent). 1 RT, half a RRU each."""
    keys = [(services.live, _pk(home), agent) for home, agent in places]
    return [_slot(item) for item in services.dynamo.get_many(keys).values()] if keys else []


def set_availability(services: Services, person: Person, state: Availability, until: int | None = None) -> Slot:
    """Set an agent's availability without changing the load. 1 RT, 1 WRU; 1 RT and 1 WRU more for each further team.

    Also writes the routing fields of the person's record, so that a lost roster is restored once every agent has come online.
    When an agent comes online, routing of the teams' queues is triggered by messages, so that the agent does not wait for it.
    Raises `ConditionFailed` if the record has changed since it was read.
    """
    end = "#state = :state, #until = :until" if until is not None else "#state = :state REMOVE #until"
    extra: dict[str, Any] = {"state": state} | ({"until": until} if until is not None else {})
    slot = _slot(services.live.write(_from_person(services, person, end, **extra)))
    for team in sorted(person.routed_to - {slot.home}):
        with suppress(ConditionFailed):  # it exists
            services.live.write(_pointer(services, person, team))
    if slot.free(services.clock.now()):
        for team in sorted(slot.teams):
            services.routing_queue.send({"team": team})
    return slot


def writes(services: Services, before: Person | None, after: Person) -> list[Write]:
    """Build the roster writes for a changed agent: 2 WRU, and 2 for each team added or removed; none if routing is unaffected.

    An agent who is deactivated or goes out of office is set offline.
    """
    if before and all(getattr(before, name) == getattr(after, name) for name in ROUTING_FIELDS):
        return []
    off = not after.is_agent or (_has_no_slot(after) and not _has_no_slot(before))
    state = "#state = :offline REMOVE #until" if off else "#state = if_not_exists(#state, :offline)"
    had = before.routed_to if before else frozenset()
    home = after.home or NO_TEAM
    return [
        _from_person(services, after, state, offline=Availability.OFFLINE),
        *(_pointer(services, after, team, UNCONDITIONAL) for team in sorted(after.routed_to - had - {home})),
        *(services.live.remove(_pk(team), after.id, UNCONDITIONAL) for team in sorted(had - after.routed_to - {home})),
    ]


def claim(services: Services, slot: Slot, now: int) -> Write:
    """Build the write that takes one unit of capacity: it fails unless the agent is online and below the cap at commit time.

    It also fails if the agent's record has changed since the slot was read, because they may have left the team.
    """
    update = "SET #assigned_at = :now ADD #load :one"
    values: dict[str, Any] = {"online": Availability.ONLINE, "now": now, "one": 1, "edition": slot.edition}
    return labelled(services.live.change(_pk(slot.home), slot.agent, update, FREE, **values), CLAIM)


def increase_load(services: Services, home: str, agent: str) -> Write:
    """Build the write that raises the load regardless of the cap: for manual assignment or a reopened ticket."""
    return services.live.change(_pk(home), agent, "ADD #load :one", UNCONDITIONAL, one=1)


def decrease_load(services: Services, home: str, agent: str, by: int) -> Write:
    """Build the write that lowers the load, for the stream consumer's transaction."""
    return services.live.change(_pk(home), agent, "ADD #load :by", UNCONDITIONAL, by=-by)


def _from_person(services: Services, person: Person, and_state: str, **values: Any) -> Write:
    absence = person.absence
    return services.live.change(
        _pk(person.home or NO_TEAM),
        person.id,
        COPY_PERSON + and_state,
        NOT_NEWER,
        name=person.name,
        cap=person.cap,
        teams=sorted(person.routed_to),
        skills=sorted(person.skills),
        languages=list(person.languages),
        edition=person.version,
        absent_from=absence.begins if absence else 0,
        absent_until=absence.ends if absence else 0,
        none=0,
        **values,
    )


def _has_no_slot(person: Person | None) -> bool:
    return person is not None and person.absence is not None and person.absence.begun


def _pointer(services: Services, person: Person, team: str, where: str = "attribute_not_exists(#pk)") -> Write:
    return services.live.put({"pk": _pk(team), "sk": person.id, "home": person.home or NO_TEAM}, where)


def _rows(services: Services, team: str) -> list[dict[str, Any]]:
    return services.live.query("#pk = :team", team=_pk(team), consistent=True, limit=MAX_SLOTS).items


def _pk(team: str) -> str:
    return f"RO#{team}"


def _slot(item: dict[str, Any]) -> Slot:
    fields = {name: value for name, value in item.items() if name not in {"pk", "sk"}}
    return Slot(agent=item["sk"], home=item["pk"].removeprefix("RO#"), **fields)
