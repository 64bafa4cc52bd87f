"""What goes on after a ticket is closed: a new one that is linked to it and finds the same people."""

import pytest

from chalicelib.plumbing.errors import Conflict, Invalid, NotFound
from chalicelib.plumbing.once import Once
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions, chain, store
from chalicelib.tickets.forms import NewMessage, NewTicket, TicketChange
from chalicelib.tickets.model import EventType, LinkKind, Priority, Status, Ticket
from tests import makers
from tests.cast import ADA, CARLA, MALLORY
from tests.client import get, post


@pytest.fixture
def old(services: Services) -> Ticket:
    """A closed ticket that had become urgent and moved to another team."""
    ticket = makers.a_ticket(services)
    wanted = TicketChange.model_validate({"priority": "urgent", "team": "billing"})
    ticket = actions.change(services, ADA, ticket.id, wanted, ticket.version).ticket
    return makers.closed(services, makers.with_status(services, ticket, Status.SOLVED))


def follow_up(services: Services, old: Ticket, **more: object) -> Ticket:
    new = NewTicket.model_validate({"subject": "Again", "body": "It is back.", "follow_up_of": old.id, **more})
    return actions.create(services, CARLA, new).ticket


def test_follow_up_inherits_team_and_priority_and_both_tickets_are_linked(services: Services, old: Ticket) -> None:
    new = follow_up(services, old)

    assert (new.team, new.priority, new.category, new.status) == ("billing", Priority.URGENT, "delivery", Status.NEW)
    assert new.links == {old.id: LinkKind.FOLLOW_UP_OF}
    after = actions.ticket_for(services, CARLA, old.id)
    assert (after.links, after.status) == ({new.id: LinkKind.FOLLOW_UP}, Status.CLOSED)
    last = store.events_after(services, old.number, old.version)[-1]
    assert (last.type, last.other) == (EventType.FOLLOW_UP_RAISED, new.number)
    assert chain.first_broken(after, store.events_after(services, old.number, 0)) is None


def test_customer_reply_to_closed_ticket_creates_follow_up(services: Services, old: Ticket) -> None:
    done = actions.add_message(services, CARLA, old.id, NewMessage(body="It is back."), None)

    assert done.ticket.number != old.number
    assert (done.ticket.subject, done.ticket.links) == (old.subject, {old.id: LinkKind.FOLLOW_UP_OF})
    assert (done.events[0].type, done.events[0].body) == (EventType.TICKET_CREATED, "It is back.")


def test_repeated_reply_to_closed_ticket_creates_one_follow_up(services: Services, old: Ticket) -> None:
    once = Once.of("k", b"{}", "carla", "POST", "/messages")

    first, second = (
        actions.add_message(services, CARLA, old.id, NewMessage(body="It is back."), None, once) for _ in range(2)
    )

    assert (first.ticket.number, first.replayed) == (second.ticket.number, False)
    assert second.replayed
    assert len(actions.ticket_for(services, CARLA, old.id).links) == 1


def test_closed_ticket_can_have_several_follow_ups(services: Services, old: Ticket) -> None:
    one, two = follow_up(services, old), follow_up(services, old)

    assert actions.ticket_for(services, CARLA, old.id).links == {one.id: LinkKind.FOLLOW_UP, two.id: LinkKind.FOLLOW_UP}


def test_category_of_a_follow_up_does_not_change_the_team(services: Services, old: Ticket) -> None:
    assert follow_up(services, old, category="refund", priority="low").team == "billing"


def test_ticket_that_is_not_closed_cannot_be_followed_up(services: Services) -> None:
    with pytest.raises(Conflict, match="not closed"):
        follow_up(services, makers.a_ticket(services))


def test_hidden_ticket_cannot_be_followed_up(services: Services, old: Ticket) -> None:
    new = NewTicket(subject="Mine now", body="?", follow_up_of=old.id)

    with pytest.raises(NotFound):
        actions.create(services, MALLORY, new)
    assert actions.ticket_for(services, ADA, old.id).version == old.version


def test_agent_follows_up_for_the_requester_only(services: Services, old: Ticket) -> None:
    new = NewTicket(subject="Again", body="Carla called.", follow_up_of=old.id)
    assert actions.create(services, ADA, new).ticket.requester == "carla"

    other = NewTicket.model_validate(
        {**new.model_dump(), "requester": {"email": "else@example.com"}, "priority": "low"}
    )
    with pytest.raises(Invalid, match="did not validate"):
        actions.create(services, ADA, other)


def test_reply_to_closed_ticket_returns_the_location_of_its_follow_up(old: Ticket) -> None:
    answer = post(CARLA, f"/v1/tickets/{old.id}/messages", {"body": "It is back."})

    assert answer.status == 201
    number = answer.json["ticket"]
    assert number != old.id
    assert answer.headers["Location"] == f"/api/v1/tickets/{number}/timeline#{number}-1"
    assert get(CARLA, f"/v1/tickets/{old.id}").json["links"] == [{"ticket": number, "kind": "follow_up"}]
    assert post(ADA, f"/v1/tickets/{old.id}/messages", {"body": "x"}, If_Match=f'"{old.version}"').status == 409
