"""What can be said of how a page looks: what axe finds, what runs over the edge, and a picture of it."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

HERE = Path(__file__).parent
ARTEFACTS = HERE / "artefacts"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """
async (tags) => {
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ['violations'], iframes: false });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target.join(' ')} ${any[0]?.message ?? ''}`));
}
"""
OVER_THE_EDGE = """
() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  const wide = [...document.body.querySelectorAll('*')].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return right > edge + 1 || left < -1;
  });
  return [`${document.documentElement.scrollWidth} > ${edge}`,
    ...wide.slice(0, 5).map((element) => `${element.localName}.${element.className}`)];
}
"""


@cache
def _axe() -> str:
    return (HERE / "axe.min.js").read_text("utf-8") + ";0"


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now: rule, element, reason. The page's own policy stays in force."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


def over_the_edge(page: Page) -> list[str]:
    """Nothing, or the elements that make the page scroll sideways."""
    found: list[str] = page.evaluate(OVER_THE_EDGE)
    return found


def picture(page: Page, name: str) -> None:
    """Kept for people to look at: all of a page, and of the console what is in the window, since its panes scroll."""
    whole = "/console/" not in page.url
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=whole, animations="disabled", caret="hide")


def resize(page: Page, size: ViewportSize) -> None:
    """Give the window another size, and wait until the page has taken it."""
    page.set_viewport_size(size)
    page.evaluate("() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); })")
