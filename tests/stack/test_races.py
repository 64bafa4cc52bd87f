"""What must hold when several do the same thing at once, on the local AWS's tables: moto cannot show any of it."""

from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest

from chalicelib import reactions
from chalicelib.administration import actions as administration_actions
from chalicelib.administration.forms import TeamChange, TeamForm
from chalicelib.agents import actions as agents_actions
from chalicelib.agents.forms import AgentChange
from chalicelib.audit import actions as audit_actions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage, NewNote
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people.model import Availability, Right, Role
from chalicelib.plumbing.aws.counter import Counter
from chalicelib.plumbing.aws.stream import ItemChange
from chalicelib.plumbing.aws.stream import changes as changes_of
from chalicelib.plumbing.clock import Clock
from chalicelib.plumbing.errors import Conflict, Unavailable, VersionMismatch
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.queues import ticket_counters
from chalicelib.routing import actions as routing_actions
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import index as tickets_index
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import LinkKind, Status
from infrastructure.verify import Verify
from tests import events, makers
from tests.cast import ADA, ALAN, CARLA, ROOT
from tests.conftest import Desk
from tests.people.doubles import Pool
from tests.races import at_once

pytestmark = pytest.mark.stack


def test_four_hundred_concurrent_conditional_changes_are_all_saved(racing: Desk) -> None:
    ticket = makers.a_ticket(racing.services)

    def fifty(person: int) -> int:
        saved = 0
        while saved < 50:
            seen = tickets_transaction.ticket_for(racing.services, ADA, ticket.id)
            change = TicketChange.model_validate({"subject": f"{person}-{saved}"})
            with suppress(VersionMismatch):
                tickets_actions.change(racing.services, ADA, ticket.id, change, seen.version)
                saved += 1
        return saved

    results = at_once(*[partial(fifty, person) for person in range(8)])

    assert results == [50] * 8
    entries = [
        event for rev in range(1, 402, 100) for event in tickets_store.events_after(racing.services, ticket.number, rev)
    ]
    assert len({event.rev for event in entries}) == 400
    assert tickets_transaction.ticket_for(racing.services, ADA, ticket.id).version == 401


def test_one_of_two_concurrent_replies_is_sent_and_shown_to_the_other_agent(racing: Desk) -> None:
    for _ in range(10):
        ticket = makers.a_ticket(racing.services)
        results = at_once(
            partial(makers.replied, racing.services, ticket, by=ADA, body="Ada's"),
            partial(makers.replied, racing.services, ticket, by=ALAN, body="Alan's"),
        )

        held = [each for each in results if isinstance(each, Conflict)]
        assert len(held) == 1
        sent = tickets_store.events_after(racing.services, ticket.number, 1)
        assert [event.body for event in held[0].facts["unseen"]] == [event.body for event in sent]


def test_concurrent_customer_messages_and_notes_are_all_recorded(racing: Desk) -> None:
    ticket = makers.a_ticket(racing.services)
    texts = [f"message {n}" for n in range(4)]

    at_once(
        *[partial(makers.answered, racing.services, ticket, body=text) for text in texts],
        lambda: conversation_actions.add_note(racing.services, ALAN, ticket.id, NewNote(body="note")),
    )

    remaining = tickets_store.events_after(racing.services, ticket.number, 1)
    assert sorted(event.body or "" for event in remaining) == sorted([*texts, "note"])
    assert [event.rev for event in remaining] == [2, 3, 4, 5, 6]


def test_eight_concurrent_requests_with_one_key_create_one_ticket(racing: Desk) -> None:
    new = NewTicket(subject="Once", body="Only once.")

    def create() -> str:
        return tickets_actions.create(
            racing.services, CARLA, new, IdempotencyKey.of("k", b"{}", "carla", "POST", "/v1/tickets")
        ).ticket.id

    ids = at_once(*[create] * 8)

    assert len(set(ids)) == 1
    assert [number for _, number in tickets_index.numbers_of_requester(racing.services, "carla", 100, None)] == [
        int(ids[0])
    ]


def test_twenty_replies_at_once_are_all_taken_in_order(racing: Desk) -> None:
    services = replace(racing.services, clock=Clock())  # which really waits between tries
    ticket = makers.a_ticket(services)

    def send(n: int) -> int:
        return conversation_actions.add_message(
            services, CARLA, ticket.id, NewMessage(body=f"Word {n}"), None
        ).ticket.version

    versions = at_once(*[partial(send, n) for n in range(20)])

    after, events = tickets_store.load_all(services, ticket.number)
    assert sorted(versions) == list(range(2, 22))
    assert {event.body for event in events[1:]} == {f"Word {n}" for n in range(20)}
    assert after is not None
    assert [event.rev for event in events] == list(range(1, after.version + 1))
    assert tickets_chain.first_broken(after, events) is None


