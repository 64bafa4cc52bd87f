"""DynamoDB in memory, for properties that live through thousands of histories: as much of it as the desk uses, and fast.

Single-threaded, no units, no streams: the meter around it counts and keeps the changes. `test_memory.py` holds it against
moto, call by call; what races is tested on the local AWS.
"""

import operator
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from tests import tables

Wire = dict[str, Any]
Key = tuple[str, str]
Test = Callable[[Wire | None, Wire], bool]
Change = Callable[[Wire, Wire], None]

SCANNED = 50  # items of a page, so that a scan has several
PLACE = r"#\w+(?:\[\d+\]|\.#\w+)*"  # a member of the item, or of a list or map in it
TOKEN = re.compile(rf"\s*(AND|OR|BETWEEN|NOT|[A-Za-z_]\w*(?=\s*\()|{PLACE}|:\w+|<=|>=|<>|[<>=(),+-])")
STEP = re.compile(r"#\w+|\d+")


class ConditionalCheckFailedException(ClientError):  # noqa: N818 - its name is botocore's
    """As botocore raises it."""


class TransactionCanceledException(ClientError):  # noqa: N818 - its name is botocore's
    """As botocore raises it."""


class IdempotentParameterMismatchException(ClientError):  # noqa: N818 - its name is botocore's
    """As botocore raises it; tokens are not looked at here."""


class Index:
    """Items in the order of a partition key and a sort key; those without both are not in it."""

    def __init__(self, partition: str, sort: str, shown: frozenset[str] | None) -> None:
        self.partition, self.sort, self.shown = partition, sort, shown
        self.rows: dict[str, list[tuple[str, Key]]] = {}

    def place(self, item: Wire) -> tuple[str, str] | None:
        if self.partition not in item or self.sort not in item:
            return None
        return item[self.partition]["S"], item[self.sort]["S"]

    def put(self, key: Key, item: Wire) -> None:
        place = self.place(item)
        if place:
            insort(self.rows.setdefault(place[0], []), (place[1], key))

    def remove(self, key: Key, item: Wire) -> None:
        place = self.place(item)
        if place:
            rows = self.rows[place[0]]
            del rows[bisect_left(rows, (place[1], key))]


class Stored:
    """One table: its items, and the order of the table itself and of each index."""

    def __init__(self, definition: dict[str, Any]) -> None:
        self.items: dict[Key, Wire] = {}
        self.indexes: dict[str | None, Index] = {None: Index("pk", "sk", None)}
        for each in definition.get("GlobalSecondaryIndexes", ()):
            partition, sort = (part["AttributeName"] for part in each["KeySchema"])
            shown = {"pk", "sk", partition, sort, *each["Projection"].get("NonKeyAttributes", ())}
            self.indexes[each["IndexName"]] = Index(partition, sort, frozenset(shown))

    def set(self, key: Key, item: Wire | None) -> None:
        before = self.items.pop(key, None)
        for index in self.indexes.values():
            if before is not None:
                index.remove(key, before)
            if item is not None:
                index.put(key, item)
        if item is not None:
            self.items[key] = item


