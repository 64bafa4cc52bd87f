"""IAM on AWS knows the partition keys of the items that a DynamoDB call writes (`dynamodb:LeadingKeys`); ministack does not.

Each member of a transaction is authorized separately, on its own key, and as part of one (`dynamodb:EnclosingOperation`).
"""

import json
from typing import Any

from ministack.core import iam_actions, iam_evaluator

PARTITION_KEY = "pk"  # of every table
LEADING_KEYS = "dynamodb:LeadingKeys"
ENCLOSING = "dynamodb:EnclosingOperation"


class OfItem(str):
    """The name of a table, with the key of the item."""

    __slots__ = ("key",)
    key: str


def repair() -> None:
    """Evaluate conditions on keys as AWS does."""
    context_of, checks_of, enforce = (
        iam_actions.dynamodb_service_context,
        iam_actions.dynamodb_transaction_checks,
        iam_evaluator.enforce,
    )

    def with_keys(body: bytes) -> dict[str, Any]:
        keys = [key for key in map(_key_of, _writes(_parsed(body))) if key is not None]
        return {**context_of(body), **({LEADING_KEYS: keys} if keys else {})}

    def one_by_one(action: str, body: bytes, region: str, account_id: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for member in _parsed(body).get("TransactItems") or []:
            alone = json.dumps({"TransactItems": [member]}).encode()
            for item_action, table in checks_of(action, alone, region, account_id):
                found.append((item_action, _named(table, member)))
        return found

    def on_its_key(*arguments: Any, **named: Any) -> Any:
        table = named.get("resource_arn")
        if isinstance(table, OfItem):
            member = {LEADING_KEYS: [table.key], ENCLOSING: ["TransactWriteItems"]}
            named["service_context"] = {**(named.get("service_context") or {}), **member}
        return enforce(*arguments, **named)

    iam_actions.dynamodb_service_context = with_keys
    iam_actions.dynamodb_transaction_checks = one_by_one
    iam_evaluator.enforce = on_its_key


def _named(table: str, member: dict[str, Any]) -> str:
    keys = [key for key in map(_key_of, member.values()) if key is not None]
    if not keys:
        return table
    named = OfItem(table)
    named.key = keys[0]
    return named


def _writes(request: dict[str, Any]) -> list[Any]:
    """Return what a call writes, or reads by its key: itself, or each member of a batch."""
    batch = request.get("RequestItems")
    if not isinstance(batch, dict):
        return [request]
    puts = [
        write for writes in batch.values() if isinstance(writes, list) for each in writes for write in each.values()
    ]
    gets = [{"Key": key} for reads in batch.values() if isinstance(reads, dict) for key in reads.get("Keys", [])]
    return puts + gets


def _key_of(write: Any) -> str | None:
    """Return the partition key of one write; None if it names no item."""
    item = (write.get("Key") or write.get("Item")) if isinstance(write, dict) else None
    part = item.get(PARTITION_KEY) if isinstance(item, dict) else None
    return str(part["S"]) if isinstance(part, dict) and "S" in part else None


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body or b"{}")
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}
