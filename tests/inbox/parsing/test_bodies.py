"""Words come through as they were typed, new ones are never lost, and old ones are left out."""

import html
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.inbox.parsing.bodies import MAX_TEXT
from chalicelib.inbox.parsing.headers import clean_text, decode_text
from chalicelib.inbox.parsing.html_body import from_html
from chalicelib.inbox.parsing.parser import parse
from chalicelib.inbox.parsing.plain_text import escape_markdown, from_plain, unflow
from chalicelib.inbox.parsing.quotes import new_text, without_markers
from chalicelib.links.tokens import Purpose, link_for, token_of, url_of
from chalicelib.mail import threads
from chalicelib.mail.threads import reply_address
from chalicelib.plumbing.markup import html_of, plain
from chalicelib.plumbing.seals import KeyRing

HEAD = "From: carla@customer.example\nMIME-Version: 1.0\nContent-Type: {}; charset=utf-8\n\n"

typed = st.text(st.sampled_from("*_~`[]()<>|:#!-+=.\\&\"' \n1a8/@^{}$%?;,é中"), max_size=60)
urls = st.sampled_from(
    [
        "https://x.example/a_b_c",
        "http://x.example/~a?b=*c*",
        "see https://x.example.",
        "www.x.example",
        "mailto:a@b.example",
    ]
)
snippets = st.sampled_from(
    [
        "**bold**",
        "<script>alert(1)</script>",
        "[here](https://evil.example)",
        "`code`",
        "~~gone~~",
        "- item",
        "1. item",
        "```",
        "~~~",
        "---",
        "***",
        "| a | b |\n|---|---|",
        "# head",
        "![x](https://evil.example/p.png)",
        "&lt;b&gt;",
        "\\*x\\*",
        "=====",
        "[x]: https://evil.example",
    ]
)
bodies = st.lists(typed | urls | snippets, max_size=5).map("\n".join)
sentences = st.lists(
    st.sampled_from(
        ["The kettle leaks.", "What now?", "It has no lid.", "Order 4711", "- first", "Data: 12", "Take a look"]
    ),
    min_size=1,
    max_size=5,
).map("\n".join)
QUOTED = "> Have you tried to restart it?\n> \n> -- \n> Customer Care"
ATTRIBUTION = "On Mon, Jan 5, 2026 at 9:12 AM Customer Care <care@desk.example> wrote:"


def shown(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", html_of(text)))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def tags(text: str) -> set[str]:
    return set(re.findall(r"<(\w+)", html_of(text)))


@given(bodies)
def test_plain_text_is_shown_as_it_was_typed_and_nothing_in_it_is_mark_up(text: str) -> None:
    assert squeezed(shown(escape_markdown(text))) == squeezed(text)
    assert tags(escape_markdown(text)) <= {"p", "br", "a"}


@given(bodies)
def test_only_addresses_that_were_typed_become_links(text: str) -> None:
    addresses = re.findall(r'href="([^"]*)"', html_of(escape_markdown(text)))

    assert all(address.startswith(("http", "mailto:")) for address in addresses)
    assert len(addresses) <= text.lower().count("http") + text.lower().count("mailto:")


@given(bodies)
def test_text_of_html_is_shown_as_typed(text: str) -> None:
    words = squeezed(text)
    written, cut = from_html(f"<div>{html.escape(words)}</div>")

    assert not cut
    assert squeezed(shown(written)) == words
    assert tags(written) <= {"p", "br", "a"}


@given(sentences)
def test_text_without_quotes_or_signature_is_unchanged(text: str) -> None:
    assert plain(new_text(from_plain(text))) == text


@given(sentences, sentences)
def test_text_above_and_below_a_quote_is_retained(above: str, below: str) -> None:
    text = plain(new_text(from_plain(f"{above}\n\n{ATTRIBUTION}\n{QUOTED}\n\n{below}")))

    assert above in text
    assert below in text


@given(sentences)
def test_quote_below_or_above_new_text_is_left_out(text: str) -> None:
    assert plain(new_text(from_plain(f"{text}\n\n{ATTRIBUTION}\n{QUOTED}"))) == text
    assert plain(new_text(from_plain(f"{ATTRIBUTION}\n{QUOTED}\n\n{text}"))) == text


@given(
    st.lists(
        st.sampled_from(
            [
                "",
                ">",
                "> a",
                ">> b",
                "-- ",
                "Thanks,",
                "Carla",
                ATTRIBUTION,
                "-----Original Message-----",
                "From: a@b.example",
                "Sent: today",
                "To: c",
                "Subject: d",
                "---------- Forwarded message ---------",
                "New words here.",
            ]
        ),
        max_size=14,
    ).map("\n".join)
)
def test_text_with_content_is_never_reduced_to_nothing(text: str) -> None:
    whole = from_plain(text)

    words = new_text(whole)

    assert bool(re.search(r"\w", words)) == bool(re.search(r"\w", without_markers(whole)))
    assert all(line in whole for line in words.split("\n"))


def test_forwarded_email_is_retained_whole() -> None:
    text = from_plain("See below.\n\nFrom: a@b.example\nSent: Monday\nTo: c@d.example\nSubject: x\n\nThe words.")

    assert "The words." not in new_text(text)
    assert "The words." in new_text(text, forwarded=True)


@pytest.mark.parametrize(
    ("flowed", "text"),
    [
        ("a \nb", "a b"),
        ("a\nb", "a\nb"),
        (">a \n>b", "> a b"),
        (">a \nb", "> a \nb"),
        ("-- \nx", "-- \nx"),
        (" >no quote", ">no quote"),
        ("a \n\nb", "a \n\nb"),
        (">>a \n>b", ">> a \n> b"),
        ("", ""),
    ],
)
def test_flowed_lines_are_joined(flowed: str, text: str) -> None:
    assert unflow(flowed, delete_space=False) == text


def test_space_that_marks_a_flowed_line_is_removed_with_delsp() -> None:
    assert unflow("a \nb \nc", delete_space=True) == "abc"


@given(
    st.binary(max_size=200),
    st.sampled_from(
        [
            "utf-8",
            "us-ascii",
            "iso-8859-1",
            "gb2312",
            "shift_jis",
            "iso-2022-jp",
            "utf-7",
            "utf-16",
            "punycode",
            "idna",
            "hex",
            "rot13",
            "zlib",
            "unicode_escape",
            "x-unknown",
            "",
            None,
            "\x00",
            "a" * 500,
            "../x",
        ]
    ),
)
def test_bytes_are_always_read_as_something(content: bytes, charset: str | None) -> None:
    assert isinstance(decode_text(content, charset), str)


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("für €".encode(), "us-ascii", "für €"),
        ("für €".encode(), None, "für €"),
        ("für".encode("latin-1"), "utf-8", "für"),
        ("für".encode("latin-1"), None, "für"),
        ("30 €".encode("cp1252"), "iso-8859-1", "30 €"),
        ("für".encode(), "iso-8859-1", "für"),
        (b"abc \xe4\xb8", "utf-8", "abc ä¸"),
        ("水壶坏了".encode()[:-1], "utf-8", "水壶坏\ufffd"),
        (b"", "utf-8", ""),
        ("Größe".encode("cp1252"), '"iso-8859-1"', "Größe"),
    ],
)
def test_a_wrong_charset_is_not_believed(content: bytes, charset: str | None, text: str) -> None:
    assert decode_text(content, charset) == text


