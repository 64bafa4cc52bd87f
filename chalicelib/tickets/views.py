"""What callers see of tickets. Each field is listed here, so that stored data is never returned as a whole."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from ..attachments.model import State as AttachmentState
from ..configuration.model import Configuration, FieldKind
from ..people.model import Caller, Right
from ..plumbing.fields import Instant, Value
from ..plumbing.markup import html_of
from ..plumbing.marshal import Item
from . import access, reasons, rules
from .event_data import AgentMessage, Rated
from .model import (
    AUTOMATIC_ROLES,
    SYSTEM,
    Actor,
    ActorRole,
    Because,
    Event,
    EventType,
    LinkKind,
    Priority,
    Spam,
    Status,
    Ticket,
)

CHANGES_FOR_CUSTOMERS = frozenset({"status", "priority", "subject", "category", "assignee_name"})
LINKS_FOR_CUSTOMERS = frozenset({LinkKind.FOLLOW_UP_OF, LinkKind.FOLLOW_UP})
Answer = str | bool | int | float


class PersonView(Value):
    id: str
    name: str


class ByView(PersonView):
    role: ActorRole


class RequesterView(PersonView):
    email: str | None = None  # for agents


class TeamView(Value):
    id: str
    name: str


class BecauseView(Value):
    """Why an automatic change was made, in the reader's language."""

    rule: str
    text: str
    facts: dict[str, Any] | None = None  # for agents
    at: Instant


class AllowedView(Value):
    """What the reader may do now."""

    reply: bool
    note: bool
    change: bool
    rate: bool
    statuses: list[Status]


class LinkView(Value):
    """Another ticket and what it is to this one."""

    ticket: str
    kind: LinkKind


class RatingView(Value):
    score: int  # 1–5
    at: Instant
    agent: PersonView | None  # for agents: who gets the credit


class AttachmentView(Value):
    id: str
    name: str
    size: int  # bytes
    type: str
    state: AttachmentState


class TicketSummary(Value):
    """A ticket in a list."""

    id: str
    number: int
    subject: str
    status: Status
    priority: Priority
    category: str
    tags: list[str]  # for agents
    channel: str
    language: str
    requester: PersonView
    assignee: PersonView | None
    team: TeamView
    version: int
    created_at: Instant
    updated_at: Instant
    waiting_since: Instant | None
    closes_at: Instant | None
    snoozed_until: Instant | None
    spam: Spam | None  # for agents
    merged_into: str | None


class TicketView(TicketSummary):
    """A ticket in full. `fields`, `watchers` and `links` contain what the reader may see."""

    requester: RequesterView
    fields: dict[str, Answer]
    because: BecauseView | None
    watchers: list[str]
    links: list[LinkView]
    merged_from: list[str]
    unverified: bool  # for agents: its requester is not verified as the sender
    refers_to: str | None  # for agents who may read it: the ticket that its email named without being added to it
    rating: RatingView | None
    allowed: AllowedView


class DeliveryView(Value):
    """The delivery status of a message's email. `reason` is the mail provider's wording, or why nothing was sent."""

    state: str
    reason: str | None
    at: Instant


class EventView(Value):
    """One entry of the timeline. `internal` entries are for agents only.

    `body` is the text in Markdown, and `html` the same text rendered and sanitised. `ticket` is where it was written:
    for merged tickets not always the one that was requested. `undo_until` is when its author can no longer undo it.
    `sender` is the address it came from, if the sender is not verified. `mail`, for agents, is the email it came in.
    """

    id: str
    ticket: str
    rev: int
    type: str
    at: Instant
    by: ByView
    body: str | None
    html: str | None
    attachments: list[AttachmentView]
    mentions: list[str]
    changes: dict[str, tuple[Any, Any]]
    because: BecauseView | None
    other: str | None
    automatic: bool
    sender: str | None
    mail: str | None
    score: int | None  # of a rating: 1–5
    undo_until: Instant | None
    withdrawn: bool
    internal: bool
    delivery: DeliveryView | None  # of an agent's message; for agents


class TicketList(Value):
    items: list[TicketSummary]
    next: str | None


class Timeline(Value):
    items: list[EventView]
    next: str | None


