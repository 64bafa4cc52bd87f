"""Builds the HTML documents of the site: each page has its own content, `static-site/page.template` the shared parts.

<page data-area="portal" shell="portal" module="/portal/home.js">    attributes of <html>, style sheet, script
<title>Customer Care</title>                                         additional content of the head
<main …>…</main>                                                     content between header and announcements
<noscript>…</noscript>
</page>
"""

import re
from pathlib import Path

TEMPLATE = "page.template"
PAGE = re.compile(
    r'<page (?P<attributes>[^>]*?) shell="(?P<shell>[^"]+)" module="(?P<module>[^"]+)">\n'
    r"(?P<head>.*?)\n(?P<main><main.*)\n(?P<noscript><noscript>.*</noscript>)\n</page>\s*",
    re.DOTALL,
)


def read(root: Path, page: Path) -> str:
    """Return the complete document of a page; a file that is already a complete document is returned unchanged."""
    text = page.read_text("utf-8")
    own = PAGE.fullmatch(text)
    if own is None:
        return text
    whole = (root / TEMPLATE).read_text("utf-8")
    for name, value in own.groupdict().items():
        whole = whole.replace(f"{{{name}}}", value)
    return whole
