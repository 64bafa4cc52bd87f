"""Names of people as they come in from outside: nothing in one leads anywhere or is read as anything but a name."""

# ruff: noqa: RUF001 - fullwidth letters are what some of these names are made of

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chalicelib.plumbing.names import MAX_NAME, PersonName, clean_name, display_name

person_name: TypeAdapter[str] = TypeAdapter(PersonName)

LEADS_SOMEWHERE = re.compile(
    r"//|@|www\.|\b(?:https?|ftp|mailto|javascript|data|tel):|[^\W_][.。．｡][^\W\d_]{2}", re.IGNORECASE
)
MARKUP = re.compile(r"[<>\[\]{}|\\*_~`\"]")
pieces = st.sampled_from(
    [
        "http://evil.test",
        "HTTPS://EVIL.TEST/a_b",
        "//evil.test",
        "www.evil.test",
        "evil.test",
        "evil.test/x",
        "x@evil.test",
        "mailto:x@evil.test",
        "javascript:alert(1)",
        "[click](http://evil.test)",
        "<a href='http://evil.test'>",
        "</a>",
        "**",
        "`",
        "\u202e",
        "\u200b",
        "\x00",
        "\n",
        "。",
        "．",
        "：",
        "／",
        "＠",
        "(",
        ")",
        " ",
        "Mona",
        "Smith",
        "می\u200cخواهم",
        "e\u0301",
    ]
)
hostile = st.lists(pieces | st.text(max_size=8), max_size=12).map("".join)


@pytest.mark.parametrize(
    "name",
    [
        "Mona",
        "J. R. R. Tolkien",
        "Martin L. King Jr.",
        "O’Neil-Smith, Ann",
        "D'Arcy",
        "Mona (Acme)",
        "Mona & Sons",
        "Åsa Öberg",
        "محمد بن علی",
        "می\u200cخواهم",
        "नरेन्द्र मोदी",
        "தமிழ்",
        "山田 太郎",
        "Nguyễn Thị Hồng",
        "Support 24",
    ],
)
def test_real_name_stays_as_it_is(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Buy pills http://evil.test", "Buy pills"),
        ("https://evil.test/a_b(c) Mona", "(c) Mona"),
        ("www.evil.test Mona", "Mona"),
        ("evil.test/win Mona", "Mona"),
        ("Mona evil.test", "Mona evil test"),
        ("Mona 10.0.0.12", "Mona 10 0 0 12"),
        ("Mona mona@evil.test", "Mona"),
        ("Mona <b>Smith</b>", "Mona Smith"),
        ("[Mona](http://evil.test)", "Mona"),
        ("<a href='http://evil.test'>Mona</a>", "Mona"),
        ("Mona **now**", "Mona now"),
        ("ev\u200bil.test", "evil test"),
        ("ｈｔｔｐ：／／ｅｖｉｌ．ｔｅｓｔ Mona", "Mona"),
        ("evil。test", "evil test"),
        ("Mo\u202ena", "Mona"),
        ("Mo\x00na", "Mona"),
        ("Mona\r\nBcc: x@evil.test", "Mona Bcc"),
        ("Mona", "Mona"),
        ("Z" + "\u0301" * 50, "Z" + "\u0301" * 5),
    ],
)
def test_links_addresses_markup_and_hidden_characters_leave_a_name(name: str, shown: str) -> None:
    assert clean_name(name) == unicodedata.normalize("NFKC", shown)


@pytest.mark.parametrize(
    ("name", "email", "shown"),
    [
        ("http://evil.test", "mona.smith@example.org", "mona smith"),
        (None, "mona@example.org", "mona"),
        ("\u3164\u2800", "mona@example.org", "mona"),
        ("😀", "mona@example.org", "mona"),
        ("x@evil.test", "!#$@example.org", "Customer"),
        ("", "", "Customer"),
        ("www.evil.test", "www.evil.test@example.org", "Customer"),
    ],
)
def test_name_with_nothing_left_is_replaced_by_the_local_part_or_customer(
    name: str | None, email: str, shown: str
) -> None:
    assert display_name(name, email) == shown


@given(hostile, hostile)
@example("https:/", "/evil.test")
def test_cleaned_name_never_holds_a_link(name: str, local: str) -> None:
    shown = display_name(name, f"{local}@example.org")

    assert shown
    assert len(shown) <= MAX_NAME
    assert LEADS_SOMEWHERE.search(shown) is None
    assert MARKUP.search(shown) is None
    assert not [each for each in shown if unicodedata.category(each) in {"Cc", "Cs"}]
    assert shown == shown.strip()


@given(hostile)
def test_cleaning_a_clean_name_changes_nothing(name: str) -> None:
    once = clean_name(name)

    assert clean_name(once) == once


@pytest.mark.parametrize(("sent", "cleaned"), [("  Mona  Smith ", "Mona Smith"), ("Mona http://evil.test", "Mona")])
def test_typed_name_is_cleaned(sent: str, cleaned: str) -> None:
    assert person_name.validate_python(sent) == cleaned


@pytest.mark.parametrize(
    "sent", ["", "   ", "http://evil.test", "x@evil.test", "\u200b", "m" * 101, "m" * 5_000, 7, None]
)
def test_typed_name_without_a_name_in_it_is_refused(sent: object) -> None:
    with pytest.raises(ValidationError):
        person_name.validate_python(sent)
