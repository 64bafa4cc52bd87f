"""Request parameters and bodies for lists, saved views and bulk changes."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from ..people.model import TimeZone
from ..plumbing.fields import Name, Strict
from ..tickets.forms import BulkTicketChange, Id, TicketId
from ..tickets.model import Status
from .model import Filter, Order, Sort

MAX_ROWS = 500
MAX_AT_ONCE = 100

Cursor = Annotated[str, Field(max_length=400)]


def _check_person(wanted: Filter) -> Filter:
    if Status.CLOSED in wanted.status and not (wanted.requester or wanted.followed):
        raise ValueError(
            "Closed tickets are listed for one customer, or where you follow them: add `requester` or `followed`."
        )
    return wanted


class FilterIn(Filter):
    model_config = ConfigDict(extra="forbid")


class TicketQuery(FilterIn):
    """Agents may use all parameters; customers see their own tickets and may filter by `status`.

    `view` applies the filter and order of a saved view; other parameters override those of the view.
    """

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Cursor | None = None
    view: Id | None = None
    sort: Sort | None = None
    order: Order | None = None


class ExportQuery(TicketQuery):
    """`time_zone` is the zone of the local time columns."""

    limit: Annotated[int, Field(ge=1, le=MAX_ROWS)] = MAX_ROWS
    format: Literal["csv", "jsonl"] = "csv"
    time_zone: TimeZone = "UTC"


class NewView(Strict):
    """`shared`, for leads: visible to every agent, or with `team` to those who may read that team's tickets."""

    name: Name
    filter: Annotated[FilterIn, AfterValidator(_check_person)]
    sort: Sort | None = None
    order: Order | None = None
    shared: bool = False
    team: Id | None = None
    position: Annotated[int, Field(ge=0, le=9_999)] | None = None


class ViewChange(Strict):
    """Only the fields sent are changed."""

    name: Name | None = None
    filter: Annotated[FilterIn, AfterValidator(_check_person)] | None = None
    sort: Sort | None = None
    order: Order | None = None
    shared: bool | None = None
    team: Id | None = None
    position: Annotated[int, Field(ge=0, le=9_999)] | None = None

    def named(self) -> dict[str, Any]:
        """Return the new values by field."""
        return {name: getattr(self, name) for name in self.model_fields_set}

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        for name in ("name", "filter", "shared", "position"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"`{name}` cannot be empty.")
        return self


class BulkTicket(Strict):
    """`version` is the last version read. `change` overrides the common change."""

    id: TicketId
    version: Annotated[int, Field(ge=1, le=999_999)]
    change: BulkTicketChange | None = None


class Bulk(Strict):
    """Up to 100 tickets and their changes. `undo` means that the changes revert what the caller has just done."""

    tickets: Annotated[list[BulkTicket], Field(min_length=1, max_length=MAX_AT_ONCE)]
    change: BulkTicketChange | None = None
    undo: bool = False

    @model_validator(mode="after")
    def _each_once_and_with_a_change(self) -> Self:
        if len({ticket.id for ticket in self.tickets}) < len(self.tickets):
            raise ValueError("A ticket is named twice.")
        wanted = [self.change_of(ticket) for ticket in self.tickets]
        if not all(change.model_fields_set for change in wanted):
            raise ValueError("Say what to change: `change` for all tickets, or one for each.")
        if not self.undo and any(change.status is Status.NEW for change in wanted):
            raise ValueError("`new` is only for taking a change of status back, with `undo`.")
        return self

    def change_of(self, ticket: BulkTicket) -> BulkTicketChange:
        return ticket.change or self.change or BulkTicketChange()
