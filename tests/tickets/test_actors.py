"""Who or what acts: people, the system, rules, API keys and bots, each as itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail import rules as mail_rules
from chalicelib.plumbing.errors import Conflict, Invalid
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import queries
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import SYSTEM, Actor, ActorRole
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Priority, Ticket
from tests import makers
from tests.cast import ADA, CARLA
from tests.client import get
from tests.conftest import Desk, in_memory

RULE = Actor(id="rule-7", name="Damaged parcels are urgent", role=ActorRole.RULE)
KEY = Actor(id="key-3", name="Warehouse", role=ActorRole.API_KEY, source="192.0.2.1")
BOT = Actor(id="bot-1", name="Clerk", role=ActorRole.BOT)


@pytest.fixture
def desk() -> Desk:
    return in_memory()


@pytest.fixture(autouse=True)
def _agents(services: Services) -> None:
    makers.an_agent(services, agent=ADA)


@pytest.fixture
def ticket(services: Services) -> Ticket:
    return makers.a_ticket(services)


def change_as(services: Services, actor: Actor, ticket: Ticket, **fields: object) -> Ticket:
    result = tickets_actions.change_as(services, actor, ticket.number, TicketChange.model_validate(fields))
    assert result is not None
    return result.ticket


@pytest.mark.parametrize("actor", [RULE, KEY, BOT])
def test_rule_key_or_bot_changes_ticket_as_itself(services: Services, ticket: Ticket, actor: Actor) -> None:
    after = change_as(services, actor, ticket, priority="urgent")

    event = tickets_store.events_after(services, ticket.number, 1)[-1]
    assert (after.priority, event.by) == (Priority.URGENT, actor)
    assert event.changes == {"priority": ("normal", "urgent")}


def test_agents_see_the_rule_and_customers_see_the_organisation(services: Services, ticket: Ticket) -> None:
    change_as(services, RULE, ticket, status="pending")

    for reader, expected in (
        (ADA, RULE.model_dump(exclude={"source"})),
        (CARLA, SYSTEM.model_dump(exclude={"source"})),
    ):
        by = get(reader, f"/v1/tickets/{ticket.id}/timeline").json["items"][-1]["by"]
        assert by == expected


def test_rule_assigns_and_sets_status_under_the_same_checks_as_an_agent(services: Services, ticket: Ticket) -> None:
    assert change_as(services, RULE, ticket, assignee="ada").assignee == "ada"
    with pytest.raises(Invalid):
        change_as(services, RULE, ticket, assignee="nobody")
    with pytest.raises(Conflict):
        change_as(services, RULE, makers.closed(services, ticket), priority="low")


def test_rule_that_changes_nothing_writes_nothing(services: Services, ticket: Ticket) -> None:
    wanted = TicketChange(priority=Priority.NORMAL)

    assert tickets_actions.change_as(services, RULE, ticket.number, wanted) is None
    assert queries.load_ticket(services, ticket.number).version == 1


def test_customer_is_mailed_of_a_status_that_a_rule_sets(services: Services, ticket: Ticket) -> None:
    change_as(services, RULE, ticket, status="pending")

    event = tickets_store.events_after(services, ticket.number, 1)[-1]
    assert [notice.to for notice in mail_rules.notifications_of(event)] == ["carla"]


def test_history_with_a_rule_in_it_is_whole(services: Services, ticket: Ticket) -> None:
    change_as(services, RULE, ticket, priority="high")
    after, events = tickets_store.load_all(services, ticket.number)

    assert after is not None
    assert tickets_chain.first_broken(after, events) is None


@given(
    id_=st.text(min_size=1, max_size=9), name=st.text(max_size=9), role=st.sampled_from(["customer", "agent", "system"])
)
def test_actors_of_old_events_are_read_as_they_were_written(id_: str, name: str, role: str) -> None:
    old = {"id": id_, "name": name, "role": role}

    assert Actor.model_validate(old).model_dump(mode="json", exclude_defaults=True) == old
