"""What a mail says: plain text and HTML, in its reader's language and time zone. Pure.

A customer sees one act and only its public words: an internal event is refused before anything of it is looked at. Colleagues'
notes are not in mails either, which are forwarded more easily than pages: a mail says that there is one, and leads to it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage

from ..attachments.model import State as AttachmentState
from ..people.model import Person
from ..plumbing.fields import CONTROLS, WHITE
from ..plumbing.markup import plain
from ..plumbing.texts import language_for, say
from ..tickets.model import SAID, Event, EventType, Status, Ticket
from . import layout, templates
from .layout import Choice, Letter, Part, Said, Way, filled
from .model import FOR_AGENTS, SCORES, Desk, Envelope, Kind, Links, Notice, Template
from .templates import BLOCKS, SENTENCES, unfilled

LONGEST_SUBJECT = 120
# What separates addresses: some mail programs read it even where it is quoted.
IN_A_NAME = re.compile(r"[<>()\[\]\\,;:@\"]")
QUOTING = frozenset(kind for kind, blocks in BLOCKS.items() if "message" in blocks)
FROM_INSIDE = {
    (EventType.NOTE_ADDED, Kind.MENTIONED), (EventType.NOTE_ADDED, Kind.FOLLOWED),
    (EventType.DELIVERY_FAILED, Kind.UNDELIVERED),
    (EventType.PART_REPLIED, Kind.CUSTOMER_REPLIED), (EventType.PART_REPLIED, Kind.FOLLOWED),
    (EventType.STRANGER_WROTE, Kind.CUSTOMER_REPLIED), (EventType.STRANGER_WROTE, Kind.FOLLOWED),
}  # fmt: skip
"""The internal events that agents have a mail about. A note's words are in none."""
WHY = {Kind.MENTIONED: "mail-why-follower", Kind.FOLLOWED: "mail-why-follower"}
FOLLOWED_TEXTS = {
    EventType.CUSTOMER_REPLIED: "said", EventType.PART_REPLIED: "said", EventType.STRANGER_WROTE: "said",
    EventType.AGENT_REPLIED: "said",
    EventType.NOTE_ADDED: "note", EventType.STATUS_CHANGED: "status", EventType.TICKET_REOPENED: "status",
}  # fmt: skip
CLOSED_TEXTS = {"unanswered": "unanswered", "solved": "solved"}
JOINERS = "\u200d\ufe0e\ufe0f"
BREAKS = str.maketrans(" \u202f", "\xa0\xa0")  # an hour and its half of the day belong together


@dataclass(frozen=True)
class Material:
    """What a template is filled with: values, names of texts for each sentence, and blocks."""

    language: str
    values: Mapping[str, str]
    sentences: Mapping[str, tuple[str, ...]]
    blocks: Mapping[str, Part | None]


def write(
    desk: Desk, person: Person, notice: Notice, ticket: Ticket, event: Event, envelope: Envelope,
    template: Template | None = None,
) -> EmailMessage:  # fmt: skip
    """The mail of one notice, whose name is its Message-ID. `template`: what an admin has put in the place of the desk's.

    Raises ValueError for an internal event that no agent is told of.
    """
    letter = compose(desk, person, notice.kind, ticket, event, envelope.links, template)
    mail = _headers(desk, person, notice, event, letter, envelope)
    return _with_content(mail, letter)


