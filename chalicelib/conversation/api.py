"""HTTP for a ticket's conversation: read the request, call one action, shape the answer."""

from ..attachments.actions import LINK_S
from ..attachments.forms import LinkQuery
from ..attachments.views import FileLinkView
from ..people.model import AGENTS, EVERYONE, LEADS, Caller
from ..people.sign_in import caller_of
from ..plumbing.fields import Value
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from ..tickets import public
from ..tickets import views as tickets_views
from ..tickets.responses import event_response, render_events, rendering_refusals
from . import actions, downloads, presence, timeline, undo, views
from .forms import NewMessage, NewNote, Presence, TimelineQuery, TrailQuery

routes = Routes(__name__, caller_of)


@routes.get("/v1/tickets/{ticket}/timeline", allow=EVERYONE)
def read_timeline(
    services: Services, caller: Caller, ticket: str, query: TimelineQuery, language: str
) -> ApiResponse[views.Timeline]:
    """Read a ticket's timeline, oldest first. Notes and internal events are for agents."""
    page = timeline.timeline_page(services, caller, ticket, query)
    items = render_events(services, language, page.events, internal=page.internal)
    version = page.ticket.version if page.internal else public.version_of(page.ticket)
    return ApiResponse(views.Timeline(items=items, next=page.next), version, provisional=page.provisional)


@routes.get("/v1/tickets/{ticket}/audit", allow=LEADS)
def read_audit_trail(services: Services, caller: Caller, ticket: str, query: TrailQuery) -> views.AuditTrail:
    """Read a ticket's audit log: who did what and from where, oldest first, without any text."""
    trail = timeline.audit_trail(services, caller, ticket, query)
    return views.AuditTrail(items=[views.audit_trail_item(event) for event in trail.events], next=trail.next)


@routes.post("/v1/tickets/{ticket}/messages", allow=EVERYONE, status=201)
def add_message(  # noqa: PLR0913, PLR0917 - a view names every part of the request that it needs
    services: Services,
    caller: Caller,
    ticket: str,
    body: NewMessage,
    if_match: int | None,
    idempotency_key: IdempotencyKey | None,
    language: str,
) -> ApiResponse[tickets_views.EventView]:
    """Add a public reply.

    Agents send the version they have read; the reply is rejected if there are messages that they have not seen. An
    agent who replies to an unassigned ticket becomes its assignee. A customer's message to a closed ticket creates a
    follow-up, unless it only says thanks; one to a merged ticket is added to the surviving ticket. `Location` and the
    event's `ticket` say where it is.
    """
    with rendering_refusals(services, caller, language):
        result = actions.add_message(services, caller, ticket, body, if_match, idempotency_key)
    return event_response(services, caller, language, result)


@routes.delete("/v1/tickets/{ticket}/messages/{event}", allow=AGENTS, status=200)
def withdraw_message(services: Services, caller: Caller, ticket: str, event: str) -> views.Draft:
    """Undo a message that you have just sent, until its `undo_until`. Returns its text as a draft."""
    return views.draft_view(undo.withdraw(services, caller, ticket, event))


@routes.post("/v1/tickets/{ticket}/notes", allow=AGENTS, status=201)
def add_note(
    services: Services,
    caller: Caller,
    ticket: str,
    body: NewNote,
    idempotency_key: IdempotencyKey | None,
    language: str,
) -> ApiResponse[tickets_views.EventView]:
    """Add an internal note, which customers never see. Agents you mention are notified and become followers."""
    with rendering_refusals(services, caller, language):
        result = actions.add_note(services, caller, ticket, body, idempotency_key)
    return event_response(services, caller, language, result)


@routes.get("/v1/attachments/{attachment}", allow=EVERYONE)
def read_attachment(services: Services, caller: Caller, attachment: str, query: LinkQuery) -> ApiResponse[FileLinkView]:
    """Get a download link for an attachment that you may read. It is valid for a minute.

    The file is served as a download. `inline=true` returns a link to display it in a page, for images only.
    """
    url = downloads.download(services, caller, attachment, inline=query.inline)
    return ApiResponse(FileLinkView(url=url, expires_in=LINK_S), headers={"Cache-Control": "no-store"})


class PresentAgents(Value):
    """Other agents who are viewing the ticket or typing in it."""

    items: list[presence.PresentAgent]


@routes.put("/v1/tickets/{ticket}/presence", allow=AGENTS)
def report_presence(services: Services, caller: Caller, ticket: str, body: Presence) -> PresentAgents:
    """Report your presence every 15 seconds and get the other agents'. Presence expires after 30 seconds."""
    return PresentAgents(items=presence.report_presence(services, caller, ticket, body.state))


@routes.delete("/v1/tickets/{ticket}/presence", allow=AGENTS)
def end_presence(services: Services, caller: Caller, ticket: str) -> None:
    """Report that you have left the ticket."""
    presence.end_presence(services, caller, ticket)
