"""Converts users' Markdown to HTML that is safe to show.

Plain text must stay plain text: no headings, no indented code, no reference definitions, no entities and no backslash escapes,
because users paste logs, paths and email signatures. No images either: a remote image reveals to its owner who reads. Raw HTML
is shown as text. The result is also sanitised by a library that covers more attacks than this module.

Values that the app inserts into such a text (a customer's name, for example) must not become markup: `literal` puts an invisible
word joiner before every special character, and the character after a joiner is shown as it is.
"""

import html
import re
import string
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from .fields import clean_line

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
ADDED = {"a": {"target": "_blank"}} | {tag: {"dir": "auto"} for tag in ("p", "ul", "ol", "blockquote", "table")}
SCHEMES = {"http", "https", "mailto"}
READS_AS_TEXT = ("heading", "lheading", "code", "reference", "html_block", "html_inline", "entity", "escape", "image")
MARKS = re.compile(
    r"[*_~`\[\]<>|\\&]|://|mailto:"  # can be markup anywhere
    r"|^(?:[-+=:]|\d{1,9}[.)])"  # lists, tables and rules
    r"|^[^\S\n]|[^\S\n]$|\A\n|\n\Z",  # whitespace that the parser would drop
    re.MULTILINE,
)
CACHE_SIZE = 1_000
JOINER = "\u2060"
PROTECTED_LITERAL = re.compile(r"\u2060([!-@\[-`{-~])")
IN_A_VALUE = re.compile(r"[*_~`\[\]<>|]|(?<=[A-Za-z]):(?=\S)")
IN_AN_ADDRESS = re.compile(r"(?:https?://|mailto:|\]\()[^\s<>)]*$")
BEGINS_A_LINE = re.compile(r"[\s>*+\d.)-]*")
HIDDEN = 0x10F000  # private use: these characters replace the special ones during parsing
UNHIDDEN = re.compile(f"[{chr(HIDDEN + 0x21)}-{chr(HIDDEN + 0x7E)}]")


@lru_cache(CACHE_SIZE)
def html_of(text: str) -> str:
    """Return the HTML of a message. Text without markup skips the parser."""
    if _is_plain(text):
        return "\n".join(f'<p dir="auto">{_lines(each)}</p>' for each in re.split(r"\n{2,}", plain(text))) + "\n"
    hidden = PROTECTED_LITERAL.sub(lambda mark: chr(HIDDEN + ord(mark[1])), text)
    return UNHIDDEN.sub(lambda mark: html.escape(chr(ord(mark[0]) - HIDDEN)), _clean(str(_markdown().render(hidden))))


def literal(value: str, before: str = "") -> str:
    """Escape a value, as one line, so that it is shown literally after the text `before`.

    Idempotent, except inside a URL: there it is percent-encoded, so that it can neither end nor redirect the URL.
    """
    line, there = clean_line(value.replace(JOINER, "")), before.rpartition("\n")[2]
    if IN_AN_ADDRESS.search(there):
        return quote(line, safe="").replace("_", "%5F").replace("~", "%7E")
    marked = IN_A_VALUE.sub(rf"{JOINER}\g<0>", line)
    first = marked[:1]
    begins = first in string.punctuation or (first.isdigit() and BEGINS_A_LINE.fullmatch(there))
    return JOINER + marked if first and begins else marked


def plain(text: str) -> str:
    """Return a text for places without markup: without the joiners of `literal`."""
    return PROTECTED_LITERAL.sub(r"\1", text)


def _is_plain(text: str) -> bool:
    return bool(text) and MARKS.search(text) is None


def _lines(paragraph: str) -> str:
    return html.escape(paragraph, quote=False).replace("\n", "<br>\n").replace("\xa0", "&nbsp;")


@lru_cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt  # 60 ms that most calls do not need

    markdown: Any = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    markdown.enable(["linkify", "strikethrough", "table"]).disable(list(READS_AS_TEXT))
    markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False}).add("//", None).add(
        "ftp:", None
    )
    return markdown


def _clean(rendered: str) -> str:
    import nh3

    return str(
        nh3.clean(
            rendered,
            tags=TAGS,
            attributes=ATTRIBUTES,
            set_tag_attribute_values=ADDED,
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer nofollow",
        )
    )
