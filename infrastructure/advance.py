"""`make advance BY=7d`: move the clock of the local desk, from due time to due time, and let everything follow.

The desk's clock is the real one plus CLOCK_OFFSET_S in the functions' environment. Each step moves it to the end of the
next minute in which something is due, runs what the schedules run, and waits until streams and queues are empty.
"""

import argparse
import json
import re
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError

from infrastructure import cloudformation
from infrastructure.aws import Aws, stack_name
from infrastructure.front_door.letters import LetterBox
from infrastructure.local.places import REGION, STAGE, Places, read_json, say, write_json
from infrastructure.replay import tick

OFFSET = "CLOCK_OFFSET_S"
ALL = (
    "APIHandler",
    "OnTicketEvent",
    "OnTicketChange",
    "SendMail",
    "OnAgentFree",
    "OnUpload",
    "OnMail",
    "ReadMail",
    "OnDelivery",
    "OnDue",
    "RouteWaiting",
)
AT_EACH_STEP = ("OnTicketEvent", "SendMail", "OnAgentFree", "OnDue", "RouteWaiting")  # those that look at the clock
SCHEDULED = ("OnDue", "RouteWaiting")
FOLLOWING = ("OnTicketEvent", "SendMail")
NO_RECORDS = b'{"Records": []}'

MINUTE = 60_000
UNITS = {"d": 1440 * MINUTE, "h": 60 * MINUTE, "m": MINUTE}
SPAN = re.compile(r"(\d+)([dhm])")
DRAIN_S = 60
MOST_TRIES = 5


class AdvanceError(Exception):
    """The clock cannot be moved; the text says why."""


@dataclass(frozen=True)
class Happening:
    """One line of the report: at the desk's clock, in milliseconds."""

    at: int
    what: str
    ticket: str
    detail: str


def span_ms(text: str) -> int:
    """`7d`, `36h`, `1d12h30m` in milliseconds. Raises AdvanceError for anything else."""
    parts = SPAN.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise AdvanceError(
            f"How far? {text or 'Nothing'!r} is not a span like 7d, 36h, 90m or 1d12h: make advance BY=7d"
        )
    return sum(int(number) * UNITS[unit] for number, unit in parts)


