"""What is shown of a text: the place that answers best, with the words that do marked."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.search import snippets, stems
from chalicelib.search import tokens as search_tokens
from chalicelib.search.model import Term
from tests.search.probes import LANGUAGES, PROBES, TEXTS


def shown(text: str, asked: str) -> str:
    """The snippet, with what is marked in brackets."""
    parts = snippets.snippet(text, stems.question_terms(asked, LANGUAGES))
    return "".join(f"[{part.text}]" if part.hit else part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "asked", "line"),
    [
        ("Where is my parcel?", "parcel", "Where is my [parcel]?"),
        ("Parcels, PARCELS!", "parcel", "[Parcels], [PARCELS]!"),
        ("Two\nlines  and\ttabs", "lines", "Two [lines] and tabs"),
        ("The printers keep crashing", "printer crash", "The [printers] keep [crashing]"),
        ("Straße falsch", "strasse", "[Straße] falsch"),
        ("zephyr lamp", "zeph", "[zephyr] lamp"),
        ("注文した商品が届きません", "商品", "注文した[商品]が届きません"),
        ("返金してください", "返金して", "[返金して]ください"),
        ("สินค้าที่สั่งซื้อ", "สินค้า", "[สินค้า]ที่สั่งซื้อ"),
        ("ABC返金", "返金", "ABC[返金]"),
        ("ｶﾞｷﾞｸﾞ halfwidth", "ガギ", "[ｶﾞｷﾞｸﾞ] halfwidth"),
        ("order ORD-0012345 of May", "ord-0012345", "order [ORD]-[0012345] of May"),
        ("The printers keep crashing", "pritners", "The [printers] keep crashing"),
        ("nothing of the kind", "lamp", "nothing of the kind"),
        ("", "lamp", ""),
        ("<b>lamp</b> & chair", "lamp", "<b>[lamp]</b> & chair"),
        ("art and an article", "art and", "[art] [and] an article"),
        ("art and an article", "and art", "[art] [and] an [article]"),
    ],
)
def test_matching_terms_are_highlighted(text: str, asked: str, line: str) -> None:
    assert shown(text, asked) == line


@pytest.mark.parametrize("probe", PROBES)
def test_snippet_of_a_match_is_always_highlighted(probe: str) -> None:
    asked, number = PROBES[probe]

    assert "[" in shown(TEXTS[number][1], asked)


def test_of_a_long_text_the_best_place_is_shown() -> None:
    long = (
        "We have many lamps here. " + "Words and more words. " * 40 + "The green lamp is broken. " + "And so on. " * 40
    )

    line = shown(long, "green lamp")

    assert line.startswith("…")
    assert line.endswith("…")
    assert "The [green] [lamp] is broken." in line
    assert len(line) < snippets.LENGTH + 20


def test_a_long_text_with_nothing_to_mark_is_shown_from_its_beginning() -> None:
    assert shown("Once upon a time. " * 40, "lamp").startswith("Once upon a time.")


words = st.text(max_size=400) | st.lists(st.sampled_from(["lamp", "green", "返金して", "…", "x" * 300, "Straße"])).map(
    " ".join
)


@given(words, st.text(max_size=30) | st.just("green lamp"))
def test_a_snippet_is_a_piece_of_the_text(text: str, asked: str) -> None:
    terms = stems.question_terms(asked, LANGUAGES)
    line = " ".join(text.split())

    parts = snippets.snippet(text, terms)

    inner = [part.text for part in parts if part.text != snippets.ELLIPSIS or part.hit]
    assert "".join(inner) in line or snippets.ELLIPSIS in line
    assert all(part.text for part in parts)
    assert not any(one.hit and two.hit for one, two in itertools.pairwise(parts))
    if len(line) <= snippets.LENGTH:
        assert "".join(part.text for part in parts) == line


@given(words, st.sampled_from(["lamp", "green lamp", "返金", "strasse"]))
def test_highlighted_text_matches_a_search_term(text: str, asked: str) -> None:
    terms = stems.question_terms(asked, LANGUAGES)
    every = {form for term in terms for form in term.words}

    for part in snippets.snippet(text, terms):
        if part.hit:
            folded = "".join(search_tokens.folded(part.text))
            assert any(form in folded or snippets.edit_distance(form, folded, 2) <= 2 for form in every)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("", "", 0),
        ("lamp", "lamp", 0),
        ("lamp", "lmap", 1),
        ("lamp", "lam", 1),
        ("lamp", "lamps", 1),
        ("lamp", "limp", 1),
        ("pritners", "printers", 1),
        ("lamp", "mapl", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_typos_are_counted(one: str, other: str, count: int) -> None:
    assert snippets.edit_distance(one, other, 5) == snippets.edit_distance(other, one, 5) == count
    assert (snippets.edit_distance(one, other, 2) <= 2) is (count <= 2)


def test_term_far_longer_than_a_short_stem_is_not_highlighted() -> None:
    assert snippets.matched_spans("an unbelievable story", [Term(("bel",))]) == []
