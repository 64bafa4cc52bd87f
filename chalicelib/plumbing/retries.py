"""Retries of writes that lost to a concurrent write, with backoff."""

import random
from collections.abc import Callable
from typing import TypeVar

from .aws.dynamo import ConditionFailed
from .clock import Clock
from .errors import Unavailable

MAX_TRIES = 25
FIRST_PAUSE_MS = 10
MAX_PAUSE_MS = 400

Result = TypeVar("Result")


def retry_until_written(
    clock: Clock,
    attempt: Callable[[], Result],
    refusal: str,
    beaten: type[Exception] | tuple[type[Exception], ...] = ConditionFailed,
) -> Result:
    """Call `attempt` until no concurrent write interferes. It must read its input again each time.

    It raises `beaten`, or one of these, to be retried; any other exception ends the retries. There is no wait before the
    first try; the wait before each further one is random up to a bound that doubles (10 ms to 400 ms), so that competing
    writers do not collide again. With 25 tries that is 4 seconds on average. Raises `Unavailable` with `refusal` after the
    last one.
    """
    for tries in range(MAX_TRIES):
        if tries:
            clock.pause(random.uniform(0, min(MAX_PAUSE_MS, FIRST_PAUSE_MS << tries)))  # noqa: S311 - jitter
        try:
            return attempt()
        except beaten:
            continue
    raise Unavailable(refusal, retry_after=1)
