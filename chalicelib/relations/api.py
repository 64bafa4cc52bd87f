"""HTTP routes for merging, splitting and linking."""

from ..people.model import AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from ..tickets import queries
from ..tickets import transaction as tickets_transaction
from ..tickets import views as tickets_views
from ..tickets.responses import rendering_refusals, ticket_response
from . import actions
from .forms import Link, Merge, Split

routes = Routes(__name__, caller_of)


@routes.post("/v1/tickets/{ticket}/merge", allow=AGENTS)
def merge_ticket(
    services: Services, caller: Caller, ticket: str, body: Merge, if_match: int | None, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """Merge this ticket into another one. Returns this one, which now points there."""
    with rendering_refusals(services, caller, language):
        result = actions.merge(services, caller, ticket, body.into, if_match)
    return ticket_response(services, caller, language, result)


@routes.delete("/v1/tickets/{ticket}/merge", allow=AGENTS, status=200)
def unmerge_ticket(
    services: Services, caller: Caller, ticket: str, if_match: int | None, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """Unmerge this ticket. Messages written to the surviving ticket meanwhile stay there."""
    with rendering_refusals(services, caller, language):
        result = actions.unmerge(services, caller, ticket, if_match)
    return ticket_response(services, caller, language, result)


@routes.post("/v1/tickets/{ticket}/split", allow=AGENTS, status=201)
def split_ticket(  # noqa: PLR0913, PLR0917 - a view names every part of the request that it needs
    services: Services,
    caller: Caller,
    ticket: str,
    body: Split,
    if_match: int | None,
    idempotency_key: IdempotencyKey | None,
    language: str,
) -> ApiResponse[tickets_views.TicketView]:
    """Split a message into a new ticket. Returns the new ticket; `Location` is its URL."""
    with rendering_refusals(services, caller, language):
        result = actions.split(services, caller, ticket, body, if_match, idempotency_key)
        number = result.events[-1].other
        made = queries.load_ticket(services, number) if number is not None else result.ticket
    return ticket_response(
        services, caller, language, tickets_transaction.TicketResult(made, replayed=result.replayed), created=True
    )


@routes.post("/v1/tickets/{ticket}/links", allow=AGENTS)
def link_ticket(
    services: Services, caller: Caller, ticket: str, body: Link, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """Link another ticket to this one."""
    result = actions.link(services, caller, ticket, body.ticket, body.kind)
    return ticket_response(services, caller, language, result)


@routes.delete("/v1/tickets/{ticket}/links/{other}", allow=AGENTS, status=200)
def unlink_ticket(
    services: Services, caller: Caller, ticket: str, other: str, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """Remove a link."""
    result = actions.unlink(services, caller, ticket, other)
    return ticket_response(services, caller, language, result)
