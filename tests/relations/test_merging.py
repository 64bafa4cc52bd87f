"""Merging and taking apart again: one timeline, two numbers that both stay valid, and no reader who sees too much."""

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Team
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import timeline
from chalicelib.conversation.forms import NewMessage, NewNote, TimelineQuery
from chalicelib.people.model import Caller
from chalicelib.plumbing.errors import Conflict, Invalid, NotFound, VersionMismatch, VersionRequired
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations_actions
from chalicelib.relations import rules as relations_rules
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import index as tickets_index
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import OutOfQueue, Status, Ticket
from chalicelib.triage import followers
from tests import makers
from tests.cast import ADA, ALAN, CARLA, MALLORY
from tests.client import call, get, post
from tests.conftest import SHOP, Desk


def merged(services: Services, joined: Ticket, into: Ticket) -> Ticket:
    """The part, merged as the two are now."""
    joined = tickets_transaction.ticket_for(services, ADA, joined.id)
    return relations_actions.merge(services, ADA, joined.id, into.id, joined.version).ticket


def now(services: Services, ticket: Ticket) -> Ticket:
    return tickets_transaction.ticket_for(services, ADA, ticket.id)


def bodies(services: Services, ticket: Ticket, *, by: Caller = ADA) -> list[str]:
    page = timeline.timeline_page(services, by, ticket.id, TimelineQuery(limit=100))
    return [event.body for event in page.events if event.body]


@pytest.fixture
def one(services: Services) -> Ticket:
    return makers.a_ticket(services, body="First")


@pytest.fixture
def two(desk: Desk, one: Ticket) -> Ticket:
    desk.clock.advance(minutes=5)
    return makers.a_ticket(desk.services, body=f"Second, after {one.id}")


class TestMerge:
    def test_target_shows_both_timelines_in_order_of_time(self, desk: Desk, one: Ticket, two: Ticket) -> None:
        desk.clock.advance(minutes=5)
        makers.answered(desk.services, one, body="Third")
        merged(desk.services, one, two)
        desk.clock.advance(minutes=5)
        makers.answered(desk.services, two, body="Fourth")

        assert bodies(desk.services, two) == ["First", "Second, after 10001", "Third", "Fourth"]
        assert bodies(desk.services, two, by=CARLA) == ["First", "Second, after 10001", "Third", "Fourth"]
        assert bodies(desk.services, one) == ["First", "Third"]

    def test_joined_keeps_its_number_and_points_to_the_target(
        self, services: Services, one: Ticket, two: Ticket
    ) -> None:
        joined = merged(services, one, two)

        assert (joined.merged_into, joined.out_of_queue, joined.status) == (
            two.number,
            OutOfQueue.MERGED,
            Status.NEW,
        )
        assert now(services, two).merged_from == {one.id: joined.version}
        assert [row["number"] for row in tickets_index.queue_rows(services, "orders", "new", 10, None)] == [two.number]
        assert tickets_actions.unassigned_ticket_numbers(services, "orders", 10) == [two.number]

    def test_customer_reply_to_a_joined_goes_to_the_target(self, services: Services, one: Ticket, two: Ticket) -> None:
        merged(services, one, two)

        result = conversation_actions.add_message(services, CARLA, one.id, NewMessage(body="Any news?"), None)

        assert result.ticket.number == two.number
        assert result.events[0].id == f"{two.id}-{result.ticket.version}"

    def test_reply_to_a_ticket_merged_several_times_goes_to_the_last_target(
        self, services: Services, one: Ticket, two: Ticket
    ) -> None:
        three = makers.a_ticket(services, body="Last")
        merged(services, one, two)
        merged(services, two, three)

        result = conversation_actions.add_message(services, CARLA, one.id, NewMessage(body="Any news?"), None)

        assert result.ticket.number == three.number
        assert now(services, three).merged_from.keys() == {one.id, two.id}
        assert bodies(services, three) == ["First", "Second, after 10001", "Last", "Any news?"]

    def test_agents_cannot_reply_to_a_joined(self, services: Services, one: Ticket, two: Ticket) -> None:
        joined = merged(services, one, two)

        for action in (
            lambda: makers.replied(services, joined),
            lambda: makers.with_status(services, joined, Status.SOLVED),
            lambda: conversation_actions.add_note(services, ADA, joined.id, NewNote(body="x")),
        ):
            with pytest.raises(Conflict, match=f"#{two.number}") as refused:
                action()
            assert refused.value.facts["merged_into"] == two.id

    def test_solved_target_reopens_with_the_waiting_time_of_the_joined(
        self, services: Services, one: Ticket, two: Ticket
    ) -> None:
        solved = makers.replied(services, two, status=Status.SOLVED)
        merged(services, one, solved)

        survivor = now(services, two)
        assert (survivor.status, survivor.waiting_since, survivor.timers) == (Status.OPEN, one.waiting_since, {})

    def test_target_takes_over_the_assignee_of_the_joined(self, services: Services, one: Ticket, two: Ticket) -> None:
        merged(services, makers.assigned(services, one), two)

        assert now(services, two).holder == ("orders", "ada")
        assert now(services, one).holder is None

    def test_followers_of_a_joined_follow_the_target(self, services: Services, one: Ticket, two: Ticket) -> None:
        followers.follow(services, ALAN, one.id, "alan")
        merged(services, one, two)

        assert now(services, two).followers == {"alan"}
        assert (two.number, True) in {
            (number, True) for _, number in tickets_index.numbers_followed_by(services, "alan", 10, None)
        }

    def test_both_tickets_record_who_merged_them(self, services: Services, one: Ticket, two: Ticket) -> None:
        merged(services, one, two)

        for ticket, type_, other in ((one, "TicketMerged", two), (two, "MergeReceived", one)):
            last = get(ADA, f"/v1/tickets/{ticket.id}/timeline?order=desc").json["items"][0]
            assert (last["type"], last["other"], last["by"]["name"]) == (type_, other.id, "Ada")


