"""Values to DynamoDB's wire form and back."""

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.plumbing.aws.marshal import from_wire, item_from_wire, item_to_wire, to_wire

texts = st.text(max_size=20)
scalars = st.booleans() | st.integers(-(10**37), 10**37) | texts
sets = st.sets(texts.filter(bool), min_size=1, max_size=4)
values: st.SearchStrategy[Any] = st.recursive(
    scalars | sets, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


class Colour(StrEnum):
    RED = "red"


@given(st.dictionaries(texts, values, max_size=6))
def test_an_item_comes_back_as_it_went(item: dict[str, Any]) -> None:
    assert item_from_wire(item_to_wire(item)) == item


@given(values)
def test_value_survives_the_round_trip(value: Any) -> None:
    assert from_wire(to_wire(value)) == value


def test_true_is_no_number_and_an_enumeration_is_its_text() -> None:
    assert to_wire(True) == {"BOOL": True}
    assert to_wire(Colour.RED) == {"S": "red"}
    assert type(to_wire(Colour.RED)["S"]) is str


def test_a_tuple_becomes_a_list_and_may_hold_nothing() -> None:
    assert from_wire(to_wire((None, "open"))) == [None, "open"]


@pytest.mark.parametrize("nothing", [None, set(), frozenset()])
def test_a_member_that_is_nothing_is_left_out(nothing: object) -> None:
    assert item_to_wire({"a": 1, "b": nothing}) == {"a": {"N": "1"}}


@pytest.mark.parametrize("value", [1.5, b"x", object(), set(), {"a": 0.1}, [set()]])
def test_type_that_is_never_stored_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        to_wire(value)


@pytest.mark.parametrize("wire", [{"B": "AQ=="}, {"NS": ["1"]}, {"BS": []}])
def test_wire_type_that_is_never_stored_is_not_read(wire: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        from_wire(wire)
