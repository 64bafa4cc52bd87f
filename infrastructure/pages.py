"""Write the HTML documents of the site: each says what is its own, `static-site/page.template` says what all share.

<page data-area="portal" shell="portal" module="/portal/home.js">    attributes of <html>, style sheet, script
<title>Customer Care</title>                                         what its head has besides
<main …>…</main>                                                     what stands between header and announcements
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
    """Return the whole document of a page; a file that is a document already is returned as it is."""
    text = page.read_text("utf-8")
    own = PAGE.fullmatch(text)
    if own is None:
        return text
    whole = (root / TEMPLATE).read_text("utf-8")
    for name, value in own.groupdict().items():
        whole = whole.replace(f"{{{name}}}", value)
    return whole