class MemoryClient:
    """The calls of botocore's DynamoDB client that the desk makes."""

    exceptions = SimpleNamespace(
        ConditionalCheckFailedException=ConditionalCheckFailedException,
        TransactionCanceledException=TransactionCanceledException,
        IdempotentParameterMismatchException=IdempotentParameterMismatchException,
    )

    def __init__(self) -> None:
        self.tables: dict[str, Stored] = {}

    def create_table(self, **request: Any) -> None:
        self.tables[request["TableName"]] = Stored(request)

    def delete_table(self, **request: Any) -> None:
        del self.tables[request["TableName"]]

    def clear(self) -> None:
        """Forget every item."""
        for short, table in [(name.rpartition("-")[2], name) for name in self.tables]:
            self.tables[table] = Stored(tables.definitions()[short])

    def get_item(self, **request: Any) -> Wire:
        item = self.tables[request["TableName"]].items.get(_key(request["Key"]))
        return {"Item": dict(item)} if item else {}

    def batch_get_item(self, **request: Any) -> Wire:
        found = {
            name: [dict(item) for key in each["Keys"] if (item := self.tables[name].items.get(_key(key)))]
            for name, each in request["RequestItems"].items()
        }
        return {"Responses": found, "UnprocessedKeys": {}}

    def query(self, **request: Any) -> Wire:
        table = self.tables[request["TableName"]]
        index = table.indexes[request.get("IndexName")]
        partition, low, high = _range(request, index)
        rows = index.rows.get(partition, [])
        inside = [key for sort, key in rows if low[0] <= sort <= high[0] and not _excluded(sort, low, high)]
        if not request.get("ScanIndexForward", True):
            inside.reverse()
        start = request.get("ExclusiveStartKey")
        if start:
            inside = inside[inside.index(_key(start)) + 1 :]
        limit = request.get("Limit", len(inside))
        page = inside[:limit]
        answer: Wire = {"Count": len(page)}
        if request.get("Select") != "COUNT":
            answer["Items"] = [_shown(table.items[key], index) for key in page]
        if len(inside) >= limit and page and (len(inside) > limit or limit == len(page)):
            last = table.items[page[-1]]
            answer["LastEvaluatedKey"] = {name: last[name] for name in {"pk", "sk", index.partition, index.sort}}
        return answer

    def batch_write_item(self, **request: Any) -> Wire:
        for name, members in request["RequestItems"].items():
            for member in members:
                ((verb, each),) = member.items()
                self._apply(verb.removesuffix("Request"), {"TableName": name, **each})
        return {"UnprocessedItems": {}}

    def scan(self, **request: Any) -> Wire:
        """For commands: a request never scans."""
        items = self.tables[request["TableName"]].items
        keys = sorted(items)
        start = request.get("ExclusiveStartKey")
        keys = keys[bisect_right(keys, _key(start)) :] if start else keys
        page = keys[: request.get("Limit", SCANNED)]
        answer: Wire = {"Items": [dict(items[key]) for key in page]}
        if len(page) < len(keys):
            answer["LastEvaluatedKey"] = {"pk": {"S": page[-1][0]}, "sk": {"S": page[-1][1]}}
        return answer

    def put_item(self, **request: Any) -> Wire:
        self._write_alone("Put", request)
        return {}

    def update_item(self, **request: Any) -> Wire:
        self._write_alone("Update", request)
        after = self.tables[request["TableName"]].items[_key(request["Key"])]
        return {"Attributes": dict(after)} if request.get("ReturnValues") == "ALL_NEW" else {}

    def delete_item(self, **request: Any) -> Wire:
        self._write_alone("Delete", request)
        return {}

    def transact_write_items(self, **request: Any) -> Wire:
        members = [next(iter(member.items())) for member in request["TransactItems"]]
        places = [(each["TableName"], _key(each.get("Key") or each["Item"])) for _, each in members]
        if len(set(places)) < len(places):
            raise ClientError(
                {"Error": {"Code": "ValidationException", "Message": "one item twice"}}, "TransactWriteItems"
            )
        held = [self._holds(each) for _, each in members]
        if not all(held):
            reasons = [
                {"Code": "None"} if ok else {"Code": "ConditionalCheckFailed", **self._old(each)}
                for ok, (_, each) in zip(held, members, strict=True)
            ]
            error = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise TransactionCanceledException(error, "TransactWriteItems")  # type: ignore[arg-type]
        for verb, each in members:
            self._apply(verb, each)
        return {}

    def _write_alone(self, verb: str, request: Wire) -> None:
        if not self._holds(request):
            error = {"Error": {"Code": "ConditionalCheckFailedException"}, **self._old(request)}
            raise ConditionalCheckFailedException(error, verb)  # type: ignore[arg-type]
        self._apply(verb, request)

    def _holds(self, request: Wire) -> bool:
        if "ConditionExpression" not in request:
            return True
        item = self.tables[request["TableName"]].items.get(_key(request.get("Key") or request["Item"]))
        return _condition(request["ConditionExpression"])(item, request)

    def _old(self, request: Wire) -> Wire:
        if request.get("ReturnValuesOnConditionCheckFailure") != "ALL_OLD":
            return {}
        item = self.tables[request["TableName"]].items.get(_key(request.get("Key") or request["Item"]))
        return {"Item": dict(item)} if item else {}

    def _apply(self, verb: str, request: Wire) -> None:
        table = self.tables[request["TableName"]]
        if verb == "Put":
            table.set(_key(request["Item"]), dict(request["Item"]))
        elif verb == "Delete":
            table.set(_key(request["Key"]), None)
        elif verb == "Update":
            key = _key(request["Key"])
            item = dict(table.items.get(key) or request["Key"])
            _update(request["UpdateExpression"])(item, request)
            table.set(key, item)


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _key(wire: Wire) -> Key:
    return wire["pk"]["S"], wire["sk"]["S"]


