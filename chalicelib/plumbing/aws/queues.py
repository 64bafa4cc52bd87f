"""SQS: send messages and process batches; one failing message does not affect the others."""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

log = logging.getLogger(__name__)

MAX_DELAY_S = 900

BatchAnswer = dict[str, list[dict[str, str]]]


class Queue:
    def __init__(self, connect: Callable[[], Any], url: str) -> None:
        self._connect = connect
        self._url = url

    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None:
        """Send a message. One round trip. Standard queues deliver at least once and unordered: consumers must be idempotent.

        The message becomes visible after `delay_s` seconds (at most 900).
        """
        later = {"DelaySeconds": min(delay_s, MAX_DELAY_S)} if delay_s else {}
        body = json.dumps(message, separators=(",", ":"))
        self._connect().send_message(QueueUrl=self._url, MessageBody=body, **later)


def each_message(event: dict[str, Any], handle: Callable[[dict[str, Any]], None]) -> BatchAnswer:
    """Pass each message to `handle`; failing ones return to the queue, and to its dead-letter queue after five tries."""
    failures = []
    for record in event["Records"]:
        try:
            handle(json.loads(record["body"]))
        except Exception:
            log.exception("message could not be handled", extra={"message_id": record["messageId"]})
            failures.append(record["messageId"])
    return answer(failures)


def all_messages(event: dict[str, Any], handle: Callable[[Sequence[dict[str, Any]]], Collection[int]]) -> BatchAnswer:
    """Pass all messages at once; `handle` returns the positions of failed ones. If it raises, all of them have failed."""
    messages: list[dict[str, Any]] = []
    readable: list[str] = []
    failures: list[str] = []
    for record in event["Records"]:
        try:
            messages.append(json.loads(record["body"]))
        except ValueError:
            log.exception("message could not be read", extra={"message_id": record["messageId"]})
            failures.append(record["messageId"])
        else:
            readable.append(record["messageId"])
    failed = handle(messages) if messages else ()
    return answer([*failures, *(readable[position] for position in sorted(failed))])


def answer(failures: Iterable[str]) -> BatchAnswer:
    return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in failures]}
