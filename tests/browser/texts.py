"""The site's own texts, so that a test finds a button by its key and not by its present wording."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

LATER = {
    "console": ("lists", "admin"),
    "portal": ("profile", "guest", "ticket-view"),
    "links": ("ticket-view",),
}  # what a page of an area fetches when it is needed
LOCALES = Path(__file__).resolve().parents[2] / "static-site" / "locales"


@cache
def _bundle(language: str, area: str) -> Any:
    bundle = FluentBundle([language], use_isolating=False)
    for name in ("common", area, *LATER.get(area, ())):
        bundle.add_resource(FluentResource((LOCALES / language / f"{name}.ftl").read_text("utf-8")))
    return bundle


def text(name: str, /, *, area: str = "portal", language: str = "en", **arguments: Any) -> str:
    """The text with this key, as the page of an area (portal or console) shows it; KeyError when it has none."""
    bundle = _bundle(language, area)
    formatted, errors = bundle.format_pattern(bundle.get_message(name).value, arguments)
    assert not errors, errors
    return str(formatted)


def plain(text: str) -> str:
    """Without the marks that keep names of another script apart."""
    return text.replace("\u2068", "").replace("\u2069", "")


def as_shown(text: str) -> re.Pattern[str]:
    """A pattern for this text with the marks that keep names and numbers apart, wherever they stand."""
    return re.compile("[\u2068\u2069]*".join(map(re.escape, text)))


def isolated(text: str) -> str:
    """As a page shows a user's text inside a sentence of its own: between marks that keep their scripts apart."""
    return f"\u2068{text}\u2069"
