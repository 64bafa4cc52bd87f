"""Everything with the keys alone: these tests never touch the mouse."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.visits import NARROW, WIDE, Visits
from tests.journeys.cast import PASSWORD, Person, Shop, until

pytestmark = pytest.mark.browser

MAX_STOPS = 40
FOCUS = """
() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  const seen = [0.5, 0.05, 0.95].some((part) => {
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height * part);
    return top && (element.contains(top) || top.contains(element));
  });
  const { outlineStyle, boxShadow } = getComputedStyle(element);
  return { name: `${element.localName}#${element.id}.${element.className}`, seen,
    marked: outlineStyle !== 'none' || boxShadow !== 'none' };
}
"""


def tab_to(page: Page, target: str) -> list[str]:
    """Press Tab until the target has the focus; answers the stops whose focus could not be seen."""
    unseen: list[str] = []
    for _ in range(MAX_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if not (stop["seen"] and stop["marked"]):
            unseen.append(stop["name"])
        if page.evaluate("(target) => document.activeElement.matches(target)", target):
            return unseen
    raise AssertionError(f"{target} cannot be reached with Tab")


def test_the_first_stop_leads_past_the_header_and_logging_in_needs_no_mouse(visits: Visits, carla: Person) -> None:
    visit = visits.visitor()
    page = visit.open("/login.html")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#email")).to_be_focused()

    page.keyboard.type(carla.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/tickets\.html$"))
    assert visit.cookies() == ["__Host-refresh"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_ticket_is_created_by_keyboard_with_visible_focus(visits: Visits, carla: Person, size: ViewportSize) -> None:
    visit = visits.of(carla, viewport=size)
    page = visit.open("/tickets.html")
    expect(page.locator("main .filter")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#subject")).to_be_visible()

    unseen = tab_to(page, "#subject")
    page.keyboard.type("Raised with the keys")
    unseen += tab_to(page, "#category")
    page.keyboard.type("Deliv")
    unseen += tab_to(page, "#priority")
    page.keyboard.type(visit.text("priority-urgent"))
    unseen += tab_to(page, "#body")
    page.keyboard.type("No mouse was near.\n")
    unseen += tab_to(page, "main form button.primary")
    page.keyboard.press("Enter")

    expect(page.locator(".callout.done")).to_be_visible()
    assert unseen == []
    ticket = carla.ticket(re.findall(r"id=(\d+)", page.url)[0])
    assert (ticket["subject"], ticket["category"], ticket["priority"]) == ("Raised with the keys", "delivery", "urgent")


def test_incomplete_form_moves_focus_to_the_missing_field(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    tab_to(page, "#subject")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith(visit.text("error-label"))

    tab_to(page, ".error-summary a[href='#body']")
    page.keyboard.press("Enter")

    expect(page.locator("#body")).to_be_focused()
    expect(page.locator("#body")).to_have_attribute("aria-invalid", "true")


def test_ticket_is_found_and_answered_by_keyboard(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Answered with the keys", "Please do.")
    until(lambda: shop.ana.ticket(number)["reason"])
    visit = visits.of(shop.ana)
    page = visit.open("/console/teams/orders")
    expect(page.locator(".q-row").first).to_be_visible()
    page.keyboard.press("f")
    page.keyboard.type("answered with the KEYS")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".q-row", has_text=f"#{number}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("ticket-timeline .message")).to_be_visible()

    page.keyboard.press("n")
    expect(page.locator("#reply-text")).to_be_focused()
    page.keyboard.type("A note: r and j do nothing here.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message.note")).to_contain_text("A note: r and j do nothing here.")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("An answer.")
    unseen = tab_to(page, "reply-box select")
    page.keyboard.type(visit.text("then-pending"))
    unseen += tab_to(page, "reply-box button.action")
    expect(page.locator("reply-box button.action")).to_have_text(visit.text("send-pending"))
    page.keyboard.press("Enter")

    expect(page.locator(".message.agent")).to_contain_text("An answer.")
    expect(page.locator("agent-ticket .t-head .badge")).to_have_text(visit.text("status-pending"))
    assert unseen == []
    assert [event["body"] for event in carla.events(number) if event["type"] == "AgentReplied"] == ["An answer."]


def test_escape_leads_from_the_ticket_back_to_its_row(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("There and back", "With Escape.")
    until(lambda: shop.ana.ticket(number)["reason"])
    visit = visits.of(shop.ana)
    page = visit.open("/console/teams/orders")
    row = page.locator(".q-row", has_text=f"#{number}")
    expect(row).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".q-row").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("agent-ticket h1")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page).to_have_url(re.compile("/console/teams/orders$"))
    expect(row).to_be_focused()


def test_shortcuts_are_listed_and_can_be_switched_off(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/tickets.html")
    expect(page.locator("main .filter")).to_be_visible()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(visit.text("nav-new"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    visit.open("/profile.html")
    box = page.get_by_role("checkbox", name=visit.text("shortcuts"))
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    page.keyboard.press("?")
    visit.open("/tickets.html")
    expect(page.locator("main .filter")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("?")

    expect(dialog).to_have_count(0)
    assert page.url.endswith("/tickets.html")
