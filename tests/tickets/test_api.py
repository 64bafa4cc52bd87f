"""Tickets over HTTP: shapes, versions, replays, and what each caller may see."""

from typing import Any

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import delivery
from chalicelib.conversation.forms import NewNote
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Caller, Role
from chalicelib.plumbing import i18n
from chalicelib.plumbing.aws.dynamo import UNCONDITIONAL
from chalicelib.plumbing.services import Services
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event_data import Delivery
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA, ALAN, CARLA, LENA, MALLORY
from tests.client import call, get, patch, post
from tests.conftest import Desk
from tests.doubles import MONDAY_MORNING

NEW = {"subject": "Where is my parcel?", "body": "It was due on Friday.", "category": "delivery"}
NINE = "2026-01-05T09:00:00.000Z"
MINE = {
    "id": "10001",
    "number": 10_001,
    "subject": "Where is my parcel?",
    "status": "new",
    "priority": "normal",
    "category": "delivery",
    "tags": [],
    "channel": "portal",
    "requester": {"id": "carla", "name": "Carla Romero"},
    "assignee": None,
    "team": {"id": "orders", "name": "Orders"},
    "version": 1,
    "created_at": NINE,
    "updated_at": NINE,
    "waiting_since": NINE,
    "closes_at": None,
    "language": "en",
    "snoozed_until": None,
    "spam": None,
    "merged_into": None,
}
TICKET = MINE | {
    "reason": None,
    "requester": {"id": "carla", "name": "Carla Romero", "email": None},
    "fields": {},
    "followers": [],
    "links": [],
    "merged_from": [],
    "rating": None,
    "unverified": False,
    "refers_to": None,
}
ALLOWED = {"reply": True, "note": False, "change": False, "rate": False}
EVENT: dict[str, Any] = {
    "ticket": "10001",
    "at": NINE,
    "changes": {},
    "reason": None,
    "attachments": [],
    "mentions": [],
    "other": None,
    "automatic": False,
    "sender": None,
    "mail": None,
    "score": None,
    "undo_until": None,
    "withdrawn": False,
    "internal": False,
    "delivery": None,
}


@pytest.fixture(autouse=True)
def _people(services: Services) -> None:
    for agent in (ADA, ALAN):
        makers.an_agent(services, agent=agent)


@pytest.fixture
def ticket(services: Services) -> Ticket:
    return makers.a_ticket(services)


class TestCreating:
    def test_new_ticket_returns_201_with_location_and_version(self) -> None:
        answer = post(CARLA, "/v1/tickets", NEW)

        assert answer.status == 201
        assert answer.json == TICKET | {"allowed": {**ALLOWED, "statuses": ["solved"]}}
        assert (answer.headers["Location"], answer.headers["ETag"]) == ("/api/v1/tickets/10001", '"1"')

    def test_replay_returns_the_ticket_in_its_current_state(self, services: Services) -> None:
        first = post(CARLA, "/v1/tickets", NEW, Idempotency_Key="k")
        makers.replied(services, tickets_transaction.ticket_for(services, ADA, first.json["id"]))

        second = post(CARLA, "/v1/tickets", NEW, Idempotency_Key="k")

        assert (second.status, second.headers["Location"]) == (201, first.headers["Location"])
        assert (second.headers["Idempotent-Replay"], "Idempotent-Replay" in first.headers) == ("true", False)
        assert (second.json["id"], second.json["status"], second.headers["ETag"]) == ("10001", "open", '"2"')

    def test_ticket_key_with_another_body_is_refused(self) -> None:
        post(CARLA, "/v1/tickets", NEW, Idempotency_Key="k")

        assert post(CARLA, "/v1/tickets", {**NEW, "body": "x"}, Idempotency_Key="k").status == 422
        assert post(MALLORY, "/v1/tickets", NEW, Idempotency_Key="k").json["id"] != "10001"

    def test_ticket_created_by_an_agent_is_in_the_customers_list(self, services: Services) -> None:
        carla = people_actions.add_person(services, CARLA.email, CARLA.name, Role.CUSTOMER, id="carla")
        answer = post(ADA, "/v1/tickets", {**NEW, "requester": {"email": carla.email}})

        assert answer.json["requester"] == {"id": "carla", "name": "Carla Romero", "email": "carla@example.com"}
        assert get(CARLA, "/v1/tickets").json["items"][0]["id"] == answer.json["id"]

    def test_former_agent_gets_no_replay_of_tickets_of_others(self) -> None:
        body = {**NEW, "requester": {"email": "somebody@example.com"}}
        post(ADA, "/v1/tickets", body, Idempotency_Key="k")
        once_an_agent = Caller(id="ada", email=ADA.email, name="Ada", role=Role.CUSTOMER)

        assert post(once_an_agent, "/v1/tickets", body, Idempotency_Key="k").status == 403

    def test_customers_create_tickets_for_themselves_only(self) -> None:
        assert post(CARLA, "/v1/tickets", {**NEW, "requester": {"email": "x@example.com"}}).status == 403

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("subject", ""),
            ("subject", " \u202e "),
            ("subject", "x" * 201),
            ("body", ""),
            ("body", "x" * 10_001),
            ("priority", "asap"),
            ("language", "english please"),
            ("category", ""),
            ("attachments", "u1"),
            ("fields", []),
            ("subject", None),
        ],
    )
    def test_invalid_ticket_field_is_refused_with_a_pointer(self, field: str, value: Any) -> None:
        answer = post(CARLA, "/v1/tickets", {**NEW, field: value})

        assert (answer.status, answer.pointers) == (422, [f"/{field}"])


