"""Response bodies for lists, saved views and bulk changes."""

from typing import Any

from ..plumbing.fields import Instant, Value
from ..tickets.views import TicketList
from .model import Filter, Order, SavedView, Sort


class TicketPage(TicketList):
    """`cut`: more were found than can be sorted at once, so only the first few thousand are sorted."""

    truncated: bool


class MissingView(Value):
    """A filter value that no longer exists or is not visible to the caller."""

    member: str
    value: str


class SavedViewItem(Value):
    """`counted`: whether `GET /v1/counts` has its number, or will in a minute. `mine`: the caller may change it."""

    id: str
    name: str
    filter: Filter
    sort: Sort | None
    order: Order | None
    shared: bool
    team: str | None
    position: int
    counted: bool
    mine: bool
    missing: list[MissingView]
    version: int
    created_at: Instant
    updated_at: Instant


class SavedViewList(Value):
    """Sorted by position: the caller's own views, then shared ones."""

    items: list[SavedViewItem]
    next: None = None


def saved_view_item(view: SavedView, missing: list[tuple[str, str]], *, mine: bool) -> SavedViewItem:
    return SavedViewItem(
        id=view.id,
        name=view.name,
        filter=view.filter,
        sort=view.sort,
        order=view.order,
        shared=view.shared,
        team=view.team,
        position=view.position,
        counted=view.counter is not None,
        mine=mine,
        missing=[MissingView(member=member, value=value) for member, value in missing],
        version=view.version,
        created_at=view.created_at,
        updated_at=view.updated_at,
    )


class BulkResult(Value):
    """The result for one ticket. `version` is the current one, if known.

    `before` holds the old values of the changed fields in the form of a `change`: sent back with the new version and
    `undo`, it reverts the change. `problem` (RFC 9457) says why nothing was changed.
    """

    id: str
    status: int  # 200, 403, 404, 409, 412, 422, or 503 if there was no time left
    version: int | None = None
    before: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None


class BulkResults(Value):
    """In request order."""

    results: list[BulkResult]
