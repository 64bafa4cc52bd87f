"""What callers may send about tickets."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from ..plumbing.fields import Email, Line, Name, Strict, Text
from .model import Priority, Status

Subject = Annotated[Line, Field(min_length=1, max_length=200)]
Body = Annotated[Text, Field(min_length=1, max_length=10_000)]
Tag = Annotated[Line, Field(min_length=1, max_length=40)]
Id = Annotated[Line, Field(min_length=1, max_length=64)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", max_length=35)]


def _settable(status: Status) -> Status:
    if status in {Status.NEW, Status.CLOSED}:
        raise ValueError("This must be 'open', 'pending', 'on_hold' or 'solved'. Only the clock closes.")
    return status


Settable = Annotated[Status, AfterValidator(_settable)]


class Requester(Strict):
    email: Email
    name: Name | None = None


class NewTicket(Strict):
    for_agents: ClassVar[frozenset[str]] = frozenset({"requester"})

    subject: Subject
    body: Body
    category: Id | None = None
    priority: Priority = Priority.NORMAL
    language: Language | None = None
    requester: Requester | None = None


class NewMessage(Strict):
    for_agents: ClassVar[frozenset[str]] = frozenset({"status"})

    body: Body
    status: Settable | None = None


class NewNote(Strict):
    body: Body


class TicketChange(Strict):
    """Only what is named is changed; `assignee: null` takes the ticket from its agent."""

    for_agents: ClassVar[frozenset[str]] = frozenset({"priority", "subject", "category", "tags", "team", "assignee"})

    status: Settable | None = None
    priority: Priority | None = None
    subject: Subject | None = None
    category: Id | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] | None = None
    team: Id | None = None
    assignee: Id | None = None

    def names(self, field: str) -> bool:
        """Whether the caller named it, were it with null."""
        return field in self.model_fields_set


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


class TimelineQuery(Strict):
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=400)] | None = None
    order: Literal["asc", "desc"] = "asc"
