"""The default templates of emails, and the rules for admins' own. Pure.

A template contains placeholders such as `{{number}}`, of three types:

    values       may be used anywhere, also in the subject
    sentences    are default texts chosen by the event; an empty one removes its paragraph
    blocks       have a paragraph to themselves: a person's message, and links

The default templates are texts of the catalogue whose variables are the placeholders.
"""

import re
from dataclasses import dataclass

from ..plumbing.errors import Invalid
from ..plumbing.i18n import format_text
from .kind_specs import spec_of
from .model import Kind, Template

MAX_SUBJECT = 200
MAX_BODY = 4_000
PLACEHOLDER = re.compile(r"\{\{[ \t]*([a-z_]{1,40})[ \t]*\}\}")
BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")

TICKET_VALUES = ("number", "subject", "reader", "by", "desk", "status")
AGENT_VALUES = ("customer", "priority")


@dataclass(frozen=True)
class TemplateShape:
    """The placeholders of a kind of email."""

    values: tuple[str, ...]
    sentences: tuple[str, ...]
    blocks: tuple[str, ...]
    required: tuple[str, ...]  # in the body
    required_in_subject: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.values, *self.sentences, *self.blocks)


def shape_of(kind: Kind) -> TemplateShape:
    """Return the placeholders of a kind.

    A confirmation only has the help desk's name: it must not contain what a visitor typed.
    """
    spec = spec_of(kind)
    values = (*TICKET_VALUES, *(AGENT_VALUES if spec.for_agents else ()), *spec.values)
    return TemplateShape(
        values=values if spec.about_ticket else ("desk",),
        sentences=(spec.sentence,) if spec.sentence else (),
        blocks=spec.blocks,
        required=spec.required,
        required_in_subject=("number",) if spec.about_ticket else (),
    )


PLACEHOLDERS = {name: f"{{{{{name}}}}}" for kind in Kind for name in shape_of(kind).names}
"""A text of the catalogue with these as its values is a template."""


def with_placeholders(language: str, text: str) -> str:
    """Return a text of the catalogue with placeholders in place of its values."""
    return format_text(language, text, **PLACEHOLDERS)


def default(kind: Kind, language: str) -> Template:
    """Return the default template."""
    return Template(_subject(kind, language), with_placeholders(language, f"mail-{kind}-body"))


def _subject(kind: Kind, language: str) -> str:
    """Return the default subject. Messages share one subject, as some mail clients group by it; notices name the event."""
    spec = spec_of(kind)
    if not spec.about_ticket:
        return with_placeholders(language, f"mail-{kind}-subject")
    if spec.quotes:
        return with_placeholders(language, "mail-subject-message")
    return format_text(
        language, "mail-subject-notice", title=with_placeholders(language, f"mail-{kind}-title"), **PLACEHOLDERS
    )


def paragraphs(body: str) -> list[str]:
    return [each.strip() for each in BETWEEN_PARAGRAPHS.split(body.strip())]


def check(kind: Kind, template: Template) -> None:
    """Check a template. Raises `Invalid` with all errors, by field."""
    shape = shape_of(kind)
    wrong = [("subject", each) for each in _wrong_subject(shape, template.subject)]
    wrong += [("body", each) for each in _wrong_body(shape, template.body)]
    if wrong:
        problems = [{"pointer": f"/{field}", "detail": detail} for field, detail in wrong]
        raise Invalid("The text cannot be used like this.", errors=problems)


def _wrong_subject(shape: TemplateShape, subject: str) -> list[str]:
    return [*_stray_braces(subject), *_unknown(subject, shape.values), *_missing(subject, shape.required_in_subject)]


def _wrong_body(shape: TemplateShape, body: str) -> list[str]:
    beside = [
        name
        for each in paragraphs(body)
        for name in PLACEHOLDER.findall(each)
        if name in shape.blocks and not PLACEHOLDER.fullmatch(each)
    ]
    return [
        *_stray_braces(body),
        *_unknown(body, shape.names),
        *_missing(body, shape.required),
        *(f"{PLACEHOLDERS[name]} needs a paragraph to itself, between empty lines." for name in dict.fromkeys(beside)),
    ]


def _stray_braces(text: str) -> list[str]:
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        return ["A brace stands alone. Placeholders are written {{like_this}}; other braces cannot be used."]
    return []


def _unknown(text: str, known: tuple[str, ...]) -> list[str]:
    there = ", ".join(PLACEHOLDERS[name] for name in known)
    found = dict.fromkeys(PLACEHOLDER.findall(text))
    return [f"There is no placeholder {{{{{name}}}}} here. There are: {there}." for name in found if name not in known]


def _missing(text: str, required: tuple[str, ...]) -> list[str]:
    found = PLACEHOLDER.findall(text)
    return [f"{PLACEHOLDERS[name]} must be in it." for name in required if name not in found]
