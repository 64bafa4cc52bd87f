"""Idempotency keys: the same POST twice is one effect.

The key's item goes into the transaction of the write it protects, so there is nothing to finish later and no key is ever
stuck half way.
"""

import hashlib
from dataclasses import dataclass

from .clock import DAY, SECOND
from .dynamo import ConditionFailed, Table, Write
from .errors import Invalid
from .marshal import Item

KEPT_MS = 2 * DAY


@dataclass(frozen=True)
class Once:
    """One use of an `Idempotency-Key`, bound to caller, method and route."""

    key: str
    request: str

    @classmethod
    def of(cls, key: str, body: bytes, *scope: str) -> "Once":
        spoken_for = "\n".join([*scope, key]).encode()
        return cls(hashlib.sha256(spoken_for).hexdigest()[:40], hashlib.sha256(body).hexdigest()[:40])

    def write(self, table: Table, resource: str, real_now: int) -> Write:
        """Member of the transaction: 2 write units. `resource` is what a replay will be shown."""
        row: Item = {
            "pk": f"IK#{self.key}", "sk": "#", "request": self.request, "resource": resource,
            "ttl": (real_now + KEPT_MS) // SECOND,
        }  # fmt: skip
        still_good = "attribute_not_exists(#pk) OR #ttl < :now"  # time to live is garbage collection, and late
        return table.put(row, still_good, show=True, now=real_now // SECOND)

    def used(self, table: Table) -> str | None:
        """The resource of the first use, if there was one. One round trip, one read unit. Raises `Invalid` for another body."""
        row = table.get(f"IK#{self.key}", consistent=True)
        return self.replayed(ConditionFailed(["ConditionalCheckFailed"], [row]), 0)

    def replayed(self, failure: ConditionFailed, position: int) -> str | None:
        """The resource of the first use, if that is why the transaction failed. Raises `Invalid` for another body."""
        row = failure.items[position] if failure.failed(position) else None
        if row is None:
            return None
        if row["request"] != self.request:
            raise Invalid("This Idempotency-Key was used with another request. Use a new key.")
        return str(row["resource"])
