"""Taking back what one has just sent: as if it had never been said, to everybody outside."""

import pytest

from chalicelib import reactions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import timeline, undo
from chalicelib.conversation.forms import NewMessage, TimelineQuery
from chalicelib.mail import sender
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Role
from chalicelib.plumbing.aws.marshal import item_from_wire
from chalicelib.plumbing.clock import SECOND
from chalicelib.plumbing.errors import Conflict, NotAllowed, NotFound
from chalicelib.plumbing.services import Services
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status, Ticket
from tests import events, makers
from tests.cast import ADA, ALAN, CARLA
from tests.client import call, get, post
from tests.conftest import SHOP, Desk


@pytest.fixture(autouse=True)
def _ten_seconds(services: Services) -> None:
    configuration_actions.replace_all(services, SHOP.model_copy(update={"undo_send_s": 10}))
    people_actions.add_person(services, CARLA.email, CARLA.name, Role.CUSTOMER, id=CARLA.id)


@pytest.fixture
def ticket(services: Services) -> Ticket:
    return makers.assigned(services, makers.a_ticket(services))


def sent(services: Services, ticket: Ticket, status: Status | None = None) -> tuple[Ticket, Event]:
    message = NewMessage.model_validate({"body": "To the wrong one!", "status": status})
    result = conversation_actions.add_message(services, ADA, ticket.id, message, ticket.version)
    return result.ticket, result.events[0]


def read_by_carla(services: Services, ticket: Ticket) -> list[str]:
    page = timeline.timeline_page(services, CARLA, ticket.id, TimelineQuery())
    return [event.body for event in page.events if event.body]


def test_customer_sees_a_reply_once_it_cannot_be_undone(desk: Desk, ticket: Ticket) -> None:
    sent(desk.services, ticket)
    assert read_by_carla(desk.services, ticket) == ["It was due on Friday."]

    desk.clock.advance(ms=10 * SECOND)

    assert read_by_carla(desk.services, ticket) == ["It was due on Friday.", "To the wrong one!"]


@pytest.mark.parametrize("status", [None, Status.PENDING, Status.SOLVED])
def test_undo_restores_the_ticket_as_before_the_reply(desk: Desk, ticket: Ticket, status: Status | None) -> None:
    before = tickets_store.find(desk.services, ticket.number, consistent=True)
    after, event = sent(desk.services, ticket, status)
    desk.clock.advance(ms=9 * SECOND)

    taken = undo.withdraw(desk.services, ADA, ticket.id, event.id)

    assert taken == event
    now = tickets_store.find(desk.services, ticket.number, consistent=True)
    assert now is not None
    assert before is not None
    same = {"version", "updated_at", "head", "public_version", "public_rev", "public_at"}
    assert now.model_dump(exclude=same) == before.model_dump(exclude=same)
    assert now.version == after.version + 1
    desk.clock.advance(ms=60 * SECOND)
    assert read_by_carla(desk.services, ticket) == ["It was due on Friday."]


def test_colleagues_still_see_an_undone_reply(services: Services, ticket: Ticket) -> None:
    _, event = sent(services, ticket)
    undo.withdraw(services, ADA, ticket.id, event.id)

    page = timeline.timeline_page(services, ALAN, ticket.id, TimelineQuery())

    assert [(each.type, each.withdrawn) for each in page.events[-2:]] == [
        (EventType.AGENT_REPLIED, True),
        (EventType.REPLY_WITHDRAWN, False),
    ]


def test_undo_keeps_what_happened_meanwhile(services: Services, ticket: Ticket) -> None:
    _, event = sent(services, ticket, Status.PENDING)
    meanwhile = makers.answered(services, ticket, body="And it rains in.")

    undo.withdraw(services, ADA, ticket.id, event.id)

    now = tickets_transaction.ticket_for(services, ADA, ticket.id)
    assert (meanwhile.status, now.status) == (Status.OPEN, Status.OPEN)
    assert now.waiting_since == ticket.waiting_since
    assert read_by_carla(services, ticket) == ["It was due on Friday.", "And it rains in."]


