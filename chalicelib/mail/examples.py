"""A mail as it would read, with made-up people in it: for those who change its words. Pure."""

from ..people.model import Person, Role
from ..plumbing.clock import DAY
from ..plumbing.texts import say
from ..tickets.model import SYSTEM, Because, By, Event, EventType, Status, Ticket
from . import writing
from .layout import Letter
from .model import FOR_AGENTS, SCORES, Desk, Kind, Links, Template

NUMBER, OTHER = 10_432, 10_440
CUSTOMER, AGENT, COLLEAGUE = "customer", "agent", "colleague"
ACTS = {
    Kind.RECEIVED: (EventType.TICKET_CREATED, CUSTOMER), Kind.REPLIED: (EventType.AGENT_REPLIED, AGENT),
    Kind.STATUS_CHANGED: (EventType.STATUS_CHANGED, AGENT), Kind.REMINDER: (EventType.REMINDER_SENT, ""),
    Kind.CLOSING: (EventType.REMINDER_SENT, ""), Kind.CLOSED: (EventType.TICKET_CLOSED, ""),
    Kind.REOPENED: (EventType.TICKET_REOPENED, CUSTOMER), Kind.MERGED: (EventType.TICKET_MERGED, AGENT),
    Kind.RATING: (EventType.STATUS_CHANGED, AGENT), Kind.ASSIGNED: (EventType.TICKET_ASSIGNED, COLLEAGUE),
    Kind.CUSTOMER_REPLIED: (EventType.CUSTOMER_REPLIED, CUSTOMER), Kind.MENTIONED: (EventType.NOTE_ADDED, COLLEAGUE),
    Kind.FOLLOWED: (EventType.CUSTOMER_REPLIED, CUSTOMER), Kind.UNDELIVERED: (EventType.AGENT_REPLIED, AGENT),
}  # fmt: skip
WITH_STATUS = frozenset({Kind.REPLIED, Kind.STATUS_CHANGED})


def example(desk: Desk, kind: Kind, language: str, template: Template, now: int) -> Letter:
    """The letter of a kind with `template` for its words."""
    page = f"{desk.portal}/link.html"
    if kind is Kind.CONFIRMATION:
        return writing.confirmation_letter(desk, language, page, template)
    names = {CUSTOMER: say(language, "mail-example-customer"), AGENT: say(language, "mail-example-agent")}
    names[COLLEAGUE] = names[AGENT]
    reader = AGENT if kind in FOR_AGENTS else CUSTOMER
    person = Person(
        id=reader, email=f"{reader}@example.org", name=names[reader], language=language, created_at=now,
        role=Role.AGENT if reader == AGENT else Role.CUSTOMER,
    )  # fmt: skip
    ticket = Ticket(
        number=NUMBER, subject=say(language, "mail-example-subject"), status=Status.PENDING, category="other", team="support",
        requester=CUSTOMER, requester_name=names[CUSTOMER], requester_email=f"{CUSTOMER}@example.org", created_at=now,
        updated_at=now, status_since=now, timers={"close": now + 2 * DAY}, merged_into=OTHER, merged_own=True,
    )  # fmt: skip
    return writing.compose(desk, person, kind, ticket, _event(kind, language, names, now), _links(page), template)


def _event(kind: Kind, language: str, names: dict[str, str], now: int) -> Event:
    type_, who = ACTS[kind]
    by = By(id=who, name=names[who], role="customer" if who == CUSTOMER else "agent") if who else SYSTEM
    return Event(
        ticket=NUMBER, rev=3, type=type_, at=now, by=by, body=say(language, "mail-example-message"), requester=CUSTOMER,
        assignee=AGENT, team="support", other=OTHER, because=Because(rule="unanswered", at=now),
        changes={"status": (Status.OPEN, Status.PENDING)} if kind in WITH_STATUS else {},
    )  # fmt: skip


def _links(page: str) -> Links:
    return Links(
        ticket=page, keep_open=page, solve=page, stars=tuple(page for _ in SCORES), unsubscribe=page, one_click=page
    )
