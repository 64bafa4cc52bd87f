"""Response bodies for availability."""

from typing import Annotated

from pydantic import Field

from ..people.model import Seat, State
from ..plumbing.fields import Instant, Value


class AvailabilityView(Value):
    """`absent`: out of office now, regardless of the state; no tickets are assigned then."""

    state: State
    until: Instant | None
    absent: bool
    load: Annotated[int, Field(description="assigned tickets that wait on us")]
    cap: Annotated[int, Field(description="how many of them routing gives to this agent at most")]
    team: Annotated[str | None, Field(description="the first of `teams`")]
    teams: Annotated[list[str], Field(description="whose tickets routing gives to this agent")]


def availability_view(seat: Seat, now: int) -> AvailabilityView:
    """Show the current availability: being online may have ended automatically."""
    over = seat.until is not None and seat.until <= now
    state = State.OFFLINE if seat.state is State.ONLINE and over else seat.state
    teams = sorted(seat.teams, key=lambda team: (team != seat.home, team))
    return AvailabilityView(
        state=state, until=seat.until, absent=seat.absent(now), load=max(0, seat.load), cap=seat.cap,
        team=next(iter(teams), None), teams=teams,
    )  # fmt: skip
