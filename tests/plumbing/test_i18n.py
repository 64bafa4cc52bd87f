"""What people read: the same texts, with the same variables, in every language."""

import re

import pytest

from chalicelib.configuration.model import Configuration
from chalicelib.plumbing import i18n
from chalicelib.plumbing.i18n import FOLDER, LANGUAGES, MORE, SPOKEN, format_text, language_for, languages_of

CATALOGUES = sorted(path.name for path in (FOLDER / "en").glob("*.ftl"))
MESSAGE = re.compile(r"^([a-z][\w-]*) *=(.*(?:\n(?: .*|\}.*)?)*)", re.MULTILINE)
VARIABLE = re.compile(r"\$([a-z_]+)")


def messages(language: str, catalogue: str) -> dict[str, set[str]]:
    """Id of each text -> the variables it speaks of."""
    source = (FOLDER / language / catalogue).read_text("utf-8")
    return {found[1]: set(VARIABLE.findall(found[2])) for found in MESSAGE.finditer(source)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_catalogue(language: str) -> None:
    assert sorted(path.name for path in (FOLDER / language).glob("*")) == CATALOGUES
    assert "reason.ftl" in CATALOGUES


def test_category_of_a_new_desk_has_a_name_in_every_language() -> None:
    assert [set(category.names) for category in Configuration().categories] == [set(LANGUAGES)]


@pytest.mark.parametrize("language", sorted(set(SPOKEN) - set(LANGUAGES)))
def test_a_further_language_has_the_catalogues_that_are_in_it(language: str) -> None:
    there = sorted(path.stem for path in (FOLDER / language).glob("*"))
    assert there == sorted(catalogue for catalogue, more in MORE.items() if language in more)


@pytest.mark.parametrize(
    ("language", "catalogue"),
    [
        (language, each)
        for each in CATALOGUES
        for language in languages_of(each.removesuffix(".ftl"))
        if language != "en"
    ],
)
def test_every_text_is_there_with_the_same_variables(language: str, catalogue: str) -> None:
    english, other = messages("en", catalogue), messages(language, catalogue)

    assert len(english) > 5
    assert other == english


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_text_ids_start_with_the_name_of_their_catalogue(catalogue: str) -> None:
    first_words = {text.partition("-")[0] for text in messages("en", catalogue)}

    assert first_words == {catalogue.removesuffix(".ftl")}


@pytest.mark.parametrize("language", SPOKEN)
def test_every_text_can_be_formatted(language: str) -> None:
    for catalogue in CATALOGUES:
        if language not in languages_of(catalogue.removesuffix(".ftl")):
            continue
        bundle = i18n._bundle(language, catalogue.removesuffix(".ftl"))
        for text, variables in messages(language, catalogue).items():
            if bundle.get_message(text).value is None:
                continue
            for number in (0, 1, 2, 5, 11, 100):
                formatted = format_text(language, text, **dict.fromkeys(variables, number))
                assert formatted
                assert "{" not in formatted


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("en", "en"),
        ("ar", "ar"),
        ("ar-EG", "ar"),
        ("AR", "ar"),
        ("de", "en"),
        ("", "en"),
        ("zh-Hant-TW", "en"),
        ("arx", "en"),
    ],
)
def test_an_unknown_language_falls_back_to_english(wanted: str, language: str) -> None:
    assert language_for(wanted) == language


def test_a_catalogue_may_be_in_more_languages_than_the_others() -> None:
    assert (language_for("de-AT", "mail"), language_for("de-AT", "reason")) == ("de", "en")
    assert format_text("de", "mail-status-new") == "neu"
    assert format_text("de", "reason-all_at_capacity-customer", team="Orders") == "Waiting for Orders"


def test_unknown_text_raises_key_error() -> None:
    with pytest.raises(KeyError):
        format_text("en", "reason-of-the-moon")


def test_missing_variable_raises_value_error() -> None:
    with pytest.raises(ValueError, match="reason-all_at_capacity-agent"):
        format_text("en", "reason-all_at_capacity-agent")


def test_values_are_formatted_without_isolation_marks() -> None:
    assert format_text("en-GB", "reason-all_at_capacity-customer", team="Orders") == "Waiting for Orders"
