"""Which versions a caller may act on, and what happens when another call is faster."""

import dataclasses
from typing import Any

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage, NewNote
from chalicelib.people.model import Availability, Caller
from chalicelib.plumbing.aws.dynamo import Dynamo
from chalicelib.plumbing.errors import Conflict, NotFound, Unavailable, VersionMismatch, VersionRequired
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.retries import MAX_TRIES
from chalicelib.plumbing.services import Services
from chalicelib.routing import rules as routing_rules
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import Status
from tests import makers
from tests.cast import ADA, ALAN, CARLA
from tests.conftest import Desk
from tests.tickets.test_rules import a_ticket


class TestVersions:
    @pytest.mark.parametrize("expected", [1, 50, 150])
    def test_recent_version_of_a_ticket_is_accepted(self, expected: int) -> None:
        ticket = a_ticket(version=max(expected, 100))

        assert tickets_transaction.known_version(ticket, expected) == expected

    @pytest.mark.parametrize(
        ("expected", "refusal"),
        [(None, VersionRequired), (0, VersionMismatch), (-1, VersionMismatch), (151, VersionMismatch)],
    )
    def test_missing_and_impossible_versions_are_refused(self, expected: int | None, refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            tickets_transaction.known_version(a_ticket(version=150), expected)

    def test_version_with_too_many_events_since_is_out_of_date(self) -> None:
        ticket = a_ticket(version=tickets_store.MAX_EVENTS + 2)

        with pytest.raises(VersionMismatch) as refused:
            tickets_transaction.known_version(ticket, 1)

        assert refused.value.facts == {"version": ticket.version, "current": ticket}

    @pytest.mark.parametrize(("caller", "version"), [(ADA, 3), (CARLA, 2)])
    def test_a_change_wants_exactly_the_version_that_its_caller_sees_now(
        self, services: Services, caller: Caller, version: int
    ) -> None:
        ticket = a_ticket(version=3, public_version=2)
        tickets_transaction.check_version(services, caller, ticket, version)
        for expected in {1, 2, 3, 4} - {version}:
            with pytest.raises(VersionMismatch):
                tickets_transaction.check_version(services, caller, ticket, expected)
        with pytest.raises(VersionRequired):
            tickets_transaction.check_version(services, caller, ticket, None)


class Overtaking:
    """A client that lets another caller act just before each of the first transactions."""

    def __init__(self, desk: Desk, ticket_id: str, times: int) -> None:
        self._client = desk.meter
        self._services = desk.services
        self._ticket = ticket_id
        self.left = times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, **request: Any) -> Any:
        if self.left:
            self.left -= 1
            conversation_actions.add_note(self._services, ALAN, self._ticket, NewNote(body="Me first."))
        return self._client.transact_write_items(**request)


def overtaken(desk: Desk, ticket_id: str, times: int) -> Services:
    client = Overtaking(desk, ticket_id, times)
    return dataclasses.replace(desk.services, dynamo=Dynamo(lambda: client))


