"""Request bodies and queries for tickets."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from ..attachments.forms import AttachedIds
from ..plumbing.fields import Email, InstantIn, Line, Strict, Text
from ..plumbing.names import PersonName
from .model import Priority, Spam, Status

MAX_BODY = 10_000

Subject = Annotated[Line, Field(min_length=1, max_length=200)]
Body = Annotated[Text, Field(min_length=1, max_length=MAX_BODY)]
Tag = Annotated[Line, Field(min_length=1, max_length=40)]
Id = Annotated[Line, Field(min_length=1, max_length=64)]
TicketId = Annotated[str, Field(min_length=1, max_length=12, pattern=r"^[1-9]\d*$")]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", max_length=35)]
Answers = Annotated[dict[Id, Any], Field(max_length=50)]
"""The answers to the category's form, by field id; the configuration defines the valid values."""


def _settable(status: Status) -> Status:
    if status in {Status.NEW, Status.CLOSED}:
        *others, last = (f"'{each}'" for each in Status if each not in {Status.NEW, Status.CLOSED})
        raise ValueError(f"This must be {', '.join(others)} or {last}. Only the clock closes.")
    return status


def _refuse_closed(status: Status | None) -> Status | None:
    if status is Status.CLOSED:
        raise ValueError("Only the clock closes.")
    return status


Settable = Annotated[Status, AfterValidator(_settable)]


class Requester(Strict):
    email: Email
    name: PersonName | None = None


class NewTicket(Strict):
    """A new ticket. `follow_up_of` names a closed ticket that it continues, with its team and priority."""

    for_agents: ClassVar[frozenset[str]] = frozenset({"requester", "tags"})

    subject: Subject
    body: Body
    category: Id | None = None
    priority: Priority | None = None
    fields: Answers = {}
    tags: Annotated[list[Tag], Field(max_length=20)] = []
    language: Language | None = None
    requester: Requester | None = None
    follow_up_of: TicketId | None = None
    attachments: AttachedIds = []


class TicketChange(Strict):
    """A change of the named fields only. `assignee: null` unassigns the ticket, a null in `fields` clears the answer."""

    for_agents: ClassVar[frozenset[str]] = frozenset(
        {"priority", "subject", "category", "tags", "fields", "team", "assignee"}
    )

    status: Settable | None = None
    priority: Priority | None = None
    subject: Subject | None = None
    category: Id | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] | None = None
    fields: Answers | None = None
    team: Id | None = None
    assignee: Id | None = None

    def names(self, field: str) -> bool:
        """Return whether the caller sent this field, even with null."""
        return field in self.model_fields_set


class BulkTicketChange(TicketChange):
    """A change with what bulk changes support in addition: single tags, snooze and spam.

    `snooze: null` ends the snooze, `spam: null` marks as not spam. `new` is for undoing a change of status.
    """

    status: Annotated[Status | None, AfterValidator(_refuse_closed)] = None
    add_tags: Annotated[list[Tag], Field(max_length=20)] = []
    remove_tags: Annotated[list[Tag], Field(max_length=20)] = []
    snooze: InstantIn | None = None
    spam: Spam | None = None
