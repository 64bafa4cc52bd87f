"""What every browser test promises at its end is really noticed when it is broken."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import House

pytestmark = pytest.mark.browser

BREAKS = {
    "a line in the console": ("console.error('something is wrong')", "something is wrong"),
    "an error": ("setTimeout(() => { throw new Error('thrown') })", "thrown"),
    "a promise nobody kept": ("{ Promise.reject(new Error('thrown')); }", "thrown"),
    "a style": ("document.body.setAttribute('style', 'color: red')", "CSP style-src"),
    "markup from a text": (
        "{ try { document.body.innerHTML = '<i>'; } catch { /* refused */ } }",
        "CSP require-trusted",
    ),
    "a picture from elsewhere": (
        "document.body.append(Object.assign(new Image(), { src: '//a.example/' }))",
        "CSP img-src",
    ),
    "a call to somebody else": ("fetch('https://a.example/').catch(() => {})", "CSP connect-src"),
}


def break_one(house: House, script: str) -> None:
    with house.visits() as visits:
        page = visits.visitor().open("/404.html")
        expect(page.locator("main a.button").first).to_be_visible()
        page.evaluate(f"() => {script}")
        page.evaluate("() => new Promise((done) => { setTimeout(done, 50); })")


@pytest.mark.parametrize(("script", "message"), BREAKS.values(), ids=BREAKS)
def test_a_broken_promise_is_noticed(house: House, script: str, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        break_one(house, script)


def test_a_page_that_keeps_its_promises_passes(house: House) -> None:
    break_one(house, "null")
    assert house.portal.startswith("http://localhost:")
