"""Changes made against an older version: applied where nothing conflicts, refused with what conflicts where something does."""

from typing import Any

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.people.model import Caller
from chalicelib.plumbing.errors import VersionMismatch
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import queries
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Priority, Status, Ticket
from tests import makers
from tests.cast import ADA, ALAN, CARLA
from tests.client import Answer, patch
from tests.conftest import Desk, in_memory


@pytest.fixture
def desk() -> Desk:
    return in_memory()


@pytest.fixture(autouse=True)
def _agents(services: Services) -> None:
    for agent in (ADA, ALAN):
        makers.an_agent(services, agent=agent)


@pytest.fixture
def ticket(services: Services) -> Ticket:
    return makers.a_ticket(services)


def changed_by(who: Caller, ticket: Ticket, version: int, **change: object) -> Answer:
    return patch(who, f"/v1/tickets/{ticket.id}", change, If_Match=f'"{version}"')


def change(services: Services, ticket: Ticket, by: Caller = ADA, **fields: object) -> Ticket:
    wanted = TicketChange.model_validate(fields)
    return tickets_actions.change(services, by, ticket.id, wanted, ticket.version).ticket


def test_customer_solves_ticket_that_routing_assigned_meanwhile(services: Services, ticket: Ticket) -> None:
    makers.assigned(services, ticket)

    answer = changed_by(CARLA, ticket, 1, status="solved")

    assert answer.status == 200
    assert queries.load_ticket(services, ticket.number).status is Status.SOLVED


@pytest.mark.parametrize(
    ("meanwhile", "wanted"),
    [
        ({"priority": "high"}, {"tags": ["fragile"]}),
        ({"tags": ["fragile"]}, {"priority": "high"}),
        ({"assignee": "alan"}, {"priority": "high"}),
        ({"priority": "high"}, {"assignee": "me"}),
        ({"subject": "Parcel"}, {"status": "pending"}),
        ({"status": "pending"}, {"team": "billing"}),
    ],
)
def test_change_of_other_fields_does_not_conflict(
    services: Services, ticket: Ticket, meanwhile: dict[str, Any], wanted: dict[str, Any]
) -> None:
    change(services, ticket, by=ALAN, **meanwhile)

    after = change(services, ticket, **wanted)

    shown = {**meanwhile, **wanted}
    assert (after.priority.value, sorted(after.tags)) == (shown.get("priority", "normal"), shown.get("tags", []))
    assert after.version == 3


@pytest.mark.parametrize(
    ("meanwhile", "wanted", "changed"),
    [
        ({"priority": "high"}, {"priority": "low"}, ["priority"]),
        ({"status": "pending"}, {"status": "solved"}, ["status"]),
        ({"assignee": "alan"}, {"assignee": "me"}, ["assignee_name"]),
        ({"team": "billing"}, {"assignee": "me"}, ["team"]),
        ({"category": "refund"}, {"fields": {}}, ["category"]),
        ({"priority": "high"}, {"priority": "low", "tags": ["x"]}, ["priority"]),
    ],
)
def test_change_of_the_same_field_is_refused_with_its_name(
    services: Services, ticket: Ticket, meanwhile: dict[str, Any], wanted: dict[str, Any], changed: list[str]
) -> None:
    change(services, ticket, by=ALAN, **meanwhile)

    with pytest.raises(VersionMismatch) as refused:
        change(services, ticket, **wanted)

    assert refused.value.facts["changed"] == changed
    assert refused.value.facts["version"] == 2


def test_agent_cannot_solve_a_ticket_with_unseen_messages(services: Services, ticket: Ticket) -> None:
    makers.answered(services, ticket, body="It has come, but broken.")

    answer = changed_by(ADA, ticket, 1, status="solved")

    assert answer.status == 412
    assert [each["body"] for each in answer.json["unseen"]] == ["It has come, but broken."]
    assert changed_by(ADA, ticket, 1, priority="high").status == 200, "a priority can be set unread"


def test_customer_cannot_solve_a_ticket_with_an_unseen_reply(services: Services, ticket: Ticket) -> None:
    makers.replied(services, makers.assigned(services, ticket), body="Which colour was it?", status=Status.PENDING)

    answer = changed_by(CARLA, ticket, 1, status="solved")

    assert answer.status == 412
    assert [each["body"] for each in answer.json["unseen"]] == ["Which colour was it?"]


def test_note_does_not_conflict_with_a_customers_change(services: Services, ticket: Ticket) -> None:
    conversation_actions.add_note(services, ADA, ticket.id, NewNote(body="Between us"))

    answer = changed_by(CARLA, ticket, 1, status="solved")

    assert answer.status == 200
    assert "Between us" not in str(answer.json)


def test_version_that_never_was_is_refused(services: Services, ticket: Ticket) -> None:
    with pytest.raises(VersionMismatch):
        tickets_actions.change(services, ADA, ticket.id, TicketChange(priority=Priority.HIGH), 99)


def test_change_without_a_conflict_costs_no_extra_reads(desk: Desk, ticket: Ticket) -> None:
    desk.meter.reset()
    fresh = change(desk.services, ticket, priority="high")
    usual = desk.meter.spent.trips
    conversation_actions.add_note(desk.services, ADA, ticket.id, NewNote(body="Hm."))
    desk.meter.reset()
    change(desk.services, fresh, priority="low")

    assert desk.meter.spent.trips == usual + 2
