"""Capacity by AWS's size rules, for the table and each index, counted at the client.

Emulators report units that ignore sizes or none at all, so the rules of the developer guide (item sizes, capacity units,
projections) are applied here to what is really sent and really lay there before.
"""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests import tables

KB = 1024


def attribute_size(wire: dict[str, Any]) -> int:
    ((kind, value),) = wire.items()
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            digits = str(value).lstrip("-").strip("0") or "0"
            return min(21, (len(digits) + 1) // 2 + 1 + str(value).startswith("-"))
        case "BOOL" | "NULL":
            return 1
        case "SS":
            return sum(len(each.encode()) for each in value)
        case "L":
            return 3 + sum(1 + attribute_size(each) for each in value)
        case "M":
            return 3 + sum(1 + len(name.encode()) + attribute_size(each) for name, each in value.items())
    raise TypeError(kind)


def size(item: dict[str, Any] | None) -> int:
    return sum(len(name.encode()) + attribute_size(value) for name, value in (item or {}).items())


def write_units(bytes_: int) -> int:
    return max(1, math.ceil(bytes_ / KB))


def read_units(bytes_: int, *, consistent: bool) -> float:
    return max(1, math.ceil(bytes_ / (4 * KB))) * (1 if consistent else 0.5)


@dataclass
class Spent:
    """What a piece of work cost."""

    writes: float = 0
    reads: float = 0
    trips: int = 0
    by_index: Counter[str] = field(default_factory=Counter)


def index_units(table: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Counter[str]:
    """Write units of each index for one item's change: a moved entry is a delete and a put."""
    units: Counter[str] = Counter()
    definition = tables.definitions()[table]
    for index in definition.get("GlobalSecondaryIndexes", ()):
        before, after = _image(index, old), _image(index, new)
        if before == after:
            continue
        keys = [each["AttributeName"] for each in index["KeySchema"]]
        moved = before and after and [before[key] for key in keys] != [after[key] for key in keys]
        if moved:
            units[index["IndexName"]] = write_units(size(before)) + write_units(size(after))
        else:
            units[index["IndexName"]] = write_units(max(size(before), size(after)))
    return units


def _image(index: dict[str, Any], item: dict[str, Any] | None) -> dict[str, Any] | None:
    keys = [each["AttributeName"] for each in index["KeySchema"]]
    if not item or any(key not in item for key in keys):
        return None
    shown = {"pk", "sk", *keys, *index["Projection"].get("NonKeyAttributes", ())}
    return {name: value for name, value in item.items() if name in shown}


class MeteredClient:
    """A DynamoDB client that counts. Reading what lay there before is the meter's own, uncounted call."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.spent = Spent()
        self.changes: list[
            tuple[dict[str, Any] | None, dict[str, Any] | None]
        ] = []  # of core: what its stream would tell

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def reset(self) -> None:
        self.spent = Spent()

    def get_item(self, **request: Any) -> Any:
        answer = self._client.get_item(**request)
        self.spent.trips += 1
        self.spent.reads += read_units(size(answer.get("Item")), consistent=request.get("ConsistentRead", False))
        return answer

    def batch_get_item(self, **request: Any) -> Any:
        answer = self._client.batch_get_item(**request)
        self.spent.trips += 1
        for name, each in request["RequestItems"].items():
            found = [size(item) for item in answer["Responses"].get(name, ())]
            found += [0] * (len(each["Keys"]) - len(found))
            self.spent.reads += sum(
                read_units(bytes_, consistent=each.get("ConsistentRead", False)) for bytes_ in found
            )
        return answer

    def query(self, **request: Any) -> Any:
        answer = self._client.query(**request)
        self.spent.trips += 1
        read = sum(map(size, answer.get("Items", ())))
        self.spent.reads += read_units(read, consistent=request.get("ConsistentRead", False))
        return answer

    def put_item(self, **request: Any) -> Any:
        self.spent.trips += 1
        old = self._lay(request["TableName"], request["Item"])
        answer = self._client.put_item(**request)
        self._count(request["TableName"], old, request["Item"], 1)
        return answer

    def update_item(self, **request: Any) -> Any:
        self.spent.trips += 1
        old = self._lay(request["TableName"], request["Key"])
        answer = self._client.update_item(**request)
        self._count(request["TableName"], old, self._lay(request["TableName"], request["Key"]), 1)
        return answer

    def delete_item(self, **request: Any) -> Any:
        self.spent.trips += 1
        old = self._lay(request["TableName"], request["Key"])
        answer = self._client.delete_item(**request)
        self._count(request["TableName"], old, None, 1)
        return answer

    def transact_write_items(self, **request: Any) -> Any:
        self.spent.trips += 1
        members = [next(iter(member.values())) for member in request["TransactItems"]]
        places = [(each["TableName"], each.get("Key") or each["Item"]) for each in members]
        before = [self._lay(*place) for place in places]
        answer = self._client.transact_write_items(**request)
        for (table, key), old in zip(places, before, strict=True):
            self._count(table, old, self._lay(table, key), 2)
        return answer

    def _lay(self, table: str, key: dict[str, Any]) -> dict[str, Any] | None:
        place = {"pk": key["pk"], "sk": key["sk"]}
        found = self._client.get_item(TableName=table, Key=place, ConsistentRead=True).get("Item")
        return found if found is None else dict(found)

    def _count(self, table: str, old: dict[str, Any] | None, new: dict[str, Any] | None, times: int) -> None:
        short = table.rpartition("-")[2]
        units = index_units(short, old, new)
        self.spent.writes += times * write_units(max(size(old), size(new))) + units.total()
        if short == "core" and old != new:
            self.changes.append((old, new))
        self.spent.by_index.update({short: times * write_units(max(size(old), size(new))), **units})
