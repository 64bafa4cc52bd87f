"""What mails say: every kind in every language, whatever people are called and whatever they write."""

import dataclasses
import itertools
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.attachments.model import Attachment, AttachmentState
from chalicelib.inbox.parsing.model import Origin
from chalicelib.inbox.parsing.parser import parse
from chalicelib.mail import composing, sentences
from chalicelib.mail import headers as mail_headers
from chalicelib.mail.model import Kind, Template
from chalicelib.plumbing import i18n
from chalicelib.plumbing.aws.ses import WIRE
from chalicelib.plumbing.clock import DAY
from chalicelib.plumbing.i18n import RIGHT_TO_LEFT, format_text
from chalicelib.tickets.event import SYSTEM, Actor, Reason
from chalicelib.tickets.event_specs import CONVERSATION_EVENTS, INTERNAL_EVENTS, EventType
from chalicelib.tickets.model import Status
from tests.doubles import MONDAY_MORNING as NOW
from tests.mail.makers import (
    ABOUT_TICKETS,
    ANA,
    DESK,
    ENVELOPE,
    FOR_AGENTS,
    JO,
    MONA,
    NUMBER,
    TOKEN,
    a_notice,
    a_person,
    a_ticket,
    an_agent,
    an_event,
    envelope_of,
    event_of,
    links_of,
    mail_of,
)

LANGUAGES = i18n.languages_of("mail")
HEADERS = {
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "auto-submitted",
    "x-auto-response-suppress",
    "content-language",
    "mime-version",
    "content-type",
    "list-unsubscribe",
    "list-unsubscribe-post",
}
OF_AN_ANSWER = HEADERS - {"auto-submitted"}
OF_A_CONFIRMATION = HEADERS - {"reply-to", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"}
QUOTED = {Kind.REPLIED, Kind.CUSTOMER_REPLIED, Kind.FOLLOWED}
OVERRIDE = "\u202e"
HOSTILE = [
    "Ann\r\nBcc: victim@example.net",
    'Ann" <victim@example.net>,',
    "=?utf-8?q?a=0d=0aBcc:_victim@example.net?=",
    "<script>alert(1)</script>",
    f"txt.{OVERRIDE}fdp.exe",
    "x" * 300,
    "word " * 60,
    "👩‍👩‍👧‍👦" * 40,
    "منى \u2068سعيد\u2069",
    "a\x00b\x1bc\u2028d",
    "{ $number } $title ${subject} %s",
    "{{number}} {{message}} {{ link }}",
]


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.sources: list[str] = []
        self.text = self.title = ""
        self._within: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._within += [] if tag in {"meta", "br"} else [tag]
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.sources += [value or "" for name, value in attrs if name in {"src", "background", "srcset"}]

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"meta", "br"}:
            assert self._within.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if "body" in self._within else ""
        self.title += data if "h1" in self._within else ""


def write(
    kind: Kind, *, language: str = "en", name: str = "Mona Said", subject: str = "Printer on fire", body: str = "Hi."
) -> EmailMessage:
    """Write a mail, carry it over the wire and read it as its receiver does."""
    person = (an_agent if kind in FOR_AGENTS else a_person)(name=name, language=language)
    actor = event_of(kind).by
    event = event_of(kind, body=body, by=actor if actor is SYSTEM else actor.model_copy(update={"name": name}))
    ticket = a_ticket(subject=subject, requester_name=name, merged_into=10_440)
    return carried(mail_of(person, a_notice(kind), ticket, event, envelope_of(kind)))


def confirmation(language: str, link: str) -> EmailMessage:
    return composing.compose_confirmation(
        composing.ConfirmationContext(DESK, "zoe@example.org", language, link, NOW), "confirm-1"
    )


