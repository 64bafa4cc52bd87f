"""CPU of warm requests, and of the calls of the SDK that they make. Runs in the function's package, without ours.

    warm_request.py <file of {"cases": {name: [event]}, "answers": {request: body}}> <file to write> <name of a case>…

One name: the milliseconds of that case as the first in this process. Several: each of them warm, many times.

Nothing is sent: what DynamoDB answered before is handed over where botocore would open its connection, so that signing and
parsing happen and the network does not.
"""

import io
import json
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import app
from chalicelib.plumbing import services_on_aws

ROUNDS = 40
TIMES = 6  # a round
WARMING = 15
READS = frozenset({"GetItem", "BatchGetItem", "Query"})


class Raw(io.BytesIO):
    def stream(self, **_: Any) -> "list[bytes]":
        return [self.read()]


class Playback:
    """Stands where the connection would: answers from what was written down, or fails."""

    def __init__(self, client: Any, answers: dict[str, str]) -> None:
        from botocore.awsrequest import AWSResponse

        self._response: Any = AWSResponse
        self._answers = {request: self._prepared(body.encode()) for request, body in answers.items()}
        client.meta.events.register_first("before-send.dynamodb", self.answer)

    def answer(self, request: Any, **_: Any) -> Any:
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        asked = f"{operation} {request.body.decode()}" if operation in READS else operation
        headers, body = self._answers[asked]
        return self._response(request.url, 200, headers, Raw(body))

    @staticmethod
    def _prepared(body: bytes) -> tuple[dict[str, str], bytes]:
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "Content-Length": str(len(body)),
            "Server": "Server",
            "x-amzn-RequestId": "0" * 52,
            "x-amz-crc32": str(zlib.crc32(body)),
            "Date": "Mon, 05 Jan 2026 09:00:00 GMT",
        }
        return headers, body


class Context:
    aws_request_id = "00000000-0000-0000-0000-000000000000"
    function_name = "api_handler"
    memory_limit_in_mb = 1024


def handled(events: list[dict[str, Any]]) -> list[int]:
    return [app.app(event, Context)["statusCode"] for event in events]


def calls_of(client: Any, events: list[dict[str, Any]]) -> list[tuple[Any, dict[str, Any]]]:
    """The calls of the SDK that a warm handling of these events makes: method and arguments."""
    methods = {operation: method for method, operation in client.meta.method_to_api_mapping.items()}
    calls: list[tuple[Any, dict[str, Any]]] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append((getattr(client, methods[model.name]), dict(params)))

    client.meta.events.register("provide-client-params.dynamodb", note)
    handled(events)
    client.meta.events.unregister("provide-client-params.dynamodb", note)
    return calls


def repeat(calls: list[tuple[Any, dict[str, Any]]]) -> None:
    for call, arguments in calls:
        call(**arguments)


class Case:
    """One kind of request, beside the calls of the SDK that it makes."""

    def __init__(self, client: Any, events: list[dict[str, Any]]) -> None:
        self.events = events
        self.statuses = handled(events)
        self.calls = calls_of(client, events)
        self.own: list[float] = []
        self.sdk: list[float] = []

    def warm_up(self) -> None:
        for _ in range(WARMING):
            handled(self.events)
            repeat(self.calls)

    def measure(self) -> None:
        self.own.append(_ms(lambda: handled(self.events)))
        self.sdk.append(_ms(lambda: repeat(self.calls)))

    def found(self) -> dict[str, Any]:
        statuses = self.statuses + handled(self.events)
        return {"statuses": statuses, "calls": len(self.calls), "own": self.own, "sdk": self.sdk}


def measured(client: Any, cases: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """All cases in turns, so that what slows the machine for a while slows them all."""
    made = {name: Case(client, events) for name, events in cases.items()}
    for case in made.values():
        case.warm_up()
    for _ in range(ROUNDS):
        for case in made.values():
            case.measure()
    return {name: case.found() for name, case in made.items()}


def _ms(work: Any) -> float:
    started = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - started) * 1000 / TIMES


def main(input_file: str, write_to: str, *names: str) -> None:
    given = json.loads(Path(input_file).read_text("utf-8"))
    client = services_on_aws.client("dynamodb")
    Playback(client, given["answers"])
    if len(names) == 1:
        started = time.process_time()
        handled(given["cases"][names[0]])
        found: dict[str, Any] = {"first": (time.process_time() - started) * 1000}
    else:
        found = measured(client, {name: given["cases"][name] for name in names})
    Path(write_to).write_text(json.dumps(found), "utf-8")  # the log goes to the standard output, as on Lambda


if __name__ == "__main__":
    main(*sys.argv[1:])
