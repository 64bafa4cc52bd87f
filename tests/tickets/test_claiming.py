"""Who answers a ticket that no agent has, has it from then on."""

import pytest

from chalicelib import reactions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import undo
from chalicelib.feedback import actions as feedback_actions
from chalicelib.feedback.forms import NewRating
from chalicelib.mail import rules as mail_rules
from chalicelib.mail.model import Kind
from chalicelib.people import roster
from chalicelib.people.model import Right
from chalicelib.queues import recount
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import queries
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import SYSTEM
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA, ALAN, BORIS, CARLA, LENA
from tests.conftest import SHOP, Desk, in_memory


@pytest.fixture
def desk() -> Desk:
    return in_memory()


@pytest.fixture(autouse=True)
def _agents(desk: Desk) -> None:
    for agent in (ADA, ALAN, LENA, BORIS):
        makers.an_agent(desk.services, agent=agent)


def now(desk: Desk, ticket: Ticket) -> Ticket:
    return queries.load_ticket(desk.services, ticket.number)


def load(desk: Desk) -> int:
    return roster.slot_of(desk.services, "orders", "ada").load


def test_reply_to_unassigned_ticket_assigns_it_to_its_author(desk: Desk) -> None:
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services))

    assert (ticket.assignee, ticket.assignee_name, ticket.assignee_team) == ("ada", "Ada", "orders")
    event = tickets_store.events_after(desk.services, ticket.number, 1)[-1]
    assert event.changes["assignee_name"] == (None, "Ada")
    assert (event.assignee, load(desk)) == ("ada", 1)


def test_routing_leaves_a_ticket_with_the_agent_who_replied(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    created = tickets_store.events_after(desk.services, ticket.number, 0)[0]
    makers.a_slot(desk.services, agent=ALAN)
    makers.replied(desk.services, ticket)

    reactions.on_event(desk.services, tickets_items.event_item(created))

    assert now(desk, ticket).assignee == "ada"


def test_agent_who_replied_is_notified_of_a_bounce(desk: Desk) -> None:
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.PENDING)
    event = tickets_store.events_after(desk.services, ticket.number, 0)[-1]
    failed = event.model_copy(update={"type": EventType.DELIVERY_FAILED, "by": SYSTEM})

    assert [(notice.kind, notice.to) for notice in mail_rules.notifications_of(failed)] == [(Kind.UNDELIVERED, "ada")]


def test_reply_to_a_colleagues_ticket_leaves_it_with_them(desk: Desk) -> None:
    ticket = makers.assigned(desk.services, makers.a_ticket(desk.services), to=ALAN)

    assert makers.replied(desk.services, ticket).assignee == "alan"


def test_reply_claims_above_the_cap(desk: Desk) -> None:
    makers.a_slot(desk.services, agent=ADA, cap=1)
    for _ in range(2):
        makers.replied(desk.services, makers.a_ticket(desk.services))

    assert load(desk) == 2


def test_solving_reply_claims_without_adding_to_the_load(desk: Desk) -> None:
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.SOLVED)

    assert (ticket.assignee, load(desk)) == ("ada", 0)


def test_reply_of_an_unrecorded_agent_does_not_claim_the_ticket(desk: Desk) -> None:
    unknown = ADA.model_copy(update={"id": "gone"})

    assert makers.replied(desk.services, makers.a_ticket(desk.services), by=unknown).assignee is None


def test_agent_whose_record_is_read_only_cannot_claim_by_an_old_token(desk: Desk) -> None:
    makers.an_agent(
        desk.services,
        agent=ADA.model_copy(update={"id": "rob", "email": "rob@desk.example"}),
        teams={"orders": Right.READ},
    )
    with_old_token = ADA.model_copy(update={"id": "rob"})

    assert makers.replied(desk.services, makers.a_ticket(desk.services), by=with_old_token).assignee is None


def test_undo_of_the_reply_gives_the_ticket_back(desk: Desk) -> None:
    configuration_actions.replace_all(desk.services, SHOP.model_copy(update={"undo_send_s": 10}))
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services))
    assert ticket.assignee == "ada"

    undo.withdraw(desk.services, ADA, ticket.id, f"{ticket.id}-{ticket.version}")

    after = now(desk, ticket)
    assert (after.assignee, after.assignee_name, after.assignee_team, after.status) == (None, None, None, Status.NEW)


def test_undo_keeps_an_assignee_set_meanwhile(desk: Desk) -> None:
    configuration_actions.replace_all(desk.services, SHOP.model_copy(update={"undo_send_s": 10}))
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services))
    change = TicketChange(assignee="alan")
    given = tickets_actions.change(desk.services, LENA, ticket.id, change, ticket.version).ticket

    undo.withdraw(desk.services, ADA, ticket.id, f"{ticket.id}-{ticket.version}")

    assert now(desk, given).assignee == "alan"


def test_load_is_what_counting_finds(desk: Desk) -> None:
    makers.replied(desk.services, makers.a_ticket(desk.services))

    recount.reconcile(desk.services, lambda _: None)

    assert load(desk) == 1


def test_rating_within_the_undo_time_credits_whose_reply_it_was(desk: Desk) -> None:
    configuration_actions.replace_all(desk.services, SHOP.model_copy(update={"undo_send_s": 10}))
    ticket = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.SOLVED)

    rated = feedback_actions.rate(desk.services, CARLA, ticket.id, NewRating(score=5)).ticket

    assert rated.rating is not None
    assert (rated.rating.agent, rated.rating.agent_name) == ("ada", "Ada")
