"""Events as stored in the table: the current format, the previous one, and what other versions wrote. Pure.

The fields of the head are attributes of the item. So is what changes later (`attachments`, `delivery`), so that it can
be updated in the same way in items of every version; the rest of an event's data is in `data`.

    version 1 (no `v`)   every field is an attribute of the item
    version 2            as described above
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, fields
from typing import Any

from pydantic import ValidationError

from .event import EVENT_VERSION, SYSTEM, Event
from .event_data import Unknown
from .event_specs import EVENT_SPECS, EventType

Attributes = dict[str, Any]

HEAD = frozenset(Event.model_fields) - {"data"}
BESIDE = frozenset({"attachments", "delivery"})
"""Fields of the data that are attributes of the item, since they change later."""

STORE_ONLY = frozenset({"delivery_rank"})
"""Attributes that only the store uses."""

KNOWN_TYPES = frozenset(EventType) - {EventType.UNKNOWN}


@dataclass(frozen=True)
class Names:
    """What event types, rules of reasons, fields and values are called: name here -> name there."""

    types: Mapping[str, str]
    rules: Mapping[str, str]
    head: Mapping[str, str]
    data: Mapping[str, str]
    changes: Mapping[str, str]
    spam: Mapping[str, str]

    def inverse(self) -> "Names":
        """Return the way back."""
        tables = (getattr(self, each.name) for each in fields(self))
        return Names(*({there: here for here, there in table.items()} for table in tables))


TO_VERSION_1 = Names(
    types={
        "UnverifiedReplyReceived": "StrangerWrote",
        "TicketUnsnoozed": "TicketWoken",
        "MergedTicketReplied": "PartReplied",
        "ClosureDeferred": "KeptOpen",
        "FollowersChanged": "WatchersChanged",
        "FollowUpCreated": "FollowUpRaised",
    },
    rules={
        "no_agent_online": "nobody_online",
        "all_at_capacity": "all_full",
        "assignee_absent": "owner_absent",
        "assignee_inactive": "owner_inactive",
        "assignee_moved": "owner_moved",
    },
    head={"reason": "because", "followers": "watchers", "silent": "quiet"},
    data={"suppress_auto_replies": "hushed", "rated_agent": "credit"},
    changes={"followers": "watchers"},
    spam={"mistake": "false"},
)
FROM_VERSION_1 = TO_VERSION_1.inverse()

FLAT = frozenset({
    "body", "mentions", "attachments", "other", "sends_at", "undo", "copies", "automatic", "sender", "mail", "hushed", "score",
    "credit", "delivery",
})  # fmt: skip
"""Fields of the data that were attributes of the item in version 1."""


def pruned(members: Mapping[str, Any]) -> Attributes:
    """Leave out empty values: none, false, empty texts and collections, at every depth but not in lists."""
    inner = {name: pruned(value) if isinstance(value, Mapping) else value for name, value in members.items()}
    return {name: value for name, value in inner.items() if not is_blank(value)}


def is_blank(value: Any) -> bool:
    """Return whether a value is empty. Zero is not."""
    return (
        value is None
        or value is False
        or (isinstance(value, str | list | tuple | dict | set | frozenset) and not value)
    )


def head_and_data(event: Event) -> tuple[Attributes, Attributes]:
    """Return the fields of an event that differ from their defaults, and its type as it was recorded.

    So the default of a field must never change: old events rely on it.
    """
    head = event.model_dump(exclude={"data"}, exclude_defaults=True) | {"type": event.type_name, "v": event.v}
    if isinstance(event.data, Unknown):
        return head, deepcopy(event.data.stored)
    return head, event.data.model_dump(exclude_defaults=True)


def attributes_of(event: Event) -> Attributes:
    """Build the attributes of an event's item, without its key."""
    head, data = head_and_data(event)
    if event.v == 1:
        head, data = named_as_in_version_1(head, data)
        return data | {name: value for name, value in head.items() if name != "v"}
    beside = {name: data[name] for name in BESIDE & data.keys()}
    inner = {name: value for name, value in data.items() if name not in BESIDE}
    return head | beside | ({"data": inner} if inner else {})


def attribute_names(attributes: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of all attributes that an event's item of the same version may have, without its key."""
    if "v" in attributes:
        return HEAD | STORE_ONLY | BESIDE | {"data"}
    return frozenset(TO_VERSION_1.head.get(name, name) for name in HEAD) | STORE_ONLY | FLAT


def event_of(attributes: Mapping[str, Any]) -> Event:
    """Parse the event with these attributes. One of an unknown type or version is kept as `Unknown`.

    Raises `ValidationError` for an invalid head.
    """
    upgraded = _with_version_1(attributes) if "v" not in attributes else _with_version_2(attributes)
    if upgraded["type"] not in KNOWN_TYPES or upgraded["v"] > EVENT_VERSION:
        return _unknown(upgraded)
    try:
        EVENT_SPECS[EventType(upgraded["type"])].data.model_validate(upgraded["data"])
    except ValidationError:
        return _unknown(upgraded)
    return Event.model_validate(upgraded)


def named_as_in_version_1(head: Attributes, data: Attributes) -> tuple[Attributes, Attributes]:
    """Give the members of an event of version 1 the names that they were recorded with."""
    return _renamed(head, TO_VERSION_1), _named(data, TO_VERSION_1.data)


def _with_version_1(attributes: Mapping[str, Any]) -> Attributes:
    flat = {name: attributes[name] for name in FLAT & attributes.keys()}
    head = _renamed({name: value for name, value in attributes.items() if name not in FLAT}, FROM_VERSION_1)
    data = _named(flat, FROM_VERSION_1.data) if head["type"] in KNOWN_TYPES else flat
    return {name: head[name] for name in HEAD & head.keys()} | {"v": 1, "data": data}


def _renamed(head: Mapping[str, Any], names: Names) -> Attributes:
    renamed = _named(head, names.head) | {"type": names.types.get(head["type"], head["type"])}
    for name in {"because", "reason"} & renamed.keys():
        if reason := renamed[name]:
            renamed[name] = reason | {"rule": names.rules.get(reason["rule"], reason["rule"])}
    if renamed.get("changes"):
        renamed["changes"] = _named(renamed["changes"], names.changes)
        if pair := renamed["changes"].get("spam"):
            renamed["changes"]["spam"] = type(pair)(names.spam.get(each, each) for each in pair)
    return renamed


def _named(members: Mapping[str, Any], names: Mapping[str, str]) -> Attributes:
    return {names.get(name, name): value for name, value in members.items()}


def _with_version_2(attributes: Mapping[str, Any]) -> Attributes:
    beside = {name: attributes[name] for name in BESIDE & attributes.keys()}
    data = {**attributes.get("data", {}), **beside}
    return {name: attributes[name] for name in HEAD & attributes.keys()} | {"data": data}


def _unknown(attributes: Attributes) -> Event:
    """Parse an event of another version, with as much of its head as is valid."""
    data = Unknown(type=str(attributes["type"]), stored=attributes["data"])
    head = {name: value for name, value in attributes.items() if name != "data"}
    try:
        return Event.model_validate({**head, "type": EventType.UNKNOWN, "data": data})
    except ValidationError:
        if attributes["v"] <= EVENT_VERSION:
            raise
    at = attributes.get("at")
    return Event(
        v=attributes["v"],
        ticket=attributes["ticket"],
        rev=attributes["rev"],
        type=EventType.UNKNOWN,
        data=data,
        by=SYSTEM,
        at=at if isinstance(at, int) else 0,
        requester="",
        team="",
        hash=str(attributes.get("hash", "")),
    )
