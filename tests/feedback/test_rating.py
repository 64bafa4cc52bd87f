"""Asking customers for a rating, and what follows from the answer."""

import pytest

from chalicelib import reactions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import undo
from chalicelib.feedback import rules as feedback_rules
from chalicelib.plumbing.clock import DAY
from chalicelib.tickets import queries
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event_data import Rated
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import LinkKind, Priority, Status, Ticket
from tests import makers
from tests.cast import ADA, ALAN, CARLA, LENA, MALLORY
from tests.client import Answer, get, post
from tests.conftest import SHOP, Desk


@pytest.fixture(autouse=True)
def _agents(desk: Desk) -> None:
    for agent in (ADA, ALAN):
        makers.an_agent(desk.services, agent=agent)


def now(desk: Desk, ticket: Ticket) -> Ticket:
    found = tickets_store.find(desk.services, ticket.number, consistent=True)
    assert found is not None
    return found


def solved(desk: Desk, **more: object) -> Ticket:
    return makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.SOLVED, **more)  # type: ignore[arg-type]


def rate(ticket: Ticket, score: int, **more: object) -> Answer:
    return post(CARLA, f"/v1/tickets/{ticket.id}/rating", {"score": score, **more})


def types(desk: Desk, ticket: Ticket) -> list[EventType]:
    return [event.type for event in tickets_store.events_after(desk.services, ticket.number, 0)]


class TestRequesting:
    def test_rating_is_requested_once_a_day_after_the_solution(self, desk: Desk) -> None:
        ticket = solved(desk)
        desk.clock.advance(ms=DAY - 1)
        assert reactions.run_clock(desk.services) == {}
        desk.clock.advance(ms=1)

        assert reactions.run_clock(desk.services) == {"rate": 1}
        assert reactions.run_clock(desk.services) == {}

        assert types(desk, ticket)[-1] is EventType.RATING_REQUESTED
        assert now(desk, ticket).timers.keys() == {"close"}, "and it will still be closed"

    def test_customers_see_when_a_solved_ticket_will_close(self, desk: Desk) -> None:
        ticket = solved(desk)
        closes = get(CARLA, f"/v1/tickets/{ticket.id}").json["closes_at"]
        assert closes is not None
        assert get(CARLA, "/v1/tickets").json["items"][0]["closes_at"] == closes

    def test_rating_is_requested_once_when_another_reply_follows_the_solution(self, desk: Desk) -> None:
        ticket = solved(desk)
        desk.clock.advance(days=1)
        reactions.run_clock(desk.services)
        makers.replied(desk.services, now(desk, ticket), body="One more thing.")
        desk.clock.advance(days=2)

        assert reactions.run_clock(desk.services) == {"not_due": 1}
        assert types(desk, ticket).count(EventType.RATING_REQUESTED) == 1
        assert reactions.run_clock(desk.services) == {}, "nor looked at every minute"

    def test_rating_is_requested_for_each_solution(self, desk: Desk) -> None:
        ticket = solved(desk)
        for _ in range(2):
            desk.clock.advance(days=1)
            reactions.run_clock(desk.services)
            makers.answered(desk.services, ticket, body="Not yet.")
            desk.clock.advance(hours=1)
            makers.replied(desk.services, now(desk, ticket), status=Status.SOLVED)
        assert types(desk, ticket).count(EventType.RATING_REQUESTED) == 2

    def test_rating_is_not_requested_without_a_reply_by_an_agent(self, desk: Desk) -> None:
        ticket = makers.with_status(desk.services, makers.a_ticket(desk.services), Status.SOLVED, by=CARLA)
        desk.clock.advance(days=2)
        assert reactions.run_clock(desk.services) == {"not_due": 1}
        assert reactions.run_clock(desk.services) == {}
        assert now(desk, ticket) == ticket.model_copy(update={"timers": now(desk, ticket).timers})
        assert now(desk, ticket).timers.keys() == {"close"}

    def test_rating_is_not_requested_for_reopened_rated_or_unanswered_tickets(self, desk: Desk) -> None:
        again, rated = solved(desk), solved(desk)
        makers.answered(desk.services, again, body="It is back.")
        rate(rated, 5)
        unanswered = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.PENDING)
        for _ in range(12):
            desk.clock.advance(days=1)
            if reactions.run_clock(desk.services).get("last_notice"):
                makers.last_notice_left(desk.services, unanswered.number)
        assert now(desk, unanswered).status is Status.CLOSED
        for ticket in (again, rated, unanswered):
            assert EventType.RATING_REQUESTED not in types(desk, ticket)

    def test_rating_is_not_requested_from_an_unverified_sender(self, desk: Desk) -> None:
        ticket = solved(desk).model_copy(update={"unverified": True})
        newest = tickets_store.events_after(desk.services, ticket.number, 0)[::-1]
        assert not feedback_rules.may_request(ticket, newest)
        assert feedback_rules.may_request(ticket.model_copy(update={"unverified": False}), newest)