class TestOtherCustomersTicket:
    @pytest.fixture
    def hers(self, services: Services, one: Ticket) -> Ticket:
        """Mallory's, merged into Carla's."""
        return merged(services, makers.a_ticket(services, by=MALLORY, body="Mine too"), one)

    def test_each_customer_sees_only_their_own_joined(self, services: Services, one: Ticket, hers: Ticket) -> None:
        assert bodies(services, one) == ["First", "Mine too"]
        assert bodies(services, one, by=CARLA) == ["First"]
        assert bodies(services, hers, by=MALLORY) == ["Mine too"]
        assert get(MALLORY, f"/v1/tickets/{one.id}").status == 404
        assert get(MALLORY, f"/v1/tickets/{hers.id}").json["merged_into"] is None
        assert one.id not in get(MALLORY, f"/v1/tickets/{hers.id}/timeline").text.replace(hers.id, "")

    def test_reply_to_another_customers_joined_is_shown_in_the_target_to_agents_only(
        self, services: Services, one: Ticket, hers: Ticket
    ) -> None:
        solved = makers.replied(services, now(services, one), status=Status.SOLVED)

        result = conversation_actions.add_message(services, MALLORY, hers.id, NewMessage(body="Still broken"), None)

        assert result.ticket.number == hers.number
        survivor = now(services, one)
        assert (survivor.version, survivor.status) == (solved.version + 1, Status.OPEN)
        assert "Still broken" in bodies(services, one)
        assert bodies(services, one).count("Still broken") == 1
        assert "Still broken" not in bodies(services, one, by=CARLA)
        assert bodies(services, hers, by=MALLORY) == ["Mine too", "Still broken"]

    def test_unseen_reply_to_a_joined_holds_back_the_agents_reply(
        self, services: Services, one: Ticket, hers: Ticket
    ) -> None:
        seen = now(services, one)
        conversation_actions.add_message(services, MALLORY, hers.id, NewMessage(body="Still broken"), None)

        with pytest.raises(Conflict) as held:
            makers.replied(services, seen)
        assert [event.type for event in held.value.facts["unseen"]] == [EventType.MERGED_TICKET_REPLIED]

    def test_agent_can_reply_to_both_customers_at_once(self, services: Services, one: Ticket, hers: Ticket) -> None:
        message = NewMessage(body="Sorry to both of you.", copy_to=[hers.id])
        conversation_actions.add_message(services, ADA, one.id, message, now(services, one).version)

        assert bodies(services, one, by=CARLA)[-1] == bodies(services, hers, by=MALLORY)[-1] == "Sorry to both of you."
        assert bodies(services, one).count("Sorry to both of you.") == 1

    def test_reply_cannot_be_copied_to_an_unrelated_ticket(self, services: Services, one: Ticket, two: Ticket) -> None:
        with pytest.raises(Invalid, match="did not validate"):
            conversation_actions.add_message(services, ADA, one.id, NewMessage(body="x", copy_to=[two.id]), one.version)

    def test_customer_of_a_joined_sees_the_status_of_the_target(
        self, services: Services, one: Ticket, hers: Ticket
    ) -> None:
        makers.replied(services, now(services, one), status=Status.ON_HOLD)

        assert get(MALLORY, f"/v1/tickets/{hers.id}").json["status"] == "on_hold"


