"""`make advance BY=7d`: move the time of the local installation, from due time to due time, and let all jobs run.

Business time is real time plus an offset in a file that the functions read (CLOCK_FILE). Each step moves it to the end of the
next minute in which something is due, runs the scheduled functions, and waits until streams and queues are empty.
"""

import argparse
import json
import re
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError

from . import cloudformation
from .aws import Aws, stack_name
from .front_door.sent_mails import MailFolder
from .local.places import REGION, STAGE, Places, read_json, report, write_json
from .replay import tick

SCHEDULED = ("OnDue", "RouteWaiting")
FOLLOWING = ("OnTicketEvent", "SendMail")
NO_RECORDS = b'{"Records": []}'

MINUTE = 60_000
UNITS = {"d": 1440 * MINUTE, "h": 60 * MINUTE, "m": MINUTE}
SPAN = re.compile(r"(\d+)([dhm])")
DRAIN_S = 60
MAX_TRIES = 5


class AdvanceError(Exception):
    """The time cannot be moved; the text says why."""


@dataclass(frozen=True)
class Happening:
    """One line of the report: an event, with its business time in milliseconds."""

    at: int
    what: str
    ticket: str
    detail: str


def span_ms(text: str) -> int:
    """Parse `7d`, `36h`, `1d12h30m` into milliseconds. Raises `AdvanceError` for anything else."""
    parts = SPAN.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise AdvanceError(
            f"How far? {text or 'Nothing'!r} is not a span like 7d, 36h, 90m or 1d12h: make advance BY=7d"
        )
    return sum(int(number) * UNITS[unit] for number, unit in parts)


class DeskClock:
    """The business time of a local installation: an offset in a file that its functions read each time and that is persistent."""

    def __init__(self, places: Places) -> None:
        self._places = places

    @property
    def offset_s(self) -> int:
        offset: int = read_json(self._places.clock, {"offset_s": 0})["offset_s"]
        return offset

    def now(self) -> int:
        """Return business time in milliseconds."""
        return time.time_ns() // 1_000_000 + self.offset_s * 1000

    def set(self, offset_s: int) -> None:
        """Set how many seconds business time is ahead of real time."""
        write_json(self._places.clock, {"offset_s": offset_s})


