"""Trying a write again that another write was faster than: how often, and how long to wait in between."""

import random
from collections.abc import Callable
from typing import TypeVar

from .clock import Clock
from .dynamo import ConditionFailed
from .errors import Unavailable

MAX_TRIES = 25
FIRST_PAUSE_MS = 10
MAX_PAUSE_MS = 400

Result = TypeVar("Result")


def retry_until_written(
    clock: Clock, attempt: Callable[[], Result], refusal: str, beaten: type[Exception] = ConditionFailed
) -> Result:
    """Call `attempt` until no other write is faster. It reads what it decides on anew each time.

    It raises `beaten` where it was too slow, and anything else to end the matter. The first try waits for nothing; the pause
    before each further one is random up to a bound that doubles (10 ms to 400 ms), so that writers who met once do not meet
    again. With 25 tries that is 4 seconds on average. Raises `Unavailable` with `refusal` after the last one.
    """
    for tries in range(MAX_TRIES):
        if tries:
            clock.pause(random.uniform(0, min(MAX_PAUSE_MS, FIRST_PAUSE_MS << tries)))  # noqa: S311 - no secret
        try:
            return attempt()
        except beaten:
            continue
    raise Unavailable(refusal, retry_after=1)
