"""Which versions a caller may act on, and what happens to whoever is beaten to it."""

import dataclasses
from typing import Any

import pytest

from chalicelib.people.model import Caller, State
from chalicelib.plumbing.dynamo import Dynamo
from chalicelib.plumbing.errors import Conflict, NotFound, OutOfDate, Unavailable, VersionNeeded
from chalicelib.plumbing.once import Once
from chalicelib.plumbing.retries import MAX_TRIES
from chalicelib.plumbing.services import Services
from chalicelib.routing import rules as routing
from chalicelib.tickets import actions, recording, store
from chalicelib.tickets.forms import NewMessage, NewNote, NewTicket, TicketChange
from chalicelib.tickets.model import Status
from tests import makers
from tests.cast import ADA, ALAN, CARLA
from tests.conftest import Desk
from tests.tickets.test_rules import a_ticket


class TestVersions:
    @pytest.mark.parametrize("expected", [1, 50, 150])
    def test_recent_version_of_a_ticket_is_accepted(self, expected: int) -> None:
        ticket = a_ticket(version=max(expected, 100))

        assert recording.known_version(ticket, expected) == expected

    @pytest.mark.parametrize(
        ("expected", "refusal"), [(None, VersionNeeded), (0, OutOfDate), (-1, OutOfDate), (151, OutOfDate)]
    )
    def test_missing_and_impossible_versions_are_refused(self, expected: int | None, refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            recording.known_version(a_ticket(version=150), expected)

    def test_version_with_too_many_events_since_is_out_of_date(self) -> None:
        ticket = a_ticket(version=store.MOST_EVENTS + 2)

        with pytest.raises(OutOfDate) as refused:
            recording.known_version(ticket, 1)

        assert refused.value.facts == {"version": ticket.version, "current": ticket}

    @pytest.mark.parametrize(("caller", "version"), [(ADA, 3), (CARLA, 2)])
    def test_a_change_wants_exactly_the_version_that_its_caller_sees_now(
        self, services: Services, caller: Caller, version: int
    ) -> None:
        ticket = a_ticket(version=3, public_version=2)
        recording.check_version(services, caller, ticket, version)
        for expected in {1, 2, 3, 4} - {version}:
            with pytest.raises(OutOfDate):
                recording.check_version(services, caller, ticket, expected)
        with pytest.raises(VersionNeeded):
            recording.check_version(services, caller, ticket, None)


class Overtaking:
    """A client that lets somebody else act just before each of the first transactions."""

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
            actions.add_note(self._services, ALAN, self._ticket, NewNote(body="Me first."))
        return self._client.transact_write_items(**request)


def overtaken(desk: Desk, ticket_id: str, times: int) -> Services:
    client = Overtaking(desk, ticket_id, times)
    return dataclasses.replace(desk.services, dynamo=Dynamo(lambda: client))


class TestRaces:
    def test_customer_message_is_recorded_after_concurrent_ones(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)

        done = actions.add_message(overtaken(desk, ticket.id, 2), CARLA, ticket.id, NewMessage(body="x"), None)

        assert (done.ticket.version, done.events[0].rev) == (4, 4)

    def test_agent_message_is_held_back_by_a_concurrent_one(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)

        with pytest.raises(Conflict):
            actions.add_message(overtaken(desk, ticket.id, 1), ADA, ticket.id, NewMessage(body="x"), 1)

    def test_change_that_loses_a_race_is_out_of_date(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        wanted = TicketChange.model_validate({"status": "solved"})

        with pytest.raises(OutOfDate):
            actions.change(overtaken(desk, ticket.id, 1), ADA, ticket.id, wanted, 1)

    def test_message_that_always_loses_the_race_is_unavailable(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)

        with pytest.raises(Unavailable):
            actions.add_message(overtaken(desk, ticket.id, 99), CARLA, ticket.id, NewMessage(body="x"), None)

        after = store.find(desk.services, ticket.number)
        assert after is not None
        assert after.version == 1 + MAX_TRIES

    def test_assignment_that_always_loses_the_race_is_unavailable(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        seat = makers.a_seat(desk.services)
        because = routing.choose("orders", [seat], desk.clock.now()).because

        with pytest.raises(Unavailable):
            actions.assign(overtaken(desk, ticket.id, 99), ticket.number, seat, because)

    def test_agent_who_is_away_by_then_is_not_assigned(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        seat = makers.a_seat(desk.services)
        makers.a_seat(desk.services, state=State.AWAY)
        because = routing.choose("orders", [seat], desk.clock.now()).because

        with pytest.raises(actions.SeatTaken):
            actions.assign(desk.services, ticket.number, seat, because)

        assert store.find(desk.services, ticket.number) == ticket


class TestRoutingAfterAMove:
    def test_agent_of_the_previous_team_is_not_assigned(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        seat = makers.a_seat(services)
        moved = TicketChange.model_validate({"team": "billing"})
        actions.change(services, ADA, ticket.id, moved, 1)
        because = routing.choose("orders", [seat], 0).because

        assert actions.assign(services, ticket.number, seat, because) is None

    def test_waiting_reason_is_that_of_the_new_team(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        actions.explain_waiting(services, ticket.number, routing.choose("orders", [], 0).because)
        actions.change(services, ADA, ticket.id, TicketChange.model_validate({"team": "billing"}), 2)

        actions.explain_waiting(services, ticket.number, routing.choose("orders", [], 0).because)
        actions.explain_waiting(services, ticket.number, routing.choose("billing", [], 0).because)
        actions.explain_waiting(services, ticket.number, routing.choose("billing", [], 0).because)

        after = store.find(services, ticket.number)
        assert after is not None
        assert after.because is not None
        assert (after.because.facts["team"], after.version) == ("billing", 4)


class TestReplays:
    def test_replay_of_a_missing_ticket_is_unavailable(self, services: Services) -> None:
        once = Once.of("k", b"x", "carla", "POST", "/v1/tickets")
        new = NewTicket(subject="s", body="b")
        ticket = actions.create(services, CARLA, new, once).ticket
        services.core.write(services.core.remove(f"T#{ticket.number}", "#"))

        with pytest.raises(Unavailable):
            actions.create(services, CARLA, new, once)

    def test_a_replay_never_shows_what_the_caller_may_not_read_any_more(self, services: Services) -> None:
        once = Once.of("k", b"x", "carla", "POST", "/v1/tickets")
        new = NewTicket(subject="s", body="b")
        ticket = actions.create(services, CARLA, new, once).ticket
        services.core.write(services.core.change(f"T#{ticket.number}", "#", "SET #requester = :other", other="mallory"))

        with pytest.raises(NotFound):
            actions.create(services, CARLA, new, once)

    def test_a_repeated_message_to_a_ticket_closed_since_is_shown_again(self, services: Services) -> None:
        ticket = makers.replied(services, makers.a_ticket(services), status=Status.SOLVED)
        once = Once.of("k", b"x", "carla", "POST", "messages")
        first = actions.add_message(services, CARLA, ticket.id, NewMessage(body="Thanks"), None, once)
        makers.closed(services, first.ticket)

        again = actions.add_message(services, CARLA, ticket.id, NewMessage(body="Thanks"), None, once)

        assert (again.replayed, again.events) == (True, first.events)
