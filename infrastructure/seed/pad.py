"""What one story is written on: as much of a DynamoDB client as a single author needs.

Nobody competes for a ticket here, so conditions are not looked at; updates, which only count, are let fall.
"""

from collections.abc import Iterable
from typing import Any

Wire = dict[str, Any]
Key = tuple[str, str]


class Pad:
    """Items by key. What is `fixed` stays from story to story; `written` is the present story's."""

    def __init__(self) -> None:
        self.fixed: dict[Key, Wire] = {}
        self.written: dict[Key, Wire] = {}

    def turn(self) -> list[Wire]:
        """What was written since the last turn, in the order of keys; and a clean sheet."""
        found = [item for _, item in sorted(self.written.items())]
        self.written = {}
        return found

    def keep(self) -> list[Wire]:
        """The same, and it stays readable."""
        self.fixed |= self.written
        return self.turn()

    def get_item(self, **request: Any) -> Wire:
        """One item."""
        item = self._find(request["Key"])
        return {"Item": item} if item else {}

    def query(self, **request: Any) -> Wire:
        """The items of one partition between two sort keys, which is all that the desk asks for while a story is written."""
        values = {name: value["S"] for name, value in request["ExpressionAttributeValues"].items()}
        inside = {
            sk: item
            for items in (self.fixed, self.written)
            for (pk, sk), item in items.items()
            if pk == values[":pk"] and values[":low"] <= sk <= values[":high"]
        }
        keys = sorted(inside, reverse=not request.get("ScanIndexForward", True))
        return {"Items": [inside[sk] for sk in keys[: request.get("Limit")]]}

    def put_item(self, **request: Any) -> Wire:
        """Write one."""
        self.written[_key(request["Item"])] = request["Item"]
        return {}

    def update_item(self, **_request: Any) -> Wire:
        """Counting is for those who look at the whole desk."""
        return {}

    def transact_write_items(self, **request: Any) -> Wire:
        """Write or remove several."""
        for member in request["TransactItems"]:
            ((verb, each),) = member.items()
            if verb == "Put":
                self.written[_key(each["Item"])] = each["Item"]
            elif verb == "Delete":
                self.written.pop(_key(each["Key"]), None)
        return {}

    def _find(self, key: Wire) -> Wire | None:
        return self.written.get(_key(key)) or self.fixed.get(_key(key))


def in_batches(items: Iterable[Wire], size: int) -> list[list[Wire]]:
    """The items, so many at a time."""
    found = list(items)
    return [found[start : start + size] for start in range(0, len(found), size)]


def _key(item: Wire) -> Key:
    return item["pk"]["S"], item["sk"]["S"]