def _shown(item: Wire, index: Index) -> Wire:
    return {name: value for name, value in item.items() if index.shown is None or name in index.shown}


def _range(request: Wire, index: Index) -> tuple[str, tuple[str, bool], tuple[str, bool]]:
    """The partition, and both ends of the sort key, each with whether it belongs to the range."""
    values, names = request["ExpressionAttributeValues"], request["ExpressionAttributeNames"]
    partition, low, high = "", ("", True), (chr(0x10FFFF), True)
    tokens = _tokens(request["KeyConditionExpression"])
    while tokens:
        name, verb, value = names[tokens.pop(0)], tokens.pop(0), values[tokens.pop(0)]["S"]
        if name == index.partition:
            assert verb == "="
            partition = value
        elif verb == "BETWEEN":
            assert tokens.pop(0) == "AND"
            low, high = (value, True), (values[tokens.pop(0)]["S"], True)
            assert low[0] <= high[0], "DynamoDB refuses a range that ends before it begins"
        elif verb in {"<", "<="}:
            high = (value, verb == "<=")
        else:
            low = (value, verb == ">=")
        if tokens:
            assert tokens.pop(0) == "AND"
    return partition, low, high


def _excluded(sort: str, low: tuple[str, bool], high: tuple[str, bool]) -> bool:
    return (sort == low[0] and not low[1]) or (sort == high[0] and not high[1])


@lru_cache
def _condition(text: str) -> Test:
    """A condition, parsed once: comparisons, `attribute_exists`, `attribute_not_exists`, AND, OR and brackets."""
    tokens = _tokens(text)
    test = _either(tokens)
    assert not tokens, text
    return test


def _either(tokens: list[str]) -> Test:
    tests = [_both(tokens)]
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        tests.append(_both(tokens))
    return lambda item, request: any(test(item, request) for test in tests)


def _both(tokens: list[str]) -> Test:
    tests = [_one(tokens)]
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        tests.append(_one(tokens))
    return lambda item, request: all(test(item, request) for test in tests)


def _one(tokens: list[str]) -> Test:
    first = tokens.pop(0)
    if first == "(":
        test = _either(tokens)
        assert tokens.pop(0) == ")"
        return test
    if first in {"attribute_exists", "attribute_not_exists"}:
        assert tokens.pop(0) == "("
        name = tokens.pop(0)
        assert tokens.pop(0) == ")"
        wanted = first == "attribute_exists"
        return lambda item, request: (_read(item or {}, request, name) is not None) is wanted
    verb, value = tokens.pop(0), tokens.pop(0)

    def compare(item: Wire | None, request: Wire) -> bool:
        has = _read(item or {}, request, first)
        given = _given(value, item or {}, request)
        if has is None or given is None or has.keys() != given.keys():
            return verb == "<>"
        one, two = _plain(has), _plain(given)
        return COMPARISONS[verb](one, two)

    return compare