def carried(mail: EmailMessage) -> EmailMessage:
    read = message_from_bytes(mail.as_bytes(policy=WIRE), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def parts(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    return str(plain.get_content()).replace("\r\n", "\n"), str(html.get_content()).replace("\r\n", "\n")


def squeezed(text: str) -> str:
    return re.sub(r"[\s·]+", "", text)


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ABOUT_TICKETS)
def test_every_email_has_number_and_link_in_both_parts(kind: Kind, language: str) -> None:
    mail = write(kind, language=language)
    plain, html = parts(mail)
    page = Page(html)
    links = links_of(kind)
    assert mail["Subject"].startswith("[#10432] ")
    assert mail["Subject"].endswith("Printer on fire")
    assert str(NUMBER) in plain
    assert str(NUMBER) in page.text
    expected = [links.keep_open, links.solve, *links.stars, links.unsubscribe, f"{DESK.portal}/profile.html"]
    expected += [] if kind is Kind.RATING else [links.ticket]
    assert sorted(page.links) == sorted(filter(None, expected))
    assert sorted(word for word in plain.split() if word.startswith("https:")) == sorted(page.links)
    assert mail.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ABOUT_TICKETS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_user_input_never_becomes_a_header_recipient_or_markup(kind: Kind, language: str, hostile: str) -> None:
    harmless = Page(parts(write(kind, language=language))[1])
    mail = write(kind, language=language, name=hostile, subject=hostile, body=hostile)
    expected = OF_AN_ANSWER if kind is Kind.REPLIED else HEADERS
    assert {name.lower() for name in mail.keys()} == expected  # noqa: SIM118 - it holds names more than once
    assert len(mail.keys()) == len(expected)
    reader = "ana@desk.example.org" if kind in FOR_AGENTS else "mona@example.org"
    assert [each.addr_spec for each in mail["To"].addresses] == [reader]
    assert [each.addr_spec for each in mail["From"].addresses] == [DESK.address]
    assert not re.search(r"[\r\n\x00-\x1f\u202a-\u202e\u2066-\u2069]", mail["Subject"])
    plain, html = parts(mail)
    page = Page(html)
    assert page.tags == harmless.tags
    assert page.links == harmless.links
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00]", plain + html)
    assert "<script" not in html
    content = re.sub(r"^> ?|^-- $|https://\S+", "", plain, flags=re.MULTILINE)
    assert squeezed(content) in squeezed(page.text), "text and HTML say the same"


@pytest.mark.parametrize("kind", ABOUT_TICKETS)
def test_email_loads_no_external_content(kind: Kind) -> None:
    _, html = parts(write(kind))
    page = Page(html)
    assert page.sources == []
    assert not page.tags & {"img", "link", "script", "iframe", "form", "object", "video", "svg"}
    assert "url(" not in html
    assert "@import" not in html


@settings(deadline=None)
@given(name=st.text(min_size=1, max_size=80), subject=st.text(min_size=1, max_size=200), body=st.text(min_size=1))
def test_any_text_makes_a_readable_email(name: str, subject: str, body: str) -> None:
    mail = write(Kind.CUSTOMER_REPLIED, name=name, subject=subject, body=body)
    assert {each.lower() for each in mail.keys()} == HEADERS  # noqa: SIM118 - it holds names more than once
    assert [each.addr_spec for each in mail["To"].addresses] == ["ana@desk.example.org"]
    assert mail["Subject"].startswith("[#10432]")


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        *((each, "rtl" if each in RIGHT_TO_LEFT else "ltr") for each in LANGUAGES),
        ("ar-EG", "rtl"),
        ("de-CH", "ltr"),
        ("tlh", "ltr"),
    ],
)
def test_a_mail_is_in_its_readers_language_and_direction(language: str, direction: str) -> None:
    mail = write(Kind.REPLIED, language=language)
    _, html = parts(mail)
    catalogue = "en" if language == "tlh" else language[:2]
    assert mail["Content-Language"] == catalogue
    assert f'<html lang="{catalogue}" dir="{direction}">' in html


