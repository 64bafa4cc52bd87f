"""What agents get to see of addresses that nothing is mailed to."""

from ..plumbing.fields import Instant, Value
from .model import Cause, Suppression


class SuppressionView(Value):
    """`reason` is the mail provider's own word."""

    id: str
    cause: Cause
    reason: str | None
    at: Instant


def suppression_view(one: Suppression) -> SuppressionView:
    return SuppressionView(id=one.id, cause=one.cause, reason=one.reason or None, at=one.at)
