"""What the local AWS does better than ministack alone: streams that give up on a bad record, and on that only."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from infrastructure.advance import backlog
from infrastructure.aws import Aws
from infrastructure.local.ministack import LocalAws
from infrastructure.local.places import Places
from tests.desk import free_ports

pytestmark = pytest.mark.stack

HANDLER = """
import json, os, boto3
def handle(event, context):
    print("{}")
    for record in event["Records"]:
        name = record["dynamodb"]["Keys"]["pk"]["S"]
        if name.startswith("bad"):
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        boto3.client("sqs").send_message(QueueUrl=os.environ["GOOD"], MessageBody=name)
    return {"batchItemFailures": []}
"""


class Stream:
    """A table, a function that reads its stream, and two queues: what was done, and what was given up on."""

    def __init__(self, aws: Aws) -> None:
        self.dynamodb, self.sqs = aws.client("dynamodb"), aws.client("sqs")
        self.good = self.sqs.create_queue(QueueName="good")["QueueUrl"]
        self.bad = self.sqs.create_queue(QueueName="bad")["QueueUrl"]
        bad_arn = self.sqs.get_queue_attributes(QueueUrl=self.bad, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
        table = self.dynamodb.create_table(
            TableName="records", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )["TableDescription"]  # fmt: skip
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("m.py", HANDLER)
        functions = aws.client("lambda")
        functions.create_function(
            FunctionName="f", Runtime="python3.11", Role="arn:aws:iam::000000000000:role/r", Handler="m.handle",
            Code={"ZipFile": archive.getvalue()}, Timeout=30, Environment={"Variables": {"GOOD": self.good}},
        )  # fmt: skip
        functions.create_event_source_mapping(
            FunctionName="f", EventSourceArn=table["LatestStreamArn"], StartingPosition="TRIM_HORIZON", BatchSize=10,
            MaximumRetryAttempts=1, BisectBatchOnFunctionError=True, FunctionResponseTypes=["ReportBatchItemFailures"],
            DestinationConfig={"OnFailure": {"Destination": bad_arn}},
        )  # fmt: skip

    def write(self, *names: str) -> None:
        for name in names:
            self.dynamodb.put_item(TableName="records", Item={"pk": {"S": name}})

    def _receive(self, queue: str) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        found: list[dict[str, Any]] = answer.get("Messages", [])
        for message in found:
            self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return found

    def take(self, queue: str, count: int, patience_s: float = 60) -> list[str]:
        """The bodies of the next messages, as soon as there are so many."""
        found: list[dict[str, Any]] = []
        deadline = time.monotonic() + patience_s
        while len(found) < count and time.monotonic() < deadline:
            found += self._receive(queue)
        return [message["Body"] for message in found]


@pytest.fixture
def local_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    local = LocalAws(Places(port=free_ports(), home=tmp_path_factory.mktemp("aws")), enforce_iam=False)
    local.start()
    yield local
    local.stop()


def test_one_bad_record_holds_up_nobody_and_is_set_aside(local_aws: LocalAws) -> None:
    stream = Stream(Aws(local_aws.places.aws, "us-east-1"))
    stream.write("bad-first", "one", "two", "bad-middle", "three", "bad-last")
    assert sorted(set(stream.take(stream.good, 3))) == ["one", "three", "two"]
    given_up = [json.loads(body) for body in stream.take(stream.bad, 3)]
    assert [one["requestContext"]["condition"] for one in given_up] == ["RetryAttemptsExhausted"] * 3
    assert [one["DDBStreamBatchInfo"]["batchSize"] for one in given_up] == [1, 1, 1]


def test_the_stream_goes_on_after_a_restart(local_aws: LocalAws) -> None:
    stream = Stream(Aws(local_aws.places.aws, "us-east-1"))
    stream.write("one", "two", "three")
    assert len(stream.take(stream.good, 3)) == 3
    while backlog(local_aws.places.aws):  # a batch under way would rightly come again
        time.sleep(0.1)
    local_aws.stop()
    local_aws.start()
    stream.write("four")
    assert stream.take(stream.good, 1) == ["four"]
