"""Tables that slices add rows to."""

import pytest

from chalicelib.plumbing.registry import Registry


def test_rows_are_found_in_the_order_in_which_they_were_added() -> None:
    colours: Registry[str, int] = Registry("colour")

    colours.add("red", 1)
    colours.add("green", 2)

    assert (list(colours.items()), len(colours), "blue" in colours) == ([("red", 1), ("green", 2)], 2, False)


def test_name_that_is_there_already_is_refused_with_both_places() -> None:
    colours: Registry[str, int] = Registry("colour")
    colours.add("red", 1, place="paint.py:1")

    with pytest.raises(
        ValueError, match=r"The colour red is registered twice: at paint\.py:1 and at .*test_registry\.py:\d+"
    ):
        colours.add("red", 2)

    assert colours["red"] == 1
