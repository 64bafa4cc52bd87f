"""What a text is found by, and what a question may mean."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.search import stems

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = sorted(stems.SNOWBALL)


def words_of(text: str, *languages: str) -> list[tuple[str, ...]]:
    return [term.words for term in stems.question_terms(text, languages)]


def test_stems_are_indexed_beside_their_terms() -> None:
    assert stems.document_terms("Printers crashing", "en") == ("printers", "printer", "crashing", "crash")
    assert stems.document_terms("die Rechnungen", "de-AT") == ("die", "rechnungen", "rechnung")


def test_term_in_another_script_is_stemmed_by_the_language_of_that_script() -> None:
    assert "заказ" in stems.document_terms("My заказы", "en")
    assert "printer" in stems.document_terms("принтеры printers", "ru")
    assert "printer" in stems.document_terms("printers", "th")  # no stemmer of its own


def test_codes_and_numbers_have_no_stem() -> None:
    assert stems.document_terms("0x80s 4711ers", "en") == ("0x80s", "4711ers")


def test_names_and_addresses_are_left_as_they_are() -> None:
    assert stems.plain_terms("Walters, Carla <carla.walters@example.com>") == (
        "walters",
        "carla",
        "carla",
        "walters",
        "example",
        "com",
    )


def test_search_terms_are_stemmed_in_every_language_of_the_index() -> None:
    assert words_of("rechnungen", "de", "fr") == [("rechnungen", "rechnung")]
    assert words_of("rechnungen") == [("rechnungen",)]
    assert words_of("parcels", "ja", "??") == [("parcels", "parcel")]


def test_only_the_last_term_is_a_prefix_and_only_from_a_minimum_length() -> None:
    assert [term.starts for term in stems.question_terms("lost parc")] == [False, True]
    assert [term.starts for term in stems.question_terms("lost p")] == [False, False]
    assert [term.starts for term in stems.question_terms("返")] == [True]


def test_typos_are_allowed_in_long_terms_and_not_in_numbers() -> None:
    assert {term.words[0]: term.near for term in stems.question_terms("the refnuds pritners 0012345 ord-12a 返金")} == {
        "the": 0,
        "refnuds": 1,
        "pritners": 2,
        "0012345": 0,
        "ord": 0,
        "12a": 0,
        "返金": 0,
    }


def test_a_sentence_that_was_pasted_is_cut_short() -> None:
    assert len(stems.question_terms("one two three " * 20)) == stems.MAX_TERMS
    assert stems.question_terms("?! …") == ()


@given(st.text(), st.sampled_from(["", *LANGUAGES]))
def test_every_text_is_found_by_its_own_terms(text: str, language: str) -> None:
    there = set(stems.document_terms(text, language))

    for term in stems.question_terms(text, [language]):
        assert term.words[0] in there
        assert "" not in term.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_stemmer(language: str) -> None:
    assert stems._stemmer(stems.SNOWBALL[language]).stemWord("information")


def test_without_the_stemmers_in_c_those_in_python_stem_the_same() -> None:
    text = "Printers crashing, Rechnungen übermittelt, remboursements arrivés, órdenes olvidadas, Заказы повреждёнными"
    program = f"""
import sys
sys.modules["Stemmer"] = None
from chalicelib.search import stems
print([stems.document_terms({text!r}, tag) for tag in ("en", "de", "fr", "es", "ru")])
"""
    process = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert process.stdout.strip() == repr([stems.document_terms(text, tag) for tag in ("en", "de", "fr", "es", "ru")])
