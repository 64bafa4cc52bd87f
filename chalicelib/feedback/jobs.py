"""What the clock does after a solution."""

from collections.abc import Callable, Mapping

from ..plumbing.services import Services
from . import actions, rules

DUE: Mapping[str, Callable[[Services, int], bool]] = {rules.RATE: actions.ask}
"""What to do when a timer of this kind has run out; false if nothing was left to do."""
