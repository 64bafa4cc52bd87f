"""One change in many tickets: each for itself, undone as a whole, and done once however often it is sent."""

import dataclasses
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, FieldKind, FormField
from chalicelib.people import roster
from chalicelib.people.model import Caller, Right
from chalicelib.plumbing.aws.dynamo import ATTEMPTS, Dynamo, Table
from chalicelib.plumbing.clock import DAY, rfc3339
from chalicelib.plumbing.errors import Invalid, Unavailable
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.http.web import ApiResponse
from chalicelib.plumbing.services import Services
from chalicelib.queues import responses as queues_responses
from chalicelib.queues.forms import Bulk
from chalicelib.queues.views import BulkResult, BulkResults
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Spam, Status, Ticket
from chalicelib.triage import actions as triage_actions
from tests import makers
from tests.cast import ADA, ALAN, BORIS, ROOT
from tests.conftest import Desk
from tests.doubles import FrozenClock
from tests.queues.test_listing_properties import fresh
from tests.queues.world import CATEGORIES, LAWYER, OFFICE, STATUSES, TAGS, World, histories, open_up

KEY = IdempotencyKey.of("k", b"{}", "ada", "POST", "/v1/tickets/bulk")
FORM = (
    FormField(id="order", kind=FieldKind.TEXT, names={"en": "Order"}),
    FormField(id="gift", kind=FieldKind.CHECKBOX, names={"en": "A gift"}),
)


@pytest.fixture
def services(memory_desk: Desk) -> Services:
    return open_up(memory_desk)


def sent(
    services: Services, tickets: list[Any], by: Caller = ADA, idempotency_key: IdempotencyKey | None = None, **more: Any
) -> ApiResponse[BulkResults]:
    """Tickets as they are, or as the caller knows them."""
    named = [{"id": each.id, "version": each.version} if isinstance(each, Ticket) else each for each in tickets]
    return queues_responses.bulk_response(services, by, Bulk.model_validate({"tickets": named} | more), idempotency_key)


def results(services: Services, tickets: list[Any], by: Caller = ADA, **more: Any) -> list[BulkResult]:
    return sent(services, tickets, by, **more).value.results


def undone(services: Services, processed: list[BulkResult], by: Caller = ADA) -> list[BulkResult]:
    """What an undo button sends."""
    changed = [each for each in processed if each.status == 200 and each.before]
    tickets = [{"id": each.id, "version": each.version, "change": each.before} for each in changed]
    return results(services, tickets, by, undo=True) if tickets else []


def now(services: Services, ticket: Ticket | str) -> Ticket:
    found = tickets_store.find(services, int(ticket if isinstance(ticket, str) else ticket.id), consistent=True)
    assert found is not None
    return found


