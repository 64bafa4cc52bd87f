"""Every kind of email, one row each: recipient, trigger, text, and preview. Pure.

Everything else is derived from these rows. A new kind is a name in `model.Kind`, a row here, and its texts in
`locales/*/mail.ftl` (`mail-<kind>-title`, `mail-<kind>-body`, and those of its sentences). The import fails for a kind
without a row, or with two.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from ..people.model import NOTICES
from ..plumbing.registry import Registry, caller_place
from ..tickets import rules as tickets_rules
from ..tickets.event import Event
from ..tickets.event_specs import INTERNAL_EVENTS, EventType
from ..tickets.model import Status, Ticket
from . import sentences
from .model import Kind


class Audience(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    GUEST = "guest"  # an address that is not confirmed yet: an email that is not about a ticket


class Recipient(StrEnum):
    """Who gets an email, in order of precedence: each person gets one email per event."""

    REQUESTER = "requester"
    ASSIGNEE = "assignee"
    MENTIONED = "mentioned"
    FOLLOWERS = "followers"


class ExampleAuthor(StrEnum):
    """Who acts in the example that a preview shows."""

    SYSTEM = ""
    CUSTOMER = "customer"
    AGENT = "agent"
    COLLEAGUE = "colleague"


@dataclass(frozen=True)
class Trigger:
    """An event that triggers an email if `when` returns true."""

    type: EventType
    when: Callable[[Event], bool] = lambda _event: True


@dataclass(frozen=True)
class Example:
    """The event of a preview. `with_status`: it also sets the status to pending."""

    type: EventType
    author: ExampleAuthor
    with_status: bool = False


@dataclass(frozen=True)
class KindSpec:
    """One kind of email. `values`, `sentences` and `blocks` are placeholders besides the common ones (see `templates`).

    `required`: placeholders that a body must contain. `overtaken`: whether the ticket has changed so that the email would be
    wrong. `by_person`: it contains a person's reply and is sent as a person's email. `missed_when_suppressed`: agents are
    notified if it is not sent because the address is suppressed. `closing_waits_for_it`: no ticket is closed before it is sent.
    """

    kind: Kind
    audience: Audience
    recipient: Recipient = Recipient.REQUESTER
    triggers: tuple[Trigger, ...] = ()
    example: Example | None = None
    values: tuple[str, ...] = ()
    sentence: str = ""
    sentence_texts: Callable[[Ticket, Event], tuple[str, ...]] | None = None
    blocks: tuple[str, ...] = ("link",)
    required: tuple[str, ...] = ()
    why: str = "mail-why-customer"
    can_be_switched_off: bool = True
    overtaken: Callable[[Ticket], bool] = lambda _ticket: False
    by_person: bool = False
    auto_submitted: str = "auto-generated"  # value of the Auto-Submitted header (RFC 3834)
    missed_when_suppressed: bool = False
    closing_waits_for_it: bool = False

    @property
    def for_agents(self) -> bool:
        return self.audience is Audience.AGENT

    @property
    def recorded_on_event(self) -> bool:
        """Whether its event records the delivery status."""
        return self.by_person or self.closing_waits_for_it

    @property
    def about_ticket(self) -> bool:
        return self.audience is not Audience.GUEST

    @property
    def acknowledges(self) -> bool:
        """Whether it is an automatic acknowledgement to the sender of a message."""
        return self.auto_submitted == "auto-replied"

    @property
    def quotes(self) -> bool:
        """Whether it contains a person's message."""
        return "message" in self.blocks

    @property
    def internal_events(self) -> frozenset[EventType]:
        """The internal events that agents get this email about."""
        return frozenset(
            trigger.type for trigger in self.triggers if self.for_agents and trigger.type in INTERNAL_EVENTS
        )

    def follows_from(self, event: Event) -> bool:
        return any(trigger.type is event.type and trigger.when(event) for trigger in self.triggers)


