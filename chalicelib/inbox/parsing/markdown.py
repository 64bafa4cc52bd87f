"""Converts HTML to the Markdown that our renderer reads: its headings, images and line breaks differ from the
library's defaults.
"""

import re
from typing import Any
from urllib.parse import quote

from markdownify import MarkdownConverter

from ...plumbing.markup import JOINER, plain
from .plain_text import URL, escape_markdown

LINE = "\n"
IN_AN_ADDRESS = re.compile(r"[\s<>()\[\]`|\\]")


class Converter(MarkdownConverter):
    """Escapes text and converts elements. The library looks its methods up by name."""

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        return escape_markdown(text)

    def convert_a(self, element: Any, text: str, parent_tags: set[str]) -> str:
        words, address = " ".join(text.split()), str(element.get("href") or "")
        if not words or not address or "_noformat" in parent_tags or address.startswith("tel:"):
            return text
        if plain(words).rstrip("/") in {address.rstrip("/"), address.removeprefix("mailto:")}:
            return address if URL.fullmatch(address) else words
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before}[{words}]({_safe(address)}){after}"

    def convert_br(self, element: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        return " " if "_inline" in parent_tags else "\n"

    def convert_div(self, element: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        return f"\n{text.strip(' ').removeprefix(LINE).removesuffix(LINE) if text.strip() else ''}\n"

    def convert_img(self, element: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        return escape_markdown(" ".join(str(element.get("alt") or "").split()))

    def convert_hN(self, n: int, element: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002, N802
        words = " ".join(text.split())
        return words if not words or "_inline" in parent_tags else f"\n\n**{words.replace('**', '')}**\n\n"

    def convert_b(self, element: Any, text: str, parent_tags: set[str]) -> str:
        return text if "\n" in text or "**" in text else str(super().convert_b(element, text, parent_tags))  # type: ignore[misc]

    convert_strong = convert_b

    def convert_em(self, element: Any, text: str, parent_tags: set[str]) -> str:
        return text if "\n" in text else str(super().convert_em(element, text, parent_tags))  # type: ignore[misc]

    convert_i = convert_em

    def convert_code(self, element: Any, text: str, parent_tags: set[str]) -> str:
        if "`" in text or "\n" in text:
            return escape_markdown(text)
        return str(super().convert_code(element, text, parent_tags))  # type: ignore[misc]


def _safe(address: str) -> str:
    """Escape characters in a URL that would end its link."""
    return IN_AN_ADDRESS.sub(lambda mark: quote(mark[0], safe=""), address.replace(JOINER, ""))
