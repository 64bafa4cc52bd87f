"""User-facing texts from the Fluent catalogues in `chalicelib/locales`.

The first word of a text's name is its catalogue: `mail-…` is in `mail.ftl`. Only the catalogue needed is loaded.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

FOLDER = Path(__file__).parent.parent / "locales"
LANGUAGES = ("en", "ar")
"""Every catalogue is available in these languages, and so are the pages."""
MORE = {"mail": ("de", "es", "fr", "hi", "ta")}
"""Catalogues available in further languages."""
SPOKEN = (*LANGUAGES, *sorted({language for more in MORE.values() for language in more}))
DEFAULT = "en"
RIGHT_TO_LEFT = frozenset({"ar"})


def languages_of(catalogue: str) -> tuple[str, ...]:
    return (*LANGUAGES, *MORE.get(catalogue, ()))


def language_for(wanted: str, catalogue: str = "") -> str:
    """Return the catalogue language that serves a BCP 47 tag: `ar-EG` → `ar`, unknown → English."""
    plain = wanted.split("-", maxsplit=1)[0].lower()
    return plain if plain in languages_of(catalogue) else DEFAULT


def format_text(language: str, text: str, **values: Any) -> str:
    """Format the text `text` in `language`, without bidi marks around values. Raises `KeyError` for an unknown text."""
    catalogue = text.partition("-")[0]
    bundle = _bundle(language_for(language, catalogue), catalogue)
    if not bundle.has_message(text):
        raise KeyError(text)
    pattern = bundle.get_message(text).value
    formatted, problems = bundle.format_pattern(pattern, values)
    if problems:
        raise ValueError(f"{text}: {problems}")
    return str(formatted)


@lru_cache
def _bundle(language: str, catalogue: str) -> "FluentBundle":
    from fluent.runtime import FluentBundle, FluentResource  # 90 ms that most calls do not need

    bundle = FluentBundle([language], use_isolating=False)
    file = FOLDER / language / f"{catalogue}.ftl"
    if not file.is_file():
        raise KeyError(catalogue)
    bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return bundle
