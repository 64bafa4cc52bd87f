"""SQS: put a message in, read a batch out; one bad message never takes the others with it."""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

log = logging.getLogger(__name__)

MOST_DELAY_S = 900

BatchAnswer = dict[str, list[dict[str, str]]]


class Queue:
    def __init__(self, connect: Callable[[], Any], url: str) -> None:
        self._connect = connect
        self._url = url

    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None:
        """One round trip. Standard queues deliver at least once, in no order: readers must not mind.

        Nobody gets the message before `delay_s` seconds have passed (at most 900).
        """
        later = {"DelaySeconds": min(delay_s, MOST_DELAY_S)} if delay_s else {}
        body = json.dumps(message, separators=(",", ":"))
        self._connect().send_message(QueueUrl=self._url, MessageBody=body, **later)


def each_message(event: dict[str, Any], handle: Callable[[dict[str, Any]], None]) -> BatchAnswer:
    """Hand each message to `handle`; those that raise go back to the queue, and after five tries to its dead letters."""
    failures = []
    for record in event["Records"]:
        try:
            handle(json.loads(record["body"]))
        except Exception:
            log.exception("message could not be handled", extra={"message_id": record["messageId"]})
            failures.append(record["messageId"])
    return answer(failures)


def all_messages(event: dict[str, Any], handle: Callable[[Sequence[dict[str, Any]]], Collection[int]]) -> BatchAnswer:
    """Hand all messages over at once; `handle` gives the positions of those that go back. If it raises, all of them do."""
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
