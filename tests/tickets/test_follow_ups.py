"""What goes on after a ticket is closed: a new one that is linked to it and finds the same people."""

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage
from chalicelib.plumbing.errors import Conflict, Invalid, NotFound
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import LinkKind, Priority, Status, Ticket
from tests import makers
from tests.cast import ADA, CARLA, MALLORY
from tests.client import get, post


@pytest.fixture
def old(services: Services) -> Ticket:
    """A closed ticket that had become urgent and moved to another team."""
    ticket = makers.a_ticket(services)
    wanted = TicketChange.model_validate({"priority": "urgent", "team": "billing"})
    ticket = tickets_actions.change(services, ADA, ticket.id, wanted, ticket.version).ticket
    return makers.closed(services, makers.with_status(services, ticket, Status.SOLVED))


def follow_up(services: Services, old: Ticket, **more: object) -> Ticket:
    new = NewTicket.model_validate({"subject": "Again", "body": "It is back.", "follow_up_of": old.id, **more})
    return tickets_actions.create(services, CARLA, new).ticket


def test_follow_up_inherits_team_and_priority_and_both_tickets_are_linked(services: Services, old: Ticket) -> None:
    new = follow_up(services, old)

    assert (new.team, new.priority, new.category, new.status) == ("billing", Priority.URGENT, "delivery", Status.NEW)
    assert new.links == {old.id: LinkKind.FOLLOW_UP_OF}
    after = tickets_transaction.ticket_for(services, CARLA, old.id)
    assert (after.links, after.status) == ({new.id: LinkKind.FOLLOW_UP}, Status.CLOSED)
    last = tickets_store.events_after(services, old.number, old.version)[-1]
    assert (last.type, last.other) == (EventType.FOLLOW_UP_CREATED, new.number)
    assert tickets_chain.first_broken(after, tickets_store.events_after(services, old.number, 0)) is None


def test_customer_reply_to_closed_ticket_creates_follow_up(services: Services, old: Ticket) -> None:
    result = conversation_actions.add_message(services, CARLA, old.id, NewMessage(body="It is back."), None)

    assert result.ticket.number != old.number
    assert (result.ticket.subject, result.ticket.links) == (old.subject, {old.id: LinkKind.FOLLOW_UP_OF})
    assert (result.events[0].type, result.events[0].body) == (EventType.TICKET_CREATED, "It is back.")


def test_repeated_reply_to_closed_ticket_creates_one_follow_up(services: Services, old: Ticket) -> None:
    idempotency_key = IdempotencyKey.of("k", b"{}", "carla", "POST", "/messages")

    first, second = (
        conversation_actions.add_message(services, CARLA, old.id, NewMessage(body="It is back."), None, idempotency_key)
        for _ in range(2)
    )

    assert (first.ticket.number, first.replayed) == (second.ticket.number, False)
    assert second.replayed
    assert len(tickets_transaction.ticket_for(services, CARLA, old.id).links) == 1


def test_closed_ticket_can_have_several_follow_ups(services: Services, old: Ticket) -> None:
    one, two = follow_up(services, old), follow_up(services, old)

    assert tickets_transaction.ticket_for(services, CARLA, old.id).links == {
        one.id: LinkKind.FOLLOW_UP,
        two.id: LinkKind.FOLLOW_UP,
    }


def test_category_of_a_follow_up_does_not_change_the_team(services: Services, old: Ticket) -> None:
    assert follow_up(services, old, category="refund", priority="low").team == "billing"


def test_ticket_that_is_not_closed_cannot_be_followed_up(services: Services) -> None:
    with pytest.raises(Conflict, match="not closed"):
        follow_up(services, makers.a_ticket(services))


def test_hidden_ticket_cannot_be_followed_up(services: Services, old: Ticket) -> None:
    new = NewTicket(subject="Mine now", body="?", follow_up_of=old.id)

    with pytest.raises(NotFound):
        tickets_actions.create(services, MALLORY, new)
    assert tickets_transaction.ticket_for(services, ADA, old.id).version == old.version


def test_agent_follows_up_for_the_requester_only(services: Services, old: Ticket) -> None:
    new = NewTicket(subject="Again", body="Carla called.", follow_up_of=old.id)
    assert tickets_actions.create(services, ADA, new).ticket.requester == "carla"

    other = NewTicket.model_validate(
        {**new.model_dump(), "requester": {"email": "else@example.com"}, "priority": "low"}
    )
    with pytest.raises(Invalid, match="did not validate"):
        tickets_actions.create(services, ADA, other)


def test_reply_to_closed_ticket_returns_the_location_of_its_follow_up(old: Ticket) -> None:
    answer = post(CARLA, f"/v1/tickets/{old.id}/messages", {"body": "It is back."})

    assert answer.status == 201
    number = answer.json["ticket"]
    assert number != old.id
    assert answer.headers["Location"] == f"/api/v1/tickets/{number}/timeline#{number}-1"
    assert get(CARLA, f"/v1/tickets/{old.id}").json["links"] == [{"ticket": number, "kind": "follow_up"}]
    assert post(ADA, f"/v1/tickets/{old.id}/messages", {"body": "x"}, If_Match=f'"{old.version}"').status == 409
