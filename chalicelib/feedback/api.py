"""HTTP routes for ratings."""

from ..people.model import AGENTS, EVERYONE, Caller
from ..people.sign_in import caller_of
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from ..tickets.responses import ticket_response
from ..tickets.views import PersonView, TicketView
from . import actions, ratings
from .forms import NewRating, RatingsQuery
from .views import AgentRatings, AgentRatingView, RatedTicket, RatingSummary

routes = Routes(__name__, caller_of)


@routes.post("/v1/tickets/{ticket}/rating", allow=EVERYONE)
def rate_ticket(
    services: Services, caller: Caller, ticket: str, body: NewRating, language: str
) -> ApiResponse[TicketView]:
    """Rate the solution of your ticket, once per solution. A low score reopens it."""
    result = actions.rate(services, caller, ticket, body)
    return ticket_response(services, caller, language, result)


@routes.get("/v1/agents/{agent}/ratings", allow=AGENTS)
def list_agent_ratings(services: Services, caller: Caller, agent: str, query: RatingsQuery) -> AgentRatings:
    """List the ratings credited to an agent, newest first, with their average; `me` for your own.

    Agents see their own, leads and admins all. A page may hold fewer than `limit` if you may not see some tickets.
    """
    page = ratings.page(services, caller, agent, query)
    average = round(page.total.sum / page.total.count, 2) if page.total.count > 0 else None
    summary = RatingSummary(days=ratings.SUMMARY_DAYS, count=max(0, page.total.count), average=average)
    return AgentRatings(items=[_rating(each) for each in page.items], next=page.next, summary=summary)


def _rating(rating: ratings.AgentRating) -> AgentRatingView:
    row, ticket = rating.row, rating.ticket
    return AgentRatingView(
        ticket=RatedTicket(id=ticket.id, subject=ticket.subject),
        score=row.score,
        comment=rating.comment,
        at=row.at,
        customer=PersonView(id=ticket.requester, name=ticket.requester_name),
    )
