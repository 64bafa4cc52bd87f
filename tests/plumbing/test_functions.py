"""Asking another function: an answer, or none, and never what went wrong in it."""

import io
import json
import logging
from typing import Any

import pytest

from chalicelib.plumbing.aws.functions import Function, NoAnswer


class Lambda:
    """Answers with what it was given, or raises it."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[dict[str, Any]] = []

    def invoke(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return {**self.answer, "Payload": io.BytesIO(self.answer["Payload"])}


def test_a_question_is_answered() -> None:
    there = Lambda({"Payload": b'{"found": [1]}'})

    assert Function(lambda: there, "find").ask({"text": "lamp"}) == {"found": [1]}
    assert there.asked == [{"FunctionName": "find", "Payload": json.dumps({"text": "lamp"}).encode()}]


@pytest.mark.parametrize(
    "answer",
    [
        TimeoutError("too late"),
        {"Payload": b"no json"},
        {"Payload": b'{"errorMessage": "secret words", "errorType": "KeyError"}', "FunctionError": "Unhandled"},
    ],
    ids=["silence", "noise", "a fault"],
)
def test_failed_call_raises_no_answer_and_logs_no_content(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    there = Lambda(answer)

    with caplog.at_level(logging.ERROR), pytest.raises(NoAnswer):
        Function(lambda: there, "find").ask({"text": "lamp"})

    assert caplog.records
    assert "secret words" not in caplog.text
    assert "lamp" not in caplog.text


def test_a_function_that_cannot_be_reached_is_no_answer() -> None:
    def unreachable() -> Any:
        raise ConnectionError

    with pytest.raises(NoAnswer):
        Function(unreachable, "find").ask({})
