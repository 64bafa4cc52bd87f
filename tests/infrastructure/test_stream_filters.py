"""Which records of the stream wake a function: the patterns, read as AWS documents them and as the local AWS does."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from infrastructure.guards import Template
from tests.infrastructure.sam import of_type, target

Matcher = Callable[[dict[str, Any], dict[str, Any]], bool]


def on_aws(record: dict[str, Any], pattern: dict[str, Any]) -> bool:
    """AWS flattens both: only leaves have a value, and `exists: false` asks that there be no such leaf."""
    return all(_leaf_matches(_at(record, path), wanted) for path, wanted in _leaves(pattern))


def on_the_local_aws(record: dict[str, Any], pattern: dict[str, Any]) -> bool:
    """The local AWS walks down both: a missing branch fails, a missing leaf is None."""
    for key, wanted in pattern.items():
        value = record.get(key)
        if isinstance(wanted, dict):
            if not isinstance(value, dict) or not on_the_local_aws(value, wanted):
                return False
        elif not any(_accepts(one, value, is_there=key in record) for one in wanted):
            return False
    return True


def _leaves(pattern: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], list[Any]]]:
    found: list[tuple[tuple[str, ...], list[Any]]] = []
    for key, wanted in pattern.items():
        found += _leaves(wanted, (*path, key)) if isinstance(wanted, dict) else [((*path, key), wanted)]
    return found


def _at(record: Any, path: tuple[str, ...]) -> list[Any]:
    """The value of a leaf in a list; empty when there is no such leaf."""
    for key in path:
        if not isinstance(record, dict) or key not in record:
            return []
        record = record[key]
    return [] if isinstance(record, dict) else [record]


def _leaf_matches(found: list[Any], wanted: list[Any]) -> bool:
    return any(_accepts(one, found[0] if found else ..., is_there=bool(found)) for one in wanted)


def _accepts(wanted: Any, value: Any, *, is_there: bool) -> bool:
    if isinstance(wanted, dict):
        if "exists" in wanted:
            return bool(wanted["exists"]) is is_there
        return isinstance(value, str) and value.startswith(wanted["prefix"])
    return bool(wanted == value)


def patterns(plain: Template, function: str) -> list[dict[str, Any]]:
    mappings = of_type(plain, "AWS::Lambda::EventSourceMapping").values()
    (mapping,) = [mapping for mapping in mappings if target(mapping["FunctionName"]) == function]
    return [json.loads(part["Pattern"]) for part in mapping["FilterCriteria"]["Filters"]]


def record(name: str, pk: str, sk: str, *, silent: bool | None = None) -> dict[str, Any]:
    keys = {"pk": {"S": pk}, "sk": {"S": sk}}
    image: dict[str, Any] = {**keys, "type": {"S": "CustomerReplied"}} | (
        {"silent": {"BOOL": silent}} if silent is not None else {}
    )
    return {"eventName": name, "dynamodb": {"Keys": keys, "NewImage": image}}


@pytest.mark.parametrize("matches", [on_aws, on_the_local_aws])
@pytest.mark.parametrize(
    ("seen", "triggers"),
    [
        (record("INSERT", "T#1", "C#000001"), True),
        (record("INSERT", "T#1", "I#000002"), True),
        (record("INSERT", "T#1", "C#000001", silent=True), False),
        (record("INSERT", "T#1", "C#000001", silent=False), True),
        (record("INSERT", "T#1", "#"), False),
        (record("MODIFY", "T#1", "C#000001"), False),
        (record("REMOVE", "T#1", "C#000001"), False),
        (record("INSERT", "P#1", "#"), True),
        (record("MODIFY", "P#1", "#"), True),
        (record("REMOVE", "P#1", "#"), False),
        (record("INSERT", "P#1", "C#000001"), False),
        (record("INSERT", "EM#1", "#"), False),
        (record("INSERT", "CFG", "DESK"), False),
    ],
)
def test_reactions_are_invoked_for_people_and_new_events_only(
    plain: Template, matches: Matcher, seen: dict[str, Any], *, triggers: bool
) -> None:
    assert any(matches(seen, pattern) for pattern in patterns(plain, "OnTicketEvent")) is triggers


@pytest.mark.parametrize("matches", [on_aws, on_the_local_aws])
@pytest.mark.parametrize(
    ("seen", "triggers"),
    [
        (record("INSERT", "T#1", "#"), True),
        (record("MODIFY", "T#1", "#"), True),
        (record("REMOVE", "T#1", "#"), False),
        (record("INSERT", "T#1", "C#000001"), False),
        (record("MODIFY", "P#1", "#"), False),
    ],
)
def test_counters_are_invoked_for_ticket_changes_only(
    plain: Template, matches: Matcher, seen: dict[str, Any], *, triggers: bool
) -> None:
    assert any(matches(seen, pattern) for pattern in patterns(plain, "OnTicketChange")) is triggers


def test_the_patterns_have_no_line_breaks(plain: Template) -> None:
    for function in ("OnTicketEvent", "OnTicketChange"):
        mappings = of_type(plain, "AWS::Lambda::EventSourceMapping").values()
        (mapping,) = [mapping for mapping in mappings if target(mapping["FunctionName"]) == function]
        assert all("\n" not in part["Pattern"] for part in mapping["FilterCriteria"]["Filters"])
