"""Cursors: positions that belong to one caller and one query."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.plumbing.errors import Invalid
from chalicelib.plumbing.http import paging

BOUND = ["carla", "timeline", "7"]
numbers = st.integers(0, 10**13)
positions = numbers.map(str) | st.tuples(numbers, numbers).map(lambda pair: f"{pair[0]:013d}#{pair[1]:010d}")


@given(positions, st.lists(st.text(max_size=8), max_size=4))
def test_position_as_cursor_survives_the_round_trip(position: str, bound: list[str]) -> None:
    assert paging.decode(paging.encode(position, bound), bound) == position


@given(numbers)
def test_number_as_cursor_survives_the_round_trip(position: int) -> None:
    assert paging.decode_many(paging.encode(position, BOUND), BOUND, 1) == [position]


@given(st.lists(numbers, min_size=1, max_size=51))
def test_positions_in_several_lists_survive_the_round_trip(several: list[int]) -> None:
    assert paging.decode_many(paging.encode("#".join(map(str, several)), BOUND), BOUND, len(several)) == several


@given(positions)
def test_a_cursor_needs_no_escaping_in_an_address_and_is_short(position: str) -> None:
    cursor = paging.encode(position, BOUND)

    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert len(cursor) < 100


@pytest.mark.parametrize("other", [["mallory", "timeline", "7"], ["carla", "timeline", "8"], ["carla", "timeline"], []])
def test_cursor_is_refused_for_another_list_or_caller(other: list[str]) -> None:
    with pytest.raises(Invalid):
        paging.decode(paging.encode(5, BOUND), other)


@given(st.text(max_size=60))
def test_malformed_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        paging.decode(text, BOUND)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=20), st.lists, max_leaves=4))
def test_sealed_cursor_with_an_invalid_position_is_refused(position: object) -> None:
    forged = base64.urlsafe_b64encode(json.dumps([paging._seal(BOUND), position]).encode()).decode()
    try:
        found = paging.decode(forged, BOUND)
    except Invalid:
        found = "0"

    assert paging.POSITION.fullmatch(found)


def test_cursor_for_two_lists_is_refused_for_one() -> None:
    with pytest.raises(Invalid):
        paging.decode_many(paging.encode("1#2", BOUND), BOUND, 1)
