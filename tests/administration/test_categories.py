"""Categories with their forms over HTTP, and what customers are then asked."""

from typing import Any

import pytest

from chalicelib.audit import actions as audit_actions
from chalicelib.plumbing.services import Services
from tests.cast import ADA, CARLA, LENA, ROOT
from tests.client import Answer, call, get, patch, post

SIZE: dict[str, Any] = {
    "id": "size",
    "kind": "choice",
    "names": {"en": "Size", "ar": "المقاس"},
    "options": [
        {"id": "s", "names": {"en": "Small", "ar": "صغير"}},
        {"id": "l", "names": {"en": "Large"}},
    ],
}
ORDER = {"id": "order", "kind": "number", "names": {"en": "Order number"}, "required": True}
COST = {"id": "cost", "kind": "number", "names": {"en": "What it costs us"}, "required": True, "for_customers": False}
RETURN = {"id": "return", "team": "orders", "names": {"en": "Send back", "ar": "إرجاع"}, "fields": [ORDER, SIZE, COST]}
WHOLE = {"required": False, "for_customers": True, "options": []}


def delete(path: str, version: int) -> Answer:
    return call(ROOT, "DELETE", path, headers={"If-Match": f'"{version}"'})


@pytest.fixture
def added() -> Answer:
    answer = post(ROOT, "/v1/ticket-categories", RETURN, Accept_Language="ar-EG")
    assert answer.status == 201, answer.text
    return answer


class TestForms:
    def test_agents_see_whole_form_and_customers_see_public_fields_in_their_language(self, added: Answer) -> None:
        assert added.json == {
            "id": "return",
            "name": "إرجاع",
            "names": RETURN["names"],
            "team": "orders",
            "fields": [WHOLE | ORDER, WHOLE | SIZE, WHOLE | COST],
        }
        assert (added.headers["Location"], added.headers["ETag"]) == ("/api/v1/ticket-categories/return", '"2"')
        assert get(ADA, "/v1/ticket-categories", Accept_Language="ar").json["items"][-1] == added.json

        shown = get(None, "/v1/config", Accept_Language="ar-EG").json["categories"][-1]
        assert shown == {
            "id": "return",
            "name": "إرجاع",
            "fields": [
                {"id": "order", "kind": "number", "name": "Order number", "required": True, "options": []},
                {
                    "id": "size",
                    "kind": "choice",
                    "name": "المقاس",
                    "required": False,
                    "options": [
                        {"id": "s", "name": "صغير"},
                        {"id": "l", "name": "Large"},
                    ],
                },
            ],
        }

    @pytest.mark.usefixtures("added")
    def test_customers_must_answer_required_fields_and_cannot_answer_internal_ones(self) -> None:
        raised = {"subject": "Too small", "body": "It does not fit.", "category": "return"}

        assert post(CARLA, "/v1/tickets", raised).pointers == ["/fields/order"]
        assert post(CARLA, "/v1/tickets", raised | {"fields": {"order": 4, "cost": 9}}).pointers == ["/fields/cost"]
        answer = post(CARLA, "/v1/tickets", raised | {"fields": {"order": 4711, "size": "l"}})
        assert (answer.status, answer.json["fields"]) == (201, {"order": 4711, "size": "l"})

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"names": {"ar": "إرجاع"}}, "/names"),
            ({"names": {}}, "/names"),
            ({"names": {"en": ""}}, "/names/en"),
            ({"names": {"en": "x", "EN-us": "y"}}, "/names/EN-us"),
            ({"names": {"en": "x" * 101}}, "/names/en"),
            ({"team": "nobody"}, "/team"),
            ({"id": "Return"}, "/id"),
            ({"id": "other"}, "/id"),
            ({"position": -1}, "/position"),
            ({"fields": [SIZE, SIZE]}, "/fields"),
            ({"fields": [SIZE | {"options": []}]}, "/fields/0"),
            ({"fields": [ORDER | {"options": SIZE["options"]}]}, "/fields/0"),
            ({"fields": [ORDER | {"kind": "file"}]}, "/fields/0/kind"),
            ({"fields": [ORDER | {"id": "Order!"}]}, "/fields/0/id"),
            ({"fields": [ORDER | {"required": "yes"}]}, "/fields/0/required"),
            ({"fields": [ORDER | {"default": 1}]}, "/fields/0/default"),
            ({"fields": [ORDER | {"names": {}}]}, "/fields/0/names"),
            (
                {"fields": [SIZE | {"options": [{"id": "s", "names": {"en": "S"}, "price": 1}]}]},
                "/fields/0/options/0/price",
            ),
            ({"fields": [SIZE | {"options": [SIZE["options"][0]] * 2}]}, "/fields/0"),
            ({"fields": [ORDER | {"id": f"f{n}"} for n in range(31)]}, "/fields"),
            ({"routing": "fast"}, "/routing"),
        ],
    )
    def test_invalid_category_field_is_refused_with_a_pointer(self, change: dict[str, Any], pointer: str) -> None:
        answer = post(ROOT, "/v1/ticket-categories", RETURN | change)

        assert (answer.status, answer.pointers) == (422, [pointer])

    def test_category_name_is_shown_as_text(self) -> None:
        evil = "<img src=x onerror=alert(1)>\u202e**bold**"
        post(ROOT, "/v1/ticket-categories", RETURN | {"names": {"en": evil}})

        answer = get(None, "/v1/config")
        assert answer.json["categories"][-1]["name"] == "<img src=x onerror=alert(1)>**bold**"
        assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (
            "application/json",
            "nosniff",
        )


