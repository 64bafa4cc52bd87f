"""Scheduled jobs for inactive tickets."""

from collections.abc import Callable, Mapping

from ..plumbing.services import Services
from . import actions, rules

DUE: Mapping[str, Callable[[Services, int], bool]] = {
    rules.REMIND: actions.send_reminder,
    rules.LAST_NOTICE: actions.send_last_notice,
    rules.CLOSE: actions.close,
}
"""The action for each timer kind that is due; false if there was nothing to do."""
