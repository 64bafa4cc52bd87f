"""HTTP routes for merging, splitting and linking."""

from ..people.model import AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.web import Reply, Routes
from ..tickets import actions as tickets
from ..tickets import views
from ..tickets.answers import shown_to, ticket_reply
from . import actions
from .forms import Link, Merge, Split

routes = Routes(__name__, caller_of)


@routes.post("/v1/tickets/{ticket}/merge", allow=AGENTS)
def merge_ticket(
    services: Services, caller: Caller, ticket: str, body: Merge, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Merge this ticket into another one. Returns this one, which now points there."""
    with shown_to(services, caller, language):
        done = actions.merge(services, caller, ticket, body.into, if_match)
    return ticket_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/merge", allow=AGENTS, status=200)
def unmerge_ticket(
    services: Services, caller: Caller, ticket: str, if_match: int | None, language: str
) -> Reply[views.TicketView]:
    """Unmerge this ticket. Messages written to the surviving ticket meanwhile stay there."""
    with shown_to(services, caller, language):
        done = actions.unmerge(services, caller, ticket, if_match)
    return ticket_reply(services, caller, language, done)


@routes.post("/v1/tickets/{ticket}/split", allow=AGENTS, status=201)
def split_ticket(
    services: Services,
    caller: Caller,
    ticket: str,
    body: Split,
    if_match: int | None,
    once: Once | None,
    language: str,
) -> Reply[views.TicketView]:
    """Split a message into a new ticket. Returns the new ticket; `Location` is its URL."""
    with shown_to(services, caller, language):
        done = actions.split(services, caller, ticket, body.event, body.subject, if_match, once)
        number = done.events[-1].other
        made = tickets.ticket_now(services, number) if number is not None else done.ticket
    return ticket_reply(services, caller, language, tickets.Done(made, replayed=done.replayed), created=True)


@routes.post("/v1/tickets/{ticket}/links", allow=AGENTS)
def link_ticket(services: Services, caller: Caller, ticket: str, body: Link, language: str) -> Reply[views.TicketView]:
    """Link another ticket to this one."""
    done = actions.link(services, caller, ticket, body.ticket, body.kind)
    return ticket_reply(services, caller, language, done)


@routes.delete("/v1/tickets/{ticket}/links/{other}", allow=AGENTS, status=200)
def unlink_ticket(
    services: Services, caller: Caller, ticket: str, other: str, language: str
) -> Reply[views.TicketView]:
    """Remove a link."""
    done = actions.unlink(services, caller, ticket, other)
    return ticket_reply(services, caller, language, done)
