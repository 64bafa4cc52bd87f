"""DynamoDB: conditional writes, transactions and range queries, on botocore's client.

Expressions are written with `#name` and `:value`. Attribute names are read from the expression and values are passed as
keyword arguments, so user input can never become part of an expression.
"""

import itertools
import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import Unavailable
from .marshal import Item, item_from_wire, item_to_wire, to_wire

NAME = re.compile(r"#(\w+)")
NOT_EXISTS = "attribute_not_exists(#pk)"
EXISTS = "attribute_exists(#pk)"
UNCONDITIONAL = "attribute_exists(#pk) OR attribute_not_exists(#pk)"  # explicitly unconditional
MAX_BATCH = 100
ATTEMPTS = 6

Write = dict[str, Any]  # one member of a transaction


class _Labelled(Write):
    """A write with a label that `ConditionFailed` can report."""

    label = ""


def labelled(write: Write, label: str) -> Write:
    """Label a member of a transaction, so that `ConditionFailed` can report whether it failed."""
    named = _Labelled(write)
    named.label = label
    return named


def _label(write: Write) -> str:
    return write.label if isinstance(write, _Labelled) else ""


class ConditionFailed(Exception):  # noqa: N818 - an expected response, not an error
    """A condition did not hold. `items[n]` is the existing item for the n-th write, if the write requested it."""

    def __init__(self, codes: Sequence[str], items: Sequence[Item | None], labels: Sequence[str] = ()) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes
        self.items = items
        self.labels = labels

    def failed(self, which: int | str) -> bool:
        """Whether the condition of the write with this position or label failed."""
        if isinstance(which, str):
            return which in self.labels and self.failed(self.labels.index(which))
        return self.codes[which] == "ConditionalCheckFailed"

    def item(self, label: str) -> Item | None:
        """Return the existing item for the write with this label, if its condition failed."""
        return self.items[self.labels.index(label)] if self.failed(label) else None

    def first(self, count: int) -> "ConditionFailed":
        """Return this error restricted to the first `count` writes."""
        return ConditionFailed(self.codes[:count], self.items[:count], self.labels[:count])


class TokenReused(Exception):  # noqa: N818 - an expected response, not an error
    """The token was used for a different transaction within the last ten minutes. Nothing was written."""


@dataclass(frozen=True)
class Page:
    """The items of a query, and whether there are more."""

    items: list[Item]
    more: bool


