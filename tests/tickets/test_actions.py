"""What people do with tickets, on real tables in process."""

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage, NewNote
from chalicelib.people.model import Caller
from chalicelib.plumbing.errors import Conflict, Invalid, NotAllowed, NotFound, VersionMismatch, VersionRequired
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import Status
from tests import makers
from tests.cast import ADA, ALAN, BORIS, CARLA, LENA, MALLORY, ROOT
from tests.conftest import Desk
from tests.doubles import FrozenClock

NEW = NewTicket(subject="Where is my parcel?", body="It was due on Friday.", category="delivery")


def once(key: str, body: bytes = b"{}") -> IdempotencyKey:
    return IdempotencyKey.of(key, body, "carla", "POST", "/v1/tickets")


class TestCreate:
    def test_the_category_decides_the_team(self, services: Services) -> None:
        assert makers.a_ticket(services, category="refund").team == "billing"

    @pytest.mark.parametrize("category", [None, "no-such-thing"])
    def test_no_or_an_unknown_category_leads_to_the_default_team(
        self, services: Services, category: str | None
    ) -> None:
        ticket = makers.a_ticket(services, category=category)

        assert (ticket.team, ticket.category) == ("support", "other")

    def test_ticket_and_first_event_lie_in_the_table_together(self, services: Services) -> None:
        ticket = makers.a_ticket(services, body="Help!")

        read, events = tickets_store.load_with_timeline(services, ticket.number, 10, internal=True)

        assert read == ticket
        assert [(event.rev, event.type, event.body) for event in events or ()] == [
            (1, EventType.TICKET_CREATED, "Help!")
        ]

    def test_ticket_numbers_are_consecutive(self, services: Services) -> None:
        first, second = makers.a_ticket(services), makers.a_ticket(services)

        assert (first.number, second.number) == (10_001, 10_002)

    def test_repeated_request_with_one_key_creates_one_ticket(self, services: Services) -> None:
        first = tickets_actions.create(services, CARLA, NEW, once("k"))
        second = tickets_actions.create(services, CARLA, NEW, once("k"))

        assert not first.replayed
        assert second.replayed
        assert second.ticket.id == first.ticket.id

    def test_key_with_another_body_is_refused_and_creates_nothing(self, services: Services) -> None:
        tickets_actions.create(services, CARLA, NEW, once("k", b"one"))

        with pytest.raises(Invalid, match="another request"):
            tickets_actions.create(services, CARLA, NEW, once("k", b"two"))

        assert tickets_store.find(services, 10_002) is None

    def test_expired_key_can_be_used_again_before_its_item_is_deleted(
        self, services: Services, clock: FrozenClock
    ) -> None:
        first = tickets_actions.create(services, CARLA, NEW, once("k"))
        clock.advance(days=3)

        assert tickets_actions.create(services, CARLA, NEW, once("k")).ticket.id != first.ticket.id

    def test_agent_can_create_a_ticket_for_a_customer(self, services: Services) -> None:
        new = NewTicket.model_validate({**NEW.model_dump(), "requester": {"email": "new@example.com", "name": "Nina"}})

        ticket = tickets_actions.create(services, ADA, new).ticket

        assert (ticket.requester_email, ticket.requester_name) == ("new@example.com", "Nina")


class TestAccess:
    @pytest.mark.parametrize("caller", [CARLA, ADA, BORIS, LENA, ROOT])
    def test_ticket_is_visible_to_the_requester_and_every_agent(self, services: Services, caller: Caller) -> None:
        ticket = makers.a_ticket(services)

        assert tickets_transaction.ticket_for(services, caller, ticket.id) == ticket

    def test_hidden_ticket_looks_like_a_missing_one(self, services: Services) -> None:
        ticket = makers.a_ticket(services)

        with pytest.raises(NotFound) as hidden:
            tickets_transaction.ticket_for(services, MALLORY, ticket.id)
        with pytest.raises(NotFound) as missing:
            tickets_transaction.ticket_for(services, MALLORY, "99999")

        assert (hidden.value.detail, hidden.value.facts) == (missing.value.detail, missing.value.facts)

    @pytest.mark.parametrize("ticket_id", ["", "0", "-1", "01", "1e3", "T#1", "../1", "1" * 20, "٣"])
    def test_a_malformed_id_is_a_missing_ticket(self, services: Services, ticket_id: str) -> None:
        with pytest.raises(NotFound):
            tickets_transaction.ticket_for(services, ADA, ticket_id)


