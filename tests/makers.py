"""Things a test needs to be there. Keyword-only, every argument has a default, made through the real actions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chalicelib import reactions
from chalicelib.attachments import actions as attachments_actions
from chalicelib.attachments.forms import NewUpload
from chalicelib.attachments.model import Upload
from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage
from chalicelib.mail import actions as mail_actions
from chalicelib.mail.model import Kind, MailId, MailState
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people.model import Availability, Caller, Person, Right, Slot
from chalicelib.plumbing.services import Services
from chalicelib.tickets import access as tickets_access
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import queries
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event import SYSTEM, Event, Reason
from chalicelib.tickets.event_specs import EventType, data_of
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import Status, Ticket
from tests.attachments.samples import PDF
from tests.cast import ADA, CARLA, TEAMS, stored
from tests.doubles import MONDAY_MORNING

if TYPE_CHECKING:
    from tests.conftest import Desk

A_REASON = Reason(rule="least_loaded", facts={"team": "orders", "agent": "Ada", "load": 1, "cap": 8}, at=0)


def a_ticket(
    services: Services,
    *,
    by: Caller = CARLA,
    subject: str = "Where is my parcel?",
    body: str = "It was due on Friday.",
    category: str | None = "delivery",
    attachments: Sequence[str] = (),
) -> Ticket:
    new = NewTicket(subject=subject, body=body, category=category, attachments=list(attachments))
    return tickets_actions.create(services, by, new).ticket


REQUIRED_DATA = {"other": 8, "score": 4, "type": "Exploded"}
"""For the payloads that cannot do without it."""


def an_event(type_: EventType, **members: Any) -> Event:
    """An event with these members: those of its head, and those of its data that its type has."""
    head = {name: value for name, value in members.items() if name in Event.model_fields}
    data = data_of(type_, {**REQUIRED_DATA, **members})
    assert members.keys() <= head.keys() | REQUIRED_DATA.keys() | type(data).model_fields.keys(), members
    usual = {"ticket": 7, "rev": 3, "at": MONDAY_MORNING, "by": SYSTEM, "requester": "carla", "team": "orders"}
    return Event.model_validate({**usual, **head, "type": type_, "data": data})


def an_agent(services: Services, *, agent: Caller = ADA, **more: Any) -> Person:
    """In the desk's records and in the roster, as the cast has them."""
    return people_actions.add_person(services, **stored(agent, **more).model_dump(exclude={"created_at"}))


def a_slot(
    services: Services, *, agent: Caller = ADA, state: Availability = Availability.ONLINE, cap: int = 8, **more: Any
) -> Slot:
    """An agent on duty in their team."""
    home = TEAMS.get(agent.id) or "orders"
    known = {"teams": {home: Right.FULL}, "home": home, "cap": cap}
    return roster.set_availability(services, stored(agent, **{**known, **more}), state)


def assigned(services: Services, ticket: Ticket, *, to: Caller = ADA) -> Ticket:
    """The ticket in an agent's hands, through the router's own claim."""
    slot = a_slot(services, agent=to)
    result = tickets_actions.assign(services, ticket.number, slot, A_REASON)
    assert result is not None
    return result.ticket


def replied(
    services: Services,
    ticket: Ticket,
    *,
    by: Caller = ADA,
    body: str = "We are looking into it.",
    status: Status | None = None,
    attachments: Sequence[str] = (),
) -> Ticket:
    message = NewMessage.model_validate({"body": body, "status": status, "attachments": list(attachments)})
    return conversation_actions.add_message(services, by, ticket.id, message, ticket.version).ticket


def answered(
    services: Services, ticket: Ticket, *, by: Caller = CARLA, body: str = "Any news?", attachments: Sequence[str] = ()
) -> Ticket:
    message = NewMessage(body=body, attachments=list(attachments))
    return conversation_actions.add_message(services, by, ticket.id, message, None).ticket


def with_status(services: Services, ticket: Ticket, status: Status, *, by: Caller = ADA) -> Ticket:
    change = TicketChange.model_validate({"status": status})
    version = tickets_access.version_for(by, ticket, configuration_actions.current(services))
    return tickets_actions.change(services, by, ticket.id, change, version).ticket


def closed(services: Services, ticket: Ticket) -> Ticket:
    """Closed by the clock, as only the clock can."""

    def decide(now: Ticket) -> tickets_transaction.Changeset:
        reason = Reason(rule="unanswered", facts={"days": 7}, at=services.clock.now())
        after = now.next(services.clock.now(), reason=reason).entering(Status.CLOSED, services.clock.now())
        return tickets_transaction.Changeset(
            after, (tickets_transaction.system_event(EventType.TICKET_CLOSED, now, after, reason),)
        )

    result = tickets_transaction.perform_as_system(services, ticket.number, decide)
    assert result is not None
    return result.ticket


def last_notice_left(services: Services, number: int) -> None:
    """The mail of the ticket's latest event, its last notice, has left: as the sender records it."""
    ticket = queries.load_ticket(services, number)
    mail = MailId(ticket=number, rev=ticket.version, kind=Kind.CLOSING, to=ticket.requester)
    mail_actions.show_delivery(services, mail, MailState.SENT)


def an_upload(
    services: Services,
    *,
    by: Caller = CARLA,
    name: str = "scan.pdf",
    type: str = "application/pdf",  # noqa: A002
    content: bytes = PDF,
) -> Upload:
    """An upload that was announced: its record exists, its file does not yet."""
    upload, _, _ = attachments_actions.offer_upload(
        services, by, NewUpload(name=name, type=type, size=len(content)), None
    )
    return upload


def arrived(desk: "Desk", upload: Upload, *, content: bytes = PDF) -> Upload:
    """The file has come in, and everything that follows from it."""
    came(desk, upload, content=content)
    reactions.on_upload(desk.services, {"object": {"key": f"quarantine/{upload.id}"}})
    found = attachments_actions.find(desk.services, upload.id)
    assert found is not None
    return found


def came(desk: "Desk", upload: Upload, *, content: bytes = PDF) -> None:
    """The file has come in, and its event has not arrived yet."""
    post = next(post for post in desk.files.offers if post.fields["key"] == f"quarantine/{upload.id}")
    desk.files.bring(post, content)