class TestResults:
    def test_each_ticket_gets_its_own_answer_in_order(self, services: Services) -> None:
        good, stale, closed, secret, readonly = (
            makers.a_ticket(services),
            makers.a_ticket(services),
            makers.closed(services, makers.a_ticket(services)),
            makers.a_ticket(services, category="claim"),
            makers.a_ticket(services, category="claim"),
        )
        results(services, [stale], change={"priority": "low"})
        reader = LAWYER.model_copy(update={"teams": {"legal": Right.READ}})
        missing = {"id": "999", "version": 1}
        odd = {"id": makers.a_ticket(services).id, "version": 1, "change": {"category": "lost"}}

        found = results(services, [good, stale, closed, missing, secret, odd], change={"priority": "high"})
        (forbidden,) = results(services, [readonly], reader, change={"priority": "high"})

        assert [each.status for each in found] == [200, 412, 409, 404, 404, 422]
        assert [each.id for each in found] == [good.id, stale.id, closed.id, "999", secret.id, odd["id"]]
        assert [each.version for each in found] == [2, 2, closed.version, None, None, None]
        assert found[0].before == {"priority": "normal"}
        assert all(each.before is None and each.problem and each.problem["detail"] for each in found[1:])
        assert found[5].problem is not None
        assert found[5].problem["errors"][0]["pointer"] == "/category"
        assert forbidden.status == 403
        assert now(services, good).priority == "high"
        assert [now(services, each).priority for each in (stale, closed, secret)] == ["low", "normal", "normal"]

    def test_a_refusal_shows_no_more_than_the_ticket_itself_would(self, services: Services) -> None:
        secret = makers.a_ticket(services, category="claim", subject="hush")

        (found,) = results(services, [secret], change={"status": "open"})
        (stale,) = results(
            services,
            [{"id": makers.answered(services, makers.a_ticket(services)).id, "version": 1}],
            change={"status": "open"},
        )

        assert "hush" not in found.model_dump_json()
        assert stale.problem is not None
        assert stale.problem.keys() == {"type", "title", "status", "detail"}

    def test_bulk_change_to_current_values_changes_nothing(self, services: Services) -> None:
        ticket = makers.a_ticket(services)

        (found,) = results(
            services, [ticket], change={"priority": "normal", "add_tags": [], "snooze": None, "spam": None}
        )

        assert (found.status, found.version, found.before) == (200, 1, {})

    def test_every_field_of_a_bulk_change_is_applied(self, memory_desk: Desk, services: Services) -> None:
        ticket = makers.a_ticket(services)
        until = services.clock.now() + DAY
        change = {
            "status": "pending",
            "priority": "urgent",
            "category": "refund",
            "team": "billing",
            "assignee": "boris",
            "add_tags": ["a", "b"],
            "remove_tags": ["b", "c"],
            "snooze": rfc3339(until),
        }

        (found,) = results(services, [ticket], change=change)

        after = now(services, ticket)
        assert (after.status, after.priority, after.category, after.team) == ("pending", "urgent", "refund", "billing")
        assert (after.assignee, sorted(after.tags), after.snoozed_until) == ("boris", ["a"], until)
        assert found.before == {
            "status": "new",
            "priority": "normal",
            "category": "delivery",
            "team": "orders",
            "assignee": None,
            "tags": [],
            "snooze": None,
        }
        assert found.version == after.version == 5
        assert [change for change in memory_desk.meter.changes if change[1] and "silent" in change[1]] == []

    def test_bulk_change_can_mark_spam_and_spam_refuses_other_changes(self, services: Services) -> None:
        ticket = makers.a_ticket(services)

        results(services, [ticket], change={"spam": "mistake", "priority": "low"})

        assert (now(services, ticket).spam, now(services, ticket).priority) == (Spam.MISTAKE, "low")
        for change in ({"status": "open"}, {"snooze": rfc3339(services.clock.now() + DAY)}):
            (refused,) = results(services, [now(services, ticket)], change=change)
            assert refused.status == 409
        (released,) = results(services, [now(services, ticket)], change={"spam": None, "status": "open"})
        assert (released.status, released.before) == (200, {"spam": "mistake", "status": "new"})

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"assignee": "carla"}, "/assignee"),
            ({"team": "nope"}, "/team"),
            ({"priority": None}, "/priority"),
            ({"snooze": "2020-01-01T00:00:00Z"}, "/until"),
            ({"fields": {"x": 1}}, "/fields/x"),
        ],
    )
    def test_invalid_value_of_a_bulk_change_is_refused_for_each_ticket(
        self, services: Services, change: dict[str, Any], pointer: str
    ) -> None:
        (found,) = results(services, [makers.a_ticket(services)], change=change)

        assert found.status == 422
        assert found.problem is not None
        assert found.problem["errors"][0]["pointer"] == pointer

    def test_a_ticket_holds_twenty_tags(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        results(services, [ticket], change={"tags": [f"t{n}" for n in range(20)]})

        (more,) = results(services, [now(services, ticket)], change={"add_tags": ["one more"]})
        (other,) = results(services, [now(services, ticket)], change={"add_tags": ["one more"], "remove_tags": ["t0"]})

        assert (more.status, other.status) == (422, 200)


class TestRequests:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"tickets": []},
            {"tickets": [{"id": "1", "version": 1}] * 2, "change": {"status": "open"}},
            {"tickets": [{"id": str(n), "version": 1} for n in range(1, 102)], "change": {"status": "open"}},
            {"tickets": [{"id": "1", "version": 1}]},
            {"tickets": [{"id": "1", "version": 1}], "change": {}},
            {"tickets": [{"id": "1"}], "change": {"status": "open"}},
            {"tickets": [{"id": "1", "version": 0}], "change": {"status": "open"}},
            {"tickets": [{"id": "1x", "version": 1}], "change": {"status": "open"}},
            {"tickets": [{"id": "1", "version": 1}], "change": {"status": "new"}},
            {"tickets": [{"id": "1", "version": 1}], "change": {"status": "closed"}, "undo": True},
            {"tickets": [{"id": "1", "version": 1}], "change": {"number": 5}},
            {"tickets": [{"id": "1", "version": 1}], "change": {"waiting_since": "2026-01-01T00:00:00Z"}},
        ],
    )
    def test_invalid_bulk_request_is_refused_as_a_whole(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="validation error"):
            Bulk.model_validate(wrong)

    def test_bulk_request_changes_a_hundred_tickets(self, services: Services) -> None:
        tickets = [makers.a_ticket(services) for _ in range(100)]

        found = results(services, tickets, change={"status": "solved"})

        assert {each.status for each in found} == {200}
        assert {now(services, ticket).status for ticket in tickets} == {Status.SOLVED}

    def test_each_ticket_of_a_bulk_request_can_have_its_own_change(self, services: Services) -> None:
        one, two = makers.a_ticket(services), makers.a_ticket(services)
        tickets = [{"id": one.id, "version": 1, "change": {"priority": "low"}}, {"id": two.id, "version": 1}]

        results(services, tickets, change={"priority": "high"})

        assert [now(services, each).priority for each in (one, two)] == ["low", "high"]

    def test_ticket_in_a_bulk_change_costs_as_much_as_alone(self, memory_desk: Desk, services: Services) -> None:
        alone, *many = (makers.a_ticket(services) for _ in range(11))
        change = TicketChange.model_validate({"priority": "high"})
        memory_desk.meter.reset()
        tickets_actions.change(services, ADA, alone.id, change, 1)
        single = dataclasses.replace(memory_desk.meter.spent)
        memory_desk.meter.reset()

        results(services, list(many), change={"priority": "high"})

        spent = memory_desk.meter.spent
        assert (spent.writes, spent.reads, spent.trips) == (10 * single.writes, 10 * single.reads, 10 * single.trips)


