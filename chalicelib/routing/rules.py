"""The choice of an agent. Facts in, verdict with its reason out."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..people.model import Seat
from ..tickets.model import Because


@dataclass(frozen=True)
class Choice:
    """The agent, or nobody; either way the reason."""

    seat: Seat | None
    because: Because


def choose(team: str, seats: Sequence[Seat], now: int) -> Choice:
    """Least loaded by load/cap among those on duty with room; of equals the one longest without a ticket."""
    on_duty = [seat for seat in seats if seat.on_duty(now)]
    free = [seat for seat in on_duty if seat.free(now)]
    if not free:
        rule = "all_full" if on_duty else "nobody_online"
        return Choice(None, Because(rule=rule, facts={"team": team, "online": len(on_duty)}, at=now))
    best = min(free, key=lambda seat: (seat.load / seat.cap, seat.assigned_at, seat.agent))
    facts: dict[str, str | int | list[str]] = {"team": team, "agent": best.name, "load": best.load + 1, "cap": best.cap}
    return Choice(best, Because(rule="least_loaded", facts=facts, at=now))
