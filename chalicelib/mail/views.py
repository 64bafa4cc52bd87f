"""What callers see of email texts and suppressed addresses."""

from ..plumbing.fields import Instant, Value
from . import templates
from .kind_specs import Audience, spec_of
from .model import Kind, Override, Suppression, SuppressionCause, Template


class WordsView(Value):
    subject: str
    body: str


class PlaceholdersView(Value):
    """The placeholders of a kind of email. `values` may be used anywhere; `sentences` are default texts; `blocks` need
    their own paragraph.

    The body must contain those in `required`, the subject those in `required_in_subject`.
    """

    values: list[str]
    sentences: list[str]
    blocks: list[str]
    required: list[str]
    required_in_subject: list[str]


class TemplateItem(Value):
    """An email text in a list. `version` is 0 if it was never changed; `changed`: whether it differs from the default."""

    kind: str
    language: str
    audience: Audience
    changed: bool
    version: int
    updated_at: Instant | None


class TemplateView(TemplateItem):
    """An email text. `subject` and `body` are in use; `default` is the default text."""

    subject: str
    body: str
    default: WordsView
    placeholders: PlaceholdersView


class TemplateList(Value):
    items: list[TemplateItem]
    next: None
    languages: list[str]


class PreviewView(Value):
    """A preview with example people. `html` is a complete page."""

    subject: str
    text: str
    html: str


def template_item(kind: Kind, language: str, override: Override | None) -> TemplateItem:
    return TemplateItem(
        kind=kind,
        language=language,
        audience=_for_whom(kind),
        changed=bool(override and override.template),
        version=override.version if override else 0,
        updated_at=override.updated_at if override else None,
    )


def template_view(kind: Kind, language: str, override: Override | None) -> TemplateView:
    default, shape = templates.default(kind, language), templates.shape_of(kind)
    in_force = (override and override.template) or default
    return TemplateView(
        **template_item(kind, language, override).model_dump(),
        subject=in_force.subject,
        body=in_force.body,
        default=_words(default),
        placeholders=PlaceholdersView(
            values=list(shape.values),
            sentences=list(shape.sentences),
            blocks=list(shape.blocks),
            required=list(shape.required),
            required_in_subject=list(shape.required_in_subject),
        ),
    )


def _words(template: Template) -> WordsView:
    return WordsView(subject=template.subject, body=template.body)


def _for_whom(kind: Kind) -> Audience:
    return spec_of(kind).audience


class SuppressionView(Value):
    """A suppressed address. `reason` is the mail provider's wording."""

    id: str
    cause: SuppressionCause
    reason: str | None
    at: Instant


def suppression_view(one: Suppression) -> SuppressionView:
    return SuppressionView(id=one.id, cause=one.cause, reason=one.reason or None, at=one.at)
