"""The one box, through the front door with IAM enforced: found within seconds, by those who may, and nothing lost or doubled."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest

from infrastructure import cloudformation, reindex
from infrastructure.advance import function_names
from infrastructure.replay import Replay
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.stack


def search(who: Person, q: str, **more: Any) -> Any:
    answer = who.client.call("GET", "/search?" + urlencode({"q": q, **more}))
    assert answer.status_code == 200, answer.text
    return answer.json()


def found(who: Person, q: str) -> list[str]:
    return [item["ticket"]["id"] for item in search(who, q, limit=30)["items"]]


@pytest.fixture(scope="module")
def carla(shop: Shop) -> Person:
    return shop.new_customer("Carla")


@pytest.fixture(scope="module")
def tom(shop: Shop) -> Person:
    return shop.new_customer("Tom")


@pytest.fixture(scope="module")
def number(shop: Shop, carla: Person) -> str:
    """A ticket with a note, both in the index."""
    made = carla.raise_ticket("A zephyr", "The mistral blows since Friday.")
    assert shop.ana.note(made, "Between us: sirocco.").status_code == 201
    until(lambda: found(shop.ana, "sirocco"))
    return made


def test_messages_are_found_by_those_who_may_read_them(shop: Shop, carla: Person, tom: Person, number: str) -> None:
    for word in ("zephyr", "mistral", "mistrals", "blow", "mist"):
        assert found(carla, word) == found(shop.ana, word) == [number]
        assert found(tom, word) == []
    assert found(shop.ana, f"#{number}") == found(carla, f"#{number}") == [number]
    assert found(tom, f"#{number}") == []


def test_a_note_is_found_by_agents_alone(shop: Shop, carla: Person, number: str) -> None:
    assert found(shop.ana, "sirocco") == [number]
    assert found(carla, "sirocco") == []
    assert "sirocco" not in json.dumps(search(carla, "zephyr")).lower()


def test_a_person_is_found_as_soon_as_they_are_there(shop: Shop, tom: Person) -> None:
    people = until(lambda: search(shop.ana, "tom@example.com", kind="people")["items"])

    assert [(person["name"], person["role"]) for person in people] == [("Tom", "customer")]
    assert tom.client.call("GET", "/search?q=tom&kind=people").status_code == 403


@pytest.mark.usefixtures("number")
def test_the_index_of_a_new_desk_is_complete(shop: Shop) -> None:
    assert search(shop.ana, "zephyr")["complete"]


def test_redelivered_index_message_adds_no_second_result(shop: Shop, carla: Person, number: str) -> None:
    functions = function_names(shop.desk.aws, shop.desk.stack["stack"])
    errand = {"ticket": int(number), "rev": 1, "subject": True}
    record = {
        "messageId": "again",
        "receiptHandle": "again",
        "body": json.dumps(errand),
        "attributes": {},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:index",
        "awsRegion": "us-east-1",
    }
    before = search(carla, "mistral")["items"]

    for _ in range(3):
        payload = json.dumps({"Records": [record, record]}).encode()
        answer = shop.desk.client("lambda").invoke(FunctionName=functions["IndexSearch"], Payload=payload)
        assert json.loads(answer["Payload"].read()) == {"batchItemFailures": []}

    assert search(carla, "mistral")["items"] == before
    assert len(before[0]["hits"]) == 1


def test_failed_index_messages_can_be_replayed(shop: Shop, carla: Person, number: str) -> None:
    outputs = cloudformation.outputs(cloudformation.describe(shop.desk.aws, shop.desk.stack["stack"]) or {})
    message = json.dumps({"ticket": int(number)})
    shop.desk.client("sqs").send_message(QueueUrl=outputs["IndexDeadLettersUrl"], MessageBody=message)

    assert Replay(shop.desk.aws, "dev").run("index") == "1 message replayed"
    shop.settle()

    assert found(carla, "zephyr") == [number]


@contextmanager
def tickets_being_raised(who: Person, word: str) -> Iterator[list[str]]:
    """Raises one ticket after the other meanwhile; their numbers."""
    made: list[str] = []
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            made.append(who.raise_ticket(f"{word} {len(made)}", "Please help."))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield made
    finally:
        enough.set()
        thread.join()


def test_rebuilding_the_index_loses_nothing_and_search_keeps_working(shop: Shop, carla: Person, number: str) -> None:
    with tickets_being_raised(carla, "pampero") as made:
        until(lambda: len(made) > 2)
        for _ in range(3):
            assert reindex.main(["--port", str(shop.desk.places.port), "--home", str(shop.desk.places.home)]) == 0
            assert found(carla, "zephyr") == [number]
        written = len(made)
        until(lambda: len(made) > written + 1)
    shop.settle()

    assert made
    for position, each in enumerate(made):
        assert found(carla, f"pampero {position}")[0] == each
    assert len(found(carla, "pampero")) == min(30, len(made))


def test_search_works_after_a_restart(shop: Shop, carla: Person, number: str) -> None:
    shop.desk.down()
    shop.desk.up()
    carla.log_in()

    assert found(carla, "zephyr") == [number]
    later = carla.raise_ticket("A tramontane", "It blows.")
    until(lambda: found(carla, "tramontane"))

    assert found(carla, "tramontane") == [later]


def test_search_without_its_function_answers_503_with_retry_after(shop: Shop, carla: Person, number: str) -> None:
    functions = function_names(shop.desk.aws, shop.desk.stack["stack"])
    shop.desk.client("lambda").delete_function(FunctionName=functions["Find"])

    answer = carla.client.call("GET", "/search?q=zephyr")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert carla.ticket(number)["subject"] == "A zephyr"
    assert found(carla, f"#{number}") == [number]
