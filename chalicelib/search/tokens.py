"""Tokenises text, the same way for all scripts. Pure; used by both engines, for indexing and for queries.

Case, width and accents are folded, digits become ASCII. Text without spaces between words (Chinese, Japanese, Thai …; also
Korean, whose words take many endings) is split into overlapping pairs of characters.
"""

import re
import unicodedata
from functools import lru_cache

MAX_CHARACTERS = 40  # longer words are truncated
TATWEEL = "\u0640"  # stretches Arabic words, without meaning
VOWEL_SIGNS = ((0x0900, 0x1AB0), (0xA800, 0xAC00))  # from Devanagari on, marks count as letters
SOUND_MARKS = "\u3099\u309a"  # of Japanese syllables: が differs from か
STROKES = str.maketrans(
    {"\u0131": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe"}
)  # no accents to Unicode
RUN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean."""


class _Characters(dict[int, str | None]):
    """Maps characters to what a word keeps of them, cached: letters, marks and digits stay, others separate words."""

    def __missing__(self, code: int) -> str | None:
        mapped = _mapped(chr(code))
        self[code] = mapped
        return mapped


class _Shapes(dict[int, str]):
    """Maps characters to `w` inside words and to a space between them, so that the result is as long as the text."""

    def __missing__(self, code: int) -> str:
        shape = "w" if any(_mapped(each) != " " for each in _plain(chr(code))) else " "
        self[code] = shape
        return shape


def _mapped(character: str) -> str | None:
    category = unicodedata.category(character)
    if category == "Cf" or character == TATWEEL:
        return None  # joiners and direction marks, inside words
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return character if category[0] in "LMN" else " "


_CHARACTERS, _SHAPES = _Characters(), _Shapes()


def words(text: str) -> list[str]:
    """Return the words of a text in order, in lower case, with accents, as stemmers need them."""
    return _plain(text).translate(_CHARACTERS).split()


def spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text begin and end."""
    return [match.span() for match in re.finditer("w+", text.translate(_SHAPES))]


def folded(text: str) -> list[str]:
    """Return the words of a text without accents, not split into pairs."""
    return [each for word in words(text) if (each := fold(word))]


@lru_cache(100_000)
def fold(word: str) -> str:
    """Remove accents, and truncate to `MAX_CHARACTERS`."""
    if word.isascii():
        return word[:MAX_CHARACTERS]
    bare = "".join(each for each in unicodedata.normalize("NFD", word.translate(STROKES)) if not _is_accent(each))
    return unicodedata.normalize("NFC", bare)[:MAX_CHARACTERS]


def pieces(word: str) -> tuple[str, ...]:
    """Return a folded word, or its pairs of characters if its script has no spaces."""
    if word.isascii():
        return (word,) if word else ()
    found: list[str] = []
    start = 0
    for run in RUN.finditer(word):
        found += filter(None, (word[start : run.start()],))
        found += _pairs(run.group())
        start = run.end()
    return (*found, *filter(None, (word[start:],)))


def is_run(piece: str) -> bool:
    """Whether it comes from a script without spaces: a pair of characters, or a single one."""
    return RUN.match(piece) is not None


def _pairs(run: str) -> list[str]:
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


def _plain(text: str) -> str:
    """Fold compatibility characters and case, by Unicode's caseless match (3.13, D146)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _is_accent(character: str) -> bool:
    if unicodedata.category(character)[0] != "M" or character in SOUND_MARKS:
        return False
    return not any(first <= ord(character) < end for first, end in VOWEL_SIGNS)
