"""HTTP for addresses that nothing is mailed to."""

from ..people.model import ADMINS, AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.services import Services
from ..plumbing.web import Routes
from . import actions
from .forms import SuppressionQuery
from .views import SuppressionView, suppression_view

routes = Routes(__name__, caller_of)


@routes.get("/v1/suppressions", allow=AGENTS)
def read_suppression(services: Services, query: SuppressionQuery) -> SuppressionView:
    """Read why nothing is mailed to an address: it bounced, or its owner complained."""
    return suppression_view(actions.suppression_of(services, query.email))


@routes.delete("/v1/suppressions/{suppression}", allow=ADMINS)
def release_address(services: Services, caller: Caller, suppression: str) -> None:
    """Let mail go to an address again. It stands in the log."""
    actions.release(services, caller, suppression)
