"""What each slice registers with the tickets below it: its timers, and its reasons.

`use()` activates both for the process; without it nothing can be written to a ticket (see `tickets/timers.py` and
`tickets/reasons.py`). What happens when a timer is due is defined in `reactions.py`.
"""

from collections.abc import Mapping

from .closure import rules as closure_rules
from .feedback import rules as feedback_rules
from .routing import rules as routing_rules
from .tickets import asides, delivering, messages, reasons, timers
from .tickets.reasons import Reason
from .tickets.timers import TimerPolicy

TIMERS: tuple[TimerPolicy, ...] = (asides.TIMERS, closure_rules.TIMERS, feedback_rules.TIMERS)
"""A slice with its own timers adds its policy here."""

REASONS: Mapping[str, tuple[Reason, ...]] = {
    "tickets.messages": messages.REASONS,
    "tickets.asides": asides.REASONS,
    "tickets.delivering": delivering.REASONS,
    "routing.rules": routing_rules.REASONS,
    "closure.rules": closure_rules.REASONS,
    "feedback.rules": feedback_rules.REASONS,
}
"""A slice with its own reasons adds them here, and their texts to `locales/*/because.ftl`."""


def use() -> None:
    """Activate both for this process. Raises `ValueError` if two slices use the same name."""
    timers.use(TIMERS)
    reasons.use(REASONS)
