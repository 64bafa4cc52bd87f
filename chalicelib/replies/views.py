"""Response bodies for saved replies."""

from ..configuration.model import Configuration
from ..people.model import Caller
from ..plumbing.fields import Instant, Value
from ..tickets.views import TeamView
from . import access, rules
from .model import SavedReply

PREVIEW_LENGTH = 200


class ReplyItem(Value):
    """`team` of a shared one; null if it is for all agents. `preview` is the beginning of the body."""

    id: str
    name: str
    preview: str
    shared: bool
    team: TeamView | None
    language: str | None
    version: int
    updated_at: Instant
    may_change: bool


class ReplyView(ReplyItem):
    body: str


class ReplyList(Value):
    """Sorted by name. `variables` are those that a body may contain, in double braces."""

    items: list[ReplyItem]
    next: None
    variables: list[str]


class FilledView(Value):
    """`body` is filled in for this ticket; `missing_values`: variables without a value, which are empty."""

    body: str
    missing: list[str]


def reply_item(reply: SavedReply, caller: Caller, configured: Configuration) -> ReplyItem:
    team = configured.team(reply.team) if reply.team else None
    return ReplyItem(
        id=reply.id,
        name=reply.name,
        preview=reply.body[:PREVIEW_LENGTH],
        shared=reply.shared,
        team=TeamView(id=team.id, name=team.name) if team else None,
        language=reply.language,
        version=reply.version,
        updated_at=reply.updated_at,
        may_change=access.may_change(caller, reply, configured),
    )


def reply_view(reply: SavedReply, caller: Caller, configured: Configuration) -> ReplyView:
    return ReplyView(**reply_item(reply, caller, configured).model_dump(), body=reply.body)


def reply_list(replies: list[SavedReply], caller: Caller, configured: Configuration) -> ReplyList:
    items = [reply_item(reply, caller, configured) for reply in replies]
    return ReplyList(items=items, next=None, variables=rules.variables(configured))