SPECS: Registry[Kind, KindSpec] = Registry("kind of mail")


def register(spec: KindSpec, *, place: str = "") -> KindSpec:
    """Register a kind of email, and add it to the notification settings in people's profiles.

    Raises `ValueError` for a duplicate.
    """
    here = place or caller_place()
    SPECS.add(spec.kind, spec, place=here)
    if spec.can_be_switched_off:
        NOTICES.add(spec.kind.value, spec.audience.value, place=here)
    return spec


def spec_of(kind: str) -> KindSpec:
    return SPECS[Kind(kind)]


def _reopens(event: Event) -> bool:
    return event.changes.get("status") == (Status.SOLVED, Status.OPEN)


def _is_last_notice(event: Event) -> bool:
    return event.reason is not None and event.reason.rule == "closing"


def _is_first_reminder(event: Event) -> bool:
    return not _is_last_notice(event)


def _is_active(ticket: Ticket) -> bool:
    return ticket.status in {Status.NEW, Status.OPEN, Status.ON_HOLD}


def _not_merged(ticket: Ticket) -> bool:
    return ticket.merged_into is None


def _not_ratable(ticket: Ticket) -> bool:
    return not tickets_rules.is_ratable(ticket)


CUSTOMER_MESSAGE_KINDS = (
    Trigger(EventType.CUSTOMER_REPLIED),
    Trigger(EventType.MERGED_TICKET_REPLIED),
    Trigger(EventType.UNVERIFIED_REPLY_RECEIVED),
)

