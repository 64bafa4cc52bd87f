"""What a mail says: plain text and HTML, in its reader's language and time zone. Pure.

A customer sees one act and only its public words: an internal event is refused before anything of it is looked at. Colleagues'
notes are not in mails either, which are forwarded more easily than pages: a mail says that there is one, and leads to it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

from ..people.model import Person
from ..plumbing.fields import CONTROLS, WHITE
from ..plumbing.markup import plain
from ..plumbing.texts import RIGHT_TO_LEFT, language_for, say
from ..tickets.model import Event, EventType, Ticket
from .model import FOR_AGENTS, Desk, Envelope, Kind, Notice

LONGEST_SUBJECT = 120
# What separates addresses: some mail programs read it even where it is quoted.
IN_A_NAME = re.compile(r"[<>()\[\]\\,;:@\"]")
QUOTING = frozenset({Kind.REPLIED, Kind.CUSTOMER_REPLIED, Kind.FOLLOWED})
FROM_INSIDE = {
    (EventType.NOTE_ADDED, Kind.MENTIONED), (EventType.NOTE_ADDED, Kind.FOLLOWED),
    (EventType.DELIVERY_FAILED, Kind.UNDELIVERED),
    (EventType.PART_REPLIED, Kind.CUSTOMER_REPLIED), (EventType.PART_REPLIED, Kind.FOLLOWED),
}  # fmt: skip
"""The internal events that agents have a mail about. A note's words are in none."""
WHY = {Kind.MENTIONED: "mail-why-follower", Kind.FOLLOWED: "mail-why-follower"}
FOLLOWED_TEXTS = {
    EventType.CUSTOMER_REPLIED: "said", EventType.PART_REPLIED: "said", EventType.AGENT_REPLIED: "said",
    EventType.NOTE_ADDED: "note", EventType.STATUS_CHANGED: "status", EventType.TICKET_REOPENED: "status",
}  # fmt: skip
JOINERS = "\u200d\ufe0e\ufe0f"
QUOTE = (
    "margin: 0 0 16px; padding: 12px 16px; border-inline-start: 4px solid #0b6a6b; border-radius: 4px; "
    "background: #f6f7f9; white-space: pre-wrap; unicode-bidi: plaintext"
)
BREAKS = str.maketrans(" \u202f", "\xa0\xa0")  # an hour and its half of the day belong together


@dataclass(frozen=True)
class Voice:
    """The catalogue of one language, with the values every text of one mail may name."""

    language: str
    values: dict[str, str]

    def plain(self, text: str) -> str:
        return say(self.language, text, **self.values)

    def html(self, text: str) -> str:
        """Values escaped, and kept from turning the direction of what stands around them."""
        return say(self.language, text, **{name: f"<bdi>{escape(value)}</bdi>" for name, value in self.values.items()})


@dataclass(frozen=True)
class Letter:
    """A mail before it is put into a form: names of texts, in order, around the words somebody said."""

    title: str
    before: tuple[str, ...]
    said: str | None
    after: tuple[str, ...]
    link: str
    more: tuple[str, str] | None  # a further link: its text, its address
    profile: str
    role: str
    why: str
    answer: str

    @property
    def last(self) -> tuple[str, str, str]:
        return self.answer, self.why, "mail-choose"


def write(desk: Desk, person: Person, notice: Notice, ticket: Ticket, event: Event, envelope: Envelope) -> EmailMessage:
    """The mail of one notice, whose name is its Message-ID. Raises ValueError for an internal event that no agent is told of."""
    if event.internal and (event.type, notice.kind) not in FROM_INSIDE:
        raise ValueError("internal events are never mailed")
    voice = _voice(desk, person, ticket, event)
    letter = _letter(desk, notice.kind, ticket, event)
    mail = _headers(desk, person, notice, event, voice, letter, envelope)
    mail.set_content(_text(voice, letter))
    mail.add_alternative(_html(voice, letter, mail["Subject"]), subtype="html")
    mail["Content-Language"] = voice.language  # last: setting content clears what speaks of it
    return mail


def closing_at(ticket: Ticket, event: Event) -> int | None:
    """When a reminded ticket will be closed (ms), as the reminder said it or as the ticket says now."""
    fact = event.because.facts.get("closes_at") if event.because else None
    return fact if isinstance(fact, int) else ticket.timers.get("close")


def _voice(desk: Desk, person: Person, ticket: Ticket, event: Event) -> Voice:
    language = language_for(person.language)
    status = str(event.changes["status"][1]) if "status" in event.changes else ticket.status.value
    closing = closing_at(ticket, event)
    return Voice(language, {
        "number": str(event.ticket),
        "subject": shortened(line(ticket.subject)),
        "reader": line(person.name) or person.email,
        "by": line(event.by.name) or line(desk.name),
        "desk": line(desk.name),
        "customer": line(ticket.requester_name),
        "status": say(language, f"mail-status-{status}"),
        "priority": say(language, f"mail-priority-{ticket.priority}"),
        "moment": moment(language, person.time_zone, closing) if closing is not None else "",
    })  # fmt: skip