def compose(
    desk: Desk, person: Person, kind: Kind, ticket: Ticket, event: Event, links: Links, template: Template | None = None
) -> Letter:
    """What the mail of a notice says. Raises ValueError for an internal event that no agent is told of."""
    about_a_mail = kind is Kind.UNDELIVERED and event.type not in SAID
    if event.internal and (event.type, kind) not in FROM_INSIDE and not about_a_mail:
        raise ValueError("internal events are never mailed")
    if kind is Kind.CONFIRMATION:
        raise ValueError("a confirmation is about no ticket")
    language = language_for(person.language, "mail")
    values = _values(desk, person, kind, language, ticket, event)
    blocks = _blocks(kind, language, event, links)
    material = Material(language, values, _sentences(kind, ticket, event), blocks)
    answer = ("mail-answer-agent",) if kind in FOR_AGENTS else ()
    why = WHY.get(kind, "mail-why-agent" if kind in FOR_AGENTS else "mail-why-customer")
    choices = [Way(say(language, "mail-choose"), f"{desk.portal}/profile.html")]
    choices += [Way(say(language, "mail-unsubscribe"), links.unsubscribe)] if links.unsubscribe else []
    return _letter(kind, template, material, (*answer, why), tuple(choices))


def confirmation(
    desk: Desk, email: str, language: str, link: str, *, name: str, at: int, template: Template | None = None
) -> EmailMessage:
    """The mail that asks whether an address belongs to whoever gave it. Nothing that they typed is in it.

    `name` is what the mail is called among all mails of the desk, `at` when it was asked for (ms).
    """
    letter = confirmation_letter(desk, language, link, template)
    mail = EmailMessage()
    mail["From"] = _address(desk.name, desk.address)
    mail["To"] = _address("", email)
    mail["Subject"] = letter.subject
    mail["Date"] = datetime.fromtimestamp(at // 1000, UTC)
    mail["Message-ID"] = f"<{name}@{desk.domain}>"
    _say_that_a_machine_wrote(mail, Kind.CONFIRMATION)
    return _with_content(mail, letter)


def confirmation_letter(desk: Desk, language: str, link: str, template: Template | None = None) -> Letter:
    language = language_for(language, "mail")
    blocks = {"confirm": Way(say(language, "mail-confirm"), link)}
    material = Material(language, {"desk": line(desk.name)}, {}, blocks)
    return _letter(Kind.CONFIRMATION, template, material, ("mail-why-confirmation",), ())


def closing_at(ticket: Ticket, event: Event) -> int | None:
    """When a reminded ticket will be closed (ms), as the reminder said it or as the ticket says now."""
    fact = event.because.facts.get("closes_at") if event.because else None
    return fact if isinstance(fact, int) else ticket.timers.get("close")


def _values(desk: Desk, person: Person, kind: Kind, language: str, ticket: Ticket, event: Event) -> dict[str, str]:
    closing = closing_at(ticket, event)
    status = str(event.changes["status"][1]) if "status" in event.changes else ticket.status.value
    waits_at_work = kind in FOR_AGENTS and status == Status.PENDING  # it is not the agent who has to answer
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


def _sentences(kind: Kind, ticket: Ticket, event: Event) -> dict[str, tuple[str, ...]]:
    """Names of the texts that say what has happened; none where there is nothing to say."""
    said: tuple[str, ...] = ()
    match kind:
        case Kind.RECEIVED:
            said = (f"mail-received-opening-{'own' if event.by.id == event.requester else 'for_you'}",)
        case Kind.REPLIED if _now(event):
            said = ("mail-replied-status", _now(event))
        case Kind.STATUS_CHANGED:
            now = _now(event) or f"mail-now-{ticket.status}"
            said = (now, "mail-just-reply") if now == "mail-now-pending" else (now,)
        case Kind.REMINDER | Kind.CLOSING if closing_at(ticket, event) is not None:
            said = ("mail-reminder-closing",)
        case Kind.CLOSED:
            said = (f"mail-closed-reason-{CLOSED_TEXTS.get(event.because.rule if event.because else '', 'plain')}",)
        case Kind.MERGED:
            said = (f"mail-merged-opening-{'own' if ticket.merged_own else 'other'}",)
        case Kind.FOLLOWED:
            said = (f"mail-followed-news-{FOLLOWED_TEXTS.get(event.type, 'other')}",)
        case Kind.ASSIGNED:
            said = (f"mail-assigned-opening-{'by' if event.by.name else 'plain'}",)
    return dict.fromkeys(SENTENCES.get(kind, ()), said)


def _now(event: Event) -> str:
    """Name the text that says what the status an act has set means for the customer."""
    return f"mail-now-{event.changes['status'][1]}" if "status" in event.changes else ""


def _blocks(kind: Kind, language: str, event: Event, links: Links) -> dict[str, Part | None]:
    is_quoted = kind in QUOTING and event.body and event.type is not EventType.NOTE_ADDED
    view = f"mail-view-{'agent' if kind in FOR_AGENTS else 'customer'}"
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
    kind: Kind, template: Template | None, material: Material, foot: tuple[str, ...], choices: tuple[Way, ...]
) -> Letter:
    language, values = material.language, material.values
    chosen = template or templates.default(kind, language)
    alone = kind is Kind.CONFIRMATION
    return Letter(
        language=language,
        subject=line(filled(chosen.subject, values).text),
        desk=filled("{{desk}}", values),
        title=filled(unfilled(language, f"mail-{kind}-title"), values),
        about=None if alone else filled(unfilled(language, "mail-ticket"), values),
        parts=tuple(_parts(kind, chosen.body, material)),
        foot=tuple(filled(unfilled(language, each), values) for each in foot),
        choices=choices,
    )


