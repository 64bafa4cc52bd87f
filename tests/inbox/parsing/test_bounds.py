"""Whatever the bytes are, reading them ends: in a mail, or in a reason why not. Limits are counted, not timed."""

import base64
import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chalicelib.inbox.parsing import parser
from chalicelib.inbox.parsing.bodies import MAX_TEXT, MAX_WHOLE
from chalicelib.inbox.parsing.headers import MAX_LENGTH
from chalicelib.inbox.parsing.model import ParsedMail, Unreadable, UnreadableReason
from chalicelib.inbox.parsing.parser import MAX_BYTES, MAX_DEPTH, MAX_HEADERS, MAX_LINES, MAX_PARTS, parse
from chalicelib.plumbing.fields import CONTROLS
from chalicelib.plumbing.markup import html_of
from tests.inbox.corpus import cases

HEAD = b"From: carla@customer.example\nTo: support@desk.example\nSubject: x\nMIME-Version: 1.0\n"
MEGABYTE = 1024 * 1024
CORPUS = [case.raw for case in cases()]
NASTY = st.sampled_from(
    [
        b"\x00",
        b"\r",
        b"\n",
        b"\r\n\r\n",
        b"--",
        b"boundary=",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: message/rfc822\n",
        b"=?utf-8?q?",
        b"?=",
        b"<",
        b">",
        b"\xff\xfe",
        b"\xe2\x80\xae",
        b"\xf4\x8e\xb8\x80",
        b"<div>",
        b"<table><tr><td>",
        b"<blockquote>",
        b"> ",
        b"On 1 wrote:\n",
        b"From: a@b.example\n",
        b"charset=punycode",
        b"format=flowed",
        b"Content-Transfer-Encoding: base64\n",
        b";" * 50,
        b'"',
    ]
)


def refused(raw: bytes) -> UnreadableReason | None:
    """The reason why a mail is not read; None if it is."""
    try:
        read(raw)
    except Unreadable as unreadable:
        if unreadable.__cause__:
            raise unreadable.__cause__ from None  # a fault of ours
        return unreadable.reason
    return None


def read(raw: bytes) -> ParsedMail:
    """A mail that can be kept: within its limits, without controls, in JSON."""
    mail = parse(raw)
    assert len(mail.text) <= MAX_TEXT
    assert len(mail.whole_text) <= MAX_WHOLE
    assert len(mail.parts) <= MAX_PARTS
    assert len(mail.references) <= parser.MAX_IDS
    ids = (mail.message_id or "", mail.return_path or "", *mail.references, *mail.in_reply_to, *mail.recipients)
    for text in (mail.subject, mail.text, mail.whole_text, mail.origin_why, *ids, *(part.name for part in mail.parts)):
        assert not CONTROLS.search(text)
    assert json.loads(mail.model_dump_json(exclude={"parts"}))
    assert isinstance(html_of(mail.text[:2_000]), str)
    return mail


def nested(depth: int) -> bytes:
    levels = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (each, each) for each in range(depth))
    return HEAD + levels + b"Content-Type: text/plain\n\nHi.\n"


def parts(count: int) -> bytes:
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * count + b"--b--\n"


def headers(count: int) -> bytes:
    return b"From: carla@customer.example\n" + b"X-A: b\n" * count + b"\nHi.\n"


def html(source: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + source


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=2_000))
def test_bytes_of_any_kind_end_in_a_mail_or_a_reason(raw: bytes) -> None:
    refused(raw)
    refused(HEAD + raw)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(st.sampled_from(CORPUS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), NASTY), min_size=1, max_size=6))
def test_a_damaged_mail_ends_in_a_mail_or_a_reason(raw: bytes, damages: list[tuple[float, int, bytes]]) -> None:
    for where, lost, gained in damages:
        place = int(where * len(raw))
        raw = raw[:place] + gained + raw[place + lost :]

    refused(raw)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(NASTY, max_size=60).map(b"".join),
    st.sampled_from([b"text/plain", b"text/html", b"multipart/mixed; boundary=b", b"message/rfc822"]),
)
@example(b"", b"multipart/alternative; boundary=b")
def test_nasty_pieces_in_any_order_end_in_a_mail_or_a_reason(body: bytes, kind: bytes) -> None:
    refused(HEAD + b"Content-Type: " + kind + b"\n\n" + body)


