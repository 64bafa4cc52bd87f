"""An admin sets the desk up, customers feel it, the log records it, and no one changes the log unnoticed: with IAM enforced."""

from typing import Any

import pytest

from tests.calls import Client, admin
from tests.journeys.cast import Person, Shop, table, until, verify

pytestmark = pytest.mark.stack

ORDER = {"id": "order", "kind": "number", "names": {"en": "Order number"}, "required": True}
SIZE = {"id": "size", "kind": "choice", "names": {"en": "Size"}, "options": [{"id": "l", "names": {"en": "Large"}}]}
RETURN = {"id": "return", "team": "orders", "names": {"en": "Send something back"}, "fields": [ORDER, SIZE]}
RAISED = {"subject": "Too small", "body": "It does not fit.", "category": "return"}


@pytest.fixture(scope="module")
def root(shop: Shop) -> Client:
    return admin(shop.desk)


@pytest.fixture(scope="module")
def carla(shop: Shop) -> Person:
    return shop.new_customer("Carla")


def test_a_category_with_a_form_asks_customers_for_what_is_needed(root: Client, carla: Person) -> None:
    added = root.post("/ticket-categories", RETURN)
    assert added.status_code == 201, added.text

    asked = until(lambda: [each for each in carla.get("/config")["categories"] if each["id"] == "return"])
    assert [field["id"] for field in asked[0]["fields"]] == ["order", "size"]
    refused = carla.client.post("/tickets", RAISED)
    assert (refused.status_code, refused.json()["errors"]) == (
        422,
        [{"pointer": "/fields/order", "detail": "This is needed."}],
    )

    raised = carla.client.post("/tickets", {**RAISED, "fields": {"order": 4711, "size": "l"}})
    assert (raised.status_code, raised.json()["fields"]) == (201, {"order": 4711, "size": "l"})


def test_two_admins_do_not_overwrite_each_other(root: Client) -> None:
    seen = root.call("GET", "/settings")

    first = root.call("PATCH", "/settings", {"undo_send_s": 5}, If_Match=seen.headers["ETag"])
    second = root.call("PATCH", "/settings", {"undo_send_s": 30}, If_Match=seen.headers["ETag"])

    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["settings"]["undo_send_s"] == 5


def test_a_saved_reply_reads_for_the_ticket_and_can_be_taken_away(shop: Shop, root: Client, carla: Person) -> None:
    number = carla.client.post("/tickets", {**RAISED, "fields": {"order": 12}}).json()["id"]
    body = "Hello {{customer.first_name}}, about order {{field.order}}: {{ticket.link}}"
    made = root.post("/saved-replies", {"name": "Return", "body": body, "shared": True, "team": "orders"})
    assert made.status_code == 201, made.text

    filled = shop.ana.get(f"/tickets/{number}/saved-replies/{made.json()['id']}")

    assert filled == {
        "body": f"Hello Carla, about order 12: {shop.desk.places.portal}/ticket.html?id={number}",
        "missing": [],
    }
    gone = root.call("DELETE", f"/saved-replies/{made.json()['id']}", If_Match='"1"')
    assert gone.status_code == 204, gone.text


def test_team_is_added_and_removed(root: Client) -> None:
    added = root.post("/teams", {"name": "Staff", "open": False})
    assert added.status_code == 201, added.text

    removed = root.call("DELETE", "/teams/staff", If_Match=added.headers["ETag"])

    assert removed.status_code == 200, removed.text
    assert [team["id"] for team in removed.json()["items"]] == ["orders", "support"]


def test_reply_sent_by_mistake_is_undone(shop: Shop, root: Client, carla: Person) -> None:
    """Deleting is the API's right where something can be taken back."""
    seen = root.call("GET", "/settings").headers["ETag"]
    assert root.call("PATCH", "/settings", {"undo_send_s": 20}, If_Match=seen).status_code == 200
    number = carla.client.post("/tickets", {**RAISED, "fields": {"order": 3}}).json()["id"]

    def sent() -> str | None:
        draft = shop.ana.reply(number, "Wrong window", shop.ana.ticket(number)["version"]).json()
        if draft.get("undo_until"):
            return str(draft["id"])
        return None  # a warm function follows within a minute

    message = until(sent)
    assert shop.ana.client.call("DELETE", f"/tickets/{number}/messages/{message}").status_code == 200
    assert root.call(
        "PATCH", "/settings", {"undo_send_s": 0}, If_Match=root.call("GET", "/settings").headers["ETag"]
    ).ok


def test_audit_log_lists_all_admin_actions_and_everything_verifies(shop: Shop, root: Client) -> None:
    entries = root.call("GET", "/audit").json()["items"]

    acts = [entry for entry in entries[::-1] if not entry["action"].startswith("Agent")]
    assert [entry["action"] for entry in acts[:2]] == ["CategoryAdded", "SettingsChanged"]
    assert acts[0]["target"] == {"kind": "category", "id": "return", "name": "Send something back"}
    assert [field["id"] for field in acts[0]["changes"]["fields"][1]] == ["order", "size"]
    assert acts[0]["source"]
    assert {"AgentInvited"} == {entry["action"] for entry in entries[::-1][:3]}, "the shop's own agents came first"
    report = verify(shop)
    assert report.is_well, str(report)
    assert report.entries == len(entries) >= 7
    assert report.tickets >= 3


def test_entry_changed_in_the_table_is_found(shop: Shop) -> None:
    client, name = table(shop)
    (entry,) = client.query(
        TableName=name,
        KeyConditionExpression="pk = :pk AND sk = :sk",
        ExpressionAttributeValues={":pk": {"S": _month(client, name)}, ":sk": {"S": "0000000002"}},
    )["Items"]
    client.put_item(TableName=name, Item={**entry, "by": {"M": {**entry["by"]["M"], "name": {"S": "Somebody else"}}}})

    report = verify(shop)

    assert str(report).startswith("log      BROKEN at entry 2: changed")
    client.put_item(TableName=name, Item=entry)
    assert verify(shop).is_well


def test_removed_event_of_a_ticket_is_found(shop: Shop, carla: Person) -> None:
    client, name = table(shop)
    number = carla.client.post("/tickets", {**RAISED, "fields": {"order": 7}}).json()["id"]
    until(lambda: carla.ticket(number)["version"] > 1)
    shop.settle()
    key = {"pk": {"S": f"T#{number}"}, "sk": {"S": "C#000001"}}
    event = client.delete_item(TableName=name, Key=key, ReturnValues="ALL_OLD")["Attributes"]

    report = verify(shop)

    assert report.broken[number].at == 1
    assert f"#{number} BROKEN at event 1: missing" in str(report)
    client.put_item(TableName=name, Item=event)


def _month(client: Any, name: str) -> str:
    head = client.get_item(TableName=name, Key={"pk": {"S": "AU"}, "sk": {"S": "HEAD"}})["Item"]
    return f"AU#{head['months']['L'][0]['S']}"
