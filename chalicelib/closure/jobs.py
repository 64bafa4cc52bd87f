"""What the clock does to stale tickets."""

from collections.abc import Callable, Mapping

from ..plumbing.services import Services
from . import actions, rules

DUE: Mapping[str, Callable[[Services, int], bool]] = {
    rules.REMIND: actions.remind, rules.LAST_NOTICE: actions.notify_a_last_time, rules.CLOSE: actions.close,
}  # fmt: skip
"""What to do when a timer of this kind has run out; false if nothing was left to do."""