class RunningClock(FrozenClock):
    """A second goes by whenever the time is read."""

    def real(self) -> int:
        self.at += 1_000
        return self.at


class Busy:
    """A client on which the first transactions are in each other's way."""

    def __init__(self, client: Any, times: int) -> None:
        self._client, self.left = client, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, **request: Any) -> Any:
        if self.left:
            self.left -= 1
            raise self.exceptions.TransactionCanceledException(
                {
                    "Error": {"Code": "TransactionCanceledException"},
                    "CancellationReasons": [{"Code": "TransactionConflict"}],
                },
                "TransactWriteItems",
            )
        return self._client.transact_write_items(**request)


class TestTimeLimit:
    def test_bulk_change_starts_no_ticket_after_twenty_seconds(self, services: Services) -> None:
        slow = dataclasses.replace(services, clock=RunningClock(services.clock.now()))
        tickets = [makers.a_ticket(services) for _ in range(30)]

        found = results(slow, list(tickets), change={"priority": "high"})

        processed = [each.status for each in found].index(503)
        assert 0 < processed < 30
        assert [each.status for each in found] == [200] * processed + [503] * (30 - processed)
        assert now(services, tickets[-1]).version == 1

    def test_ticket_with_a_write_conflict_is_tried_once_more(self, memory_desk: Desk, services: Services) -> None:
        busy = Busy(memory_desk.meter, ATTEMPTS)
        dynamo = Dynamo(lambda: busy)
        crowded = dataclasses.replace(services, dynamo=dynamo, core=Table(dynamo, services.core.name))

        (found,) = results(crowded, [makers.a_ticket(services)], change={"priority": "high"})

        assert (found.status, busy.left) == (200, 0)


