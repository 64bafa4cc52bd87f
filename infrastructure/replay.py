"""`make replay`: retry what ended in a dead-letter queue, once the cause is fixed.

    mail, routing,  messages return to their original queue; FORCE=yes also sends emails that may already have been sent
    index
    stream          the records that a message refers to are read from the stream again and passed to the function
    schedule        the function that missed a scheduled run is called
    upload          each event is sent again to the function that checks files
    inbound         each event is sent again to the function that receives emails
    delivery        each event is sent again to the function that processes delivery events

A message is deleted from its dead-letter queue only once it has been processed or queued, and every handler is idempotent,
so this is safe to repeat. Works the same on AWS (`STAGE=`) and locally.
"""

import base64
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from . import cloudformation, stages
from .aws import Aws, stack_name

HIDDEN_S = 120
Message = Mapping[str, Any]
Json = dict[str, Any]


class ReplayError(Exception):
    """The replay is not possible; the text says why."""


class Replay:
    """The dead-letter queues of one stack."""

    def __init__(self, aws: Aws, stage: str, *, force: bool = False) -> None:
        """`force` also sends emails that may already have been sent: a recipient may get one twice."""
        self._force = force
        stack = cloudformation.describe(aws, stack_name(stage))
        if stack is None:
            raise ReplayError(f"There is no stack {stack_name(stage)} here.")
        self._outputs = cloudformation.outputs(stack)
        self._sqs = aws.client("sqs")
        self._lambda = aws.client("lambda")
        self._streams = aws.client("dynamodbstreams")

    def run(self, queue: str) -> str:
        """Replay one of QUEUES; return a sentence that says what was done."""
        return QUEUES[queue](self)

    def mail(self) -> str:
        return self._send_back("Mail", {"force": True} if self._force else {})

    def routing(self) -> str:
        return self._send_back("Routing")

    def index(self) -> str:
        return self._send_back("Index")

    def stream(self) -> str:
        """Process the stream records again, message by message; one that fails again stays."""
        count, stays, remaining = 0, list[str](), list[Message]()
        for message in self._messages("StreamDeadLettersUrl"):
            body = json.loads(message["Body"])
            reason = self._hand_over(body["requestContext"]["functionArn"], body["DDBStreamBatchInfo"])
            if reason:
                stays.append(reason)
                remaining.append(message)
                continue
            self._delete("StreamDeadLettersUrl", message)
            count += 1
        self._keep("StreamDeadLettersUrl", remaining)
        return _sentence(count, "batch of stream records", "batches of stream records", stays)

    def schedule(self) -> str:
        """Call each function that missed a run, once: one run does the work of all missed ones."""
        missed: dict[str, list[Message]] = {}
        for message in self._messages("ScheduleDeadLettersUrl"):
            missed.setdefault(_function_of(message), []).append(message)
        count, stays = 0, list[str]()
        for function, messages in missed.items():
            answer = self._lambda.invoke(FunctionName=function, Payload=tick())
            if "FunctionError" in answer:
                stays.append(f"{function}: {answer['Payload'].read().decode()[:300]}")
                self._keep("ScheduleDeadLettersUrl", messages)
                continue
            for message in messages:
                self._delete("ScheduleDeadLettersUrl", message)
            count += len(messages)
        return _sentence(count, "tick", "ticks", stays)

    def upload(self) -> str:
        """Process each uploaded file again; one that fails again stays."""
        return self._invoke_again("Upload", "file", "files", lambda detail: detail["object"]["key"])

    def inbound(self) -> str:
        """Process each inbound email again; one that fails again stays."""
        return self._invoke_again(
            "Inbound", "mail that came in", "mails that came in", lambda detail: detail["object"]["key"]
        )

    def delivery(self) -> str:
        """Process each delivery event again; one that fails again stays."""
        return self._invoke_again("Delivery", "piece of news", "pieces of news", lambda detail: detail["eventType"])

    def _invoke_again(self, name: str, one: str, many: str, about: Callable[[Json], str]) -> str:
        """Pass each event to its function again; one that fails again stays."""
        count, stays, remaining, place = 0, list[str](), list[Message](), f"{name}DeadLettersUrl"
        for message in self._messages(place):
            function, event = _function_of(message), _event_of(message)
            answer = self._lambda.invoke(FunctionName=function, Payload=json.dumps(event).encode())
            if "FunctionError" in answer:
                stays.append(f"{about(event['detail'])}: {answer['Payload'].read().decode()[:300]}")
                remaining.append(message)
                continue
            self._delete(place, message)
            count += 1
        self._keep(place, remaining)
        return _sentence(count, one, many, stays)

    def _send_back(self, name: str, more: Message = MappingProxyType({})) -> str:
        """Return each message to its queue, with `more` added to its body."""
        count = 0
        for message in self._messages(f"{name}DeadLettersUrl"):
            attributes = {"MessageAttributes": message["MessageAttributes"]} if "MessageAttributes" in message else {}
            body = _with(message["Body"], more)
            self._sqs.send_message(QueueUrl=self._outputs[f"{name}QueueUrl"], MessageBody=body, **attributes)
            self._delete(f"{name}DeadLettersUrl", message)
            count += 1
        return _sentence(count, "message", "messages", [])

    def _messages(self, output: str) -> Iterator[Message]:
        """Iterate over all current messages, each once: a message that was read stays hidden while this runs."""
        seen: set[str] = set()
        while True:
            found = self._sqs.receive_message(
                QueueUrl=self._outputs[output],
                MaxNumberOfMessages=10,
                VisibilityTimeout=HIDDEN_S,
                WaitTimeSeconds=1,
                MessageAttributeNames=["All"],
            ).get("Messages", [])
            fresh = [message for message in found if message["MessageId"] not in seen]
            if not fresh:
                return
            seen |= {message["MessageId"] for message in fresh}
            yield from fresh

    def _delete(self, output: str, message: Message) -> None:
        self._sqs.delete_message(QueueUrl=self._outputs[output], ReceiptHandle=message["ReceiptHandle"])

    def _keep(self, output: str, messages: Iterable[Message]) -> None:
        """Make the messages visible at once for the next replay."""
        for message in messages:
            self._sqs.change_message_visibility(
                QueueUrl=self._outputs[output], ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )

    def _hand_over(self, function: str, batch: Message) -> str:
        """Invoke the function with the batch; return the empty string, or why the message has to stay."""
        place = f"{function.rpartition(':')[2]}, records {batch['startSequenceNumber']} to {batch['endSequenceNumber']}"
        try:
            records = list(self._records(batch))
        except self._streams.exceptions.TrimmedDataAccessException:
            return f"{place}: older than a day and gone from the stream"
        wanted = [record for record in records if _passes(record, self._filters(function, batch["streamArn"]))]
        if not wanted:
            return "" if records else f"{place}: no longer in the stream"
        answer = self._lambda.invoke(FunctionName=function, Payload=json.dumps({"Records": wanted}).encode())
        payload = answer["Payload"].read().decode()
        failed = "FunctionError" in answer or (json.loads(payload or "null") or {}).get("batchItemFailures")
        return f"{place}: fails again: {payload[:300]}" if failed else ""

    def _records(self, batch: Message) -> Iterator[Json]:
        iterator = self._streams.get_shard_iterator(
            StreamArn=batch["streamArn"],
            ShardId=batch["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=batch["startSequenceNumber"],
        )["ShardIterator"]
        while iterator:
            answer = self._streams.get_records(ShardIterator=iterator)
            for record in answer["Records"]:
                if int(record["dynamodb"]["SequenceNumber"]) > int(batch["endSequenceNumber"]):
                    return
                yield _as_event({**record, "eventSourceARN": batch["streamArn"]})
            iterator = answer.get("NextShardIterator") if answer["Records"] else None

    def _filters(self, function: str, stream: str) -> list[Json]:
        found = self._lambda.list_event_source_mappings(FunctionName=function, EventSourceArn=stream)[
            "EventSourceMappings"
        ]
        described = [one for mapping in found for one in mapping.get("FilterCriteria", {}).get("Filters", [])]
        return [json.loads(one["Pattern"]) for one in described]


def _with(body: str, more: Message) -> str:
    return json.dumps({**json.loads(body), **more}) if more else body


def tick() -> bytes:
    """Return a scheduled event in EventBridge's form, with all fields that Chalice requires."""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "",
        "time": now,
        "region": "",
        "resources": [],
        "detail": {},
    }
    return json.dumps(event).encode()


