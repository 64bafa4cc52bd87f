"""Agent administration by leads and admins. Each action loads, decides and records (see `people.recording`).

Changes to other people are written to the admin audit log; an agent's own absence is not.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..audit.model import Act
from ..configuration import actions as configuration
from ..people import actions as people
from ..people import recording, roster
from ..people import rules as people_rules
from ..people.model import AGENTS, NO_TEAM, Caller, Person, Right, Seat
from ..people.recording import Governing, Stale
from ..plumbing import paging, versions
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from ..plumbing.once import Once
from ..plumbing.services import Services
from . import rules
from .forms import AgentChange, AgentQuery, Invitation, NewAbsence

TRIES = 5


@dataclass(frozen=True)
class Page:
    """A page of agents with their slots, and the position of the next page."""

    items: list[tuple[Person, Seat]]
    next: str | None


@dataclass(frozen=True)
class Invited:
    """An agent. `mailed`: an invitation was sent; `replayed`: the idempotency key was used before and nothing was done."""

    agent: Person
    mailed: bool = False
    replayed: bool = False


def page(services: Services, caller: Caller, query: AgentQuery) -> Page:
    """List agents, active ones first. 3 RT; half a RRU per 4 KB of the list, and one for each agent."""
    if query.team is not None:
        _check_teams(services, {query.team: Right.READ}, "team")
    bound = [caller.id, "agents", query.team or ""]
    after = paging.decode(query.cursor, bound) if query.cursor else None
    places = people.list_agents(services, query.team, query.limit + 1, after)
    shown = places[: query.limit]
    found = {person.id: person for person in people.persons_by_id(services, [agent for _, agent in shown])}
    agents = [found[agent] for _, agent in shown if agent in found]
    goes_on = len(places) > query.limit
    return Page(_seated(services, agents), paging.encode(shown[-1][0], bound) if goes_on else None)


def one(services: Services, agent_id: str) -> tuple[Person, Seat]:
    """Load an agent with their slot. 2 RT, 1.5 RRU. Raises `NotFound` if the person is not an agent."""
    return with_seat(services, _agent(services, agent_id))


def with_seat(services: Services, agent: Person) -> tuple[Person, Seat]:
    """Load an agent's slot. 1 RT, half a RRU."""
    return agent, roster.of_agent(services, agent.home or NO_TEAM, agent.id)


def invite(services: Services, caller: Caller, wanted: Invitation, once: Once | None) -> Invited:
    """Make a new person or an existing customer an agent. 4–5 RT, some 22 WRU, and the directory's calls.

    Repeating the invitation completes an interrupted one, and otherwise does nothing. Raises `Conflict` if the person is an
    agent with different properties.
    """
    _check_teams(services, wanted.teams, "teams")
    for _ in range(TRIES):
        known = people.person_with_address(services, wanted.email)
        if known is not None and known.role in AGENTS:
            return _invited_before(services, known, wanted, once)
        after = rules.invited(known, wanted.name, wanted.described) if known else _newcomer(services, wanted)
        try:
            mailed = recording.change_rights(services, Governing(caller, Act.AGENT_INVITED), known, after, once)
        except (Stale, recording.Taken):
            continue
        except ConditionFailed as failed:
            return _replay(services, once, failed)
        return Invited(after, mailed)
    raise _too_quick()


def change(services: Services, caller: Caller, agent_id: str, wanted: AgentChange, expected: int | None) -> Person:
    """Change role, teams, skills, languages, cap, name. 4 RT, 2 RRU + 8 WRU; with rights 5 RT, 22 WRU, the directory's calls.

    Raises `NotAllowed` for one's own role, `VersionNeeded`, `Stale`. Idempotent: a request whose changes are already in place is
    not a conflict (RFC 9110, 13.1.1), and an interrupted change is completed.
    """
    if caller.id == agent_id and "role" in wanted.model_fields_set:
        raise NotAllowed("Nobody changes their own role. Ask another admin.")
    _check_teams(services, wanted.teams, "teams")
    before = _agent(services, agent_id)
    expected = versions.required(expected)
    recording.finish(services, before.id)
    after = rules.changed(before, wanted.named)
    if before.version != expected and after is not before:
        raise Stale(before)
    _record(services, Governing(caller, Act.AGENT_CHANGED), before, after)
    return after


def deactivate(services: Services, caller: Caller, agent_id: str) -> Person:
    """Deactivate an agent: signed out everywhere within a minute, open tickets reassigned. Costs as `change`; idempotent.

    Raises `NotAllowed` for oneself, so that one admin always remains.
    """
    if caller.id == agent_id:
        raise NotAllowed("Nobody deactivates themselves. Ask another admin.")
    return _again(services, Governing(caller, Act.AGENT_DEACTIVATED), agent_id, rules.deactivated)