class ActView(Value):
    """One event without its text: who did what, and from where. `hash` links it to the event before it."""

    id: str
    rev: int
    type: str
    at: Instant
    by: ByView
    source: str  # a network address; empty for the system
    changes: dict[str, tuple[Any, Any]]
    other: str | None
    withdrawn: bool
    internal: bool
    hash: str


class ActList(Value):
    items: list[ActView]
    next: str | None


class Draft(Value):
    """The text of a message that was undone."""

    body: str
    attachments: list[AttachmentView]
    status: Status | None
    also: list[str]


Say = Callable[[Because], str]
"""Renders a reason in the reader's language."""


def ticket_view(ticket: Ticket, caller: Caller, configuration: Configuration, say: Say) -> TicketView:
    internal = access.sees_internal(caller, ticket, configuration)
    summary = summary_of(ticket.model_dump(), configuration, internal=internal)
    requester = RequesterView(
        id=ticket.requester, name=ticket.requester_name, email=ticket.requester_email if internal else None
    )
    return TicketView(
        **summary.model_dump(exclude={"requester"}), requester=requester,
        fields=_answers(ticket, configuration, internal=internal),
        because=because_view(reasons.holding(ticket), say, internal=internal),
        watchers=sorted(ticket.watchers) if internal else [],
        links=_links(ticket, internal=internal), merged_from=sorted(ticket.merged_from, key=int) if internal else [],
        unverified=internal and ticket.unverified,
        refers_to=str(ticket.refers_to) if internal and ticket.refers_to else None, rating=_rating(ticket, internal=internal),
        allowed=_allowed(ticket, caller, configuration),
    )  # fmt: skip


def _allowed(ticket: Ticket, caller: Caller, configuration: Configuration) -> AllowedView:
    own = caller.id == ticket.requester
    right = access.right_in(caller, ticket.team, configuration)
    change = (own or right is Right.FULL) and ticket.merged_into is None and ticket.status is not Status.CLOSED
    agents = change and right is not None
    return AllowedView(
        reply=own or (change and ticket.spam is None), note=right is not None and ticket.merged_into is None,
        change=agents, rate=own and rules.ratable(ticket),
        statuses=sorted(rules.settable(caller, ticket), key=list(Status).index) if change else [],
    )  # fmt: skip


def _rating(ticket: Ticket, *, internal: bool) -> RatingView | None:
    told = ticket.rating
    if told is None:
        return None
    agent = PersonView(id=told.agent, name=told.agent_name or "") if told.agent and internal else None
    return RatingView(score=told.score, at=told.at, agent=agent)


def _answers(ticket: Ticket, configuration: Configuration, *, internal: bool) -> dict[str, Answer]:
    """Return the answers in the form's order. Agents also see stored answers to questions that the form no longer has."""
    category = configuration.category(ticket.category)
    fields = {field.id: field for field in category.fields} if category else {}
    found: dict[str, Answer] = {}
    for name, field in fields.items():
        if name in ticket.fields and (internal or field.for_customers):
            answer = ticket.fields[name]
            found[name] = _number(answer) if field.kind is FieldKind.NUMBER and isinstance(answer, str) else answer
    strangers = {name: answer for name, answer in ticket.fields.items() if internal and name not in fields}
    return found | strangers


