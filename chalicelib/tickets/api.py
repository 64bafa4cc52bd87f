"""HTTP routes of a ticket: read the request, call one action, build the response."""

from typing import Any

from ..people.model import EVERYONE, Caller
from ..people.sign_in import caller_of
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import PUBLIC, ApiResponse, Routes
from ..plumbing.services import Services
from . import actions, transaction, views
from .forms import NewTicket, TicketChange
from .responses import rendering_refusals, ticket_response

routes = Routes(__name__, caller_of)


@routes.post("/v1/tickets", allow=EVERYONE, status=201)
def create_ticket(
    services: Services, caller: Caller, body: NewTicket, idempotency_key: IdempotencyKey | None, language: str
) -> ApiResponse[views.TicketView]:
    """Create a ticket. Send an Idempotency-Key so that a retry does not create a second one."""
    result = actions.create(services, caller, body, idempotency_key)
    return ticket_response(services, caller, language, result, created=True)


@routes.get("/v1/tickets/{ticket}", allow=EVERYONE)
def read_ticket(services: Services, caller: Caller, ticket: str, language: str) -> ApiResponse[views.TicketView]:
    """Read one ticket."""
    found = transaction.ticket_for(services, caller, ticket)
    return ticket_response(services, caller, language, transaction.TicketResult(found))


@routes.patch("/v1/tickets/{ticket}", allow=EVERYONE)
def change_ticket(
    services: Services, caller: Caller, ticket: str, body: TicketChange, if_match: int | None, language: str
) -> ApiResponse[views.TicketView]:
    """Change a ticket. Customers may mark their own tickets as solved or reopen them.

    An older version in If-Match is accepted if the fields you change have not changed since and, for a status, no message
    was added that you have not seen. Otherwise 412 reports the conflict: `changed`, `unseen` and the current `ticket`.
    """
    with rendering_refusals(services, caller, language):
        result = actions.change(services, caller, ticket, body, if_match)
    return ticket_response(services, caller, language, result)


@routes.get("/v1/events/schema.json", allow=PUBLIC)
def read_event_schema() -> dict[str, Any]:
    """Read the JSON Schema of events. Clients must ignore types and members that they do not know."""
    from . import event_schema  # rarely requested, so other requests do not pay for its import

    return event_schema.document()