class TestUndo:
    @pytest.mark.parametrize(
        "change",
        [
            {"status": "solved"},
            {"status": "pending"},
            {"priority": "urgent"},
            {"team": "billing"},
            {"assignee": "alan"},
            {"assignee": None},
            {"add_tags": ["x"]},
            {"tags": []},
            {"remove_tags": ["a"]},
            {"category": "refund"},
            {"spam": "spam"},
            {"snooze": "2026-01-07T09:00:00Z"},
            {"fields": {"order": "2", "gift": None}},
            {"status": "on_hold", "team": "support", "category": "other", "priority": "low", "tags": ["q"]},
        ],
    )
    @pytest.mark.parametrize("state", ["new", "assigned", "pending", "solved", "snoozed", "spam"])
    def test_undo_restores_every_change_in_every_state(
        self, memory_desk: Desk, services: Services, change: dict[str, Any], state: str
    ) -> None:
        category = Category(id="delivery", team="orders", names={"en": "Delivery"}, fields=FORM)
        others = [each for each in OFFICE.categories if each.id != "delivery"]
        configuration_actions.replace_all(services, OFFICE.model_copy(update={"categories": (category, *others)}))
        before = in_state(services, state)
        memory_desk.clock.advance(hours=1)

        processed = results(services, [before], change=change)
        memory_desk.clock.advance(minutes=1)
        back = undone(services, processed)

        assert {each.status for each in (*processed, *back)} <= {200, 409}
        assert lasting(now(services, before)) == lasting(before)

    def test_undo_restores_status_new_and_waiting_since(self, memory_desk: Desk, services: Services) -> None:
        tickets = [makers.a_ticket(services) for _ in range(3)]
        memory_desk.clock.advance(days=2)

        processed = results(services, list(tickets), change={"status": "solved"})
        undone(services, processed)

        for ticket in tickets:
            after = now(services, ticket)
            assert (after.status, after.waiting_since, after.timers) == (Status.NEW, ticket.waiting_since, {})
            assert after.status_since == ticket.status_since

    def test_undo_leaves_tickets_changed_meanwhile_alone(self, services: Services) -> None:
        mine, changed = makers.a_ticket(services), makers.a_ticket(services)
        processed = results(services, [mine, changed], change={"status": "solved"})
        makers.answered(services, now(services, changed), body="Not at all!")

        found = undone(services, processed)

        assert [each.status for each in found] == [200, 412]
        assert (now(services, mine).status, now(services, changed).status) == (Status.NEW, Status.OPEN)

    def test_undo_cannot_make_a_ticket_new_without_an_own_change(self, services: Services) -> None:
        ticket = makers.replied(services, makers.a_ticket(services))
        other = results(services, [makers.a_ticket(services)], ALAN, change={"status": "open"})[0]
        tickets = [{"id": each.id, "version": each.version, "change": {"status": "new"}} for each in (ticket, other)]

        found = results(services, tickets, undo=True)

        assert [each.status for each in found] == [409, 409]

    def test_undo_does_not_restore_a_snooze_that_is_over(self, memory_desk: Desk, services: Services) -> None:
        ticket = makers.a_ticket(services)
        ticket = triage_actions.snooze(services, ADA, ticket.id, services.clock.now() + 1_000, ticket.version).ticket
        processed = results(services, [ticket], change={"snooze": None})
        memory_desk.clock.advance(hours=1)

        (found,) = undone(services, processed)

        assert (found.status, now(services, ticket).snoozed_until) == (200, None)

    def test_timeline_has_change_and_undo_and_verifies(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        undone(services, results(services, [ticket], change={"status": "solved", "priority": "low"}))

        after = now(services, ticket)
        events = tickets_store.events_after(services, ticket.number, 0)
        assert [event.type for event in events] == [
            "TicketCreated",
            "TicketChanged",
            "StatusChanged",
            "TicketChanged",
            "StatusChanged",
        ]
        assert tickets_chain.first_broken(after, events) is None


def in_state(services: Services, state: str) -> Ticket:
    """A ticket with something of everything."""
    ticket = makers.a_ticket(services)
    first = {"tags": ["a", "b"], "fields": {"order": "1", "gift": True}, "priority": "high"}
    ticket = tickets_actions.change(
        services, ALAN, ticket.id, TicketChange.model_validate(first), ticket.version
    ).ticket
    if state != "new":
        to_ada = TicketChange.model_validate({"assignee": "ada"})
        ticket = tickets_actions.change(services, ALAN, ticket.id, to_ada, ticket.version).ticket
    if state in {"pending", "solved"}:
        ticket = makers.replied(services, ticket, by=ALAN, status=Status(state))
    if state == "snoozed":
        ticket = triage_actions.snooze(services, ALAN, ticket.id, services.clock.now() + 5 * DAY, ticket.version).ticket
    if state == "spam":
        ticket = triage_actions.mark_spam(services, ALAN, ticket.id, Spam.SPAM, ticket.version).ticket
    return ticket


def lasting(ticket: Ticket) -> dict[str, Any]:
    """What an undo has to put back. Timers of what was set aside and came back begin anew, as for every such ticket."""
    left_out = {"version", "updated_at", "head", "reason", "timers", "public_version", "public_rev", "public_at"}
    return ticket.model_dump(exclude=left_out)


changes = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(STATUSES),
        "priority": st.sampled_from(["low", "urgent"]),
        "category": st.sampled_from(CATEGORIES[:3]),
        "team": st.sampled_from(["orders", "billing"]),
        "assignee": st.sampled_from([None, "ada", "boris"]),
        "add_tags": st.lists(st.sampled_from(TAGS), max_size=2),
        "remove_tags": st.lists(st.sampled_from(TAGS), max_size=2),
        "spam": st.sampled_from([None, "spam"]),
        "snooze": st.sampled_from([None, "2026-06-01T00:00:00Z"]),
    },
).filter(bool)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=(Phase.generate,))
@given(dice=histories, change=changes)
def test_undo_restores_any_bulk_change_after_any_history(memory_desk: Desk, dice: Any, change: dict[str, Any]) -> None:
    world = World(fresh(memory_desk))
    world.live(dice, 60)
    before = world.everything()
    overslept = [each.number for each in before if 0 < (each.snoozed_until or 0) <= world.services.clock.now()]

    processed = results(world.services, list(before), ROOT, change=change)
    undone(world.services, processed, ROOT)

    for ticket, was in zip(world.everything(), before, strict=True):
        if ticket.number not in overslept:  # a time in the past is not restored
            assert lasting(ticket) == lasting(was)