class TestRating:
    def test_rating_credits_the_last_replier_and_not_the_assignee(self, desk: Desk) -> None:
        ticket = makers.replied(desk.services, makers.a_ticket(desk.services), by=ALAN, status=Status.SOLVED)
        answer = rate(ticket, 4, comment="Quick and kind")

        assert answer.status == 200
        assert (answer.json["rating"]["score"], answer.json["rating"]["agent"]) == (4, None)
        assert answer.json["allowed"]["rate"] is False
        seen = get(ADA, f"/v1/tickets/{ticket.id}").json["rating"]
        assert seen["agent"] == {"id": "alan", "name": "Alan"}
        event = tickets_store.events_after(desk.services, ticket.number, ticket.version)[-1]
        assert event.type is EventType.TICKET_RATED
        assert event.data == Rated(score=4, rated_agent="alan", body="Quick and kind")
        assert now(desk, ticket).status is Status.SOLVED
        assert now(desk, ticket).timers.keys() == {"close"}

    def test_rating_without_a_reply_credits_no_agent(self, desk: Desk) -> None:
        ticket = makers.with_status(desk.services, makers.a_ticket(desk.services), Status.SOLVED, by=CARLA)
        assert rate(ticket, 5).status == 200
        assert get(ADA, f"/v1/tickets/{ticket.id}").json["rating"]["agent"] is None

    def test_rating_credits_no_agent_for_an_undone_reply(self, desk: Desk) -> None:
        configuration_actions.replace_all(desk.services, SHOP.model_copy(update={"undo_send_s": 10}))
        ticket = makers.replied(desk.services, makers.a_ticket(desk.services), by=ALAN)
        desk.clock.advance(minutes=1)
        later = makers.replied(desk.services, now(desk, ticket), by=ADA, status=Status.SOLVED)
        undo.withdraw(desk.services, ADA, ticket.id, f"{ticket.id}-{later.version}")
        makers.with_status(desk.services, now(desk, ticket), Status.SOLVED)
        rate(ticket, 5)
        assert tickets_store.events_after(desk.services, ticket.number, 4)[-1].data == Rated(
            score=5, rated_agent="alan"
        )

    def test_rating_and_comment_are_shown_to_customer_and_agent(self, desk: Desk) -> None:
        ticket = solved(desk)
        rate(ticket, 5, comment="Thank **you**")
        for reader in (CARLA, ADA):
            event = get(reader, f"/v1/tickets/{ticket.id}/timeline").json["items"][-1]
            assert (event["type"], event["score"], event["body"]) == ("TicketRated", 5, "Thank **you**")

    def test_each_solution_can_be_rated_once(self, desk: Desk) -> None:
        ticket = solved(desk)
        assert rate(ticket, 4).status == 200
        assert rate(ticket, 5).status == 409
        desk.clock.advance(hours=1)
        makers.answered(desk.services, ticket, body="It is back.")
        assert rate(ticket, 1).status == 409, "open again"
        makers.replied(desk.services, now(desk, ticket), status=Status.SOLVED)
        assert rate(ticket, 3).status == 200

    def test_ticket_closed_as_solved_can_be_rated_and_one_closed_unanswered_cannot(self, desk: Desk) -> None:
        ticket = solved(desk)
        silent = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.PENDING)
        for _ in range(15):
            desk.clock.advance(days=1)
            if reactions.run_clock(desk.services).get("last_notice"):
                makers.last_notice_left(desk.services, silent.number)
        assert {now(desk, each).status for each in (ticket, silent)} == {Status.CLOSED}
        assert get(CARLA, f"/v1/tickets/{ticket.id}").json["allowed"]["rate"] is True
        assert (rate(ticket, 5).status, rate(ticket, 5).status, rate(silent, 5).status) == (200, 409, 409)

    def test_only_the_requester_can_rate_a_ticket(self, desk: Desk) -> None:
        ticket = solved(desk)
        tried = [post(who, f"/v1/tickets/{ticket.id}/rating", {"score": 5}).status for who in (MALLORY, ADA, LENA)]
        assert tried == [404, 403, 403]

    def test_unseen_rating_holds_back_a_reply(self, desk: Desk) -> None:
        ticket = solved(desk)
        rate(ticket, 3, comment="It took long")
        answer = post(ADA, f"/v1/tickets/{ticket.id}/messages", {"body": "Bye"}, If_Match=f'"{ticket.version}"')
        assert (answer.status, answer.json["unseen"][0]["score"]) == (409, 3)