class TestChanging:
    @pytest.mark.usefixtures("added")
    def test_form_is_replaced_as_a_whole_and_the_log_has_old_and_new_fields(self, services: Services) -> None:
        answer = patch(
            ROOT, "/v1/ticket-categories/return", {"fields": [SIZE, ORDER | {"required": False}]}, If_Match='"2"'
        )

        assert (answer.status, answer.headers["ETag"]) == (200, '"3"')
        assert [field["id"] for field in answer.json["fields"]] == ["size", "order"]
        assert answer.json["names"] == RETURN["names"]
        entry = audit_actions.recent(services, 1, None, lambda _: True).entries[0]
        assert (entry.action, list(entry.changes)) == ("CategoryChanged", ["fields"])
        assert entry.changes["fields"] == (
            [WHOLE | ORDER, WHOLE | SIZE, WHOLE | COST],
            [WHOLE | SIZE, WHOLE | ORDER | {"required": False}],
        )

    def test_the_list_has_the_order_it_is_given(self, services: Services) -> None:
        answer = patch(ROOT, "/v1/ticket-categories/other", {"position": 0}, If_Match='"1"')

        assert answer.status == 200
        assert [each["id"] for each in get(None, "/v1/config").json["categories"]] == ["other", "delivery", "refund"]
        assert audit_actions.recent(services, 1, None, lambda _: True).entries[0].changes == {"position": (2, 0)}

    @pytest.mark.usefixtures("added")
    def test_kind_of_a_form_field_cannot_be_changed(self) -> None:
        answer = patch(ROOT, "/v1/ticket-categories/return", {"fields": [ORDER | {"kind": "text"}]}, If_Match='"2"')

        assert (answer.status, answer.pointers) == (422, ["/fields/0/kind"])

    def test_outdated_category_change_returns_the_current_one(self, added: Answer) -> None:
        answer = patch(ROOT, "/v1/ticket-categories/return", {"team": "billing"}, If_Match='"1"', Accept_Language="ar")

        assert (answer.status, answer.json["version"], answer.json["category"]) == (412, 2, added.json)

    @pytest.mark.parametrize("field", ["team", "names", "fields", "position"])
    def test_category_field_cannot_be_set_to_null(self, field: str) -> None:
        assert patch(ROOT, "/v1/ticket-categories/other", {field: None}, If_Match='"1"').pointers == [f"/{field}"]


class TestRemoving:
    @pytest.mark.usefixtures("added")
    def test_tickets_keep_category_and_answers_after_the_category_is_removed(self) -> None:
        raised = {"subject": "s", "body": "b", "category": "return", "fields": {"order": 7, "size": "l"}}
        number = post(CARLA, "/v1/tickets", raised).json["id"]

        answer = delete("/v1/ticket-categories/return", 2)

        assert (answer.status, answer.json["version"]) == (200, 3)
        assert [each["id"] for each in answer.json["items"]] == ["delivery", "refund", "other"]
        seen = get(ADA, f"/v1/tickets/{number}").json
        assert (seen["category"], seen["fields"]) == ("return", {"order": "7", "size": "l"})
        assert post(CARLA, "/v1/tickets", raised).status == 422

    @pytest.mark.usefixtures("added")
    def test_field_added_again_as_another_kind_does_not_break_old_tickets(self) -> None:
        body = {"subject": "s", "body": "b", "category": "return", "fields": {"order": 7, "size": "l"}}
        number = post(CARLA, "/v1/tickets", body).json["id"]
        patch(ROOT, "/v1/ticket-categories/return", {"fields": []}, If_Match='"2"')
        number_now = {"id": "size", "kind": "number", "names": {"en": "Size"}}
        patch(ROOT, "/v1/ticket-categories/return", {"fields": [number_now]}, If_Match='"3"')

        assert get(CARLA, f"/v1/tickets/{number}").json["fields"] == {"size": "l"}

    def test_last_category_cannot_be_removed(self) -> None:
        assert delete("/v1/ticket-categories/delivery", 1).status == 200
        assert delete("/v1/ticket-categories/refund", 2).status == 200

        assert delete("/v1/ticket-categories/other", 3).status == 409

    def test_leads_read_categories_and_cannot_change_them(self) -> None:
        assert get(LENA, "/v1/ticket-categories").status == 200
        assert patch(LENA, "/v1/ticket-categories/other", {"position": 0}, If_Match='"1"').status == 403
