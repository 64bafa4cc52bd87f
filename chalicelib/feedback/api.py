"""HTTP for what customers think of a solution."""

from ..people.model import EVERYBODY, Caller
from ..people.sign_in import caller_of
from ..plumbing.services import Services
from ..plumbing.web import Reply, Routes
from ..tickets.answers import ticket_reply
from ..tickets.views import TicketView
from . import actions
from .forms import NewRating

routes = Routes(__name__, caller_of)


@routes.post("/v1/tickets/{ticket}/rating", allow=EVERYBODY)
def rate_ticket(
    services: Services, caller: Caller, ticket: str, body: NewRating, language: str
) -> Reply[TicketView]:  # fmt: skip
    """Say how content you are with the solution of your ticket, once per solution. A low score brings it back to us."""
    done = actions.rate(services, caller, ticket, body)
    return ticket_reply(services, caller, language, done)
