"""Whatever is delivered twice, people hear of it once."""

import json
from typing import Any

import pytest

from infrastructure.advance import function_names
from tests.journeys.cast import Shop, until

pytestmark = pytest.mark.stack


def test_redelivered_events_and_messages_send_no_second_email(shop: Shop) -> None:
    shop.ana.go("online")
    carla = shop.new_customer("Carla")
    number = carla.raise_ticket("Once", "Only once.")
    until(lambda: carla.ticket(number)["assignee"])
    shop.ana.reply(number, "Yes, once.", shop.ana.ticket(number)["version"], status="solved")
    carla.reply(number, "Thanks, but no.")
    before = {person.email: shop.subjects(person, number) for person in (carla, shop.ana)}

    records = _all_records(shop)
    functions = function_names(shop.desk.aws, shop.desk.stack["stack"])
    requester = carla.ticket(number)["requester"]["id"]
    for _ in range(3):
        events = [each for each in records if each["dynamodb"]["Keys"]["sk"]["S"][:2] in {"C#", "I#"}]
        _invoke(shop, functions["OnTicketEvent"], {"Records": events})
        for kind in ("received", "replied"):
            message = {
                "ticket": int(number),
                "rev": 1,
                "internal": False,
                "kind": kind,
                "to": requester,
            }
            _invoke(shop, functions["SendMail"], {"Records": [_message(message)]})

    after = {person.email: shop.subjects(person, number) for person in (carla, shop.ana)}
    extra = [subject for subject in after[carla.email] if subject not in before[carla.email]]
    assert len(before[carla.email]) == 3  # received, the answer, reopened
    assert len(extra) <= 1  # `replied` for the first event was never asked for before: it is one mail, and only once
    assert after[shop.ana.email] == before[shop.ana.email]
    assert shop.ana.get("/agents/me/availability")["load"] == 1


def test_one_unreadable_record_does_not_stop_the_others(shop: Shop) -> None:
    functions = function_names(shop.desk.aws, shop.desk.stack["stack"])
    poison = {
        "eventID": "x",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "eventSourceARN": "arn",
        "dynamodb": {
            "ApproximateCreationDateTime": 1,
            "Keys": {"pk": {"S": "T#1"}, "sk": {"S": "C#000001"}},
            "SequenceNumber": "1",
            "NewImage": {"pk": {"S": "T#1"}, "sk": {"S": "C#000001"}, "type": {"S": "Nonsense"}},
            "SizeBytes": 1,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }
    good = [each for each in _all_records(shop) if each["dynamodb"]["Keys"]["sk"]["S"].startswith("C#")][:1]

    answer = _invoke(shop, functions["OnTicketEvent"], {"Records": [poison, *good]})

    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def _all_records(shop: Shop) -> list[dict[str, Any]]:
    streams = shop.desk.client("dynamodbstreams")
    arn = streams.list_streams()["Streams"][0]["StreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
        "ShardIterator"
    ]
    records = streams.get_records(ShardIterator=iterator)["Records"]
    for record in records:
        record["eventSourceARN"] = arn
        record["dynamodb"]["ApproximateCreationDateTime"] = 1
    return [
        each for each in records if each["dynamodb"].get("NewImage", {}).get("pk", {}).get("S", "").startswith("T#")
    ]


def _message(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": "again",
        "receiptHandle": "again",
        "body": json.dumps(body),
        "attributes": {},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:mail",
        "awsRegion": "us-east-1",
    }


def _invoke(shop: Shop, function: str, event: object) -> object:
    answer = shop.desk.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event, default=str).encode())
    assert "FunctionError" not in answer, answer["Payload"].read()
    return json.loads(answer["Payload"].read() or b"null")
