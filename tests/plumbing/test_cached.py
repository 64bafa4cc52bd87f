"""What a warm function remembers for a while."""

import pytest

from chalicelib.plumbing.cached import Cached


class Counting:
    """Gives 1, 2, 3: how often it was read."""

    count = 0

    def __call__(self) -> int:
        self.count += 1
        return self.count


@pytest.mark.parametrize(("later", "value"), [(0, 1), (99, 1), (100, 2), (-1, 2)])
def test_cached_value_is_read_again_when_expired_or_from_the_future(later: int, value: int) -> None:
    cached, read = Cached[int](100), Counting()
    cached.get("a", 1_000, read)

    assert cached.get("a", 1_000 + later, read) == value


def test_keys_are_cached_apart() -> None:
    cached, read = Cached[int](100), Counting()

    assert [cached.get(key, 0, read) for key in "aba"] == [1, 2, 1]


def test_put_value_is_returned_without_reading_until_forgotten() -> None:
    cached, read = Cached[int](100), Counting()
    cached.put("a", 0, 7)
    assert cached.get("a", 1, read) == 7

    cached.forget("a")
    assert cached.get("a", 1, read) == 1


def test_unusable_value_is_read_again() -> None:
    cached, read = Cached[int](100), Counting()
    cached.get("a", 0, read)

    assert cached.get("a", 1, read, usable=lambda value: value > 1) == 2


def test_failed_reading_is_not_remembered() -> None:
    cached = Cached[int](100)
    with pytest.raises(ZeroDivisionError):
        cached.get("a", 0, lambda: 1 // 0)

    assert cached.get("a", 1, lambda: 5) == 5
