"""Converts plain Python values to DynamoDB's wire format and back.

Integers only: the app stores no fractions, so `Decimal` is not used.
"""

from typing import Any

Item = dict[str, Any]


def to_wire(value: Any) -> dict[str, Any]:
    """Convert one attribute value. Raises `TypeError` for types that the app does not store (floats, bytes)."""
    match value:
        case None | bool():
            return {"NULL": True} if value is None else {"BOOL": value}
        case str():
            return {"S": str(value)}
        case int():
            return {"N": str(value)}
        case list() | tuple():
            return {"L": [to_wire(each) for each in value]}
        case dict():
            return {"M": item_to_wire(value)}
        case set() | frozenset() if value:
            return {"SS": sorted(value)}
    raise TypeError(f"{type(value).__name__} cannot be stored")


def from_wire(wire: dict[str, Any]) -> Any:
    ((kind, value),) = wire.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return int(value)
        case "L":
            return [from_wire(each) for each in value]
        case "M":
            return item_from_wire(value)
        case "SS":
            return set(value)
        case "NULL":
            return None
    raise TypeError(f"{kind} is not stored by the desk")


def item_to_wire(item: Item) -> dict[str, Any]:
    """Convert an item; None and empty sets are left out, because DynamoDB has no empty sets."""
    return {name: to_wire(value) for name, value in item.items() if value is not None and value != set()}


def item_from_wire(wire: dict[str, Any]) -> Item:
    return {name: from_wire(value) for name, value in wire.items()}
