"""Many tickets at once: chosen by mouse and by keys, changed or refused each for itself, and taken back."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.looks import violations
from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser


@pytest.fixture
def numbers(shop: Shop, carla: Person) -> list[str]:
    """Three tickets, the newest first, as the list has them."""
    found = [carla.raise_ticket(f"One of many {n}", "Like the others.") for n in range(3)]
    until(lambda: all(shop.ana.ticket(number)["reason"] for number in found))
    return found[::-1]


def row(page: Page, number: str) -> Any:
    return page.locator(".q-item", has_text=f"#{number}")


def choose(page: Page, *numbers: str) -> None:
    for number in numbers:
        row(page, number).get_by_role("checkbox").check()


def opened(visits: Visits, shop: Shop, numbers: list[str]) -> Visit:
    visit = visits.of(shop.ana)
    page = visit.open("/console/teams/orders?sort=created")
    expect(row(page, numbers[0])).to_be_visible()
    return visit


def values(shop: Shop, numbers: list[str], name: str) -> list[Any]:
    return [shop.ana.ticket(number)[name] for number in numbers]


def test_bulk_change_of_selected_tickets_can_be_undone(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    visit = opened(visits, shop, numbers)
    page = visit.page
    row(page, numbers[0]).get_by_role("checkbox").click()
    row(page, numbers[2]).get_by_role("checkbox").click(modifiers=["Shift"])
    expect(page.locator(".q-item.chosen")).to_have_count(3)
    assert violations(page) == []

    visit.button("priority").click()
    visit.button("priority-high").click()
    result = page.locator(".bulk-result")
    expect(result).to_contain_text(visit.text_pattern("bulk-done", n=3))
    expect(result).to_be_focused()
    expect(page.locator(".q-item.chosen")).to_have_count(0)
    assert values(shop, numbers, "priority") == ["high"] * 3
    expect(row(page, numbers[0])).to_contain_text(visit.text("priority-high"))

    visit.button("undo").click()
    expect(result).to_contain_text(visit.text_pattern("bulk-undone", n=3))
    assert values(shop, numbers, "priority") == ["normal"] * 3


def test_bulk_change_works_by_keyboard(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    visit = opened(visits, shop, numbers)
    page = visit.page
    page.locator(".q-row", has_text=f"#{numbers[0]}").focus()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".q-item.chosen")).to_have_count(2)
    expect(page.locator(".bulk-actions")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator(".bulk-actions button").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name=visit.text("status-pending")).focus()
    page.keyboard.press("Enter")

    expect(page.locator(".bulk-result")).to_contain_text(visit.text_pattern("bulk-done", n=2))
    assert values(shop, numbers, "status") == ["pending", "pending", "new"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".bulk-result")).to_contain_text(visit.text_pattern("bulk-undone", n=2))
    assert values(shop, numbers, "status") == ["new"] * 3


def test_one_press_selects_all_shown_tickets_and_escape_clears_the_selection(
    visits: Visits, shop: Shop, numbers: list[str]
) -> None:
    visit = opened(visits, shop, numbers)
    page = visit.page
    shown = page.locator(".q-item").count()
    page.locator(".q-all input").check()
    expect(page.locator(".q-item.chosen")).to_have_count(shown)

    page.keyboard.press("Escape")

    expect(page.locator(".q-item.chosen")).to_have_count(0)
    expect(page.locator(".bulk-actions")).to_have_count(0)


def test_bulk_change_refuses_outdated_tickets_with_a_link_and_changes_the_others(
    visits: Visits, shop: Shop, numbers: list[str]
) -> None:
    visit = opened(visits, shop, numbers)
    page = visit.page
    choose(page, *numbers)
    assert shop.ben.change(numbers[1], priority="low").status_code == 200

    visit.button("priority").click()
    visit.button("priority-high").click()

    result = page.locator(".bulk-result")
    expect(result).to_contain_text(visit.text_pattern("bulk-done", n=2))
    expect(result).to_contain_text(visit.text("bulk-refused-412"))
    expect(result.get_by_role("link")).to_have_attribute("href", f"/console/tickets/{numbers[1]}")
    assert values(shop, numbers, "priority") == ["high", "low", "high"]
    visit.button("undo").click()
    expect(result).to_contain_text(visit.text_pattern("bulk-undone", n=2))
    assert values(shop, numbers, "priority") == ["normal", "low", "normal"]


def test_tags_are_added_and_taken_away(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    assert shop.ana.change(numbers[0], tags=["old", "kept"]).status_code == 200
    visit = opened(visits, shop, numbers)
    page = visit.page
    choose(page, *numbers[:2])
    visit.button("tags").click()
    visit.button("bulk-change").click()
    expect(page.locator(".error-summary")).to_contain_text(visit.text("bulk-tags-needed"))
    page.locator("#bulk-add").fill("late, spring")
    page.locator("#bulk-remove").fill("old")
    visit.button("bulk-change").click()

    expect(page.locator(".bulk-result")).to_contain_text(visit.text_pattern("bulk-done", n=2))
    assert [sorted(tags) for tags in values(shop, numbers[:2], "tags")] == [
        ["kept", "late", "spring"],
        ["late", "spring"],
    ]


def test_tickets_are_given_to_a_colleague_snoozed_and_marked_as_spam(
    visits: Visits, shop: Shop, numbers: list[str]
) -> None:
    visit = opened(visits, shop, numbers)
    page = visit.page
    for number, name, choice in (
        (numbers[0], "bulk-assign", "Ben"),
        (numbers[1], "snooze", None),
        (numbers[2], "view-spam", None),
    ):
        choose(page, number)
        visit.button(name).click()
        dialog = page.get_by_role("dialog")
        if choice:
            dialog.get_by_role("button", name=choice, exact=True).click()
        elif name == "snooze":
            dialog.get_by_role("button", name=visit.text("snooze")).click()
        expect(page.locator(".bulk-result")).to_contain_text(visit.text_pattern("bulk-done", n=1))
        visit.button("close").first.click()

    assert shop.ana.ticket(numbers[0])["assignee"]["name"] == "Ben"
    assert shop.ana.ticket(numbers[1])["snoozed_until"]
    assert shop.ana.ticket(numbers[2])["spam"] == "spam"
    visit.open("/console/spam")
    choose(page, numbers[2])
    visit.button("bulk-release").click()
    expect(page.locator(".bulk-result")).to_contain_text(visit.text_pattern("bulk-done", n=1))
    assert shop.ana.ticket(numbers[2])["spam"] is None


def test_bulk_change_is_applied_once_after_a_lost_response(visits: Visits, shop: Shop, numbers: list[str]) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    visit = opened(visits, shop, numbers)
    page = visit.page
    choose(page, *numbers[:2])
    page.route("**/api/v1/tickets/bulk", lose_the_answer)
    visit.button("priority").click()
    visit.button("priority-urgent").click()
    expect(page.locator(".bulk-result")).to_contain_text(visit.text("problem-offline"))
    page.unroute("**/api/v1/tickets/bulk")

    visit.button("try-again").click()

    expect(page.locator(".bulk-result")).to_contain_text(visit.text_pattern("bulk-done", n=2))
    assert values(shop, numbers[:2], "priority") == ["urgent", "urgent"]
    changes = [event for event in shop.ana.events(numbers[0]) if event["type"] == "TicketChanged"]
    assert len(changes) == 1
