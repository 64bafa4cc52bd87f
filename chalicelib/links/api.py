"""HTTP routes for people who follow a link from an email, and for agents who revoke links.

Every action by a link is a POST with a body, so that link scanners do no harm.
"""

from ..attachments.actions import LINK_S
from ..attachments.views import FileLinkView
from ..conversation.forms import TimelineQuery
from ..people.model import AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.clock import SECOND
from ..plumbing.errors import Malformed
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import PUBLIC, ApiResponse, Routes, body_of
from ..plumbing.seals import key_ring
from ..plumbing.services import Services
from ..tickets.model import Ticket
from ..tickets.responses import event_response, render_events, render_ticket, ticket_response
from ..tickets.transaction import TicketResult
from ..tickets.views import TicketView
from . import actions
from .forms import AccessToken, LinkedAttachment, LinkedMessage, LinkedRating, LinkedTicket, OneClickUnsubscribe, Token
from .tokens import ACCESS_MS, Purpose
from .views import (
    ConfirmedTickets,
    CreatedTicket,
    LinkedReply,
    LinkedTicketView,
    LinkExchange,
    LinkOutcome,
    TicketBrief,
)

routes = Routes(__name__, caller_of)


@routes.post("/v1/links/exchange", allow=PUBLIC)
def exchange_link(services: Services, body: Token, source: str) -> LinkExchange:
    """Exchange the token of a link for its purpose and an access token for exactly that. Changes nothing."""
    found, access = actions.exchange(services, body.token, source)
    link = found.link
    left_s = (link.expires - services.clock.real()) // SECOND
    return LinkExchange(
        purpose=link.purpose,
        access=access,
        expires_in=max(1, min(ACCESS_MS // SECOND, left_s)),
        ticket=_ticket_brief(found.ticket) if found.ticket else None,
        kind=link.about if link.purpose is Purpose.UNSUBSCRIBE else None,
        score=int(link.about) if link.purpose is Purpose.RATE and link.about in {*"12345"} else None,
    )


@routes.post("/v1/links/ticket", allow=PUBLIC)
def read_linked_ticket(services: Services, body: LinkedTicket, source: str, language: str) -> LinkedTicketView:
    """Read the ticket of a link, with its newest events first."""
    query = TimelineQuery(limit=body.limit, cursor=body.cursor, order="desc")
    found, page = actions.read_ticket(services, body.access, query, source)
    return LinkedTicketView(
        ticket=render_ticket(services, found.customer, language, page.ticket),
        items=render_events(services, language, page.events, internal=False),
        next=page.next,
    )


@routes.post("/v1/links/messages", allow=PUBLIC, status=201)
def reply_by_link(
    services: Services, body: LinkedMessage, idempotency_key: IdempotencyKey | None, source: str, language: str
) -> LinkedReply:
    """Reply to the ticket of a link.

    A reply to a closed ticket creates a follow-up, which the response's `token` opens; thanks are added to the closed ticket.
    """
    found, result = actions.add_message(services, body.access, body.body, idempotency_key, source)
    event = event_response(services, found.customer, language, result).value
    elsewhere = result.ticket.number != found.own_ticket.number
    now = services.clock.real()
    return LinkedReply(
        event=event, token=actions.view_token(key_ring(services), result.ticket, now) if elsewhere else None
    )


@routes.post("/v1/links/attachment", allow=PUBLIC)
def fetch_by_link(services: Services, body: LinkedAttachment, source: str) -> FileLinkView:
    """Get a download link for an attachment in the ticket of a link. It is valid for a minute."""
    return FileLinkView(url=actions.attachment(services, body.access, body.attachment, source), expires_in=LINK_S)


@routes.post("/v1/links/keep-open", allow=PUBLIC)
def keep_open_by_link(services: Services, body: AccessToken, source: str) -> LinkOutcome:
    """Ask for more time: the ticket waits for your reply again for the full period."""
    return _outcome(actions.keep_open(services, body.access, source))


@routes.post("/v1/links/solve", allow=PUBLIC)
def solve_by_link(services: Services, body: AccessToken, source: str) -> LinkOutcome:
    """Mark the ticket of a link as solved."""
    return _outcome(actions.solve(services, body.access, source))


@routes.post("/v1/links/rate", allow=PUBLIC)
def rate_by_link(services: Services, body: LinkedRating, source: str) -> LinkOutcome:
    """Rate a solution, once."""
    return _outcome(actions.rate(services, body.access, body, source))


@routes.post("/v1/links/unsubscribe", allow=PUBLIC, status=204)
def unsubscribe_by_link(services: Services, query: OneClickUnsubscribe, source: str) -> None:
    """Unsubscribe from one kind of email.

    Send `{"access"}`; or, as mail clients do (RFC 8058), the link's `token` in the URL and the form
    `List-Unsubscribe=One-Click`.
    """
    request = routes.current_request
    if not query.token:
        actions.unsubscribe(services, body_of(request, AccessToken).access, source)
        return
    sent = bytes(request.raw_body or b"")
    if b"List-Unsubscribe" not in sent or b"One-Click" not in sent:  # in either form encoding
        raise Malformed("Send the form List-Unsubscribe=One-Click.")
    actions.unsubscribe_at_once(services, query.token, source)


@routes.post("/v1/links/confirm", allow=PUBLIC)
def confirm_by_link(services: Services, body: AccessToken, source: str) -> ConfirmedTickets:
    """Confirm your address: your requests become tickets, each with a `token` that opens it."""
    raised = actions.confirm(services, body.access, source)
    return ConfirmedTickets(
        tickets=[CreatedTicket(**_ticket_brief(ticket).model_dump(), token=token) for ticket, token in raised]
    )


@routes.delete("/v1/tickets/{ticket}/email-links", allow=AGENTS, status=200)
def revoke_email_links(services: Services, caller: Caller, ticket: str, language: str) -> ApiResponse[TicketView]:
    """Revoke the links to this ticket in all emails sent so far. New emails contain new links.

    The old ones answer as if they had expired. Links to unsubscribe still work.
    """
    result = actions.revoke(services, caller, ticket)
    return ticket_response(services, caller, language, result)


def _ticket_brief(ticket: Ticket) -> TicketBrief:
    return TicketBrief(id=ticket.id, number=ticket.number, subject=ticket.subject, status=ticket.status)


def _outcome(result: TicketResult) -> LinkOutcome:
    return LinkOutcome(ticket=_ticket_brief(result.ticket), applied=bool(result.events))
