"""A scratch client: as much of a DynamoDB client as one ticket history without concurrency needs.

There are no concurrent writers, so conditions are not checked; updates, which only change counters, are ignored.
"""

from collections.abc import Iterable
from typing import Any

Wire = dict[str, Any]
Key = tuple[str, str]


class ScratchClient:
    """Items by key. Those in `fixed` stay for all histories; `written` are those of the current one."""

    def __init__(self) -> None:
        self.fixed: dict[Key, Wire] = {}
        self.written: dict[Key, Wire] = {}

    def turn(self) -> list[Wire]:
        """Return what was written since the last call, sorted by key, and start again."""
        found = [item for _, item in sorted(self.written.items())]
        self.written = {}
        return found

    def keep(self) -> list[Wire]:
        """Return what was written, and keep it readable."""
        self.fixed |= self.written
        return self.turn()

    def get_item(self, **request: Any) -> Wire:
        """Return one item."""
        item = self._find(request["Key"])
        return {"Item": item} if item else {}

    def query(self, **request: Any) -> Wire:
        """Return the items of one partition between two sort keys, the only query used while recording a history."""
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
        """Write one item."""
        self.written[_key(request["Item"])] = request["Item"]
        return {}

    def update_item(self, **_request: Any) -> Wire:
        """Ignore the update: counters are counted later."""
        return {}

    def transact_write_items(self, **request: Any) -> Wire:
        """Write or delete several items."""
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
    """Split the items into batches of this size."""
    found = list(items)
    return [found[start : start + size] for start in range(0, len(found), size)]


def _key(item: Wire) -> Key:
    return item["pk"]["S"], item["sk"]["S"]
