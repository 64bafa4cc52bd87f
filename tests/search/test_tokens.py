"""From text to words: the same for every script, every time, whatever is typed."""

# ruff: noqa: RUF001 - other scripts have letters that look like ours

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.search import tokens as search_tokens

EXAMPLES = [
    "ΌΣΟΣ ΐ",
    "ﬁnance ℡ ½ ㎏",
    "e\u0301te\u0301",
    "가\u200c\u1161",
    "ͅα",
    "ᾳ Ὀδυσσεύς",
    "İIıi",
    "क्‍ष",
    "ｶﾞｷﾞ",
    "\ud800",
]


def words(text: str) -> list[str]:
    return [piece for word in search_tokens.folded(text) for piece in search_tokens.pieces(word)]


@given(st.text())
@example("".join(EXAMPLES))
def test_tokenizing_is_idempotent(text: str) -> None:
    once = words(text)

    assert words(" ".join(once)) == once


@given(st.text())
@example("".join(EXAMPLES))
def test_tokens_hold_only_characters_marks_and_numbers(text: str) -> None:
    for word in words(text):
        assert 0 < len(word) <= search_tokens.MAX_CHARACTERS
        assert {unicodedata.category(each)[0] for each in word} <= {"L", "M", "N"}


@given(st.text())
def test_case_and_composition_make_no_difference(text: str) -> None:
    found = words(text)

    assert words(unicodedata.normalize("NFD", text)) == found
    assert words(unicodedata.normalize("NFC", text)) == found


@given(st.text(st.characters(codec="utf-8", categories=["Lu", "Ll"], max_codepoint=0x24F)))
def test_tokens_ignore_upper_case(text: str) -> None:
    assert words(text.upper().lower()) == words(text.upper())


@given(st.text())
@example("".join(EXAMPLES))
def test_token_spans_are_ordered_and_complete(text: str) -> None:
    spans = search_tokens.spans(text)

    assert all(start < end for start, end in spans)
    assert spans == sorted(spans)
    outside = [text[end:start] for (_, end), (start, _) in zip([(0, 0), *spans], [*spans, (len(text), 0)], strict=True)]
    assert words(" ".join(outside)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Where's my Parcel?", ["where", "s", "my", "parcel"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("très Örtlich naïve Łódź Øre", ["tres", "ortlich", "naive", "lodz", "ore"]),
        ("ERR_SSL_0x80 srv-12.example.com", ["err", "ssl", "0x80", "srv", "12", "example", "com"]),
        ("İSTANBUL Istanbul ılık", ["istanbul", "istanbul", "ilik"]),
        ("ﬁle ＦＵＬＬ ①", ["file", "full", "1"]),
        ("١٢٣ १२३", ["123", "123"]),
        ("مُدَرِّس أحمد مـــد", ["مدرس", "احمد", "مد"]),
        ("ऑर्डर नहीं", ["ऑर्डर", "नहीं"]),
        ("返金してABC", ["返金", "金し", "して", "abc"]),
        ("返", ["返"]),
        ("がか", ["がか"]),
        ("สินค้า", ["สิ", "ิน", "นค", "ค้", "้า"]),
        ("상품이", ["상품", "품이"]),
        ("co\u00adoperate", ["cooperate"]),
        ("🙂 … — !?", []),
        ("x" * 50, ["x" * 40]),
    ],
)
def test_every_script_has_its_way(text: str, found: list[str]) -> None:
    assert words(text) == found
