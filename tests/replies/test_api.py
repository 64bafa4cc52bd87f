"""Saved replies over HTTP: one's own and shared ones, who may do what, and how they read for a ticket."""

from typing import Any

import pytest

from chalicelib.audit import actions as audit_actions
from chalicelib.people.model import Caller, Right
from chalicelib.plumbing.services import Services
from chalicelib.replies import store as replies_store
from tests import makers
from tests.cast import ADA, ALAN, BORIS, CARLA, LENA, ROOT, token
from tests.client import Answer, call, get, patch, post
from tests.conftest import Desk

PATH = "/v1/saved-replies"
OWN: dict[str, Any] = {"name": "On its way", "body": "Hello {{customer.first_name}}, your parcel is on its way."}
SHARED: dict[str, Any] = {**OWN, "name": "Sorry", "shared": True}
NINE = "2026-01-05T09:00:00.000Z"
Who = Caller | str


def add(who: Who, **more: Any) -> dict[str, Any]:
    answer = post(who, PATH, {**OWN, **more})
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


def delete(who: Who, reply: str, version: int | None = 1) -> Answer:
    return call(who, "DELETE", f"{PATH}/{reply}", headers={"If-Match": f'"{version}"'} if version else {})


def names(who: Who) -> list[str]:
    return [reply["name"] for reply in get(who, PATH).json["items"]]


def log(services: Services) -> list[Any]:
    return audit_actions.recent(services, 50, None, lambda _: True).entries


class TestSaving:
    def test_new_saved_reply_returns_201_with_location_and_version(self) -> None:
        answer = post(ADA, PATH, OWN | {"language": "en"})

        made = answer.json["id"]
        assert answer.json == OWN | {
            "id": made,
            "preview": OWN["body"],
            "shared": False,
            "team": None,
            "language": "en",
            "version": 1,
            "updated_at": NINE,
            "may_change": True,
        }
        assert (answer.headers["Location"], answer.headers["ETag"]) == (f"/api/v1/saved-replies/{made}", '"1"')
        assert get(ADA, f"{PATH}/{made}").json == answer.json

    def test_replay_of_saving_a_reply_saves_no_second_one(self) -> None:
        for new in (OWN, SHARED):
            first = post(LENA, PATH, new, Idempotency_Key=new["name"])
            again = post(LENA, PATH, new, Idempotency_Key=new["name"])
            assert (again.status, again.json, again.headers["Idempotent-Replay"]) == (201, first.json, "true")
            assert post(LENA, PATH, new | {"name": "x"}, Idempotency_Key=new["name"]).status == 422
        assert names(LENA) == ["On its way", "Sorry"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "x" * 101),
            ("body", ""),
            ("body", "x" * 10_001),
            ("body", "{{customer.email}}"),
            ("language", "english please"),
            ("shared", "yes"),
            ("team", "orders"),
            ("owner", "ada"),
            ("version", 3),
            ("id", "x"),
        ],
    )
    def test_new_saved_reply_with_an_invalid_field_is_refused_with_a_pointer(self, field: str, value: Any) -> None:
        answer = post(ADA, PATH, OWN | {field: value})

        assert (answer.status, answer.pointers) == (422, [f"/{field}"])

    def test_number_of_saved_replies_is_limited(self, services: Services) -> None:
        services.core.write(services.core.put({"pk": "SR#P#ada", "sk": "#", "count": replies_store.MAX_REPLIES}))

        answer = post(ADA, PATH, OWN)

        assert (answer.status, "500" in answer.json["detail"]) == (409, True)
        assert names(ADA) == []
        assert post(ALAN, PATH, OWN).status == 201

    def test_deleted_saved_reply_frees_its_place(self, services: Services) -> None:
        made = add(ADA)["id"]
        assert delete(ADA, made).status == 204

        item = services.core.get("SR#P#ada", "#", consistent=True)
        assert item is not None
        assert (item["count"], names(ADA)) == (0, [])


class TestListing:
    def test_list_has_own_and_shared_replies_by_name_with_the_variables(self) -> None:
        add(ADA, name="zebra")
        add(ALAN, name="not hers")
        add(LENA, name="Apology", shared=True, body="x" * 300)
        add(ROOT, name="orders only", shared=True, team="orders")

        listed = get(ADA, PATH).json

        assert [reply["name"] for reply in listed["items"]] == ["Apology", "orders only", "zebra"]
        assert [reply["may_change"] for reply in listed["items"]] == [False, False, True]
        assert listed["items"][0]["preview"] == "x" * 200
        assert "body" not in listed["items"][0]
        assert listed["items"][1]["team"] == {"id": "orders", "name": "Orders"}
        assert (listed["next"], listed["variables"][:2]) == (None, ["customer.name", "customer.first_name"])

    def test_long_list_of_saved_replies_is_complete(self, moto_desk: Desk) -> None:
        """DynamoDB ends a page at 1 MB, and so does moto."""
        for n in range(60):
            add(ADA, name=f"{n:03d}", body="é" * 10_000)
        moto_desk.meter.reset()

        assert names(ADA) == [f"{n:03d}" for n in range(60)]
        assert moto_desk.meter.spent.trips > 2


