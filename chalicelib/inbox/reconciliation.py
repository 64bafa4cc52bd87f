"""Reconciles emails: every raw email is a ticket, a message, held, or a duplicate. The rest is the gap."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ..plumbing.clock import MINUTE
from ..plumbing.services import Services
from . import store
from .actions import INBOUND_PREFIX, PROCESSED_PREFIX
from .model import Arrival, Outcome, ReconciledDay, Reconciliation, day_of

IN_TRANSIT_MS = 15 * MINUTE
"""How long an email may be in the bucket without an outcome."""


def reconcile(services: Services, days: int) -> Reconciliation:
    """Reconcile the last `days` days, newest first. 2 RT and one for each day; one more for each further 1,000 emails."""
    last = date.fromisoformat(day_of(services.clock.now()))
    wanted = [(last - timedelta(days=back)).isoformat() for back in range(days)]
    counted = store.counts(services, wanted[-1])
    nothing = {str(each): 0 for each in Outcome}
    return Reconciliation(
        [ReconciledDay(day, _count_processed(services, day), counted.get(day, nothing)) for day in wanted],
        *_count_inbound(services),
    )


def find_processed(services: Services, ids: Sequence[str]) -> dict[str, Arrival]:
    """Find the records of raw emails by their ids. 1 RT per 100, half a RRU each."""
    return store.find_many(services, ids)


def _count_processed(services: Services, day: str) -> int:
    return sum(1 for _ in services.mail_bucket.names(f"{PROCESSED_PREFIX}{day}/"))


def _count_inbound(services: Services) -> tuple[int, int]:
    found = Counter(is_stuck for _, is_stuck in _inbound(services))
    return found[False], found[True]


def stuck_keys(services: Services) -> list[str]:
    """List the keys of raw emails that are overdue for processing. 1 RT per 1,000."""
    return [key for key, is_stuck in _inbound(services) if is_stuck]


def _inbound(services: Services) -> Iterator[tuple[str, bool]]:
    """Yield the keys of unprocessed raw emails, and whether they are overdue."""
    old = services.clock.real() - IN_TRANSIT_MS
    return ((key, written_at < old) for key, written_at in services.mail_bucket.names(INBOUND_PREFIX))
