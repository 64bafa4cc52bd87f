"""Changes name the version they were made against."""

import pytest

from chalicelib.plumbing import versions
from chalicelib.plumbing.errors import VersionMismatch, VersionRequired


def test_change_against_the_present_version_passes() -> None:
    versions.check(3, 3, "ticket")


def test_change_without_a_version_is_refused_with_the_present_one() -> None:
    with pytest.raises(VersionRequired) as refused:
        versions.check(None, 3, "ticket", current="it")

    assert refused.value.facts == {"version": 3}


@pytest.mark.parametrize("expected", [-1, 0, 2, 4])
def test_change_against_another_version_is_refused_with_what_is_there_now(expected: int) -> None:
    with pytest.raises(VersionMismatch, match="The ticket has changed since you read it") as refused:
        versions.check(expected, 3, "ticket", current="it")

    assert refused.value.facts == {"version": 3, "current": "it"}
