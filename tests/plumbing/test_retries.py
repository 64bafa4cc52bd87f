"""Trying again where another write was faster."""

import pytest

from chalicelib.plumbing.aws.dynamo import ConditionFailed
from chalicelib.plumbing.errors import Unavailable
from chalicelib.plumbing.retries import MAX_PAUSE_MS, MAX_TRIES, retry_until_written
from tests.doubles import FrozenClock


class CountingClock(FrozenClock):
    """Remembers how long it was to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def pause(self, ms: float) -> None:
        self.pauses.append(ms)


class Attempt:
    """Beaten so many times, then written."""

    def __init__(self, beaten: int) -> None:
        self.left = beaten

    def __call__(self) -> str:
        if self.left:
            self.left -= 1
            raise ConditionFailed(["ConditionalCheckFailed"], [None])
        return "written"


@pytest.mark.parametrize("beaten", [0, 1, MAX_TRIES - 1])
def test_attempt_is_repeated_until_it_is_written(beaten: int) -> None:
    clock = CountingClock()

    assert retry_until_written(clock, Attempt(beaten), "Too quick.") == "written"
    assert len(clock.pauses) == beaten


def test_retries_end_in_unavailable_with_retry_after() -> None:
    with pytest.raises(Unavailable, match="Too quick") as refused:
        retry_until_written(FrozenClock(), Attempt(MAX_TRIES), "Too quick.")

    assert refused.value.facts == {"retry_after": 1}


def test_pauses_differ_and_stay_within_their_bound() -> None:
    clock = CountingClock()
    retry_until_written(clock, Attempt(MAX_TRIES - 1), "Too quick.")

    assert all(0 <= pause <= MAX_PAUSE_MS for pause in clock.pauses)
    assert len(set(clock.pauses)) > MAX_TRIES // 2


def test_other_failures_are_not_retried() -> None:
    calls: list[int] = []

    def attempt() -> None:
        calls.append(1)
        raise KeyError("x")

    with pytest.raises(KeyError):
        retry_until_written(FrozenClock(), attempt, "Too quick.")
    assert calls == [1]


def test_each_of_several_expected_exceptions_is_retried() -> None:
    outcomes: list[Exception | None] = [KeyError("x"), TimeoutError(), None]

    def attempt() -> str:
        if (error := outcomes.pop(0)) is not None:
            raise error
        return "written"

    assert retry_until_written(FrozenClock(), attempt, "Too quick.", beaten=(KeyError, TimeoutError)) == "written"