class Advance:
    """One run of `make advance`."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._aws = Aws(endpoint=places.aws, region=REGION)
        stack = cloudformation.describe(self._aws, stack_name(STAGE))
        if stack is None:
            raise AdvanceError("There is no desk yet: start it with `make up` or `make run`.")
        self._outputs = cloudformation.outputs(stack)
        self._names = function_names(self._aws, stack_name(STAGE))
        self.clock = DeskClock(places)
        self._mails = MailFolder(places.mails)

    def run(self, by_ms: int) -> list[Happening]:
        """Advance by that much; return what happened, oldest first."""
        target_offset = self.clock.offset_s + by_ms // 1000
        seen = {mail.id for mail in self._mails.mails()}
        stream = Stream(self._aws.client("dynamodbstreams"), self._outputs["CoreStreamArn"])
        self._settle()
        steps, again = 0, 0
        due = self._next_due()
        while due is not None:
            end_of_minute = -(-(due + 1) // MINUTE) * MINUTE
            offset = max(self.clock.offset_s, -((time.time_ns() // 1_000_000 - end_of_minute) // 1000))
            if offset > target_offset:
                break
            self.clock.set(offset)
            self._run_scheduled()
            stream.read()
            before, due = due, self._next_due()
            again = again + 1 if due == before else 0
            steps += again == 0
            if again > MAX_TRIES:
                raise AdvanceError(f"What is due at {written(before)} stays due: look for errors in {self._places.log}")
        self.clock.set(target_offset)
        self._run_scheduled()
        stream.read()
        report(f"{steps} due minutes.")
        received = [mail for mail in self._mails.mails() if mail.id not in seen]
        mails = [Happening(one.at, "mail", "", f"{', '.join(one.to)}: {one.subject}") for one in received]
        return sorted([*stream.happenings, *mails], key=lambda one: one.at)

    def _run_scheduled(self) -> None:
        """Run both schedules in parallel, as every minute; the stream consumers are warmed up meanwhile."""
        with ThreadPoolExecutor(len(SCHEDULED) + len(FOLLOWING)) as pool:
            triggered = [pool.submit(self._invoke, name, NO_RECORDS) for name in FOLLOWING]
            for future in [*(pool.submit(self._invoke, name, tick()) for name in SCHEDULED), *triggered]:
                future.result()
        self._settle()

    def _invoke(self, name: str, payload: bytes) -> None:
        answer = self._aws.client("lambda").invoke(FunctionName=self._names[name], Payload=payload)
        if "FunctionError" in answer:
            raise AdvanceError(f"{name} failed: {answer['Payload'].read().decode()}")

    def _settle(self) -> None:
        """Wait until all stream records and messages have been processed."""
        deadline = time.monotonic() + DRAIN_S
        while (left := backlog(self._places.aws)) and time.monotonic() < deadline:
            time.sleep(0.05)
        if left:
            report(f"Still waiting after {DRAIN_S} s: {left}. Going on.")

    def _next_due(self) -> int | None:
        """Return the earliest due time of any ticket, in milliseconds; None if nothing will ever be due."""
        pages = (
            self._aws.client("dynamodb")
            .get_paginator("scan")
            .paginate(TableName=self._outputs["CoreTable"], IndexName="by_due", ProjectionExpression="due_sort")
        )
        return min((int(item["due_sort"]["S"][:13]) for page in pages for item in page["Items"]), default=None)


class Stream:
    """The events written since this object was created, read from the stream of the core table.

    Iterators expire after some minutes of real time: `read` is called at each step, and an expired one is renewed at its
    position.
    """

    def __init__(self, client: Any, arn: str) -> None:
        self._client = client
        self._arn = arn
        self._from = time.time()
        self.happenings: list[Happening] = []
        shards = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self._shards = {shard["ShardId"]: _Shard(self._iterator(shard["ShardId"], "LATEST")) for shard in shards}

    def read(self) -> None:
        """Read the new records."""
        for shard_id, shard in self._shards.items():
            records = self._records(shard_id, shard)
            while records:
                self.happenings += [
                    one for record in records if self._is_new(record) and (one := _happening_of(record))
                ]
                records = self._records(shard_id, shard)

    def _iterator(self, shard_id: str, kind: str, **more: str) -> str:
        asked = self._client.get_shard_iterator(StreamArn=self._arn, ShardId=shard_id, ShardIteratorType=kind, **more)
        found: str = asked["ShardIterator"]
        return found

    def _records(self, shard_id: str, shard: "_Shard") -> list[dict[str, Any]]:
        if shard.iterator is None:
            return []
        try:
            answer = self._client.get_records(ShardIterator=shard.iterator)
        except self._client.exceptions.ExpiredIteratorException:
            shard.iterator = self._renewed(shard_id, shard)
            answer = self._client.get_records(ShardIterator=shard.iterator)
        shard.iterator = answer.get("NextShardIterator")
        records: list[dict[str, Any]] = answer["Records"]
        if records:
            shard.last = records[-1]["dynamodb"]["SequenceNumber"]
        return records

    def _is_new(self, record: dict[str, Any]) -> bool:
        at: float = record["dynamodb"]["ApproximateCreationDateTime"].timestamp()
        return at >= int(self._from)  # stream times are whole seconds

    def _renewed(self, shard_id: str, shard: "_Shard") -> str:
        if shard.last:
            return self._iterator(shard_id, "AFTER_SEQUENCE_NUMBER", SequenceNumber=shard.last)
        return self._iterator(shard_id, "TRIM_HORIZON")  # nothing was read yet: older records are filtered by time


@dataclass
class _Shard:
    iterator: str | None
    last: str = ""


def _happening_of(record: dict[str, Any]) -> Happening | None:
    """Return the report line for a record; None for anything but a new event of a ticket."""
    keys = record["dynamodb"]["Keys"]
    if record["eventName"] != "INSERT" or not keys["pk"]["S"].startswith("T#") or keys["sk"]["S"] == "#":
        return None
    return _happening(record["dynamodb"]["NewImage"], keys["pk"]["S"])


def _happening(image: dict[str, Any], key: str) -> Happening:
    changes = image.get("changes", {}).get("M", {})
    texts = []
    for field, change in changes.items():
        before, after = (next(iter(value.values())) for value in change.get("L", [{"S": "?"}, {"S": "?"}]))
        texts.append(f"{field}: {before} → {after}")
    return Happening(int(image["at"]["N"]), image["type"]["S"], key.replace("T#", "#"), ", ".join(texts))


def function_names(aws: Aws, stack: str) -> dict[str, str]:
    """Return the functions' names by their logical ids."""
    pages = aws.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    found = [resource for page in pages for resource in page["StackResourceSummaries"]]
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in found
        if resource["ResourceType"] in {"AWS::Lambda::Function", "AWS::Serverless::Function"}
    }


def backlog(aws: str) -> dict[str, int]:
    """Return what the local AWS has not processed yet: records by function and messages by queue, without zeros."""
    with urllib.request.urlopen(f"{aws}/_desk/backlog", timeout=10) as answer:
        found: dict[str, int] = json.load(answer)
        return found


def written(at: int) -> str:
    """Format a business time for the report."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def table(happenings: list[Happening]) -> str:
    """Format the report."""
    if not happenings:
        return "Nothing was due."
    lines = [f"{'desk time (UTC)':17} {'what':16} {'ticket':8} "]
    lines += [f"{written(one.at):17} {one.what:16} {one.ticket:8} {one.detail}".rstrip() for one in happenings]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 with a message if the time cannot be moved."""
    parser = argparse.ArgumentParser(prog="python -m infrastructure.advance", description=__doc__)
    parser.add_argument("--by", required=True, help="how far, such as 7d, 36h, 90m")
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--home", type=Path, default=Path(".local"))
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        by_ms = span_ms(chosen.by)
        advance = Advance(Places(port=chosen.port, home=chosen.home.resolve()))
        print(table(advance.run(by_ms)))
    except AdvanceError as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    except (BotoCoreError, OSError) as error:
        sys.stderr.write(f"Cannot reach the local desk; is it running? ({error})\n")
        return 1
    print(f"The desk's clock says {written(advance.clock.now())} UTC. That took {time.monotonic() - started:.1f} s.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
