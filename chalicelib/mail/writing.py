"""What a mail says: plain text and HTML, in its reader's language and time zone. Pure.

A customer sees one act and only its public words: an internal event is refused before anything of it is looked at. Colleagues'
notes are not in mails either, which are forwarded more easily than pages: a mail says that there is one, and leads to it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from ..attachments.model import State as AttachmentState
from ..people.model import Person
from ..plumbing.fields import CONTROLS
from ..plumbing.markup import plain
from ..plumbing.texts import language_for, say
from ..tickets.model import Event, EventType, Status, Ticket
from . import headers, layout, templates
from .headers import line, shortened
from .kind_specs import KindSpec, spec_of
from .layout import Choice, Letter, Part, Said, Way, filled
from .model import SCORES, Desk, Envelope, Kind, Links, Notice, Template
from .sentences import closing_at
from .templates import unfilled

BREAKS = str.maketrans(" \u202f", "\xa0\xa0")  # an hour and its half of the day belong together
UNNAMED = re.compile(r"[ \t]*,?[ \t]*\{\{[ \t]*reader[ \t]*\}\}")
"""The place of a reader's name with the space, or comma, before it: `Hello {{reader}},` and `Hola, {{reader}}:`."""


@dataclass(frozen=True)
class MessageContext:
    """What a mail is about, and who reads it. `template`: what an admin has put in the place of the desk's."""

    desk: Desk
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
        """Whether the reader is greeted by name: not where anybody may have written in that name."""
        return self.spec.for_agents or not self.ticket.unverified


@dataclass(frozen=True)
class Material:
    """What a template is filled with: values, names of texts for each sentence, and blocks."""

    language: str
    values: Mapping[str, str]
    sentences: Mapping[str, tuple[str, ...]]
    blocks: Mapping[str, Part | None]


def write(context: MessageContext, envelope: Envelope) -> EmailMessage:
    """Write the mail of one notice, whose name is its Message-ID. Raises ValueError for an internal event that no agent is
    told of.
    """
    letter = compose(context, envelope.links)
    reader, desk = context.reader, context.desk
    to = headers.address(reader.name if context.names_reader else "", reader.email)
    mail = headers.new_mail(desk, to, letter.subject, context.event.at, context.notice.id)
    headers.add_thread(mail, desk, envelope)
    headers.add_origin(mail, context.spec)
    return _with_content(mail, letter)


def compose(context: MessageContext, links: Links) -> Letter:
    """Compose what the mail of a notice says. Raises ValueError for an internal event that no agent is told of."""
    spec, event, language = context.spec, context.event, context.language
    if event.internal and event.type not in spec.internal_events:
        raise ValueError("internal events are never mailed")
    if not spec.about_ticket:
        raise ValueError("a confirmation is about no ticket")
    said = spec.sentence_texts(context.ticket, event) if spec.sentence_texts else ()
    material = Material(
        language, _values(context), {spec.sentence: said} if spec.sentence else {}, _blocks(context, links)
    )
    template = context.template or templates.default(context.kind, language)
    if not context.names_reader:
        template = Template(UNNAMED.sub("", template.subject), UNNAMED.sub("", template.body))
    answer = ("mail-answer-agent",) if spec.for_agents else ()
    choices = [Way(say(language, "mail-choose"), f"{context.desk.portal}/profile.html")]
    choices += [Way(say(language, "mail-unsubscribe"), links.unsubscribe)] if links.unsubscribe else []
    return _letter(spec, template, material, (*answer, spec.why), tuple(choices))


@dataclass(frozen=True)
class ConfirmationContext:
    """Whom the desk asks whether an address is theirs. `at`: when it was asked for (ms)."""

    desk: Desk
    email: str
    language: str
    link: str
    at: int
    template: Template | None = None


def confirmation(context: ConfirmationContext, name: str) -> EmailMessage:
    """Write the mail that asks whether an address belongs to whoever gave it. Nothing that they typed is in it.

    `name` is what the mail is called among all mails of the desk.
    """
    letter = confirmation_letter(context.desk, context.language, context.link, context.template)
    mail = headers.new_mail(context.desk, headers.address("", context.email), letter.subject, context.at, name)
    headers.add_origin(mail, spec_of(Kind.CONFIRMATION))
    return _with_content(mail, letter)


def confirmation_letter(desk: Desk, language: str, link: str, template: Template | None = None) -> Letter:
    language = language_for(language, "mail")
    blocks = {"confirm": Way(say(language, "mail-confirm"), link)}
    material = Material(language, {"desk": line(desk.name)}, {}, blocks)
    spec = spec_of(Kind.CONFIRMATION)
    return _letter(spec, template or templates.default(spec.kind, language), material, (spec.why,), ())


