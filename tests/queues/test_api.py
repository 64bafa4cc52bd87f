"""Lists, views, numbers and changes of many tickets as a page asks for them."""

import json
from typing import Any

import pytest

from chalicelib.plumbing.services import Services
from chalicelib.queues import recount
from chalicelib.tickets.model import Spam
from chalicelib.triage import actions as triage_actions
from tests import makers
from tests.cast import ADA, ALAN, CARLA, LENA, ROOT
from tests.client import Answer, call, get, patch, post
from tests.conftest import Desk

NOTHING: dict[str, Any] = {
    "status": [],
    "priority": [],
    "team": [],
    "category": [],
    "tag": [],
    "language": [],
    "channel": [],
    "assignee": None,
    "requester": None,
    "followed": None,
    "place": None,
}


@pytest.fixture
def services(desk: Desk) -> Services:
    for agent in (ADA, ALAN):
        makers.an_agent(desk.services, agent=agent)
    return desk.services


def remove(who: Any, path: str) -> Answer:
    return call(who, "DELETE", path)


class TestViews:
    @pytest.fixture(autouse=True)
    def _desk(self, services: Services) -> None:
        """An agent is online."""

    def test_view_is_created_changed_and_removed(self) -> None:
        body = {"name": "Mine, urgent", "filter": {"assignee": "me", "priority": ["urgent"]}, "sort": "waiting"}

        made = post(ADA, "/v1/views", body, Idempotency_Key="k")

        assert (made.status, made.headers["ETag"]) == (201, '"1"')
        assert made.headers["Location"] == f"/api/v1/views/{made.json['id']}"
        assert made.json == {
            "id": made.json["id"],
            "name": "Mine, urgent",
            "filter": NOTHING | {"assignee": "me", "priority": ["urgent"]},
            "sort": "waiting",
            "order": None,
            "shared": False,
            "team": None,
            "position": 1,
            "counted": True,
            "mine": True,
            "missing": [],
            "version": 1,
            "created_at": "2026-01-05T09:00:00.000Z",
            "updated_at": "2026-01-05T09:00:00.000Z",
        }
        again = post(ADA, "/v1/views", body, Idempotency_Key="k")
        assert (again.json, again.headers["Idempotent-Replay"]) == (made.json, "true")
        assert get(ADA, "/v1/views").json == {"items": [made.json], "next": None}

        at = f"/v1/views/{made.json['id']}"
        changed = patch(ADA, at, {"name": "Urgent"}, If_Match='"1"')
        assert (changed.status, changed.json["name"], changed.headers["ETag"]) == (200, "Urgent", '"2"')
        assert (patch(ADA, at, {"name": "x"}, If_Match='"1"').status, patch(ADA, at, {"name": "x"}).status) == (
            412,
            428,
        )
        assert patch(ALAN, at, {"name": "x"}, If_Match='"2"').status == 404
        assert (remove(ADA, at).status, remove(ADA, at).status) == (204, 404)
        assert get(ADA, "/v1/views").json["items"] == []

    def test_the_filter_of_an_answer_may_be_sent_back(self) -> None:
        made = post(ADA, "/v1/views", {"name": "a", "filter": {"tag": ["x"]}}).json

        copied = post(ADA, "/v1/views", {"name": "b", "filter": made["filter"]})

        assert (copied.status, copied.json["filter"]) == (201, made["filter"])

    def test_only_leads_share_views(self) -> None:
        body = {"name": "Everybody's", "filter": {}, "shared": True}

        assert post(ADA, "/v1/views", body).status == 403
        shared = post(LENA, "/v1/views", body).json
        assert [(view["id"], view["mine"]) for view in get(ADA, "/v1/views").json["items"]] == [(shared["id"], False)]
        assert patch(ADA, f"/v1/views/{shared['id']}", {"name": "x"}, If_Match='"1"').status == 403
        assert remove(ADA, f"/v1/views/{shared['id']}").status == 403
        assert remove(ROOT, f"/v1/views/{shared['id']}").status == 204

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"filter": {}}, "/name"),
            ({"name": "v"}, "/filter"),
            ({"name": "v", "filter": {"tags": []}}, "/filter/tags"),
            ({"name": "v", "filter": {"team": ["nope"]}}, "/filter/team/0"),
            ({"name": "v", "filter": {}, "id": "x"}, "/id"),
            ({"name": "v", "filter": {"status": ["closed"]}}, "/filter"),
            ({"name": "v", "filter": {}, "sort": "x"}, "/sort"),
        ],
    )
    def test_invalid_view_is_refused_with_a_pointer(self, body: dict[str, Any], pointer: str) -> None:
        answer = post(ADA, "/v1/views", body)

        assert (answer.status, answer.pointers) == (422, [pointer])

    def test_view_over_the_limit_is_refused_with_the_limit(self) -> None:
        for n in range(50):
            assert post(ADA, "/v1/views", {"name": str(n), "filter": {}}).status == 201

        refused = post(ADA, "/v1/views", {"name": "one more", "filter": {}})

        assert (refused.status, "50" in refused.json["detail"]) == (409, True)


class TestNumbers:
    def test_a_view_has_no_number_before_it_has_the_right_one(self, services: Services) -> None:
        view = post(ADA, "/v1/views", {"name": "v", "filter": {"status": ["new"]}}).json["id"]
        makers.a_ticket(services)
        assert get(ADA, "/v1/counts").json["views"] == {view: None}

        recount.count_new(services, lambda _: None)

        assert get(ADA, "/v1/counts").json["views"] == {view: 1}
        assert get(ALAN, "/v1/counts").json["views"] == {}

    def test_view_that_cannot_be_counted_is_marked(self, services: Services) -> None:
        assert services is not None
        view = post(ADA, "/v1/views", {"name": "v", "filter": {"requester": "carla"}}).json

        assert view["counted"] is False
        assert get(ADA, "/v1/counts").json["views"] == {view["id"]: None}


