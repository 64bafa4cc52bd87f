"""What becomes of mails, with IAM enforced: shown on the message, shown to the assignee, remembered for the address."""

import json
from typing import Any

import pytest

from infrastructure.replay import Replay
from tests.journeys.cast import Person, Shop, until
from tests.mail.makers import news

pytestmark = pytest.mark.stack

DEAD = "bounce+nora@simulator.amazonses.com"
CROSS = "complaint+otto@simulator.amazonses.com"


@pytest.fixture(scope="module")
def carla(shop: Shop) -> Person:
    return shop.new_customer("Carla")


def raised_for(shop: Shop, email: str, subject: str) -> str:
    """Ana notes down a phone call; the ticket is hers then."""
    answer = shop.ana.client.post(
        "/tickets",
        {
            "subject": subject,
            "body": "By telephone.",
            "category": "delivery",
            "requester": {"email": email, "name": "Nora"},
        },
    )
    assert answer.status_code == 201, answer.text
    number: str = answer.json()["id"]
    until(lambda: shop.ana.ticket(number)["assignee"])
    return number


def of_type(person: Person, number: str, type_: str) -> list[Any]:
    return [event for event in person.events(number) if event["type"] == type_]


def test_delivery_of_a_message_is_shown_to_agents_only(shop: Shop, carla: Person) -> None:
    shop.ana.go("online")
    number = carla.raise_ticket("Where is my parcel?", "It was due on Friday.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    assert (
        shop.ana.reply(number, "It is on its way.", shop.ana.ticket(number)["version"], status="pending").status_code
        == 201
    )

    replies = until(
        lambda: [
            each
            for each in of_type(shop.ana, number, "AgentReplied")
            if (each["delivery"] or {}).get("state") == "delivered"
        ]
    )

    assert replies[0]["delivery"]["reason"] is None
    assert [each["delivery"] for each in of_type(carla, number, "AgentReplied")] == [None]
    assert shop.ana.ticket(number)["status"] == "pending"
    assert of_type(shop.ana, number, "DeliveryFailed") == []


def test_bounced_email_reopens_the_ticket_and_notifies_its_assignee(shop: Shop) -> None:
    shop.ana.go("online")
    number = raised_for(shop, DEAD, "A parcel for Nora")

    failed = until(lambda: of_type(shop.ana, number, "DeliveryFailed"))

    assert [each["reason"]["rule"] for each in failed] == ["undelivered"]
    assert failed[0]["reason"]["facts"]["state"] == "bounced"
    entries = until(
        lambda: [
            each for each in shop.mails(shop.ana) if f"#{number}" in each["subject"] and "arrive" in each["subject"]
        ]
    )
    assert len(entries) == 1

    assert (
        shop.ana.reply(number, "Where do you live?", shop.ana.ticket(number)["version"], status="pending").status_code
        == 201
    )
    until(lambda: len(of_type(shop.ana, number, "DeliveryFailed")) == 2)
    (reply,) = of_type(shop.ana, number, "AgentReplied")
    assert (reply["delivery"]["state"], reply["delivery"]["reason"]) == ("skipped", "suppressed")
    assert shop.ana.ticket(number)["status"] == "open"
    shop.settle()
    assert len([each for each in shop.mails() if DEAD in str(each["to"])]) == 1


def test_admin_removes_a_suppressed_address_and_the_log_records_it(shop: Shop) -> None:
    number = raised_for(shop, CROSS, "No more mail, please")
    where = f"/suppressions?email={CROSS.replace('+', '%2B')}"
    until(lambda: shop.ana.client.call("GET", where).ok)
    found = shop.ana.get(where)
    assert (found["cause"], found["reason"]) == ("complaint", "abuse")
    assert CROSS not in str(found)
    until(lambda: of_type(shop.ana, number, "DeliveryFailed"))

    assert shop.ana.client.call("DELETE", f"/suppressions/{found['id']}").status_code == 403
    assert shop.boss.call("DELETE", f"/suppressions/{found['id']}").status_code == 204
    assert shop.boss.call("DELETE", f"/suppressions/{found['id']}").status_code == 404

    entry = shop.boss.call("GET", "/audit").json()["items"][0]
    assert (entry["action"], entry["target"]["id"]) == ("AddressReleased", found["id"])


def test_failed_delivery_event_can_be_replayed(shop: Shop, carla: Person) -> None:
    shop.ana.go("online")
    number = carla.raise_ticket("Is it lost?", "It was due on Monday.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    functions = shop.desk.client("lambda").list_functions()["Functions"]
    function = next(each["FunctionArn"] for each in functions if "OnDelivery" in each["FunctionName"])
    event = {
        "version": "0",
        "id": "1",
        "detail-type": "Email Bounced",
        "source": "aws.ses",
        "account": "",
        "time": "",
        "region": "",
        "resources": [],
        "detail": news("Bounce", f"{number}-1-received-{carla_id(carla)}", to="elsewhere@example.net"),
    }
    body = {"requestContext": {"functionArn": f"{function}:$LATEST"}, "requestPayload": event}
    queue = outputs(shop)["DeliveryDeadLettersUrl"]
    shop.desk.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(body))

    assert Replay(shop.desk.aws, "dev").run("delivery") == "1 piece of news replayed"

    assert len(until(lambda: of_type(shop.ana, number, "DeliveryFailed"))) == 1
    assert Replay(shop.desk.aws, "dev").run("delivery") == "nothing to do"


def carla_id(carla: Person) -> str:
    found: str = carla.get("/me")["id"]
    return found


def outputs(shop: Shop) -> dict[str, str]:
    stack = shop.desk.client("cloudformation").describe_stacks(StackName=shop.desk.stack["stack"])["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
