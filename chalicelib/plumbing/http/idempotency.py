"""Idempotency keys: sending the same POST twice has one effect.

The key's item is written in the same transaction as the change that it protects, so no key can be left in an intermediate state.
"""

import hashlib
from dataclasses import dataclass
from typing import ClassVar

from ..aws.dynamo import ConditionFailed, Table, Write, labelled
from ..aws.marshal import Item
from ..clock import DAY, MINUTE, SECOND
from ..errors import Invalid, Unavailable

RETENTION_MS = 2 * DAY
LEASE_MS = MINUTE


@dataclass(frozen=True)
class IdempotencyKey:
    """One use of an `Idempotency-Key`, bound to caller, method and route."""

    key: str
    request: str
    retention_ms: int = RETENTION_MS
    LABEL: ClassVar[str] = "idempotency key"  # of the write, in `ConditionFailed`

    @classmethod
    def of(cls, key: str, body: bytes, *scope: str) -> "IdempotencyKey":
        spoken_for = "\n".join([*scope, key]).encode()
        return cls(hashlib.sha256(spoken_for).hexdigest()[:40], hashlib.sha256(body).hexdigest()[:40])

    def write(self, table: Table, resource: str, real_now: int) -> Write:
        """Build the key's write: 2 write units. `resource` is what a replay returns."""
        row = self._row(resource, real_now)
        still_good = "attribute_not_exists(#pk) OR #ttl < :now"  # DynamoDB deletes expired items late
        return labelled(table.put(row, still_good, show=True, now=real_now // SECOND), self.LABEL)

    def _row(self, resource: str, real_now: int) -> Item:
        return {
            "pk": f"IK#{self.key}",
            "sk": "#",
            "request": self.request,
            "resource": resource,
            "ttl": (real_now + self.retention_ms) // SECOND,
        }

    def begin(self, table: Table, real_now: int) -> str | None:
        """Claim the key for an operation of many writes; return the response of the first use if it has finished. 1 RT, 1 WRU.

        Raises `Invalid` for a different body, `Unavailable` while the first use is running. An interrupted one is taken over
        after a minute, so the operation must be idempotent.
        """
        row = self._row("", real_now) | {"until": real_now + LEASE_MS}
        free = "attribute_not_exists(#pk) OR #ttl < :now OR (#request = :request AND #until < :real)"
        now, request = real_now // SECOND, self.request
        try:
            table.write(labelled(table.put(row, free, show=True, now=now, request=request, real=real_now), self.LABEL))
        except ConditionFailed as taken:
            found = self.replayed(taken)
            if not found:
                raise Unavailable(
                    "The first request with this key is still at work. Try again.", retry_after=2
                ) from None
            return found
        return None

    def finish(self, table: Table, answer: str, real_now: int) -> None:
        """Store the response. 1 RT, 1 WRU per KB."""
        table.write(table.put(self._row(answer, real_now), "#request = :request", request=self.request))

    def used(self, table: Table) -> str | None:
        """Return the resource of the first use, if there was one. 1 RT, 1 RRU. Raises `Invalid` for a different body."""
        row = table.get(f"IK#{self.key}", consistent=True)
        return self._resource(row) if row else None

    def replayed(self, failure: ConditionFailed) -> str | None:
        """Return the resource of the first use, if it made the transaction fail. Raises `Invalid` for a different body."""
        row = failure.item(self.LABEL)
        return self._resource(row) if row else None

    def _resource(self, row: Item) -> str:
        if row["request"] != self.request:
            raise Invalid("This Idempotency-Key was used with another request. Use a new key.")
        return str(row["resource"])
