"""Agents' lists: places, filters as chips, orders, and what is kept as a view."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def numbers(shop: Shop, carla: Person) -> list[str]:
    """Three tickets, the second one urgent."""
    found = [carla.raise_ticket(f"Of the shelf {n}", "On a list.") for n in range(3)]
    until(lambda: all(shop.ana.ticket(number)["reason"] for number in found))
    assert shop.ana.change(found[1], priority="urgent").status_code == 200
    return found


@pytest.fixture(autouse=True)
def _no_views(shop: Shop) -> None:
    for view in shop.ana.get("/views")["items"]:
        assert shop.ana.client.call("DELETE", f"/views/{view['id']}").status_code == 204


def saved(shop: Shop, **more: Any) -> Any:
    view = {"name": "What burns", "filter": {"priority": ["urgent"], "team": ["orders"]}} | more
    answer = shop.ana.client.post("/views", view)
    assert answer.status_code == 201, answer.text
    return answer.json()


def row(page: Page, number: str) -> Any:
    return page.locator(".q-row", has_text=f"#{number}")


def choose(visit: Visit, name: str) -> None:
    visit.page.locator(".list-filters .actions-menu > summary").click()
    visit.button(name).click()


def test_a_filter_narrows_the_list_shows_as_chips_and_is_saved_as_a_view(
    visits: Visits, shop: Shop, numbers: list[str]
) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/all?status=all")
    expect(row(page, numbers[0])).to_be_visible()

    visit.button("filter").click()
    page.get_by_role("checkbox", name=visit.text("priority-urgent")).check()
    visit.button("filter-show").click()
    expect(row(page, numbers[1])).to_be_visible()
    expect(row(page, numbers[0])).to_have_count(0)
    expect(page.locator(".chips .tag")).to_have_text([re.compile(visit.text("priority-urgent"))])
    visit.button("view-save-as").first.click()
    page.locator("#view-name").fill("What burns")
    visit.button("view-submit").click()

    expect(page.locator("h1")).to_have_text("What burns")
    link = page.locator("nav.views a", has_text="What burns")
    expect(link).to_have_attribute("aria-current", "page")
    expect(row(page, numbers[1])).to_be_visible()
    (view,) = shop.ana.get("/views")["items"]
    assert (view["name"], view["filter"]["priority"], view["shared"]) == ("What burns", ["urgent"], False)


def test_filter_chip_is_removed_by_keyboard_and_the_view_is_unchanged(
    visits: Visits, shop: Shop, numbers: list[str]
) -> None:
    view = saved(shop)
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/views/{view['id']}")
    expect(row(page, numbers[1])).to_be_visible()

    chip = page.locator(".chips button").first
    chip.focus()
    page.keyboard.press("Enter")

    expect(row(page, numbers[0])).to_be_visible()
    expect(page.locator("h1")).to_have_text(visit.text("view-all"))
    expect(page.locator("h1")).to_be_focused()
    assert shop.ana.get("/views")["items"] == [view]


def test_unknown_count_is_not_shown_as_zero(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    assert numbers
    view = saved(shop)
    visit = visits.of(shop.ana)
    page = visit.page
    counts = shop.ana.get("/counts")
    known = {**counts, "views": {view["id"]: None}}
    page.route("**/api/v1/counts", lambda route: route.fulfill(json=known))
    visit.open("/console/all")
    number = page.locator("nav.views a", has_text="What burns").locator(".count")
    expect(number).to_contain_text(visit.text("count-soon"))
    expect(page.locator("nav.views a[href='/console/followed'] .count")).to_contain_text(visit.text("count-none"))

    known["views"] = {view["id"]: 7}
    visit.refresh_now()

    expect(number).to_contain_text("7")


def test_a_view_is_renamed_removed_and_brought_back(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    assert numbers
    view = saved(shop)
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/views/{view['id']}")
    expect(page.locator("h1")).to_have_text("What burns")
    choose(visit, "view-edit")
    page.locator("#view-name").fill("What is hot")
    page.locator("#view-name").press("Enter")
    expect(page.locator("h1")).to_have_text("What is hot")

    choose(visit, "view-delete")
    expect(page).to_have_url(re.compile("/console/all$"))
    expect(page.locator("nav.views a", has_text="What is hot")).to_have_count(0)
    page.locator(".toast", has_text="What is hot").get_by_role("button", name=visit.text("undo")).click()

    expect(page.locator("h1")).to_have_text("What is hot")
    (back,) = shop.ana.get("/views")["items"]
    assert (back["filter"], back["name"]) == (view["filter"], "What is hot")


def test_a_view_that_changed_meanwhile_is_not_replaced_unasked(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    assert numbers
    view = saved(shop)
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/views/{view['id']}")
    expect(page.locator("h1")).to_have_text("What burns")
    choose(visit, "view-edit")
    page.locator("#view-name").fill("Mine")
    changed = shop.ana.client.call("PATCH", f"/views/{view['id']}", {"name": "Theirs"}, If_Match='"1"')
    assert changed.status_code == 200

    visit.button("view-submit").click()
    expect(page.locator(".error-summary")).to_contain_text(visit.text("view-changed-meanwhile"))
    expect(page.locator("#view-name")).to_have_value("Mine")
    assert shop.ana.get("/views")["items"][0]["name"] == "Theirs"
    visit.button("view-submit").click()

    expect(page.locator("h1")).to_have_text("Mine")


def test_a_view_without_a_name_is_refused_at_its_field_and_one_that_cannot_be_sent_stays(
    visits: Visits, shop: Shop, numbers: list[str]
) -> None:
    assert numbers
    visit = visits.of(shop.ana)
    page = visit.open("/console/all")
    visit.button("view-new").click()
    visit.button("view-submit").click()
    expect(page.locator("#view-name")).to_have_attribute("aria-invalid", "true")
    page.locator("#view-name").fill("Kept")
    page.route("**/api/v1/views", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    visit.button("view-submit").click()
    expect(page.locator(".error-summary")).to_contain_text(visit.text("problem-offline"))
    expect(page.locator("#view-name")).to_have_value("Kept")
    page.unroute("**/api/v1/views")

    visit.button("view-submit").click()

    expect(page.locator("h1")).to_have_text("Kept")
    assert [view["name"] for view in shop.ana.get("/views")["items"]] == ["Kept"]


def test_only_leads_share_views(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    assert numbers
    visit = visits.of(shop.ana)
    page = visit.open("/console/all")
    visit.button("view-new").click()

    expect(page.locator("#view-name")).to_be_visible()
    expect(page.get_by_label(visit.text("share"), exact=True)).to_have_count(0)


def test_deleted_view_shows_that_it_is_gone(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    assert numbers
    visit = visits.of(shop.ana)
    page = visit.open("/console/views/nosuchview")

    expect(page.locator(".state h2")).to_have_text(visit.text("view-gone"))


def test_the_order_is_chosen_and_turned_round(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    visit = visits.of(shop.ana)
    page = visit.open("/console/teams/orders?status=all")
    expect(row(page, numbers[0])).to_be_visible()

    def order() -> list[str]:
        shown: list[str] = page.locator(".q-row").evaluate_all("(rows) => rows.map((row) => row.dataset.ticket)")
        return [number for number in shown if number in numbers]

    page.locator("#sort").select_option("created")
    expect(page).to_have_url(re.compile("sort=created"))
    expect(page.locator(".q-row").first).to_be_visible()
    assert order() == sorted(numbers, reverse=True)
    page.get_by_role("button", name=visit.text("sort-turned")).click()
    expect(page).to_have_url(re.compile("order=asc"))
    expect(page.locator(".q-row").first).to_be_visible()
    assert order() == sorted(numbers)
    page.locator("#sort").select_option("priority")
    expect(page).to_have_url(re.compile("sort=priority"))
    expect(page.locator(".q-row").first).to_contain_text(f"#{numbers[1]}")


@pytest.mark.parametrize(
    ("place", "question", "text"),
    [
        ("followed", "followed=me", "empty-followed"),
        ("spam", "place=spam", "empty-spam"),
        ("snoozed", "place=snoozed", "empty-snoozed"),
    ],
)
def test_every_list_requests_its_own_tickets_and_explains_an_empty_list(
    visits: Visits, shop: Shop, place: str, question: str, text: str
) -> None:
    visit = visits.of(shop.sue)
    asked: list[Request] = []
    visit.page.on("request", lambda request: asked.insert(0, request))
    page = visit.open(f"/console/{place}")

    expect(page.locator(".state")).to_contain_text(visit.text(text))
    assert any(question in request.url for request in asked if "/api/v1/tickets?" in request.url)


def test_saved_views_that_cannot_be_fetched_are_asked_for_again(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    assert numbers
    saved(shop)
    visit = visits.of(shop.ana)
    page = visit.page
    page.route("**/api/v1/views", lambda route: route.fulfill(status=503))
    visit.open("/console/all")
    expect(page.locator(".views-failed")).to_be_visible()
    expect(page.locator(".q-row").first).to_be_visible()
    page.unroute("**/api/v1/views")

    page.locator(".views-failed button").click()

    expect(page.locator("nav.views a", has_text="What burns")).to_be_visible()
