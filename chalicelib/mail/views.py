"""What callers get to see of the texts of mails, and of addresses that nothing is mailed to."""

from ..plumbing.fields import Instant, Value
from . import templates
from .kind_specs import Audience, spec_of
from .model import Cause, Kind, Override, Suppression, Template


class WordsView(Value):
    subject: str
    body: str


class PlaceholdersView(Value):
    """`values` stand anywhere; `sentences` are the desk's own words; `blocks` have a paragraph to themselves.

    The body must have those of `required`, the subject those of `required_in_subject`.
    """

    values: list[str]
    sentences: list[str]
    blocks: list[str]
    required: list[str]
    required_in_subject: list[str]


class TemplateItem(Value):
    """`version` is 0 where nobody has ever changed the text; `changed` says whether it is another than the desk's own."""

    kind: str
    language: str
    for_whom: Audience
    changed: bool
    version: int
    updated_at: Instant | None


class TemplateView(TemplateItem):
    """`subject` and `body` are in force; `default` is what the desk says where nobody has changed it."""

    subject: str
    body: str
    default: WordsView
    placeholders: PlaceholdersView


class TemplateList(Value):
    items: list[TemplateItem]
    next: None
    languages: list[str]


class PreviewView(Value):
    """How a mail reads with made-up people in it. `html` is a whole page."""

    subject: str
    text: str
    html: str


def template_item(kind: Kind, language: str, override: Override | None) -> TemplateItem:
    return TemplateItem(
        kind=kind, language=language, for_whom=_for_whom(kind), changed=bool(override and override.template),
        version=override.version if override else 0, updated_at=override.updated_at if override else None,
    )  # fmt: skip


def template_view(kind: Kind, language: str, override: Override | None) -> TemplateView:
    default, shape = templates.default(kind, language), templates.shape_of(kind)
    in_force = (override and override.template) or default
    return TemplateView(
        **template_item(kind, language, override).model_dump(), subject=in_force.subject, body=in_force.body,
        default=_words(default), placeholders=PlaceholdersView(
            values=list(shape.values), sentences=list(shape.sentences), blocks=list(shape.blocks),
            required=list(shape.required), required_in_subject=list(shape.required_in_subject),
        ),
    )  # fmt: skip


def _words(template: Template) -> WordsView:
    return WordsView(subject=template.subject, body=template.body)


def _for_whom(kind: Kind) -> Audience:
    return spec_of(kind).audience


class SuppressionView(Value):
    """`reason` is the mail provider's own word."""

    id: str
    cause: Cause
    reason: str | None
    at: Instant


def suppression_view(one: Suppression) -> SuppressionView:
    return SuppressionView(id=one.id, cause=one.cause, reason=one.reason or None, at=one.at)
