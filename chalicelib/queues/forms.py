"""What callers may ask of lists of tickets."""

from typing import Annotated, Literal

from pydantic import Field

from ..plumbing.fields import Strict
from ..tickets.forms import Id, Tag
from ..tickets.model import Priority, Status


class TicketQuery(Strict):
    """Agents may use all of it, customers see their own tickets and may filter by `status`."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=400)] | None = None
    status: list[Status] = []
    priority: list[Priority] = []
    team: Id | None = None
    assignee: Id | None = None
    requester: Id | None = None
    category: Id | None = None
    tag: Tag | None = None
    sort: Literal["updated", "created", "due"] = "updated"