SERVERS_OWN = [
    "id",
    "number",
    "requester_name",
    "requester_email",
    "created_at",
    "updated_at",
    "version",
    "channel",
    "waiting_since",
    "closes_at",
    "reason",
    "allowed",
    "assignee_name",
    "assignee_team",
    "timers",
    "status_since",
    "pk",
    "sk",
    "list_key",
    "owner_key",
    "queue_key",
    "due_key",
    "due_at",
    "due_kind",
    "silent",
    "suspended",
    "merged_at",
]


class TestMassAssignment:
    @pytest.mark.parametrize("field", [*SERVERS_OWN, "team", "assignee", "status"])
    def test_new_ticket_with_a_server_owned_field_is_refused(self, field: str) -> None:
        for who in (CARLA, ADA):
            answer = post(who, "/v1/tickets", {**NEW, field: "x"})
            assert (answer.status, answer.pointers) == (422, [f"/{field}"])

    @pytest.mark.parametrize("field", [*SERVERS_OWN, "requester", "language", "body"])
    def test_change_of_a_server_owned_ticket_field_is_refused(self, ticket: Ticket, field: str) -> None:
        for who in (CARLA, ADA):
            answer = patch(who, f"/v1/tickets/{ticket.id}", {field: "x"}, If_Match='"1"')
            assert (answer.status, answer.pointers) == (422, [f"/{field}"])

    @pytest.mark.parametrize("field", ["by", "at", "type", "rev", "internal", "changes", "id", "requester"])
    def test_message_with_a_server_owned_field_is_refused(self, ticket: Ticket, field: str) -> None:
        for kind in ("messages", "notes"):
            answer = post(ADA, f"/v1/tickets/{ticket.id}/{kind}", {"body": "x", field: "x"}, If_Match='"1"')
            assert (answer.status, answer.pointers) == (422, [f"/{field}"])

    @pytest.mark.parametrize("field", ["priority", "subject", "category", "tags", "team", "assignee"])
    def test_customer_cannot_change_fields_for_agents(self, desk: Desk, ticket: Ticket, field: str) -> None:
        desk.meter.reset()

        answer = patch(CARLA, f"/v1/tickets/{ticket.id}", {field: "x"}, If_Match='"1"')

        assert (answer.status, desk.meter.spent.trips) == (403, 0)

    @pytest.mark.parametrize("status", ["pending", "on_hold"])
    def test_customer_setting_a_status_for_agents_is_refused_before_any_read(
        self, desk: Desk, ticket: Ticket, status: str
    ) -> None:
        assert get(CARLA, "/v1/tickets").status == 200  # a warm function knows whose sign-in is not good any more
        desk.meter.reset()

        assert patch(CARLA, f"/v1/tickets/{ticket.id}", {"status": status}).status == 403
        assert desk.meter.spent.trips == 0
        assert post(CARLA, f"/v1/tickets/{ticket.id}/messages", {"body": "x", "status": status}).status == 403

    @pytest.mark.parametrize("status", ["closed", "new"])
    def test_status_closed_or_new_cannot_be_set(self, ticket: Ticket, status: str) -> None:
        for who in (CARLA, ADA, LENA):
            assert patch(who, f"/v1/tickets/{ticket.id}", {"status": status}, If_Match='"1"').status == 422