@pytest.mark.parametrize("kind", sorted(QUOTED))
def test_a_message_is_quoted_whole_with_its_lines(kind: Kind) -> None:
    body = "First line\r\n\r\n  1 < 2 & 3\nLast “line”"
    plain, html = parts(write(kind, body=body))
    assert "> First line\n>\n>   1 < 2 & 3\n> Last “line”\n" in plain
    assert '<div class="quote" dir="auto"' in html
    assert "First line\n\n  1 &lt; 2 &amp; 3\nLast “line”</div>" in html


@pytest.mark.parametrize("kind", sorted(set(ABOUT_TICKETS) - QUOTED))
def test_notices_do_not_quote_messages(kind: Kind) -> None:
    plain, html = parts(write(kind, body="canary-51c2"))
    assert "canary" not in plain + html


INSIDE = {
    (Kind.MENTIONED, EventType.NOTE_ADDED),
    (Kind.FOLLOWED, EventType.NOTE_ADDED),
    (Kind.CUSTOMER_REPLIED, EventType.MERGED_TICKET_REPLIED),
    (Kind.FOLLOWED, EventType.MERGED_TICKET_REPLIED),
    (Kind.CUSTOMER_REPLIED, EventType.UNVERIFIED_REPLY_RECEIVED),
    (Kind.FOLLOWED, EventType.UNVERIFIED_REPLY_RECEIVED),
    (Kind.UNDELIVERED, EventType.DELIVERY_FAILED),
}


@pytest.mark.parametrize(("kind", "type_"), sorted(set(itertools.product(ABOUT_TICKETS, INTERNAL_EVENTS)) - INSIDE))
def test_an_internal_event_cannot_be_written(kind: Kind, type_: EventType) -> None:
    text = {"body": "canary-7f3a"} if type_ in CONVERSATION_EVENTS else {}

    with pytest.raises(ValueError, match="never mailed"):
        mail_of(a_person(), a_notice(kind), a_ticket(), an_event(type_, ANA, **text), ENVELOPE)


def test_a_notice_of_a_ticket_is_no_confirmation() -> None:
    with pytest.raises(ValueError, match="about no ticket"):
        mail_of(a_person(), a_notice(Kind.CONFIRMATION), a_ticket(), event_of(Kind.REPLIED), ENVELOPE)


@pytest.mark.parametrize("kind", [Kind.MENTIONED, Kind.FOLLOWED])
def test_email_about_a_note_does_not_quote_it(kind: Kind) -> None:
    note = an_event(EventType.NOTE_ADDED, JO, body="canary-7f3a")
    plain, html = parts(mail_of(an_agent(), a_notice(kind), a_ticket(), note, ENVELOPE))

    assert "canary" not in plain + html
    assert "note" in plain


def test_reply_to_a_merged_ticket_is_quoted_to_the_agent() -> None:
    replied = an_event(EventType.MERGED_TICKET_REPLIED, MONA, body="It still smokes.")
    plain, _ = parts(mail_of(an_agent(), a_notice(Kind.CUSTOMER_REPLIED), a_ticket(), replied, ENVELOPE))

    assert "> It still smokes." in plain


def test_reply_that_changes_the_status_mentions_the_new_status() -> None:
    event = event_of(Kind.REPLIED, changes={"status": ("open", "pending")})
    plain, html = parts(mail_of(a_person(), a_notice(), a_ticket(), event, ENVELOPE))
    for text in (flat(plain), Page(html).text):
        assert "the status of your ticket is now “waiting for your answer”." in text
        assert "We need an answer from you" in text


