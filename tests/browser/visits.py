"""People at their browsers: who is logged in, what their page must never do, and what they do again and again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, ViewportSize, expect

from tests.browser.texts import as_shown, plain, text
from tests.journeys.cast import PASSWORD, Person, Shop, until

PATIENCE_MS = 30_000
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 320, "height": 640}
OURS_TOO = ("data:", "blob:", "about:")
REFUSED_CALL = "Failed to load resource"  # the browser's own line for an answer of 400 and above
REPORT_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP', event.violatedDirective, event.blockedURI, event.sourceFile, event.sample))
"""

expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Visit:
    """One person's browser window with the desk open in it."""

    page: Page
    portal: str
    area: str = "portal"
    language: str = "en"

    def open(self, path: str) -> Page:
        """Go there and wait until the page shows itself."""
        areas = {"/console": "console", "/link.html": "links"}
        self.area = next((area for start, area in areas.items() if path.startswith(start)), "portal")
        self.page.goto(self.portal + path)
        expect(self.page.locator("h1").first).to_be_attached()
        return self.page

    def text(self, name: str, /, **arguments: Any) -> str:
        return text(name, area=self.area, language=self.language, **arguments)

    def text_pattern(self, name: str, /, **arguments: Any) -> re.Pattern[str]:
        """The same to be looked for on the page, where names and numbers are kept apart by marks."""
        return as_shown(self.text(name, **arguments))

    def button(self, name: str) -> Locator:
        """The button labelled with the text of this key."""
        return self.page.get_by_role("button", name=self.text(name), exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=self.text(name), exact=True)

    def page_text(self) -> str:
        """All that can be read on the page."""
        return plain(self.page.locator("body").inner_text())

    def log_in(self, email: str, password: str = PASSWORD) -> None:
        """With the log-in page that is open."""
        self.page.locator("#email").fill(email)
        self.page.locator("#password").fill(password)
        self.page.locator("#password").press("Enter")

    def log_out(self) -> None:
        self.page.locator("app-header .bar-end > details.menu > summary").click()
        self.button("logout").click()

    def cookies(self) -> list[str]:
        return [cookie["name"] for cookie in self.page.context.cookies()]

    def refresh_now(self) -> None:
        """Make everything that looks for news look at once, as when the network comes back."""
        self.page.evaluate("() => { dispatchEvent(new Event('online')); }")


@dataclass
class House:
    """The desk and the browser that all tests share; a user who has logged in once stays logged in."""

    portal: str
    browser: Browser
    files: str  # the origin that files come from and go to
    states: dict[str, Any] = field(default_factory=dict)

    def state(self, person: Person) -> Any:
        """Cookie and local storage of a user who has logged in through the page."""
        if person.email not in self.states:
            with self.visits() as visits:
                visit = visits.visitor()
                visit.open("/login.html")
                visit.log_in(person.email)
                visit.page.wait_for_url(re.compile(r"/tickets\.html$|/console/"))
                self.states[person.email] = visit.page.context.storage_state()
        return self.states[person.email]

    @contextmanager
    def visits(self) -> Iterator["Visits"]:
        """Windows that are closed at the end, when nothing may have gone wrong in any of them."""
        visits = Visits(self)
        try:
            yield visits
        finally:
            for context in visits.contexts:
                context.close()
        assert not visits.wrong, "\n".join(visits.wrong)


@dataclass
class Visits:
    """The windows of one test."""

    house: House
    contexts: list[BrowserContext] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def visitor(self, **settings: Any) -> Visit:
        """A visitor who is not logged in; settings are those of a browser context, e.g. timezone_id."""
        usual = {"viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/Madrid"}
        context = self.house.browser.new_context(**{**usual, **settings})
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("request", self._asked)
        self.contexts.append(context)
        return Visit(context.new_page(), self.house.portal)

    def of(self, person: Person, **settings: Any) -> Visit:
        """A user who is logged in."""
        return self.visitor(storage_state=self.house.state(person), **settings)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSED_CALL):
            self.wrong.append(f"{message.type}: {message.text} at {message.location['url']}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.house.portal}/", f"{self.house.files}/", *OURS_TOO)):
            self.wrong.append(f"asked somebody else: {request.url}")


def code_for(shop: Shop, email: str) -> str:
    """The code in the last mail to this address."""
    mails = until(lambda: [mail for mail in shop.mails() if any(email in each for each in mail["to"])])
    found = re.search(r"\b\d{6}\b", mails[-1]["text"])
    assert found is not None, mails[-1]["text"]
    return found[0]
