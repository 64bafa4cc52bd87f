"""`python -m tests.browser.take_pictures`: the pictures of the README, taken of the demo on a desk of its own, and five mails.

The demo writes in many scripts: without fonts for Japanese (fonts-noto-cjk) some rows are empty boxes.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from chalicelib.mail import examples, layout, templates
from chalicelib.mail.model import Kind
from chalicelib.mail.model import SenderIdentity as MailDesk
from infrastructure.demo import shop
from infrastructure.local.desk import Desk
from infrastructure.setup import find_browser
from tests.browser.conftest import ARGUMENTS
from tests.browser.visits import House, Visits
from tests.desk import free_ports
from tests.doubles import MONDAY_MORNING

PICTURES = Path(__file__).parent / "pictures"
AGENT, HER_TICKET, READ_BEFORE = "aisha@example.com", "Still waiting for my refund", 3
MAILS = (
    (Kind.REPLIED, "de", False),
    (Kind.REMINDER, "ar", False),
    (Kind.RATING, "en", False),
    (Kind.STATUS_CHANGED, "hi", True),
    (Kind.CONFIRMATION, "fr", False),
)
CUSTOMER, HER_ISSUE = "grace.bennett@example.com", "Tiny flies everywhere since I repotted"


def console(visits: Visits, email: str, password: str) -> None:
    """The queue of a team, partly read, and a ticket with a note in it; the reply is about to set it pending."""
    visit = visits.visitor(reduced_motion="reduce")
    page = visit.open("/login.html?next=/console/")
    visit.log_in(email, password)
    expect(page.locator(".q-row").first).to_be_visible()
    visit.area = "console"
    rows = page.locator(".q-row")
    for row in range(1, READ_BEFORE + 1):
        rows.nth(row).click()
        expect(page.locator("agent-ticket reply-box")).to_be_visible()
    rows.filter(has_text=HER_TICKET).click()
    expect(page.locator("agent-ticket h1")).to_have_text(HER_TICKET)
    page.locator("reply-box select").select_option("pending")
    page.locator(".message.note").evaluate("(note) => note.scrollIntoView({ block: 'start' })")
    page.screenshot(path=PICTURES / "console.png", animations="disabled")


def portal(visits: Visits, email: str, password: str) -> None:
    """A customer's ticket."""
    visit = visits.visitor(reduced_motion="reduce")
    page = visit.open("/login.html?next=/tickets.html")
    visit.log_in(email, password)
    page.locator(".ticket-row", has_text=HER_ISSUE).click()
    expect(page.locator("reply-box")).to_be_visible()
    page.screenshot(path=PICTURES / "portal.png", animations="disabled")


def mails(browser: Browser) -> None:
    """Five mails as a phone shows them."""
    for kind, language, dark in MAILS:
        template = templates.default(kind, language)
        desk = MailDesk(shop.NAME, "desk@example.com", "https://help.example.org")
        page = browser.new_page(viewport={"width": 390, "height": 700}, color_scheme="dark" if dark else "light")
        page.set_content(layout.html_of(examples.example(desk, kind, language, template, MONDAY_MORNING)))
        page.screenshot(path=PICTURES / f"mail-{kind}-{language}.png", full_page=True, animations="disabled")
        page.close()


def take(playwright: Playwright, desk: Desk) -> None:
    browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
    passwords = {one["email"]: one["password"] for one in desk.stack["people"]}
    with House(str(desk.stack["portal"]).rstrip("/"), browser, desk.places.files).visits() as visits:
        console(visits, AGENT, passwords[AGENT])
        portal(visits, CUSTOMER, passwords[CUSTOMER])
    mails(browser)
    browser.close()


def main() -> None:
    """Overwrite all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, Desk(free_ports(), home) as desk, sync_playwright() as playwright:
        take(playwright, desk)


if __name__ == "__main__":
    main()