def _parts(kind: Kind, body: str, material: Material) -> list[Part]:
    """The paragraphs of a body, filled in. One whose placeholders all say nothing and that says nothing itself is left out."""
    shape = templates.shape_of(kind)
    parts: list[Part] = []
    for paragraph in templates.paragraphs(body):
        block = templates.PLACEHOLDER.fullmatch(paragraph)
        if block and block[1] in shape.blocks:
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


def _headers(
    desk: Desk, person: Person, notice: Notice, event: Event, letter: Letter, envelope: Envelope
) -> EmailMessage:
    mail = EmailMessage()  # its policy refuses line breaks in every header
    mail["From"] = _address(desk.name, desk.address)
    mail["To"] = _address(person.name, person.email)
    mail["Reply-To"] = _address(desk.name, envelope.reply_to)
    mail["Subject"] = letter.subject
    mail["Date"] = datetime.fromtimestamp(event.at // 1000, UTC)
    mail["Message-ID"] = f"<{notice.id}@{desk.domain}>"
    mail["References"] = envelope.references  # mail programs group by it
    mail["In-Reply-To"] = envelope.references.rpartition(" ")[2]
    if envelope.links.one_click:
        mail["List-Unsubscribe"] = f"<{envelope.links.one_click}>"  # RFC 2369
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058: by POST, so that no scanner does it
    _say_that_a_machine_wrote(mail, notice.kind)
    return mail


def _say_that_a_machine_wrote(mail: EmailMessage, kind: Kind) -> None:
    """So that no machine answers (RFC 3834)."""
    mail["Auto-Submitted"] = "auto-replied" if kind is Kind.RECEIVED else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"


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


def line(text: str) -> str:
    """One line without controls and bidi overrides, that no mail program takes for an encoded word."""
    return WHITE.sub(" ", CONTROLS.sub(" ", text)).replace("=?", "= ?").strip()


def words(text: str) -> str:
    """What somebody said, line by line, without controls and bidi overrides."""
    return plain(CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def shortened(text: str, most: int = LONGEST_SUBJECT) -> str:
    """At most `most` characters, cut before a word where one is near, never inside a letter or an emoji."""
    if len(text) <= most:
        return text
    end = most - 1
    while end and (_joins(text[end]) or text[end - 1] in JOINERS):
        end -= 1
    space = text.rfind(" ", end - 20, end)
    return text[: space if space > 0 else end].rstrip() + "…"


def _joins(letter: str) -> bool:
    return letter in JOINERS or bool(unicodedata.combining(letter)) or "\U0001f3fb" <= letter <= "\U0001f3ff"


def _address(name: str, email: str) -> Address:
    local, _, domain = email.rpartition("@")
    return Address(WHITE.sub(" ", IN_A_NAME.sub(" ", line(name))).strip(), local, domain)
