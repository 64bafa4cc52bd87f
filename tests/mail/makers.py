"""Tickets, events and people for the tests of mail, and a provider that does what a test plans."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from chalicelib.mail import composing
from chalicelib.mail.model import Envelope, Kind, Links, Notice, SenderIdentity, Template
from chalicelib.people.model import Person, Role
from chalicelib.plumbing.clock import DAY, rfc3339
from chalicelib.plumbing.ports import SendFailed
from chalicelib.tickets.event import SYSTEM, Actor, Event
from chalicelib.tickets.event_specs import CONVERSATION_EVENTS, EventType
from chalicelib.tickets.model import Priority, Status, Ticket
from tests import makers
from tests.doubles import MONDAY_MORNING as NOW

NUMBER = 10_432
DESK = SenderIdentity("Customer Care", "support@desk.example.org", "https://help.example.org")
REFERENCES = "<ticket-10432@desk.example.org> <asked@example.org>"
ENVELOPE = Envelope("reply+sealed@desk.example.org", REFERENCES, Links(f"{DESK.portal}/link.html#view"))
TOKEN = "WyJ1bnN1YnNjcmliZSIsIm1vbmEiLDAsMCwicmVwbGllZCIsMTc5ODcwNzYwMF0" * 4
ANA = Actor(id="ana", name="Ana Souza", role="agent")
JO = Actor(id="jo", name="Jo", role="agent")
MONA = Actor(id="mona", name="Mona Said", role="customer")

FOR_AGENTS = frozenset({Kind.ASSIGNED, Kind.CUSTOMER_REPLIED, Kind.MENTIONED, Kind.FOLLOWED, Kind.UNDELIVERED})
ABOUT_TICKETS = tuple(kind for kind in Kind if kind is not Kind.CONFIRMATION)
SWITCHABLE = tuple(kind for kind in ABOUT_TICKETS if kind is not Kind.CLOSING)

EVENT_OF: Mapping[Kind, tuple[EventType, Actor]] = {
    Kind.RECEIVED: (EventType.TICKET_CREATED, MONA),
    Kind.REPLIED: (EventType.AGENT_REPLIED, ANA),
    Kind.STATUS_CHANGED: (EventType.STATUS_CHANGED, ANA),
    Kind.REMINDER: (EventType.REMINDER_SENT, SYSTEM),
    Kind.CLOSING: (EventType.REMINDER_SENT, SYSTEM),
    Kind.CLOSED: (EventType.TICKET_CLOSED, SYSTEM),
    Kind.REOPENED: (EventType.TICKET_REOPENED, MONA),
    Kind.MERGED: (EventType.TICKET_MERGED, ANA),
    Kind.RATING: (EventType.RATING_REQUESTED, SYSTEM),
    Kind.ASSIGNED: (EventType.TICKET_ASSIGNED, SYSTEM),
    Kind.CUSTOMER_REPLIED: (EventType.CUSTOMER_REPLIED, MONA),
    Kind.MENTIONED: (EventType.NOTE_ADDED, JO),
    Kind.FOLLOWED: (EventType.CUSTOMER_REPLIED, MONA),
    Kind.UNDELIVERED: (EventType.DELIVERY_FAILED, SYSTEM),
}


def links_of(kind: Kind) -> Links:
    """What the desk would sign for a mail of this kind: long, as signed links are."""
    at = f"{DESK.portal}/link.html#"
    closing_soon = kind in {Kind.REMINDER, Kind.CLOSING}
    return Links(
        ticket=f"{DESK.portal}/console/tickets/{NUMBER}" if kind in FOR_AGENTS else f"{at}view{TOKEN}",
        keep_open=f"{at}keep{TOKEN}" if closing_soon else "",
        solve=f"{at}solve{TOKEN}" if closing_soon else "",
        stars=tuple(f"{at}rate{score}{TOKEN}" for score in range(5, 0, -1)) if kind is Kind.RATING else (),
        unsubscribe=f"{at}off{TOKEN}",
        one_click=f"{DESK.portal}/api/v1/links/unsubscribe?token={TOKEN}",
    )


def envelope_of(kind: Kind) -> Envelope:
    return Envelope("reply+sealed@desk.example.org", REFERENCES, links_of(kind))


def a_ticket(**changes: Any) -> Ticket:
    made = Ticket(
        number=NUMBER,
        subject="Printer on fire",
        status=Status.PENDING,
        priority=Priority.URGENT,
        category="other",
        requester="mona",
        requester_name="Mona Said",
        requester_email="mona@example.org",
        team="support",
        created_at=NOW,
        updated_at=NOW,
        status_since=NOW,
        timers={"close": NOW + 5 * DAY},
        version=3,
    )
    return made.model_copy(update=changes)


def an_event(type_: EventType = EventType.AGENT_REPLIED, by: Actor = ANA, **changes: Any) -> Event:
    usual = {"ticket": NUMBER, "at": NOW, "requester": "mona", "assignee": "ana", "team": "support"}
    return makers.an_event(type_, **{**usual, "by": by, **changes})


def event_of(kind: Kind, **changes: Any) -> Event:
    """With words where its type has any."""
    type_, by = EVENT_OF[kind]
    body = changes.pop("body", "Please pull the plug.")
    return an_event(type_, **{"by": by, **({"body": body} if type_ in CONVERSATION_EVENTS else {}), **changes})


def a_person(**changes: Any) -> Person:
    return Person(id="mona", email="mona@example.org", name="Mona Said", created_at=NOW).model_copy(update=changes)


def an_agent(**changes: Any) -> Person:
    return a_person(
        **{"id": "ana", "email": "ana@desk.example.org", "name": "Ana Souza", "role": Role.AGENT, **changes}
    )


def a_notice(kind: Kind = Kind.REPLIED, **changes: Any) -> Notice:
    to = "ana" if kind in FOR_AGENTS else "mona"
    return Notice(ticket=NUMBER, rev=3, kind=kind, to=to).model_copy(update=changes)


def mail_of(
    reader: Person, notice: Notice, ticket: Ticket, event: Event, envelope: Envelope, template: Template | None = None
) -> EmailMessage:
    """The mail of a notice, as the desk writes it."""
    return composing.compose_mail(composing.MailContext(DESK, reader, notice, ticket, event, template), envelope)


def news(type_: str, mail: str = "10432-3-replied-mona", **told: Any) -> dict[str, Any]:
    """The `detail` of an event from `aws.ses`, as documented in "Monitoring SES events using Amazon EventBridge".

    `at` is when SES took the mail, in milliseconds; `to` its address.
    """
    at, to = told.pop("at", NOW), told.pop("to", "mona@example.org")
    stamp = rfc3339(at)
    parts: dict[str, dict[str, Any]] = {
        "Send": {"send": {}},
        "Delivery": {
            "delivery": {
                "timestamp": stamp,
                "processingTimeMillis": 412,
                "recipients": [to],
                "smtpResponse": "250 ok",
            }
        },
        "DeliveryDelay": {
            "deliveryDelay": {
                "timestamp": stamp,
                "delayType": "MailboxFull",
                "expirationTime": stamp,
                "delayedRecipients": [{"emailAddress": to}],
            }
        },
        "Bounce": {
            "bounce": {
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "timestamp": stamp,
                "feedbackId": "0100-f",
                "bouncedRecipients": [{"emailAddress": to, "action": "failed", "status": "5.1.1"}],
            }
        },
        "Complaint": {
            "complaint": {
                "complainedRecipients": [{"emailAddress": to}],
                "timestamp": stamp,
                "feedbackId": "0100-f",
                "complaintSubType": None,
                "complaintFeedbackType": "abuse",
            }
        },
        "Reject": {"reject": {"reason": "Bad content"}},
        "Rendering Failure": {"failure": {"errorMessage": "Attribute is not present", "templateName": "none"}},
        "Open": {"open": {"ipAddress": "192.0.2.1", "timestamp": stamp, "userAgent": "x"}},
    }
    part = {name: {**each, **told} for name, each in parts[type_].items()}
    tags = {"ses:configuration-set": ["events"], "ses:source-ip": ["192.0.2.1"], "outbox_id": [mail]}
    return {
        "eventType": type_,
        "mail": {
            "timestamp": stamp,
            "source": "care@desk.example",
            "sendingAccountId": "123456789012",
            "messageId": f"ses-of-{mail}",
            "destination": [to],
            "headersTruncated": False,
            "headers": [{"name": "To", "value": to}],
            "commonHeaders": {"to": [to], "messageId": f"ses-of-{mail}"},
            "tags": tags,
        },
        **part,
    }


class Killed(BaseException):
    """The function was ended by its platform: nothing after this line ran."""


@dataclass
class Post:
    """A provider. Each entry of `plan` is what happens to one call; after that, all goes well.

    refuse: it says no. throttle: the account may not send now. lose: it sends, and the answer is lost. die_before, die_after:
    the caller dies around the sending.
    """

    plan: list[str] = field(default_factory=list)
    sent: list[EmailMessage] = field(default_factory=list)
    tags: list[Mapping[str, str]] = field(default_factory=list)

    def send(self, message: EmailMessage, tags: Mapping[str, str]) -> str:
        fate = self.plan.pop(0) if self.plan else "go"
        if fate == "refuse":
            raise SendFailed("MessageRejected", known=True)
        if fate == "throttle":
            raise SendFailed("TooManyRequestsException", known=True)
        if fate == "die_before":
            raise Killed
        self.sent.append(message)
        self.tags.append(tags)
        if fate == "lose":
            raise SendFailed("ReadTimeoutError", known=False)
        if fate == "die_after":
            raise Killed
        return f"ses-{len(self.sent)}"
