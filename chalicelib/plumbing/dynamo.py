"""DynamoDB: conditional writes, transactions and range queries, on botocore's client.

Expressions are written with `#name` and `:value`; the names are read off the text, the values come as keywords, so that
no caller's text can ever become part of an expression.
"""

import itertools
import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import Unavailable
from .marshal import Item, item_from_wire, item_to_wire, to_wire

NAME = re.compile(r"#(\w+)")
NEW = "attribute_not_exists(#pk)"
KNOWN = "attribute_exists(#pk)"
ALWAYS = "attribute_exists(#pk) OR attribute_not_exists(#pk)"  # an unconditional change, said out loud
MOST_IN_BATCH = 100
ATTEMPTS = 6

Write = dict[str, Any]  # one member of a transaction


class _Labelled(Write):
    """A write that `ConditionFailed` can name."""

    label = ""


def labelled(write: Write, label: str) -> Write:
    """Give a member of a transaction a name, by which `ConditionFailed` tells whether it was the one that failed."""
    named = _Labelled(write)
    named.label = label
    return named


def _label(write: Write) -> str:
    return write.label if isinstance(write, _Labelled) else ""


class ConditionFailed(Exception):  # noqa: N818 - an answer of the table, not a fault
    """A condition did not hold. `items[n]` is what lay there for the n-th write, where it was asked for."""

    def __init__(self, codes: Sequence[str], items: Sequence[Item | None], labels: Sequence[str] = ()) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes
        self.items = items
        self.labels = labels

    def failed(self, which: int | str) -> bool:
        """Whether the condition of the write at this position, or of the one with this label, did not hold."""
        if isinstance(which, str):
            return which in self.labels and self.failed(self.labels.index(which))
        return self.codes[which] == "ConditionalCheckFailed"

    def item(self, label: str) -> Item | None:
        """What lay there for the write with this label, if its condition failed."""
        return self.items[self.labels.index(label)] if self.failed(label) else None

    def first(self, count: int) -> "ConditionFailed":
        """The same of the first `count` writes alone."""
        return ConditionFailed(self.codes[:count], self.items[:count], self.labels[:count])


class TokenUsed(Exception):  # noqa: N818 - an answer of the table, not a fault
    """Something else was done with this token within the last ten minutes, and nothing now."""


@dataclass(frozen=True)
class Page:
    """What a query found, and whether there is more behind it."""

    items: list[Item]
    more: bool


class Dynamo:
    """The connection, made on first use: importing the desk must not cost a client."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._client: Any = None

    @property
    def client(self) -> Any:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """All or nothing, across tables. One round trip; 2 write units per started KB of each item.

        `token` (at most 36 characters) makes a repeat within ten minutes do nothing, and raises `TokenUsed` for anything that
        is not a repeat. Two transactions on one item at once
        are a conflict, not a failed condition: they are tried again, then `Unavailable`. Raises `ConditionFailed`.
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
                raise TokenUsed from None
            else:
                return
            _pause(attempt)

    def get_many(
        self, keys: Iterable[tuple["Table", str, str]], *, consistent: bool = False
    ) -> dict[tuple[str, str], Item]:
        """Items by (pk, sk), missing ones left out. One round trip per 100 keys; half a read unit per started 4 KB each.

        What the table puts off is asked for again; raises `Unavailable` when it goes on putting it off.
        """
        wanted = list(dict.fromkeys((table.name, pk, sk) for table, pk, sk in keys))
        found: dict[tuple[str, str], Item] = {}
        put_off = 0
        while wanted:
            batch, wanted = wanted[:MOST_IN_BATCH], wanted[MOST_IN_BATCH:]
            request: dict[str, Any] = {}
            for name, pk, sk in batch:
                request.setdefault(name, {"Keys": [], "ConsistentRead": consistent})["Keys"].append(_key(pk, sk))
            answer = self.client.batch_get_item(RequestItems=request)
            for wires in answer["Responses"].values():
                found |= {(item["pk"], item["sk"]): item for item in map(item_from_wire, wires)}
            left = [(name, key) for name, each in answer.get("UnprocessedKeys", {}).items() for key in each["Keys"]]
            if left:
                put_off += 1
                _pause(put_off)
            wanted += [(name, key["pk"]["S"], key["sk"]["S"]) for name, key in left]
        return found


@dataclass(frozen=True)
class Table:
    """One table. Methods that start with a verb act; `put`, `change`, `remove` and `check` make members of a transaction."""

    dynamo: Dynamo
    name: str

    def get(self, pk: str, sk: str = "#", *, consistent: bool = False) -> Item | None:
        """One item. One round trip; one read unit per started 4 KB, half of it unless `consistent`."""
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
        """Up to `limit` items in the order of the sort key. One round trip; half a read unit per started 4 KB in all."""
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
        self, where: str, most: int, *, index: str | None = None, descending: bool = False, **values: Any
    ) -> list[Item]:
        """Up to `most` items, over as many pages of 1 MB as that takes: a round trip each."""
        request: dict[str, Any] = {
            "TableName": self.name, "KeyConditionExpression": where, **_placeholders(where, values),
            "ScanIndexForward": not descending, **({"IndexName": index} if index else {}),
        }  # fmt: skip
        found: list[Item] = []
        start: dict[str, Any] = {}
        while len(found) < most:
            answer = self.dynamo.client.query(**request, Limit=most - len(found), **start)
            found += [item_from_wire(wire) for wire in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                break
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
        return found

    def count(self, where: str, *, index: str | None = None, **values: Any) -> int:
        """How many items, read through to the end. Half a read unit per started 4 KB."""
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
        """One member of a transaction, alone: half the price. Gives the new attributes of a change. Raises `ConditionFailed`."""
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

    def put(self, item: Item, where: str = NEW, *, show: bool = False, **values: Any) -> Write:
        """`show` hands what lay there to `ConditionFailed`."""
        return {"Put": {"TableName": self.name, "Item": item_to_wire(item), **_condition(where, values, show=show)}}

    def change(self, pk: str, sk: str, update: str, where: str = KNOWN, *, show: bool = False, **values: Any) -> Write:
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
        """Member of a transaction that changes nothing: all the others fail unless this holds. 2 write units per started KB."""
        return {"ConditionCheck": {"TableName": self.name, "Key": _key(pk, sk), **_condition(where, values)}}

    def remove(self, pk: str, sk: str, where: str = KNOWN, **values: Any) -> Write:
        return {"Delete": {"TableName": self.name, "Key": _key(pk, sk), **_condition(where, values)}}


def _pause(attempt: int) -> None:
    """Wait a little longer each time. Raises `Unavailable` after the last attempt."""
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
