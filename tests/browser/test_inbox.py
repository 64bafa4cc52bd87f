"""Mails that wait in the console: read, let in, put away; and for leads, the account of all of them."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.mails import quarantined
from tests.browser.test_keyboard import tab_to
from tests.browser.visits import Visits
from tests.journeys.cast import Person, Shop

pytestmark = pytest.mark.browser


def test_agent_reads_and_releases_a_held_email_by_keyboard(visits: Visits, shop: Shop) -> None:
    subject = f"Half the price {uuid.uuid4().hex[:6]}"
    quarantined(shop, subject)
    visit = visits.of(shop.ana)
    page = visit.open("/console/mail")
    row = page.locator(".mail-row", has_text=subject)
    expect(row).to_contain_text(visit.text("inbox-spam"))
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(subject)
    expect(page.locator(".mail-content")).to_contain_text("Ferns at half the price")
    expect(page.locator(".mail-content a")).to_have_attribute("rel", "noopener noreferrer nofollow")
    unseen = tab_to(page, ".admin-head button.primary")
    page.keyboard.press("Enter")

    expect(page.locator("agent-ticket h1")).to_have_text(subject)
    expect(page.locator("ticket-timeline .message")).to_contain_text("Ferns at half the price")
    assert unseen == []
    expect(page.get_by_role("button", name=visit.text("original-mail"))).to_be_visible()
    visit.open("/console/mail")
    expect(page.locator(".admin-head")).to_be_visible()
    expect(page.locator(".mail-row", has_text=subject)).to_have_count(0)


def test_dismissed_email_leaves_the_list_and_its_page_shows_it_is_dismissed(visits: Visits, shop: Shop) -> None:
    subject = f"No thanks {uuid.uuid4().hex[:6]}"
    mail = quarantined(shop, subject)
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/mail/{mail}")
    visit.button("inbox-dismiss").click()
    expect(page.locator("h1")).to_have_text(visit.text("nav-mail"))
    expect(page.locator(".mail-row", has_text=subject)).to_have_count(0)
    visit.open(f"/console/mail/{mail}")
    expect(page.locator(".callout.done")).to_contain_text(visit.text("inbox-was-dismissed"))
    expect(visit.button("inbox-release")).to_have_count(0)


def test_email_that_cannot_be_released_shows_an_error_and_stays(visits: Visits, shop: Shop) -> None:
    mail = quarantined(shop, f"Later {uuid.uuid4().hex[:6]}")
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/mail/{mail}")
    page.route(
        "**/release", lambda route: route.fulfill(status=503, content_type="application/problem+json", body="{}")
    )
    visit.button("inbox-release").click()
    expect(page.locator(".callout.failed")).to_be_visible()
    page.unroute("**/release")
    visit.button("inbox-release").click()
    expect(page.locator("agent-ticket h1")).to_be_visible()


def test_admin_sees_the_email_report_and_edits_the_blocklist(visits: Visits, shop: Shop, root: Person) -> None:
    quarantined(shop, f"One more {uuid.uuid4().hex[:6]}")
    visit = visits.of(root)
    page = visit.open("/console/mail/reconciliation")
    expect(page.locator(".callout.done")).to_contain_text(visit.text("inbox-no-gap"))
    expect(page.locator("table.numbers tbody tr")).to_have_count(14)
    visit.link("inbox-blocklist").click()
    page.locator("#entries").fill("@spam.example\nnobody at all")
    visit.button("save").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("#entries").fill("@spam.example")
    visit.button("save").click()
    expect(page.locator("toast-area")).to_contain_text(visit.text("inbox-blocklist-saved"))
    assert shop.ana.get("/mail/blocklist")["entries"] == ["@spam.example"]


def test_agents_see_held_emails_and_no_email_report(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/mail")
    expect(page.locator("h1")).to_have_text(visit.text("nav-mail"))
    expect(visit.link("inbox-report")).to_have_count(0)
