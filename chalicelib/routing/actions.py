"""Assigns tickets, and reassigns those of unavailable agents. Each claim is one transaction that fails if the ticket or the
agent is no longer free.
"""

import logging
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..configuration import actions as configuration
from ..people import actions as people
from ..people import roster
from ..people.model import Person
from ..plumbing.services import Services
from ..tickets import actions as tickets
from ..tickets import cards
from ..tickets.actions import Act
from ..tickets.model import WAITING_ON_US, Because, Event, EventType, Ticket
from ..tickets.steps import NOBODY
from . import rules

log = logging.getLogger(__name__)

TRIES = 5
MOST_AT_ONCE = 200
MOST_TAKEN = 25
"""Tickets reassigned from one agent per message: a few seconds' work. The rest is left to another message."""
MOST_OWNED = 5_000


@dataclass(frozen=True)
class Swept:
    """What a sweep over the waiting tickets did."""

    assigned: int = 0
    waiting: int = 0
    failed: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.assigned + other.assigned, self.waiting + other.waiting, self.failed + other.failed)


def route(services: Services, event: Event) -> None:
    """Assign a new or moved ticket to an agent, or record why there is none. 3 RT, 2–3 RRU + 9–10 WRU."""
    if event.assignee is None:
        _give(services, event.team, event.ticket)


def relieve(services: Services, event: Event) -> None:
    """Reassign a ticket that needs a reply if its assignee is unavailable.

    1 RT and half a RRU to look; then 2 RT, 1 RRU + 7 WRU to unassign it, and as `route`.
    """
    owner = people.person_by_id(services, event.assignee) if event.assignee else None
    if owner is not None and _taken(services, owner, event.ticket, event.team, ()):
        _give(services, event.team, event.ticket)


def relieve_of_all(services: Services, agent: str, lost: Collection[str]) -> Swept:
    """Reassign an agent's open tickets that they can no longer handle; `MOST_TAKEN` at once.

    2 RT to look, 1 RRU for the agent and half a one per 12 tickets they have; then as `relieve` for each. Raises `RuntimeError`
    if only tickets remain that fail repeatedly.
    """
    owner = people.own_profile(services, agent)
    held = cards.owned(services, agent, MOST_OWNED)
    waiting = [card for card in held if card["status"] in WAITING_ON_US and "snoozed_until" not in card]
    swept = Swept()
    for card in waiting[:MOST_TAKEN]:
        try:
            if _taken(services, owner, card["number"], card["team"], lost):
                swept += Swept(assigned=1) if _give(services, card["team"], card["number"]) else Swept(waiting=1)
        except Exception:
            log.exception("ticket could not be taken from its agent", extra={"ticket": card["number"]})
            swept += Swept(failed=1)
    if len(waiting) > MOST_TAKEN:
        services.routing_queue.send({"agent": agent, "lost": sorted(lost)}, delay_s=1)
    elif swept.failed:
        raise RuntimeError(f"{swept.failed} tickets of {agent} could not be taken")
    return swept


def hand_out_to(services: Services, home: str, agents: Sequence[str]) -> None:
    """Assign waiting tickets of the teams of these agents, who have new capacity. 1 RT, half a RRU each; then as `hand_out`."""
    seats = roster.of_agents(services, [(home, agent) for agent in agents])
    now = services.clock.now()
    for team in sorted({team for seat in seats if seat.free(now) for team in seat.teams}):
        hand_out(services, team)


def hand_out(services: Services, team: str) -> Swept:
    """Assign a team's waiting tickets to its available agents, oldest first, until either runs out.

    2 RT to look, then 2 RT for each ticket assigned. A ticket that fails is left for the next sweep.
    """
    if not any(seat.free(services.clock.now()) for seat in roster.of_team(services, team)):
        return Swept()
    swept = Swept()
    for number in tickets.waiting_for_agent(services, team, MOST_AT_ONCE):
        try:
            given = _give(services, team, number)
        except Exception:
            log.exception("ticket could not be routed", extra={"ticket": number})
            swept += Swept(failed=1)
            continue
        swept += Swept(assigned=1) if given else Swept(waiting=1)
        if not given:
            break
    return swept


def hand_out_everywhere(services: Services) -> Swept:
    """Sweep over all teams. A team that fails does not block the others."""
    total = Swept()
    for team in configuration.current(services).teams:
        try:
            total += hand_out(services, team.id)
        except Exception:
            log.exception("team could not be swept", extra={"team": team.id})
            total += Swept(failed=1)
    return total


def _give(services: Services, team: str, number: int) -> bool:
    """Assign a ticket. True if it now has an assignee, through this call or a concurrent one."""
    for _ in range(TRIES):  # each with a fresh roster, which shows concurrent claims
        choice = rules.choose(team, roster.of_team(services, team), services.clock.now())
        if choice.seat is None:
            tickets.explain_waiting(services, number, choice.because)
            return False
        with suppress(tickets.SeatTaken):
            tickets.assign(services, number, choice.seat, choice.because)
            return True
    return False


def _taken(services: Services, owner: Person, number: int, team: str, lost: Collection[str]) -> bool:
    """Unassign a ticket from an agent who cannot handle it; return whether it worked, as a concurrent change may have won."""
    because = rules.why_not(owner, team, services.clock.now(), configuration.current(services), lost)
    return because is not None and _take_back(services, owner.id, number, because)


def _take_back(services: Services, agent: str, number: int, because: Because) -> bool:
    """Unassign a ticket, with one event for the reason. Tickets waiting for the customer stay until the customer replies."""

    def decide(ticket: Ticket) -> Act | None:
        if ticket.assignee != agent or not ticket.waits_on_us or ticket.team != because.facts["team"]:
            return None
        after = ticket.next(because.at, because=because, **NOBODY)
        return Act(after, (tickets.clock_event(EventType.TICKET_UNASSIGNED, ticket, after, because),))

    return tickets.by_clock(services, number, decide) is not None
