"""A ticket's whole life through the deployed stack with IAM enforced: taken back, set aside, merged and taken apart."""

from collections.abc import Iterator

import pytest
import requests

from tests.desk import new_desk
from tests.journeys.cast import Person, Shop, set_up, until

pytestmark = pytest.mark.stack

HOLD_S = 4


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A desk with some seconds to take a message back."""
    with new_desk(tmp_path_factory.mktemp("shop")) as desk:
        yield set_up(desk, undo_send_s=HOLD_S)


@pytest.fixture(scope="module")
def carla(shop: Shop) -> Person:
    return shop.new_customer("Carla")


def bodies(person: Person, number: str) -> list[str]:
    return [event["body"] for event in person.events(number) if event["body"]]


def press(person: Person, number: str, what: str, body: object = None, *, method: str = "POST") -> dict[str, object]:
    """On the ticket as it is: the router may be faster than a caller who has just read it."""

    def attempt() -> requests.Response | None:
        version = person.ticket(number)["version"]
        answer = person.client.call(method, f"/tickets/{number}/{what}", body, If_Match=f'"{version}"')
        return None if answer.status_code == 412 else answer

    answer = until(attempt)
    assert answer is not None
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_merged_ticket_can_be_unmerged_and_both_links_work(shop: Shop, carla: Person) -> None:
    one, two = carla.raise_ticket("Parcel", "First"), carla.raise_ticket("Parcel again", "Second")
    assert press(shop.ana, one, "merge", {"into": two})["merged_into"] == two
    assert bodies(carla, two) == ["First", "Second"]
    answer = carla.reply(one, "Third")
    assert (answer.status_code, answer.json()["ticket"]) == (201, two)

    press(shop.ana, one, "merge", method="DELETE")

    assert bodies(carla, one) == ["First"]
    assert bodies(carla, two) == ["Second", "Third"]


def test_spam_leaves_the_numbers_and_one_click_brings_it_back(shop: Shop, carla: Person) -> None:
    shop.ana.go("offline")
    number = carla.raise_ticket("Buy!", "Cheap pills")
    shop.settle()
    before = shop.ana.get("/counts")["teams"]["orders"]["unassigned"]
    press(shop.ana, number, "spam", {"kind": "spam"})
    until(lambda: shop.ana.get("/counts")["teams"]["orders"]["unassigned"] == before - 1)

    press(shop.ana, number, "spam", method="DELETE")

    until(lambda: shop.ana.get("/counts")["teams"]["orders"]["unassigned"] == before)


def test_customer_message_unsnoozes_a_ticket(shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Later", "Next week will do.")
    now = carla.get("/health")["time"]
    until_when = f"{int(now[:4]) + 1}{now[4:]}"
    press(shop.ana, number, "snooze", {"until": until_when.replace("-02-29", "-03-01")})
    assert shop.ana.ticket(number)["snoozed_until"]
    carla.reply(number, "No, now!")
    assert shop.ana.ticket(number)["snoozed_until"] is None


def test_colleagues_see_who_is_there_and_who_follows(shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Busy", "Look at me.")
    path = f"/tickets/{number}"
    shop.ben.client.call("PUT", f"{path}/presence", {"state": "typing"})
    there = shop.ana.client.call("PUT", f"{path}/presence", {"state": "viewing"}).json()["items"]
    assert [(each["name"], each["state"]) for each in there] == [("Ben", "typing")]
    assert shop.ana.client.call("POST", f"{path}/followers", {}).json()["followers"] == [shop.ana.id]
    assert shop.ana.client.call("DELETE", f"{path}/followers/me").json()["followers"] == []
    assert shop.ana.client.call("DELETE", f"{path}/presence").status_code == 204


def test_undone_reply_never_reaches_the_customer(shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Undo", "Hello?")
    shop.settle()
    sent = shop.ana.reply(number, "To the wrong one", shop.ana.ticket(number)["version"])
    assert bodies(carla, number) == ["Hello?"]

    taken = shop.ana.client.call("DELETE", f"/tickets/{number}/messages/{sent.json()['id']}")
    sent_reply = shop.ana.reply(number, "To the right one", shop.ana.ticket(number)["version"])

    assert (taken.status_code, taken.json()["body"]) == (200, "To the wrong one")
    assert sent_reply.status_code == 201
    until(lambda: bodies(carla, number) == ["Hello?", "To the right one"])
    until(lambda: any("To the right one" in mail["text"] for mail in shop.mails(carla)))
    assert not [mail for mail in shop.mails(carla) if "wrong" in mail["text"]]
    late = shop.ana.client.call("DELETE", f"/tickets/{number}/messages/{sent_reply.json()['id']}")
    assert late.status_code == 409