def test_reply_that_keeps_the_status_does_not_mention_it() -> None:
    plain, html = parts(write(Kind.REPLIED))
    assert "status" not in plain + Page(html).text


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_has_a_label_and_an_explanation(status: Status, language: str) -> None:
    event = event_of(Kind.STATUS_CHANGED, changes={"status": ("open", status.value)})
    mail = mail_of(a_person(language=language), a_notice(Kind.STATUS_CHANGED), a_ticket(), event, ENVELOPE)
    plain, html = parts(carried(mail))
    assert format_text(language, f"mail-status-{status}") in plain
    assert format_text(language, f"mail-status-{status}") in Page(html).title
    assert format_text(language, f"mail-status-{status}") in mail["Subject"]
    assert format_text(language, f"mail-now-{status}") in flat(plain)


CLOSING_TIMES = [
    ("en", "Europe/Berlin", "Saturday, January 10, 2026 at 10:00 AM (Central European Standard Time)"),
    ("en", "Asia/Kolkata", "Saturday, January 10, 2026 at 2:30 PM (GMT+05:30)"),
    ("en", "Mars/Olympus", "Saturday, January 10, 2026 at 9:00 AM (Coordinated Universal Time)"),
    ("en", "../../etc/passwd", "Saturday, January 10, 2026 at 9:00 AM (Coordinated Universal Time)"),
    ("ar", "Africa/Cairo", "يوم السبت، 10 يناير 2026 الساعة 11:00 ص (توقيت شرق أوروبا الرسمي)"),
    ("de", "Europe/Berlin", "am Samstag, 10. Januar 2026, um 10:00 Uhr (Mitteleuropäische Normalzeit)"),
    ("es", "America/Bogota", "el sábado, 10 de enero de 2026 (4:00, hora estándar de Colombia)"),
    ("fr", "Europe/Paris", "le samedi 10 janvier 2026 à 10:00 (heure normale d’Europe centrale)"),
    ("hi", "Asia/Kolkata", "शनिवार, 10 जनवरी 2026, 2:30 pm (GMT+05:30)"),
    ("ta", "Asia/Kolkata", "சனி, 10 ஜனவரி, 2026, 2:30 PM (GMT+05:30)"),
]


def test_every_language_has_an_example_of_a_date() -> None:
    assert {language for language, _, _ in CLOSING_TIMES} == set(LANGUAGES)


@pytest.mark.parametrize(("language", "zone", "expected"), CLOSING_TIMES)
def test_a_reminder_names_day_hour_and_zone_of_closing_for_its_reader(language: str, zone: str, expected: str) -> None:
    reader = a_person(language=language, time_zone=zone)
    mail = mail_of(reader, a_notice(Kind.REMINDER), a_ticket(), event_of(Kind.REMINDER), ENVELOPE)
    plain, html = parts(carried(mail))
    assert expected in flat(plain)
    assert expected in flat(Page(html).text)


def test_a_reminder_keeps_the_date_it_was_sent_with() -> None:
    reason = Reason(rule="reminder", facts={"closes_at": NOW + 2 * DAY}, at=NOW)
    event = event_of(Kind.REMINDER, reason=reason)
    assert sentences.closing_at(a_ticket(), event) == NOW + 2 * DAY
    assert sentences.closing_at(a_ticket(timers={}), event) == NOW + 2 * DAY


def test_a_reminder_that_comes_after_its_ticket_was_closed_names_no_date() -> None:
    mail = mail_of(a_person(), a_notice(Kind.REMINDER), a_ticket(timers={}), event_of(Kind.REMINDER), ENVELOPE)
    assert "will be closed on" not in flat(parts(mail)[0])


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (Reason(rule="unanswered", facts={"days": 7}, at=NOW), "We have had no answer from you"),
        (Reason(rule="solved", facts={"days": 14}, at=NOW), "was solved a while ago"),
        (None, "Your ticket #10432 is now closed."),
    ],
)
def test_email_of_closing_gives_the_reason_and_offers_a_new_ticket(reason: Reason | None, why: str) -> None:
    event = event_of(Kind.CLOSED, reason=reason)
    plain, _ = parts(mail_of(a_person(), a_notice(Kind.CLOSED), a_ticket(), event, ENVELOPE))
    assert why in plain
    assert "just reply to this mail: your message goes on in a new ticket" in plain


