"""What changes about a ticket that leaves its queue for a time, snoozed or as spam, and comes back."""

from collections.abc import Callable, Mapping
from typing import Any

from ..plumbing.clock import DAY
from ..plumbing.errors import Invalid
from ..plumbing.services import Services
from .model import Spam, Ticket

FieldChanges = Callable[[Ticket], Mapping[str, Any]]


MAX_SNOOZE = 366 * DAY


def check_until(services: Services, until: int) -> None:
    """Raise `Invalid` for a time that is not in the future or more than a year away."""
    if not services.clock.now() < until <= services.clock.now() + MAX_SNOOZE:
        raise Invalid.field("until", "Choose a time that is still to come, within a year.")


def snoozed_fields(until: int) -> dict[str, Any]:
    """Return the fields of a snoozed ticket."""
    return {"snoozed_until": until}


UNSNOOZED_FIELDS: Mapping[str, Any] = {"snoozed_until": None}
"""The fields of a ticket whose snooze has ended. Its timers resume with the time that was left: see `timers`."""


def spam_fields(kind: Spam) -> dict[str, Any]:
    """Return the fields of a ticket marked as spam."""
    return {"spam": kind, "snoozed_until": None}


NOT_SPAM_FIELDS: Mapping[str, Any] = {"spam": None}
"""The fields of a ticket that is not spam."""
