"""HTTP routes of email texts and suppressed addresses: read the request, call one action, build the response."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..people.model import ADMINS, AGENTS, Caller
from ..people.sign_in import caller_of
from ..plumbing.errors import OutOfDate
from ..plumbing.services import Services
from ..plumbing.web import Reply, Routes
from . import actions, views, wording
from .forms import SuppressionQuery, TemplateForm
from .model import Template

routes = Routes(__name__, caller_of)


@routes.get("/v1/mail/templates", allow=ADMINS)
def list_templates(services: Services) -> views.TemplateList:
    """List the kinds of email in every language, and which of their texts were changed."""
    items = [views.template_item(each.kind, each.language, each.override) for each in wording.places(services)]
    return views.TemplateList(items=items, next=None, languages=list(wording.LANGUAGES))


@routes.get("/v1/mail/templates/{kind}/{locale}", allow=ADMINS)
def read_template(services: Services, kind: str, locale: str) -> Reply[views.TemplateView]:
    """Read the text of a kind of email in a language, its default text, and its placeholders."""
    return _answer(wording.place_for(services, kind, locale))


@routes.put("/v1/mail/templates/{kind}/{locale}", allow=ADMINS)
def change_template(
    services: Services, caller: Caller, kind: str, locale: str, body: TemplateForm, if_match: int | None
) -> Reply[views.TemplateView]:
    """Replace the default text."""
    with _shown():
        place = wording.place_for(services, kind, locale)
        return _answer(wording.save(services, caller, place, Template(body.subject, body.body), if_match))


@routes.delete("/v1/mail/templates/{kind}/{locale}", allow=ADMINS, status=200)
def reset_template(
    services: Services, caller: Caller, kind: str, locale: str, if_match: int | None
) -> Reply[views.TemplateView]:
    """Restore the default text, and return it."""
    with _shown():
        return _answer(wording.reset(services, caller, wording.place_for(services, kind, locale), if_match))


@routes.post("/v1/mail/templates/{kind}/{locale}/preview", allow=ADMINS)
def preview_template(services: Services, kind: str, locale: str, body: TemplateForm) -> views.PreviewView:
    """Preview an email with this text and example people. Nothing is saved."""
    shown = wording.preview(services, kind, locale, Template(body.subject, body.body))
    return views.PreviewView(subject=shown.subject, text=shown.text, html=shown.html)


@routes.get("/v1/suppressions", allow=AGENTS)
def read_suppression(services: Services, caller: Caller, query: SuppressionQuery) -> views.SuppressionView:
    """Read why an address is suppressed: an email to it bounced, or its owner complained."""
    return views.suppression_view(actions.suppression_of(services, caller, query.email))


@routes.delete("/v1/suppressions/{suppression}", allow=ADMINS)
def release_address(services: Services, caller: Caller, suppression: str) -> None:
    """Remove the suppression of an address. This is recorded in the audit log."""
    actions.release(services, caller, suppression)


def _answer(place: wording.Place) -> Reply[views.TemplateView]:
    return Reply(views.template_view(place.kind, place.language, place.override), place.version)


@contextmanager
def _shown() -> Iterator[None]:
    """Add the current text to the error for an outdated version."""
    try:
        yield
    except OutOfDate as refusal:
        now: wording.Place = refusal.facts.pop("current")
        refusal.facts["template"] = _answer(now).value.model_dump(mode="json")
        raise
