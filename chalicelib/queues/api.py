"""HTTP for lists of tickets and their numbers."""

from ..configuration import actions as configuration
from ..people.model import AGENTS, EVERYBODY, Caller
from ..people.sign_in import caller_of
from ..plumbing.services import Services
from ..plumbing.web import Routes
from ..tickets import views
from . import counts, listing
from .forms import TicketQuery

routes = Routes(__name__, caller_of)


@routes.get("/v1/tickets", allow=EVERYBODY)
def list_tickets(services: Services, caller: Caller, query: TicketQuery) -> views.TicketList:
    """List tickets: customers their own, agents by any filter."""
    page = listing.tickets(services, caller, query)
    configured = configuration.current(services)
    items = [views.summary_of(card, configured, internal=caller.is_agent) for card in page.items]
    return views.TicketList(items=items, next=page.next)


@routes.get("/v1/counts", allow=AGENTS)
def read_counts(services: Services, caller: Caller) -> counts.Counts:
    """Count tickets by team and status, the unassigned, and your own."""
    return counts.counts_for(services, caller)
