"""Generates the pages' table of event types from `tickets.event_specs`: `python -m infrastructure.event_types`."""

import json
from pathlib import Path

from chalicelib.tickets.event_specs import EVENT_SPECS, EventType

MODULE = Path(__file__).parent.parent / "static-site" / "parts" / "event-types.js"
HEAD = "// @ts-check\n// Made from chalicelib/tickets/event_specs.py by `python -m infrastructure.event_types`. Do not edit.\n"


def source() -> str:
    """Return the module: each event type's icon and timeline text, and whether only agents see it."""
    rows = [
        f"  {type_.value}: {{ icon: {_quoted(spec.icon)}, text: {_quoted(spec.text)}, internal: {json.dumps(spec.internal)} }},\n"
        for type_, spec in EVENT_SPECS.items()
        if type_ is not EventType.UNKNOWN
    ]
    unknown = EVENT_SPECS[EventType.UNKNOWN]
    rest = (
        f"{{ icon: {_quoted(unknown.icon)}, text: {_quoted(unknown.text)}, internal: {json.dumps(unknown.internal)} }}"
    )
    lines = [
        "/** Event type -> icon and text of its line, and whether only agents see it. */\n",
        "export const EVENT_TYPES = {\n",
        *rows,
        "};\n\n",
        "/** The same for an event that another version of this software recorded. */\n",
        f"export const UNKNOWN_EVENT = {rest};\n",
    ]
    return HEAD + "\n" + "".join(lines)


def _quoted(text: str) -> str:
    return f"'{text}'"


if __name__ == "__main__":
    MODULE.write_text(source())
