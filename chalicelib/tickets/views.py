"""What callers get to see of tickets. Each member is named here: nothing stored is ever handed out as it lies."""

from typing import Any

from ..configuration.model import Configuration
from ..people.model import Caller
from ..plumbing.fields import Instant, Value
from ..plumbing.marshal import Item
from . import rules
from .model import SAID, Because, By, Event, Priority, Status, Ticket

CHANGES_FOR_CUSTOMERS = frozenset({"status", "priority", "subject", "category", "assignee_name"})


class PersonView(Value):
    id: str
    name: str


class RequesterView(PersonView):
    email: str | None = None  # for agents


class TeamView(Value):
    id: str
    name: str


class BecauseView(Value):
    """Why an automatic act did what it did, in the reader's language."""

    rule: str
    text: str
    facts: dict[str, Any] | None = None  # for agents
    at: Instant


class AllowedView(Value):
    """What the reader may do now."""

    reply: bool
    statuses: list[Status]


class TicketSummary(Value):
    """A ticket as lists show it."""

    id: str
    number: int
    subject: str
    status: Status
    priority: Priority
    category: str
    tags: list[str]
    channel: str
    requester: PersonView
    assignee: PersonView | None
    team: TeamView
    version: int
    created_at: Instant
    updated_at: Instant
    waiting_since: Instant | None
    closes_at: Instant | None


class TicketView(TicketSummary):
    requester: RequesterView
    language: str
    because: BecauseView | None
    allowed: AllowedView


class EventView(Value):
    """One line of the timeline. `internal` ones are for agents only."""

    id: str
    rev: int
    type: str
    at: Instant
    by: By
    body: str | None
    changes: dict[str, tuple[Any, Any]]
    because: BecauseView | None
    internal: bool


class TicketList(Value):
    items: list[TicketSummary]
    next: str | None


class Timeline(Value):
    items: list[EventView]
    next: str | None


Say = Any  # (because) -> text, in the reader's language


def ticket_view(ticket: Ticket, caller: Caller, configuration: Configuration, say: Say) -> TicketView:
    summary = summary_of(ticket.model_dump() | _due(ticket), configuration)
    requester = RequesterView(
        id=ticket.requester, name=ticket.requester_name, email=ticket.requester_email if caller.is_agent else None
    )
    statuses = sorted(rules.settable(caller, ticket), key=list(Status).index)
    return TicketView(
        **summary.model_dump(exclude={"requester"}), requester=requester, language=ticket.language,
        because=because_view(rules.reason(ticket), caller, say),
        allowed=AllowedView(reply=ticket.status is not Status.CLOSED, statuses=statuses),
    )  # fmt: skip


def summary_of(card: Item, configuration: Configuration) -> TicketSummary:
    """From an index's card, or from a whole ticket's attributes."""
    assignee = PersonView(id=card["assignee"], name=card["assignee_name"]) if card.get("assignee") else None
    team = configuration.team(card["team"])
    return TicketSummary(
        id=str(card["number"]), number=card["number"], subject=card["subject"], status=card["status"], priority=card["priority"],
        category=card["category"], tags=sorted(card.get("tags") or ()), channel=card["channel"],
        requester=PersonView(id=card["requester"], name=card["requester_name"]), assignee=assignee,
        team=TeamView(id=team.id, name=team.name), version=card["version"], created_at=card["created_at"],
        updated_at=card["updated_at"], waiting_since=card.get("waiting_since"),
        closes_at=card.get("due_at") if card.get("due_kind") == "close" else None,
    )  # fmt: skip


def event_view(event: Event, caller: Caller, say: Say) -> EventView:
    """Raises ValueError for an event the caller may never see: that would be our mistake, and must not go unnoticed."""
    if not rules.may_see(caller, event):
        raise ValueError(f"{event.type} shown to a customer")
    shown = event.changes if caller.is_agent else {k: v for k, v in event.changes.items() if k in CHANGES_FOR_CUSTOMERS}
    return EventView(
        id=event.id, rev=event.rev, type=event.type, at=event.at, by=event.by,
        body=event.body if event.type in SAID else None, changes=shown,
        because=because_view(event.because, caller, say), internal=event.internal,
    )  # fmt: skip


def because_view(because: Because | None, caller: Caller, say: Say) -> BecauseView | None:
    if because is None:
        return None
    facts = dict(because.facts) if caller.is_agent else None
    return BecauseView(rule=because.rule, text=say(because), facts=facts, at=because.at)


def _due(ticket: Ticket) -> Item:
    return {"due_kind": ticket.due[0], "due_at": ticket.due[1]} if ticket.due else {}
