"""Handing out tickets, and taking them from who is not there. Each claim is one transaction that fails if the ticket or the
agent is not free any more.
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
"""Tickets taken from one agent by one message: a few seconds' work. The rest is another message's."""
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
    """A ticket was raised or moved to another team: give it to somebody, or say why nobody has it. 3 RT, 2–3 RRU + 9–10 WRU."""
    if event.assignee is None:
        _give(services, event.team, event.ticket)


def relieve(services: Services, event: Event) -> None:
    """A customer wrote, or a ticket came back to us: if whoever has it is not there, it is given to somebody who is.

    1 RT and half a RRU to look; then 2 RT, 1 RRU + 7 WRU to take it, and as `route`.
    """
    owner = people.person_by_id(services, event.assignee) if event.assignee else None
    if owner is not None and _taken(services, owner, event.ticket, event.team, ()):
        _give(services, event.team, event.ticket)


def relieve_of_all(services: Services, agent: str, lost: Collection[str]) -> Swept:
    """Take from an agent what waits on us and they cannot look after any more, and give it to others; `MOST_TAKEN` at once.

    2 RT to look, 1 RRU for the agent and half a one per 12 tickets they have; then as `relieve` for each. Raises `RuntimeError`
    where only such are left as fail again and again.
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
    """Agents with their seat in this roster got room: hand out what waits in their teams. 1 RT, half a RRU each; then that."""
    seats = roster.of_agents(services, [(home, agent) for agent in agents])
    now = services.clock.now()
    for team in sorted({team for seat in seats if seat.free(now) for team in seat.teams}):
        hand_out(services, team)


def hand_out(services: Services, team: str) -> Swept:
    """Give a team's waiting tickets to its free agents, oldest first, until one side runs out.

    2 RT to look, then 2 RT for each ticket handed out. One ticket that fails is left for the next sweep.
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
    """The sweep over all teams. One team that fails does not hold up the next."""
    total = Swept()
    for team in configuration.current(services).teams:
        try:
            total += hand_out(services, team.id)
        except Exception:
            log.exception("team could not be swept", extra={"team": team.id})
            total += Swept(failed=1)
    return total


def _give(services: Services, team: str, number: int) -> bool:
    """True when somebody has it: through us, or somebody who was faster."""
    for _ in range(TRIES):  # each on a fresh roster, where whoever was claimed meanwhile shows
        choice = rules.choose(team, roster.of_team(services, team), services.clock.now())
        if choice.seat is None:
            tickets.explain_waiting(services, number, choice.because)
            return False
        with suppress(tickets.SeatTaken):
            tickets.assign(services, number, choice.seat, choice.because)
            return True
    return False


def _taken(services: Services, owner: Person, number: int, team: str, lost: Collection[str]) -> bool:
    """Whether a ticket was taken from an agent who cannot look after it. A colleague may have been faster."""
    because = rules.why_not(owner, team, services.clock.now(), configuration.current(services), lost)
    return because is not None and _take_back(services, owner.id, number, because)


def _take_back(services: Services, agent: str, number: int, because: Because) -> bool:
    """One event says why. Only what still waits on us is taken; the rest stays with its agent until the customer writes."""

    def decide(ticket: Ticket) -> Act | None:
        if ticket.assignee != agent or not ticket.waits_on_us or ticket.team != because.facts["team"]:
            return None
        after = ticket.next(because.at, because=because, **NOBODY)
        return Act(after, (tickets.clock_event(EventType.TICKET_UNASSIGNED, ticket, after, because),))

    return tickets.by_clock(services, number, decide) is not None