def activate(services: Services, caller: Caller, agent_id: str) -> Person:
    """Reactivate an agent with the rights they had; nothing else is restored. Costs as `change`; idempotent."""
    return _again(services, Governing(caller, Act.AGENT_ACTIVATED), agent_id, rules.activated)


def invite_again(services: Services, agent_id: str) -> None:
    """Email a new temporary password. 1 RT, 1 RRU + a call of the directory. Raises `Conflict` if the agent needs none."""
    agent = _agent(services, agent_id)
    if not agent.active:
        raise Conflict("This agent is deactivated. Activate them first.")
    services.directory.invite_again(agent.email)


def set_absence(services: Services, caller: Caller, agent_id: str, wanted: NewAbsence | None) -> Person:
    """Set when an agent is out of office; None cancels the absence. A scheduled job begins it within a minute.

    One's own 2 RT, 1 RRU + 5 WRU; another agent's 1 RT, 1 RRU and 4 WRU more.
    """
    if wanted is not None and wanted.ends <= services.clock.now():
        raise Invalid.field("to", "Choose a time that is still to come.")

    def decide(agent: Person) -> Person:
        if not agent.active:
            raise Conflict("This agent is deactivated.")
        return rules.absent(agent, wanted.begins, wanted.ends) if wanted else rules.present(agent)

    return _again(services, None if caller.id == agent_id else Governing(caller, Act.AGENT_CHANGED), agent_id, decide)


def begin_absence(services: Services, agent_id: str) -> bool:
    """Begin a due absence. False if there is none to begin. 2 RT, 1 RRU + 5 WRU and a message.

    An agent whose absence is already over, because the job ran late, keeps their tickets.
    """
    before = _agent(services, agent_id)
    after = rules.begun(before, services.clock.now())
    if after is before or after.absence is None:
        return False
    if after.absence.covers(services.clock.now()):
        services.routing_queue.send({"agent": agent_id, "lost": []})  # first: a duplicate is harmless, a loss is not
    recording.change_person(services, before, after)
    return True


def _again(
    services: Services, governing: Governing | None, agent_id: str, decide: Callable[[Person], Person]
) -> Person:
    """Retry a change that names no version: if another write came first, decide again on the current record."""
    for _ in range(TRIES):
        before = _agent(services, agent_id)
        after = decide(before)
        if not people_rules.same_rights(before, after) or after is before:
            recording.finish(services, before.id)
        try:
            _record(services, governing, before, after)
        except Stale:
            continue
        return after
    raise _too_quick()


def _record(services: Services, governing: Governing | None, before: Person, after: Person) -> None:
    """Record a change. Without a governing lead or admin, agents change themselves, which never changes rights."""
    if after is before:
        return
    if governing is None or people_rules.same_rights(before, after):
        recording.change_person(services, before, after, governing)
    else:
        recording.change_rights(services, governing, before, after)


def _invited_before(services: Services, known: Person, wanted: Invitation, once: Once | None) -> Invited:
    mailed = recording.finish(services, known.id)
    used = once.used(services.core) if once else None
    if used == known.id:
        return Invited(known, mailed, replayed=True)
    if not rules.is_as_described(known, wanted.described):
        more = "" if known.active else " They are deactivated."
        raise Conflict(f"{known.name} is an agent already.{more}", agent=known.id, version=known.version)
    return Invited(known, mailed)


def _replay(services: Services, once: Once | None, failed: ConditionFailed) -> Invited:
    agent = once.replayed(failed) if once else None
    if agent is None:
        raise failed
    mailed = recording.finish(services, agent)
    return Invited(_agent(services, agent), mailed, replayed=True)


def _newcomer(services: Services, wanted: Invitation) -> Person:
    return Person(
        id=services.new_id(), email=wanted.email, name=wanted.name, home=people_rules.home_of(wanted.teams),
        created_at=services.clock.now(), **wanted.described,
    )  # fmt: skip


def _agent(services: Services, agent_id: str) -> Person:
    found = people.person_now(services, agent_id)
    if found is None or found.role not in AGENTS:
        raise NotFound("There is no such agent.")
    return found


def _seated(services: Services, agents: list[Person]) -> list[tuple[Person, Seat]]:
    places = [(agent.home or NO_TEAM, agent.id) for agent in agents]
    seats = {seat.agent: seat for seat in roster.of_agents(services, places)}
    return [
        (agent, seats.get(agent.id) or Seat(agent=agent.id, home=home))
        for agent, (home, _) in zip(agents, places, strict=True)
    ]


def _check_teams(services: Services, teams: dict[str, Right], field: str) -> None:
    configured = configuration.current(services)
    strangers = [team for team in teams if not configured.has_team(team)]
    if strangers:
        pointer = field if field == "team" else f"{field}/{strangers[0]}"
        raise Invalid.field(pointer, f"There is no team “{strangers[0]}”.")


def _too_quick() -> Unavailable:
    return Unavailable("The agent changes too quickly. Try again.", retry_after=1)
