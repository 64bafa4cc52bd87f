"""Converts the HTML of an email to our Markdown: text, links, lists, tables. No images or hidden text; quotes and
signatures are marked.

The sanitising library runs first. It is fast except on deep nesting, which is checked before, and its output is well
formed. HTML that is nested too deeply is reduced to its plain text.
"""

import html
import re
from functools import lru_cache
from typing import Any

from .plain_text import DEEPEST_QUOTE, escape_markdown

MAX_LENGTH = 1_000_000  # characters that are read
MAX_CLEAN = 150_000  # characters that remain after removing styles, scripts and comments
DEEPEST = 100  # levels of nested elements
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
ANY_TAG = re.compile(r"<[^<>]{0,4000}>")
CLOSES_ITSELF = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "option",
        "thead",
        "tbody",
        "tfoot",
    }
)
TAGS = {
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "samp",
    "span",
    "strike",
    "strong",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "article",
    "section",
    "header",
    "footer",
    "main",
}
ATTRIBUTES = {"*": {"class", "id", "style", "type", "name", "hidden"}, "a": {"href"}, "img": {"alt"}, "ol": {"start"}}
SKIPPED_TAGS = {
    "script",
    "style",
    "title",
    "template",
    "noscript",
    "svg",
    "math",
    "object",
    "iframe",
    "select",
    "textarea",
}

QUOTE_BEGINS, SIGNATURE_BEGINS, SIGNATURE_ENDS = (chr(0x10EE00 + each) for each in range(3))
"""Marker lines that show `quotes` what the mail client has marked. These characters do not occur otherwise."""
MARKERS = re.compile(f"[{QUOTE_BEGINS}-{SIGNATURE_ENDS}]")

