"""What callers see of tickets. Each field is listed here, so that stored data is never returned as a whole."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from ..attachments.model import AttachmentState
from ..configuration.model import Configuration, FieldKind
from ..people.model import Caller, Right
from ..plumbing.aws.marshal import Item
from ..plumbing.fields import Instant, Value
from ..plumbing.markup import html_of
from . import access, reasons, rules
from .event import AUTOMATIC_ROLES, SYSTEM, Actor, ActorRole, Event, Reason
from .event_data import Rated
from .event_specs import EventType
from .model import LinkKind, Priority, Spam, Status, Ticket

CHANGES_FOR_CUSTOMERS = frozenset({"status", "priority", "subject", "category", "assignee_name"})
LINKS_FOR_CUSTOMERS = frozenset({LinkKind.FOLLOW_UP_OF, LinkKind.FOLLOW_UP})
Answer = str | bool | int | float


class PersonView(Value):
    id: str
    name: str


class ActorView(PersonView):
    role: ActorRole


class RequesterView(PersonView):
    email: str | None = None  # for agents


class TeamView(Value):
    id: str
    name: str


class ReasonView(Value):
    """Why an automatic change was made, in the reader's language."""

    rule: str
    text: str
    facts: dict[str, Any] | None = None  # for agents
    at: Instant


class PermissionsView(Value):
    """What the reader may do now."""

    reply: bool
    note: bool
    change: bool
    rate: bool
    statuses: list[Status]


class TicketLinkView(Value):
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
    """A ticket in full. `fields`, `followers` and `links` contain what the reader may see."""

    requester: RequesterView
    fields: dict[str, Answer]
    reason: ReasonView | None
    followers: list[str]
    links: list[TicketLinkView]
    merged_from: list[str]
    unverified: bool  # for agents: its requester is not verified as the sender
    refers_to: str | None  # for agents who may read it: the ticket that its email named without being added to it
    rating: RatingView | None
    allowed: PermissionsView


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
    by: ActorView
    body: str | None
    html: str | None
    attachments: list[AttachmentView]
    mentions: list[str]
    changes: dict[str, tuple[Any, Any]]
    reason: ReasonView | None
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


WriteReason = Callable[[Reason], str]
"""Renders a reason in the reader's language."""


def ticket_view(ticket: Ticket, caller: Caller, configuration: Configuration, write_reason: WriteReason) -> TicketView:
    internal = access.sees_internal(caller, ticket, configuration)
    summary = ticket_summary(ticket.model_dump(), configuration, internal=internal)
    requester = RequesterView(
        id=ticket.requester, name=ticket.requester_name, email=ticket.requester_email if internal else None
    )
    return TicketView(
        **summary.model_dump(exclude={"requester"}),
        requester=requester,
        fields=_answers(ticket, configuration, internal=internal),
        reason=reason_view(reasons.holding(ticket), write_reason, internal=internal),
        followers=sorted(ticket.followers) if internal else [],
        links=_links(ticket, internal=internal),
        merged_from=sorted(ticket.merged_from, key=int) if internal else [],
        unverified=internal and ticket.unverified,
        refers_to=str(ticket.refers_to) if internal and ticket.refers_to else None,
        rating=_rating(ticket, internal=internal),
        allowed=_allowed(ticket, caller, configuration),
    )


def _allowed(ticket: Ticket, caller: Caller, configuration: Configuration) -> PermissionsView:
    own = caller.id == ticket.requester
    right = access.team_right(caller, ticket.team, configuration)
    change = (own or right is Right.FULL) and ticket.merged_into is None and ticket.status is not Status.CLOSED
    agents = change and right is not None
    return PermissionsView(
        reply=own or (change and ticket.spam is None),
        note=right is not None and ticket.merged_into is None,
        change=agents,
        rate=own and rules.is_ratable(ticket),
        statuses=sorted(rules.settable_statuses(caller, ticket), key=list(Status).index) if change else [],
    )


def _rating(ticket: Ticket, *, internal: bool) -> RatingView | None:
    rating = ticket.rating
    if rating is None:
        return None
    agent = PersonView(id=rating.agent, name=rating.agent_name or "") if rating.agent and internal else None
    return RatingView(score=rating.score, at=rating.at, agent=agent)


def _answers(ticket: Ticket, configuration: Configuration, *, internal: bool) -> dict[str, Answer]:
    """Return the answers in the form's order. Agents also see stored answers to questions that the form no longer has."""
    category = configuration.category(ticket.category)
    fields = {field.id: field for field in category.fields} if category else {}
    found: dict[str, Answer] = {}
    for name, field in fields.items():
        if name in ticket.fields and (internal or field.for_customers):
            answer = ticket.fields[name]
            found[name] = _number(answer) if field.kind is FieldKind.NUMBER and isinstance(answer, str) else answer
    unknown = {name: answer for name, answer in ticket.fields.items() if internal and name not in fields}
    return found | unknown


