"""An agent raises a ticket for a customer who called."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def paula(shop: Shop) -> Person:
    """A customer whom the search knows."""
    paula = shop.new_customer("Paula")
    until(lambda: shop.ana.get("/search?q=paula&kind=people")["items"])
    return paula


@pytest.fixture
def visit(visits: Visits, shop: Shop) -> Visit:
    visit = visits.of(shop.ana)
    visit.open("/console/new")
    expect(visit.page.locator("#body")).to_be_visible()
    return visit


def describe(page: Page, subject: str) -> None:
    page.locator("#subject").fill(subject)
    page.locator("#category").select_option("delivery")
    page.locator("#body").fill("She called: no parcel.")


def raised(page: Page) -> str:
    expect(page).to_have_url(re.compile(r"/console/tickets/\d+$"))
    return page.url.rsplit("/", 1)[1]


def test_ticket_for_a_known_customer_is_created_by_keyboard(visit: Visit, shop: Shop, paula: Person) -> None:
    page = visit.page
    page.locator("#customer").press_sequentially("paula")
    expect(page.get_by_role("option", name=re.compile("Paula"))).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".person-chosen")).to_contain_text("paula@example.com")
    describe(page, "Raised by phone")
    page.locator("#priority").select_option("high")
    page.locator("#tags").fill("phone, vip")
    page.locator("#note").fill("Canary: she was upset.")
    page.locator("#note").press("Control+Enter")

    number = raised(page)
    expect(page.locator(".message.note")).to_contain_text("Canary")
    ticket = paula.ticket(number)
    assert (ticket["subject"], ticket["category"], ticket["priority"]) == ("Raised by phone", "delivery", "high")
    assert sorted(shop.ana.ticket(number)["tags"]) == ["phone", "vip"]
    assert "Canary" not in str(paula.events(number))


def test_new_customer_is_entered_with_address_and_name(visit: Visit, shop: Shop) -> None:
    page = visit.page
    page.locator("#customer").fill("nora.new@example.com")
    page.locator("#customer-name").fill("Nora New")
    describe(page, "For somebody new")
    visit.button("new-raise").click()

    requester = shop.ana.ticket(raised(page))["requester"]
    assert (requester["name"], requester["email"]) == ("Nora New", "nora.new@example.com")


def test_missing_fields_are_marked_and_typed_text_is_preserved(visit: Visit, shop: Shop) -> None:
    page = visit.page
    visit.button("new-raise").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    for name in ("customer-needed", "subject-needed", "new-body-needed"):
        expect(summary).to_contain_text(visit.text(name))
    expect(page.locator("#customer")).to_have_attribute("aria-invalid", "true")
    page.locator("#customer").fill("olga@example.com")
    describe(page, "Typed by an agent")
    page.reload()
    expect(page.locator("#subject")).to_have_value("Typed by an agent")
    expect(page.locator("#customer")).to_have_value("olga@example.com")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/v1/tickets", lose_the_answer)
    visit.button("new-raise").click()
    expect(summary).to_contain_text(visit.text("problem-offline"))
    expect(page.locator("#subject")).to_have_value("Typed by an agent")
    page.unroute("**/api/v1/tickets")
    visit.button("new-raise").click()

    number = raised(page)
    found = shop.ana.get(f"/tickets?requester={shop.ana.ticket(number)['requester']['id']}")["items"]
    assert [ticket["id"] for ticket in found] == [number]
    page.goto(f"{visit.portal}/console/new")
    expect(page.locator("#subject")).to_have_value("")


def test_discarded_draft_can_be_restored(visit: Visit) -> None:
    page = visit.page
    describe(page, "Thrown away")
    visit.button("new-discard").click()
    expect(page.locator("#subject")).to_have_value("")
    visit.button("undo").click()
    expect(page.locator("#subject")).to_have_value("Thrown away")
    visit.button("new-discard").click()


def test_a_note_that_could_not_be_added_waits_in_its_box(visit: Visit, shop: Shop) -> None:
    page = visit.page
    page.locator("#customer").fill("nora.new@example.com")
    describe(page, "With a note that fails")
    page.locator("#note").fill("Do not lose me.")
    page.route("**/api/v1/tickets/*/notes", lambda route: route.abort())
    visit.button("new-raise").click()

    number = raised(page)
    expect(page.locator("#reply-text")).to_have_value("Do not lose me.")
    page.unroute("**/api/v1/tickets/*/notes")
    page.locator("reply-box button.action").click()
    expect(page.locator(".message.note")).to_contain_text("Do not lose me.")
    assert [event["body"] for event in shop.ana.events(number) if event["type"] == "NoteAdded"] == ["Do not lose me."]


def closed(shop: Shop, person: Person, subject: str) -> Any:
    """A ticket that the clock has closed, as far as the page can tell."""
    number = person.raise_ticket(subject, "It was solved once.")
    until(lambda: shop.ana.ticket(number)["reason"])
    return {**shop.ana.ticket(number), "status": "closed"}


def test_follow_up_is_refused_while_the_original_is_not_closed(visits: Visits, shop: Shop, paula: Person) -> None:
    old = closed(shop, paula, "The first time")
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/new?follow_up_of={old['id']}")
    expect(page.locator("#subject")).to_have_value("The first time")
    expect(page.locator("main")).to_contain_text(f"#{old['id']}")
    expect(page.locator("#customer")).to_have_count(0)
    page.locator("#body").fill("It is broken again.")

    visit.button("new-raise").click()

    expect(page.locator(".error-summary")).to_contain_text(visit.text("follow-up-not-closed"))
    expect(page.locator("#body")).to_have_value("It is broken again.")
