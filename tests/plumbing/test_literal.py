"""What is put into a text by the desk is shown as it is, wherever it stands, and is nothing more."""

import html
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.plumbing.fields import clean_line
from chalicelib.plumbing.markup import JOINER, html_of, literal, plain

HERE = "@@"
INERT = "Xyz"


def read(value: str) -> str:
    """A value as people read it."""
    return clean_line(value.replace(JOINER, ""))


evil = st.text(st.sampled_from("*_~`[]()<>|:#!-+=.\\&\"' \u2060\u202e\n\t1a8/@^{}$%?;,é中"), min_size=1, max_size=16)
attacks = st.sampled_from(
    [
        "**bold**",
        "<script>alert(1)</script>",
        "[here](https://evil.example)",
        "https://evil.example",
        "mailto:a@evil.example",
        "`code`",
        "~~gone~~",
        "- item",
        "1. item",
        "> quote",
        "```",
        "~~~",
        "---",
        "***",
        "| a | b |",
        "a|b",
        "|-|-|",
        "# head",
        "<https://evil.example>",
        "![x](https://evil.example/p.png)",
        "x\n\n- item",
        "a  \nb",
        "&lt;b&gt;",
        "\\*x\\*",
        "(https://evil.example)",
        "javascript:alert(1)",
        "{{agent.name}}",
        "\u2060**x**",
        "x\u2060",
        "10001",
        "7.",
        "=====",
    ]
)
values = (evil | attacks).filter(read)
pieces = st.sampled_from(
    [
        "Hello @@,",
        "**@@**",
        "_@@_",
        "~~@@~~",
        "- @@",
        "> @@",
        "> - @@",
        "1. @@",
        "`@@`",
        "| @@ | b |",
        "@@",
        "@@ @@",
        "a @@ b",
        "[see @@](https://x.y)",
        "(@@)",
        "@@. Then",
        "@@) Then",
        "#@@",
        "[x]@@",
        "@@: yes",
        '"@@"',
        "",
        "---",
        "a|b",
        "-|-",
        "- one\n- @@\n\nend",
    ]
)
templates = st.lists(pieces, min_size=1, max_size=6).map("\n".join).filter(lambda text: HERE in text)


def filled(template: str, value: str) -> str:
    first, *rest = template.split(HERE)
    text = first
    for part in rest:
        text += literal(value, text) + part
    return text


def tags(shown: str) -> Counter[str]:
    return Counter(re.findall(r"<(\w+)", shown))


def words(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", shown))


@given(templates, values)
def test_literal_value_is_shown_as_written_without_markup(template: str, value: str) -> None:
    shown, expected = html_of(filled(template, value)), html_of(template.replace(HERE, INERT))

    assert tags(shown) == tags(expected)
    assert words(shown) == words(expected).replace(INERT, read(value))


@given(values, st.sampled_from(["", "Hello ", "> - ", "**", "1. "]))
def test_escaping_a_literal_twice_changes_nothing(value: str, before: str) -> None:
    once = literal(value, before)

    assert literal(once, before) == once


@given(values)
def test_literal_in_plain_text_is_unchanged(value: str) -> None:
    assert plain(literal(value)) == read(value)


@given(
    values,
    st.sampled_from(["see https://t.example/@@ now", "[see](https://t.example/@@) now", "https://t.example?a=@@&b=@@"]),
)
def test_literal_value_in_a_link_stays_part_of_its_address(template_value: str, template: str) -> None:
    shown = html_of(filled(template, template_value))

    (address,) = re.findall(r'href="([^"]*)"', shown)
    assert address.startswith("https://t.example")
    assert tags(shown) == {"p": 1, "a": 1}
    assert not set(" <>()[]*_`~|\\'") & set(address)


@pytest.mark.parametrize(
    "name", ["Carla Romero", "O'Neil-Smith (Sales)", "Ana María", "محمد", "山田 太郎", "Dr. Who, Jr."]
)
def test_ordinary_names_are_not_escaped(name: str) -> None:
    assert literal(name, "Hello ") == name


def test_literal_of_blank_text_is_empty() -> None:
    assert literal(" \n ") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"a {JOINER}*b{JOINER}* c", '<p dir="auto">a *b* c</p>\n'),
        (f"{JOINER}<b>", '<p dir="auto">&lt;b&gt;</p>\n'),
        (f"{JOINER}1. x", '<p dir="auto">1. x</p>\n'),
        (f"a{JOINER}b", f'<p dir="auto">a{JOINER}b</p>\n'),
        (chr(0x10F000 + ord("<")) + "b>*x*", '<p dir="auto">&lt;b&gt;<em>x</em></p>\n'),
    ],
)
def test_a_mark_behind_a_joiner_is_shown_as_it_is(text: str, shown: str) -> None:
    assert html_of(text) == shown
