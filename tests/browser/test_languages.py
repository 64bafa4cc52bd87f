"""Another language, another script, another time zone: the page speaks to its reader."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser

ARABIC = re.compile(r"[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def number(shop: Shop, carla: Person) -> str:
    number = carla.raise_ticket("Leaves", "Two are brown.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    return number


def choose_language(visit: Visit, language: str) -> None:
    """With the menu of the header."""
    visit.page.locator("app-header .bar-end > details.menu > summary").click()
    visit.page.locator(f"app-header button[lang={language}]").click()
    visit.language = language
    expect(visit.page.locator("html")).to_have_attribute("lang", language)
    expect(visit.page.locator("h1").first).to_be_attached()


def test_the_portal_is_read_in_arabic_from_right_to_left_and_remembers_it(
    visits: Visits, carla: Person, number: str
) -> None:
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    why = page.locator(".reason span").last
    expect(why).to_be_visible()
    assert not ARABIC.search(why.inner_text())

    choose_language(visit, "ar")

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("reply-box button.action")).to_have_text(visit.text("send"))
    expect(page.locator("h1")).to_have_text("Leaves")
    expect(why).to_have_text(ARABIC)
    expect(page.locator(".ticket-head time")).to_have_text(ARABIC)
    assert page.evaluate("() => getComputedStyle(document.querySelector('app-header .bar')).direction") == "rtl"
    assert "⟦" not in visit.page_text()

    visit.open("/tickets.html")
    expect(page.locator("h1")).to_have_text(visit.text("nav-tickets"))
    choose_language(visit, "en")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("h1")).to_have_text(visit.text("nav-tickets"))


def test_the_console_is_read_in_arabic_and_a_text_keeps_its_own_direction(
    visits: Visits, shop: Shop, carla: Person
) -> None:
    number = carla.raise_ticket("ورقة صفراء", "كم مرة أسقي النبتة؟")
    until(lambda: shop.ana.ticket(number)["reason"])
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/tickets/{number}")
    message = page.locator(".message .text p")
    expect(message).to_have_css("direction", "rtl")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")

    choose_language(visit, "ar")

    expect(page.locator("label[for=property-status]")).to_have_text(visit.text("status"))
    expect(page.locator("reply-box button.action")).to_have_text(visit.text("send"))
    expect(page.locator("#property-why-here, .why").last).to_have_text(ARABIC)
    page.locator("#reply-text").fill("An English answer")
    expect(page.locator("#reply-text")).to_have_css("direction", "ltr")


def test_the_browsers_language_greets_a_visitor(visits: Visits) -> None:
    visit = visits.visitor(locale="ar-EG")
    visit.language = "ar"
    page = visit.open("/")
    expect(page.locator("h1")).to_have_text(visit.text("home-hello"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert "⟦" not in visit.page_text()


def test_the_profiles_language_and_zone_are_used_from_the_next_page_on(visits: Visits, shop: Shop) -> None:
    lara = shop.new_customer("Lara")
    visit = visits.of(lara)
    page = visit.open("/profile.html")
    page.locator("#language").select_option("ar")
    page.locator("#time_zone").select_option("America/New_York")
    visit.button("save").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    visit.language = "ar"
    expect(page.locator("h1")).to_have_text(visit.text("nav-profile"))
    me = lara.get("/me")
    assert (me["language"], me["time_zone"]) == ("ar", "America/New_York")


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York"])
def test_times_are_shown_in_the_readers_time_zone_and_marked_up_exactly(visits: Visits, shop: Shop, zone: str) -> None:
    away = shop.new_customer(f"Away-{zone[:4]}")
    me = away.get("/me")
    moved = away.client.call("PATCH", "/me", {"time_zone": zone}, If_Match=f'"{me["version"]}"')
    assert moved.status_code == 200
    number = away.raise_ticket("When was that?", "Tell me.")
    raised = away.ticket(number)["created_at"]
    local = datetime.fromisoformat(raised).astimezone(ZoneInfo(zone))
    visit = visits.visitor(timezone_id="Europe/Berlin")
    page = visit.open(f"/login.html?next=/ticket.html?id={number}")
    visit.log_in(away.email)

    message = page.locator(".message time").first
    expect(message).to_have_text(f"{local:%H:%M}")
    expect(message).to_have_attribute("datetime", raised)
    expect(page.locator(".ticket-head time")).to_contain_text(f"{local:%H:%M}")
    assert f"{local:%H:%M:%S}" in (message.get_attribute("title") or "")


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York"])
def test_time_zone_of_the_browser_is_preselected_with_its_current_time(visits: Visits, zone: str) -> None:
    visit = visits.visitor(timezone_id=zone)
    page = visit.open("/register.html")
    offered = page.locator("#time_zone").input_value()
    here = datetime.now(ZoneInfo(offered))
    assert here.utcoffset() == datetime.now(ZoneInfo(zone)).utcoffset()
    expect(page.locator("#time_zone option:checked")).to_contain_text(re.compile(r"\(\d\d:\d\d\)"))


def test_thirty_hours_ago_is_not_called_yesterday_when_it_was_the_day_before(visits: Visits) -> None:
    page = visits.visitor(timezone_id="UTC").open("/login.html")
    formatted = page.evaluate("""
        async () => {
          const module = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/lib/time.js'));
          const { relativeAndExact } = await import(module.name);
          return relativeAndExact(new Date(Date.now() - 45 * 3600 * 1000).toISOString());
        }""")
    assert "yesterday" not in formatted
    assert formatted.startswith("1 day ago (")
