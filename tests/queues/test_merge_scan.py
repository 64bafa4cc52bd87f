"""Many partitions read as one: in order, whole, and no more than is asked for."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.plumbing.services import Services
from chalicelib.queues import merge_scan
from chalicelib.tickets.index import Partition
from tests.conftest import Desk
from tests.memory import MemoryClient

AT = "{:013d}#{:010d}"


def filled(services: Services, partitions: list[list[int]]) -> list[Partition]:
    """A partition for each list, with a card at each time; numbers rise over all of them."""
    numbers = itertools.count(1)
    for n, times in enumerate(partitions):
        for at in times:
            number = next(numbers)
            row = {"pk": f"T#{number}", "sk": "#", "queue_key": f"Q#{n}", "queue_sort": AT.format(at, number)}
            services.core.write(services.core.put(row))
    return [Partition("by_queue", f"Q#{n}") for n in range(len(partitions))]


def sorts(rows: list[Any]) -> list[str]:
    return [row["queue_sort"] for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    partitions=st.lists(st.lists(st.integers(0, 30), max_size=25), max_size=5),
    first=st.integers(1, 6),
    beyond=st.none() | st.integers(0, 30),
    descending=st.booleans(),
)
def test_walk_returns_everything_after_the_start_once_in_order(
    memory_desk: Desk, partitions: list[list[int]], first: int, beyond: int | None, *, descending: bool
) -> None:
    client: MemoryClient = memory_desk.meter._client
    client.clear()
    services = memory_desk.services
    read = filled(services, partitions)
    start = None if beyond is None else AT.format(beyond, 5)

    steps = list(merge_scan.merge_partitions(services, read, start, first, descending=descending))

    everything = sorts(
        [
            item
            for part in read
            for item in services.core.query("#queue_key = :key", index="by_queue", key=part.key, limit=1_000).items
        ]
    )
    behind = [each for each in everything if start is None or (each < start if descending else each > start)]
    assert sorts([row for step in steps for row in step]) == sorted(behind, reverse=descending)
    assert all(steps)
    if steps:
        assert len(steps[0]) >= min(first, len(behind))


def test_walk_reads_only_as_far_as_it_is_consumed(memory_desk: Desk) -> None:
    services = memory_desk.services
    partitions = filled(services, [list(range(1_000)), list(range(1_000)), []])
    memory_desk.meter.reset()

    steps = merge_scan.merge_partitions(services, partitions, None, 21, descending=True)
    assert memory_desk.meter.spent.trips == 0
    first = next(steps)

    assert len(first) >= 21
    assert memory_desk.meter.spent.trips == 3
    assert memory_desk.meter.spent.reads == 3 * 0.5


def test_reading_on_is_done_in_few_trips(memory_desk: Desk) -> None:
    """Twice as many each time: five thousand cards of ten partitions in six steps."""
    services = memory_desk.services
    partitions = filled(services, [list(range(500))] * 10)
    memory_desk.meter.reset()

    assert sum(map(len, merge_scan.merge_partitions(services, partitions, None, 21, descending=True))) == 5_000

    assert memory_desk.meter.spent.trips <= 6 * 10


@pytest.mark.parametrize("descending", [False, True])
def test_walk_without_partitions_reads_nothing(memory_desk: Desk, *, descending: bool) -> None:
    memory_desk.meter.reset()

    assert list(merge_scan.merge_partitions(memory_desk.services, [], None, 21, descending=descending)) == []
    assert memory_desk.meter.spent.trips == 0
