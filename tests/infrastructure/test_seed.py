"""A desk of any size: the same numbers make the same desk, whole and with every number right, however often it breaks off."""

import dataclasses
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import timeline
from chalicelib.conversation.forms import TimelineQuery
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people.model import AGENTS as HELPERS
from chalicelib.plumbing.aws.marshal import item_from_wire
from chalicelib.plumbing.clock import DAY, HOUR
from chalicelib.queues import listing, recount, ticket_counters
from chalicelib.queues.forms import TicketQuery
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import due_timers
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import views as tickets_views
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.index import index_row
from chalicelib.tickets.model import Status, Ticket
from infrastructure.demo import shop
from infrastructure.local.places import Places, write_json
from infrastructure.seed import __main__ as command
from infrastructure.seed.filling import CHUNK, Filling, Order, in_chunks, row_of_numbers
from infrastructure.seed.orders import InTheWay, Noted, Orders
from infrastructure.seed.population import LANGUAGES, TEAMS, make_population
from infrastructure.seed.scenarios import seeded
from tests import tables
from tests.cast import ROOT
from tests.conftest import Desk, make_desk
from tests.doubles import MONDAY_MORNING
from tests.memory import MemoryClient

ORDER = Order(tickets=450, people=90, seed=7, ends_at=MONDAY_MORNING, first=20_001)
PLACES = ("new", "open", "pending", "on_hold", "solved", "snoozed", "spam")
MESSAGES = {EventType.TICKET_CREATED, EventType.CUSTOMER_REPLIED, EventType.AGENT_REPLIED}


def a_desk() -> Desk:
    client = MemoryClient()
    made = make_desk(client, tables.create(client, "seeded"))
    configuration_actions.replace_all(made.services, shop.CONFIGURATION)
    return made


def filled(desk: Desk, order: Order = ORDER, written: int = 0) -> Desk:
    filling = Filling(desk.services, shop.CONFIGURATION, order)
    filling.people()
    assert list(filling.tickets(written, lambda _: None))[-1] == order.tickets
    return desk


def everything(desk: Desk) -> dict[str, Any]:
    """Every item of every table."""
    client: MemoryClient = desk.meter._client
    return {name: stored.items for name, stored in client.tables.items()}


@pytest.fixture(scope="module")
def desk() -> Desk:
    made = filled(a_desk())
    recount.reconcile(made.services, lambda _: None)
    return made


@pytest.fixture(scope="module")
def seeded_tickets(desk: Desk) -> list[tuple[Ticket, list[Event]]]:
    found = tickets_store.find_many(desk.services, range(ORDER.first, ORDER.first + ORDER.tickets))
    return [(ticket, tickets_store.events_after(desk.services, ticket.number, 0)) for ticket in found]


def test_equal_orders_make_equal_desks(desk: Desk) -> None:
    again = filled(a_desk())
    recount.reconcile(again.services, lambda _: None)

    assert everything(again) == everything(desk)


@pytest.mark.parametrize("other", [{"seed": 8}, {"ends_at": MONDAY_MORNING + DAY}])
def test_different_orders_make_different_desks(desk: Desk, other: dict[str, int]) -> None:
    order = dataclasses.replace(ORDER, **other)

    assert everything(filled(a_desk(), order)) != everything(desk)


def test_seeded_desk_has_the_requested_size(seeded_tickets: list[tuple[Ticket, list[Event]]]) -> None:
    assert len(seeded_tickets) == ORDER.tickets
    messages = sum(event.type in MESSAGES for _, events in seeded_tickets for event in events)
    assert 5.4 < messages / len(seeded_tickets) < 6.6


def test_most_seeded_tickets_are_closed_and_all_statuses_occur(
    seeded_tickets: list[tuple[Ticket, list[Event]]],
) -> None:
    statuses = Counter(ticket.status for ticket, _ in seeded_tickets)

    assert statuses[Status.CLOSED] > 0.8 * len(seeded_tickets)
    assert statuses.keys() == set(Status)


def test_seeded_tickets_are_spread_over_teams_and_ten_languages(
    seeded_tickets: list[tuple[Ticket, list[Event]]],
) -> None:
    teams = Counter(ticket.team for ticket, _ in seeded_tickets)

    assert [team for team, _ in teams.most_common()] == list(TEAMS)
    assert {ticket.language for ticket, _ in seeded_tickets} == LANGUAGES.keys()


def test_seeded_ticket_numbers_rise_with_time(seeded_tickets: list[tuple[Ticket, list[Event]]]) -> None:
    created = [ticket.created_at for ticket, _ in sorted(seeded_tickets, key=lambda each: each[0].number)]

    assert created == sorted(created)
    assert created[-1] < ORDER.ends_at