QUEUES: dict[str, Callable[[Replay], str]] = {
    "mail": Replay.mail,
    "routing": Replay.routing,
    "index": Replay.index,
    "stream": Replay.stream,
    "schedule": Replay.schedule,
    "upload": Replay.upload,
    "inbound": Replay.inbound,
    "delivery": Replay.delivery,
}


def _function_of(message: Message) -> str:
    """Return the function of a failed call: Lambda writes it into the message, EventBridge into an attribute."""
    named = message.get("MessageAttributes", {}).get("TARGET_ARN", {}).get("StringValue")
    arn: str = named or json.loads(message["Body"])["requestContext"]["functionArn"]
    return arn.removesuffix(":$LATEST")


def _event_of(message: Message) -> Json:
    """Return the event of a failed call: Lambda wraps it, EventBridge sends the event itself."""
    body: Json = json.loads(message["Body"])
    payload: Json = body.get("requestPayload", body)
    return payload


def _as_event(value: Any) -> Any:
    """Convert a record to Lambda's form: times as seconds, bytes as base64."""
    if isinstance(value, dict):
        return {name: _as_event(part) for name, part in value.items()}
    if isinstance(value, list | set | tuple):
        return [_as_event(part) for part in value]
    if isinstance(value, datetime):
        return value.timestamp()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _passes(record: Json, filters: Iterable[Json]) -> bool:
    """Whether the record passes the event source mapping's filter: one of its patterns matches."""
    patterns = list(filters)
    return not patterns or any(_fits(record, pattern) for pattern in patterns)


def _fits(value: Any, pattern: Any) -> bool:
    if isinstance(pattern, dict):
        return all(_fits(value.get(name) if isinstance(value, dict) else None, part) for name, part in pattern.items())
    return any(_fits_one(value, wanted) for wanted in pattern)


def _fits_one(value: Any, wanted: Any) -> bool:
    if not isinstance(wanted, dict):
        return bool(value == wanted)
    if "exists" in wanted:
        return (value is not None) is wanted["exists"]
    return isinstance(value, str) and value.startswith(wanted.get("prefix", "\0"))


def _sentence(count: int, one: str, many: str, stays: list[str]) -> str:
    text = "nothing to do" if not count and not stays else f"{count} {one if count == 1 else many} replayed"
    return "\n    ".join([text, *(f"stays: {reason}" for reason in stays)])


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 with a message if there is nothing to work on."""
    parser = stages.parser("replay", __doc__)
    parser.add_argument("--queue", choices=sorted(QUEUES), help="only this one")
    parser.add_argument("--force", action="store_true", help="also send mails of which nobody knows whether they left")
    chosen = parser.parse_args(arguments)

    def work(aws: Aws, name: str) -> int:
        replay = Replay(aws, name, force=chosen.force)
        for queue in [chosen.queue] if chosen.queue else QUEUES:
            print(f"{queue:9} {replay.run(queue)}")
        return 0

    return stages.run(chosen, ReplayError, work)


if __name__ == "__main__":
    raise SystemExit(main())
