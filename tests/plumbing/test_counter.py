"""Numbers in a row, by one worker or many."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.plumbing.aws.counter import MAX_BLOCK, Counter, _next_size
from chalicelib.plumbing.services import Services
from tests.conftest import Desk
from tests.doubles import MONDAY_MORNING as NOW


def test_counter_has_no_gaps_at_low_load_across_workers(services: Services) -> None:
    times = itertools.count(NOW, 60_000)
    numbers = [Counter(services.core, "ticket", 10_001).next(next(times)) for _ in range(5)]

    assert numbers == [10_001, 10_002, 10_003, 10_004, 10_005]


def test_blocks_grow_while_the_desk_is_busy_and_cost_fewer_writes(desk: Desk) -> None:
    counter = Counter(desk.services.core, "ticket", 1)

    numbers = [counter.next(NOW + n) for n in range(500)]

    assert numbers == list(range(1, 501))
    assert desk.meter.spent.writes < 10


def test_number_within_a_block_costs_no_round_trip(desk: Desk) -> None:
    counter = Counter(desk.services.core, "ticket", 1)
    for n in range(3):
        counter.next(NOW + n)
    desk.meter.reset()
    counter.next(NOW + 3)

    assert desk.meter.spent.trips == 0


@pytest.mark.parametrize("apart", [1, 100, 5_000])
def test_workers_never_give_the_same_number(services: Services, apart: int) -> None:
    workers = [Counter(services.core, "ticket", 1) for _ in range(3)]
    times = itertools.count(NOW, apart)

    numbers = [worker.next(next(times)) for _ in range(40) for worker in workers]

    assert len(set(numbers)) == 120
    for worker in range(3):
        assert numbers[worker::3] == sorted(numbers[worker::3])


def test_counters_with_different_names_are_independent(services: Services) -> None:
    assert Counter(services.core, "ticket", 1).next(NOW) == 1
    assert Counter(services.core, "invoice", 50).next(NOW) == 50


@given(st.integers(1, MAX_BLOCK), st.integers(0, 10**9))
def test_a_block_is_never_empty_and_never_over_the_limit(size: int, idle: int) -> None:
    assert 1 <= _next_size(size, idle) <= MAX_BLOCK


@pytest.mark.parametrize(
    ("size", "idle", "after"), [(1, 24, 4), (100, 0, 256), (16, 25, 16), (16, 2_000, 16), (16, 2_001, 8), (1, 9_999, 1)]
)
def test_block_size_quadruples_when_busy_and_halves_when_idle(size: int, idle: int, after: int) -> None:
    assert _next_size(size, idle) == after
