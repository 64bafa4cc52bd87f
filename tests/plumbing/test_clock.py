"""Two clocks, and times as they are written."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.plumbing.clock import DAY, HOUR, MINUTE, SECOND, Clock, rfc3339


def test_desk_time_is_real_time_by_default() -> None:
    clock = Clock()
    before = time.time_ns() // 1_000_000

    assert before <= clock.now() <= clock.real() + SECOND
    assert abs(clock.real() - before) < MINUTE


def test_offset_moves_desk_time_and_not_real_time() -> None:
    clock = Clock(offset_s=7 * 24 * 3600)

    assert 7 * DAY - SECOND <= clock.now() - clock.real() <= 7 * DAY + SECOND


@pytest.mark.parametrize("after_ms", [0, 100])
def test_waiting_ends_at_the_start_of_a_later_second(after_ms: int) -> None:
    clock = Clock()
    before = clock.real()

    second = clock.full_second(after_ms)

    assert second % SECOND == 0
    assert before + after_ms <= second <= clock.real()
    assert second < before + after_ms + SECOND


def test_a_day_has_twenty_four_hours() -> None:
    assert (DAY, HOUR, MINUTE) == (24 * HOUR, 60 * MINUTE, 60 * SECOND)


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_767_603_600_000, "2026-01-05T09:00:00.000Z"),
        (1_767_603_600_007, "2026-01-05T09:00:00.007Z"),
    ],
)
def test_times_are_written_in_utc_to_the_millisecond(ms: int, text: str) -> None:
    assert rfc3339(ms) == text


@given(st.integers(0, 4_102_444_800_000))
def test_a_written_time_reads_back_as_the_same_millisecond(ms: int) -> None:
    read = datetime.fromisoformat(rfc3339(ms))

    assert read.tzinfo == UTC
    assert round(read.timestamp() * 1000) == ms


def test_desk_time_of_a_local_desk_is_moved_by_its_file(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    clock = Clock(file=str(file))
    assert abs(clock.now() - clock.real()) < SECOND

    file.write_text('{"offset_s": 3600}', "utf-8")

    assert abs(clock.now() - clock.real() - HOUR) < SECOND
