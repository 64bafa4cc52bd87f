"""The terms of documents and queries.

Each word is indexed with its stem, in the ticket's language if the word is in that language's script, otherwise in the
language that mainly uses the script. Queries may be in any supported language: a word is searched as it is, and by its stem
in each language.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from . import tokens
from .model import LONG_WORD, Term

SNOWBALL = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""Languages with a stemmer."""

SCRIPTS = (
    (0x0250, "latin", "en"),
    (0x0370, "", ""),
    (0x0400, "greek", "el"),
    (0x0530, "cyrillic", "ru"),
    (0x0590, "armenian", "hy"),
    (0x0600, "", ""),
    (0x0700, "arabic", "ar"),
    (0x0900, "", ""),
    (0x0980, "devanagari", "hi"),
    (0x0B80, "", ""),
    (0x0C00, "tamil", "ta"),
    (0x1E00, "", ""),
    (0x1F00, "latin", "en"),
    (0x2000, "greek", "el"),
)
"""First code point after a block, its script, and the default language for stemming it."""

WRITTEN_IN = {
    "ar": "arabic",
    "el": "greek",
    "fa": "arabic",
    "hi": "devanagari",
    "hy": "armenian",
    "ne": "devanagari",
    "ru": "cyrillic",
    "sr": "cyrillic",
    "ta": "tamil",
}
"""Languages that are not written in Latin script."""

MAX_TERMS = 16  # per query; more than anyone types
VERY_LONG, TOO_LONG = 8, 20  # letters from which two typos are allowed, and none
BEGINNING = 2  # minimum letters of an incomplete word
SHORTEST_STEM = 2


def language_of(tag: str) -> str:
    """Return the language of a BCP 47 tag if it has a stemmer; otherwise the empty string."""
    plain = tag.partition("-")[0].lower()
    return plain if plain in SNOWBALL else ""


def document_terms(text: str, tag: str = "") -> tuple[str, ...]:
    """Return the terms of a text in a language (a BCP 47 tag): its words in order, each followed by its stem."""
    language = language_of(tag)
    return tuple(term for word in tokens.words(text) for term in _terms_of(word, language))


def plain_terms(text: str) -> tuple[str, ...]:
    """Return the terms of names and addresses, which are not stemmed."""
    return tuple(piece for word in tokens.folded(text) for piece in tokens.pieces(word))


def question_terms(text: str, languages: Iterable[str] = ()) -> tuple[Term, ...]:
    """Return the terms of a query; `languages` are those in use. The last word may be incomplete."""
    spoken = tuple(sorted(SNOWBALL.keys() & set(languages)))
    found = [term for word in tokens.words(text) for term in _meant(word, spoken)][:MAX_TERMS]
    return (*found[:-1], *map(_perhaps_unfinished, found[-1:]))


def _perhaps_unfinished(term: Term) -> Term:
    enough = len(term.words[0]) >= BEGINNING or tokens.is_run(term.words[0])
    return Term(term.words, term.near, starts=enough)


@lru_cache(200_000)
def _terms_of(word: str, language: str) -> tuple[str, ...]:
    folded = tokens.fold(word)
    found = tokens.pieces(folded)
    script, general = _script(word)
    if len(found) != 1 or not script:
        return found
    stem = _stem(word, language if WRITTEN_IN.get(language, "latin") == script and language else general)
    return found if stem in {"", folded} else (folded, stem)


def _meant(word: str, languages: tuple[str, ...]) -> list[Term]:
    folded = tokens.fold(word)
    found = tokens.pieces(folded)
    if len(found) != 1 or tokens.is_run(folded):
        return [Term((piece,), starts=tokens.is_run(piece) and len(piece) == 1) for piece in found]
    script, general = _script(word)
    spoken = [each for each in languages if WRITTEN_IN.get(each, "latin") == script] if script else []
    stems = (_stem(word, each) for each in dict.fromkeys([*spoken, general]) if each)
    return [Term(tuple(dict.fromkeys([folded, *filter(None, stems)])), near=_near(folded))]


def _near(word: str) -> int:
    """Return the number of allowed typos; none for numbers and codes."""
    if any(each.isdigit() for each in word) or not LONG_WORD <= len(word) < TOO_LONG:
        return 0
    return 2 if len(word) >= VERY_LONG else 1


def _script(word: str) -> tuple[str, str]:
    """Return a word's script and default language; empty for words without grammar, such as codes."""
    first = ord(word[0])
    if any(each.isdigit() for each in word):
        return "", ""
    return next(((script, language) for end, script, language in SCRIPTS if first < end), ("", ""))


def _stem(word: str, language: str) -> str:
    """Return the stem without accents; empty if hardly anything would be left."""
    stem = tokens.fold(str(_stemmer(SNOWBALL[language]).stemWord(word)))
    return stem if len(stem) >= SHORTEST_STEM else ""


@lru_cache
def _stemmer(name: str) -> Any:
    try:
        from Stemmer import Stemmer
    except ImportError:  # no wheel for this platform: the same in Python, some fifty times slower
        from snowballstemmer import stemmer

        return stemmer(name)
    return Stemmer(name, 0)  # without its own cache: ours stores the results