register(
    KindSpec(
        kind=Kind.RECEIVED,
        audience=Audience.CUSTOMER,
        triggers=(Trigger(EventType.TICKET_CREATED),),
        example=Example(EventType.TICKET_CREATED, ExampleAuthor.CUSTOMER),
        sentence="opening",
        sentence_texts=sentences.received,
        auto_submitted="auto-replied",
    )
)
register(
    KindSpec(
        kind=Kind.REPLIED,
        audience=Audience.CUSTOMER,
        triggers=(Trigger(EventType.AGENT_REPLIED),),
        example=Example(EventType.AGENT_REPLIED, ExampleAuthor.AGENT, with_status=True),
        sentence="status_news",
        sentence_texts=sentences.replied,
        blocks=("message", "link"),
        required=("message",),
        by_person=True,
        missed_when_suppressed=True,
    )
)
register(
    KindSpec(
        kind=Kind.STATUS_CHANGED,
        audience=Audience.CUSTOMER,
        triggers=(Trigger(EventType.STATUS_CHANGED),),
        example=Example(EventType.STATUS_CHANGED, ExampleAuthor.AGENT, with_status=True),
        sentence="meaning",
        sentence_texts=sentences.status_changed,
    )
)
REMINDER = register(
    KindSpec(
        kind=Kind.REMINDER,
        audience=Audience.CUSTOMER,
        triggers=(Trigger(EventType.REMINDER_SENT, _is_first_reminder),),
        example=Example(EventType.REMINDER_SENT, ExampleAuthor.SYSTEM),
        values=("closing",),
        sentence="closing_news",
        sentence_texts=sentences.closing_soon,
        blocks=("keep_open", "solve", "link"),
        required=("closing_news",),
        overtaken=_is_active,
        missed_when_suppressed=True,
    )
)
register(
    replace(
        REMINDER,
        kind=Kind.CLOSING,
        triggers=(Trigger(EventType.REMINDER_SENT, _is_last_notice),),
        can_be_switched_off=False,
        missed_when_suppressed=False,
        closing_waits_for_it=True,
    )
)
register(
    KindSpec(
        kind=Kind.CLOSED,
        audience=Audience.CUSTOMER,
        triggers=(Trigger(EventType.TICKET_CLOSED),),
        example=Example(EventType.TICKET_CLOSED, ExampleAuthor.SYSTEM),
        sentence="reason",
        sentence_texts=sentences.closed,
    )
)
register(
    KindSpec(
        kind=Kind.REOPENED,
        audience=Audience.CUSTOMER,
        triggers=(Trigger(EventType.TICKET_REOPENED), Trigger(EventType.CUSTOMER_REPLIED, _reopens)),
        example=Example(EventType.TICKET_REOPENED, ExampleAuthor.CUSTOMER),
        sentence="reason",
        sentence_texts=sentences.reopened,
    )
)
register(
    KindSpec(
        kind=Kind.MERGED,
        audience=Audience.CUSTOMER,
        triggers=(Trigger(EventType.TICKET_MERGED),),
        example=Example(EventType.TICKET_MERGED, ExampleAuthor.AGENT),
        values=("other",),
        sentence="opening",
        sentence_texts=sentences.merged,
        overtaken=_not_merged,
    )
)
register(
    KindSpec(
        kind=Kind.RATING,
        audience=Audience.CUSTOMER,
        triggers=(Trigger(EventType.RATING_REQUESTED),),
        example=Example(EventType.STATUS_CHANGED, ExampleAuthor.AGENT),
        blocks=("stars", "link"),
        required=("stars",),
        overtaken=_not_ratable,
    )
)
register(
    KindSpec(
        kind=Kind.ASSIGNED,
        audience=Audience.AGENT,
        recipient=Recipient.ASSIGNEE,
        triggers=(Trigger(EventType.TICKET_ASSIGNED),),
        example=Example(EventType.TICKET_ASSIGNED, ExampleAuthor.COLLEAGUE),
        sentence="opening",
        sentence_texts=sentences.assigned,
        why="mail-why-agent",
    )
)
register(
    KindSpec(
        kind=Kind.CUSTOMER_REPLIED,
        audience=Audience.AGENT,
        recipient=Recipient.ASSIGNEE,
        triggers=CUSTOMER_MESSAGE_KINDS,
        example=Example(EventType.CUSTOMER_REPLIED, ExampleAuthor.CUSTOMER),
        blocks=("message", "link"),
        why="mail-why-agent",
    )
)
register(
    KindSpec(
        kind=Kind.MENTIONED,
        audience=Audience.AGENT,
        recipient=Recipient.MENTIONED,
        triggers=(Trigger(EventType.NOTE_ADDED),),
        example=Example(EventType.NOTE_ADDED, ExampleAuthor.COLLEAGUE),
        why="mail-why-follower",
    )
)
register(
    KindSpec(
        kind=Kind.FOLLOWED,
        audience=Audience.AGENT,
        recipient=Recipient.FOLLOWERS,
        triggers=(
            *CUSTOMER_MESSAGE_KINDS,
            Trigger(EventType.AGENT_REPLIED),
            Trigger(EventType.STATUS_CHANGED),
            Trigger(EventType.TICKET_REOPENED),
            Trigger(EventType.NOTE_ADDED),
        ),
        example=Example(EventType.CUSTOMER_REPLIED, ExampleAuthor.CUSTOMER),
        sentence="news",
        sentence_texts=sentences.followed,
        blocks=("message", "link"),
        why="mail-why-follower",
    )
)
register(
    KindSpec(
        kind=Kind.UNDELIVERED,
        audience=Audience.AGENT,
        recipient=Recipient.ASSIGNEE,
        triggers=(Trigger(EventType.DELIVERY_FAILED),),
        example=Example(EventType.AGENT_REPLIED, ExampleAuthor.AGENT),
        why="mail-why-agent",
    )
)
register(
    KindSpec(
        kind=Kind.CONFIRMATION,
        audience=Audience.GUEST,
        blocks=("confirm",),
        required=("confirm",),
        why="mail-why-confirmation",
        can_be_switched_off=False,
    )
)

if without_row := [kind.value for kind in Kind if kind not in SPECS]:
    raise ValueError(f"These kinds of mail have no row in {__name__}: {', '.join(without_row)}.")
