"""What people write becomes HTML that is safe, and plain text stays what it was."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.plumbing import markup
from chalicelib.plumbing.markup import html_of


class Found(HTMLParser):
    """Tags, links, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


ALLOWED = {("a", "href"), ("a", "target"), ("a", "rel"), ("ol", "start")} | {
    (tag, "dir") for tag in ("p", "ul", "ol", "blockquote", "table")
}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
    "[x](&#106;avascript:alert(1))",
    "![x](https://tracker.example/x.png)",
    "<a href='javascript:1'>x</a>",
    "<scr<script>ipt>alert(1)</script>",
    "<style>*{display:none}</style>",
    "<form action=/x><input name=q></form>",
    "<iframe src=//evil.example></iframe>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<math><mi xlink:href=x>",
    "`<b>`",
    "**<b onclick=x>**",
    '[a](https://x.example/"onmouseover="alert(1))',
    "<https://x.example/?q=<script>>",
    "<!-- x -->",
    "<div style=position:fixed>",
    "<a id=body name=cookie>",
    "<button formaction=x>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<details open ontoggle=x>",
]
PIECES = [*"ab1 \n*_`[]()<>#-+.!|\\&:/~\"'=", "http://x.y", "> ", "- ", "1. ", "\n\n"]
markdownish = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
plain = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")) | st.sampled_from(list(" \n.,'\"(!?)")),
    max_size=120,
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>"),
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> said\n\nyes", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>yes</p>"),
        ("`x = 1`", "<p><code>x = 1</code></p>"),
        ("```\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
        ("Regards\n---\nCarla", "<p>Regards</p>\n<hr>\n<p>Carla</p>"),
        ("~~no~~", "<p><s>no</s></p>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", None),
    ],
)
def test_markdown_is_rendered(text: str, html: str | None) -> None:
    found = html_of(text).replace(' dir="auto"', "").strip()

    assert found == html if html else "<table" in found


@pytest.mark.parametrize(
    "text",
    [
        "# 1 is broken",
        "Title\n=====",
        "    indented like a log",
        "[1]: https://x.example",
        "&copy; &amp; &#65;",
        "C:\\_temp\\*.log",
        "<b>raw</b>",
        "1986 was a great year",
        "2 * 3 * 4",
        "snake_case_name",
        "a < b > c",
    ],
)
def test_plain_text_stays_plain_text(text: str) -> None:
    found = Found(html_of(text))

    assert found.tags <= {"p", "br", "hr", "a"}
    assert re.sub(r"\s+", "", found.text) == re.sub(r"\s+", "", text)


@pytest.mark.parametrize("attack", ATTACKS)
def test_active_content_is_removed(attack: str) -> None:
    for text in (attack, f"Hello {attack} there", f"- {attack}\n> {attack}"):
        found = Found(html_of(text))
        assert found.tags <= markup.TAGS
        assert found.attributes <= ALLOWED
        assert all(re.match(r"(https?|mailto):", link) for link in found.links)
        assert "<img" not in html_of(text)


@settings(max_examples=300)
@given(markdownish)
def test_rendered_text_is_always_safe(text: str) -> None:
    found = Found(html_of(text))

    assert found.tags <= markup.TAGS
    assert found.attributes <= ALLOWED
    assert markup._clean(html_of(text)) == html_of(text)


@settings(max_examples=600)
@given(plain | markdownish)
@example("a\n b")
@example("a\tb")
@example("a\xa0b")
@example("x\n\n\n\ny")
@example("1)\n2")
def test_fast_path_for_plain_text_gives_the_same_html(text: str) -> None:
    if markup._is_plain(text):
        long_way = markup._clean(markup._markdown().render(text))

        assert html_of(text) == long_way


def test_most_messages_take_the_fast_path() -> None:
    everyday = [
        "It was due on Friday.",
        "Hello,\n\nwhere is my parcel? It's #48213, ordered on 3 May (paid by card).\n\nCarla",
        "مرحبا، أين طلبي؟",
        "注文した商品が届きません。",
        "Please call me: 030 1234567!",
    ]

    assert all(map(markup._is_plain, everyday))


def test_links_open_in_a_new_tab_without_a_referrer() -> None:
    assert html_of("see https://x.example/a?b=1&c=2.") == (
        '<p dir="auto">see <a href="https://x.example/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">'
        "https://x.example/a?b=1&amp;c=2</a>.</p>\n"
    )
    assert "<a" not in html_of("mail me at carla@example.com, see example.com or //x.example or ftp://x.example")


def test_long_message_is_rendered_quickly() -> None:
    for text in ("a " * 5_000, "*" * 10_000, "[" * 10_000, "> " * 5_000, "`" * 10_000, "| " * 5_000, "- " * 5_000):
        assert html_of(text)
