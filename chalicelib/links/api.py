"""HTTP routes for people who follow a link from an email.

Every action is a POST with a body, so that link scanners do no harm.
"""

from ..attachments.actions import LINK_S
from ..attachments.views import LinkView
from ..plumbing.clock import SECOND
from ..plumbing.errors import Malformed
from ..plumbing.once import Once
from ..plumbing.seals import ring
from ..plumbing.services import Services
from ..plumbing.web import PUBLIC, Routes, body_of
from ..tickets.actions import Done
from ..tickets.answers import event_reply, events_for, ticket_for
from ..tickets.forms import TimelineQuery
from ..tickets.model import Ticket
from . import actions
from .forms import Access, LinkedAttachment, LinkedMessage, LinkedRating, LinkedTicket, OneClick, Token
from .tokens import PASS_MS, Purpose
from .views import Confirmed, Exchanged, Glance, LinkedStory, Raised, Settled, Written

routes = Routes(__name__)


@routes.post("/v1/links/exchange", allow=PUBLIC)
def exchange_link(services: Services, body: Token, source: str) -> Exchanged:
    """Exchange the token of a link for its purpose and an access token for exactly that. Changes nothing."""
    found, access = actions.exchange(services, body.token, source)
    link = found.link
    left_s = (link.expires - services.clock.real()) // SECOND
    return Exchanged(
        purpose=link.purpose, access=access, expires_in=max(1, min(PASS_MS // SECOND, left_s)),
        ticket=_glance(found.ticket) if found.ticket else None,
        kind=link.about if link.purpose is Purpose.UNSUBSCRIBE else None,
        score=int(link.about) if link.purpose is Purpose.RATE and link.about in {*"12345"} else None,
    )  # fmt: skip


@routes.post("/v1/links/ticket", allow=PUBLIC)
def read_linked_ticket(services: Services, body: LinkedTicket, source: str, language: str) -> LinkedStory:
    """Read the ticket of a link, with its newest events first."""
    query = TimelineQuery(limit=body.limit, cursor=body.cursor, order="desc")
    found, story = actions.story(services, body.access, query, source)
    return LinkedStory(
        ticket=ticket_for(services, found.customer, language, story.ticket),
        items=events_for(services, language, story.events, internal=False), next=story.next,
    )  # fmt: skip


@routes.post("/v1/links/messages", allow=PUBLIC, status=201)
def write_by_link(services: Services, body: LinkedMessage, once: Once | None, source: str, language: str) -> Written:
    """Reply to the ticket of a link.

    A reply to a closed ticket creates a follow-up, which the response's `token` opens; thanks are added to the closed ticket.
    """
    found, done = actions.write(services, body.access, body.body, once, source)
    said = event_reply(services, found.customer, language, done).value
    elsewhere = done.ticket.number != found.theirs.number
    now = services.clock.real()
    return Written(event=said, token=actions.view_token(ring(services), done.ticket, now) if elsewhere else None)


@routes.post("/v1/links/attachment", allow=PUBLIC)
def fetch_by_link(services: Services, body: LinkedAttachment, source: str) -> LinkView:
    """Get a download link for an attachment in the ticket of a link. It is valid for a minute."""
    return LinkView(url=actions.attachment(services, body.access, body.attachment, source), expires_in=LINK_S)


@routes.post("/v1/links/keep-open", allow=PUBLIC)
def keep_open_by_link(services: Services, body: Access, source: str) -> Settled:
    """Ask for more time: the ticket waits for your reply again for the full period."""
    return _settled(actions.keep_open(services, body.access, source))


@routes.post("/v1/links/solve", allow=PUBLIC)
def solve_by_link(services: Services, body: Access, source: str) -> Settled:
    """Mark the ticket of a link as solved."""
    return _settled(actions.solve(services, body.access, source))


@routes.post("/v1/links/rate", allow=PUBLIC)
def rate_by_link(services: Services, body: LinkedRating, source: str) -> Settled:
    """Rate a solution, once."""
    return _settled(actions.rate(services, body.access, body, source))


@routes.post("/v1/links/unsubscribe", allow=PUBLIC, status=204)
def unsubscribe_by_link(services: Services, query: OneClick, source: str) -> None:
    """Unsubscribe from one kind of email.

    Send `{"access"}`; or, as mail clients do (RFC 8058), the link's `token` in the URL and the form
    `List-Unsubscribe=One-Click`.
    """
    request = routes.current_request
    if not query.token:
        actions.unsubscribe(services, body_of(request, Access).access, source)
        return
    sent = bytes(request.raw_body or b"")
    if b"List-Unsubscribe" not in sent or b"One-Click" not in sent:  # in either form encoding
        raise Malformed("Send the form List-Unsubscribe=One-Click.")
    actions.unsubscribe_at_once(services, query.token, source)


@routes.post("/v1/links/confirm", allow=PUBLIC)
def confirm_by_link(services: Services, body: Access, source: str) -> Confirmed:
    """Confirm your address: your requests become tickets, each with a `token` that opens it."""
    raised = actions.confirm(services, body.access, source)
    return Confirmed(tickets=[Raised(**_glance(ticket).model_dump(), token=token) for ticket, token in raised])


def _glance(ticket: Ticket) -> Glance:
    return Glance(id=ticket.id, number=ticket.number, subject=ticket.subject, status=ticket.status)


def _settled(done: Done) -> Settled:
    return Settled(ticket=_glance(done.ticket), done=bool(done.events))
