# ruff: noqa: RUF001 - other scripts have letters that look like ours
"""Made-up texts in twelve languages, the same at every run: words by Zipf's law, endings, and an order's number in each."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

WORDS_EACH = 20_000
SHARES = {
    "en": 40,
    "de": 10,
    "fr": 8,
    "es": 8,
    "pt": 6,
    "tr": 5,
    "ru": 5,
    "ar": 4,
    "hi": 3,
    "ja": 4,
    "zh": 4,
    "ko": 3,
}
"""Languages, and how many of a hundred texts are in each."""

CONSONANTS, VOWELS = "b c d f g h k l m n p r s t v w br ch cl dr fl gr pl pr sch sh sp st tr", "a e i o u ai ea ou"
SOUNDS = {
    "en": (CONSONANTS, VOWELS),
    "de": (CONSONANTS, "a e i o u ä ö ü ei au"),
    "fr": (CONSONANTS, "a e i o u é è ou oi"),
    "es": (CONSONANTS, "a e i o u á ó ía"),
    "pt": (CONSONANTS, "a e i o u ã ç ão"),
    "tr": (CONSONANTS, "a e ı i o ö u ü"),
    "ru": ("б в г д ж з к л м н п р с т х ч ш ст пр", "а е и о у ы я"),
    "ar": ("ب ت ج ح د ر س ش ع ف ق ك ل م ن ه", "ا و ي"),
    "hi": ("क ख ग च ज त द न प ब म य र ल व श स ह", "ा ि ी ु े ो"),
}
ENDINGS = {
    "en": " s ed ing er ly",
    "de": " en er ung ungen te",
    "fr": " s er ement ements é",
    "es": " s ar ando ciones ado",
    "pt": " s ar ando ções ado",
    "tr": " lar lerim da dan iniz",
    "ru": " а ы ами ого ение",
    "ar": " ة ات ون ها",
    "hi": " ों ें ना",
}
SIGNS = {"ja": (0x4E00, 900), "zh": (0x4E00, 2_000), "ko": (0xAC00, 2_000)}
KANA = "のをはがにでとてますしたいるない"


@dataclass(frozen=True)
class Text:
    """One message or article."""

    language: str
    text: str


def texts(count: int, mails: int, seed: int) -> Iterator[Text]:
    """So many texts of about so many letters."""
    dice = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    for language in dice.choices(list(SHARES), weights=list(SHARES.values()), k=count):
        yield Text(language, _written(dice, language, mails))


def _written(dice: random.Random, language: str, mails: int) -> str:
    words, weights = vocabulary(language)
    length = 3.5 if language in SIGNS else 6  # of a word that is as frequent as words are, and a space
    chosen = dice.choices(words, cum_weights=weights, k=max(1, round(mails / length)))
    chosen.insert(dice.randrange(len(chosen) + 1), f"ORD-{dice.randrange(10_000_000):07}")
    return ("" if language in {"ja", "zh"} else " ").join(chosen)


@lru_cache
def vocabulary(language: str) -> tuple[list[str], list[float]]:
    """A language's words, the most frequent first, with their running weights."""
    dice = random.Random(language)  # noqa: S311 - see above
    make = _signs if language in SIGNS else _sounds
    found = list(dict.fromkeys(make(dice, language) for _ in range(WORDS_EACH * 3)))[:WORDS_EACH]
    found.sort(key=len)
    return found, list(itertools.accumulate(1 / rank for rank in range(1, len(found) + 1)))


def _sounds(dice: random.Random, language: str) -> str:
    consonants, vowels = (each.split() for each in SOUNDS[language])
    syllables = dice.choices((1, 2, 3, 4), (1, 6, 8, 3))[0]
    stem = "".join(dice.choice(consonants) + dice.choice(vowels) for _ in range(syllables))
    return stem + dice.choice(ENDINGS[language].split(" "))


def _signs(dice: random.Random, language: str) -> str:
    first, count = SIGNS[language]
    word = "".join(chr(first + int(count * dice.random() ** 2)) for _ in range(dice.choice((1, 2, 2, 3))))
    return word + (dice.choice(KANA) if language == "ja" else "")