def _number(text: str) -> Answer:
    """Convert a number; any other text, from when the field had another type, is returned as it is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def _links(ticket: Ticket, *, internal: bool) -> list[LinkView]:
    shown = {number: kind for number, kind in ticket.links.items() if internal or kind in LINKS_FOR_CUSTOMERS}
    return [LinkView(ticket=number, kind=kind) for number, kind in sorted(shown.items(), key=lambda pair: int(pair[0]))]


def summary_of(card: Item, configuration: Configuration, *, internal: bool = True) -> TicketSummary:
    """Build a summary from an index entry's card or a whole ticket's attributes."""
    assignee = PersonView(id=card["assignee"], name=card["assignee_name"]) if card.get("assignee") else None
    team = configuration.team(card["team"])
    merged = card.get("merged_into")
    return TicketSummary(
        id=str(card["number"]), number=card["number"], subject=card["subject"], status=card["status"], priority=card["priority"],
        category=card["category"], tags=sorted(card.get("tags") or ()) if internal else [], channel=card["channel"],
        language=card["language"],
        requester=PersonView(id=card["requester"], name=card["requester_name"]), assignee=assignee,
        team=TeamView(id=team.id, name=team.name), version=_seen(card, "version", internal=internal),
        created_at=card["created_at"], updated_at=_seen(card, "updated_at", internal=internal),
        waiting_since=card.get("waiting_since"),
        closes_at=(card.get("timers") or {}).get("close"),
        snoozed_until=card.get("snoozed_until") if internal else None, spam=card.get("spam") if internal else None,
        merged_into=str(merged) if merged is not None and (internal or card.get("merged_own")) else None,
    )  # fmt: skip


def _seen(card: Item, name: str, *, internal: bool) -> Any:
    """Return the version or the time of the last change that the reader may know; older tickets have one for all readers."""
    public = {"version": "public_version", "updated_at": "public_at"}[name]
    return card[name] if internal else card.get(public) or card[name]


def event_view(event: Event, say: Say, *, internal: bool) -> EventView:
    """Build the view of an event. Raises `ValueError` for an event that the reader must never see, which would be a bug."""
    if event.internal and not internal:
        raise ValueError(f"{event.type} shown to a customer")
    shown = event.changes if internal else {k: v for k, v in event.changes.items() if k in CHANGES_FOR_CUSTOMERS}
    body, data = event.body, event.data
    return EventView(
        id=event.id if internal else event.public_id, ticket=str(event.ticket),
        rev=event.rev if internal else event.seen_rev, type=event.type_name, at=event.at,
        by=by_view(event.by, internal=internal),
        body=body, html=html_of(body) if body is not None else None, attachments=attachment_views(event),
        mentions=sorted(event.mentions) if internal else [], changes=shown,
        because=because_view(event.because, say, internal=internal), other=_other(event, internal=internal),
        automatic=event.automatic,
        sender=event.sender, mail=event.mail if internal else None,
        score=data.score if isinstance(data, Rated) else None, undo_until=event.sends_at, withdrawn=event.withdrawn,
        internal=event.internal, delivery=_delivery(event) if internal else None,
    )  # fmt: skip


def by_view(actor: Actor, *, internal: bool) -> ByView:
    """Build the view of an actor. Customers see the system in place of a rule, a key or a bot."""
    shown = SYSTEM if actor.role in AUTOMATIC_ROLES and not internal else actor
    return ByView(id=shown.id, name=shown.name, role=shown.role)


def _delivery(event: Event) -> DeliveryView | None:
    if event.delivery is None:
        return None
    return DeliveryView(state=event.delivery.state, reason=event.delivery.reason or None, at=event.delivery.at)


def act_view(event: Event) -> ActView:
    return ActView(
        id=event.id, rev=event.rev, type=event.type_name, at=event.at,
        by=by_view(event.by, internal=True), source=event.by.source, changes=event.changes,
        other=str(event.other) if event.other is not None else None, withdrawn=event.withdrawn, internal=event.internal,
        hash=event.hash,
    )  # fmt: skip


def attachment_views(event: Event) -> list[AttachmentView]:
    """Return the attachments of an event; none for an undone message, as its files may have been moved or deleted."""
    return [] if event.withdrawn else [AttachmentView(**each.model_dump()) for each in event.attachments]


def draft_of(event: Event) -> Draft:
    status = event.changes.get("status")
    return Draft(
        body=event.body or "", attachments=attachment_views(event), status=status[1] if status else None,
        also=sorted(event.data.copies, key=int) if isinstance(event.data, AgentMessage) else [],
    )  # fmt: skip


def _other(event: Event, *, internal: bool) -> str | None:
    """Return the other ticket's id. Customers see it only where it is certainly their own."""
    theirs = event.type in {EventType.FOLLOW_UP_RAISED, EventType.TICKET_CREATED}
    return str(event.other) if event.other is not None and (internal or theirs) else None


def because_view(because: Because | None, say: Say, *, internal: bool) -> BecauseView | None:
    if because is None:
        return None
    facts = dict(because.facts) if internal else None
    return BecauseView(rule=because.rule, text=say(because), facts=facts, at=because.at)