class TestReading:
    def test_agents_see_the_customers_email_and_allowed_statuses(self, ticket: Ticket) -> None:
        answer = get(ADA, f"/v1/tickets/{ticket.id}")

        assert answer.json["requester"] == {"id": "carla", "name": "Carla Romero", "email": "carla@example.com"}
        assert answer.json["allowed"] == {
            "reply": True,
            "note": True,
            "change": True,
            "rate": False,
            "statuses": ["open", "pending", "on_hold", "solved"],
        }
        assert answer.headers["ETag"] == '"1"'

    def test_list_items_lack_the_members_of_single_tickets(self, ticket: Ticket) -> None:
        assert get(CARLA, "/v1/tickets").json == {"items": [MINE], "next": None, "truncated": False}
        assert get(ADA, "/v1/tickets").json == {"items": [MINE], "next": None, "truncated": False}
        assert ticket.id == MINE["id"]

    def test_timeline_shows_an_event_with_all_members(self, ticket: Ticket) -> None:
        answer = get(CARLA, f"/v1/tickets/{ticket.id}/timeline")

        assert answer.json == {
            "items": [
                {
                    **EVENT,
                    "id": "10001-1",
                    "rev": 1,
                    "type": "TicketCreated",
                    "body": "It was due on Friday.",
                    "html": '<p dir="auto">It was due on Friday.</p>\n',
                    "by": {"id": "carla", "name": "Carla Romero", "role": "customer"},
                }
            ],
            "next": None,
        }
        assert answer.headers["ETag"] == '"1"'

    def test_reasons_come_in_the_readers_language_and_to_customers_without_loads(
        self, services: Services, ticket: Ticket
    ) -> None:
        makers.assigned(services, ticket)
        path = f"/v1/tickets/{ticket.id}"

        assert get(ADA, path).json["reason"] == {
            "rule": "least_loaded",
            "text": i18n.format_text("en", "reason-least_loaded-agent", agent="Ada", team="Orders", load=1, cap=8),
            "facts": {"team": "orders", "agent": "Ada", "load": 1, "cap": 8},
            "at": "1970-01-01T00:00:00.000Z",
        }
        text = i18n.format_text("en", "reason-least_loaded-customer", agent="Ada", team="Orders")
        assert get(CARLA, path).json["reason"]["text"] == text
        assert get(CARLA, path).json["reason"]["facts"] is None
        assert "Orders" in get(CARLA, path, Accept_Language="ar-EG").json["reason"]["text"]
        timeline = get(CARLA, f"{path}/timeline")
        assert "1 of 8" not in timeline.text
        assert timeline.json["items"][1]["reason"]["facts"] is None
        assert get(CARLA, path).json["assignee"] == {"id": "ada", "name": "Ada"}

    def test_solved_ticket_shows_when_it_will_be_closed(self, services: Services, ticket: Ticket) -> None:
        makers.replied(services, ticket, status=Status.SOLVED)

        assert get(CARLA, f"/v1/tickets/{ticket.id}").json["closes_at"] == "2026-01-19T09:00:00.000Z"
        assert get(CARLA, "/v1/tickets").json["items"][0]["closes_at"] == "2026-01-19T09:00:00.000Z"

    @pytest.mark.parametrize("path", ["", "/timeline"])
    def test_unchanged_ticket_answers_304(self, services: Services, ticket: Ticket, path: str) -> None:
        address = f"/v1/tickets/{ticket.id}{path}"

        assert get(CARLA, address, If_None_Match='"1"').status == 304
        makers.answered(services, ticket)
        assert get(CARLA, address, If_None_Match='"1"').status == 200

    @pytest.mark.parametrize(
        "query", ["limit=0", "limit=101", "status=lost", "sort=name", "page=2", "cursor=x", "view=1"]
    )
    def test_invalid_list_query_is_refused(self, query: str) -> None:
        for who in (CARLA, ADA):
            answer = get(who, f"/v1/tickets?{query}")
            assert (answer.status, answer.pointers[0].split("/")[1]) == (422, query.split("=", maxsplit=1)[0])

    def test_counts_are_grouped_by_team_and_own_tickets(self, services: Services) -> None:
        row = {"pk": "CN#orders#0", "sk": "#", "new": 2, "pending": 1, "unassigned": 2}
        services.stats.write(services.stats.put(row))
        services.stats.write(services.stats.put({"pk": "CN#agent#ada", "sk": "#", "open": 3}))
        nothing = {"new": 0, "open": 0, "pending": 0, "on_hold": 0, "solved": 0, "snoozed": 0}

        answer = get(ADA, "/v1/counts").json

        assert answer["mine"] == {**nothing, "open": 3}
        assert answer["teams"]["orders"] == {
            **nothing,
            "name": "Orders",
            "new": 2,
            "pending": 1,
            "unassigned": 2,
            "spam": 0,
        }
        assert answer["views"] == {}
        assert answer["teams"].keys() == {"orders", "billing", "support"}