class TestChanging:
    def test_change_of_an_own_reply_is_not_logged(self, services: Services) -> None:
        made = add(ADA)["id"]

        answer = patch(ADA, f"{PATH}/{made}", {"name": "Soon", "language": "en"}, If_Match='"1"')

        assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
        assert (answer.json["name"], answer.json["body"], answer.json["language"]) == ("Soon", OWN["body"], "en")
        assert patch(ADA, f"{PATH}/{made}", {"language": None}, If_Match='"2"').json["language"] is None
        assert log(services) == []

    def test_changes_of_a_shared_reply_are_logged(self, services: Services) -> None:
        made = add(LENA, **SHARED)["id"]
        patch(LENA, f"{PATH}/{made}", {"body": "Hello."}, If_Match='"1"', X_Forwarded_For="203.0.113.7, 10.0.0.1")
        patch(ROOT, f"{PATH}/{made}", {"team": "orders"}, If_Match='"2"')
        delete(LENA, made, 3)

        entries = log(services)[::-1]
        assert [(entry.action, entry.by.id, entry.target.id) for entry in entries] == [
            ("SavedReplyAdded", "lena", made),
            ("SavedReplyChanged", "lena", made),
            ("SavedReplyChanged", "root", made),
            ("SavedReplyRemoved", "lena", made),
        ]
        assert (entries[1].changes, entries[1].source) == ({"body": (OWN["body"], "Hello.")}, "203.0.113.7")
        assert entries[2].changes == {"team": (None, "orders")}
        assert entries[3].changes == {"name": ("Sorry", None), "body": ("Hello.", None), "team": ("orders", None)}

    def test_saved_reply_changed_to_current_values_keeps_its_version(self, services: Services) -> None:
        made = add(LENA, **SHARED)["id"]

        assert patch(LENA, f"{PATH}/{made}", {"name": "Sorry"}, If_Match='"1"').headers["ETag"] == '"1"'
        assert len(log(services)) == 1

    def test_outdated_change_returns_the_current_saved_reply(self) -> None:
        made = add(LENA, **SHARED)["id"]
        patch(LENA, f"{PATH}/{made}", {"name": "Very sorry"}, If_Match='"1"')

        answer = patch(LENA, f"{PATH}/{made}", {"name": "X"}, If_Match='"1"')

        assert (answer.status, answer.json["version"], answer.json["reply"]["name"]) == (412, 2, "Very sorry")
        assert patch(LENA, f"{PATH}/{made}", {"name": "X"}).status == 428
        assert (delete(LENA, made, 1).status, delete(LENA, made, None).status) == (412, 428)

    @pytest.mark.parametrize("field", ["name", "body"])
    def test_saved_reply_field_cannot_be_set_to_null(self, field: str) -> None:
        made = add(ADA)["id"]

        assert patch(ADA, f"{PATH}/{made}", {field: None}, If_Match='"1"').pointers == [f"/{field}"]

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [({"body": "{{nobody}}"}, "/body"), ({"team": "orders"}, "/team"), ({"shared": True}, "/shared")],
    )
    def test_invalid_saved_reply_is_refused_with_a_pointer(self, body: dict[str, Any], pointer: str) -> None:
        made = add(ADA)["id"]

        assert patch(ADA, f"{PATH}/{made}", body, If_Match='"1"').pointers == [pointer]