def test_a_reply_that_races_with_closing_is_never_lost_behind_it(racing: Desk) -> None:
    for _ in range(10):
        ticket = makers.replied(racing.services, makers.a_ticket(racing.services), status=Status.SOLVED)
        racing.clock.advance(days=14)
        reply, _ = at_once(
            partial(makers.answered, racing.services, ticket, body="Wait!"),
            lambda: reactions.run_clock(racing.services),
        )

        after = tickets_transaction.ticket_for(racing.services, CARLA, ticket.id)
        goes_on = reply.id == ticket.id
        assert (after.status is Status.OPEN) == goes_on
        assert goes_on or (after.status is Status.CLOSED and after.links == {reply.id: LinkKind.FOLLOW_UP})


def test_eight_sweepers_fire_each_due_ticket_once(racing: Desk) -> None:
    numbers = [
        makers.replied(racing.services, makers.a_ticket(racing.services), status=Status.PENDING).number
        for _ in range(20)
    ]
    racing.clock.advance(days=3)

    results = at_once(*[lambda: reactions.run_clock(racing.services)] * 8)

    assert sum(each.get("remind", 0) for each in results) == 20
    for number in numbers:
        types = [event.type for event in tickets_store.events_after(racing.services, number, 2)]
        assert types == [EventType.REMINDER_SENT]


def test_eight_concurrent_routers_assign_each_ticket_once_within_capacity(racing: Desk) -> None:
    services = racing.services
    for name in ("ada", "alan", "amir"):
        makers.a_slot(
            services, agent=ADA.model_copy(update={"id": name, "name": name}) if name != "ada" else ADA, cap=4
        )
    numbers = [makers.a_ticket(services).number for _ in range(20)]

    at_once(*[lambda: routing_actions.assign_waiting(services, "orders")] * 8)
    routing_actions.assign_waiting(
        services, "orders"
    )  # what the racers left to each other, the next minute's sweep hands out

    found = [tickets_store.find(services, number, consistent=True) for number in numbers]
    given = [ticket.assignee for ticket in found if ticket and ticket.assignee]
    loads = {slot.agent: slot.load for slot in roster.team_slots(services, "orders") if slot.load}
    assert all(load <= 4 for load in loads.values())
    assert {agent: given.count(agent) for agent in set(given)} == loads
    for number in numbers:
        types = [event.type for event in tickets_store.events_after(services, number, 1)]
        assert types.count(EventType.TICKET_ASSIGNED) <= 1


BOTH = {"orders": Right.FULL, "billing": Right.FULL}


def held_by(desk: Desk, numbers: list[int]) -> dict[str, int]:
    found = [tickets_store.find(desk.services, number, consistent=True) for number in numbers]
    given = [ticket.assignee for ticket in found if ticket and ticket.assignee]
    return {agent: given.count(agent) for agent in set(given)}


def test_routers_of_two_teams_never_overfill_the_agents_they_share(racing: Desk) -> None:
    services = racing.services
    for agent, home in ((ADA, "orders"), (ALAN, "billing")):
        known = makers.an_agent(services, agent=agent, teams=BOTH, home=home, cap=4)
        roster.set_availability(services, known, Availability.ONLINE)
    numbers = [makers.a_ticket(services, category=each).number for each in ("delivery", "refund") for _ in range(10)]

    routers = [partial(routing_actions.assign_waiting, services, team) for team in ("orders", "billing")] * 4
    at_once(*routers)
    for router in routers[:2]:
        router()  # what the racers left to each other, the next minute's sweep hands out

    loads = {slot.agent: slot.load for slot in roster.all_slots(services, ["orders", "billing"])}
    assert loads == held_by(racing, numbers) == {"ada": 4, "alan": 4}


def test_agent_removed_from_a_team_during_routing_keeps_none_of_its_tickets(racing: Desk) -> None:
    for _ in range(5):
        services = replace(racing.services, directory=Pool())
        root, ada = (
            ROOT.model_copy(update={"id": services.new_id()}),
            ADA.model_copy(update={"id": services.new_id()}),
        )
        for who in (root, ada):
            named = who.model_copy(update={"email": f"{who.id}@desk.example"})
            known = makers.an_agent(services, agent=named, teams=BOTH if who is ada else {}, home="orders")
        roster.set_availability(services, known, Availability.ONLINE)
        numbers = [makers.a_ticket(services).number for _ in range(6)]
        leave = AgentChange.model_validate({"teams": {"billing": "full"}})

        results = at_once(
            *[partial(routing_actions.assign_waiting, services, "orders")] * 3,
            partial(agents_actions.change, services, root, ada.id, leave, 1),
        )
        routing_actions.reassign_all(services, ada.id, ["orders"])

        assert not [each for each in results if isinstance(each, Exception)]
        assert held_by(racing, numbers) == {}


