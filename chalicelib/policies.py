"""What each slice registers with the tickets below it: its timers, and its reasons.

`use()` activates both for the process; without it nothing can be written to a ticket (see `tickets/timers.py` and
`tickets/reasons.py`). What happens when a timer is due is defined in `reactions.py`.
"""

from collections.abc import Mapping

from .closure import rules as closure_rules
from .conversation import delivery, messages
from .feedback import rules as feedback_rules
from .routing import rules as routing_rules
from .tickets import reasons, timers
from .tickets.reasons import ReasonSpec
from .tickets.timers import TimerPolicy
from .triage import actions as triage_actions

TIMERS: tuple[TimerPolicy, ...] = (triage_actions.TIMERS, closure_rules.TIMERS, feedback_rules.TIMERS)
"""A slice with its own timers adds its policy here."""

REASONS: Mapping[str, tuple[ReasonSpec, ...]] = {
    "conversation.messages": messages.REASONS,
    "triage.actions": triage_actions.REASONS,
    "conversation.delivery": delivery.REASONS,
    "routing.rules": routing_rules.REASONS,
    "closure.rules": closure_rules.REASONS,
    "feedback.rules": feedback_rules.REASONS,
}
"""A slice with its own reasons adds them here, and their texts to `locales/*/reason.ftl`."""


def use() -> None:
    """Activate both for this process. Raises `ValueError` if two slices use the same name."""
    timers.use(TIMERS)
    reasons.use(REASONS)
