"""HTTP routes for ticket lists, counts, saved views, bulk changes and exports."""

import logging

from ..configuration import actions as configuration
from ..people.model import AGENTS, EVERYBODY, Caller
from ..people.sign_in import caller_of
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.web import Document, Reply, Routes
from ..tickets.views import summary_of
from . import actions, counts, export, listing, views
from .actions import LEADS, Kept
from .answers import bulk_reply
from .forms import Bulk, ExportQuery, NewView, TicketQuery, ViewChange
from .model import View

log = logging.getLogger(__name__)
routes = Routes(__name__, caller_of)

KINDS = {"csv": "text/csv", "jsonl": "application/jsonl"}


@routes.get("/v1/tickets", allow=EVERYBODY)
def list_tickets(services: Services, caller: Caller, query: TicketQuery) -> views.TicketPage:
    """List tickets: customers see their own, agents use any filter or a saved view.

    Sorted by `updated`, every list can be paged to its end, with any filter. Other orders cover the 5,000 most recently updated
    tickets (of one customer, and of those you follow: the 500 newest); `cut` says that there were more.
    """
    page = listing.tickets(services, caller, query)
    configured = configuration.current(services)
    items = [summary_of(card, configured, internal=caller.is_agent) for card in page.items]
    return views.TicketPage(items=items, next=page.next, cut=page.cut)


@routes.get("/v1/tickets/export", allow=LEADS)
def export_tickets(services: Services, caller: Caller, query: ExportQuery) -> Reply[Document]:
    """Download a list as CSV or JSON Lines, up to 500 rows at a time.

    `Desk-Next` is the cursor of the next page; pages can be concatenated into one file. `Desk-Cut: true` as in lists.
    """
    page = export.page(services, caller, query)
    log.info("exported", extra={"person": caller.id, "rows": page.rows, "format": query.format})
    document = Document(page.text, KINDS[query.format], f"tickets.{query.format}")
    goes_on = {"Desk-Next": page.next} if page.next else {}
    return Reply(document, headers=goes_on | ({"Desk-Cut": "true"} if page.cut else {}))


@routes.post("/v1/tickets/bulk", allow=AGENTS)
def change_tickets(services: Services, caller: Caller, body: Bulk, once: Once | None) -> Reply[views.BulkResults]:
    """Change up to 100 tickets. Each one succeeds or fails on its own.

    To undo a change, send its `before` as `change`, with the new version and `undo`.
    """
    return bulk_reply(services, caller, body, once)


@routes.get("/v1/counts", allow=AGENTS)
def read_counts(services: Services, caller: Caller) -> counts.Counts:
    """Count tickets by team and status, unassigned tickets, your own, and those in each of your views.

    Overdue tickets are not counted yet, because there are no response time targets yet.
    """
    return counts.counts_for(services, caller)


@routes.get("/v1/views", allow=AGENTS)
def list_views(services: Services, caller: Caller) -> views.SavedViews:
    """List your own views, then those shared with you."""
    return views.SavedViews(items=[_shown(services, caller, view) for view in actions.views_of(services, caller)])


@routes.post("/v1/views", allow=AGENTS, status=201)
def create_view(services: Services, caller: Caller, body: NewView, once: Once | None) -> Reply[views.SavedView]:
    """Save a filter and an order as a view; leads may share it."""
    return _reply(services, caller, actions.add(services, caller, body, once), created=True)


@routes.patch("/v1/views/{view}", allow=AGENTS)
def change_view(
    services: Services, caller: Caller, view: str, body: ViewChange, if_match: int | None
) -> Reply[views.SavedView]:
    """Change a view; shared ones can be changed by leads only. Needs `If-Match`."""
    return _reply(services, caller, actions.change(services, caller, view, body, if_match))


@routes.delete("/v1/views/{view}", allow=AGENTS)
def remove_view(services: Services, caller: Caller, view: str) -> None:
    """Delete a view. Its tickets are not affected."""
    actions.remove(services, caller, view)


def _reply(services: Services, caller: Caller, kept: Kept, *, created: bool = False) -> Reply[views.SavedView]:
    shown = _shown(services, caller, kept.view)
    at = f"/api/v1/views/{kept.view.id}" if created else None
    return Reply(shown, kept.view.version, location=at, replayed=kept.replayed)


def _shown(services: Services, caller: Caller, view: View) -> views.SavedView:
    mine = not view.shared or caller.role in LEADS
    return views.saved_view(view, actions.missing(view, caller, configuration.current(services)), mine=mine)