QUOTE_IDS_REST = re.compile(
    r"^(?:divRplyFwdMsg|appendonsend|stopSpelling|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION|reply-intro|lineBreakAtBeginningOfMessage-quote)$"
)
REST_CLASSES = frozenset({"OutlookMessageHeader", "gmail_quote_attribution", "ms-outlook-mobile-reference-message"})
OUTLOOK_LINE = re.compile(r"border:\s*none;\s*border-top:\s*solid\s+#(?:e1e1e1|b5c4df)", re.IGNORECASE)
QUOTE_CLASSES = frozenset(
    {"yahoo_quoted", "protonmail_quote", "tutanota_quote", "cite", "cite2", "gmx_quote", "zmail_extra_quote"}
)
SIGNATURE_CLASSES = frozenset(
    {
        "gmail_signature",
        "moz-signature",
        "protonmail_signature_block",
        "yahoo-signature",
        "tutanota_signature",
        "k9mail-signature",
        "em_signature",
        "zmail_signature",
    }
)
SIGNATURE_IDS = frozenset(
    {
        "Signature",
        "ms-outlook-mobile-signature",
        "AppleMailSignature",
        "lineBreakAtBeginningOfSignature",
        "composer_signature",
        "protonmail_mobile_signature_block",
        "signature",
    }
)
HIDDEN = re.compile(
    r"display:\s*none|visibility:\s*hidden|mso-hide:\s*all|font-size:\s*0(?:px|pt)?\s*(?:;|$)|max-height:\s*0",
    re.IGNORECASE,
)
TIGHT = re.compile(r"margin:\s*0|margin-bottom:\s*0", re.IGNORECASE)
PRE = re.compile(r"white-space:\s*pre", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n{3,}")
BLANKS = re.compile(r"[ \t\xa0]{2,}")
MAX_CELL = 300
MAX_ROWS = 300
MAX_TABLES = 100  # if there are more, they are used for layout


def from_html(source: str) -> tuple[str, bool]:
    """Convert HTML to Markdown with the markers of `quotes`; also return whether it was truncated."""
    cut = source[:MAX_LENGTH]
    if _depth(cut) > DEEPEST:
        return _bare_words(cut), len(source) > MAX_LENGTH
    clean = MARKERS.sub("", _cleaned(cut))
    try:
        return _tidy(_converted(clean[:MAX_CLEAN])), len(source) > MAX_LENGTH or len(clean) > MAX_CLEAN
    except RecursionError:
        return _bare_words(clean[:MAX_CLEAN]), True


def _depth(source: str) -> int:
    """Return the maximum depth of nested elements, counting unclosed ones but not those that close implicitly."""
    depth = deepest = 0
    for tag in TAG.finditer(source):
        if tag[2].lower() not in CLOSES_ITSELF:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _cleaned(source: str) -> str:
    import nh3

    return str(
        nh3.clean(
            source,
            tags=TAGS,
            attributes=ATTRIBUTES,
            clean_content_tags=SKIPPED_TAGS,
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel=None,
        )
    )


def _bare_words(source: str) -> str:
    return escape_markdown(_tidy(html.unescape(ANY_TAG.sub("\n", source))))


def _tidy(text: str) -> str:
    lines = [BLANKS.sub(" ", line).rstrip(" \t\xa0") for line in text.replace("\xa0", " ").split("\n")]
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _converted(clean: str) -> str:
    from bs4 import BeautifulSoup

    soup: Any = BeautifulSoup(clean, "html.parser")
    _drop_hidden(soup)
    _mark_quotes(soup)
    for quote in soup.find_all("blockquote"):
        if sum(each.name == "blockquote" for each in quote.parents) >= DEEPEST_QUOTE:
            quote.name = "div"
    _keep_lines(soup)
    _flatten_tables(soup)
    return str(_converter().convert_soup(soup))


def _style(element: Any) -> str:
    return str(element.get("style") or "")


def _drop_hidden(soup: Any) -> None:
    for element in soup.find_all(style=HIDDEN) + soup.find_all(hidden=True):
        if not element.decomposed:
            element.decompose()


def _mark_quotes(soup: Any) -> None:
    """Insert markers where mail clients have marked quotes and signatures."""
    for element in soup.find_all(["div", "blockquote", "hr", "p", "span", "table", "font", "section"]):
        classes, name = set(element.get("class") or ()), str(element.get("id") or "")
        if QUOTE_IDS_REST.match(name) or classes & REST_CLASSES or OUTLOOK_LINE.search(_style(element)):
            _insert_marker(soup, element.insert_before, QUOTE_BEGINS)
        elif classes & QUOTE_CLASSES or element.get("name") in {"quote", "quoted-content"}:
            element.name = "blockquote"
        elif (classes & SIGNATURE_CLASSES or name in SIGNATURE_IDS) and not element.find_parent("blockquote"):
            _insert_marker(soup, element.insert_before, SIGNATURE_BEGINS)
            _insert_marker(soup, element.insert_after, SIGNATURE_ENDS)


def _insert_marker(soup: Any, insert: Any, sign: str) -> None:
    paragraph = soup.new_tag("p")
    paragraph.string = sign
    insert(paragraph)


def _keep_lines(soup: Any) -> None:
    """Keep the line breaks of preformatted text, which is plain text rather than code, and of paragraphs without margins."""
    for element in soup.find_all("pre") + soup.find_all(style=PRE):
        for text in list(element.find_all(string=True)):
            first, *rest = str(text).split("\n")
            if rest:
                pieces: list[Any] = [first]
                for each in rest[:5_000]:
                    pieces += [soup.new_tag("br"), each]
                text.replace_with(*pieces)
        if element.name == "pre":
            element.name = "div"
    for element in soup.find_all("p"):
        if "MsoNormal" in (element.get("class") or ()) or TIGHT.search(_style(element)):
            element.name = "div"


def _flatten_tables(soup: Any) -> None:
    """Turn layout tables into lines. Tables with rows of equal length and short cells are kept."""
    tables = soup.find_all("table")
    cells: dict[int, list[list[Any]]] = {id(table): [] for table in tables}
    for row in soup.find_all("tr"):
        cells.get(_table_around(row), []).append([each for each in row.children if each.name in {"td", "th"}])
    layout = {_table_around(each) for each in soup.find_all(["table", "blockquote", "img", "ul", "ol"])}
    layout |= {id(table) for table in tables if not _holds_data(cells[id(table)])}
    if len(tables) > MAX_TABLES:
        layout |= cells.keys()
    parts = soup.find_all(["tbody", "thead", "tfoot", "tr", "td", "th", "caption"])
    loose = [part for part in parts if _table_around(part) in layout]
    for element in loose + [table for table in tables if id(table) in layout]:
        element.name = "div"


def _table_around(element: Any) -> int:
    return next((id(each) for each in element.parents if each.name == "table"), 0)


def _holds_data(rows: list[list[Any]]) -> bool:
    widths = {len(row) for row in rows}
    if len(rows) < 2 or len(rows) > MAX_ROWS or len(widths) != 1 or min(widths) < 2:  # noqa: PLR2004
        return False
    return all(len(cell.get_text()) <= MAX_CELL for row in rows for cell in row)


@lru_cache
def _converter() -> Any:
    from .markdown import Converter  # imports the libraries

    return Converter(wrap=True, wrap_width=None, bullets="-", autolinks=False)