def _values(context: MessageContext) -> dict[str, str]:
    desk, person, ticket, event, language = (
        context.desk,
        context.reader,
        context.ticket,
        context.event,
        context.language,
    )
    closing = closing_at(ticket, event)
    status = str(event.changes["status"][1]) if "status" in event.changes else ticket.status.value
    waits_at_work = context.spec.for_agents and status == Status.PENDING  # it is not the agent who has to answer
    return {
        "number": str(event.ticket),
        "subject": shortened(line(ticket.subject)),
        "reader": line(person.name) or person.email,
        "by": line(event.by.name) or line(desk.name),
        "desk": line(desk.name),
        "customer": line(ticket.requester_name) or ticket.requester_email,
        "status": say(language, f"mail-{'work' if waits_at_work else 'status'}-{status}"),
        "priority": say(language, f"mail-priority-{ticket.priority}"),
        "closing": moment(language, person.time_zone, closing) if closing is not None else "",
        "other": str(event.other or ""),
    }


def _blocks(context: MessageContext, links: Links) -> dict[str, Part | None]:
    event, language = context.event, context.language
    is_quoted = context.spec.quotes and event.body and event.type is not EventType.NOTE_ADDED
    view = f"mail-view-{'agent' if context.spec.for_agents else 'customer'}"
    stars = [Way(say(language, f"mail-score-{score}"), link) for score, link in zip(SCORES, links.stars, strict=False)]
    return {
        "message": Said(_said(event)) if is_quoted else None,
        "link": Way(say(language, view), links.ticket),
        "keep_open": Way(say(language, "mail-keep_open"), links.keep_open) if links.keep_open else None,
        "solve": Way(say(language, "mail-solve"), links.solve) if links.solve else None,
        "stars": Choice(tuple(stars)) if stars else None,
    }


def _said(event: Event) -> str:
    """The words of a message, and the names of the files that came with it: they are fetched where the mail leads."""
    files = "\n".join(
        f"📎 {line(each.name)}" for each in event.attachments if each.state is not AttachmentState.REFUSED
    )
    return "\n\n".join(filter(None, [words(event.body or ""), files]))


def _letter(
    spec: KindSpec, template: Template, material: Material, foot: tuple[str, ...], choices: tuple[Way, ...]
) -> Letter:
    language, values = material.language, material.values
    return Letter(
        language=language,
        subject=line(filled(template.subject, values).text),
        desk=filled("{{desk}}", values),
        title=filled(unfilled(language, f"mail-{spec.kind}-title"), values),
        about=filled(unfilled(language, "mail-ticket"), values) if spec.about_ticket else None,
        parts=tuple(_parts(spec.blocks, template.body, material)),
        foot=tuple(filled(unfilled(language, each), values) for each in foot),
        choices=choices,
    )


def _parts(blocks: tuple[str, ...], body: str, material: Material) -> list[Part]:
    """The paragraphs of a body, filled in. One whose placeholders all say nothing and that says nothing itself is left out."""
    parts: list[Part] = []
    for paragraph in templates.paragraphs(body):
        block = templates.PLACEHOLDER.fullmatch(paragraph)
        if block and block[1] in blocks:
            part = material.blocks.get(block[1])
            parts += [part] if part else []
            continue
        source = templates.PLACEHOLDER.sub(lambda found: _said_of(found, material), paragraph)
        sentence = filled(source, material.values)
        parts += [sentence] if sentence.text.strip() else []
    return parts


def _said_of(placeholder: re.Match[str], material: Material) -> str:
    """A sentence in the place of its placeholder, with placeholders of its own; a value's stays as it is."""
    if placeholder[1] not in material.sentences:
        return placeholder[0]
    return " ".join(unfilled(material.language, text) for text in material.sentences[placeholder[1]])


def _with_content(mail: EmailMessage, letter: Letter) -> EmailMessage:
    mail.set_content(layout.text_of(letter))
    mail.add_alternative(layout.html_of(letter), subtype="html")
    mail["Content-Language"] = letter.language  # last: setting content clears what speaks of it
    return mail


def moment(language: str, time_zone: str, at: int) -> str:
    """A point in time as a sentence names it: day, hour and the zone they are in. An unknown zone is UTC."""
    from babel import dates  # only reminders need it

    try:
        zone = dates.get_timezone(time_zone)
    except LookupError:
        zone = dates.get_timezone("UTC")
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    time = dates.format_time(local, "short", tzinfo=zone, locale=language).translate(BREAKS)
    name = dates.get_timezone_name(local, "long", locale=language)
    return say(language, "mail-moment", day=dates.format_date(local, "full", locale=language), time=time, zone=name)


def words(text: str) -> str:
    """What somebody said, line by line, without controls and bidi overrides."""
    return plain(CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
