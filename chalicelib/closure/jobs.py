"""Scheduled jobs for inactive tickets."""

from collections.abc import Callable, Mapping

from ..plumbing.services import Services
from . import actions, rules

DUE: Mapping[str, Callable[[Services, int], bool]] = {
    rules.REMIND: actions.remind, rules.LAST_NOTICE: actions.notify_a_last_time, rules.CLOSE: actions.close,
}  # fmt: skip
"""The action for each timer kind that is due; false if there was nothing to do."""
