"""A list as a file: whole or not at all, for leads."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.visits import Visit, Visits
from tests.calls import anybody
from tests.journeys.cast import PASSWORD, Person, Shop, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def lee(shop: Shop) -> Person:
    """A lead of the orders."""
    wanted = {"email": "lee@desk.example", "name": "Lee", "role": "lead", "teams": {"orders": "full"}}
    assert shop.boss.post("/agents", wanted).status_code == 201
    who = {"UserPoolId": shop.desk.stack["user_pool"], "Username": "lee@desk.example"}
    shop.desk.client("cognito-idp").admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
    return Person("Lee", "lee@desk.example", anybody(shop.desk))


@pytest.fixture(scope="module")
def numbers(shop: Shop, carla: Person) -> list[str]:
    found = [carla.raise_ticket(f"Row {n}, and a comma", 'With "quotes".') for n in range(3)]
    until(lambda: all(shop.ana.ticket(number)["reason"] for number in found))
    return found


def begin(visit: Visit, name: str) -> None:
    expect(visit.page.locator(".q-row").first).to_be_visible()
    visit.page.locator(".list-filters .actions-menu > summary").click()
    visit.button(name).click()


def in_pages(rows: int) -> Any:
    """The desk's answers, but a few rows at a time."""

    def answer(route: Route) -> None:
        route.continue_(url=route.request.url.replace("limit=500", f"limit={rows}"))

    return answer


def test_a_list_is_saved_as_csv_page_by_page(visits: Visits, lee: Person, numbers: list[str]) -> None:
    visit = visits.of(lee)
    page = visit.open("/console/teams/orders?status=all")
    page.route("**/api/v1/tickets/export?*", in_pages(1))
    with page.expect_download() as saved:
        begin(visit, "export-csv")

    text = Path(saved.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["number"] for row in rows} >= set(numbers)
    assert len({row["number"] for row in rows}) == len(rows)
    assert saved.value.suggested_filename == "orders.csv"
    expect(page.get_by_role("dialog")).to_contain_text(visit.text_pattern("export-done", n=len(rows)))


def test_list_is_exported_as_json_lines_by_keyboard(visits: Visits, lee: Person, numbers: list[str]) -> None:
    visit = visits.of(lee)
    page = visit.open("/console/teams/orders?status=all")
    expect(page.locator(".q-row").first).to_be_visible()
    page.locator(".list-filters .actions-menu > summary").focus()
    page.keyboard.press("Enter")
    visit.button("export-jsonl").focus()
    with page.expect_download() as saved:
        page.keyboard.press("Enter")

    lines = [json.loads(line) for line in Path(saved.value.path()).read_text("utf-8").splitlines()]
    assert {str(line["number"]) for line in lines} >= set(numbers)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_interrupted_export_resumes_where_it_stopped(visits: Visits, lee: Person, numbers: list[str]) -> None:
    asked: list[str] = []

    def break_off(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 2:
            route.abort()
        else:
            in_pages(1)(route)

    visit = visits.of(lee)
    page = visit.open("/console/teams/orders?status=all")
    page.route("**/api/v1/tickets/export?*", break_off)
    begin(visit, "export-csv")
    expect(page.get_by_role("alert")).to_contain_text(visit.text("problem-offline"))

    with page.expect_download() as saved:
        visit.button("try-again").click()

    rows = list(csv.DictReader(io.StringIO(Path(saved.value.path()).read_text("utf-8-sig"))))
    assert {row["number"] for row in rows} >= set(numbers)
    assert len(asked) == len(rows) + 1
    assert asked[1] == asked[2]


def test_a_file_that_takes_long_can_be_left(visits: Visits, lee: Person, numbers: list[str]) -> None:
    assert numbers
    visit = visits.of(lee)
    page = visit.open("/console/teams/orders?status=all")
    waiting: list[Route] = []

    def keep_waiting(route: Route) -> None:
        waiting.append(route)

    page.route("**/api/v1/tickets/export?*", keep_waiting)
    begin(visit, "export-csv")
    expect(page.get_by_role("progressbar")).to_be_visible()

    visit.button("cancel").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".q-row").first).to_be_visible()


def test_agents_are_not_offered_files(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    assert numbers
    visit = visits.of(shop.ana)
    page = visit.open("/console/teams/orders?status=all")
    expect(page.locator(".q-row").first).to_be_visible()
    page.locator(".list-filters .actions-menu > summary").click()

    expect(page.locator(".list-filters .menu-body button").first).to_be_visible()
    expect(visit.button("export-csv")).to_have_count(0)
