"""Writes the content of emails: plain text and HTML, in the reader's language and time zone. Pure.

A customer's email shows one event, and only its public text: an internal event is rejected first. Internal notes are
not in emails to agents either, as emails are easily forwarded: they mention the note and link to it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from ..attachments.model import AttachmentState
from ..people.model import Person
from ..plumbing.fields import CONTROLS
from ..plumbing.i18n import format_text, language_for
from ..plumbing.markup import plain
from ..tickets.event import Event
from ..tickets.event_specs import EventType
from ..tickets.model import Status, Ticket
from . import headers, layout, templates
from .headers import line, shortened
from .kind_specs import KindSpec, spec_of
from .layout import LinkButton, LinkChoice, MailPart, QuotedText, RenderedMail, fill
from .model import SCORES, Envelope, Kind, Links, Notice, SenderIdentity, Template
from .sentences import closing_at
from .templates import with_placeholders

BREAKS = str.maketrans(" \u202f", "\xa0\xa0")  # keeps a time and its AM or PM on one line
UNNAMED = re.compile(r"[ \t]*,?[ \t]*\{\{[ \t]*reader[ \t]*\}\}")
"""The placeholder of a reader's name with the space or comma before it: `Hello {{reader}},` and `Hola, {{reader}}:`."""


@dataclass(frozen=True)
class MailContext:
    """What an email is about, and who reads it. `template`: an admin's text in place of the default."""

    desk: SenderIdentity
    reader: Person
    notice: Notice
    ticket: Ticket
    event: Event
    template: Template | None = None

    @property
    def kind(self) -> Kind:
        return self.notice.kind

    @property
    def spec(self) -> KindSpec:
        return spec_of(self.kind)

    @property
    def language(self) -> str:
        return language_for(self.reader.language, "mail")

    @property
    def names_reader(self) -> bool:
        """Whether the reader is greeted by name: not if the sender in that name is unverified."""
        return self.spec.for_agents or not self.ticket.unverified


@dataclass(frozen=True)
class TemplateValues:
    """What a template is filled with: values, text ids for each sentence, and blocks."""

    language: str
    values: Mapping[str, str]
    sentences: Mapping[str, tuple[str, ...]]
    blocks: Mapping[str, MailPart | None]


def compose_mail(context: MailContext, envelope: Envelope) -> EmailMessage:
    """Write the email of a notice, whose id is used in its Message-ID.

    Raises `ValueError` for an internal event that agents get no email about.
    """
    rendered = render_mail(context, envelope.links)
    reader, desk = context.reader, context.desk
    to = headers.address(reader.name if context.names_reader else "", reader.email)
    mail = headers.new_mail(desk, to, rendered.subject, context.event.at, context.notice.id)
    headers.add_thread(mail, desk, envelope)
    headers.add_origin(mail, context.spec)
    return _with_content(mail, rendered)


def render_mail(context: MailContext, links: Links) -> RenderedMail:
    """Compose the text of a notice's email. Raises `ValueError` for an internal event that agents get no email about."""
    spec, event, language = context.spec, context.event, context.language
    if event.internal and event.type not in spec.internal_events:
        raise ValueError("internal events are never mailed")
    if not spec.about_ticket:
        raise ValueError("a confirmation is about no ticket")
    sentence_texts = spec.sentence_texts(context.ticket, event) if spec.sentence_texts else ()
    material = TemplateValues(
        language, _values(context), {spec.sentence: sentence_texts} if spec.sentence else {}, _blocks(context, links)
    )
    template = context.template or templates.default(context.kind, language)
    if not context.names_reader:
        template = Template(UNNAMED.sub("", template.subject), UNNAMED.sub("", template.body))
    answer = ("mail-answer-agent",) if spec.for_agents else ()
    choices = [LinkButton(format_text(language, "mail-choose"), f"{context.desk.portal}/profile.html")]
    choices += [LinkButton(format_text(language, "mail-unsubscribe"), links.unsubscribe)] if links.unsubscribe else []
    return _rendered_mail(spec, template, material, (*answer, spec.why), tuple(choices))


@dataclass(frozen=True)
class ConfirmationContext:
    """A request to confirm an email address. `at`: time of the request (ms)."""

    desk: SenderIdentity
    email: str
    language: str
    link: str
    at: int
    template: Template | None = None


def compose_confirmation(context: ConfirmationContext, name: str) -> EmailMessage:
    """Write the email that asks to confirm an address. It contains no text from the person who entered it.

    `name` identifies the email among all emails of the help desk.
    """
    rendered = render_confirmation(context.desk, context.language, context.link, context.template)
    mail = headers.new_mail(context.desk, headers.address("", context.email), rendered.subject, context.at, name)
    headers.add_origin(mail, spec_of(Kind.CONFIRMATION))
    return _with_content(mail, rendered)


def render_confirmation(
    desk: SenderIdentity, language: str, link: str, template: Template | None = None
) -> RenderedMail:
    language = language_for(language, "mail")
    blocks = {"confirm": LinkButton(format_text(language, "mail-confirm"), link)}
    material = TemplateValues(language, {"desk": line(desk.name)}, {}, blocks)
    spec = spec_of(Kind.CONFIRMATION)
    return _rendered_mail(spec, template or templates.default(spec.kind, language), material, (spec.why,), ())