class TestOtherCustomersTickets:
    CALLS = [
        ("GET", "", None),
        ("GET", "/timeline", None),
        ("PATCH", "", {"status": "solved"}),
        ("POST", "/messages", {"body": "x"}),
    ]

    @pytest.mark.parametrize(("method", "path", "body"), CALLS)
    def test_ticket_of_another_customer_answers_like_a_missing_one(
        self, ticket: Ticket, method: str, path: str, body: Any
    ) -> None:
        more = {"body": body} if body else {}
        answers = [
            call(MALLORY, method, f"/v1/tickets/{number}{path}", headers={"If-Match": '"1"'}, **more)
            for number in (ticket.id, "99999", "0", "x", "10001x")
        ]

        assert {(answer.status, answer.text) for answer in answers} == {(404, answers[0].text)}
        assert ticket.id not in answers[0].text

    def test_refused_calls_leave_the_ticket_of_another_customer_unchanged(
        self, services: Services, ticket: Ticket
    ) -> None:
        for method, path, body in self.CALLS[2:]:
            call(MALLORY, method, f"/v1/tickets/{ticket.id}{path}", body, headers={"If-Match": '"1"'})

        assert tickets_transaction.ticket_for(services, CARLA, ticket.id) == ticket


class TestChanging:
    def test_a_change_answers_with_the_ticket_and_its_new_version(self, ticket: Ticket) -> None:
        answer = patch(ADA, f"/v1/tickets/{ticket.id}", {"priority": "high", "tags": ["b", "a"]}, If_Match='"1"')

        assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
        assert (answer.json["priority"], answer.json["tags"], answer.json["version"]) == ("high", ["a", "b"], 2)

    def test_agent_can_assign_a_ticket_to_themselves(self, ticket: Ticket) -> None:
        answer = patch(ADA, f"/v1/tickets/{ticket.id}", {"assignee": "me"}, If_Match='"1"')

        assert answer.json["assignee"] == {"id": "ada", "name": "Ada"}
        assert answer.json["status"] == "new"

    @pytest.mark.parametrize(("version", "status"), [(None, 428), ('"9"', 412), ("*", 412), ('"x"', 412)])
    def test_ticket_change_needs_a_version(self, ticket: Ticket, version: str | None, status: int) -> None:
        headers = {"If-Match": version} if version else {}

        for who in (CARLA, ADA):
            answer = call(who, "PATCH", f"/v1/tickets/{ticket.id}", {"status": "solved"}, headers=headers)
            assert answer.status == status

    @pytest.mark.parametrize("who", [CARLA, ADA])
    def test_outdated_ticket_change_returns_the_ticket_as_the_caller_sees_it(
        self, services: Services, ticket: Ticket, who: Caller
    ) -> None:
        makers.with_status(services, makers.assigned(services, ticket), Status.PENDING)

        answer = patch(who, f"/v1/tickets/{ticket.id}", {"status": "solved"}, If_Match='"1"')

        assert (answer.status, answer.json["version"], answer.json["changed"]) == (412, 3, ["status"])
        assert answer.json["ticket"] == get(who, f"/v1/tickets/{ticket.id}").json
        assert ("1 of 8" in answer.text) is who.is_agent

    def test_a_wrong_field_comes_before_a_missing_ticket_and_a_missing_version(self, ticket: Ticket) -> None:
        for number in (ticket.id, "99999"):
            for body in ({"team": "nope"}, {"category": "nope"}, {"subject": None}, {"assignee": "nobody"}):
                assert patch(ADA, f"/v1/tickets/{number}", body).status == 422

    def test_a_closed_ticket_is_final(self, services: Services, ticket: Ticket) -> None:
        makers.closed(services, ticket)
        path = f"/v1/tickets/{ticket.id}"

        assert patch(CARLA, path, {"status": "open"}, If_Match='"2"').status == 409
        assert post(ADA, f"{path}/notes", {"body": "x"}).status == 409
        assert post(ADA, f"{path}/messages", {"body": "x"}, If_Match='"2"').status == 409
        assert post(ADA, f"{path}/messages", {"body": "x"}).status == 428
        assert get(CARLA, path).json["allowed"] == {**ALLOWED, "statuses": []}


