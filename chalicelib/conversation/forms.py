"""Requests about a ticket's conversation."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..attachments.forms import AttachedIds
from ..plumbing.fields import Strict
from ..tickets.forms import Body, Id, Settable, TicketId

MAX_MENTIONS = 20


class NewMessage(Strict):
    """A new public message. `copy_to` names other requesters' tickets merged into this one that get the message too."""

    for_agents: ClassVar[frozenset[str]] = frozenset({"status", "copy_to"})

    body: Body
    status: Settable | None = None
    copy_to: Annotated[list[TicketId], Field(max_length=20)] = []
    attachments: AttachedIds = []


class NewNote(Strict):
    body: Body
    mentions: Annotated[list[Id], Field(max_length=MAX_MENTIONS)] = []
    attachments: AttachedIds = []


class Presence(Strict):
    """What a reader of a ticket is doing."""

    state: Literal["viewing", "typing"] = "viewing"


class TrailQuery(Strict):
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=400)] | None = None


class TimelineQuery(TrailQuery):
    order: Literal["asc", "desc"] = "asc"
