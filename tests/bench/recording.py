"""What DynamoDB answered to each request that S2 repeats: asked once of tables in process, then played back.

Requests that read are known by their body, the answers of the others are alike for every body.
"""

from typing import Any

READS = frozenset({"GetItem", "BatchGetItem", "Query"})


class Tape:
    """Writes down every call that a botocore client makes while `client` is in use."""

    def __init__(self, client: Any) -> None:
        self.answers: dict[str, str] = {}
        self._asked = ""
        self._events = client.meta.events
        self._events.register("before-call.dynamodb", self._ask)
        self._events.register("response-received.dynamodb", self._answer)

    def stop(self) -> None:
        self._events.unregister("before-call.dynamodb", self._ask)
        self._events.unregister("response-received.dynamodb", self._answer)

    def _ask(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self._asked = f"{model.name} {params['body'].decode()}" if model.name in READS else model.name

    def _answer(self, response_dict: dict[str, Any], **_: Any) -> None:
        assert response_dict["status_code"] == 200, response_dict["body"]
        self.answers.setdefault(self._asked, response_dict["body"].decode())  # what is asked again has changed since
