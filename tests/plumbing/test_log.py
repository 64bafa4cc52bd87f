"""The log: one line of JSON for each thing, whatever strings it holds."""

import json
import logging
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.plumbing.log import JsonLines, to_standard_output


def line(message: str, *arguments: object, error: bool = False, **extra: Any) -> str:
    info = sys.exc_info() if error else None
    record = logging.getLogger("desk").makeRecord("desk", logging.INFO, "f", 1, message, arguments, info, extra=extra)
    return JsonLines().format(record)


@given(st.text(), st.text())
def test_no_text_from_outside_ends_a_line(message: str, value: str) -> None:
    text = line("%s", message, subject=value)

    assert text.splitlines() == [text]
    assert json.loads(text)["message"] == message
    assert json.loads(text)["subject"] == value


def test_extra_fields_of_a_log_call_become_json_members() -> None:
    assert json.loads(line("answered", status=200, route="GET /v1/me", facts={"a": [1]})) == {
        "level": "INFO",
        "logger": "desk",
        "message": "answered",
        "status": 200,
        "route": "GET /v1/me",
        "facts": {"a": [1]},
    }


def test_values_unknown_to_json_are_logged_as_text() -> None:
    assert json.loads(line("x", found={1}))["found"] == "{1}"


def test_an_error_comes_with_its_trace_on_the_same_line() -> None:
    try:
        int("first\nsecond")
    except ValueError:
        text = line("failed", error=True)

    assert "\n" not in text
    assert json.loads(text)["error"].startswith("Traceback")
    assert "ValueError: invalid literal" in json.loads(text)["error"]


def test_log_handlers_of_the_runtime_are_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        to_standard_output()
        logging.getLogger("desk").info("ready", extra={"n": 1})
        logging.getLogger("botocore").info("signed with a secret")
        assert json.loads(capsys.readouterr().out) == {"level": "INFO", "logger": "desk", "message": "ready", "n": 1}
    finally:
        root.handlers[:] = before
        root.setLevel(level)
