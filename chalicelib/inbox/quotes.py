"""Which words of a mail are new: without what it quotes and how it is signed."""

import re

from .pages import SIGNS


def without_signs(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", SIGNS.sub("", text)).strip()


def new_words(text: str) -> str:
    return without_signs(text)