class TestMessages:
    def test_a_message_answers_201_with_its_event(self, ticket: Ticket) -> None:
        answer = post(ADA, f"/v1/tickets/{ticket.id}/messages", {"body": "On it.", "status": "pending"}, If_Match='"1"')

        assert answer.status == 201
        assert answer.json == {
            **EVENT,
            "id": "10001-2",
            "rev": 2,
            "type": "AgentReplied",
            "by": {"id": "ada", "name": "Ada", "role": "agent"},
            "body": "On it.",
            "html": '<p dir="auto">On it.</p>\n',
            "changes": {"status": ["new", "pending"], "assignee_name": [None, "Ada"]},
        }
        assert answer.headers["ETag"] == '"2"'
        assert answer.headers["Location"] == "/api/v1/tickets/10001/timeline#10001-2"

    def test_a_note_is_internal(self, ticket: Ticket) -> None:
        answer = post(ADA, f"/v1/tickets/{ticket.id}/notes", {"body": "She called."})

        assert (answer.status, answer.json["type"], answer.json["internal"]) == (201, "NoteAdded", True)

    def test_customers_need_no_version(self, services: Services, ticket: Ticket) -> None:
        makers.replied(services, ticket)

        assert post(CARLA, f"/v1/tickets/{ticket.id}/messages", {"body": "x"}, If_Match='"1"').status == 201
        assert post(CARLA, f"/v1/tickets/{ticket.id}/messages", {"body": "x"}).status == 201

    def test_refused_reply_returns_unseen_messages(self, services: Services, ticket: Ticket) -> None:
        makers.answered(services, ticket, body="One more thing")
        conversation_actions.add_note(services, ALAN, ticket.id, NewNote(body="I have this."))

        answer = post(ADA, f"/v1/tickets/{ticket.id}/messages", {"body": "Hello"}, If_Match='"1"')

        assert (answer.status, answer.json["version"]) == (409, 3)
        assert [event["body"] for event in answer.json["unseen"]] == ["One more thing", "I have this."]
        assert answer.json["unseen"] == get(ADA, f"/v1/tickets/{ticket.id}/timeline").json["items"][1:]

    @pytest.mark.parametrize(("kind", "who"), [("messages", ADA), ("messages", CARLA), ("notes", ADA)])
    def test_replayed_message_is_recorded_once(
        self, services: Services, ticket: Ticket, kind: str, who: Caller
    ) -> None:
        path = f"/v1/tickets/{ticket.id}/{kind}"
        first = post(who, path, {"body": "Hello"}, If_Match='"1"', Idempotency_Key="k")
        second = post(who, path, {"body": "Hello"}, If_Match='"1"', Idempotency_Key="k")

        assert (first.status, second.status, second.headers["Idempotent-Replay"]) == (201, 201, "true")
        assert (second.json, second.headers["Location"]) == (first.json, first.headers["Location"])
        assert tickets_transaction.ticket_for(services, ADA, ticket.id).version == 2


