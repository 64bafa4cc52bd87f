"""Calls another Lambda function of the app."""

import json
import logging
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)


class NoAnswer(Exception):  # noqa: N818 - the caller decides what that means
    """The function did not answer, for whatever reason; the reason is logged."""


class Function:
    def __init__(self, connect: Callable[[], Any], name: str) -> None:
        self._connect = connect
        self._name = name

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Call the function and wait for its answer. One round trip. Raises `NoAnswer`."""
        try:
            answer = self._connect().invoke(FunctionName=self._name, Payload=json.dumps(question).encode())
            payload = json.loads(answer["Payload"].read())
        except Exception as error:
            log.exception("function could not be asked")
            raise NoAnswer from error
        if "FunctionError" in answer:
            log.error(
                "function failed", extra={"kind": payload.get("errorType")}
            )  # its message may contain the question
            raise NoAnswer
        found: dict[str, Any] = payload
        return found
