"""The published JSON Schema (2020-12) of events, made from the models: what webhooks, reports and pages may rely on."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from .event import EVENT_VERSION, Event
from .event_specs import EVENT_SPECS, EventType

ADDRESS = "/api/v1/events/schema.json"
ABOUT = f"""Something that happened to a ticket. This is version {EVENT_VERSION} of the schema; each event names the version it
was recorded in as `v`. Later versions add types and members, and never change the meaning of one that is there. Readers must
ignore types and members that they do not know."""

OWN_BUSINESS = {"Event": {"data", "digests"}, "Actor": {"source"}, "TicketCreated": {"previous"}}
"""Fields that are recorded but not published."""


def document() -> dict[str, Any]:
    """Build the schema of the head, of each type's `data`, and the list of types with who may see them."""
    published = {type_: spec for type_, spec in EVENT_SPECS.items() if type_ is not EventType.UNKNOWN}
    models: set[type[BaseModel]] = {Event, *(spec.data for spec in published.values())}
    refs, schemas = models_json_schema(
        [(model, "serialization") for model in sorted(models, key=lambda model: model.__name__)], by_alias=False
    )
    definitions = {name: _published(name, schema) for name, schema in schemas["$defs"].items() if name != "EventData"}
    head = definitions.pop("Event")
    head["properties"]["type"] = {"type": "string", "examples": [type_.value for type_ in published]}
    head["properties"]["data"] = {"type": "object"}
    by_type = [
        {
            "if": {"properties": {"type": {"const": type_.value}}, "required": ["type"]},
            "then": {"properties": {"data": refs[spec.data, "serialization"]}},
        }
        for type_, spec in published.items()
    ]
    definitions.pop("EventType", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        **head,
        "title": "Event",
        "description": " ".join(ABOUT.split()),
        "version": EVENT_VERSION,
        "allOf": by_type,
        "x-event-types": {
            type_.value: {"internal": spec.internal, "conversation": spec.conversation, "data": spec.data.__name__}
            for type_, spec in published.items()
        },
        "$defs": definitions,
    }


def _published(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Remove unpublished fields, and allow fields that later versions add."""
    hidden = OWN_BUSINESS.get(name, set())
    stored = {key: value for key, value in schema.items() if key != "additionalProperties"}
    if "properties" in stored:
        stored["properties"] = {key: value for key, value in stored["properties"].items() if key not in hidden}
    if "required" in stored:
        stored["required"] = [key for key in stored["required"] if key not in hidden]
    return stored
