"""Agents and their customers: finding one, noting one down, putting one right, and seeing all their tickets."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.test_keyboard import tab_to
from tests.browser.visits import Visits
from tests.journeys.cast import Person, Shop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def nora(shop: Shop) -> Person:
    nora = shop.new_customer("Nora")
    nora.id = nora.get("/me")["id"]
    return nora


def version(shop: Shop, person: str) -> int:
    return int(shop.ana.get(f"/people/{person}")["version"])


def test_agent_finds_a_customer_sees_their_tickets_by_status_and_creates_one(
    visits: Visits, shop: Shop, nora: Person
) -> None:
    open_one = nora.raise_ticket("Where is the pot?", "It was to come on Monday.")
    solved = nora.raise_ticket("Thank you", "It came.")
    assert shop.ana.change(solved, status="solved").status_code == 200
    visit = visits.of(shop.ana)
    page = visit.open("/console/mine")
    visit.link("nav-people").click()
    expect(page.locator("h1")).to_be_focused()

    page.locator("#people-find").fill(nora.email)
    page.locator(".person-row", has_text=nora.email).click()

    expect(page.locator("h1")).to_have_text("Nora")
    expect(page.locator(".details-list")).to_contain_text(nora.email)
    expect(page.locator(".ticket-row")).to_have_count(2)
    visit.link("tab-solved").click()
    expect(page.locator(".ticket-row")).to_have_count(1)
    expect(page.locator(".ticket-row")).to_contain_text(f"#{solved}")
    visit.link("show-unsolved").click()
    expect(page.locator(".ticket-row")).to_contain_text(f"#{open_one}")
    expect(visit.link("customer-new-ticket")).to_have_attribute("href", re.compile(r"/console/new\?email="))
    page.locator(".ticket-row").click()
    expect(page.locator("agent-ticket h1")).to_have_text("Where is the pot?")


def test_customer_is_added_by_keyboard(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/people/new?email=zoe@example.org")
    expect(page.locator("#email")).to_have_value("zoe@example.org")
    unseen = tab_to(page, "#name")
    page.keyboard.type("Zoë")
    unseen += tab_to(page, ".admin-layout form button.primary")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Zoë")
    expect(page.locator(".state h2")).to_have_text(visit.text("customer-no-tickets"))
    assert unseen == []


def test_retry_after_a_lost_response_adds_no_second_customer_and_links_a_known_one(
    visits: Visits, shop: Shop, nora: Person
) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    visit = visits.of(shop.ana)
    page = visit.open("/console/people/new")
    page.locator("#name").fill("Milo")
    page.locator("#email").fill("milo@example.org")
    page.route("**/api/v1/people", lose_the_answer, times=1)
    visit.button("add-customer").click()
    expect(page.locator(".error-summary")).to_contain_text(visit.text("problem-offline"))
    page.reload()
    expect(page.locator("#name")).to_have_value("Milo")
    visit.button("add-customer").click()
    expect(page.locator("h1")).to_have_text("Milo")

    visit.open("/console/people/new")
    page.locator("#name").fill("Nora again")
    page.locator("#email").fill(nora.email)
    visit.button("add-customer").click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(visit.link("see-customer")).to_have_attribute("href", f"/console/people/{nora.id}")
    expect(page.locator("#name")).to_have_value("Nora again")


def test_conflicting_changes_of_a_customer_are_both_shown_until_one_is_chosen(
    visits: Visits, shop: Shop, nora: Person
) -> None:
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/people/{nora.id}")
    visit.button("edit-customer").click()
    page.locator("#name").fill("Nora Quist")
    seen = f'"{version(shop, nora.id)}"'
    changed = shop.ben.client.call("PATCH", f"/people/{nora.id}", {"name": "N. Quist"}, If_Match=seen)
    assert changed.status_code == 200

    visit.button("save").click()

    both = page.locator(".versions")
    expect(both).to_contain_text("N. Quist")
    expect(both).to_contain_text("Nora Quist")
    expect(page.locator("#name")).to_have_value("Nora Quist")
    assert shop.ben.get(f"/people/{nora.id}")["name"] == "N. Quist"
    visit.button("conflict-overwrite").click()
    expect(page.locator("h1")).to_have_text("Nora Quist")
    expect(page.locator("#edit-customer")).to_be_focused()
    assert shop.ben.get(f"/people/{nora.id}")["name"] == "Nora Quist"


def test_unsaved_change_to_a_customer_survives_a_reload(visits: Visits, shop: Shop, nora: Person) -> None:
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/people/{nora.id}")
    visit.button("edit-customer").click()
    page.locator("#name").fill("Half a na")
    page.reload()
    expect(page.locator("#name")).to_have_value("Half a na")
    visit.button("cancel").click()
    expect(page.locator("#edit-customer")).to_be_focused()
    page.reload()
    expect(page.locator(".details-list")).to_be_visible()
    expect(page.locator("#name")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "call", "ready"),
    [
        ("/console/people/{id}", "**/api/v1/people/*", ".details-list"),
        ("/console/people?q={email}", "**/api/v1/search?*", ".person-row"),
        ("/console/agents", "**/api/v1/agents?*", ".agent-row"),
    ],
)
def test_console_page_shows_a_failed_call_and_recovers_on_retry(
    visits: Visits, shop: Shop, nora: Person, path: str, call: str, ready: str
) -> None:
    visit = visits.of(shop.ana)
    page = visit.page
    page.route(call, lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}))
    visit.open(path.format(id=nora.id, email=nora.email))
    alert = page.get_by_role("alert").locator("visible=true")
    expect(alert).to_contain_text(visit.text("problem-busy"))

    page.unroute(call)
    visit.button("try-again").click()

    expect(page.locator(ready).first).to_be_visible()


def test_console_page_that_could_not_be_loaded_loads_on_retry(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/mine")
    expect(page.locator("nav.views")).to_be_visible()
    page.route("**/admin.ftl", lambda route: route.abort())
    visit.link("nav-agents").click()
    expect(page.get_by_role("alert")).to_contain_text(visit.text("problem-offline"))

    page.unroute("**/admin.ftl")
    visit.button("try-again").click()

    expect(page.locator(".agent-row").first).to_be_visible()


def test_agent_and_unknown_person_look_the_same_on_the_customer_page(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/people/nobody")
    expect(page.get_by_role("alert")).to_contain_text(visit.text("problem-missing"))
    foreign = visit.page_text()

    visit.open(f"/console/people/{shop.ben.id}")

    expect(page.get_by_role("alert")).to_contain_text(visit.text("problem-missing"))
    assert visit.page_text() == foreign
