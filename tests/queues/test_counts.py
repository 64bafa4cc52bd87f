"""Counters and loads follow what happens to tickets, batch by batch, whatever comes twice or cannot be read."""

import dataclasses
import itertools
import random
from typing import Any

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage, NewNote
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people import transaction as people_transaction
from chalicelib.people.model import Right
from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.aws.dynamo import Dynamo
from chalicelib.plumbing.errors import Refused
from chalicelib.plumbing.services import Services
from chalicelib.queues import recount, ticket_counters
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import index as tickets_index
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import OPEN_STATUSES, WAITING_ON_US, Status
from tests import events, makers
from tests.cast import ADA, ALAN
from tests.conftest import Desk

ACTS = 40


class RememberingClient:
    """A client that does a transaction once for each token, as DynamoDB does for ten minutes and moto does not."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.tokens: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, **request: Any) -> Any:
        token, before = request.get("ClientRequestToken"), None
        if token in self.tokens:
            before = self.tokens[token]
            if before != request["TransactItems"]:
                raise self.exceptions.IdempotentParameterMismatchException(
                    {"Error": {"Code": "IdempotentParameterMismatchException"}}, "TransactWriteItems"
                )
            return {}
        answer = self._client.transact_write_items(TransactItems=request["TransactItems"])
        if token:
            self.tokens[token] = request["TransactItems"]
        return answer


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    for agent in (ADA, ALAN):
        makers.an_agent(desk.services, agent=agent)
    return desk


def random_action(desk: Desk, dice: random.Random, numbers: list[int]) -> None:
    """Something that people or the clock may do; what is refused has changed nothing."""
    services = desk.services
    kind = dice.choice(
        ["create", "customer", "agent", "agent", "note", "assign", "assign", "move", "status", "close", "wait"]
    )
    if kind == "create" or not numbers:
        numbers.append(makers.a_ticket(services, category=dice.choice(["delivery", "refund", "other"])).number)
        return
    ticket = tickets_store.find(services, dice.choice(numbers))
    assert ticket is not None
    statuses = ["open", "pending", "on_hold", "solved"]
    try:
        match kind:
            case "customer":
                makers.answered(services, ticket)
            case "agent":
                message = NewMessage.model_validate({"body": "x", "status": dice.choice([None, *statuses])})
                conversation_actions.add_message(services, ADA, ticket.id, message, ticket.version)
            case "note":
                conversation_actions.add_note(services, ADA, ticket.id, NewNote(body="x"))
            case "assign":
                change = {"assignee": dice.choice(["ada", "alan", None])}
                tickets_actions.change(services, ADA, ticket.id, TicketChange.model_validate(change), ticket.version)
            case "move":
                change = {"team": dice.choice(["orders", "billing"]), "status": dice.choice(statuses)}
                tickets_actions.change(services, ADA, ticket.id, TicketChange.model_validate(change), ticket.version)
            case "status":
                makers.with_status(services, ticket, Status(dice.choice(statuses)))
            case "close" if ticket.status is Status.SOLVED:
                makers.closed(services, ticket)
            case _:
                desk.clock.advance(minutes=5)
    except Refused:
        return


def batches(desk: Desk, dice: random.Random) -> list[list[stream.ItemChange]]:
    """What the stream would tell, cut anywhere."""
    entries = [change for change in desk.meter.changes if events.is_ticket(change)]
    found = list(stream.changes(events.stream_event(entries)))
    cuts = sorted({0, len(found), *(dice.randrange(len(found)) for _ in range(6))})
    return [found[start:end] for start, end in itertools.pairwise(cuts)]


def counted(services: Services) -> dict[str, dict[str, int]]:
    """What the counters say, by team."""
    fields = ticket_counters.counts_for(services, ADA).teams
    return {team: view.model_dump(exclude={"name"}) for team, view in fields.items()}


def counted_one_by_one(services: Services) -> dict[str, dict[str, int]]:
    found = {}
    for team in configuration_actions.current(services).teams:
        row = {
            place: tickets_index.count_queue(services, team.id, place) for place in (*OPEN_STATUSES, "snoozed", "spam")
        }
        nobodys = sum(len(tickets_index.unassigned_rows(services, team.id, status, 1_000)) for status in OPEN_STATUSES)
        found[team.id] = {**row, "unassigned": nobodys}
    return found


def true_load(services: Services, agent: str) -> int:
    return sum(row["status"] in WAITING_ON_US for row in tickets_index.assigned_rows(services, agent, 1_000))


def stored_load(services: Services, agent: str) -> int:
    """Wherever it is kept: an agent of one team may have tickets of another."""
    teams = configuration_actions.current(services).teams
    return sum(roster.slot_of(services, team.id, agent).load for team in teams)


@pytest.mark.parametrize("seed", range(3))
def test_counters_and_loads_are_right_after_any_history(staffed: Desk, seed: int) -> None:
    services, dice = staffed.services, random.Random(seed)  # noqa: S311 - a history, not a secret
    numbers: list[int] = []
    for _ in range(ACTS):
        random_action(staffed, dice, numbers)
        for agent in ("ada", "alan"):
            assert stored_load(services, agent) >= true_load(services, agent)

    for batch in batches(staffed, dice):
        ticket_counters.apply_stream(services, batch)

    assert counted(services) == counted_one_by_one(services)
    for agent in ("ada", "alan"):
        assert stored_load(services, agent) == true_load(services, agent)
        mine = ticket_counters.counts_for(services, ADA if agent == "ada" else ALAN).mine
        assert mine.new + mine.open == true_load(services, agent)
    assert recount.drift(services) == {}


def test_every_status_of_open_tickets_has_a_counter() -> None:
    assert set(OPEN_STATUSES) <= ticket_counters.AgentCounts.model_fields.keys()


def test_redelivered_batches_count_once(staffed: Desk) -> None:
    dice = random.Random(7)  # noqa: S311
    services = dataclasses.replace(staffed.services, dynamo=Dynamo(lambda: remembering))
    remembering = RememberingClient(staffed.meter)
    numbers: list[int] = []
    for _ in range(ACTS):
        random_action(staffed, dice, numbers)

    for batch in batches(staffed, dice):
        for _ in range(dice.randrange(1, 6)):
            ticket_counters.apply_stream(services, batch)

    assert counted(services) == counted_one_by_one(services)
    assert [stored_load(services, agent) for agent in ("ada", "alan")] == [
        true_load(services, agent) for agent in ("ada", "alan")
    ]


def test_every_counter_batch_has_its_own_token(staffed: Desk) -> None:
    remembering = RememberingClient(staffed.meter)
    services = dataclasses.replace(staffed.services, dynamo=Dynamo(lambda: remembering))
    for _ in range(3):
        makers.a_ticket(staffed.services)
    entries = list(
        stream.changes(events.stream_event([each for each in staffed.meter.changes if events.is_ticket(each)]))
    )

    for batch in (entries, entries[:2], entries[2:]):
        ticket_counters.apply_stream(services, batch)

    assert len(set(remembering.tokens)) == 3
    assert all(len(token) <= 36 for token in remembering.tokens)


def test_a_batch_in_which_nothing_counts_writes_nothing(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services)
    first = len(desk.meter.changes)
    conversation_actions.add_note(desk.services, ADA, ticket.id, NewNote(body="x"))
    entries = [each for each in desk.meter.changes[first:] if events.is_ticket(each)]
    desk.meter.reset()

    ticket_counters.apply_stream(desk.services, list(stream.changes(events.stream_event(entries))))
    ticket_counters.apply_stream(desk.services, [])

    assert (len(entries), desk.meter.spent.trips, desk.routing.messages) == (1, 0, [])


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize(
    "poison",
    [
        {"pk": {"S": "T#1"}, "sk": {"S": "#"}},
        {"pk": {"S": "T#1"}, "sk": {"S": "#"}, "status": {"S": "?"}, "team": {"S": "orders"}, "number": {"N": "1"}},
        {
            "pk": {"S": "T#1"},
            "sk": {"S": "#"},
            "status": {"S": "new"},
            "team": {"S": "orders"},
            "number": {"B": "AQ=="},
        },
        {"pk": {"S": "T#1"}, "sk": {"S": "#"}, "status": {"L": []}, "team": {"S": "orders"}, "number": {"N": "1"}},
    ],
)
def test_an_unreadable_ticket_is_left_out_and_the_others_count(
    desk: Desk, poison: dict[str, Any], position: int
) -> None:
    makers.a_ticket(desk.services)
    makers.a_ticket(desk.services, category="refund")
    entries = [each for each in desk.meter.changes if events.is_ticket(each)]
    entries.insert(position, (None, poison))

    ticket_counters.apply_stream(desk.services, list(stream.changes(events.stream_event(entries))))

    assert counted(desk.services) == counted_one_by_one(desk.services)
    assert counted(desk.services)["billing"]["new"] == 1


def test_more_counters_than_a_transaction_holds_are_written_in_several(desk: Desk) -> None:
    image = {"status": "open", "team": "orders", "number": 1, "assignee_team": "orders"}
    changes = [stream.ItemChange(str(n), None, {**image, "assignee": f"agent-{n}"}) for n in range(120)]

    ticket_counters.apply_stream(desk.services, changes)

    assert counted(desk.services)["orders"]["open"] == 120
    assert ticket_counters.counts_for(desk.services, ADA.model_copy(update={"id": "agent-119"})).mine.open == 1


def test_freed_capacity_queues_routing_of_the_team(staffed: Desk) -> None:
    services = staffed.services
    ticket = makers.assigned(services, makers.a_ticket(services))
    staffed.routing.messages.clear()
    first = len(staffed.meter.changes)
    makers.with_status(services, ticket, Status.SOLVED)

    ticket_counters.apply_stream(services, list(stream.changes(events.stream_event(staffed.meter.changes[first:]))))

    assert staffed.routing.messages == [{"home": "orders", "agents": ["ada"]}]


def test_agent_who_changes_teams_keeps_their_load(staffed: Desk) -> None:
    services = staffed.services
    ticket = makers.a_ticket(services)
    give = TicketChange.model_validate({"assignee": "ada"})
    ticket = tickets_actions.change(services, ALAN, ticket.id, give, ticket.version).ticket
    ada = people_actions.own_profile(services, "ada")
    moved = ada.model_copy(update={"teams": {"billing": Right.FULL}, "version": 2})
    people_transaction.change_person(services, ada, moved)
    ticket = tickets_actions.change(services, ALAN, ticket.id, give, ticket.version).ticket

    for batch in batches(staffed, random.Random(1)):  # noqa: S311
        ticket_counters.apply_stream(services, batch)

    assert ticket.holder == ("orders", "ada")
    assert {slot.agent: slot.load for slot in roster.all_slots(services, ["orders", "billing"])} == {
        "ada": 1,
        "alan": 0,
    }
    assert [slot.agent for slot in roster.team_slots(services, "billing")] == ["ada"]


def test_counter_is_never_shown_below_zero(desk: Desk) -> None:
    desk.services.stats.write(desk.services.stats.put({"pk": "CN#orders#0", "sk": "#", "new": -3}))

    assert counted(desk.services)["orders"]["new"] == 0