def _number(text: str) -> Answer:
    """Convert a number; any other text, from when the field had another type, is returned as it is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def _links(ticket: Ticket, *, internal: bool) -> list[TicketLinkView]:
    shown = {number: kind for number, kind in ticket.links.items() if internal or kind in LINKS_FOR_CUSTOMERS}
    return [
        TicketLinkView(ticket=number, kind=kind)
        for number, kind in sorted(shown.items(), key=lambda pair: int(pair[0]))
    ]


def ticket_summary(row: Item, configuration: Configuration, *, internal: bool = True) -> TicketSummary:
    """Build a summary from an index entry's row or a whole ticket's attributes."""
    assignee = PersonView(id=row["assignee"], name=row["assignee_name"]) if row.get("assignee") else None
    team = configuration.team(row["team"])
    merged = row.get("merged_into")
    return TicketSummary(
        id=str(row["number"]),
        number=row["number"],
        subject=row["subject"],
        status=row["status"],
        priority=row["priority"],
        category=row["category"],
        tags=sorted(row.get("tags") or ()) if internal else [],
        channel=row["channel"],
        language=row["language"],
        requester=PersonView(id=row["requester"], name=row["requester_name"]),
        assignee=assignee,
        team=TeamView(id=team.id, name=team.name),
        version=_seen(row, "version", internal=internal),
        created_at=row["created_at"],
        updated_at=_seen(row, "updated_at", internal=internal),
        waiting_since=row.get("waiting_since"),
        closes_at=(row.get("timers") or {}).get("close"),
        snoozed_until=row.get("snoozed_until") if internal else None,
        spam=row.get("spam") if internal else None,
        merged_into=str(merged) if merged is not None and (internal or row.get("same_requester")) else None,
    )


def _seen(row: Item, name: str, *, internal: bool) -> Any:
    """Return the version or the time of the last change that the reader may know; older tickets have one for all readers."""
    public = {"version": "public_version", "updated_at": "public_at"}[name]
    return row[name] if internal else row.get(public) or row[name]


def event_view(event: Event, write_reason: WriteReason, *, internal: bool) -> EventView:
    """Build the view of an event. Raises `ValueError` for an event that the reader must never see, which would be a bug."""
    if event.internal and not internal:
        raise ValueError(f"{event.type} shown to a customer")
    shown = event.changes if internal else {k: v for k, v in event.changes.items() if k in CHANGES_FOR_CUSTOMERS}
    body, data = event.body, event.data
    return EventView(
        id=event.id if internal else event.public_id,
        ticket=str(event.ticket),
        rev=event.rev if internal else event.seen_rev,
        type=event.type_name,
        at=event.at,
        by=by_view(event.by, internal=internal),
        body=body,
        html=html_of(body) if body is not None else None,
        attachments=attachment_views(event),
        mentions=sorted(event.mentions) if internal else [],
        changes=shown,
        reason=reason_view(event.reason, write_reason, internal=internal),
        other=_other(event, internal=internal),
        automatic=event.automatic,
        sender=event.sender,
        mail=event.mail if internal else None,
        score=data.score if isinstance(data, Rated) else None,
        undo_until=event.sends_at,
        withdrawn=event.withdrawn,
        internal=event.internal,
        delivery=_delivery(event) if internal else None,
    )


def by_view(actor: Actor, *, internal: bool) -> ActorView:
    """Build the view of an actor. Customers see the system in place of a rule, a key or a bot."""
    shown = SYSTEM if actor.role in AUTOMATIC_ROLES and not internal else actor
    return ActorView(id=shown.id, name=shown.name, role=shown.role)


def _delivery(event: Event) -> DeliveryView | None:
    if event.delivery is None:
        return None
    return DeliveryView(state=event.delivery.state, reason=event.delivery.reason or None, at=event.delivery.at)


def attachment_views(event: Event) -> list[AttachmentView]:
    """Return the attachments of an event; none for an undone message, as its files may have been moved or deleted."""
    return [] if event.withdrawn else [AttachmentView(**each.model_dump()) for each in event.attachments]


def _other(event: Event, *, internal: bool) -> str | None:
    """Return the other ticket's id. Customers see it only where it is certainly their own."""
    is_public = event.type in {EventType.FOLLOW_UP_CREATED, EventType.TICKET_CREATED}
    return str(event.other) if event.other is not None and (internal or is_public) else None


def reason_view(reason: Reason | None, write_reason: WriteReason, *, internal: bool) -> ReasonView | None:
    if reason is None:
        return None
    facts = dict(reason.facts) if internal else None
    return ReasonView(rule=reason.rule, text=write_reason(reason), facts=facts, at=reason.at)
