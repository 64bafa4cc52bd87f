"""Doing things at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """Run everything at the same moment; an exception is a result too."""
    ready = threading.Barrier(len(work))

    def run(each: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return each()
        except Exception as error:  # noqa: BLE001 - the test looks at what came out
            return error

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))
