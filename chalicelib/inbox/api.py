"""HTTP routes of incoming emails: read the request, call one action, build the response."""

from ..people.model import AGENTS, LEADS, Caller
from ..people.sign_in import caller_of
from ..plumbing.http import paging
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from . import blocklist, quarantine, reconciliation, views
from .forms import Blocklist, PageQuery, ReportQuery

routes = Routes(__name__, caller_of)


@routes.get("/v1/mail/quarantine", allow=AGENTS)
def list_quarantine(services: Services, caller: Caller, query: PageQuery) -> views.ArrivalList:
    """List the held emails in quarantine, newest first."""
    bound = (caller.id, "quarantine")
    after = paging.decode(query.cursor, bound) if query.cursor else None
    found, last = quarantine.list_waiting(services, caller, query.limit, after)
    following = paging.encode(last, bound) if last else None
    return views.ArrivalList(items=[views.arrival_view(each) for each in found], next=following)


@routes.get("/v1/mail/quarantine/{mail}", allow=AGENTS)
def preview_mail(services: Services, caller: Caller, mail: str) -> views.MailView:
    """Read an email that is or was in quarantine: its text, its files by name, and its headers."""
    return views.mail_view(*quarantine.preview(services, caller, mail))


@routes.get("/v1/mail/quarantine/{mail}/original", allow=AGENTS)
def link_to_mail(services: Services, caller: Caller, mail: str) -> views.MailLinkView:
    """Get a link, valid for a minute, to the original email."""
    return views.MailLinkView(url=quarantine.original_of(services, caller, mail))


@routes.post("/v1/mail/quarantine/{mail}/release", allow=AGENTS)
def release_mail(services: Services, caller: Caller, mail: str) -> views.ArrivalView:
    """Release a held email: it becomes a ticket, or a message in the ticket it belongs to."""
    return views.arrival_view(quarantine.release(services, caller, mail))


@routes.post("/v1/mail/quarantine/{mail}/dismiss", allow=AGENTS)
def dismiss_mail(services: Services, caller: Caller, mail: str) -> views.ArrivalView:
    """Dismiss a held email. It is kept and can still be read."""
    return views.arrival_view(quarantine.dismiss(services, caller, mail))


@routes.get("/v1/tickets/{ticket}/mails/{mail}", allow=AGENTS)
def link_to_original(services: Services, caller: Caller, ticket: str, mail: str) -> views.MailLinkView:
    """Get a link, valid for a minute, to the original email of a message in a ticket."""
    return views.MailLinkView(
        url=quarantine.link_to_original(services, quarantine.find_for_ticket(services, caller, ticket, mail))
    )


@routes.get("/v1/mail/blocklist", allow=AGENTS)
def read_blocklist(services: Services) -> ApiResponse[views.BlocklistView]:
    """Read the blocklist."""
    entries, version = blocklist.read(services)
    return ApiResponse(views.BlocklistView(entries=sorted(entries), version=version), version)


@routes.put("/v1/mail/blocklist", allow=LEADS)
def replace_blocklist(
    services: Services, caller: Caller, body: Blocklist, if_match: int | None
) -> ApiResponse[views.BlocklistView]:
    """Replace the blocklist."""
    entries, version = blocklist.replace(services, caller, body.entries, if_match)
    return ApiResponse(views.BlocklistView(entries=sorted(entries), version=version), version)


@routes.get("/v1/mail/reconciliation", allow=LEADS)
def read_report(services: Services, query: ReportQuery) -> views.ReconciliationView:
    """Read the reconciliation of the last days' emails: the outcome of each, and whether any is missing."""
    return views.report_view(reconciliation.reconcile(services, query.days))
