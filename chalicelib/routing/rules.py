"""Chooses an agent for a ticket, and checks whether an assignee is available. Pure: facts in, verdict with its reason out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..configuration.model import Configuration
from ..people.model import Person, Slot
from ..tickets import access as tickets_access
from ..tickets.event import Reason
from ..tickets.model import Ticket
from ..tickets.reasons import ReasonSpec


def _waits(ticket: Ticket) -> bool:
    return ticket.assignee is None and ticket.waits_on_us


REASONS = (
    ReasonSpec("least_loaded"),
    *(
        ReasonSpec(rule, _waits)
        for rule in ("no_agent_online", "all_at_capacity", "assignee_absent", "assignee_inactive", "assignee_moved")
    ),
)


@dataclass(frozen=True)
class Choice:
    """The agent, or none; either way with the reason."""

    slot: Slot | None
    reason: Reason


def choose(team: str, slots: Sequence[Slot], now: int) -> Choice:
    """Choose the online agent with the lowest load/cap and free capacity; on a tie, the one longest without a new ticket."""
    on_duty = [slot for slot in slots if slot.on_duty(now)]
    free = [slot for slot in on_duty if slot.free(now)]
    if not free:
        rule = "all_at_capacity" if on_duty else "no_agent_online"
        return Choice(None, Reason(rule=rule, facts={"team": team, "online": len(on_duty)}, at=now))
    best = min(free, key=lambda slot: (slot.load / slot.cap, slot.assigned_at, slot.agent))
    facts: dict[str, str | int | list[str]] = {"team": team, "agent": best.name, "load": best.load + 1, "cap": best.cap}
    return Choice(best, Reason(rule="least_loaded", facts=facts, at=now))


def unavailable_reason(
    owner: Person, team: str, now: int, configured: Configuration, lost: Collection[str] = ()
) -> Reason | None:
    """Return why an agent cannot handle a team's ticket; None if they can. `lost`: teams they were removed from."""
    if not owner.is_agent:
        rule = "assignee_inactive"
    elif owner.absence is not None and owner.absence.covers(now):
        rule = "assignee_absent"
    elif team in lost or not tickets_access.may_work_on(owner, team, configured):
        rule = "assignee_moved"
    else:
        return None
    return Reason(rule=rule, facts={"team": team, "agent": owner.name}, at=now)
