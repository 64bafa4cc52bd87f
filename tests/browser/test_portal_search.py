"""Customers search their own tickets: messages are found with their words marked, and other customers' are not."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import violations
from tests.browser.test_keyboard import tab_to
from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser

ROW = "section .ticket-row"


@pytest.fixture(scope="module")
def searcher(shop: Shop) -> Person:
    """A customer with tickets that the index knows."""
    person = shop.new_customer("Sofia")
    person.raise_ticket("A zephyr", "The mistral blows since Friday, and the awning is torn.")
    person.raise_ticket("Torn awning", "Please send another one.")
    found = "/search?q=awning"
    until(lambda: len(person.get(found)["items"]) == 2)
    return person


def search(visit: Visit, words: str) -> None:
    visit.page.get_by_role("searchbox").fill(words)
    visit.button("search").click()


def expect_rows(page: Page, *subjects: str) -> None:
    expect(page.locator(ROW)).to_have_count(len(subjects))
    for subject in subjects:
        expect(page.locator(ROW, has_text=subject)).to_be_visible()


def test_message_is_found_highlighted_and_linked(visits: Visits, searcher: Person) -> None:
    visit = visits.of(searcher)
    page = visit.open("/tickets.html")
    search(visit, "mistral")

    expect_rows(page, "A zephyr")
    expect(page.locator(".hits mark")).to_have_text("mistral")
    assert page.locator(".filter").count() == 0
    assert violations(page) == []
    page.locator(".hits a").click()
    expect(page.locator("h1")).to_have_text("A zephyr")
    expect(page.locator(".message.customer")).to_be_focused()

    page.go_back()

    expect(page.get_by_role("searchbox")).to_have_value("mistral")
    expect_rows(page, "A zephyr")


def test_matches_in_a_subject_are_highlighted_in_the_row(visits: Visits, searcher: Person) -> None:
    visit = visits.of(searcher)
    page = visit.open("/tickets.html?q=awning")
    expect_rows(page, "A zephyr", "Torn awning")
    expect(page.locator(ROW).locator("mark")).to_have_text("awning")


def test_search_is_in_the_address_and_ending_it_restores_the_list(visits: Visits, searcher: Person) -> None:
    visit = visits.of(searcher)
    page = visit.open("/tickets.html")
    search(visit, "awning")
    expect(page).to_have_url(re.compile(r"q=awning"))
    expect_rows(page, "A zephyr", "Torn awning")
    page.reload()
    expect_rows(page, "A zephyr", "Torn awning")

    visit.button("search-end").click()

    expect(page.locator(".filter")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page).not_to_have_url(re.compile(r"q="))
    page.go_back()
    expect_rows(page, "A zephyr", "Torn awning")


def test_search_works_by_keyboard_and_announces_the_number_of_results(visits: Visits, searcher: Person) -> None:
    visit = visits.of(searcher)
    page = visit.open("/tickets.html")
    expect(page.locator(".ticket-row").first).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("zephyr")
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_have_text(visit.text("search-found", n=1, more="no"))

    unseen = tab_to(page, ROW)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("A zephyr")
    assert unseen == []


def test_search_without_results_gives_advice_and_punctuation_is_refused(visits: Visits, searcher: Person) -> None:
    visit = visits.of(searcher)
    page = visit.open("/tickets.html")
    search(visit, "xylophone")
    expect(page.get_by_role("heading", name=visit.text("search-none"))).to_be_visible()

    search(visit, "?!")

    expect(page.locator("#search-wrong")).to_contain_text(visit.text("search-query-missing"))
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("?!")


def test_ticket_number_finds_only_own_tickets(visits: Visits, searcher: Person, carla: Person) -> None:
    foreign = carla.raise_ticket("Not Sofia's", "The mistral again.")
    mine = searcher.get("/tickets")["items"][0]["id"]
    visit = visits.of(searcher)
    page = visit.open("/tickets.html")
    search(visit, f"#{mine}")
    expect(page.locator(ROW)).to_contain_text(f"#{mine}")

    search(visit, f"#{foreign}")

    expect(page.get_by_role("heading", name=visit.text("search-none"))).to_be_visible()
    search(visit, "mistral")
    expect_rows(page, "A zephyr")
    assert "Not Sofia's" not in visit.page_text()


def test_failed_search_can_be_retried_and_the_list_keeps_working(visits: Visits, searcher: Person) -> None:
    visit = visits.of(searcher)
    page = visit.open("/tickets.html")
    page.route("**/api/v1/search?*", lambda route: route.fulfill(status=503))
    search(visit, "mistral")
    expect(page.get_by_role("alert")).to_contain_text(visit.text("problem-busy"))
    assert violations(page) == []
    page.unroute("**/api/v1/search?*")

    visit.button("try-again").click()

    expect_rows(page, "A zephyr")


def test_incomplete_index_shows_that_results_may_be_missing(visits: Visits, searcher: Person) -> None:
    visit = visits.of(searcher)
    page = visit.page
    page.route(
        "**/api/v1/search?*",
        lambda route: route.fulfill(json={"kind": "tickets", "items": [], "next": None, "complete": False}),
    )
    visit.open("/tickets.html?q=anything")
    expect(page.locator(".callout.warn")).to_contain_text(visit.text("search-incomplete"))


def test_more_search_results_are_shown_on_request(visits: Visits, searcher: Person) -> None:
    visit = visits.of(searcher)
    page = visit.page
    both = searcher.get("/search?q=awning")["items"]

    def one_each(url: str) -> dict[str, object]:
        later = "cursor=" in url
        return {
            "kind": "tickets",
            "items": both[1:] if later else both[:1],
            "next": None if later else "x",
            "complete": True,
        }

    page.route("**/api/v1/search?*", lambda route: route.fulfill(json=one_each(route.request.url)))
    visit.open("/tickets.html?q=awning")
    expect(page.locator(ROW)).to_have_count(1)

    visit.button("show-more").click()

    expect(page.locator(ROW)).to_have_count(2)
    expect(visit.button("show-more")).to_have_count(0)
