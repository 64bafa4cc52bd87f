"""HTTP for who is on duty."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ..people import actions as people
from ..people import roster
from ..people.model import AGENTS, Caller, Seat, State
from ..people.sign_in import caller_of
from ..plumbing.errors import Conflict
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
    state: State
    until: Instant | None
    load: Annotated[int, Field(description="assigned tickets that wait on us")]
    cap: Annotated[int, Field(description="how many of them routing gives to this agent at most")]
    team: str


@routes.get("/v1/agents/me/availability", allow=AGENTS)
def read_availability(services: Services, caller: Caller) -> AvailabilityView:
    """Read whether you are on duty, and how much you have in hand."""
    return _view(services, _seat(services, caller))


@routes.put("/v1/agents/me/availability", allow=AGENTS)
def set_availability(services: Services, caller: Caller, body: Availability) -> AvailabilityView:
    """Go online, away or offline. Whoever comes online is handed waiting tickets at once."""
    seat = _seat(services, caller).model_copy(update={"name": caller.name, "state": body.state, "until": body.until})
    return _view(services, roster.set_availability(services, seat))


def _seat(services: Services, caller: Caller) -> Seat:
    person = people.person_by_id(services, caller.id)
    if person is None or person.team is None:
        raise Conflict("You are in no team yet. Ask an admin to put you into one.")
    return roster.of_agent(services, person.team, person.id)


def _view(services: Services, seat: Seat) -> AvailabilityView:
    state = State.OFFLINE if seat.state is State.ONLINE and not seat.on_duty(services.clock.now()) else seat.state
    return AvailabilityView(state=state, until=seat.until, load=max(0, seat.load), cap=seat.cap, team=seat.team)