def _values(context: MailContext) -> dict[str, str]:
    desk, person, ticket, event, language = (
        context.desk,
        context.reader,
        context.ticket,
        context.event,
        context.language,
    )
    closing = closing_at(ticket, event)
    status = str(event.changes["status"][1]) if "status" in event.changes else ticket.status.value
    waits_at_work = context.spec.for_agents and status == Status.PENDING  # the agent need not reply
    return {
        "number": str(event.ticket),
        "subject": shortened(line(ticket.subject)),
        "reader": line(person.name) or person.email,
        "by": line(event.by.name) or line(desk.name),
        "desk": line(desk.name),
        "customer": line(ticket.requester_name) or ticket.requester_email,
        "status": format_text(language, f"mail-{'work' if waits_at_work else 'status'}-{status}"),
        "priority": format_text(language, f"mail-priority-{ticket.priority}"),
        "closing": format_moment(language, person.time_zone, closing) if closing is not None else "",
        "other": str(event.other or ""),
    }


def _blocks(context: MailContext, links: Links) -> dict[str, MailPart | None]:
    event, language = context.event, context.language
    is_quoted = context.spec.quotes and event.body and event.type is not EventType.NOTE_ADDED
    view = f"mail-view-{'agent' if context.spec.for_agents else 'customer'}"
    stars = [
        LinkButton(format_text(language, f"mail-score-{score}"), link)
        for score, link in zip(SCORES, links.stars, strict=False)
    ]
    return {
        "message": QuotedText(_message_text(event)) if is_quoted else None,
        "link": LinkButton(format_text(language, view), links.ticket),
        "keep_open": LinkButton(format_text(language, "mail-keep_open"), links.keep_open) if links.keep_open else None,
        "solve": LinkButton(format_text(language, "mail-solve"), links.solve) if links.solve else None,
        "stars": LinkChoice(tuple(stars)) if stars else None,
    }


def _message_text(event: Event) -> str:
    """Return a message's text and the names of its attachments, which are only available on the ticket's page."""
    files = "\n".join(
        f"📎 {line(each.name)}" for each in event.attachments if each.state is not AttachmentState.REFUSED
    )
    return "\n\n".join(filter(None, [clean_text(event.body or ""), files]))


def _rendered_mail(
    spec: KindSpec, template: Template, material: TemplateValues, foot: tuple[str, ...], choices: tuple[LinkButton, ...]
) -> RenderedMail:
    language, values = material.language, material.values
    return RenderedMail(
        language=language,
        subject=line(fill(template.subject, values).text),
        desk=fill("{{desk}}", values),
        title=fill(with_placeholders(language, f"mail-{spec.kind}-title"), values),
        about=fill(with_placeholders(language, "mail-ticket"), values) if spec.about_ticket else None,
        parts=tuple(_parts(spec.blocks, template.body, material)),
        footer=tuple(fill(with_placeholders(language, each), values) for each in foot),
        choices=choices,
    )


def _parts(blocks: tuple[str, ...], body: str, material: TemplateValues) -> list[MailPart]:
    """Fill in the paragraphs of a body. One is left out if its placeholders are all empty and it has no other text."""
    parts: list[MailPart] = []
    for paragraph in templates.paragraphs(body):
        block = templates.PLACEHOLDER.fullmatch(paragraph)
        if block and block[1] in blocks:
            part = material.blocks.get(block[1])
            parts += [part] if part else []
            continue
        source = templates.PLACEHOLDER.sub(lambda found: _text_of(found, material), paragraph)
        sentence = fill(source, material.values)
        parts += [sentence] if sentence.text.strip() else []
    return parts


def _text_of(placeholder: re.Match[str], material: TemplateValues) -> str:
    """Replace a sentence's placeholder by its text, which has placeholders of its own; keep a value's placeholder."""
    if placeholder[1] not in material.sentences:
        return placeholder[0]
    return " ".join(with_placeholders(material.language, text) for text in material.sentences[placeholder[1]])


def _with_content(mail: EmailMessage, rendered: RenderedMail) -> EmailMessage:
    mail.set_content(layout.text_of(rendered))
    mail.add_alternative(layout.html_of(rendered), subtype="html")
    mail["Content-Language"] = rendered.language  # last, since setting the content clears this header
    return mail


def format_moment(language: str, time_zone: str, at: int) -> str:
    """Format a point in time for a sentence: day, time and time zone. An unknown time zone is replaced by UTC."""
    from babel import dates  # only reminders need it

    try:
        zone = dates.get_timezone(time_zone)
    except LookupError:
        zone = dates.get_timezone("UTC")
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    time = dates.format_time(local, "short", tzinfo=zone, locale=language).translate(BREAKS)
    name = dates.get_timezone_name(local, "long", locale=language)
    return format_text(
        language, "mail-moment", day=dates.format_date(local, "full", locale=language), time=time, zone=name
    )


def clean_text(text: str) -> str:
    """Return a person's text with normalised line ends, without control characters and bidi overrides."""
    return plain(CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