class TestUnmerge:
    def test_unmerging_restores_both_tickets_and_keeps_later_messages(
        self, services: Services, one: Ticket, two: Ticket
    ) -> None:
        joined = merged(services, one, two)
        makers.answered(services, two, body="Meanwhile")

        back = relations_actions.unmerge(services, ADA, one.id, joined.version).ticket

        assert (back.merged_into, back.place, back.status) == (None, "new", Status.NEW)
        assert now(services, two).merged_from == {}
        assert bodies(services, one) == ["First"]
        assert bodies(services, two) == ["Second, after 10001", "Meanwhile"]
        assert tickets_actions.unassigned_ticket_numbers(services, "orders", 10) == [one.number, two.number]

    def test_unmerging_takes_tickets_merged_earlier_along(self, services: Services, one: Ticket, two: Ticket) -> None:
        three = makers.a_ticket(services, body="Last")
        merged(services, one, two)
        joined = merged(services, two, three)

        relations_actions.unmerge(services, ADA, two.id, joined.version)

        assert now(services, three).merged_from == {}
        assert now(services, two).merged_from.keys() == {one.id}
        assert bodies(services, two) == ["First", "Second, after 10001"]

    def test_unmerging_a_nested_ticket_removes_it_from_all_targets(
        self, services: Services, one: Ticket, two: Ticket
    ) -> None:
        three = makers.a_ticket(services, body="Last")
        joined = merged(services, one, two)
        merged(services, two, three)

        relations_actions.unmerge(services, ADA, one.id, joined.version)

        assert now(services, two).merged_from == {}
        assert now(services, three).merged_from.keys() == {two.id}

    def test_ticket_that_is_not_merged_cannot_be_unmerged(self, services: Services, one: Ticket) -> None:
        with pytest.raises(Conflict, match="not merged"):
            relations_actions.unmerge(services, ADA, one.id, one.version)

    def test_unjoined_can_be_merged_again(self, services: Services, one: Ticket, two: Ticket) -> None:
        joined = merged(services, one, two)
        relations_actions.unmerge(services, ADA, one.id, joined.version)
        merged(services, two, one)

        assert bodies(services, one) == ["First", "Second, after 10001"]