class Dynamo:
    """A DynamoDB connection, opened on first use so that importing the app creates no client."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._client: Any = None

    @property
    def client(self) -> Any:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """Write all items or none, across tables. One round trip; 2 write units per started KB of each item.

        `token` (at most 36 characters) makes a repeat within ten minutes do nothing, and raises `TokenReused` for anything that
        is not a repeat. Two concurrent transactions on one item are a conflict, not a failed condition: they are retried, then
        raise `Unavailable`. Raises `ConditionFailed`.
        """
        extra = {"ClientRequestToken": token} if token else {}
        for attempt in itertools.count(1):
            try:
                self.client.transact_write_items(TransactItems=list(writes), **extra)
            except self.client.exceptions.TransactionCanceledException as cancelled:
                codes = [reason.get("Code", "None") for reason in cancelled.response["CancellationReasons"]]
                if "ConditionalCheckFailed" in codes:
                    found = [reason.get("Item") for reason in cancelled.response["CancellationReasons"]]
                    items = [item_from_wire(wire) if wire else None for wire in found]
                    raise ConditionFailed(codes, items, [_label(write) for write in writes]) from None
                if not set(codes) & {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}:
                    raise
            except self.client.exceptions.IdempotentParameterMismatchException:
                raise TokenReused from None
            else:
                return
            _pause(attempt)

    def get_many(
        self, keys: Iterable[tuple["Table", str, str]], *, consistent: bool = False
    ) -> dict[tuple[str, str], Item]:
        """Load items by (pk, sk); missing ones are left out. One round trip per 100 keys; half a read unit per started 4 KB each.

        Retries keys that the table left unprocessed; raises `Unavailable` if some remain unprocessed.
        """
        wanted = list(dict.fromkeys((table.name, pk, sk) for table, pk, sk in keys))
        found: dict[tuple[str, str], Item] = {}
        retries = 0
        while wanted:
            batch, wanted = wanted[:MAX_BATCH], wanted[MAX_BATCH:]
            request: dict[str, Any] = {}
            for name, pk, sk in batch:
                request.setdefault(name, {"Keys": [], "ConsistentRead": consistent})["Keys"].append(_key(pk, sk))
            answer = self.client.batch_get_item(RequestItems=request)
            for wires in answer["Responses"].values():
                found |= {(item["pk"], item["sk"]): item for item in map(item_from_wire, wires)}
            left = [(name, key) for name, each in answer.get("UnprocessedKeys", {}).items() for key in each["Keys"]]
            if left:
                retries += 1
                _pause(retries)
            wanted += [(name, key["pk"]["S"], key["sk"]["S"]) for name, key in left]
        return found


@dataclass(frozen=True)
class Table:
    """One table. `put`, `change`, `remove` and `check` build members of a transaction; the other methods run at once."""

    dynamo: Dynamo
    name: str

    def get(self, pk: str, sk: str = "#", *, consistent: bool = False) -> Item | None:
        """Load one item. One round trip; one read unit per started 4 KB, half of it unless `consistent`."""
        answer = self.dynamo.client.get_item(TableName=self.name, Key=_key(pk, sk), ConsistentRead=consistent)
        return item_from_wire(answer["Item"]) if "Item" in answer else None

    def query(
        self,
        where: str,
        *,
        index: str | None = None,
        limit: int = 100,
        descending: bool = False,
        consistent: bool = False,
        **values: Any,
    ) -> Page:
        """Load up to `limit` items in sort key order. One round trip; half a read unit per started 4 KB in all."""
        request: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": where,
            **_placeholders(where, values),
            "Limit": limit,
            "ScanIndexForward": not descending,
            "ConsistentRead": consistent,
        }
        if index:
            request["IndexName"] = index
        answer = self.dynamo.client.query(**request)
        return Page([item_from_wire(wire) for wire in answer["Items"]], "LastEvaluatedKey" in answer)

    def gather(
        self, where: str, limit: int, *, index: str | None = None, descending: bool = False, **values: Any
    ) -> list[Item]:
        """Load up to `most` items, in pages of 1 MB. One round trip per page."""
        request: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": where,
            **_placeholders(where, values),
            "ScanIndexForward": not descending,
            **({"IndexName": index} if index else {}),
        }
        found: list[Item] = []
        start: dict[str, Any] = {}
        while len(found) < limit:
            answer = self.dynamo.client.query(**request, Limit=limit - len(found), **start)
            found += [item_from_wire(wire) for wire in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                break
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
        return found

    def count(self, where: str, *, index: str | None = None, **values: Any) -> int:
        """Count all matching items. Half a read unit per started 4 KB."""
        request: dict[str, Any] = {"TableName": self.name, "KeyConditionExpression": where, "Select": "COUNT"}
        request |= _placeholders(where, values) | ({"IndexName": index} if index else {})
        total = 0
        start: dict[str, Any] = {}
        while True:
            answer = self.dynamo.client.query(**request, **start)
            total += int(answer["Count"])
            if "LastEvaluatedKey" not in answer:
                return total
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def write(self, write: Write) -> Item:
        """Write one item without a transaction, at half the price. Returns changed attributes. Raises `ConditionFailed`."""
        ((verb, request),) = write.items()
        call = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item"}[verb]
        extra = {"ReturnValues": "ALL_NEW"} if verb == "Update" else {}
        try:
            answer = getattr(self.dynamo.client, call)(**request, **extra)
        except self.dynamo.client.exceptions.ConditionalCheckFailedException as failed:
            wire = failed.response.get("Item")
            items = [item_from_wire(wire) if wire else None]
            raise ConditionFailed(["ConditionalCheckFailed"], items, [_label(write)]) from None
        return item_from_wire(answer.get("Attributes", {}))

    def put(self, item: Item, where: str = NOT_EXISTS, *, show: bool = False, **values: Any) -> Write:
        """Build a write that stores an item. `show` passes the existing item to `ConditionFailed`."""
        return {"Put": {"TableName": self.name, "Item": item_to_wire(item), **_condition(where, values, show=show)}}

    def change(self, pk: str, sk: str, update: str, where: str = EXISTS, *, show: bool = False, **values: Any) -> Write:
        request = {
            "TableName": self.name,
            "Key": _key(pk, sk),
            "UpdateExpression": update,
            "ConditionExpression": where,
        }
        request |= _placeholders(f"{update} {where}", values)
        if show:
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return {"Update": request}

    def check(self, pk: str, sk: str, where: str, **values: Any) -> Write:
        """Build a condition that changes nothing but fails the transaction unless it holds. 2 write units per started KB."""
        return {"ConditionCheck": {"TableName": self.name, "Key": _key(pk, sk), **_condition(where, values)}}

    def remove(self, pk: str, sk: str, where: str = EXISTS, **values: Any) -> Write:
        return {"Delete": {"TableName": self.name, "Key": _key(pk, sk), **_condition(where, values)}}


def _pause(attempt: int) -> None:
    """Sleep with exponential backoff and jitter. Raises `Unavailable` after the last attempt."""
    if attempt >= ATTEMPTS:
        raise Unavailable("The desk is busy with this very thing. Try again in a moment.", retry_after=1)
    time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _condition(where: str, values: dict[str, Any], *, show: bool = False) -> dict[str, Any]:
    shown = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if show else {}
    return {"ConditionExpression": where, **_placeholders(where, values), **shown}


def _placeholders(expression: str, values: dict[str, Any]) -> dict[str, Any]:
    names = {f"#{name}": name for name in NAME.findall(expression)}
    placed = {f":{name}": to_wire(value) for name, value in values.items()}
    found: dict[str, Any] = {"ExpressionAttributeNames": names} if names else {}
    return found | ({"ExpressionAttributeValues": placed} if placed else {})