class TestOnce:
    def test_a_replay_answers_the_same_and_does_nothing(self, memory_desk: Desk, services: Services) -> None:
        tickets = [makers.a_ticket(services) for _ in range(3)]
        first = sent(services, list(tickets), idempotency_key=KEY, change={"status": "solved"})
        memory_desk.meter.changes.clear()

        again = sent(services, list(tickets), idempotency_key=KEY, change={"status": "solved"})

        assert again == ApiResponse(first.value, replayed=True)
        assert [each.status for each in again.value.results] == [200] * 3
        assert memory_desk.meter.changes == []
        assert {now(services, ticket).version for ticket in tickets} == {2}

    def test_repeated_bulk_change_without_a_key_is_out_of_date(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        for status in (200, 412):
            (found,) = results(services, [ticket], change={"priority": "high"})
            assert found.status == status
        assert now(services, ticket).version == 2

    def test_repeated_bulk_change_waits_while_the_first_is_running(self, memory_desk: Desk, services: Services) -> None:
        ticket = makers.a_ticket(services)
        assert KEY.begin(services.core, services.clock.real()) is None

        with pytest.raises(Unavailable) as busy:
            sent(services, [ticket], idempotency_key=KEY, change={"priority": "high"})

        assert busy.value.facts["retry_after"] > 0
        assert now(services, ticket).version == 1
        memory_desk.clock.advance(minutes=2)  # it broke off
        assert sent(services, [ticket], idempotency_key=KEY, change={"priority": "high"}).value.results[0].status == 200

    def test_bulk_key_with_another_body_is_refused(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        sent(services, [ticket], idempotency_key=KEY, change={"priority": "high"})

        with pytest.raises(Invalid):
            sent(
                services,
                [ticket],
                idempotency_key=dataclasses.replace(KEY, request="other"),
                change={"priority": "low"},
            )

    def test_a_hundred_results_are_saved(self, services: Services) -> None:
        tickets = [makers.a_ticket(services) for _ in range(100)]
        change = {"status": "solved", "priority": "low", "tags": [f"tag {n}" for n in range(20)]}
        first = sent(services, list(tickets), idempotency_key=KEY, change=change)

        assert sent(services, list(tickets), idempotency_key=KEY, change=change).value == first.value


def test_bulk_assignment_adds_to_the_agents_load(services: Services) -> None:
    results(services, [makers.a_ticket(services) for _ in range(5)], change={"assignee": "boris"})

    assert roster.slot_of(services, "billing", BORIS.id).load == 5
