"""Response bodies for ratings."""

from typing import Annotated

from pydantic import Field

from ..plumbing.fields import Instant, Value
from ..tickets.views import PersonView


class RatedTicket(Value):
    id: str
    subject: str


class AgentRatingView(Value):
    """A rating credited to the agent. `comment`: the customer's text, or null."""

    ticket: RatedTicket
    score: Annotated[int, Field(description="1 for very bad, 5 for very good")]
    comment: str | None
    at: Instant
    customer: PersonView


class RatingSummary(Value):
    """All ratings of the last `days` days, including those on tickets that you may not see."""

    days: int
    count: int
    average: Annotated[float | None, Field(description="null without ratings")]


class AgentRatings(Value):
    """Newest first, without ratings on tickets that you may not see."""

    items: list[AgentRatingView]
    next: str | None
    summary: RatingSummary