class TestAfterUnmerge:
    """How a ticket stands when it is taken out again, by what happened in the survivor meanwhile."""

    def back(self, desk: Desk, joined: Ticket) -> Ticket:
        desk.clock.advance(minutes=1)
        return relations_actions.unmerge(desk.services, ADA, joined.id, now(desk.services, joined).version).ticket

    @pytest.fixture
    def survivor(self, desk: Desk, one: Ticket, two: Ticket) -> Ticket:
        desk.clock.advance(minutes=1)
        merged(desk.services, one, two)
        desk.clock.advance(minutes=1)
        return now(desk.services, two)

    def test_ticket_is_unmerged_as_new_without_a_reply_meanwhile(
        self, desk: Desk, one: Ticket, survivor: Ticket
    ) -> None:
        makers.answered(desk.services, survivor)

        after = self.back(desk, one)

        assert (after.status, after.waiting_since) == (Status.NEW, one.waiting_since)

    @pytest.mark.parametrize(
        ("chosen", "status"),
        [
            (None, Status.OPEN),
            (Status.PENDING, Status.PENDING),
            (Status.ON_HOLD, Status.ON_HOLD),
            (Status.SOLVED, Status.SOLVED),
        ],
    )
    def test_ticket_is_unmerged_as_answered_after_a_reply_in_the_target(
        self, desk: Desk, one: Ticket, survivor: Ticket, chosen: Status | None, status: Status
    ) -> None:
        makers.replied(desk.services, survivor, status=chosen)

        after = self.back(desk, one)

        assert (after.status, after.waiting_since) == (status, None)
        assert bool(after.timers) is (status in {Status.PENDING, Status.SOLVED})

    def test_ticket_is_unmerged_as_solved_after_the_target_was_solved_without_a_reply(
        self, desk: Desk, one: Ticket, survivor: Ticket
    ) -> None:
        makers.with_status(desk.services, survivor, Status.SOLVED)

        after = self.back(desk, one)

        assert (after.status, after.waiting_since) == (Status.SOLVED, None)

    def test_ticket_is_unmerged_as_waiting_since_the_customers_last_message(
        self, desk: Desk, one: Ticket, survivor: Ticket
    ) -> None:
        answered = makers.replied(desk.services, survivor)
        desk.clock.advance(minutes=1)
        written_at = desk.clock.now()
        makers.answered(desk.services, answered)

        after = self.back(desk, one)

        assert (after.status, after.waiting_since) == (Status.OPEN, written_at)

    def test_ticket_is_unmerged_as_solved_after_the_target_was_closed(
        self, desk: Desk, one: Ticket, survivor: Ticket
    ) -> None:
        makers.closed(desk.services, makers.replied(desk.services, survivor, status=Status.PENDING))

        assert self.back(desk, one).status is Status.SOLVED

    def test_reply_in_the_target_counts_only_for_customers_who_received_it(self, desk: Desk, one: Ticket) -> None:
        services = desk.services
        hers, deaf = (makers.a_ticket(services, by=MALLORY) for _ in range(2))
        desk.clock.advance(minutes=1)
        for joined in (hers, deaf):
            merged(services, joined, one)
        desk.clock.advance(minutes=1)
        survivor = now(services, one)
        message = NewMessage.model_validate({"body": "Done.", "status": "solved", "copy_to": [hers.id]})
        conversation_actions.add_message(services, ADA, one.id, message, survivor.version)

        got, waits = self.back(desk, hers), self.back(desk, deaf)

        assert (got.status, got.waiting_since) == (Status.SOLVED, None)
        assert (waits.status, waits.waiting_since) == (Status.NEW, deaf.waiting_since)

    def test_customer_who_wrote_while_merged_is_waiting_after_unmerging(self, desk: Desk, one: Ticket) -> None:
        services = desk.services
        hers = makers.replied(services, makers.a_ticket(services, by=MALLORY), status=Status.PENDING)
        desk.clock.advance(minutes=1)
        merged(services, hers, one)
        desk.clock.advance(minutes=1)
        written_at = desk.clock.now()
        makers.answered(services, hers, by=MALLORY)

        after = self.back(desk, hers)

        assert (after.status, after.waiting_since) == (Status.OPEN, written_at)


