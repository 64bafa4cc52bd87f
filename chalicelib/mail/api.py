"""HTTP routes of email texts and suppressed addresses: read the request, call one action, build the response."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..people.model import ADMINS, AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.errors import VersionMismatch
from ..plumbing.http.web import ApiResponse, Routes
from ..plumbing.services import Services
from . import actions, template_admin, views
from .forms import SuppressionQuery, TemplateForm
from .model import Template

routes = Routes(__name__, caller_of)


@routes.get("/v1/mail/templates", allow=ADMINS)
def list_templates(services: Services) -> views.TemplateList:
    """List the kinds of email in every language, and which of their texts were changed."""
    items = [
        views.template_item(each.kind, each.language, each.override) for each in template_admin.list_templates(services)
    ]
    return views.TemplateList(items=items, next=None, languages=list(template_admin.LANGUAGES))


@routes.get("/v1/mail/templates/{kind}/{locale}", allow=ADMINS)
def read_template(services: Services, kind: str, locale: str) -> ApiResponse[views.TemplateView]:
    """Read the text of a kind of email in a language, its default text, and its placeholders."""
    return _answer(template_admin.find_template(services, kind, locale))


@routes.put("/v1/mail/templates/{kind}/{locale}", allow=ADMINS)
def change_template(
    services: Services, caller: Caller, kind: str, locale: str, body: TemplateForm, if_match: int | None
) -> ApiResponse[views.TemplateView]:
    """Replace the default text."""
    with _shown():
        place = template_admin.find_template(services, kind, locale)
        return _answer(template_admin.save(services, caller, place, Template(body.subject, body.body), if_match))


@routes.delete("/v1/mail/templates/{kind}/{locale}", allow=ADMINS, status=200)
def reset_template(
    services: Services, caller: Caller, kind: str, locale: str, if_match: int | None
) -> ApiResponse[views.TemplateView]:
    """Restore the default text, and return it."""
    with _shown():
        return _answer(
            template_admin.reset(services, caller, template_admin.find_template(services, kind, locale), if_match)
        )


@routes.post("/v1/mail/templates/{kind}/{locale}/preview", allow=ADMINS)
def preview_template(services: Services, kind: str, locale: str, body: TemplateForm) -> views.PreviewView:
    """Preview an email with this text and example people. Nothing is saved."""
    shown = template_admin.preview(services, kind, locale, Template(body.subject, body.body))
    return views.PreviewView(subject=shown.subject, text=shown.text, html=shown.html)


@routes.get("/v1/suppressions", allow=AGENTS)
def read_suppression(services: Services, caller: Caller, query: SuppressionQuery) -> views.SuppressionView:
    """Read why an address is suppressed: an email to it bounced, or its owner complained."""
    return views.suppression_view(actions.suppression_of(services, caller, query.email))


@routes.delete("/v1/suppressions/{suppression}", allow=ADMINS)
def release_address(services: Services, caller: Caller, suppression: str) -> None:
    """Remove the suppression of an address. This is recorded in the audit log."""
    actions.release_address(services, caller, suppression)


def _answer(place: template_admin.TemplateSlot) -> ApiResponse[views.TemplateView]:
    return ApiResponse(views.template_view(place.kind, place.language, place.override), place.version)


@contextmanager
def _shown() -> Iterator[None]:
    """Add the current text to the error for an outdated version."""
    try:
        yield
    except VersionMismatch as refusal:
        now: template_admin.TemplateSlot = refusal.facts.pop("current")
        refusal.facts["template"] = _answer(now).value.model_dump(mode="json")
        raise
