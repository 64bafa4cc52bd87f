"""HTTP for triage: snooze, spam, followers."""

from ..people.model import AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from ..tickets import views as tickets_views
from ..tickets.responses import rendering_refusals, ticket_response
from . import actions, followers
from .forms import NewFollower, Snooze, SpamMark

routes = Routes(__name__, caller_of)


@routes.post("/v1/tickets/{ticket}/snooze", allow=AGENTS)
def snooze_ticket(
    services: Services, caller: Caller, ticket: str, body: Snooze, if_match: int | None, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """Snooze a ticket until a time, or until the customer replies."""
    with rendering_refusals(services, caller, language):
        result = actions.snooze(services, caller, ticket, body.until, if_match)
    return ticket_response(services, caller, language, result)


@routes.delete("/v1/tickets/{ticket}/snooze", allow=AGENTS, status=200)
def unsnooze_ticket(
    services: Services, caller: Caller, ticket: str, if_match: int | None, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """End a ticket's snooze now."""
    with rendering_refusals(services, caller, language):
        result = actions.unsnooze(services, caller, ticket, if_match)
    return ticket_response(services, caller, language, result)


@routes.post("/v1/tickets/{ticket}/spam", allow=AGENTS)
def mark_spam(
    services: Services, caller: Caller, ticket: str, body: SpamMark, if_match: int | None, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """Mark a ticket as spam or as created by mistake. It leaves every queue and is not counted."""
    with rendering_refusals(services, caller, language):
        result = actions.mark_spam(services, caller, ticket, body.kind, if_match)
    return ticket_response(services, caller, language, result)


@routes.delete("/v1/tickets/{ticket}/spam", allow=AGENTS, status=200)
def unmark_spam(
    services: Services, caller: Caller, ticket: str, if_match: int | None, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """Mark a ticket as not spam. It returns to its queue."""
    with rendering_refusals(services, caller, language):
        result = actions.unmark_spam(services, caller, ticket, if_match)
    return ticket_response(services, caller, language, result)


@routes.post("/v1/tickets/{ticket}/followers", allow=AGENTS)
def follow_ticket(
    services: Services, caller: Caller, ticket: str, body: NewFollower, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """Follow a ticket (`me`), or add another agent as a follower. Followers are notified of new messages."""
    with rendering_refusals(services, caller, language):
        result = followers.follow(services, caller, ticket, caller.id if body.agent == "me" else body.agent)
    return ticket_response(services, caller, language, result)


@routes.delete("/v1/tickets/{ticket}/followers/{agent}", allow=AGENTS, status=200)
def unfollow_ticket(
    services: Services, caller: Caller, ticket: str, agent: str, language: str
) -> ApiResponse[tickets_views.TicketView]:
    """Unfollow a ticket, or remove another follower."""
    with rendering_refusals(services, caller, language):
        result = followers.unfollow(services, caller, ticket, caller.id if agent == "me" else agent)
    return ticket_response(services, caller, language, result)
