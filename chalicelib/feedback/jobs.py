"""What the clock does after a solution, and what follows from a rating."""

from collections.abc import Callable, Mapping

from ..plumbing.services import Services
from ..tickets.model import Event
from . import actions, ratings, rules

DUE: Mapping[str, Callable[[Services, int], bool]] = {rules.RATE: actions.ask}
"""What to do when a timer of this kind has run out; false if nothing was left to do."""


def record_rating(services: Services, event: Event) -> None:
    """Add a rating to its agent's list. Safe to repeat."""
    ratings.record(services, event)
