"""Chooses an agent for a ticket, and checks whether an assignee is available. Pure: facts in, verdict with its reason out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..configuration.model import Configuration
from ..people.model import Person, Seat
from ..tickets import access
from ..tickets.model import Because, Ticket
from ..tickets.reasons import Reason


def _waits(ticket: Ticket) -> bool:
    return ticket.assignee is None and ticket.waits_on_us


REASONS = (
    Reason("least_loaded"),
    *(Reason(rule, _waits) for rule in ("nobody_online", "all_full", "owner_absent", "owner_inactive", "owner_moved")),
)


@dataclass(frozen=True)
class Choice:
    """The agent, or none; either way with the reason."""

    seat: Seat | None
    because: Because


def choose(team: str, seats: Sequence[Seat], now: int) -> Choice:
    """Choose the online agent with the lowest load/cap and free capacity; on a tie, the one longest without a new ticket."""
    on_duty = [seat for seat in seats if seat.on_duty(now)]
    free = [seat for seat in on_duty if seat.free(now)]
    if not free:
        rule = "all_full" if on_duty else "nobody_online"
        return Choice(None, Because(rule=rule, facts={"team": team, "online": len(on_duty)}, at=now))
    best = min(free, key=lambda seat: (seat.load / seat.cap, seat.assigned_at, seat.agent))
    facts: dict[str, str | int | list[str]] = {"team": team, "agent": best.name, "load": best.load + 1, "cap": best.cap}
    return Choice(best, Because(rule="least_loaded", facts=facts, at=now))


def why_not(
    owner: Person, team: str, now: int, configured: Configuration, lost: Collection[str] = ()
) -> Because | None:
    """Return why an agent cannot handle a team's ticket; None if they can. `lost`: teams they were removed from."""
    if not owner.is_agent:
        rule = "owner_inactive"
    elif owner.absence is not None and owner.absence.covers(now):
        rule = "owner_absent"
    elif team in lost or not access.may_work_on(owner, team, configured):
        rule = "owner_moved"
    else:
        return None
    return Because(rule=rule, facts={"team": team, "agent": owner.name}, at=now)