def test_every_seeded_timeline_verifies(seeded_tickets: list[tuple[Ticket, list[Event]]]) -> None:
    for ticket, events in seeded_tickets:
        assert tickets_chain.first_broken(ticket, events) is None
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert all(event.silent for event in events)
        assert events[-1].at <= ORDER.ends_at


def test_seeded_items_have_the_derived_keys(desk: Desk, seeded_tickets: list[tuple[Ticket, list[Event]]]) -> None:
    core = desk.meter._client.tables["seeded-core"].items
    for ticket, _ in seeded_tickets:
        item = item_from_wire(core[f"T#{ticket.number}", "#"])
        assert item == {**tickets_items.ticket_item(ticket, desk.services.settings)}


def test_seeded_tickets_have_nothing_due(desk: Desk) -> None:
    assert due_timers.due_tickets(desk.services, 100) == []


def test_seeded_counters_are_right(desk: Desk, seeded_tickets: list[tuple[Ticket, list[Event]]]) -> None:
    assert recount.drift(desk.services) == {}
    shown = ticket_counters.counts_for(desk.services, ROOT).teams
    for team, numbers in shown.items():
        there = Counter(ticket.place for ticket, _ in seeded_tickets if ticket.team == team)
        assert {place: getattr(numbers, place) for place in PLACES} == {place: there[place] for place in PLACES}
    assert shown.keys() == TEAMS.keys()


def test_seeded_loads_match_assigned_tickets_and_no_agent_is_on_duty(
    desk: Desk, seeded_tickets: list[tuple[Ticket, list[Event]]]
) -> None:
    held = Counter(ticket.holder for ticket, _ in seeded_tickets if ticket.holder)
    slots = [slot for team in TEAMS for slot in roster.team_slots(desk.services, team)]

    assert {(slot.home, slot.agent): slot.load for slot in slots if slot.load} == held
    assert not any(slot.on_duty(ORDER.ends_at) for slot in slots)


def test_seeded_tickets_name_their_assignee(seeded_tickets: list[tuple[Ticket, list[Event]]]) -> None:
    agents = {agent.id: agent for team in make_population(ORDER.people, ORDER.seed).agents.values() for agent in team}

    held = [ticket for ticket, _ in seeded_tickets if ticket.assignee]

    assert len(held) > 0.9 * len(seeded_tickets)
    for ticket in held:
        agent = agents[str(ticket.assignee)]
        assert (ticket.assignee_name, ticket.assignee_team) == (agent.name, agent.home)


def test_every_seeded_ticket_can_be_shown(desk: Desk, seeded_tickets: list[tuple[Ticket, list[Event]]]) -> None:
    for ticket, _ in seeded_tickets:
        row = index_row(desk.services, ticket)
        assert tickets_views.ticket_summary(row, shop.CONFIGURATION, internal=True).id == ticket.id
        assert timeline.timeline_page(desk.services, ROOT, ticket.id, TimelineQuery()).events


def test_seeded_people_can_be_found(desk: Desk) -> None:
    there = make_population(ORDER.people, ORDER.seed)

    for player in random.Random(1).sample(there.everyone, 20):  # noqa: S311 - a choice, not a secret
        person = people_actions.person_by_id(desk.services, player.id)
        assert person is not None
        assert (person.name, person.email, person.role in HELPERS) == (
            player.name,
            player.email,
            bool(player.teams),
        )
    assert len({player.email for player in there.everyone}) == len(there.everyone)
    assert 80 <= len(there.everyone) <= 100


def test_customers_find_their_tickets(desk: Desk, seeded_tickets: list[tuple[Ticket, list[Event]]]) -> None:
    (customer, count), *_ = Counter(ticket.requester for ticket, _ in seeded_tickets).most_common(1)

    found = listing.list_tickets(desk.services, ROOT, TicketQuery(requester=customer, limit=100)).items

    assert len(found) == count - sum(
        ticket.spam is not None for ticket, _ in seeded_tickets if ticket.requester == customer
    )


@pytest.mark.parametrize("broke_off", [1, 2])
def test_interrupted_seeding_continues_where_it_stopped(desk: Desk, broke_off: int) -> None:
    """Even when it was not written down how far it had come, and the desk has gone on with a ticket meanwhile."""
    other = a_desk()
    filling = Filling(other.services, shop.CONFIGURATION, ORDER)
    filling.people()
    writing = filling.tickets(0, lambda _: None)
    for _ in range(broke_off):
        next(writing)
    writing.close()

    filled(other, written=(broke_off - 1) * CHUNK)
    recount.reconcile(other.services, lambda _: None)

    assert everything(other) == everything(desk)