@pytest.mark.parametrize("own", [True, False])
def test_email_about_a_merge_names_the_target_to_its_own_requester_only(*, own: bool) -> None:
    ticket, event = a_ticket(same_requester=own, merged_into=10_440), event_of(Kind.MERGED, other=10_440)
    mail = mail_of(a_person(), a_notice(Kind.MERGED), ticket, event, ENVELOPE)
    assert ("10440" in mail.as_string()) is own


def test_pending_is_worded_differently_for_agents_and_customers() -> None:
    event = event_of(Kind.ASSIGNED)
    for reader, kind, text in (
        (an_agent(), Kind.ASSIGNED, "pending"),
        (a_person(), Kind.STATUS_CHANGED, "your answer"),
    ):
        plain, _ = parts(mail_of(reader, a_notice(kind), a_ticket(), event, ENVELOPE))
        assert text in plain


def test_email_about_a_ticket_created_by_an_agent_names_the_agent() -> None:
    event = an_event(EventType.TICKET_CREATED, ANA)
    plain, _ = parts(mail_of(a_person(), a_notice(Kind.RECEIVED), a_ticket(), event, ENVELOPE))
    assert "Ana Souza has raised ticket #10432 for you." in plain


@pytest.mark.parametrize(
    ("by", "expected"),
    [(SYSTEM, "Ticket #10432 has been assigned to you."), (ANA, "Ana Souza has assigned ticket #10432 to you.")],
)
def test_assignment_email_names_who_assigned_the_ticket_and_its_subject(by: Actor, expected: str) -> None:
    event = an_event(EventType.TICKET_ASSIGNED, by)
    plain, _ = parts(mail_of(an_agent(), a_notice(Kind.ASSIGNED), a_ticket(), event, ENVELOPE))
    assert expected in plain
    assert "Customer: Mona Said\n" in plain
    assert "Status: pending · Priority: urgent\n" in plain


@pytest.mark.parametrize("kind", sorted(set(ABOUT_TICKETS) - {Kind.REPLIED}))
def test_notice_has_headers_of_an_automatic_email(kind: Kind) -> None:
    mail = write(kind)

    assert mail["Auto-Submitted"] == ("auto-replied" if kind is Kind.RECEIVED else "auto-generated")
    assert mail["X-Auto-Response-Suppress"] == "All"


def test_reply_of_an_agent_has_no_headers_of_an_automatic_email() -> None:
    mail = write(Kind.REPLIED)

    assert mail["Auto-Submitted"] is None
    assert mail["X-Auto-Response-Suppress"] == "OOF"
    assert mail["Precedence"] is None


def test_reply_of_an_agent_is_classified_as_written_by_a_person() -> None:
    answer, notice = (parse(write(kind).as_bytes(policy=WIRE)) for kind in (Kind.REPLIED, Kind.STATUS_CHANGED))

    assert (answer.origin, notice.origin) == (Origin.PERSON, Origin.AUTOMATIC)


@pytest.mark.parametrize("kind", ABOUT_TICKETS)
def test_emails_of_a_ticket_have_threading_headers(kind: Kind) -> None:
    mail = write(kind)

    assert mail["References"] == "<ticket-10432@desk.example.org> <asked@example.org>"
    assert mail["In-Reply-To"] == "<asked@example.org>"
    assert mail["Message-ID"] == f"<10432-3-{kind}-{a_notice(kind).to}@desk.example.org>"
    assert mail["Reply-To"] == "Customer Care <reply+sealed@desk.example.org>"
    assert mail["Date"].datetime.timestamp() * 1000 == NOW


