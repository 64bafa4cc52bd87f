"""The words a document is found by, and the words that a question may mean.

A stem is added beside each word, by the ticket's language where the word is in that language's script, otherwise by the
language the script is mostly used for. Who asks may write in any language of the desk: a word is looked for as it is, and
by its stem in each of them.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from . import tokens
from .model import LONG, Term

SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""Languages that have a stemmer."""

SCRIPTS = (
    (0x0250, "latin", "en"), (0x0370, "", ""), (0x0400, "greek", "el"), (0x0530, "cyrillic", "ru"), (0x0590, "armenian", "hy"),
    (0x0600, "", ""), (0x0700, "arabic", "ar"), (0x0900, "", ""), (0x0980, "devanagari", "hi"), (0x0B80, "", ""),
    (0x0C00, "tamil", "ta"), (0x1E00, "", ""), (0x1F00, "latin", "en"), (0x2000, "greek", "el"),
)  # fmt: skip
"""First code point behind a block, its script, and the language it is stemmed by unless something better is known."""

WRITTEN_IN = {
    "ar": "arabic", "el": "greek", "fa": "arabic", "hi": "devanagari", "hy": "armenian", "ne": "devanagari", "ru": "cyrillic",
    "sr": "cyrillic", "ta": "tamil",
}  # fmt: skip
"""Languages that are not written in Latin letters."""

MOST_TERMS = 16  # of a question: nobody types more by hand
VERY_LONG, TOO_LONG = 8, 20  # letters from which two slips are forgiven, and none
BEGINNING = 2  # letters of a word that may not be finished yet
SHORTEST_STEM = 2


def language_of(tag: str) -> str:
    """The language of a BCP 47 tag if it has a stemmer; otherwise the empty string."""
    plain = tag.partition("-")[0].lower()
    return plain if plain in SNOWBALL else ""


def document_terms(text: str, tag: str = "") -> tuple[str, ...]:
    """What a text in a language (a BCP 47 tag) is found by: its words in order, each followed by its stem."""
    language = language_of(tag)
    return tuple(term for word in tokens.words(text) for term in _kept(word, language))


def plain_terms(text: str) -> tuple[str, ...]:
    """The same for names and addresses, which no grammar bends."""
    return tuple(piece for word in tokens.folded(text) for piece in tokens.pieces(word))


def question_terms(text: str, languages: Iterable[str] = ()) -> tuple[Term, ...]:
    """What must be in a text that answers this, `languages` being the desk's. The last word may not be finished yet."""
    spoken = tuple(sorted(SNOWBALL.keys() & set(languages)))
    found = [term for word in tokens.words(text) for term in _meant(word, spoken)][:MOST_TERMS]
    return (*found[:-1], *map(_perhaps_unfinished, found[-1:]))


def _perhaps_unfinished(term: Term) -> Term:
    enough = len(term.words[0]) >= BEGINNING or tokens.is_run(term.words[0])
    return Term(term.words, term.near, starts=enough)


@lru_cache(200_000)
def _kept(word: str, language: str) -> tuple[str, ...]:
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
    """Numbers and codes have no neighbours that mean the same."""
    if any(each.isdigit() for each in word) or not LONG <= len(word) < TOO_LONG:
        return 0
    return 2 if len(word) >= VERY_LONG else 1


def _script(word: str) -> tuple[str, str]:
    """The script a word is written in and its general language; empty for what has no grammar, such as codes."""
    first = ord(word[0])
    if any(each.isdigit() for each in word):
        return "", ""
    return next(((script, language) for end, script, language in SCRIPTS if first < end), ("", ""))


def _stem(word: str, language: str) -> str:
    """Without accents; empty where hardly anything would be left."""
    stem = tokens.fold(str(_stemmer(SNOWBALL[language]).stemWord(word)))
    return stem if len(stem) >= SHORTEST_STEM else ""


@lru_cache
def _stemmer(name: str) -> Any:
    try:
        from Stemmer import Stemmer
    except ImportError:  # no wheel for this computer: the same in Python, some fifty times slower
        from snowballstemmer import stemmer

        return stemmer(name)
    return Stemmer(name, 0)  # without a cache of its own: ours holds what comes out
