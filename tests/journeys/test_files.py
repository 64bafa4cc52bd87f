"""Files between a customer and an agent, through the front door with IAM enforced."""

import pytest
import requests

from tests.attachments.samples import PDF, png
from tests.journeys.cast import Person, Shop, until
from tests.stack.files import checked, sent

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def carla(shop: Shop) -> Person:
    return shop.new_customer("Carla")


@pytest.fixture(scope="module")
def tom(shop: Shop) -> Person:
    return shop.new_customer("Tom")


def fetched(who: Person, id_: str) -> bytes | int:
    """The file, or the status of the refusal."""
    answer = who.client.call("GET", f"/attachments/{id_}")
    return requests.get(answer.json()["url"], timeout=30).content if answer.status_code == 200 else answer.status_code


def test_file_of_a_customer_reaches_only_those_who_may_read_the_ticket(shop: Shop, carla: Person, tom: Person) -> None:
    picture = sent(carla.client, png(), "broken lamp.png", "image/png")
    made = carla.client.post(
        "/tickets", {"subject": "It is broken", "body": "See.", "category": "delivery", "attachments": [picture]}
    )
    assert made.status_code == 201, made.text
    number = made.json()["id"]
    checked(carla.client, picture)

    (shown,) = shop.ana.events(number)[0]["attachments"]

    assert (shown["name"], shown["state"]) == ("broken lamp.png", "clean")
    assert [fetched(who, picture) for who in (carla, shop.ana, shop.ben)] == [png()] * 3
    assert fetched(tom, picture) == 404
    assert tom.client.call("GET", f"/uploads/{picture}").status_code == 404


def test_file_of_a_reply_reaches_the_customer_and_file_of_a_note_does_not(shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("An invoice, please", "For order 48213.")
    invoice, draft = sent(shop.ana.client, PDF, "invoice.pdf"), sent(shop.ana.client, PDF, "canary.pdf")
    assert shop.ana.client.post(f"/tickets/{number}/notes", {"body": "Mine", "attachments": [draft]}).status_code == 201
    version = shop.ana.ticket(number)["version"]
    assert shop.ana.reply(number, "Here it is.", version, attachments=[invoice]).status_code == 201
    for id_ in (invoice, draft):
        checked(shop.ana.client, id_)

    until(lambda: [event for event in carla.events(number) if event["attachments"]])

    assert [fetched(who, invoice) for who in (carla, shop.ana)] == [PDF, PDF]
    assert (fetched(carla, draft), fetched(shop.ana, draft)) == (404, PDF)
    assert "canary" not in str(carla.events(number))


def test_file_uploaded_by_another_person_cannot_be_attached(shop: Shop, carla: Person, tom: Person) -> None:
    foreign = sent(carla.client, PDF)
    number = tom.raise_ticket("Mine", "Words.")

    answer = tom.reply(number, "And this.", attachments=[foreign])

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/attachments/0"
    assert len(tom.events(number)) == len([event for event in tom.events(number) if not event["attachments"]])
    assert carla.client.call("GET", f"/uploads/{foreign}").status_code == 200
    assert shop.ana.note(number, "x").status_code == 201
