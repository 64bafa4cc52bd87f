"""What callers get to see of what was found."""

from typing import Literal

from pydantic import ConfigDict, RootModel

from ..people.model import Role
from ..plumbing.fields import Instant, Value
from ..tickets.views import ByView, TicketSummary


class PartView(Value):
    """A piece of a snippet; `hit`: this is what was looked for."""

    text: str
    hit: bool


class HitView(Value):
    """Where it was found: in what somebody said (`event`), or in the ticket's subject (without one)."""

    event: str | None
    type: str | None
    at: Instant
    by: ByView | None
    internal: bool
    snippet: list[PartView]


class FoundTicket(Value):
    """A ticket with its best hits; without any it was found by its number."""

    ticket: TicketSummary
    hits: list[HitView]


class FoundPerson(Value):
    id: str
    name: str
    email: str
    role: Role


class FoundTickets(Value):
    """Best first. `complete`: false while the index is being made, or when only numbers could be looked up."""

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
    """Something else that was found; `path`: its page."""

    id: str
    title: str
    path: str
    at: Instant
    snippet: list[PartView]


class FoundRecords(Value):
    """Best first; `kind` as it was asked for."""

    kind: str
    items: list[FoundRecord]
    next: str | None
    complete: bool


class Found(RootModel[FoundTickets | FoundPeople | FoundRecords]):
    """What was found, of the kind that was asked for."""

    model_config = ConfigDict(defer_build=True)  # hardly any request needs it
