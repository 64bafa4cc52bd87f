"""Handing out tickets, on real tables in process. What races is tested on the local AWS."""

from chalicelib.people import roster
from chalicelib.people.model import Availability
from chalicelib.plumbing.services import Services
from chalicelib.routing import actions as routing_actions
from chalicelib.routing.actions import SweepResult
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA, ALAN, BORIS
from tests.conftest import Desk
from tests.doubles import FrozenClock


def created(services: Services, ticket: Ticket) -> Event:
    return tickets_store.events_after(services, ticket.number, 0)[0]


def now(services: Services, ticket: Ticket) -> Ticket:
    found = tickets_store.find(services, ticket.number)
    assert found is not None
    return found


def test_a_new_ticket_goes_to_the_free_agent_of_its_team_with_the_reason(services: Services) -> None:
    makers.a_slot(services, agent=ADA)
    makers.a_slot(services, agent=BORIS)
    ticket = makers.a_ticket(services, category="delivery")

    routing_actions.route(services, created(services, ticket))

    after = now(services, ticket)
    assert (after.assignee, after.assignee_name, after.status) == ("ada", "Ada", Status.NEW)
    assert after.reason is not None
    assert after.reason.rule == "least_loaded"


def test_routing_the_same_event_again_changes_nothing(services: Services) -> None:
    makers.a_slot(services, agent=ADA)
    ticket = makers.a_ticket(services)
    event = created(services, ticket)

    routing_actions.route(services, event)
    routing_actions.route(services, event)

    assert now(services, ticket).version == 2
    assert roster.slot_of(services, "orders", "ada").load == 1


def test_ticket_without_an_available_agent_records_the_reason_once(services: Services) -> None:
    ticket = makers.a_ticket(services)
    event = created(services, ticket)

    routing_actions.route(services, event)
    routing_actions.route(services, event)

    after = now(services, ticket)
    assert after.reason is not None
    assert (after.reason.rule, after.version) == ("no_agent_online", 2)
    assert tickets_store.events_after(services, ticket.number, 1)[0].type is EventType.ROUTING_DEFERRED


def test_waiting_tickets_are_assigned_oldest_first_up_to_the_cap(services: Services, clock: FrozenClock) -> None:
    tickets = []
    for _ in range(3):
        tickets.append(makers.a_ticket(services))
        clock.advance(minutes=1)
    makers.a_slot(services, agent=ADA, cap=2)

    swept = routing_actions.assign_waiting_everywhere(services)

    assert [now(services, ticket).assignee for ticket in tickets] == ["ada", "ada", None]
    assert swept == SweepResult(assigned=2, waiting=1)


def test_tickets_are_spread_evenly_over_the_team(services: Services) -> None:
    makers.a_slot(services, agent=ADA)
    makers.a_slot(services, agent=ALAN)
    for _ in range(4):
        makers.a_ticket(services)

    routing_actions.assign_waiting(services, "orders")

    assert {slot.agent: slot.load for slot in roster.team_slots(services, "orders")} == {"ada": 2, "alan": 2}


def test_pending_ticket_is_not_assigned(services: Services) -> None:
    ticket = makers.replied(services, makers.a_ticket(services), status=Status.PENDING)
    makers.a_slot(services, agent=ADA)

    assert routing_actions.assign_waiting(services, "orders") == SweepResult()
    assert now(services, ticket).assignee is None


def test_an_agent_who_went_offline_gets_nothing(services: Services) -> None:
    makers.a_ticket(services)
    makers.a_slot(services, agent=ADA, state=Availability.OFFLINE)

    assert routing_actions.assign_waiting(services, "orders") == SweepResult()


def test_one_unreadable_ticket_does_not_stop_assignment_of_others(desk: Desk) -> None:
    services = desk.services
    broken, good = makers.a_ticket(services), makers.a_ticket(services)
    services.core.write(services.core.change(f"T#{broken.number}", "#", "SET #version = :nonsense", nonsense="?"))
    makers.a_slot(services, agent=ADA)

    swept = routing_actions.assign_waiting(services, "orders")

    assert (swept.assigned, swept.failed) == (1, 1)
    assert now(services, good).assignee == "ada"


def test_coming_online_queues_routing(desk: Desk) -> None:
    makers.a_slot(desk.services, agent=ADA, state=Availability.AWAY)
    assert desk.routing.messages == []

    makers.a_slot(desk.services, agent=ADA)

    assert desk.routing.messages == [{"team": "orders"}]


def test_an_idle_sweep_reads_only_the_rosters(desk: Desk) -> None:
    for _ in range(5):
        makers.a_ticket(desk.services)
    desk.meter.reset()

    routing_actions.assign_waiting_everywhere(desk.services)

    assert (desk.meter.spent.trips, desk.meter.spent.writes) == (3, 0)
