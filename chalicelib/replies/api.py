"""HTTP routes for saved replies: parse the request, call one action, build the response."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..configuration import actions as configuration_actions
from ..people.model import AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.errors import VersionMismatch
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from . import actions, views
from .forms import NewReply, ReplyChange
from .model import SavedReply

routes = Routes(__name__, caller_of)


@routes.get("/v1/saved-replies", allow=AGENTS)
def list_replies(services: Services, caller: Caller) -> views.ReplyList:
    """List your own saved replies and those shared with you, by name."""
    return views.reply_list(actions.list_replies(services, caller), caller, configuration_actions.current(services))


@routes.post("/v1/saved-replies", allow=AGENTS, status=201)
def create_reply(
    services: Services, caller: Caller, body: NewReply, idempotency_key: IdempotencyKey | None
) -> ApiResponse[views.ReplyView]:
    """Save a reply, for yourself or shared."""
    result = actions.add(services, caller, body, idempotency_key)
    view = _view(services, caller, result.reply)
    at = f"/api/v1/saved-replies/{result.reply.id}"
    return ApiResponse(view, result.reply.version, location=at, replayed=result.replayed)


@routes.get("/v1/saved-replies/{reply}", allow=AGENTS)
def read_reply(services: Services, caller: Caller, reply: str) -> ApiResponse[views.ReplyView]:
    """Read the full text of a saved reply, with its variables not filled in."""
    found = actions.reply_for(services, caller, reply)
    return ApiResponse(_view(services, caller, found), found.version)


@routes.patch("/v1/saved-replies/{reply}", allow=AGENTS)
def change_reply(
    services: Services, caller: Caller, reply: str, body: ReplyChange, if_match: int | None
) -> ApiResponse[views.ReplyView]:
    """Change a saved reply: your own, or as a lead or admin a shared one."""
    with _rendering_conflicts(services, caller):
        after = actions.change(services, caller, reply, body, if_match)
    return ApiResponse(_view(services, caller, after), after.version)


@routes.delete("/v1/saved-replies/{reply}", allow=AGENTS)
def remove_reply(services: Services, caller: Caller, reply: str, if_match: int | None) -> None:
    """Delete a saved reply: your own, or as a lead or admin a shared one."""
    with _rendering_conflicts(services, caller):
        actions.remove(services, caller, reply, if_match)


@routes.get("/v1/tickets/{ticket}/saved-replies/{reply}", allow=AGENTS)
def fill_reply(services: Services, caller: Caller, ticket: str, reply: str) -> views.FilledView:
    """Read a saved reply with its variables filled in for this ticket."""
    filled = actions.fill_reply(services, caller, ticket, reply)
    return views.FilledView(body=filled.body, missing=filled.missing)


def _view(services: Services, caller: Caller, reply: SavedReply) -> views.ReplyView:
    return views.reply_view(reply, caller, configuration_actions.current(services))


@contextmanager
def _rendering_conflicts(services: Services, caller: Caller) -> Iterator[None]:
    """Add the current reply to the error for an outdated version."""
    try:
        yield
    except VersionMismatch as refusal:
        refusal.facts["reply"] = _view(services, caller, refusal.facts.pop("current")).model_dump(mode="json")
        raise
