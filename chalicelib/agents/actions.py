"""Agent administration by leads and admins. Each action loads, decides and records (see `people.transaction`).

Changes to other people are written to the admin audit log; an agent's own absence is not.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..audit.model import AuditAction
from ..configuration import actions as configuration_actions
from ..people import actions as people_actions
from ..people import roster
from ..people import rules as people_rules
from ..people import transaction as people_transaction
from ..people.model import AGENTS, NO_TEAM, Caller, Person, Right, Slot
from ..people.transaction import PersonChanged, RightsChange
from ..plumbing import versions
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.errors import Conflict, Invalid, NotAllowed, NotFound
from ..plumbing.http import paging
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import rules
from .forms import AgentChange, AgentQuery, Invitation, NewAbsence

TOO_QUICK = "The agent changes too quickly. Try again."


@dataclass(frozen=True)
class AgentPage:
    """A page of agents with their slots, and the position of the next page."""

    items: list[tuple[Person, Slot]]
    next: str | None


@dataclass(frozen=True)
class InvitationResult:
    """An agent.

    `invitation_sent`: an invitation was sent; `replayed`: the idempotency key was used before and nothing was done.
    """

    agent: Person
    invitation_sent: bool = False
    replayed: bool = False


def list_agents(services: Services, caller: Caller, query: AgentQuery) -> AgentPage:
    """List agents, active ones first. 3 RT; half a RRU per 4 KB of the list, and one for each agent."""
    if query.team is not None:
        _check_teams(services, {query.team: Right.READ}, "team")
    bound = [caller.id, "agents", query.team or ""]
    after = paging.decode(query.cursor, bound) if query.cursor else None
    places = people_actions.list_agents(services, query.team, query.limit + 1, after)
    shown = places[: query.limit]
    found = {person.id: person for person in people_actions.people_by_id(services, [agent for _, agent in shown])}
    agents = [found[agent] for _, agent in shown if agent in found]
    goes_on = len(places) > query.limit
    return AgentPage(_with_slots(services, agents), paging.encode(shown[-1][0], bound) if goes_on else None)


def find_agent(services: Services, agent_id: str) -> tuple[Person, Slot]:
    """Load an agent with their slot. 2 RT, 1.5 RRU. Raises `NotFound` if the person is not an agent."""
    return agent_with_slot(services, _agent(services, agent_id))


def agent_with_slot(services: Services, agent: Person) -> tuple[Person, Slot]:
    """Load an agent's slot. 1 RT, half a RRU."""
    return agent, roster.slot_of(services, agent.home or NO_TEAM, agent.id)


def invite(
    services: Services, caller: Caller, wanted: Invitation, idempotency_key: IdempotencyKey | None
) -> InvitationResult:
    """Make a new person or an existing customer an agent. 4–5 RT, some 22 WRU, and the directory's calls.

    Repeating the invitation completes an interrupted one, and otherwise does nothing. Raises `Conflict` if the person is an
    agent with different properties.
    """
    _check_teams(services, wanted.teams, "teams")

    def attempt() -> InvitationResult:
        known = people_actions.person_with_address(services, wanted.email)
        if known is not None and known.role in AGENTS:
            return _repeated_invitation(services, known, wanted, idempotency_key)
        after = rules.as_agent(known, wanted.name, wanted.described) if known else _new_person(services, wanted)
        try:
            mailed = people_transaction.change_rights(
                services, RightsChange(caller, AuditAction.AGENT_INVITED), known, after, idempotency_key
            )
        except ConditionFailed as failed:
            return _replay(services, idempotency_key, failed)
        return InvitationResult(after, mailed)

    beaten = (PersonChanged, people_transaction.AddressTaken)
    return retry_until_written(services.clock, attempt, TOO_QUICK, beaten)


def change(services: Services, caller: Caller, agent_id: str, wanted: AgentChange, expected: int | None) -> Person:
    """Change role, teams, skills, languages, cap, name. 4 RT, 2 RRU + 8 WRU; with rights 5 RT, 22 WRU, the directory's calls.

    Raises `NotAllowed` for one's own role, `VersionRequired`, `PersonChanged`. Idempotent: a request whose changes are
    already in place is not a conflict (RFC 9110, 13.1.1), and an interrupted change is completed.
    """
    if caller.id == agent_id and "role" in wanted.model_fields_set:
        raise NotAllowed("Nobody changes their own role. Ask another admin.")
    _check_teams(services, wanted.teams, "teams")
    before = _agent(services, agent_id)
    expected = versions.required(expected)
    people_transaction.finish(services, before.id)
    after = rules.changed(before, wanted.named)
    if before.version != expected and after is not before:
        raise PersonChanged(before)
    _record(services, RightsChange(caller, AuditAction.AGENT_CHANGED), before, after)
    return after


