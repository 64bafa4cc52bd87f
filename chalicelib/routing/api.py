"""HTTP for who is on duty."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ..people import actions as people
from ..people import roster
from ..people.model import AGENTS, NO_TEAM, Caller, Seat, State
from ..people.sign_in import caller_of
from ..plumbing.fields import Instant, InstantIn, Strict, Value
from ..plumbing.services import Services
from ..plumbing.web import Routes

routes = Routes(__name__, caller_of)


class Availability(Strict):
    """`until` ends being online by itself; without it, it does not end."""

    state: State
    until: InstantIn | None = None

    @model_validator(mode="after")
    def _only_online_ends(self) -> Self:
        if self.until is not None and self.state is not State.ONLINE:
            raise ValueError("Only being online can have an end. Leave `until` out.")
        return self


class AvailabilityView(Value):
    """`absent`: out of office just now, whatever the state says; then nothing is given."""

    state: State
    until: Instant | None
    absent: bool
    load: Annotated[int, Field(description="assigned tickets that wait on us")]
    cap: Annotated[int, Field(description="how many of them routing gives to this agent at most")]
    team: Annotated[str | None, Field(description="the first of `teams`")]
    teams: Annotated[list[str], Field(description="whose tickets routing gives to this agent")]


@routes.get("/v1/agents/me/availability", allow=AGENTS)
def read_availability(services: Services, caller: Caller) -> AvailabilityView:
    """Read whether you are on duty, and how much you have in hand."""
    person = people.agent_by_id(services, caller.id)
    return _view(services, roster.of_agent(services, person.home or NO_TEAM, person.id))


@routes.put("/v1/agents/me/availability", allow=AGENTS)
def set_availability(services: Services, caller: Caller, body: Availability) -> AvailabilityView:
    """Go online, away or offline. Whoever comes online is handed waiting tickets at once."""
    return _view(services, people.set_availability(services, caller.id, body.state, body.until))


def _view(services: Services, seat: Seat) -> AvailabilityView:
    now = services.clock.now()
    over = seat.until is not None and seat.until <= now
    state = State.OFFLINE if seat.state is State.ONLINE and over else seat.state
    teams = sorted(seat.teams, key=lambda team: (team != seat.home, team))
    return AvailabilityView(
        state=state, until=seat.until, absent=seat.absent(now), load=max(0, seat.load), cap=seat.cap,
        team=next(iter(teams), None), teams=teams,
    )  # fmt: skip