class DeskClock:
    """The clock of one local desk: the file that keeps it over restarts, and the functions that read it."""

    def __init__(self, aws: Aws, places: Places, names: dict[str, str]) -> None:
        self._lambda = aws.client("lambda")
        self._places = places
        self._names = names
        self._set: dict[str, int] = {}

    @property
    def offset_s(self) -> int:
        offset: int = read_json(self._places.clock, {"offset_s": 0})["offset_s"]
        return offset

    def now(self) -> int:
        """The desk's time in milliseconds."""
        return time.time_ns() // 1_000_000 + self.offset_s * 1000

    def set(self, offset_s: int, functions: tuple[str, ...]) -> None:
        """Give the functions that offset, those at once that do not have it yet, and remember it."""
        write_json(self._places.clock, {"offset_s": offset_s})
        behind = [name for name in functions if self._set.get(name) != offset_s]
        with ThreadPoolExecutor(len(ALL)) as pool:
            list(pool.map(lambda name: self._give(name, offset_s), behind))

    def _give(self, name: str, offset_s: int) -> None:
        function = self._names[name]
        known = self._lambda.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
        if known.get(OFFSET) != str(offset_s):
            changed = {**known, OFFSET: str(offset_s)}
            self._lambda.update_function_configuration(FunctionName=function, Environment={"Variables": changed})
        self._set[name] = offset_s


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
        self.clock = DeskClock(self._aws, places, self._names)
        self._letters = LetterBox(places.mails)

    def run(self, by_ms: int) -> list[Happening]:
        """Move the clock on by that much; returns what happened, oldest first."""
        target_offset = self.clock.offset_s + by_ms // 1000
        seen = {letter.id for letter in self._letters.letters()}
        stream = Stream(self._aws, self._outputs["CoreStreamArn"])
        self._settle()
        steps, again = 0, 0
        due = self._next_due()
        while due is not None:
            end_of_minute = -(-(due + 1) // MINUTE) * MINUTE
            offset = max(self.clock.offset_s, -((time.time_ns() // 1_000_000 - end_of_minute) // 1000))
            if offset > target_offset:
                break
            self.clock.set(offset, AT_EACH_STEP)
            self._run_scheduled()
            before, due = due, self._next_due()
            again = again + 1 if due == before else 0
            steps += again == 0
            if again > MOST_TRIES:
                raise AdvanceError(f"What is due at {written(before)} stays due: look for errors in {self._places.log}")
        self.clock.set(target_offset, ALL)
        self._run_scheduled()
        say(f"{steps} due minutes.")
        letters = [letter for letter in self._letters.letters() if letter.id not in seen]
        mails = [Happening(one.at, "mail", "", f"{', '.join(one.to)}: {one.subject}") for one in letters]
        return sorted([*stream.happenings(), *mails], key=lambda one: one.at)

    def _run_scheduled(self) -> None:
        """Both schedules at once, as at every minute; what follows from them is woken meanwhile, since it starts cold."""
        with ThreadPoolExecutor(len(ALL)) as pool:
            woken = [pool.submit(self._invoke, name, NO_RECORDS) for name in FOLLOWING]
            for future in [*(pool.submit(self._invoke, name, tick()) for name in SCHEDULED), *woken]:
                future.result()
        self._settle()

    def _invoke(self, name: str, payload: bytes) -> None:
        answer = self._aws.client("lambda").invoke(FunctionName=self._names[name], Payload=payload)
        if "FunctionError" in answer:
            raise AdvanceError(f"{name} failed: {answer['Payload'].read().decode()}")

    def _settle(self) -> None:
        """Wait until no stream record and no message waits to be dealt with."""
        deadline = time.monotonic() + DRAIN_S
        while (left := backlog(self._places.aws)) and time.monotonic() < deadline:
            time.sleep(0.05)
        if left:
            say(f"Still waiting after {DRAIN_S} s: {left}. Going on.")

    def _next_due(self) -> int | None:
        """The earliest due time of any ticket, in milliseconds; None when nothing is due, ever."""
        pages = self._aws.client("dynamodb").get_paginator("scan").paginate(
            TableName=self._outputs["CoreTable"], IndexName="by_due", ProjectionExpression="due_sort"
        )  # fmt: skip
        return min((int(item["due_sort"]["S"][:13]) for page in pages for item in page["Items"]), default=None)


class Stream:
    """The events written since it was made, read from the stream of the core table."""

    def __init__(self, aws: Aws, arn: str) -> None:
        self._client = aws.client("dynamodbstreams")
        shards = self._client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self._iterators = [
            self._client.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="LATEST")["ShardIterator"]
            for shard in shards
        ]  # fmt: skip

    def happenings(self) -> list[Happening]:
        return [happening for iterator in self._iterators for happening in self._read(iterator)]

    def _read(self, iterator: str | None) -> Iterator[Happening]:
        while iterator:
            answer = self._client.get_records(ShardIterator=iterator)
            for record in answer["Records"]:
                keys = record["dynamodb"]["Keys"]
                if record["eventName"] == "INSERT" and keys["pk"]["S"].startswith("T#") and keys["sk"]["S"] != "#":
                    yield _happening(record["dynamodb"]["NewImage"], keys["pk"]["S"])
            iterator = answer.get("NextShardIterator") if answer["Records"] else None


def _happening(image: dict[str, Any], key: str) -> Happening:
    changes = image.get("changes", {}).get("M", {})
    said = []
    for field, change in changes.items():
        before, after = (next(iter(value.values())) for value in change.get("L", [{"S": "?"}, {"S": "?"}]))
        said.append(f"{field}: {before} → {after}")
    return Happening(int(image["at"]["N"]), image["type"]["S"], key.replace("T#", "#"), ", ".join(said))


def function_names(aws: Aws, stack: str) -> dict[str, str]:
    """The functions' names by their logical ids."""
    pages = aws.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    found = [resource for page in pages for resource in page["StackResourceSummaries"]]
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in found
        if resource["ResourceType"] in {"AWS::Lambda::Function", "AWS::Serverless::Function"}
    }


def backlog(aws: str) -> dict[str, int]:
    """What the local AWS has not dealt with yet: records by function and messages by queue, without zeros."""
    with urllib.request.urlopen(f"{aws}/_desk/backlog", timeout=10) as answer:
        found: dict[str, int] = json.load(answer)
        return found


def written(at: int) -> str:
    """A time of the desk for people."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def table(happenings: list[Happening]) -> str:
    """The report."""
    if not happenings:
        return "Nothing was due."
    lines = [f"{'desk time (UTC)':17} {'what':16} {'ticket':8} "]
    lines += [f"{written(one.at):17} {one.what:16} {one.ticket:8} {one.detail}".rstrip() for one in happenings]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """The command line; 1 with a message when the clock cannot be moved."""
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