class TestAccess:
    @pytest.fixture
    def _members_only(self) -> None:
        assert patch(ROOT, "/v1/teams/orders", {"open": False}, If_Match='"1"').status == 200

    def test_own_reply_is_hidden_from_others(self) -> None:
        made = add(ADA)["id"]

        for other in (ALAN, LENA, ROOT):
            assert get(other, f"{PATH}/{made}").status == 404
            assert patch(other, f"{PATH}/{made}", {"name": "x"}, If_Match='"1"').status == 404
            assert delete(other, made).status == 404
            assert names(other) == []

    def test_agents_use_shared_replies_and_cannot_change_them(self) -> None:
        made = add(LENA, **SHARED)["id"]

        assert post(ADA, PATH, SHARED).status == 403
        assert get(ADA, f"{PATH}/{made}").status == 200
        assert patch(ADA, f"{PATH}/{made}", {"name": "x"}, If_Match='"1"').status == 403
        assert delete(ADA, made).status == 403

    @pytest.mark.usefixtures("_members_only")
    def test_replies_of_a_closed_team_are_hidden_from_others(self, services: Services) -> None:
        made = add(ROOT, name="Confidential", shared=True, team="orders", body="only-for-members")["id"]
        ticket = makers.a_ticket(services, category="refund")
        member = token(ADA, **{"custom:teams": "orders:read"})

        for other in (ADA, BORIS, LENA):
            answers = [
                get(other, PATH),
                get(other, f"{PATH}/{made}"),
                get(other, f"/v1/tickets/{ticket.id}/saved-replies/{made}"),
                patch(other, f"{PATH}/{made}", {"name": "x"}, If_Match='"1"'),
                delete(other, made),
            ]
            assert [answer.status for answer in answers] == [200, 404, 404, 404, 404]
            assert not any("only-for-members" in answer.text or "Confidential" in answer.text for answer in answers)
        assert names(member) == names(ROOT) == ["Confidential"]
        assert get(member, f"/v1/tickets/{ticket.id}/saved-replies/{made}").json["body"] == "only-for-members"

    @pytest.mark.usefixtures("_members_only")
    def test_replies_of_a_removed_closed_team_stay_hidden(self, services: Services) -> None:
        made = add(ROOT, name="Confidential", shared=True, team="orders")["id"]
        patch(ROOT, "/v1/ticket-categories/delivery", {"team": "support"}, If_Match='"2"')
        gone = call(ROOT, "DELETE", "/v1/teams/orders", headers={"If-Match": '"3"'})
        assert gone.status == 200, gone.text

        assert get(ADA, f"{PATH}/{made}").status == 404
        assert get(ROOT, f"{PATH}/{made}").json["team"] == {"id": "orders", "name": "Orders"}
        assert services.core.get("SR#S", made) is not None

    @pytest.mark.usefixtures("_members_only")
    @pytest.mark.parametrize(("right", "status"), [(Right.READ, 403), (Right.FULL, 200), (None, 404)])
    def test_leads_change_replies_of_teams_they_may_answer_for(self, right: Right | None, status: int) -> None:
        made = add(ROOT, shared=True, team="orders")["id"]
        lead = token(LENA, **({"custom:teams": f"orders:{right}"} if right else {}))

        assert patch(lead, f"{PATH}/{made}", {"name": "x"}, If_Match='"1"').status == status
        answer = post(lead, PATH, SHARED | {"team": "orders"})
        assert answer.status == (201 if right is Right.FULL else 422)

    @pytest.mark.usefixtures("_members_only")
    def test_reply_cannot_be_moved_to_a_team_without_full_access(self) -> None:
        made = add(LENA, **SHARED)["id"]

        assert patch(LENA, f"{PATH}/{made}", {"team": "orders"}, If_Match='"1"').pointers == ["/team"]
        assert post(LENA, PATH, SHARED | {"team": "nobody"}).pointers == ["/team"]

    @pytest.mark.parametrize("reply", ["%23", "id-99", "x" * 2_000, "..", "SR%23S", "a%20b"])
    def test_unknown_saved_reply_is_not_found(self, reply: str) -> None:
        add(ADA)

        assert get(ADA, f"{PATH}/{reply}").status == 404


class TestFilling:
    def test_saved_reply_is_filled_in_for_ticket_and_agent(self, services: Services) -> None:
        ticket = makers.a_ticket(services, subject="Where *is* it?")
        body = (
            "Hello {{customer.first_name}}, about “{{ticket.subject}}”: {{field.order}} {{agent.name}}, {{desk.name}}"
        )
        post(
            ROOT,
            "/v1/ticket-categories",
            {
                "team": "orders",
                "names": {"en": "Order"},
                "fields": [
                    {"id": "order", "kind": "text", "names": {"en": "Order"}},
                ],
            },
        )
        made = add(ADA, body=body)["id"]

        answer = get(ADA, f"/v1/tickets/{ticket.id}/saved-replies/{made}")

        assert answer.status == 200
        assert answer.json["body"].replace("\u2060", "") == "Hello Carla, about “Where *is* it?”:  Ada, Corner Shop"
        assert answer.json["missing"] == ["field.order"]

    def test_filled_in_reply_can_be_sent_without_added_markup(self, services: Services) -> None:
        ticket = makers.a_ticket(services, by=CARLA.model_copy(update={"name": "**C** [x](https://evil.example)"}))
        made = add(ADA, body="{{customer.name}}")["id"]
        body = get(ADA, f"/v1/tickets/{ticket.id}/saved-replies/{made}").json["body"]

        sent = post(ADA, f"/v1/tickets/{ticket.id}/messages", {"body": body}, If_Match='"1"')

        assert sent.json["html"] == '<p dir="auto">**C** [x](https://evil.example)</p>\n'

    def test_filling_in_a_saved_reply_writes_nothing(self, desk: Desk) -> None:
        ticket, made = makers.a_ticket(desk.services), add(ADA)["id"]
        desk.meter.reset()

        get(ADA, f"/v1/tickets/{ticket.id}/saved-replies/{made}")

        assert desk.meter.spent.writes == 0

    def test_saved_reply_for_a_hidden_ticket_is_not_found(self, services: Services) -> None:
        patch(ROOT, "/v1/teams/billing", {"open": False}, If_Match='"1"')
        ticket, made = makers.a_ticket(services, category="refund"), add(ADA)["id"]

        assert get(ADA, f"/v1/tickets/{ticket.id}/saved-replies/{made}").status == 404
        assert get(ADA, f"/v1/tickets/99999/saved-replies/{made}").status == 404
