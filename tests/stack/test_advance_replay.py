"""Moving the clock, and trying again what was given up on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from infrastructure.advance import Advance, function_names, span_ms
from infrastructure.local.desk import Desk
from infrastructure.replay import Replay
from tests.calls import admin, anybody
from tests.desk import new_desk

pytestmark = pytest.mark.stack

TICKET = {"subject": "Lamp", "body": "It does not shine.", "requester": {"email": "zoe@example.org", "name": "Zoe"}}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with new_desk(tmp_path_factory.mktemp("desk")) as running:
        yield running


def outputs(desk: Desk) -> dict[str, str]:
    found = desk.client("cloudformation").describe_stacks(StackName=desk.stack["stack"])["Stacks"][0]["Outputs"]
    return {one["OutputKey"]: one["OutputValue"] for one in found}


def mails(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(desk.stack["mail_json"], timeout=10).json()
    return found


def test_advancing_time_runs_what_is_due(desk: Desk) -> None:
    client = admin(desk)
    created = client.post("/tickets", TICKET)
    answer = client.post(
        f"/tickets/{created.json()['id']}/messages",
        {"body": "Which lamp?", "status": "pending"},
        If_Match=created.headers["ETag"],
    )
    assert answer.status_code == 201
    before = anybody(desk).call("GET", "/health").json()["time"]
    happened = Advance(desk.places).run(span_ms("30d"))
    what = [one.what for one in happened]
    assert what.index("ReminderSent") < what.index("TicketClosed")
    assert what.count("TicketClosed") == 1
    assert [one.at for one in happened] == sorted(one.at for one in happened)
    after = anybody(desk).call("GET", "/health").json()["time"]
    assert after[:10] > before[:10]
    assert client.call("GET", f"/tickets/{created.json()['id']}").json()["status"] == "closed"


def test_restart_keeps_the_advanced_time(desk: Desk) -> None:
    before = anybody(desk).call("GET", "/health").json()["time"]
    desk.down()
    desk.up()
    assert anybody(desk).call("GET", "/health").json()["time"] > before


def test_messages_go_back_to_the_queue_they_came_from(desk: Desk) -> None:
    known, sqs = outputs(desk), desk.client("sqs")
    sqs.send_message(QueueUrl=known["RoutingDeadLettersUrl"], MessageBody=json.dumps({"team": "support"}))
    assert Replay(desk.aws, "dev").run("routing") == "1 message replayed"
    assert Replay(desk.aws, "dev").run("routing") == "nothing to do"


def test_replayed_stream_records_take_effect_once(desk: Desk) -> None:
    known, sqs, streams = outputs(desk), desk.client("sqs"), desk.client("dynamodbstreams")
    assert admin(desk).post("/tickets", TICKET).status_code == 201
    Advance(desk.places).run(60_000)  # waits until everything followed
    sent = len(mails(desk))
    arn = known["CoreStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
        "ShardIterator"
    ]
    numbers = [
        record["dynamodb"]["SequenceNumber"] for record in streams.get_records(ShardIterator=iterator)["Records"]
    ]
    function = function_names(desk.aws, desk.stack["stack"])["OnTicketEvent"]
    function_arn = desk.client("lambda").get_function_configuration(FunctionName=function)["FunctionArn"]
    batch = {"streamArn": arn, "shardId": shard, "startSequenceNumber": numbers[0], "endSequenceNumber": numbers[-1]}
    body = {"requestContext": {"functionArn": function_arn}, "DDBStreamBatchInfo": batch}
    sqs.send_message(QueueUrl=known["StreamDeadLettersUrl"], MessageBody=json.dumps(body))
    assert Replay(desk.aws, "dev").run("stream") == "1 batch of stream records replayed"
    Advance(desk.places).run(60_000)
    assert len(mails(desk)) == sent


def test_missed_schedule_is_replayed(desk: Desk) -> None:
    function = function_names(desk.aws, desk.stack["stack"])["OnDue"]
    arn = desk.client("lambda").get_function_configuration(FunctionName=function)["FunctionArn"]
    body = {"requestContext": {"functionArn": f"{arn}:$LATEST"}, "requestPayload": {}}
    desk.client("sqs").send_message(QueueUrl=outputs(desk)["ScheduleDeadLettersUrl"], MessageBody=json.dumps(body))
    assert Replay(desk.aws, "dev").run("schedule") == "1 tick replayed"


def test_nothing_happens_when_nothing_is_due(tmp_path: Path) -> None:
    with new_desk(tmp_path) as new:
        assert Advance(new.places).run(span_ms("1d")) == []
