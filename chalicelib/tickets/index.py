"""Queries the ticket indexes: lists of rows, each with its cost. Other modules may use these; the table itself belongs to
`store`.

A row holds what a list shows of a ticket (see `Projection` in the template). Closed and merged tickets have none.

RT: sequential round trips. RRU: read units (eventually consistent reads at half price).
"""

from dataclasses import dataclass
from typing import Any

from ..plumbing.aws.marshal import Item
from ..plumbing.services import Services
from . import items
from .model import Ticket, next_timer


@dataclass(frozen=True)
class Partition:
    """One partition of an index, in the order of its sort keys, `<number>#<ticket>`."""

    index: str
    key: str

    def sort_key(self, row: Item) -> str:
        return str(row[f"{self._short}_sort"])

    @property
    def condition(self) -> str:
        return f"#{self._short}_key = :key"

    def condition_after(self, *, descending: bool) -> str:
        """Return the condition for the items after a sort key."""
        return f"{self.condition} AND #{self._short}_sort {'<' if descending else '>'} :beyond"

    @property
    def _short(self) -> str:
        return self.index.removeprefix("by_")


@dataclass(frozen=True)
class IndexPage:
    """Some rows of a partition, and whether there may be more."""

    rows: list[Item]
    more: bool


def queue_partitions(services: Services, team: str, place: str) -> list[Partition]:
    """List the partitions of a team's tickets in one place (a status, `snoozed` or `spam`), by last change."""
    return [Partition("by_queue", f"Q#{team}#{place}#{n}") for n in range(services.settings.queue_shards)]


def unassigned_partitions(services: Services, team: str, place: str) -> list[Partition]:
    """List the partitions of a team's unassigned tickets in one place, by due time."""
    return [Partition("by_owner", f"U#{team}#{place}#{n}") for n in range(services.settings.owner_shards)]


def assigned_partition(agent: str) -> Partition:
    """Return the partition of an agent's tickets, including snoozed ones, by number."""
    return Partition("by_owner", f"A#{agent}")


def fetch_page(services: Services, of: Partition, limit: int, beyond: str | None, *, descending: bool) -> IndexPage:
    """Read the next rows of a partition. 1 RT, half a RRU per 12 rows; a page ends at 1 MB, some 2,500 rows."""
    where: str = of.condition
    values: dict[str, Any] = {"key": of.key}
    if beyond is not None:
        where, values = of.condition_after(descending=descending), {"key": of.key, "beyond": beyond}
    page = services.core.query(where, index=of.index, limit=limit, descending=descending, **values)
    return IndexPage([_complete(item) for item in page.items], page.more)


def index_row(services: Services, ticket: Ticket) -> Item:
    """Build a row from a ticket: its item in the table, including the index keys."""
    return items.ticket_item(ticket, services.settings)


def shard(number: int, of: int) -> int:
    """Return which of `of` shards a ticket is in."""
    return items.shard(number, of)


def numbers_of_requester(services: Services, person: str, limit: int, before: str | None) -> list[tuple[str, int]]:
    """List (position, number) of a customer's tickets, newest first. 1 RT, half a RRU."""
    return _numbers(services, f"R#{person}", limit, before)


def numbers_followed_by(services: Services, agent: str, limit: int, before: str | None) -> list[tuple[str, int]]:
    """List (position, number) of the tickets an agent follows, newest first. 1 RT, half a RRU."""
    return _numbers(services, f"W#{agent}", limit, before)


def assigned_rows(services: Services, agent: str, limit: int) -> list[Item]:
    """Read the rows of an agent's tickets that are not closed, including snoozed ones. 1 RT per MB; half a RRU per 12 rows."""
    return _rows(services, "by_owner", "#owner_key = :key", {"key": f"A#{agent}"}, limit)


def unassigned_rows(services: Services, team: str, place: str, limit: int) -> list[Item]:
    """Read the rows of unassigned tickets by due time, then oldest first. 1 RT and half a RRU per 12 rows for each shard."""
    shards = services.settings.owner_shards
    found = [
        _rows(services, "by_owner", "#owner_key = :key", {"key": f"U#{team}#{place}#{n}"}, limit) for n in range(shards)
    ]
    return sorted((row for rows in found for row in rows), key=lambda row: str(row["owner_sort"]))[:limit]


def queue_rows(services: Services, team: str, place: str, limit: int, before: str | None) -> list[Item]:
    """Read a team's rows in one place (a status, `snoozed` or `spam`), last changed first.

    1 RT and half a RRU per 12 rows for each shard.
    """
    found: list[Item] = []
    for n in range(services.settings.queue_shards):
        values = {"key": f"Q#{team}#{place}#{n}", "before": before or "~"}
        found += _rows(
            services, "by_queue", "#queue_key = :key AND #queue_sort < :before", values, limit, descending=True
        )
    return sorted(found, key=lambda row: str(row["queue_sort"]), reverse=True)[:limit]


def count_queue(services: Services, team: str, place: str) -> int:
    """Count a team's tickets in one place, item by item. For reconciliation only."""
    keys = [f"Q#{team}#{place}#{n}" for n in range(services.settings.queue_shards)]
    return sum(services.core.count("#queue_key = :key", index="by_queue", key=key) for key in keys)


def _numbers(services: Services, key: str, limit: int, before: str | None) -> list[tuple[str, int]]:
    where = "#list_key = :key AND #list_sort < :before"
    page = services.core.query(where, index="by_list", key=key, before=before or "~", limit=limit, descending=True)
    return [(item["list_sort"], int(item["pk"][2:])) for item in page.items]


def _rows(
    services: Services, index: str, where: str, values: dict[str, Any], limit: int, *, descending: bool = False
) -> list[Item]:
    return [
        _complete(item) for item in services.core.gather(where, limit, index=index, descending=descending, **values)
    ]


def _complete(item: Item) -> Item:
    """Complete a row with what the index leaves out because it follows from the rest."""
    due = next_timer(item.get("timers") or {})
    return item | {"number": int(item["pk"][2:])} | ({"due_kind": due[0], "due_at": due[1]} if due else {})