class TestRecovery:
    @pytest.mark.parametrize("score", [1, 2])
    def test_low_score_reopens_a_solved_ticket(self, desk: Desk, score: int) -> None:
        ticket = solved(desk)

        assert rate(ticket, score).json["status"] == "open"

        after = now(desk, ticket)
        assert (after.priority, after.tags) == (Priority.HIGH, frozenset({"recovery"}))
        assert after.reason is not None
        assert (after.reason.rule, after.reason.facts) == ("low_rating", {"score": score})
        assert types(desk, ticket)[-3:] == [
            EventType.TICKET_RATED,
            EventType.TICKET_CHANGED,
            EventType.TICKET_REOPENED,
        ]
        assert after.waiting_since == desk.clock.now()
        assert after.timers == {}

    def test_low_rating_reopens_the_ticket_with_its_assignee_and_keeps_it_urgent(self, desk: Desk) -> None:
        ticket = makers.assigned(desk.services, makers.a_ticket(desk.services))
        urgent = ticket.model_copy(update={"priority": Priority.URGENT})
        assert feedback_rules.recovery_fields(urgent)["priority"] is Priority.URGENT
        ticket = makers.replied(desk.services, ticket, status=Status.SOLVED)
        rate(ticket, 1)
        assert now(desk, ticket).holder == ("orders", "ada")

    def test_score_of_three_does_not_reopen_the_ticket(self, desk: Desk) -> None:
        ticket = solved(desk)
        assert rate(ticket, 3).json["status"] == "solved"

    def test_low_score_of_a_closed_ticket_creates_a_follow_up(self, desk: Desk) -> None:
        ticket = solved(desk)
        for _ in range(15):
            desk.clock.advance(days=1)
            if reactions.run_clock(desk.services).get("last_notice"):
                makers.last_notice_left(desk.services, ticket.number)

        assert rate(ticket, 1, comment="Broken again").status == 200

        old = now(desk, ticket)
        ((number, kind),) = old.links.items()
        assert (old.status, kind) == (Status.CLOSED, LinkKind.FOLLOW_UP)
        new = queries.load_ticket(desk.services, int(number))
        assert (new.status, new.priority, new.tags, new.team) == (
            Status.NEW,
            Priority.HIGH,
            frozenset({"recovery"}),
            ticket.team,
        )
        assert new.links == {ticket.id: LinkKind.FOLLOW_UP_OF}
        assert get(CARLA, f"/v1/tickets/{number}").status == 200
        assert get(ADA, f"/v1/tickets/{number}").json["reason"]["text"].endswith("1 of 5")