def test_sent_reply_cannot_be_undone(desk: Desk, ticket: Ticket) -> None:
    _, event = sent(desk.services, ticket)
    desk.clock.advance(ms=10 * SECOND)

    with pytest.raises(Conflict, match="has been sent"):
        undo.withdraw(desk.services, ADA, ticket.id, event.id)


def test_reply_of_another_agent_cannot_be_undone(services: Services, ticket: Ticket) -> None:
    _, event = sent(services, ticket)

    with pytest.raises(NotAllowed):
        undo.withdraw(services, ALAN, ticket.id, event.id)


@pytest.mark.parametrize("event", ["10001-1", "10001-99", "10002-3", "x", "10001-", "10001-3-3", "10001-٣", ""])
def test_only_an_existing_message_of_the_ticket_can_be_undone(services: Services, ticket: Ticket, event: str) -> None:
    sent(services, ticket)

    with pytest.raises(NotFound):
        undo.withdraw(services, ADA, ticket.id, event)


def test_reply_can_be_undone_once(services: Services, ticket: Ticket) -> None:
    _, event = sent(services, ticket)
    undo.withdraw(services, ADA, ticket.id, event.id)

    with pytest.raises(NotFound):
        undo.withdraw(services, ADA, ticket.id, event.id)


class TestMails:
    def test_emails_of_an_undoable_reply_are_sent_after_the_undo_time(self, desk: Desk, ticket: Ticket) -> None:
        sent(desk.services, ticket)
        message = self.asked(desk)
        assert desk.mails.delays_s[-1] == 12

        sender.send_one(desk.services, message)
        assert (desk.post.sent, desk.mails.messages[-1]["kind"], desk.mails.delays_s[-1]) == ([], "replied", 10)
        desk.clock.advance(ms=12 * SECOND)
        sender.send_one(desk.services, message)

        assert len(desk.post.sent) == 1

    def test_undone_reply_sends_no_email(self, desk: Desk, ticket: Ticket) -> None:
        _, event = sent(desk.services, ticket)
        message = self.asked(desk)
        undo.withdraw(desk.services, ADA, ticket.id, event.id)
        desk.clock.advance(ms=12 * SECOND)

        sender.send_one(desk.services, message)

        assert desk.post.sent == []

    def test_undo_triggers_no_reactions_of_the_reply(self, desk: Desk, ticket: Ticket) -> None:
        _, event = sent(desk.services, ticket)
        self.asked(desk)
        asked = len(desk.mails.messages)
        before = len(desk.meter.changes)
        undo.withdraw(desk.services, ADA, ticket.id, event.id)

        for _, new in filter(events.is_event, desk.meter.changes[before:]):
            reactions.on_event(desk.services, actions_item(new))

        assert len(desk.mails.messages) == asked

    def asked(self, desk: Desk) -> dict[str, object]:
        (payload,) = [
            new for _, new in filter(events.is_event, desk.meter.changes) if new and new["type"]["S"] == "AgentReplied"
        ]
        reactions.on_event(desk.services, actions_item(payload))
        return desk.mails.messages[-1]


def actions_item(wire: object) -> dict[str, object]:
    assert isinstance(wire, dict)
    return item_from_wire(wire)


def test_undo_returns_the_text_for_editing(ticket: Ticket) -> None:
    path = f"/v1/tickets/{ticket.id}/messages"
    answer = post(ADA, path, {"body": "Oops", "status": "pending"}, If_Match=f'"{ticket.version}"')
    assert answer.json["undo_until"] == "2026-01-05T09:00:10.000Z"

    taken = call(ADA, "DELETE", f"{path}/{answer.json['id']}")

    assert (taken.status, taken.json) == (200, {"body": "Oops", "attachments": [], "status": "pending", "copy_to": []})
    assert get(CARLA, f"/v1/tickets/{ticket.id}").json["status"] == "new"


def test_reply_is_emailed_at_once_without_an_undo_time(services: Services, ticket: Ticket) -> None:
    configuration_actions.replace_all(services, SHOP)
    after, event = sent(services, ticket)

    assert event.sends_at is None
    assert read_by_carla(services, after)[-1] == "To the wrong one!"
    with pytest.raises(Conflict):
        undo.withdraw(services, ADA, ticket.id, event.id)