class TestMessages:
    def test_the_first_public_message_of_an_agent_opens_a_new_ticket(self, services: Services) -> None:
        assert makers.replied(services, makers.a_ticket(services)).status is Status.OPEN

    def test_a_reply_and_a_status_are_one_event(self, services: Services) -> None:
        ticket = makers.replied(services, makers.a_ticket(services), status=Status.PENDING)

        event = tickets_store.events_after(services, ticket.number, 1)[-1]

        assert event.type is EventType.AGENT_REPLIED
        assert event.changes["status"] == ("new", "pending")

    @pytest.mark.parametrize("status", [Status.PENDING, Status.ON_HOLD, Status.SOLVED])
    def test_customer_message_reopens_a_pending_ticket(self, services: Services, status: Status) -> None:
        ticket = makers.replied(services, makers.a_ticket(services), status=status)

        after = makers.answered(services, ticket)

        assert after.status is Status.OPEN
        assert after.timers == {}

    def test_a_customers_message_leaves_a_new_ticket_new(self, services: Services) -> None:
        assert makers.answered(services, makers.a_ticket(services)).status is Status.NEW

    def test_waiting_counts_from_the_first_unanswered_message(self, services: Services, clock: FrozenClock) -> None:
        ticket = makers.replied(services, makers.a_ticket(services))
        clock.advance(hours=1)
        asked_at = clock.now()
        makers.answered(services, ticket)
        clock.advance(hours=1)

        assert makers.answered(services, ticket).waiting_since == asked_at

    def test_reply_of_an_agent_is_refused_with_unseen_messages(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        makers.replied(services, ticket, by=ALAN, body="I have this.")

        with pytest.raises(Conflict) as held:
            makers.replied(services, ticket, by=ADA, body="Me too.")

        assert [event.body for event in held.value.facts["unseen"]] == ["I have this."]
        assert held.value.facts["version"] == 2

    def test_unseen_note_holds_back_a_reply(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        conversation_actions.add_note(services, ALAN, ticket.id, NewNote(body="She called."))

        with pytest.raises(Conflict):
            makers.replied(services, ticket, by=ADA)

    def test_unseen_change_without_text_does_not_hold_back_a_reply(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        tickets_actions.change(services, ALAN, ticket.id, TicketChange.model_validate({"priority": "high"}), 1)

        assert makers.replied(services, ticket, by=ADA).version == 3

    def test_held_back_reply_can_be_sent_with_the_current_version(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        makers.replied(services, ticket, by=ALAN)

        result = conversation_actions.add_message(services, ADA, ticket.id, NewMessage(body="And also:"), 2)

        assert result.ticket.version == 3

    def test_reply_of_an_agent_needs_a_version(self, services: Services) -> None:
        ticket = makers.a_ticket(services)

        with pytest.raises(VersionRequired):
            conversation_actions.add_message(services, ADA, ticket.id, NewMessage(body="Hello"), None)

    def test_a_version_from_the_future_is_out_of_date(self, services: Services) -> None:
        ticket = makers.a_ticket(services)

        with pytest.raises(VersionMismatch):
            conversation_actions.add_message(services, ADA, ticket.id, NewMessage(body="Hello"), 7)

    def test_repeated_reply_with_one_key_is_replayed(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        key = IdempotencyKey.of("k", b"x", "ada", "POST", "messages")
        first = conversation_actions.add_message(services, ADA, ticket.id, NewMessage(body="Hello"), 1, key)

        second = conversation_actions.add_message(services, ADA, ticket.id, NewMessage(body="Hello"), 1, key)

        assert second.replayed
        assert second.events == first.events

    def test_a_closed_ticket_takes_no_message_of_an_agent(self, services: Services) -> None:
        ticket = makers.closed(services, makers.a_ticket(services))

        with pytest.raises(Conflict, match="closed"):
            makers.replied(services, ticket)

    def test_an_agent_speaks_as_customer_on_a_ticket_of_their_own(self, services: Services) -> None:
        ticket = makers.replied(services, makers.a_ticket(services, by=ADA), by=ALAN, status=Status.PENDING)

        after = makers.answered(services, ticket, by=ADA)

        assert after.status is Status.OPEN


class TestChanges:
    def test_change_to_current_values_writes_nothing(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        desk.meter.reset()

        same = TicketChange.model_validate({"priority": "normal", "tags": []})
        result = tickets_actions.change(desk.services, ADA, ticket.id, same, 1)

        assert (result.ticket.version, result.events, desk.meter.spent.writes) == (1, (), 0)

    def test_an_old_version_is_refused_with_the_ticket_as_it_is(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        now = makers.with_status(services, ticket, Status.OPEN)

        with pytest.raises(VersionMismatch) as refused:
            makers.with_status(services, ticket, Status.SOLVED)

        assert refused.value.facts["current"] == now

    def test_several_changes_are_one_transaction_with_an_event_each(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        everything = {"priority": "urgent", "assignee": None, "status": "pending", "team": "billing"}

        result = tickets_actions.change(services, ADA, ticket.id, TicketChange.model_validate(everything), 1)

        assert [event.type for event in result.events] == [EventType.TICKET_CHANGED, EventType.STATUS_CHANGED]
        assert [event.rev for event in result.events] == [2, 3]
        assert result.ticket.version == 3

    def test_change_of_team_unassigns_the_ticket(self, services: Services) -> None:
        ticket = makers.assigned(services, makers.a_ticket(services))

        change = TicketChange.model_validate({"team": "billing"})
        after = tickets_actions.change(services, ADA, ticket.id, change, ticket.version).ticket

        assert (after.team, after.assignee) == ("billing", None)

    @pytest.mark.parametrize("field", ["category", "team", "assignee"])
    def test_unknown_category_team_or_assignee_is_refused(self, services: Services, field: str) -> None:
        ticket = makers.a_ticket(services)

        with pytest.raises(Invalid) as refused:
            tickets_actions.change(services, ADA, ticket.id, TicketChange.model_validate({field: "nope"}), 1)

        assert refused.value.facts["errors"][0]["pointer"] == f"/{field}"

    @pytest.mark.parametrize("field", ["status", "priority", "subject", "category", "tags", "team"])
    def test_only_the_assignee_can_be_emptied(self, services: Services, field: str) -> None:
        ticket = makers.a_ticket(services)

        with pytest.raises(Invalid):
            tickets_actions.change(services, ADA, ticket.id, TicketChange.model_validate({field: None}), 1)

    def test_customer_solves_and_reopens_a_ticket(self, services: Services) -> None:
        solved = makers.with_status(services, makers.a_ticket(services), Status.SOLVED, by=CARLA)
        again = makers.with_status(services, solved, Status.OPEN, by=CARLA)

        assert (solved.status, again.status) == (Status.SOLVED, Status.OPEN)
        assert tickets_store.events_after(services, again.number, 2)[-1].type is EventType.TICKET_REOPENED

    def test_customer_cannot_set_a_ticket_pending(self, services: Services) -> None:
        with pytest.raises(NotAllowed):
            makers.with_status(services, makers.a_ticket(services), Status.PENDING, by=CARLA)

    def test_a_customer_cannot_open_what_is_not_solved(self, services: Services) -> None:
        with pytest.raises(Conflict):
            makers.with_status(services, makers.a_ticket(services), Status.OPEN, by=CARLA)

    def test_waiting_since_is_cleared_when_solved_and_set_when_reopened(
        self, services: Services, clock: FrozenClock
    ) -> None:
        solved = makers.with_status(services, makers.a_ticket(services), Status.SOLVED, by=CARLA)
        clock.advance(hours=2)
        again = makers.with_status(services, solved, Status.OPEN, by=CARLA)

        assert (solved.waiting_since, again.waiting_since) == (None, clock.now())
