"""When the desk does not answer: every page says so, offers to try again, and recovers."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import picture, violations
from tests.browser.visits import Visits
from tests.journeys.cast import Person, Shop

pytestmark = pytest.mark.browser

PAGES = [
    ("/tickets.html", "**/api/v1/tickets?*", "main .filter ~ *"),
    ("/profile.html", "**/api/v1/me", "#time_zone"),
    ("/new.html", "**/api/v1/config", "#subject"),
    ("/ticket.html?id={number}", "**/api/v1/tickets/*", "ticket-timeline .message"),
    ("/console/teams/orders", "**/api/v1/tickets?*", ".q-row"),
    ("/console/mine", "**/api/v1/counts", ".list-head"),
    ("/console/search?q=trouble", "**/api/v1/search?*", ".found-row, .state h2"),
    ("/console/new", "**/api/v1/ticket-categories", "#body"),
    ("/console/tickets/{number}", "**/api/v1/tickets/*", "ticket-timeline .message"),
]


@pytest.fixture(scope="module")
def number(carla: Person) -> str:
    return carla.raise_ticket("In trouble", "The desk is down?")


@pytest.mark.parametrize(("path", "call", "ready"), PAGES)
def test_page_shows_a_failed_call_and_recovers_on_retry(
    visits: Visits, shop: Shop, carla: Person, number: str, path: str, call: str, ready: str
) -> None:
    visit = visits.of(shop.ana if "console" in path else carla)
    page = visit.page
    page.route(call, lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}))
    visit.open(path.format(number=number))
    alert = page.get_by_role("alert").locator("visible=true")
    expect(alert).to_contain_text(visit.text("problem-busy"))
    picture(page, f"busy-{path.strip('/').split('.')[0].split('?')[0].replace('/', '-').format(number='')}")
    assert violations(page) == []

    page.unroute(call)
    visit.button("try-again").click()

    expect(page.locator(ready).first).to_be_visible()
    expect(alert).to_have_count(0)


def test_page_shows_a_lost_connection_and_recovers(visits: Visits, carla: Person, number: str) -> None:
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    expect(page.locator("ticket-timeline .message")).to_be_visible()
    banner = page.locator(".banner")
    expect(banner).to_have_count(0)

    page.context.set_offline(True)
    expect(banner).to_have_text(visit.text("reconnecting"))
    expect(page.locator("ticket-timeline .message")).to_be_visible()
    page.context.set_offline(False)

    expect(banner).to_have_count(0)


def test_home_page_is_usable_while_the_api_does_not_answer(visits: Visits) -> None:
    visit = visits.visitor()
    page = visit.page
    page.route("**/api/**", lambda route: route.abort())

    visit.open("/")

    expect(page.locator("h1")).to_have_text(visit.text("home-hello"))
    expect(page.locator(".health .badge")).to_have_text(visit.text("health-away"))


def test_ticket_of_another_customer_looks_like_a_missing_one(visits: Visits, shop: Shop, number: str) -> None:
    visit = visits.of(shop.new_customer("Nosy"))
    page = visit.open(f"/ticket.html?id={number}")
    expect(page.get_by_role("alert")).to_contain_text(visit.text("problem-missing"))
    foreign = visit.page_text().replace(number, "")

    visit.open("/ticket.html?id=424242")

    expect(page.get_by_role("alert")).to_contain_text(visit.text("problem-missing"))
    assert visit.page_text().replace("424242", "") == foreign
    assert "In trouble" not in foreign
