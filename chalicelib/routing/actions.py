"""Handing out tickets. Each claim is one transaction that fails if the ticket or the agent is not free any more."""

import logging
from contextlib import suppress
from dataclasses import dataclass

from ..configuration import actions as configuration
from ..people import roster
from ..plumbing.services import Services
from ..tickets import actions as tickets
from ..tickets.model import Event
from . import rules

log = logging.getLogger(__name__)

TRIES = 5
MOST_AT_ONCE = 200


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