class TestDelivery:
    """How far the mail of an answer has come."""

    def test_delivery_state_is_shown_to_agents_only(self, desk: Desk, ticket: Ticket) -> None:
        makers.replied(desk.services, ticket)
        shown = Delivery(state="bounced", reason="General", at=MONDAY_MORNING)
        delivery.show_delivery(desk.services, ticket.number, 2, shown, 8)

        def shown_to(caller: Caller) -> Any:
            return get(caller, f"/v1/tickets/{ticket.id}/timeline").json["items"][1]["delivery"]

        assert shown_to(ADA) == {"state": "bounced", "reason": "General", "at": "2026-01-05T09:00:00.000Z"}
        assert shown_to(CARLA) is None

    def test_later_delivery_state_is_not_overwritten_by_an_earlier_one(self, desk: Desk, ticket: Ticket) -> None:
        makers.replied(desk.services, ticket)
        for state, rank in (("sent", 5), ("delivered", 7), ("sent", 5)):
            delivery.show_delivery(desk.services, ticket.number, 2, Delivery(state=state, at=MONDAY_MORNING), rank)
        assert get(ADA, f"/v1/tickets/{ticket.id}/timeline").json["items"][1]["delivery"]["state"] == "delivered"

    @pytest.mark.parametrize(("state", "may_change"), [("sent", True), ("delayed", True), ("delivered", False)])
    def test_timeline_with_an_email_in_transit_is_not_cached_for_agents(
        self, desk: Desk, ticket: Ticket, state: str, *, may_change: bool
    ) -> None:
        makers.replied(desk.services, ticket)
        delivery.show_delivery(desk.services, ticket.number, 2, Delivery(state=state, at=MONDAY_MORNING), 5)
        path = f"/v1/tickets/{ticket.id}/timeline"
        assert (get(ADA, path).headers["ETag"] != '"2"') is may_change
        assert get(CARLA, path).headers["ETag"] == '"2"'
        desk.clock.advance(days=1, ms=1)
        assert get(ADA, path).headers["ETag"] == '"2"'


class TestOtherVersions:
    """What another version of this software recorded, read by this one."""

    @pytest.fixture
    def strange(self, services: Services, ticket: Ticket) -> Ticket:
        """A ticket with a public event of a type that is not known here."""
        answered = makers.answered(services, ticket)
        item = services.core.get(f"T#{ticket.number}", "C#000002") or {}
        services.core.write(services.core.put({**item, "type": "TicketExploded"}, UNCONDITIONAL))
        return makers.answered(services, answered)

    def test_agents_see_an_event_of_unknown_type(self, strange: Ticket) -> None:
        for order in ("asc", "desc"):
            answer = get(ADA, f"/v1/tickets/{strange.id}/timeline?order={order}")

            shown = next(item for item in answer.json["items"] if item["rev"] == 2)
            assert (answer.status, len(answer.json["items"])) == (200, 3)
            assert (shown["type"], shown["internal"], shown["body"]) == ("TicketExploded", True, None)

    def test_customers_do_not_see_an_event_of_unknown_type(self, strange: Ticket) -> None:
        for query in ("", "?limit=1", "?order=desc"):
            answer = get(CARLA, f"/v1/tickets/{strange.id}/timeline{query}")

            assert answer.status == 200
            assert "TicketExploded" not in answer.text

    def test_audit_trail_names_the_unknown_type(self, strange: Ticket) -> None:
        answer = get(LENA, f"/v1/tickets/{strange.id}/audit")

        assert [item["type"] for item in answer.json["items"]] == ["TicketCreated", "TicketExploded", "CustomerReplied"]
