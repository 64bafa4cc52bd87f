"""HTTP for who is on duty."""

from ..people import actions as people
from ..people import roster
from ..people.model import AGENTS, NO_TEAM, Caller
from ..people.sign_in import caller_of
from ..plumbing.services import Services
from ..plumbing.web import Routes
from .forms import Availability
from .views import AvailabilityView, availability_view

routes = Routes(__name__, caller_of)


@routes.get("/v1/agents/me/availability", allow=AGENTS)
def read_availability(services: Services, caller: Caller) -> AvailabilityView:
    """Read whether you are on duty, and how much you have in hand."""
    person = people.agent_by_id(services, caller.id)
    seat = roster.of_agent(services, person.home or NO_TEAM, person.id)
    return availability_view(seat, services.clock.now())


@routes.put("/v1/agents/me/availability", allow=AGENTS)
def set_availability(services: Services, caller: Caller, body: Availability) -> AvailabilityView:
    """Go online, away or offline. Whoever comes online is handed waiting tickets at once."""
    seat = people.set_availability(services, caller.id, body.state, body.until)
    return availability_view(seat, services.clock.now())
