"""The one box in the console's header: tickets, people, numbers."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def number(shop: Shop, carla: Person) -> str:
    """A ticket that the index knows, with a note."""
    number = carla.raise_ticket("The xylophone came without mallets", "I cannot play it.")
    until(lambda: shop.ana.ticket(number)["reason"])
    assert shop.ana.note(number, "Zebrawood mallets are in the cellar.").status_code == 201
    until(lambda: shop.ana.get("/search?q=zebrawood")["items"])
    return number


def test_search_works_by_keyboard_and_shows_matches_in_context(visits: Visits, shop: Shop, number: str) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/teams/orders")
    expect(page.locator("nav.views")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("xylophones mallets")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("xylophones mallets")
    expect(page.locator("h1")).to_be_focused()
    result = page.locator(".found-row", has_text=f"#{number}")
    expect(result.locator("mark").first).to_be_visible()
    assert {mark.lower() for mark in result.locator("mark").all_inner_texts()} <= {"xylophone", "mallets"}
    result.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"/console/tickets/{number}$"))
    page.go_back()
    expect(page.locator("#search")).to_have_value("xylophones mallets")
    expect(result).to_be_visible()


def test_a_note_is_found_and_called_one(visits: Visits, shop: Shop, number: str) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/search?q=zebrawood")

    expect(page.locator(".found-row", has_text=f"#{number}").locator(".snippet.note")).to_contain_text(
        visit.text("note")
    )


@pytest.mark.parametrize("typed", ["{}", "#{}"])
def test_a_number_leads_to_its_ticket(visits: Visits, shop: Shop, number: str, typed: str) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/mine")
    page.locator("#search").fill(typed.format(number))
    page.locator("#search").press("Enter")

    expect(page).to_have_url(re.compile(f"/console/tickets/{number}$"))


def test_people_are_found_and_lead_to_their_tickets_and_to_a_new_one(
    visits: Visits, shop: Shop, carla: Person, number: str
) -> None:
    until(lambda: shop.ana.get("/search?q=carla&kind=people")["items"])
    visit = visits.of(shop.ana)
    page = visit.open("/console/search?q=carla")
    page.get_by_role("link", name=visit.text("found-people")).click()
    person = page.locator(".found-row", has_text=carla.email)
    expect(person).to_be_visible()
    person.get_by_role("link", name=visit.text("new-ticket")).click()
    expect(page.locator("#customer")).to_have_value(carla.email)
    page.go_back()
    person.get_by_role("link", name=visit.text("customer-tickets")).click()

    expect(page.locator(".q-row", has_text=f"#{number}")).to_be_visible()
    expect(page.locator(".chips .tag")).to_contain_text("Carla")


def test_empty_busy_and_incomplete_search_each_show_a_message(visits: Visits, shop: Shop, number: str) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/search?q=qqqqwwww")
    expect(page.locator(".state h2")).to_have_text(visit.text("none-found"))
    page.route("**/api/v1/search?*", lambda route: route.fulfill(status=503))
    page.goto(f"{visit.portal}/console/search?q=xylophone")
    expect(page.get_by_role("alert")).to_contain_text(visit.text("problem-busy"))
    page.unroute("**/api/v1/search?*")

    def unfinished(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "complete": False})

    page.route("**/api/v1/search?*", unfinished)
    visit.button("try-again").click()

    expect(page.locator(".callout.warn")).to_contain_text(visit.text("search-incomplete"))
    expect(page.locator(".found-row", has_text=f"#{number}")).to_be_visible()


def test_more_is_loaded_page_by_page(visits: Visits, shop: Shop, number: str) -> None:
    visit = visits.of(shop.ana)
    page = visit.page
    found = shop.ana.get("/search?q=xylophone")
    other = {
        **found["items"][0],
        "ticket": {**found["items"][0]["ticket"], "number": 77, "id": "77", "subject": "Another"},
    }

    def answer(route: Any) -> None:
        more = "cursor=" in route.request.url
        route.fulfill(json={**found, "items": [other] if more else found["items"], "next": None if more else "on"})

    page.route("**/api/v1/search?*", answer)
    visit.open("/console/search?q=xylophone")
    expect(page.locator(".found-row", has_text=f"#{number}")).to_be_visible()
    visit.button("load-more").click()

    expect(page.locator(".found-row", has_text="Another")).to_be_visible()
    expect(visit.button("load-more")).to_have_count(0)


def test_customers_have_no_such_page(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/console/search?q=zebrawood")

    expect(page.locator(".state h2")).to_have_text(visit.text("not-for-you"))
    expect(page.locator("#search")).to_have_count(0)
