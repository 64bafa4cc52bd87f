"""What `make advance` reports, though the way takes longer than a stream's iterators live."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from infrastructure.advance import Stream

EXCEPTIONS = boto3.client("dynamodbstreams", region_name="us-east-1").exceptions


class OneShard:
    """A stream of one shard whose iterators can be made to expire."""

    exceptions = EXCEPTIONS

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.made: list[int] = []
        self.expired = 0  # iterators made before this one

    def write(self, number: int, *, at: datetime | None = None) -> None:
        self.records.append(
            {
                "eventName": "INSERT",
                "dynamodb": {
                    "SequenceNumber": f"{len(self.records):021d}",
                    "Keys": {"pk": {"S": f"T#{number}"}, "sk": {"S": "C#000001"}},
                    "ApproximateCreationDateTime": at or datetime.now(UTC),
                    "NewImage": {"at": {"N": "0"}, "type": {"S": "TicketClosed"}},
                },
            }
        )

    def expire(self) -> None:
        self.expired = len(self.made)

    def describe_stream(self, **_request: Any) -> dict[str, Any]:
        return {"StreamDescription": {"Shards": [{"ShardId": "only"}]}}

    def get_shard_iterator(self, **request: Any) -> dict[str, Any]:
        after = request.get("SequenceNumber")
        ends = {"LATEST": len(self.records), "TRIM_HORIZON": 0}
        return self._made(int(after) + 1 if after else ends[request["ShardIteratorType"]])

    def get_records(self, **request: Any) -> dict[str, Any]:
        iterator = int(request["ShardIterator"])
        if iterator < self.expired:
            raise self.exceptions.ExpiredIteratorException(
                {"Error": {"Code": "ExpiredIteratorException"}}, "GetRecords"
            )
        found = self.records[self.made[iterator] :]
        return {"Records": found, "NextShardIterator": self._made(len(self.records))["ShardIterator"]}

    def _made(self, position: int) -> dict[str, Any]:
        self.made.append(position)
        return {"ShardIterator": str(len(self.made) - 1)}


def tickets(stream: Stream) -> list[str]:
    return [one.ticket for one in stream.happenings]


def test_events_are_read_once_each_and_only_those_since_the_start() -> None:
    shard = OneShard()
    shard.write(1)
    stream = Stream(shard, "arn")
    for number in (2, 3):
        shard.write(number)
        stream.read()
        stream.read()

    assert tickets(stream) == ["#2", "#3"]


def test_expired_iterator_continues_where_it_stood() -> None:
    shard = OneShard()
    stream = Stream(shard, "arn")
    shard.write(1)
    stream.read()
    shard.expire()
    shard.write(2)
    stream.read()

    assert tickets(stream) == ["#1", "#2"]


def test_iterator_that_expires_before_anything_was_read_misses_nothing_and_repeats_nothing_old() -> None:
    shard = OneShard()
    shard.write(1, at=datetime.now(UTC) - timedelta(hours=1))
    stream = Stream(shard, "arn")
    shard.write(2)
    shard.expire()
    stream.read()

    assert tickets(stream) == ["#2"]