def _given(word: str, item: Wire, request: Wire) -> Wire | None:
    """What stands on the right of a comparison: a value, or another member."""
    found: Wire | None = request["ExpressionAttributeValues"][word] if word[0] == ":" else _read(item, request, word)
    return found


@lru_cache
def _update(text: str) -> Change:
    """An update, parsed once: SET with values, `if_not_exists` and sums, ADD of numbers, REMOVE."""
    parts = re.split(r"\b(SET|ADD|REMOVE)\b", text)[1:]
    verbs = {"SET": _set, "ADD": _add, "REMOVE": _remove}
    clauses = [(verb, each) for verb, rest in zip(parts[::2], parts[1::2], strict=True) for each in _clauses(rest)]
    steps = [verbs[verb](_tokens(clause)) for verb, clause in clauses]

    def change(item: Wire, request: Wire) -> None:
        before = dict(item)
        for step in steps:
            step(item, {**request, "before": before})

    return change


def _clauses(text: str) -> Iterable[str]:
    return [clause for clause in re.split(r",(?![^(]*\))", text) if clause.strip()]


def _set(tokens: list[str]) -> Change:
    name, equals, *terms = tokens
    assert equals == "="

    def change(item: Wire, request: Wire) -> None:
        _write(item, request, name, _sum(list(terms), request))

    return change


def _sum(terms: list[str], request: Wire) -> Wire:
    value = _term(terms, request)
    while terms:
        assert terms.pop(0) == "+"
        value = {"N": str(int(value["N"]) + int(_term(terms, request)["N"]))}
    return value


def _term(terms: list[str], request: Wire) -> Wire:
    first = terms.pop(0)
    if first[0] == ":":
        value_given: Wire = request["ExpressionAttributeValues"][first]
        return value_given
    if first != "if_not_exists":
        found = _read(request["before"], request, first)
        assert found is not None, "DynamoDB refuses to read what is not there"
        return found
    _, name, _, value, _ = (terms.pop(0) for _ in range(5))
    default: Wire = request["ExpressionAttributeValues"][value]
    return dict(_read(request["before"], request, name) or default)


def _add(tokens: list[str]) -> Change:
    name, value = tokens

    def change(item: Wire, request: Wire) -> None:
        more = request["ExpressionAttributeValues"][value]["N"]
        before = _read(item, request, name) or {"N": "0"}
        _write(item, request, name, {"N": str(int(before["N"]) + int(more))})

    return change


def _remove(tokens: list[str]) -> Change:
    (name,) = tokens
    assert "." not in name, "whole members alone are removed"
    return lambda item, request: item.pop(str(_steps(request, name)[0]), None)


def _steps(request: Wire, place: str) -> list[str | int]:
    """From an item to one of its values: names of members and positions in lists."""
    names = request["ExpressionAttributeNames"]
    return [str(names[step]) if step[0] == "#" else int(step) for step in STEP.findall(place)]


def _read(item: Wire, request: Wire, place: str) -> Wire | None:
    first, *rest = _steps(request, place)
    found: Wire | None = item.get(str(first))
    for step in rest:
        inside = None if found is None else found.get("L" if isinstance(step, int) else "M")
        found = inside[step] if isinstance(step, int) and inside and step < len(inside) else (inside or {}).get(step)
    return found


def _write(item: Wire, request: Wire, place: str, value: Wire) -> None:
    """Set a value; what lies on the way to it is copied, since items that were read before share it."""
    *way, last = _steps(request, place)
    inside: Any = item
    for step, following in zip(way, [*way, last][1:], strict=True):
        kind = "L" if isinstance(following, int) else "M"
        copied = inside[step][kind].copy()
        inside[step] = {kind: copied}
        inside = copied
    inside[last] = value


def _plain(wire: Wire) -> Any:
    ((kind, value),) = wire.items()
    return int(value) if kind == "N" else value


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(text)
