"""Renders a `RenderedMail` as plain text and as HTML, from the same parts. Pure.

The HTML consists of escaped text and our own URLs; nothing is loaded from elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template as Form

from ..plumbing.i18n import RIGHT_TO_LEFT
from .templates import PLACEHOLDER

BUTTON = (
    "display: inline-block; padding: 12px 24px; border: 1px solid #0b6a6b; border-radius: 8px; font-weight: 600; "
    "text-decoration: none"
)
MAIN = f"{BUTTON}; background: #0b6a6b; color: #ffffff"
FURTHER = f"{BUTTON}; color: #0b6a6b"
QUOTE = (
    "margin: 0 0 16px; padding: 12px 16px; border-inline-start: 4px solid #0b6a6b; border-radius: 4px; "
    "background: #f6f7f9; white-space: pre-wrap; unicode-bidi: plaintext"
)


@dataclass(frozen=True)
class Sentence:
    """Our own text, with its values kept separate, since in HTML they need elements around them."""

    pieces: tuple[tuple[str, bool], ...]  # a text, and whether it is a value

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def html(self) -> str:
        """The HTML, in which values do not change the text direction around them."""
        return "".join(f"<bdi>{escape(text)}</bdi>" if value else _lines(text) for text, value in self.pieces)


@dataclass(frozen=True)
class QuotedText:
    """A person's message, line by line."""

    words: str


@dataclass(frozen=True)
class LinkButton:
    """A link and its label."""

    label: str
    address: str


@dataclass(frozen=True)
class LinkChoice:
    """One question with several links, of which the reader chooses one."""

    links: tuple[LinkButton, ...]


MailPart = Sentence | QuotedText | LinkButton | LinkChoice


@dataclass(frozen=True)
class RenderedMail:
    """The content of an email without its headers. `about` and `footer` are less prominent lines around it."""

    language: str
    subject: str
    desk: Sentence
    title: Sentence
    about: Sentence | None
    parts: tuple[MailPart, ...]
    footer: tuple[Sentence, ...]
    choices: tuple[LinkButton, ...]

    @property
    def preview(self) -> str:
        """What mail clients show next to the subject: the first sentence after the greeting."""
        sentences = [part.html for part in self.parts if isinstance(part, Sentence)]
        return (sentences[1:] or sentences or [""])[0]


def fill(source: str, values: Mapping[str, str]) -> Sentence:
    """Fill in the placeholders of a text, once: values are not searched for placeholders. Unknown ones are empty."""
    pieces: list[tuple[str, bool]] = []
    reached = 0
    for found in PLACEHOLDER.finditer(source):
        pieces += [(source[reached : found.start()], False), (values.get(found[1], ""), True)]
        reached = found.end()
    pieces.append((source[reached:], False))
    return Sentence(tuple((text, value) for text, value in pieces if text))


def text_of(mail: RenderedMail) -> str:
    """Render as plain text."""
    foot = [each.text for each in mail.footer] + [_plain(way) for way in mail.choices]
    return "\n\n".join([*map(_plain, mail.parts), "\n".join(["-- ", *foot])]) + "\n"


def html_of(mail: RenderedMail) -> str:
    """Render as a self-contained HTML page."""
    ways = [part for part in mail.parts if isinstance(part, LinkButton)]
    content = [_html(part, main=bool(ways) and part is ways[0]) for part in mail.parts]
    foot = [f'<p style="margin: 0 0 6px">{each.html}</p>' for each in mail.footer]
    choices = [
        f'<a href="{escape(way.address)}" style="color: #556070">{escape(way.label)}</a>' for way in mail.choices
    ]
    foot += [f'<p style="margin: 0">{" · ".join(choices)}</p>'] if choices else []
    about = (
        f'<p class="quiet" style="margin: 0 0 24px; color: #556070; font-size: 14px">{mail.about.html}</p>'
        if mail.about
        else ""
    )
    return _page().substitute(
        language=mail.language,
        direction="rtl" if mail.language in RIGHT_TO_LEFT else "ltr",
        subject=escape(mail.subject),
        preview=mail.preview,
        desk=mail.desk.html,
        title=mail.title.html,
        below="4px" if about else "24px",
        about=about,
        content="\n".join(content),
        foot="\n".join(foot),
    )


def _plain(part: MailPart) -> str:
    match part:
        case Sentence():
            return part.text
        case QuotedText():
            return "\n".join(f"> {each}".rstrip() for each in part.words.split("\n"))
        case LinkButton():
            return f"{part.label}\n{part.address}"
        case LinkChoice():
            return "\n\n".join(map(_plain, part.links))


def _html(part: MailPart, *, main: bool) -> str:
    match part:
        case Sentence():
            return f"<p>{part.html}</p>"
        case QuotedText():
            return f'<div class="quote" dir="auto" style="{QUOTE}">{escape(part.words)}</div>'
        case LinkButton():
            return f'<p style="margin: 0 0 12px">{_button(part, main=main)}</p>'
        case LinkChoice():
            return "\n".join(f'<p style="margin: 0 0 8px">{_button(way, main=False)}</p>' for way in part.links)


def _button(way: LinkButton, *, main: bool) -> str:
    name, style = ("button", MAIN) if main else ("button further", FURTHER)
    return f'<a class="{name}" href="{escape(way.address)}" style="{style}">{escape(way.label)}</a>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


@lru_cache
def _page() -> Form:
    return Form(Path(__file__).with_name("layout.html").read_text("utf-8"))