@pytest.mark.parametrize("kind", ABOUT_TICKETS)
def test_email_has_an_unbroken_one_click_unsubscribe_header(kind: Kind) -> None:
    sent = mail_of(a_person(), a_notice(kind), a_ticket(), event_of(kind), envelope_of(kind))
    wire = sent.as_bytes(policy=WIRE).decode("ascii").replace("\r\n ", " ")
    assert f"\r\nList-Unsubscribe: <{links_of(kind).one_click}>\r\n" in wire
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in wire


def test_long_message_ids_are_neither_folded_nor_encoded() -> None:
    ids = [f"<{character * 200}@mail.example.org>" for character in "abc"]
    envelope = dataclasses.replace(ENVELOPE, references=" ".join(ids))
    sent = mail_of(a_person(), a_notice(), a_ticket(), event_of(Kind.REPLIED), envelope)
    wire = sent.as_bytes(policy=WIRE).decode("ascii")
    assert "\r\nReferences: " + "\r\n ".join(ids) + "\r\n" in wire
    assert f"\r\nIn-Reply-To: {ids[-1]}\r\n" in wire


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ABOUT_TICKETS)
def test_no_placeholder_and_no_gap_is_left(kind: Kind, language: str) -> None:
    mail = write(kind, language=language)
    plain, html = parts(mail)
    for text in (mail["Subject"], plain, Page(html).text):
        assert not re.search(r"[{}]|\$|\( *\)|“”|«»|„“|None", text)
    assert "\n\n\n" not in plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_confirmation_email_holds_nothing_entered_by_the_sender(language: str) -> None:
    link = f"{DESK.portal}/link.html#{TOKEN}"
    mail = carried(confirmation(language, link))
    plain, html = parts(mail)
    assert {name.lower() for name in mail.keys()} == OF_A_CONFIRMATION  # noqa: SIM118 - it holds names more than once
    assert mail["To"] == "zoe@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<confirm-1@desk.example.org>"
    assert [word for word in plain.split() if word.startswith("https:")] == Page(html).links == [link]
    assert squeezed(re.sub(r"^-- $|https://\S+", "", plain, flags=re.MULTILINE)) in squeezed(Page(html).text)


OWN = Template(
    "[#{{number}}] Hey {{reader}}",
    "Dear {{ reader }},\nas you like it.\n\n\n{{message}}\n\n{{status_news}}\n\nBye <b>&",
)


def test_changed_template_is_filled_in_and_escaped() -> None:
    event = event_of(Kind.REPLIED, body="Please pull the plug.")
    mail = carried(mail_of(a_person(), a_notice(), a_ticket(), event, envelope_of(Kind.REPLIED), OWN))
    plain, html = parts(mail)
    assert mail["Subject"] == "[#10432] Hey Mona Said"
    assert plain.startswith("Dear Mona Said,\nas you like it.\n\n> Please pull the plug.\n\nBye <b>&\n\n-- \n")
    assert "<p>Dear <bdi>Mona Said</bdi>,<br>\nas you like it.</p>" in html
    assert "<p>Bye &lt;b&gt;&amp;</p>" in html


@settings(deadline=None)
@given(subject=st.text(min_size=1, max_size=200), body=st.text(min_size=1, max_size=1_000), name=st.text(max_size=80))
def test_any_stored_template_makes_an_email(subject: str, body: str, name: str) -> None:
    template = Template(f"{subject}{{{{reader}}}}", f"{body}\n\n{{{{message}}}}")
    mail = mail_of(
        a_person(name=name), a_notice(), a_ticket(), event_of(Kind.REPLIED), envelope_of(Kind.REPLIED), template
    )
    read = carried(mail)
    assert {each.lower() for each in read.keys()} == OF_AN_ANSWER  # noqa: SIM118 - it holds names more than once
    assert [each.addr_spec for each in read["To"].addresses] == ["mona@example.org"]
    assert "> Please pull the plug." in parts(read)[0]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=400), st.integers(30, 150))