class TestLists:
    def test_spam_and_snoozed_tickets_are_listed_in_their_own_place_only(self, services: Services) -> None:
        spam, snoozed = makers.a_ticket(services), makers.a_ticket(services)
        triage_actions.mark_spam(services, ADA, spam.id, Spam.MISTAKE, 1)
        triage_actions.snooze(services, ADA, snoozed.id, services.clock.now() + 60_000, 1)

        found = {place: get(ADA, f"/v1/tickets?place={place}").json["items"] for place in ("spam", "snoozed")}

        assert get(ADA, "/v1/tickets").json["items"] == []
        assert [(item["id"], item["spam"]) for item in found["spam"]] == [(spam.id, "mistake")]
        assert [(item["id"], item["snoozed_until"]) for item in found["snoozed"]] == [
            (snoozed.id, "2026-01-05T09:01:00.000Z")
        ]
        assert [item["spam"] for item in get(CARLA, "/v1/tickets").json["items"]] == [None, None]

    def test_a_member_is_named_as_often_as_it_has_values(self, services: Services) -> None:
        for category in ("delivery", "refund", "other"):
            makers.a_ticket(services, category=category)

        found = get(ADA, "/v1/tickets?category=refund&category=other&sort=created&order=asc").json

        assert [item["category"] for item in found["items"]] == ["refund", "other"]
        assert found["truncated"] is False

    def test_followed_tickets_are_listed_for_the_follower_only(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        makers.a_ticket(services)
        post(ADA, f"/v1/tickets/{ticket.id}/followers", {})

        assert [item["id"] for item in get(ADA, "/v1/tickets?followed=me").json["items"]] == [ticket.id]
        assert get(ALAN, "/v1/tickets?followed=me").json["items"] == []
        assert get(ADA, "/v1/tickets?followed=alan").status == 422

    @pytest.mark.parametrize(
        "value", ["#a", ":v", "attribute_exists(pk)", "begins_with(a,b)", "' OR '1'='1", "me#", "none#0"]
    )
    @pytest.mark.parametrize(
        "name", ["team", "category", "tag", "assignee", "requester", "channel", "view", "language"]
    )
    def test_query_syntax_in_a_filter_is_an_ordinary_value(self, services: Services, name: str, value: str) -> None:
        makers.a_ticket(services)

        with_it = call(ADA, "GET", f"/v1/tickets?{name}={value.replace('#', '%23').replace(' ', '%20')}")

        assert with_it.status in {200, 422}
        assert with_it.status == 422 or with_it.json["items"] == []


class TestBulk:
    def test_bulk_results_come_in_order_and_can_be_undone(self, services: Services) -> None:
        one, two = makers.a_ticket(services), makers.a_ticket(services)
        named = [{"id": one.id, "version": 1}, {"id": "4711", "version": 1}, {"id": two.id, "version": 1}]

        answer = post(ADA, "/v1/tickets/bulk", {"tickets": named, "change": {"status": "solved", "add_tags": ["x"]}})

        assert answer.status == 200
        first, missing, _ = answer.json["results"]
        assert first == {
            "id": one.id,
            "status": 200,
            "version": 3,
            "before": {"status": "new", "tags": []},
            "problem": None,
        }
        assert (missing["status"], missing["problem"]["title"]) == (404, "Not Found")
        tickets = [
            {"id": each["id"], "version": each["version"], "change": each["before"]}
            for each in answer.json["results"]
            if each["status"] == 200
        ]
        back = post(ADA, "/v1/tickets/bulk", {"tickets": tickets, "undo": True})
        assert [each["status"] for each in back.json["results"]] == [200, 200]
        assert [get(ADA, f"/v1/tickets/{each.id}").json["status"] for each in (one, two)] == ["new", "new"]

    def test_replay_of_a_bulk_change_has_the_replay_header(self, services: Services) -> None:
        body = {"tickets": [{"id": makers.a_ticket(services).id, "version": 1}], "change": {"priority": "low"}}

        first, second = (post(ADA, "/v1/tickets/bulk", body, Idempotency_Key="k") for _ in range(2))

        assert second.json == first.json
        assert ("Idempotent-Replay" in first.headers, second.headers["Idempotent-Replay"]) == (False, "true")

    def test_customers_cannot_change_tickets_in_bulk(self, services: Services) -> None:
        ticket = makers.a_ticket(services)
        body = {"tickets": [{"id": ticket.id, "version": 1}], "change": {"status": "solved"}}

        assert post(CARLA, "/v1/tickets/bulk", body).status == 403

    def test_a_hundred_tickets_fit_into_a_request(self, services: Services) -> None:
        assert services is not None
        change = {"tags": [f"tag-{n}" for n in range(20)], "status": "open"}
        body = {"tickets": [{"id": str(n), "version": 999_999, "change": change} for n in range(10_000, 10_100)]}

        assert len(json.dumps(body)) < 256 * 1024
        assert {each["status"] for each in post(ADA, "/v1/tickets/bulk", body).json["results"]} == {404}

    def test_results_describe_the_ticket_by_its_id_alone(self, services: Services) -> None:
        ticket = makers.a_ticket(services, subject="hush")
        body = {"tickets": [{"id": ticket.id, "version": 9}], "change": {"status": "open"}}

        answer = post(ADA, "/v1/tickets/bulk", body)

        assert answer.json["results"][0]["status"] == 412
        assert "hush" not in answer.text