def deactivate(services: Services, caller: Caller, agent_id: str) -> Person:
    """Deactivate an agent: signed out everywhere within a minute, open tickets reassigned. Costs as `change`; idempotent.

    Raises `NotAllowed` for oneself, so that one admin always remains.
    """
    if caller.id == agent_id:
        raise NotAllowed("Nobody deactivates themselves. Ask another admin.")
    return _retry(services, RightsChange(caller, AuditAction.AGENT_DEACTIVATED), agent_id, rules.deactivated)


def activate(services: Services, caller: Caller, agent_id: str) -> Person:
    """Reactivate an agent with the rights they had; nothing else is restored. Costs as `change`; idempotent."""
    return _retry(services, RightsChange(caller, AuditAction.AGENT_ACTIVATED), agent_id, rules.activated)


def resend_invitation(services: Services, agent_id: str) -> None:
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
        return rules.with_absence(agent, wanted.begins, wanted.ends) if wanted else rules.back(agent)

    return _retry(
        services, None if caller.id == agent_id else RightsChange(caller, AuditAction.AGENT_CHANGED), agent_id, decide
    )


def begin_absence(services: Services, agent_id: str) -> bool:
    """Begin a due absence. False if there is none to begin. 2 RT, 1 RRU + 5 WRU and a message.

    An agent whose absence is already over, because the job ran late, keeps their tickets.
    """
    before = _agent(services, agent_id)
    after = rules.absence_begun(before, services.clock.now())
    if after is before or after.absence is None:
        return False
    if after.absence.covers(services.clock.now()):
        services.routing_queue.send({"agent": agent_id, "lost": []})  # first: a duplicate is harmless, a loss is not
    people_transaction.change_person(services, before, after)
    return True


def _retry(
    services: Services, governing: RightsChange | None, agent_id: str, decide: Callable[[Person], Person]
) -> Person:
    """Retry a change that names no version: if another write came first, decide again on the current record."""

    def attempt() -> Person:
        before = _agent(services, agent_id)
        after = decide(before)
        if not people_rules.same_rights(before, after) or after is before:
            people_transaction.finish(services, before.id)
        _record(services, governing, before, after)
        return after

    return retry_until_written(services.clock, attempt, TOO_QUICK, PersonChanged)


def _record(services: Services, governing: RightsChange | None, before: Person, after: Person) -> None:
    """Record a change. Without a governing lead or admin, agents change themselves, which never changes rights."""
    if after is before:
        return
    if governing is None or people_rules.same_rights(before, after):
        people_transaction.change_person(services, before, after, governing)
    else:
        people_transaction.change_rights(services, governing, before, after)


def _repeated_invitation(
    services: Services, known: Person, wanted: Invitation, idempotency_key: IdempotencyKey | None
) -> InvitationResult:
    mailed = people_transaction.finish(services, known.id)
    used = idempotency_key.used(services.core) if idempotency_key else None
    if used == known.id:
        return InvitationResult(known, mailed, replayed=True)
    if not rules.is_as_described(known, wanted.described):
        more = "" if known.active else " They are deactivated."
        raise Conflict(f"{known.name} is an agent already.{more}", agent=known.id, version=known.version)
    return InvitationResult(known, mailed)


def _replay(services: Services, idempotency_key: IdempotencyKey | None, failed: ConditionFailed) -> InvitationResult:
    agent = idempotency_key.replayed(failed) if idempotency_key else None
    if agent is None:
        raise failed
    mailed = people_transaction.finish(services, agent)
    return InvitationResult(_agent(services, agent), mailed, replayed=True)


def _new_person(services: Services, wanted: Invitation) -> Person:
    return Person(
        id=services.new_id(),
        email=wanted.email,
        name=wanted.name,
        home=people_rules.home_of(wanted.teams),
        created_at=services.clock.now(),
        **wanted.described,
    )


def _agent(services: Services, agent_id: str) -> Person:
    found = people_actions.person_now(services, agent_id)
    if found is None or found.role not in AGENTS:
        raise NotFound("There is no such agent.")
    return found


def _with_slots(services: Services, agents: list[Person]) -> list[tuple[Person, Slot]]:
    places = [(agent.home or NO_TEAM, agent.id) for agent in agents]
    slots = {slot.agent: slot for slot in roster.slots_of(services, places)}
    return [
        (agent, slots.get(agent.id) or Slot(agent=agent.id, home=home))
        for agent, (home, _) in zip(agents, places, strict=True)
    ]


def _check_teams(services: Services, teams: dict[str, Right], field: str) -> None:
    configured = configuration_actions.current(services)
    unknown = [team for team in teams if not configured.has_team(team)]
    if unknown:
        pointer = field if field == "team" else f"{field}/{unknown[0]}"
        raise Invalid.field(pointer, f"There is no team “{unknown[0]}”.")