class TestRaces:
    def test_customer_message_is_recorded_after_concurrent_ones(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)

        result = conversation_actions.add_message(
            overtaken(desk, ticket.id, 2), CARLA, ticket.id, NewMessage(body="x"), None
        )

        assert (result.ticket.version, result.events[0].rev) == (4, 4)

    def test_agent_message_is_held_back_by_a_concurrent_one(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)

        with pytest.raises(Conflict):
            conversation_actions.add_message(overtaken(desk, ticket.id, 1), ADA, ticket.id, NewMessage(body="x"), 1)

    def test_change_that_loses_a_race_is_out_of_date(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        wanted = TicketChange.model_validate({"status": "solved"})

        with pytest.raises(VersionMismatch):
            tickets_actions.change(overtaken(desk, ticket.id, 1), ADA, ticket.id, wanted, 1)

    def test_message_that_always_loses_the_race_is_unavailable(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)

        with pytest.raises(Unavailable):
            conversation_actions.add_message(
                overtaken(desk, ticket.id, 99), CARLA, ticket.id, NewMessage(body="x"), None
            )

        after = tickets_store.find(desk.services, ticket.number)
        assert after is not None
        assert after.version == 1 + MAX_TRIES

    def test_assignment_that_always_loses_the_race_is_unavailable(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        slot = makers.a_slot(desk.services)
        reason = routing_rules.choose("orders", [slot], desk.clock.now()).reason

        with pytest.raises(Unavailable):
            tickets_actions.assign(overtaken(desk, ticket.id, 99), ticket.number, slot, reason)

    def test_agent_who_is_away_by_then_is_not_assigned(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        slot = makers.a_slot(desk.services)
        makers.a_slot(desk.services, state=Availability.AWAY)
        reason = routing_rules.choose("orders", [slot], desk.clock.now()).reason

        with pytest.raises(tickets_transaction.AgentAtCapacity):
            tickets_actions.assign(desk.services, ticket.number, slot, reason)

        assert tickets_store.find(desk.services, ticket.number) == ticket


class TestRoutingAfterAMove:
    def test_agent_of_the_previous_team_is_not_assigned(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        slot = makers.a_slot(services)
        moved = TicketChange.model_validate({"team": "billing"})
        tickets_actions.change(services, ADA, ticket.id, moved, 1)
        reason = routing_rules.choose("orders", [slot], 0).reason

        assert tickets_actions.assign(services, ticket.number, slot, reason) is None

    def test_waiting_reason_is_that_of_the_new_team(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        tickets_actions.record_deferral(services, ticket.number, routing_rules.choose("orders", [], 0).reason)
        tickets_actions.change(services, ADA, ticket.id, TicketChange.model_validate({"team": "billing"}), 2)

        tickets_actions.record_deferral(services, ticket.number, routing_rules.choose("orders", [], 0).reason)
        tickets_actions.record_deferral(services, ticket.number, routing_rules.choose("billing", [], 0).reason)
        tickets_actions.record_deferral(services, ticket.number, routing_rules.choose("billing", [], 0).reason)

        after = tickets_store.find(services, ticket.number)
        assert after is not None
        assert after.reason is not None
        assert (after.reason.facts["team"], after.version) == ("billing", 4)


class TestReplays:
    def test_replay_of_a_missing_ticket_is_unavailable(self, services: Services) -> None:
        idempotency_key = IdempotencyKey.of("k", b"x", "carla", "POST", "/v1/tickets")
        new = NewTicket(subject="s", body="b")
        ticket = tickets_actions.create(services, CARLA, new, idempotency_key).ticket
        services.core.write(services.core.remove(f"T#{ticket.number}", "#"))

        with pytest.raises(Unavailable):
            tickets_actions.create(services, CARLA, new, idempotency_key)

    def test_a_replay_never_shows_what_the_caller_may_not_read_any_more(self, services: Services) -> None:
        idempotency_key = IdempotencyKey.of("k", b"x", "carla", "POST", "/v1/tickets")
        new = NewTicket(subject="s", body="b")
        ticket = tickets_actions.create(services, CARLA, new, idempotency_key).ticket
        services.core.write(services.core.change(f"T#{ticket.number}", "#", "SET #requester = :other", other="mallory"))

        with pytest.raises(NotFound):
            tickets_actions.create(services, CARLA, new, idempotency_key)

    def test_a_repeated_message_to_a_ticket_closed_since_is_shown_again(self, services: Services) -> None:
        ticket = makers.replied(services, makers.a_ticket(services), status=Status.SOLVED)
        idempotency_key = IdempotencyKey.of("k", b"x", "carla", "POST", "messages")
        first = conversation_actions.add_message(
            services, CARLA, ticket.id, NewMessage(body="Thanks"), None, idempotency_key
        )
        makers.closed(services, first.ticket)

        again = conversation_actions.add_message(
            services, CARLA, ticket.id, NewMessage(body="Thanks"), None, idempotency_key
        )

        assert (again.replayed, again.events) == (True, first.events)
