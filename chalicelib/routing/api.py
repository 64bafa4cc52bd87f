"""HTTP routes for availability."""

from ..people import actions as people_actions
from ..people import roster
from ..people.model import AGENTS, NO_TEAM, Caller
from ..people.sign_in import caller_of
from ..plumbing.http.web import Routes
from ..plumbing.services import Services
from .forms import NewAvailability
from .views import AvailabilityView, availability_view

routes = Routes(__name__, caller_of)


@routes.get("/v1/agents/me/availability", allow=AGENTS)
def read_availability(services: Services, caller: Caller) -> AvailabilityView:
    """Read your availability and the number of your open tickets."""
    person = people_actions.agent_by_id(services, caller.id)
    slot = roster.slot_of(services, person.home or NO_TEAM, person.id)
    return availability_view(slot, services.clock.now())


@routes.put("/v1/agents/me/availability", allow=AGENTS)
def set_availability(services: Services, caller: Caller, body: NewAvailability) -> AvailabilityView:
    """Go online, away or offline. When you come online, waiting tickets are assigned to you at once."""
    slot = people_actions.set_availability(services, caller.id, body.state, body.until)
    return availability_view(slot, services.clock.now())
