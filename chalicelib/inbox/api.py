"""HTTP routes of incoming emails: read the request, call one action, build the response."""

from ..people.model import AGENTS, LEADS, Caller
from ..people.sign_in import caller_of
from ..plumbing import paging
from ..plumbing.services import Services
from ..plumbing.web import Reply, Routes
from . import bans, quarantine, report, views
from .forms import Bans, PageQuery, ReportQuery

routes = Routes(__name__, caller_of)


@routes.get("/v1/mail/quarantine", allow=AGENTS)
def list_quarantine(services: Services, caller: Caller, query: PageQuery) -> views.ArrivalList:
    """List the held emails in quarantine, newest first."""
    bound = (caller.id, "quarantine")
    after = paging.decode(query.cursor, bound) if query.cursor else None
    found, last = quarantine.waiting(services, caller, query.limit, after)
    following = paging.encode(last, bound) if last else None
    return views.ArrivalList(items=[views.arrival_view(each) for each in found], next=following)


@routes.get("/v1/mail/quarantine/{mail}", allow=AGENTS)
def look_at_mail(services: Services, caller: Caller, mail: str) -> views.MailView:
    """Read an email that is or was in quarantine: its text, its files by name, and its headers."""
    return views.mail_view(*quarantine.look_at(services, caller, mail))


@routes.get("/v1/mail/quarantine/{mail}/original", allow=AGENTS)
def link_to_mail(services: Services, caller: Caller, mail: str) -> views.LinkView:
    """Get a link, valid for a minute, to the original email."""
    return views.LinkView(url=quarantine.original_of(services, caller, mail))


@routes.post("/v1/mail/quarantine/{mail}/release", allow=AGENTS)
def release_mail(services: Services, caller: Caller, mail: str) -> views.ArrivalView:
    """Release a held email: it becomes a ticket, or a message in the ticket it belongs to."""
    return views.arrival_view(quarantine.release(services, caller, mail))


@routes.post("/v1/mail/quarantine/{mail}/put-away", allow=AGENTS)
def put_mail_away(services: Services, caller: Caller, mail: str) -> views.ArrivalView:
    """Dismiss a held email. It is kept and can still be read."""
    return views.arrival_view(quarantine.put_away(services, caller, mail))


@routes.get("/v1/tickets/{ticket}/mails/{mail}", allow=AGENTS)
def link_to_original(services: Services, caller: Caller, ticket: str, mail: str) -> views.LinkView:
    """Get a link, valid for a minute, to the original email of a message in a ticket."""
    return views.LinkView(url=quarantine.original(services, quarantine.mail_of(services, caller, ticket, mail)))


@routes.get("/v1/mail/bans", allow=AGENTS)
def read_bans(services: Services) -> Reply[views.BansView]:
    """Read the blocklist."""
    entries, version = bans.listed(services)
    return Reply(views.BansView(entries=sorted(entries), version=version), version)


@routes.put("/v1/mail/bans", allow=LEADS)
def replace_bans(services: Services, caller: Caller, body: Bans, if_match: int | None) -> Reply[views.BansView]:
    """Replace the blocklist."""
    entries, version = bans.replace(services, caller, body.entries, if_match)
    return Reply(views.BansView(entries=sorted(entries), version=version), version)


@routes.get("/v1/mail/report", allow=LEADS)
def read_report(services: Services, query: ReportQuery) -> views.ReportView:
    """Read the reconciliation of the last days' emails: the outcome of each, and whether any is missing."""
    return views.report_view(report.account(services, query.days))