class TestRefusedMerges:
    def test_ticket_cannot_be_merged_into_itself(self, services: Services, one: Ticket) -> None:
        with pytest.raises(Invalid):
            merged(services, one, one)

    def test_tickets_cannot_be_merged_in_a_circle(self, services: Services, one: Ticket, two: Ticket) -> None:
        merged(services, one, two)

        with pytest.raises(Conflict, match="itself merged"):
            relations_actions.merge(services, ADA, two.id, one.id, now(services, two).version)

    @pytest.mark.parametrize("into", ["99999", "0", "x"])
    def test_merging_into_an_unknown_ticket_is_refused(self, services: Services, one: Ticket, into: str) -> None:
        with pytest.raises(Invalid) as refused:
            relations_actions.merge(services, ADA, one.id, into, one.version)
        assert refused.value.facts["errors"][0]["pointer"] == "/into"

    def test_merging_into_a_hidden_ticket_is_refused(self, services: Services, one: Ticket) -> None:
        hidden = Team(id="billing", name="Billing", open=False)
        teams = tuple(hidden if team.id == "billing" else team for team in SHOP.teams)
        configuration_actions.replace_all(services, SHOP.model_copy(update={"teams": teams}))
        secret = makers.a_ticket(services, by=MALLORY, category="refund")

        with pytest.raises(Invalid):
            relations_actions.merge(services, ADA, one.id, secret.id, one.version)
        with pytest.raises(NotFound):
            relations_actions.merge(services, ADA, secret.id, one.id, secret.version)

    def test_closed_tickets_cannot_be_merged(self, services: Services, one: Ticket, two: Ticket) -> None:
        closed = makers.closed(services, one)

        with pytest.raises(Conflict):
            relations_actions.merge(services, ADA, two.id, closed.id, two.version)
        with pytest.raises(Conflict):
            relations_actions.merge(services, ADA, closed.id, two.id, closed.version)

    def test_at_most_twenty_tickets_can_be_merged_into_one(self, services: Services, one: Ticket) -> None:
        for _ in range(relations_rules.MAX_MERGED):
            merged(services, makers.a_ticket(services), one)

        with pytest.raises(Conflict, match="At most 20"):
            merged(services, makers.a_ticket(services), one)
        assert len(bodies(services, one)) == relations_rules.MAX_MERGED + 1

    def test_merging_needs_the_current_version(self, services: Services, one: Ticket, two: Ticket) -> None:
        with pytest.raises(VersionRequired):
            relations_actions.merge(services, ADA, one.id, two.id, None)
        with pytest.raises(VersionMismatch):
            relations_actions.merge(services, ADA, one.id, two.id, one.version + 1)


def test_merge_routes_check_version_role_and_body(one: Ticket, two: Ticket) -> None:
    path = f"/v1/tickets/{one.id}/merge"

    assert post(ADA, path, {"into": two.id}).status == 428
    answer = post(ADA, path, {"into": two.id}, If_Match='"1"')
    assert (answer.status, answer.json["merged_into"], answer.headers["ETag"]) == (200, two.id, '"2"')
    assert answer.json["allowed"] == {"reply": False, "note": False, "change": False, "rate": False, "statuses": []}
    assert get(ADA, f"/v1/tickets/{two.id}").json["merged_from"] == [one.id]
    assert get(CARLA, f"/v1/tickets/{one.id}").json["merged_into"] == two.id
    assert call(ADA, "DELETE", path, headers={"If-Match": '"2"'}).json["merged_into"] is None
    assert post(CARLA, path, {"into": two.id}, If_Match='"3"').status == 403
    assert post(ADA, path, {"into": two.id, "notify": True}, If_Match='"3"').status == 422


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_merged_timeline_pages_show_each_event_once(desk: Desk, order: str, limit: int) -> None:
    services = desk.services
    tickets = [makers.a_ticket(services, body=f"T{n}") for n in range(3)]
    for n in range(9):
        desk.clock.advance(minutes=1)
        makers.answered(services, tickets[n % 3], body=f"M{n}")
    merged(services, tickets[0], tickets[2])
    merged(services, tickets[1], tickets[2])
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        page = get(
            ADA,
            f"/v1/tickets/{tickets[2].id}/timeline?limit={limit}&order={order}"
            + (f"&cursor={cursor}" if cursor else ""),
        )
        found += [item["body"] for item in page.json["items"] if item["body"]]
        cursor = page.json["next"]

    expected = ["T0", "T1", "T2", *(f"M{n}" for n in range(9))]
    assert found == (expected if order == "asc" else expected[::-1])