def test_a_long_subject_is_cut_to_size(text: str, limit: int) -> None:
    cut = mail_headers.shortened(text, limit)
    assert len(cut) <= limit
    assert cut == text or cut.endswith("…")
    assert text.startswith(cut.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("The printer on the third floor is on fire", "The printer on the third…"),
        ("x" * 40, "x" * 29 + "…"),
        ("x" * 27 + "👩‍👩‍👧‍👦" + "yyyy", "x" * 27 + "…"),
        ("x" * 28 + "e\u0301\u0302\u0303", "x" * 28 + "…"),
    ],
)
def test_subject_is_shortened_between_words_and_graphemes(text: str, expected: str) -> None:
    assert mail_headers.shortened(text, 30) == expected


def test_a_person_without_a_printable_name_is_greeted_by_address() -> None:
    plain, _ = parts(write(Kind.CLOSED, name="\u202e\x00"))
    assert plain.startswith("Hello mona@example.org,")


@pytest.mark.parametrize("language", LANGUAGES)
def test_requester_who_is_not_verified_is_greeted_without_a_name(language: str) -> None:
    reader, ticket = (
        a_person(name="Buy pills", language=language),
        a_ticket(unverified=True, requester_name="Buy pills"),
    )

    mail = carried(mail_of(reader, a_notice(), ticket, event_of(Kind.REPLIED), envelope_of(Kind.REPLIED)))

    plain, html = parts(mail)
    assert "pills" not in f"{mail['To']} {mail['Subject']} {plain} {Page(html).text}"
    assert mail["To"] == "mona@example.org"
    assert re.fullmatch(r"\w[\w\s\u0900-\u0dff\u064b]*[,:،]", plain.split("\n")[0])


def test_template_of_an_admin_names_no_requester_who_is_not_verified() -> None:
    ticket, event = a_ticket(unverified=True), event_of(Kind.REPLIED)

    mail = carried(mail_of(a_person(), a_notice(), ticket, event, envelope_of(Kind.REPLIED), OWN))

    assert mail["Subject"] == "[#10432] Hey"
    assert parts(mail)[0].startswith("Dear,\nas you like it.")


def test_agent_reads_their_own_name_in_a_mail_about_a_ticket_that_is_not_verified() -> None:
    event = event_of(Kind.CUSTOMER_REPLIED)

    mail = mail_of(an_agent(), a_notice(Kind.CUSTOMER_REPLIED), a_ticket(unverified=True), event, ENVELOPE)

    assert parts(carried(mail))[0].startswith("Hello Ana Souza,")


@pytest.mark.parametrize("language", LANGUAGES)
def test_email_of_reopening_names_a_low_rating_as_the_cause(language: str) -> None:
    expected = format_text(language, "mail-reopened-reason-rating")
    reason = Reason(rule="low_rating", facts={"score": 1}, at=NOW)
    rated, asked = (event_of(Kind.REOPENED, reason=each) for each in (reason, None))

    entries = [
        parts(carried(mail_of(a_person(language=language), a_notice(Kind.REOPENED), a_ticket(), event, ENVELOPE)))[0]
        for event in (rated, asked)
    ]

    assert [expected in flat(text) for text in entries] == [True, False]


def test_files_of_a_reply_are_listed_unless_refused() -> None:
    files = tuple(
        Attachment(id=name, name=name, size=1, type="application/pdf", state=state)
        for name, state in (
            ("label.pdf", AttachmentState.CLEAN),
            ("scan.pdf", AttachmentState.WAITING),
            ("virus.pdf", AttachmentState.REFUSED),
        )
    )
    event = event_of(Kind.REPLIED, attachments=files)
    plain, html = parts(mail_of(a_person(), a_notice(Kind.REPLIED), a_ticket(), event, ENVELOPE))
    for text in (plain, html):
        assert text.index("Please pull the plug.") < text.index("📎 label.pdf") < text.index("📎 scan.pdf")
        assert "virus.pdf" not in text
