"""HTTP routes for ticket lists, counts, saved views, bulk changes and exports."""

import logging

from ..configuration import actions as configuration_actions
from ..people.model import AGENTS, EVERYONE, Caller
from ..people.sign_in import caller_of
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.http.web import ApiResponse, FileResponse, Routes
from ..plumbing.services import Services
from ..tickets.views import ticket_summary
from . import actions, export, listing, ticket_counters, views
from .actions import LEADS, ViewResult
from .forms import Bulk, ExportQuery, NewView, TicketQuery, ViewChange
from .model import SavedView
from .responses import bulk_response

log = logging.getLogger(__name__)
routes = Routes(__name__, caller_of)

KINDS = {"csv": "text/csv", "jsonl": "application/jsonl"}


@routes.get("/v1/tickets", allow=EVERYONE)
def list_tickets(services: Services, caller: Caller, query: TicketQuery) -> views.TicketPage:
    """List tickets: customers see their own, agents use any filter or a saved view.

    Sorted by `updated`, every list can be paged to its end, with any filter. Other orders cover the 5,000 most recently updated
    tickets (of one customer, and of those you follow: the 500 newest); `truncated` says that there were more.
    """
    page = listing.list_tickets(services, caller, query)
    configured = configuration_actions.current(services)
    items = [ticket_summary(row, configured, internal=caller.is_agent) for row in page.items]
    return views.TicketPage(items=items, next=page.next, truncated=page.truncated)


@routes.get("/v1/tickets/export", allow=LEADS)
def export_tickets(services: Services, caller: Caller, query: ExportQuery) -> ApiResponse[FileResponse]:
    """Download a list as CSV or JSON Lines, up to 500 rows at a time.

    `Desk-Next` is the cursor of the next page; pages can be concatenated into one file. `Desk-Truncated: true` as in lists.
    """
    page = export.page(services, caller, query)
    log.info("exported", extra={"person": caller.id, "rows": page.rows, "format": query.format})
    document = FileResponse(page.text, KINDS[query.format], f"tickets.{query.format}")
    goes_on = {"Desk-Next": page.next} if page.next else {}
    return ApiResponse(document, headers=goes_on | ({"Desk-Truncated": "true"} if page.truncated else {}))


@routes.post("/v1/tickets/bulk", allow=AGENTS)
def change_tickets(
    services: Services, caller: Caller, body: Bulk, idempotency_key: IdempotencyKey | None
) -> ApiResponse[views.BulkResults]:
    """Change up to 100 tickets. Each one succeeds or fails on its own.

    To undo a change, send its `before` as `change`, with the new version and `undo`.
    """
    return bulk_response(services, caller, body, idempotency_key)


@routes.get("/v1/counts", allow=AGENTS)
def read_counts(services: Services, caller: Caller) -> ticket_counters.Counts:
    """Count tickets by team and status, unassigned tickets, your own, and those in each of your views.

    Overdue tickets are not counted yet, because there are no response time targets yet.
    """
    return ticket_counters.counts_for(services, caller)


@routes.get("/v1/views", allow=AGENTS)
def list_views(services: Services, caller: Caller) -> views.SavedViewList:
    """List your own views, then those shared with you."""
    return views.SavedViewList(items=[_render(services, caller, view) for view in actions.views_of(services, caller)])


@routes.post("/v1/views", allow=AGENTS, status=201)
def create_view(
    services: Services, caller: Caller, body: NewView, idempotency_key: IdempotencyKey | None
) -> ApiResponse[views.SavedViewItem]:
    """Save a filter and an order as a view; leads may share it."""
    return _reply(services, caller, actions.add(services, caller, body, idempotency_key), created=True)


@routes.patch("/v1/views/{view}", allow=AGENTS)
def change_view(
    services: Services, caller: Caller, view: str, body: ViewChange, if_match: int | None
) -> ApiResponse[views.SavedViewItem]:
    """Change a view; shared ones can be changed by leads only. Needs `If-Match`."""
    return _reply(services, caller, actions.change(services, caller, view, body, if_match))


@routes.delete("/v1/views/{view}", allow=AGENTS)
def remove_view(services: Services, caller: Caller, view: str) -> None:
    """Delete a view. Its tickets are not affected."""
    actions.remove(services, caller, view)


def _reply(
    services: Services, caller: Caller, result: ViewResult, *, created: bool = False
) -> ApiResponse[views.SavedViewItem]:
    shown = _render(services, caller, result.view)
    at = f"/api/v1/views/{result.view.id}" if created else None
    return ApiResponse(shown, result.view.version, location=at, replayed=result.replayed)


def _render(services: Services, caller: Caller, view: SavedView) -> views.SavedViewItem:
    mine = not view.shared or caller.role in LEADS
    return views.saved_view_item(
        view, actions.missing_values(view, caller, configuration_actions.current(services)), mine=mine
    )
