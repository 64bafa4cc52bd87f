"""The timeline, the audit trail and withdrawn drafts as API callers may see them."""

from typing import Any

from ..plumbing.fields import Instant, Value
from ..tickets.event import Event
from ..tickets.event_data import AgentMessage
from ..tickets.model import Status
from ..tickets.views import ActorView, AttachmentView, EventView, attachment_views, by_view


class Timeline(Value):
    items: list[EventView]
    next: str | None


class AuditTrailItem(Value):
    """One event without its text: who did what, and from where. `hash` links it to the event before it."""

    id: str
    rev: int
    type: str
    at: Instant
    by: ActorView
    source: str  # a network address; empty for the system
    changes: dict[str, tuple[Any, Any]]
    other: str | None
    withdrawn: bool
    internal: bool
    hash: str


class AuditTrail(Value):
    items: list[AuditTrailItem]
    next: str | None


class Draft(Value):
    """The text of a message that was undone."""

    body: str
    attachments: list[AttachmentView]
    status: Status | None
    copy_to: list[str]


def audit_trail_item(event: Event) -> AuditTrailItem:
    return AuditTrailItem(
        id=event.id,
        rev=event.rev,
        type=event.type_name,
        at=event.at,
        by=by_view(event.by, internal=True),
        source=event.by.source,
        changes=event.changes,
        other=str(event.other) if event.other is not None else None,
        withdrawn=event.withdrawn,
        internal=event.internal,
        hash=event.hash,
    )


def draft_view(event: Event) -> Draft:
    status = event.changes.get("status")
    return Draft(
        body=event.body or "",
        attachments=attachment_views(event),
        status=status[1] if status else None,
        copy_to=sorted(event.data.copies, key=int) if isinstance(event.data, AgentMessage) else [],
    )