def _letter(desk: Desk, kind: Kind, ticket: Ticket, event: Event) -> Letter:
    for_agent = kind in FOR_AGENTS
    page = f"console/tickets/{event.ticket}" if for_agent else f"ticket.html?id={event.ticket}"
    return Letter(
        title=f"mail-{kind}-title",
        before=_before(kind, ticket, event),
        said=words(event.body) if kind in QUOTING and event.body and event.type is not EventType.NOTE_ADDED else None,
        after=_after(kind, event),
        link=f"{desk.portal}/{page}",
        more=("mail-closed-new", f"{desk.portal}/new.html") if kind is Kind.CLOSED else None,
        profile=f"{desk.portal}/profile.html",
        role="agent" if for_agent else "customer",
        why=WHY.get(kind, "mail-why-agent" if for_agent else "mail-why-customer"),
        answer="mail-no-replies" if kind is Kind.CLOSED else "mail-answer-there",
    )


def _before(kind: Kind, ticket: Ticket, event: Event) -> tuple[str, ...]:
    lead = f"mail-{kind}-lead"
    match kind:
        case Kind.RECEIVED:
            return (lead if event.by.id == event.requester else "mail-received-for-you", "mail-received-next")
        case Kind.STATUS_CHANGED:
            return (lead, _now(event) or f"mail-now-{ticket.status}")
        case Kind.REMINDER:
            closing = ("mail-reminder-closing",) if closing_at(ticket, event) is not None else ()
            return (lead, *closing, "mail-reminder-keep")
        case Kind.CLOSED:
            unanswered = event.because is not None and event.because.rule == "unanswered"
            return ("mail-closed-unanswered" if unanswered else lead, "mail-closed-again")
        case Kind.FOLLOWED:
            lead = f"mail-followed-{FOLLOWED_TEXTS.get(event.type, 'news')}"
        case Kind.ASSIGNED if event.by.name:
            lead = "mail-assigned-by"
    return (lead,)


def _after(kind: Kind, event: Event) -> tuple[str, ...]:
    if kind in FOR_AGENTS:
        return ("mail-fact-customer", "mail-fact-state")
    return ("mail-replied-status", _now(event)) if kind is Kind.REPLIED and _now(event) else ()


def _now(event: Event) -> str:
    """Name the text that says what the status an act has set means for the customer."""
    return f"mail-now-{event.changes['status'][1]}" if "status" in event.changes else ""


def _headers(
    desk: Desk, person: Person, notice: Notice, event: Event, voice: Voice, letter: Letter, envelope: Envelope
) -> EmailMessage:
    mail = EmailMessage()  # its policy refuses line breaks in every header
    mail["From"] = _address(desk.name, desk.address)
    mail["To"] = _address(person.name, person.email)
    mail["Reply-To"] = _address(desk.name, envelope.reply_to)
    mail["Subject"] = say(voice.language, "mail-subject", title=voice.plain(letter.title), **voice.values)
    mail["Date"] = datetime.fromtimestamp(event.at // 1000, UTC)
    mail["Message-ID"] = f"<{notice.id}@{desk.domain}>"
    mail["References"] = envelope.references  # mail programs group by it
    mail["In-Reply-To"] = envelope.references.rpartition(" ")[2]
    mail["Auto-Submitted"] = "auto-replied" if notice.kind is Kind.RECEIVED else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    return mail


def _text(voice: Voice, letter: Letter) -> str:
    parts = [voice.plain("mail-hello"), *map(voice.plain, letter.before)]
    if letter.said is not None:
        parts.append("\n".join(f"> {each}".rstrip() for each in letter.said.split("\n")))
    parts += map(voice.plain, letter.after)
    parts.append(f"{voice.plain(f'mail-view-{letter.role}')}:\n{letter.link}")
    if letter.more:
        parts.append(f"{voice.plain(letter.more[0])}:\n{letter.more[1]}")
    *foot, choose = map(voice.plain, letter.last)
    parts.append("\n".join(["-- ", *foot, f"{choose}: {letter.profile}"]))
    return "\n\n".join(parts) + "\n"


def _html(voice: Voice, letter: Letter, subject: str) -> str:
    story = ["mail-hello", *letter.before]
    parts = [f"<p>{voice.html(each)}</p>" for each in story]
    if letter.said is not None:
        parts.append(_quote(letter.said))
    parts += [f"<p>{voice.html(each)}</p>" for each in letter.after]
    answer, why, choose = map(voice.html, letter.last)
    return _layout().substitute(
        language=voice.language, direction="rtl" if voice.language in RIGHT_TO_LEFT else "ltr", subject=escape(subject),
        preview=voice.html(letter.before[0]), desk=voice.html("mail-desk"), title=voice.html(letter.title),
        ticket=voice.html("mail-ticket"), story="\n".join(parts), link=escape(letter.link),
        view=voice.html(f"mail-view-{letter.role}"), more=_more(voice, letter), profile=escape(letter.profile),
        answer=answer, why=why, choose=choose,
    )  # fmt: skip


def _quote(said: str) -> str:
    return f'<div class="quote" dir="auto" style="{QUOTE}">{escape(said)}</div>'


def _more(voice: Voice, letter: Letter) -> str:
    if letter.more is None:
        return ""
    text, address = letter.more
    link = f'<a class="more" href="{escape(address)}" style="color: #0b6a6b">{voice.html(text)}</a>'
    return f'<p style="margin: 12px 0 0">{link}</p>'


@lru_cache
def _layout() -> Template:
    return Template(Path(__file__).with_name("layout.html").read_text("utf-8"))


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
