"""The published schema of events: whatever the desk records keeps to it, and it says what readers must ignore."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from chalicelib.tickets import event_schema
from chalicelib.tickets.event import EVENT_VERSION
from chalicelib.tickets.event_specs import EVENT_SPECS, EventType
from tests import makers
from tests.client import call

SCHEMA = event_schema.document()
CHECK = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
KNOWN = sorted(set(EventType) - {EventType.UNKNOWN})


def sent(type_: EventType) -> dict[str, Any]:
    return makers.an_event(type_).model_dump(mode="json", exclude={"digests"})


def test_event_schema_is_valid_and_has_its_version() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["version"] == EVENT_VERSION
    assert "Readers must ignore types and members that they do not know." in SCHEMA["description"]
    assert SCHEMA["x-event-types"].keys() == {type_.value for type_ in KNOWN}


@pytest.mark.parametrize("type_", KNOWN)
def test_event_of_each_type_keeps_to_schema(type_: EventType) -> None:
    CHECK.validate(sent(type_))


@pytest.mark.parametrize(
    "type_", [type_ for type_ in KNOWN if EVENT_SPECS[type_].data.model_json_schema().get("required")]
)
def test_event_without_what_its_type_needs_does_not_keep_to_schema(type_: EventType) -> None:
    assert not CHECK.is_valid({**sent(type_), "data": {}})


def test_types_and_members_of_later_versions_keep_to_schema() -> None:
    CHECK.validate({**sent(EventType.NOTE_ADDED), "type": "CallTranscribed", "data": {"minutes": 7}, "tenant": "x"})
    note = sent(EventType.NOTE_ADDED)
    CHECK.validate({**note, "data": {**note["data"], "mood": "good"}})


def test_addresses_of_people_and_digests_are_not_published() -> None:
    assert "source" not in SCHEMA["$defs"]["Actor"]["properties"]
    assert "digests" not in SCHEMA["properties"]


@pytest.mark.usefixtures("services")
def test_event_schema_is_public() -> None:
    answer = call(None, "GET", "/v1/events/schema.json")

    assert (answer.status, answer.json) == (200, SCHEMA)