def test_excessive_combining_marks_are_removed() -> None:
    assert len(clean_text("a" + "\u0301\u0323" * 50_000 + "b")) < 30


def test_html_formatting_is_converted_to_markdown() -> None:
    source = '<h1>T</h1><p><b>b</b> <i>i</i> <s>s</s> <a href="https://x.example">l</a></p><ul><li>u<ul><li>v</li></ul></li></ul><blockquote>q</blockquote>'

    text, _ = from_html(source)

    assert tags(text) == {"p", "strong", "em", "s", "a", "ul", "li", "blockquote"}


@pytest.mark.parametrize(
    "source",
    [
        '<img src="https://t.example/p.gif">',
        '<img src="https://t.example/p.gif" alt="">',
        '<div style="display:none">x</div>',
        "<style>p{}</style>",
        "<script>x</script>",
        "<title>x</title>",
        "<!-- x -->",
        "<template>x</template>",
        "<p hidden>x</p>",
        '<a href="https://x.example"></a>',
        "<svg><title>x</title></svg>",
    ],
)
def test_invisible_html_has_no_text(source: str) -> None:
    assert from_html(source) == ("", False)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example", "java\nscript:x", "file:///etc"],
)
def test_an_address_that_is_no_web_page_is_no_link(address: str) -> None:
    text, _ = from_html(f'<a href="{html.escape(address)}">words</a>')

    assert 'href="' not in html_of(text) or "evil.example" in html_of(text)
    assert "script:" not in html_of(text)
    assert "words" in text


def test_long_text_is_truncated_between_words_and_marked() -> None:
    mail = parse((HEAD.format("text/plain") + "word " * 10_000).encode())

    assert mail.truncated
    assert len(mail.text) <= MAX_TEXT
    assert mail.text.endswith("word")
    assert not parse((HEAD.format("text/plain") + "word " * 1_000).encode()).truncated


def test_fingerprint_is_equal_by_two_routes_and_differs_with_a_borrowed_id() -> None:
    mail = (
        "From: carla@customer.example\nMessage-ID: <1@x>\nDate: Mon, 05 Jan 2026 10:00:00 +0100\nSubject: x\n{}\n\n{}\n"
    )
    first = parse(("Return-Path: <a@x>\nReceived: by a\n" + mail.format("To: a@desk.example", "Hi.")).encode())
    second = parse(
        ("Received: by b\nX-Spam: no\n" + mail.format("To: a@desk.example", "Hi.")).replace("\n", "\r\n").encode()
    )
    borrowed = parse(mail.format("To: a@desk.example", "Ho.").encode())
    from_another = parse(mail.format("To: a@desk.example", "Hi.").replace("carla@", "mallory@").encode())

    assert first.fingerprint == second.fingerprint
    assert len({first.fingerprint, borrowed.fingerprint, from_another.fingerprint}) == 3


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
@pytest.mark.parametrize("before", ["", "https://x.safelinks.example/?url="])
def test_personal_links_and_reply_addresses_are_removed_from_text(before: str, kind: str) -> None:
    ring = KeyRing({1: b"k" * 32}, 1, 0)
    link = url_of("https://desk.example", ring, link_for(Purpose.VIEW, "carla", 0, ticket=10_001))
    address = reply_address(ring, "desk.example", 10_001, "carla", threads.ReplyPurpose.CUSTOMER)
    text = f"See {before}{quote(link, safe='') if before else link} or write to {quote(address) if before else address} now."
    if kind == "text/html":
        text = f'<p>{text} <a href="{link}">Page</a> <a href="mailto:{address}">mail</a></p>'

    mail = parse((HEAD.format(kind) + text).encode())

    assert token_of(ring, link_for(Purpose.VIEW, "carla", 0, ticket=10_001)) not in plain(mail.whole_text)
    assert address.partition("@")[0].partition("+")[2] not in plain(mail.whole_text)
    assert mail.text == mail.whole_text
    assert "link.html" in mail.text
    assert "now." in mail.text
