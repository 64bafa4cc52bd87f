"""From what people write, in Markdown, to HTML that is safe to show.

What reads as plain text must stay plain text: no headings, no indented code, no reference definitions, no entities and no
backslash escapes, since people paste logs, paths and mail signatures. No images either: a remote one tells its owner who
reads. Raw HTML is text. What is left is sanitised all the same, by a library that knows more attacks than we do.
"""

import html
import re
from functools import lru_cache
from typing import Any

TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr",
        "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
ADDED = {"a": {"target": "_blank"}} | {tag: {"dir": "auto"} for tag in ("p", "ul", "ol", "blockquote", "table")}
SCHEMES = {"http", "https", "mailto"}
READS_AS_TEXT = ("heading", "lheading", "code", "reference", "html_block", "html_inline", "entity", "escape", "image")
MARKS = re.compile(
    r"[*_~`\[\]<>|\\&]|://|mailto:"  # could be mark-up anywhere
    r"|^(?:[-+=:]|\d{1,9}[.)])"  # lists, tables and rules
    r"|^[^\S\n]|[^\S\n]$|\A\n|\n\Z",  # spaces that the parser would drop
    re.MULTILINE,
)
KEPT = 1_000


@lru_cache(KEPT)
def html_of(text: str) -> str:
    """HTML of a message. What holds no mark-up costs no parser."""
    if _is_plain(text):
        return "\n".join(f'<p dir="auto">{_lines(each)}</p>' for each in re.split(r"\n{2,}", text)) + "\n"
    return _clean(str(_markdown().render(text)))


def _is_plain(text: str) -> bool:
    return bool(text) and MARKS.search(text) is None


def _lines(paragraph: str) -> str:
    return html.escape(paragraph, quote=False).replace("\n", "<br>\n").replace("\xa0", "&nbsp;")


@lru_cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt  # 60 ms that most calls need not pay

    markdown: Any = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    markdown.enable(["linkify", "strikethrough", "table"]).disable(list(READS_AS_TEXT))
    markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False}).add("//", None).add(
        "ftp:", None
    )
    return markdown


def _clean(rendered: str) -> str:
    import nh3

    return str(nh3.clean(
        rendered, tags=TAGS, attributes=ATTRIBUTES, set_tag_attribute_values=ADDED, url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    ))  # fmt: skip
