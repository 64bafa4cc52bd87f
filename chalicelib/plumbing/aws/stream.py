"""Reads DynamoDB stream batches, one record at a time."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .marshal import Item, item_from_wire
from .queues import BatchAnswer, answer

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ItemChange:
    """One item before and after; a new item has no `old`, a deleted one no `new`."""

    sequence: str
    old: Item | None
    new: Item | None


def changes(event: dict[str, Any]) -> Iterator[ItemChange]:
    """Iterate over the changes; unreadable records are logged and skipped."""
    for record in event["Records"]:
        try:
            yield _change(record)
        except Exception:
            log.exception("record could not be read", extra={"sequence": _sequence(record)})


def _change(record: dict[str, Any]) -> ItemChange:
    old, new = (record["dynamodb"].get(name) for name in ("OldImage", "NewImage"))
    return ItemChange(_sequence(record), item_from_wire(old) if old else None, item_from_wire(new) if new else None)


def _sequence(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def each_new_item(event: dict[str, Any], handle: Callable[[Item], None]) -> BatchAnswer:
    """Pass each new item to `handle`. A failing one is reported and the others continue.

    Lambda then repeats the shard from the first failure, so `handle` must be idempotent.
    """
    failures = []
    for record in event["Records"]:
        try:
            change = _change(record)
            if change.new:
                handle(change.new)
        except Exception:
            log.exception("record could not be handled", extra={"sequence": _sequence(record)})
            failures.append(_sequence(record))
    return answer(failures)
