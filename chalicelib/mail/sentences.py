"""The sentences of an email that depend on its event: text ids, or none if there is nothing to add. Pure."""

from ..tickets.event import Event
from ..tickets.event_specs import EventType
from ..tickets.model import Status, Ticket

FOLLOWED_TEXTS = {
    EventType.CUSTOMER_REPLIED: "message",
    EventType.MERGED_TICKET_REPLIED: "message",
    EventType.UNVERIFIED_REPLY_RECEIVED: "message",
    EventType.AGENT_REPLIED: "message",
    EventType.NOTE_ADDED: "note",
    EventType.STATUS_CHANGED: "status",
    EventType.TICKET_REOPENED: "status",
}
CLOSED_TEXTS = {"unanswered": "unanswered", "solved": "solved"}
LOW_RATING = "low_rating"

Texts = tuple[str, ...]


def received(_ticket: Ticket, event: Event) -> Texts:
    return (f"mail-received-opening-{'own' if event.by.id == event.requester else 'for_you'}",)


def replied(_ticket: Ticket, event: Event) -> Texts:
    return ("mail-replied-status", _meaning(event)) if _meaning(event) else ()


def status_changed(ticket: Ticket, event: Event) -> Texts:
    meaning = _meaning(event) or f"mail-now-{ticket.status}"
    return (meaning, "mail-just-reply") if meaning == f"mail-now-{Status.PENDING}" else (meaning,)


def closing_soon(ticket: Ticket, event: Event) -> Texts:
    return ("mail-reminder-closing",) if closing_at(ticket, event) is not None else ()


def closed(_ticket: Ticket, event: Event) -> Texts:
    return (f"mail-closed-reason-{CLOSED_TEXTS.get(_rule(event), 'plain')}",)


def reopened(_ticket: Ticket, event: Event) -> Texts:
    return ("mail-reopened-reason-rating",) if _rule(event) == LOW_RATING else ()


def merged(ticket: Ticket, _event: Event) -> Texts:
    return (f"mail-merged-opening-{'own' if ticket.same_requester else 'other'}",)


def followed(_ticket: Ticket, event: Event) -> Texts:
    return (f"mail-followed-news-{FOLLOWED_TEXTS.get(event.type, 'other')}",)


def assigned(_ticket: Ticket, event: Event) -> Texts:
    return (f"mail-assigned-opening-{'by' if event.by.name else 'plain'}",)


def closing_at(ticket: Ticket, event: Event) -> int | None:
    """Return when a reminded ticket will be closed (ms): the time in the reminder, or else the ticket's current one."""
    announced = event.reason.facts.get("closes_at") if event.reason else None
    return announced if isinstance(announced, int) else ticket.timers.get("close")


def _meaning(event: Event) -> str:
    """Return the id of the text that explains the new status to the customer."""
    return f"mail-now-{event.changes['status'][1]}" if "status" in event.changes else ""


def _rule(event: Event) -> str:
    return event.reason.rule if event.reason else ""
