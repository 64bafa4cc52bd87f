"""Response bodies for search."""

from typing import Literal

from pydantic import ConfigDict, RootModel

from ..people.model import Role
from ..plumbing.fields import Instant, Value
from ..tickets.views import ActorView, TicketSummary


class SnippetPartView(Value):
    """A piece of a snippet; `hit`: it matches the query."""

    text: str
    hit: bool


class HitView(Value):
    """Where it was found: in a message (`event`), or in the ticket's subject (no `event`)."""

    event: str | None
    type: str | None
    at: Instant
    by: ActorView | None
    internal: bool
    snippet: list[SnippetPartView]


class FoundTicket(Value):
    """A ticket with its best hits; one without hits was found by its number."""

    ticket: TicketSummary
    hits: list[HitView]


class FoundPerson(Value):
    id: str
    name: str
    email: str
    role: Role


class FoundTickets(Value):
    """Best first. `complete`: false while the index is being built, or if only ticket numbers could be searched."""

    kind: Literal["tickets"] = "tickets"
    items: list[FoundTicket]
    next: str | None
    complete: bool


class FoundPeople(Value):
    """Best first."""

    kind: Literal["people"] = "people"
    items: list[FoundPerson]
    next: str | None
    complete: bool


class FoundRecord(Value):
    """A result of another kind; `path`: its page."""

    id: str
    title: str
    path: str
    at: Instant
    snippet: list[SnippetPartView]


class FoundRecords(Value):
    """Best first; `kind` as requested."""

    kind: str
    items: list[FoundRecord]
    next: str | None
    complete: bool


class Found(RootModel[FoundTickets | FoundPeople | FoundRecords]):
    """The results, of the requested kind."""

    model_config = ConfigDict(defer_build=True)  # needed by few requests
