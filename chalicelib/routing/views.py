"""Response bodies for availability."""

from typing import Annotated

from pydantic import Field

from ..people.model import Availability, Slot
from ..plumbing.fields import Instant, Value


class AvailabilityView(Value):
    """`with_absence`: out of office now, regardless of the state; no tickets are assigned then."""

    state: Availability
    until: Instant | None
    absent: bool
    load: Annotated[int, Field(description="assigned tickets that wait on us")]
    cap: Annotated[int, Field(description="how many of them routing gives to this agent at most")]
    team: Annotated[str | None, Field(description="the first of `teams`")]
    teams: Annotated[list[str], Field(description="whose tickets routing gives to this agent")]


def availability_view(slot: Slot, now: int) -> AvailabilityView:
    """Show the current availability: being online may have ended automatically."""
    over = slot.until is not None and slot.until <= now
    state = Availability.OFFLINE if slot.state is Availability.ONLINE and over else slot.state
    teams = sorted(slot.teams, key=lambda team: (team != slot.home, team))
    return AvailabilityView(
        state=state,
        until=slot.until,
        absent=slot.absent(now),
        load=max(0, slot.load),
        cap=slot.cap,
        team=next(iter(teams), None),
        teams=teams,
    )