def test_existing_ticket_is_not_seeded_again() -> None:
    other = filled(a_desk(), dataclasses.replace(ORDER, tickets=20))
    ticket = tickets_store.find(other.services, ORDER.first + 3)
    assert ticket is not None
    changed = ticket.model_copy(update={"subject": "Somebody has been here"})
    other.services.core.write(
        other.services.core.put(tickets_items.ticket_item(changed, other.services.settings), "#version > :no", no=0)
    )

    filled(other, dataclasses.replace(ORDER, tickets=20))

    after = tickets_store.find(other.services, ORDER.first + 3)
    assert after is not None
    assert after.subject == "Somebody has been here"


def test_chunks_cover_all_tickets_in_order() -> None:
    chunks = in_chunks(range(130, 1_000))

    assert [place for chunk in chunks for place in chunk] == list(range(130, 1_000))
    assert max(map(len, chunks)) == CHUNK


def test_seeded_ticket_does_not_depend_on_other_tickets() -> None:
    there = make_population(50, 7)

    assert [seeded(n, 7, there, MONDAY_MORNING) for n in (5, 900)] == [
        seeded(n, 7, there, MONDAY_MORNING) for n in (5, 900)
    ]


def test_reserved_ticket_numbers_are_used_by_no_other_writer() -> None:
    services = a_desk().services
    before = services.numbers.next(services.clock.real())

    first = row_of_numbers(services, 500)

    others = {before, *(services.numbers.next(services.clock.real()) for _ in range(1_000))}
    assert others.isdisjoint(range(first, first + 500))
    assert row_of_numbers(services, 1) > max(others)


class TestOrders:
    """A command that is given again."""

    def test_unknown_order_is_not_found(self, tmp_path: Path) -> None:
        assert Orders(tmp_path / "seed.json").find(10, 5, 7) is None

    def test_interrupted_order_continues_with_the_same_numbers_and_time(self, tmp_path: Path) -> None:
        Orders(tmp_path / "seed.json").note(ORDER, 200)

        noted = Orders(tmp_path / "seed.json").find(ORDER.tickets, ORDER.people, ORDER.seed)

        assert noted == Noted(ORDER, written=200, finished=False)

    def test_other_order_is_refused_while_one_is_unfinished(self, tmp_path: Path) -> None:
        orders = Orders(tmp_path / "seed.json")
        orders.note(ORDER, 200)

        with pytest.raises(InTheWay, match="`make seed TICKETS=450 PEOPLE=90 SEED=7` goes on"):
            orders.find(450, 90, 8)

    def test_finished_order_is_known_and_its_seed_cannot_make_another(self, tmp_path: Path) -> None:
        orders = Orders(tmp_path / "seed.json")
        orders.note(ORDER, 200)
        noted = orders.note(ORDER, 450, finished=True)

        assert orders.find(450, 90, 7) == noted
        with pytest.raises(InTheWay, match="Another SEED"):
            orders.find(1_000, 90, 7)

    def test_another_seed_makes_another_order(self, tmp_path: Path) -> None:
        orders = Orders(tmp_path / "seed.json")
        orders.note(ORDER, 450, finished=True)
        assert orders.find(450, 90, 8) is None

        orders.note(dataclasses.replace(ORDER, seed=8, first=30_000), 0)

        assert [each.order.seed for each in orders.all()] == [7, 8]


def test_equal_seeds_make_equal_tickets_at_any_time() -> None:
    """They end when they are told, so only times differ."""
    there = make_population(50, 7)

    def without_times(ends_at: int) -> list[tuple[object, ...]]:
        histories = [seeded(n, 7, there, ends_at) for n in range(200)]
        return [
            (each.scenario.turns, each.scenario.customer, [step.agent for step in each.steps], each.spam)
            for each in histories
        ]

    assert without_times(MONDAY_MORNING) == without_times(MONDAY_MORNING + 9 * DAY + 5 * HOUR)


def test_seeding_without_a_desk_fails_with_advice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--home", str(tmp_path)]) == 1
    assert "make up" in capsys.readouterr().err


def test_a_desk_that_does_not_answer_is_not_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_json(
        Places(port=1, home=tmp_path).stack_file, {"aws": "http://localhost:1", "region": "us-east-1", "stack": "x"}
    )

    assert command.main(["--home", str(tmp_path)]) == 1
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--tickets", "0"], ["--people", "-1"], ["--tickets", "2000000"], ["--seed", "x"]])
def test_sizes_that_make_no_sense_are_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(wrong)


def test_progress_without_a_terminal_prints_a_line_for_every_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    with command.progress("Tickets", 1_000, 0) as tick:
        for _ in range(100):
            tick(10)

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert "100 of 1000" in lines[0]
    assert "a second" in lines[0]
