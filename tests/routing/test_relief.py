"""Tickets leave an agent who is not there, one reason each, and find one who is."""

from typing import Any

import pytest

from chalicelib import reactions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Team
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people import transaction as people_transaction
from chalicelib.people.model import Absence, Availability, Right, Role
from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.clock import DAY, HOUR
from chalicelib.plumbing.errors import Invalid
from chalicelib.plumbing.services import Services
from chalicelib.routing import actions as routing_actions
from chalicelib.routing import jobs as routing_jobs
from chalicelib.routing import rules as routing_rules
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import queries
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Status, Ticket
from chalicelib.triage import actions as triage_actions
from tests import events, makers
from tests.cast import ADA, ALAN, BORIS, stored
from tests.conftest import SHOP, Desk
from tests.doubles import MONDAY_MORNING as NOW

AWAY = Absence(begins=NOW - HOUR, ends=NOW + DAY, begun=True)
GONE: dict[str, dict[str, Any]] = {"assignee_absent": {"absence": AWAY}, "assignee_inactive": {"active": False}}


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Ada and Alan are on duty for orders."""
    for agent in (ADA, ALAN):
        roster.set_availability(desk.services, makers.an_agent(desk.services, agent=agent), Availability.ONLINE)
    desk.routing.messages.clear()
    return desk


def becomes(services: Services, agent: str = "ada", **fields: Any) -> None:
    before = people_actions.own_profile(services, agent)
    people_transaction.change_person(
        services, before, before.model_copy(update={**fields, "version": before.version + 1})
    )


def adas(services: Services, status: Status | None = None) -> Ticket:
    ticket = makers.a_ticket(services)
    change = TicketChange.model_validate({"assignee": "ada", "status": status} if status else {"assignee": "ada"})
    return tickets_actions.change(services, ALAN, ticket.id, change, ticket.version).ticket


def now(services: Services, ticket: Ticket) -> Ticket:
    return queries.load_ticket(services, ticket.number)


def events_since(services: Services, ticket: Ticket) -> list[tuple[EventType, str | None]]:
    """What happened since, each with its reason."""
    found = tickets_store.events_after(services, ticket.number, ticket.version)
    return [(event.type, event.reason.rule if event.reason else None) for event in found]


@pytest.mark.parametrize("rule", GONE)
def test_active_ticket_of_an_unavailable_agent_is_reassigned_with_a_reason(busy: Desk, rule: str) -> None:
    ticket = adas(busy.services)
    becomes(busy.services, **GONE[rule])

    routing_actions.reassign_all(busy.services, "ada", ())

    assert now(busy.services, ticket).assignee == "alan"
    assert events_since(busy.services, ticket) == [
        (EventType.TICKET_UNASSIGNED, rule),
        (EventType.TICKET_ASSIGNED, "least_loaded"),
    ]


def test_pending_and_snoozed_tickets_of_an_absent_agent_stay_until_the_customer_replies(busy: Desk) -> None:
    services = busy.services
    pending = adas(services, Status.PENDING)
    snoozed = triage_actions.snooze(services, ALAN, adas(services).id, NOW + DAY, 2).ticket
    becomes(services, absence=AWAY)
    routing_actions.reassign_all(services, "ada", ())
    assert [now(services, each).assignee for each in (pending, snoozed)] == ["ada", "ada"]

    for ticket in (pending, snoozed):
        first = len(busy.meter.changes)
        makers.answered(services, now(services, ticket))
        deliver(busy, first)

    assert [now(services, each).assignee for each in (pending, snoozed)] == ["alan", "alan"]
    assert events_since(services, pending)[-2:] == [
        (EventType.TICKET_UNASSIGNED, "assignee_absent"),
        (EventType.TICKET_ASSIGNED, "least_loaded"),
    ]


def deliver(desk: Desk, first: int = 0) -> None:
    entries = [change for change in desk.meter.changes[first:] if events.is_event(change)]
    answer = stream.each_new_item(events.stream_event(entries), lambda item: reactions.on_event(desk.services, item))
    assert answer == {"batchItemFailures": []}


def last(services: Services, ticket: Ticket) -> Event:
    return tickets_store.events_after(services, ticket.number, now(services, ticket).version - 1)[0]


@pytest.mark.parametrize("status", [Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.SOLVED])
def test_customer_reply_reassigns_the_ticket_of_an_absent_agent(busy: Desk, status: Status) -> None:
    ticket = adas(busy.services, status)
    becomes(busy.services, absence=AWAY)
    makers.answered(busy.services, ticket)

    routing_actions.reassign_if_unavailable(busy.services, last(busy.services, ticket))

    assert now(busy.services, ticket).assignee == "alan"


def test_present_assignee_keeps_the_ticket_even_off_duty(busy: Desk) -> None:
    ticket = adas(busy.services)
    roster.set_availability(busy.services, people_actions.own_profile(busy.services, "ada"), Availability.OFFLINE)
    makers.answered(busy.services, ticket)

    routing_actions.reassign_if_unavailable(busy.services, last(busy.services, ticket))

    assert now(busy.services, ticket).assignee == "ada"


def test_thanks_to_a_deactivated_agent_reassign_nothing(busy: Desk) -> None:
    ticket = adas(busy.services, Status.SOLVED)
    becomes(busy.services, active=False)
    makers.answered(busy.services, ticket, body="Thanks!")

    routing_actions.reassign_if_unavailable(busy.services, last(busy.services, ticket))

    assert (now(busy.services, ticket).assignee, now(busy.services, ticket).status) == ("ada", Status.SOLVED)


def test_ticket_of_an_absent_agent_waits_when_no_one_else_is_online(busy: Desk) -> None:
    ticket = adas(busy.services)
    becomes(busy.services, absence=AWAY)
    becomes(busy.services, "alan", absence=AWAY)

    routing_actions.reassign_all(busy.services, "ada", ())

    after = now(busy.services, ticket)
    assert (after.assignee, after.reason and after.reason.rule) == (None, "no_agent_online")
    assert events_since(busy.services, ticket)[0] == (EventType.TICKET_UNASSIGNED, "assignee_absent")


def test_repeated_reassignment_keeps_the_new_assignee(busy: Desk) -> None:
    ticket = adas(busy.services)
    becomes(busy.services, absence=AWAY)
    makers.answered(busy.services, ticket)
    event = last(busy.services, ticket)

    for _ in range(3):
        routing_actions.reassign_if_unavailable(busy.services, event)
        routing_actions.reassign_all(busy.services, "ada", ())

    assert now(busy.services, ticket).assignee == "alan"
    assert [type_ for type_, _ in events_since(busy.services, ticket)].count(EventType.TICKET_ASSIGNED) == 1


class TestTeams:
    def test_tickets_of_a_removed_team_right_are_unassigned_and_others_stay(self, busy: Desk) -> None:
        services = busy.services
        orders = adas(services)
        refund = tickets_actions.change(
            services, ADA, makers.a_ticket(services, category="refund").id, TicketChange(assignee="ada"), 1
        ).ticket
        becomes(services, teams={"billing": Right.FULL})

        routing_actions.reassign_all(services, "ada", ["orders"])

        assert (now(services, orders).assignee, now(services, refund).assignee) == ("alan", "ada")
        assert events_since(services, orders)[0] == (EventType.TICKET_UNASSIGNED, "assignee_moved")

    def test_ticket_the_agent_may_no_longer_see_is_reassigned(self, busy: Desk) -> None:
        ticket = adas(busy.services)
        closed = SHOP.model_copy(update={"teams": (Team(id="orders", name="Orders", open=False), *SHOP.teams[1:])})
        configuration_actions.replace_all(busy.services, closed)
        becomes(busy.services, teams={})

        routing_actions.reassign_all(busy.services, "ada", ())

        assert now(busy.services, ticket).assignee == "alan"

    def test_agent_with_read_access_keeps_no_tickets(self, busy: Desk) -> None:
        ticket = adas(busy.services)
        becomes(busy.services, teams={"orders": Right.READ})
        makers.answered(busy.services, ticket)

        routing_actions.reassign_if_unavailable(busy.services, last(busy.services, ticket))

        assert now(busy.services, ticket).assignee == "alan"

    def test_agent_with_read_access_cannot_be_assigned(self, busy: Desk) -> None:
        becomes(busy.services, teams={"orders": Right.READ})

        with pytest.raises(Invalid) as refused:
            adas(busy.services)
        assert refused.value.facts["errors"][0]["pointer"] == "/assignee"


class TestChunks:
    def test_many_tickets_are_reassigned_in_chunks(self, busy: Desk) -> None:
        services = busy.services
        makers.a_slot(services, agent=ALAN, cap=100)
        several = [adas(services) for _ in range(routing_actions.MAX_REASSIGNED + 3)]
        becomes(services, active=False)
        busy.routing.messages.clear()

        swept = routing_actions.reassign_all(services, "ada", ["orders"])

        assert swept.assigned == routing_actions.MAX_REASSIGNED
        assert busy.routing.messages == [{"agent": "ada", "lost": ["orders"]}]
        routing_jobs.on_agent_free(services, busy.routing.messages.pop())
        assert {now(services, each).assignee for each in several} == {"alan"}
        assert busy.routing.messages == []

    def test_one_unreadable_ticket_does_not_stop_the_others_and_is_retried(self, busy: Desk) -> None:
        services = busy.services
        broken, good = adas(services), adas(services)
        services.core.write(services.core.change(f"T#{broken.number}", "#", "SET #version = :nonsense", nonsense="?"))
        becomes(services, active=False)

        with pytest.raises(RuntimeError, match="1 tickets of ada"):
            routing_actions.reassign_all(services, "ada", ())

        assert now(services, good).assignee == "alan"


class TestFreeCapacity:
    def test_agent_with_free_capacity_gets_waiting_tickets_of_all_their_teams(self, desk: Desk) -> None:
        services = desk.services
        both = {"orders": Right.FULL, "billing": Right.FULL}
        roster.set_availability(services, makers.an_agent(services, agent=ADA, teams=both), Availability.ONLINE)
        waiting = [makers.a_ticket(services, category=category) for category in ("delivery", "refund")]

        routing_jobs.on_agent_free(services, {"home": "orders", "agents": ["ada", "nobody"]})

        assert [now(services, each).assignee for each in waiting] == ["ada", "ada"]
        assert roster.slot_of(services, "orders", "ada").load == 2

    def test_agent_without_capacity_reads_no_tickets(self, desk: Desk) -> None:
        makers.a_ticket(desk.services)
        makers.a_slot(desk.services, agent=ADA, cap=0)
        desk.meter.reset()

        routing_jobs.on_agent_free(desk.services, {"home": "orders", "agents": ["ada"]})

        assert desk.meter.spent.trips == 1


@pytest.mark.parametrize(
    ("fields", "team", "lost", "rule"),
    [
        ({}, "orders", (), None),
        ({}, "support", (), None),  # open to every agent
        ({}, "orders", ("orders",), "assignee_moved"),
        ({"teams": {"orders": Right.READ}}, "orders", (), "assignee_moved"),
        ({"absence": AWAY}, "orders", ("orders",), "assignee_absent"),
        ({"absence": Absence(begins=NOW + 1, ends=NOW + 2)}, "orders", (), None),
        ({"absence": Absence(begins=NOW - 2, ends=NOW, begun=True)}, "orders", (), None),
        ({"active": False, "absence": AWAY}, "orders", (), "assignee_inactive"),
        ({"role": Role.CUSTOMER}, "orders", (), "assignee_inactive"),
        ({"teams": {}, "role": Role.ADMIN}, "closed", (), None),
        ({}, "closed", (), "assignee_moved"),
        ({"teams": {"closed": Right.FULL}}, "closed", (), None),
    ],
)
def test_reason_why_an_agent_cannot_keep_a_ticket(
    fields: dict[str, Any], team: str, lost: tuple[str, ...], rule: str | None
) -> None:
    shop = SHOP.model_copy(update={"teams": (*SHOP.teams, Team(id="closed", name="Closed", open=False))})

    reason = routing_rules.unavailable_reason(stored(ADA, **fields), team, NOW, shop, lost)

    assert (reason.rule if reason else None) == rule
    assert reason is None or reason.facts == {"team": team, "agent": "Ada"}


def test_members_who_only_read_are_not_routed_to(desk: Desk) -> None:
    services = desk.services
    reader = makers.an_agent(services, agent=BORIS, teams={"billing": Right.FULL, "orders": Right.READ})
    roster.set_availability(services, reader, Availability.ONLINE)
    ticket = makers.a_ticket(services)

    assert routing_actions.assign_waiting(services, "orders") == routing_actions.SweepResult()
    assert now(services, ticket).assignee is None
