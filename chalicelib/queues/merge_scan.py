"""Reads several partitions of an index as one list, lazily, in the order of their sort keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..plumbing import parallel
from ..plumbing.aws.marshal import Item
from ..plumbing.services import Services
from ..tickets import index as tickets_index
from ..tickets.index import Partition

MAX_PAGE = 2_500


@dataclass
class _Stream:
    """One partition: rows that were read but not yet returned, the position reached, and whether there may be more."""

    partition: Partition
    reached: str | None
    ready: list[Item] = field(default_factory=list)
    more: bool = True

    def take(self, end: str | None, *, descending: bool) -> list[Item]:
        """Return the rows ready up to the end (None: all), in order."""
        count = len(self.ready)
        if end is not None:
            inside = (self._before(row, end, descending=descending) for row in self.ready)
            count = next((n for n, fits in enumerate(inside) if not fits), count)
        taken, self.ready = self.ready[:count], self.ready[count:]
        return taken

    def _before(self, row: Item, end: str, *, descending: bool) -> bool:
        sort = self.partition.sort_key(row)
        return sort >= end if descending else sort <= end


def merge_partitions(
    services: Services, partitions: Sequence[Partition], beyond: str | None, first: int, *, descending: bool
) -> Iterator[list[Item]]:
    """Iterate over the rows after a sort key, in order, in batches.

    Each step reads on in every partition that is running out, `first` rows and then twice as many each time: 1 RT (the
    partitions in parallel) and half a RRU per 12 rows read. So the first step returns at least the `first` next cards.
    """
    streams = [_Stream(partition, beyond) for partition in partitions]
    size = first
    while streams:
        _read_more(services, [each for each in streams if len(each.ready) * 2 < size], size, descending=descending)
        ends = [str(each.reached) for each in streams if each.more]
        end = (max(ends) if descending else min(ends)) if ends else None
        taken = [(each.partition, row) for each in streams for row in each.take(end, descending=descending)]
        taken.sort(key=lambda pair: pair[0].sort_key(pair[1]), reverse=descending)
        if taken:
            yield [row for _, row in taken]
        streams = [each for each in streams if each.more or each.ready]
        size = min(size * 2, MAX_PAGE)


def _read_more(services: Services, streams: list[_Stream], size: int, *, descending: bool) -> None:
    going_on = [each for each in streams if each.more]
    found = parallel.map_parallel(
        services.parallelism,
        lambda each: tickets_index.fetch_page(services, each.partition, size, each.reached, descending=descending),
        going_on,
    )
    for each, part in zip(going_on, found, strict=True):
        each.more = part.more
        if part.rows:
            each.ready += part.rows
            each.reached = each.partition.sort_key(part.rows[-1])
        else:
            each.more = False