def test_email_of_40_megabytes_is_read_and_a_larger_one_is_not() -> None:
    content = base64.encodebytes(b"kettle" * (4 * MEGABYTE))
    mail = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi.\n--b\nContent-Type: application/pdf; name=a.pdf\n"
    )
    mail += b"Content-Transfer-Encoding: base64\n\n" + content + b"\n--b--\n"

    whole = read(mail)

    assert (whole.text, len(whole.parts[0].content)) == ("Hi.", 24 * MEGABYTE)
    assert refused(HEAD + b"\n" + b"a" * MAX_BYTES) is UnreadableReason.TOO_LARGE


@pytest.mark.parametrize("filler", [b"a", b" ", b"> ", b"-", b"<", b"\xcc\x81"])
def test_line_of_several_megabytes_is_read(filler: bytes) -> None:
    assert refused(HEAD + b"\n" + filler * (4 * MEGABYTE // len(filler))) is None
    assert refused(html(filler * (MEGABYTE // 2 // len(filler)))) is None


def test_number_of_lines_is_limited() -> None:
    assert refused(HEAD + b"\n" + b"\n" * (MAX_LINES + 1)) is UnreadableReason.TOO_LARGE
    assert refused(HEAD + b"\n" + b"\r" * (MAX_LINES + 1)) is UnreadableReason.TOO_LARGE


def test_email_with_too_many_parts_is_refused() -> None:
    assert refused(parts(MAX_PARTS - 2)) is None
    assert refused(parts(MAX_PARTS + 1)) is UnreadableReason.TOO_MANY_PARTS
    assert refused(parts(100_000)) is UnreadableReason.TOO_MANY_PARTS
    assert refused(parts(100_000).replace(b"mixed", b"digest")) is UnreadableReason.TOO_MANY_PARTS


def test_nesting_depth_is_limited() -> None:
    assert refused(nested(MAX_DEPTH - 1)) is None
    assert refused(nested(MAX_DEPTH + 1)) is UnreadableReason.TOO_DEEP
    assert refused(nested(300)) is UnreadableReason.TOO_DEEP
    assert refused(nested(MAX_PARTS + 1)) is UnreadableReason.TOO_MANY_PARTS


def test_lines_times_containers_are_limited() -> None:
    many_lines = b"a\n" * (parser.MAX_WORK // 100)

    assert refused(nested(10) + many_lines[: len(many_lines) // 2]) is None
    assert refused(HEAD + b"\n" + b"Content-Type: multipart/x\n" * 200 + many_lines) is UnreadableReason.TOO_DEEP


def test_number_of_headers_is_limited() -> None:
    assert refused(headers(MAX_HEADERS - 1)) is None
    assert refused(headers(MAX_HEADERS)) is UnreadableReason.TOO_MANY_HEADERS
    assert refused(headers(10_000)) is UnreadableReason.TOO_MANY_HEADERS
    assert (
        refused(parts(1).replace(b"--b\n\n", b"--b\n" + b"X-A: b\n" * 10_000 + b"\n"))
        is UnreadableReason.TOO_MANY_HEADERS
    )


def test_the_length_of_a_header_is_limited() -> None:
    assert refused(b"From: carla@customer.example\nSubject: " + b"a" * (MAX_LENGTH - 1_000) + b"\n\nHi.") is None
    assert (
        refused(b"From: carla@customer.example\nSubject: " + b"a" * MAX_LENGTH + b"\n\nHi.")
        is UnreadableReason.TOO_MANY_HEADERS
    )
    assert (
        refused(b"From: carla@customer.example\nSubject: a\n" + b" a\n" * MAX_LENGTH + b"\nHi.")
        is UnreadableReason.TOO_MANY_HEADERS
    )
    assert refused(b"Subject: " + b"a" * (2 * MEGABYTE) + b"\n\nHi.") is UnreadableReason.TOO_MANY_HEADERS


@pytest.mark.parametrize(
    "value",
    [
        b'From: "' + b";" * 900 + b" carla@customer.example",
        b"From: " + b"(" * 60_000,
        b"From: " + b'("' * 490 + b"<carla@customer.example>",
        b"To: " + b"carla@customer.example, " * 2_500,
        b"To: " + b"(" * 60_000,
        b"References: " + b"<" * 60_000,
        b"Subject: " + b"=?u?q?" * 10_000,
        b'Content-Type: multipart/mixed; a="' + b";" * 60_000,
        b"Content-Type: text/plain; " + b"a*0=b;" * 9_000,
        b"Return-Path: " + b"<" * 60_000,
        b"Received: " + b"for " * 15_000,
        b"Authentication-Results: " + b"((" * 30_000,
        b"Message-ID: " + b"<a@" * 20_000,
    ],
)
def test_a_header_that_is_hard_to_take_apart_is_read(value: bytes) -> None:
    assert refused(value + b"\n" + HEAD + b"\nHi.\n") is None


@pytest.mark.parametrize(
    "source",
    [
        b"<div>" * 20_000,
        b"<p>" * 20_000,
        b"<b><i><u>" * 20_000,
        b"<!--" * 20_000,
        b"<a href='" * 50_000,
        b"<table><tr><td>" * 20_000,
        (b"<blockquote>" * 99 + b"x<br>" * 500 + b"</blockquote>" * 99) * 2,
        b"<table>" + b"<tr><td>a</td><td>b</td></tr>" * 1_000,
        b"<pre>" + b"a\n" * 20_000,
        b"&#x300;" * 20_000,
        b"<span class=gmail_signature>" * 90 + b"x",
        b"<table><tr><td>a</td></tr></table>" * 300,
    ],
)
def test_html_that_is_hard_to_take_apart_is_read(source: bytes) -> None:
    assert refused(html(source)) is None


@pytest.mark.parametrize(
    "line",
    [
        b"On 1 wrote:\n",
        b"On " * 100 + b":\n",
        b">\n",
        b"> a\n",
        b"-- \nx\n",
        b"From: a\n",
        b"Thanks\n",
        b"-" * 490 + b"\n",
        b"_ " * 240 + b"\n",
        b"a \n",
        b"<a@b>:\n",
        b"Sent from my a\n",
        b"https://a/b_c\n",
        b"5.1.1 550 \n",
    ],
)
def test_long_runs_of_quote_like_lines_are_read(line: bytes) -> None:
    body = line * (20_000 // len(line))

    assert refused(HEAD + b"\n" + body) is None
    assert refused(HEAD + b"Content-Type: text/plain; format=flowed\n\n" + body) is None
    assert refused(b"Return-Path: <>\n" + HEAD.replace(b"carla", b"mailer-daemon") + b"\n" + body) is None


@pytest.mark.parametrize(
    "charset", [b"punycode", b"idna", b"unicode_escape", b"hex", b"utf-16", b"\xff", b'"', b"*0*=x''"]
)
@pytest.mark.parametrize("kind", [b"text/plain", b"application/x", b"message/delivery-status", b"multipart/mixed"])
def test_email_with_any_declared_charset_is_read(charset: bytes, kind: bytes) -> None:
    body = b"\nk\xc3\xa9ttle-\xff" * 5_000

    assert refused(HEAD + b"Content-Type: " + kind + b"; charset=" + charset + b"\n\n" + body) is None


@pytest.mark.parametrize(
    "value", [b"<a\xff\xfe@x>", b"<\x01@x.example>", b"\xe2\x80\xae@x.example", b"\xed\xa0\x80", b"a\x00b@x.example"]
)
def test_email_with_invalid_characters_in_headers_is_read(value: bytes) -> None:
    names = (
        b"Message-ID",
        b"References",
        b"In-Reply-To",
        b"Return-Path",
        b"Delivered-To",
        b"To",
        b"Subject",
        b"Auto-Submitted",
    )

    assert refused(b"".join(name + b": " + value + b"\n" for name in names) + HEAD + b"\nHi.\n") is None