def test_one_of_two_admins_who_demote_each_other_stays(racing: Desk) -> None:
    services = replace(racing.services, directory=Pool())
    for _ in range(5):
        one, two = (ROOT.model_copy(update={"id": services.new_id()}) for _ in range(2))
        for who in (one, two):
            makers.an_agent(services, agent=who.model_copy(update={"email": f"{who.id}@desk.example"}))

        at_once(
            partial(agents_actions.deactivate, services, one, two.id),
            partial(agents_actions.change, services, two, one.id, AgentChange.model_validate({"role": "agent"}), 1),
        )

        left = [people_actions.own_profile(services, who.id) for who in (one, two)]
        assert sum(each.active and each.role is Role.ADMIN for each in left) == 1


def test_two_workers_never_draw_the_same_number(racing: Desk) -> None:
    core = racing.services.core
    counters = [Counter(core, "ticket", 1) for _ in range(8)]

    def fifty_of(counter: Counter) -> list[int]:
        return [counter.next(0) for _ in range(50)]

    drawn = at_once(*[partial(fifty_of, counter) for counter in counters])

    assert len({number for numbers in drawn for number in numbers}) == 400


def test_a_batch_of_changes_delivered_five_times_is_counted_once(racing: Desk) -> None:
    services = racing.services
    ticket = makers.assigned(services, makers.a_ticket(services))
    makers.replied(services, ticket, status=Status.PENDING)
    batch: list[ItemChange] = list(
        changes_of(events.stream_event([each for each in racing.meter.changes if events.is_ticket(each)]))
    )

    for _ in range(5):
        ticket_counters.apply_stream(services, batch)

    found = ticket_counters.counts_for(services, ADA)
    assert (found.teams["orders"].pending, found.teams["orders"].unassigned, found.mine.pending) == (1, 0, 1)
    assert roster.slot_of(services, "orders", "ada").load == 0


def test_a_reopening_raises_the_load_even_above_the_cap(racing: Desk) -> None:
    services = racing.services
    solved = makers.replied(services, makers.assigned(services, makers.a_ticket(services)), status=Status.SOLVED)
    makers.a_slot(services, agent=ADA, cap=1)

    at_once(lambda: makers.answered(services, solved, body="It is back."))

    assert roster.slot_of(services, "orders", "ada").load == 2  # the stream has not taken the first one off yet


def test_slow_router_does_not_exceed_the_capacity_of_an_agent(racing: Desk) -> None:
    services = racing.services
    makers.a_slot(services, agent=ADA, cap=1)
    slot = roster.slot_of(services, "orders", "ada")
    tickets = [makers.a_ticket(services) for _ in range(4)]

    results = at_once(
        *[partial(tickets_actions.assign, services, ticket.number, slot, makers.A_REASON) for ticket in tickets]
    )

    assert sum(isinstance(each, tickets_transaction.AgentAtCapacity) for each in results) == 3
    assert roster.slot_of(services, "orders", "ada").load == 1


def test_held_back_reply_can_be_sent_during_a_race(racing: Desk) -> None:
    ticket = makers.a_ticket(racing.services)
    makers.replied(racing.services, ticket, by=ALAN)

    with pytest.raises(Conflict) as held:
        makers.replied(racing.services, ticket, by=ADA)
    after = conversation_actions.add_message(
        racing.services, ADA, ticket.id, NewMessage(body="Also"), held.value.facts["version"]
    )

    assert after.ticket.version == 3


def test_concurrent_admin_actions_are_each_logged_once(racing: Desk) -> None:
    def govern(admin: int) -> list[str]:
        made: list[str] = []
        while len(made) < 5:
            name = f"Team {'abcdefgh'[admin]} {'vwxyz'[len(made)]}"
            with suppress(Unavailable):  # nothing was done, and the caller is told to try again
                made.append(administration_actions.add_team(racing.services, ROOT, TeamForm(name=name), None).target)
        return made

    results = at_once(*[partial(govern, admin) for admin in range(8)])

    acknowledged = sorted(team for made in results for team in made)
    assert len(set(acknowledged)) == 40
    log = audit_actions.recent(racing.services, 100, None, lambda _: True).entries
    assert sorted(entry.target.id for entry in log) == acknowledged
    assert sorted(team.id for team in configuration_actions.load_current(racing.services).teams[3:]) == acknowledged
    assert Verify(racing.meter, racing.services.core.name).run().is_well


def test_second_of_two_concurrent_configuration_changes_is_out_of_date(racing: Desk) -> None:
    for n in range(5):
        version = configuration_actions.load_current(racing.services).version
        changes = [TeamChange(name=f"{name} {n}") for name in ("Ours", "Theirs")]
        results = at_once(
            *[
                partial(administration_actions.change_team, racing.services, ROOT, "orders", change, version)
                for change in changes
            ]
        )

        assert [type(each) for each in results].count(VersionMismatch) == 1
        assert configuration_actions.load_current(racing.services).version == version + 1
