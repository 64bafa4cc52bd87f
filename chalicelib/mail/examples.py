"""Example emails with made-up people, for previews. Pure."""

from ..people.model import Person, Role
from ..plumbing.clock import DAY
from ..plumbing.i18n import format_text
from ..tickets.event import SYSTEM, Actor, Event, Reason
from ..tickets.event_specs import data_of
from ..tickets.model import Status, Ticket
from . import composing
from .kind_specs import Example, ExampleAuthor, spec_of
from .layout import RenderedMail
from .model import SCORES, Kind, Links, Notice, SenderIdentity, Template

NUMBER, OTHER = 10_432, 10_440
CUSTOMER, AGENT = "customer", "agent"


def example(desk: SenderIdentity, kind: Kind, language: str, template: Template, now: int) -> RenderedMail:
    """Compose an example of this kind with the text of `template`."""
    page = f"{desk.portal}/link.html"
    spec = spec_of(kind)
    if spec.example is None:
        return composing.render_confirmation(desk, language, page, template)
    names = {
        CUSTOMER: format_text(language, "mail-example-customer"),
        AGENT: format_text(language, "mail-example-agent"),
    }
    reader = AGENT if spec.for_agents else CUSTOMER
    person = Person(
        id=reader,
        email=f"{reader}@example.org",
        name=names[reader],
        language=language,
        created_at=now,
        role=Role.AGENT if reader == AGENT else Role.CUSTOMER,
    )
    ticket = Ticket(
        number=NUMBER,
        subject=format_text(language, "mail-example-subject"),
        status=Status.PENDING,
        category="other",
        team="support",
        requester=CUSTOMER,
        requester_name=names[CUSTOMER],
        requester_email=f"{CUSTOMER}@example.org",
        created_at=now,
        updated_at=now,
        status_since=now,
        timers={"close": now + 2 * DAY},
        merged_into=OTHER,
        same_requester=True,
    )
    event = _event(spec.example, language, names, now)
    notice = Notice(ticket=NUMBER, rev=event.rev, kind=kind, to=person.id)
    return composing.render_mail(composing.MailContext(desk, person, notice, ticket, event, template), _links(page))


def _event(example: Example, language: str, names: dict[str, str], now: int) -> Event:
    type_ = example.type
    by = _author(example.author, names)
    members = {"body": format_text(language, "mail-example-message"), "other": OTHER}
    return Event(
        ticket=NUMBER,
        rev=3,
        type=type_,
        at=now,
        by=by,
        data=data_of(type_, members),
        requester=CUSTOMER,
        assignee=AGENT,
        team="support",
        reason=Reason(rule="unanswered", at=now),
        changes={"status": (Status.OPEN, Status.PENDING)} if example.with_status else {},
    )


def _author(author: ExampleAuthor, names: dict[str, str]) -> Actor:
    if author is ExampleAuthor.SYSTEM:
        return SYSTEM
    role = CUSTOMER if author is ExampleAuthor.CUSTOMER else AGENT
    return Actor(id=author, name=names[role], role=role)


def _links(page: str) -> Links:
    return Links(
        ticket=page, keep_open=page, solve=page, stars=tuple(page for _ in SCORES), unsubscribe=page, one_click=page
    )
