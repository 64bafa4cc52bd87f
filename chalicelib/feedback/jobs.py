"""Jobs after a ticket is solved, and after a rating."""

from collections.abc import Callable, Mapping

from ..plumbing.services import Services
from ..tickets.event import Event
from . import actions, ratings, rules

DUE: Mapping[str, Callable[[Services, int], bool]] = {rules.RATE: actions.request_rating}
"""The action for each timer kind that is due; false if there was nothing to do."""


def record_rating(services: Services, event: Event) -> None:
    """Add a rating to its agent's list. Idempotent."""
    ratings.record(services, event)
