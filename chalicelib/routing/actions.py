"""Assigns tickets, and reassigns those of unavailable agents. Each claim is one transaction that fails if the ticket or the
agent is no longer free.
"""

import logging
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..configuration import actions as configuration_actions
from ..people import actions as people_actions
from ..people import roster
from ..people.model import Person
from ..plumbing.services import Services
from ..tickets import actions as tickets_actions
from ..tickets import index as tickets_index
from ..tickets import transaction as tickets_transaction
from ..tickets.changeset_builder import UNASSIGNED
from ..tickets.event import Event, Reason
from ..tickets.event_specs import EventType
from ..tickets.model import WAITING_ON_US, Ticket
from ..tickets.transaction import Changeset
from . import rules

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
MAX_AT_ONCE = 200
MAX_REASSIGNED = 25
"""Tickets reassigned from one agent per message: a few seconds' work. The rest is left to another message."""
MAX_ASSIGNED = 5_000


@dataclass(frozen=True)
class SweepResult:
    """What a sweep over the waiting tickets did."""

    assigned: int = 0
    waiting: int = 0
    failed: int = 0

    def __add__(self, other: "SweepResult") -> "SweepResult":
        return SweepResult(self.assigned + other.assigned, self.waiting + other.waiting, self.failed + other.failed)


def route(services: Services, event: Event) -> None:
    """Assign a new or moved ticket to an agent, or record why there is none. 3 RT, 2–3 RRU + 9–10 WRU."""
    if event.assignee is None:
        _try_assign(services, event.team, event.ticket)


def reassign_if_unavailable(services: Services, event: Event) -> None:
    """Reassign a ticket that needs a reply if its assignee is unavailable.

    1 RT and half a RRU to look; then 2 RT, 1 RRU + 7 WRU to unassign it, and as `route`.
    """
    owner = people_actions.person_by_id(services, event.assignee) if event.assignee else None
    if owner is not None and _unassign_if_unavailable(services, owner, event.ticket, event.team, ()):
        _try_assign(services, event.team, event.ticket)


def reassign_all(services: Services, agent: str, lost: Collection[str]) -> SweepResult:
    """Reassign an agent's open tickets that they can no longer handle; `MAX_REASSIGNED` at once.

    2 RT to look, 1 RRU for the agent and half a one per 12 tickets they have; then as `reassign_if_unavailable` for
    each. Raises `RuntimeError` if only tickets remain that fail repeatedly.
    """
    owner = people_actions.own_profile(services, agent)
    held = tickets_index.assigned_rows(services, agent, MAX_ASSIGNED)
    waiting = [row for row in held if row["status"] in WAITING_ON_US and "snoozed_until" not in row]
    swept = SweepResult()
    for row in waiting[:MAX_REASSIGNED]:
        try:
            if _unassign_if_unavailable(services, owner, row["number"], row["team"], lost):
                swept += (
                    SweepResult(assigned=1)
                    if _try_assign(services, row["team"], row["number"])
                    else SweepResult(waiting=1)
                )
        except Exception:
            log.exception("ticket could not be taken from its agent", extra={"ticket": row["number"]})
            swept += SweepResult(failed=1)
    if len(waiting) > MAX_REASSIGNED:
        services.routing_queue.send({"agent": agent, "lost": sorted(lost)}, delay_s=1)
    elif swept.failed:
        raise RuntimeError(f"{swept.failed} tickets of {agent} could not be taken")
    return swept


def assign_to_agents(services: Services, home: str, agents: Sequence[str]) -> None:
    """Assign waiting tickets of the teams of these agents, who have new capacity.

    1 RT, half a RRU each; then as `assign_waiting`.
    """
    slots = roster.slots_of(services, [(home, agent) for agent in agents])
    now = services.clock.now()
    for team in sorted({team for slot in slots if slot.free(now) for team in slot.teams}):
        assign_waiting(services, team)


def assign_waiting(services: Services, team: str) -> SweepResult:
    """Assign a team's waiting tickets to its available agents, oldest first, until either runs out.

    2 RT to look, then 2 RT for each ticket assigned. A ticket that fails is left for the next sweep.
    """
    if not any(slot.free(services.clock.now()) for slot in roster.team_slots(services, team)):
        return SweepResult()
    swept = SweepResult()
    for number in tickets_actions.unassigned_ticket_numbers(services, team, MAX_AT_ONCE):
        try:
            given = _try_assign(services, team, number)
        except Exception:
            log.exception("ticket could not be routed", extra={"ticket": number})
            swept += SweepResult(failed=1)
            continue
        swept += SweepResult(assigned=1) if given else SweepResult(waiting=1)
        if not given:
            break
    return swept


def assign_waiting_everywhere(services: Services) -> SweepResult:
    """Sweep over all teams. A team that fails does not block the others."""
    total = SweepResult()
    for team in configuration_actions.current(services).teams:
        try:
            total += assign_waiting(services, team.id)
        except Exception:
            log.exception("team could not be swept", extra={"team": team.id})
            total += SweepResult(failed=1)
    return total


def _try_assign(services: Services, team: str, number: int) -> bool:
    """Assign a ticket. True if it now has an assignee, through this call or a concurrent one."""
    for _ in range(MAX_ATTEMPTS):  # each with a fresh roster, which shows concurrent claims
        choice = rules.choose(team, roster.team_slots(services, team), services.clock.now())
        if choice.slot is None:
            tickets_actions.record_deferral(services, number, choice.reason)
            return False
        with suppress(tickets_transaction.AgentAtCapacity):
            tickets_actions.assign(services, number, choice.slot, choice.reason)
            return True
    return False


def _unassign_if_unavailable(services: Services, owner: Person, number: int, team: str, lost: Collection[str]) -> bool:
    """Unassign a ticket from an agent who cannot handle it; return whether it worked, as a concurrent change may have won."""
    reason = rules.unavailable_reason(owner, team, services.clock.now(), configuration_actions.current(services), lost)
    return reason is not None and _unassign(services, owner.id, number, reason)


def _unassign(services: Services, agent: str, number: int, reason: Reason) -> bool:
    """Unassign a ticket, with one event for the reason. Tickets waiting for the customer stay until the customer replies."""

    def decide(ticket: Ticket) -> Changeset | None:
        if ticket.assignee != agent or not ticket.waits_on_us or ticket.team != reason.facts["team"]:
            return None
        after = ticket.next(reason.at, reason=reason, **UNASSIGNED)
        return Changeset(after, (tickets_transaction.system_event(EventType.TICKET_UNASSIGNED, ticket, after, reason),))

    return tickets_transaction.perform_as_system(services, number, decide) is not None
