"""The profile: language, time zone, which mails to get; for customers and for agents."""

import pytest
from playwright.sync_api import expect

from chalicelib.people.model import NOTICES
from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop, until
from tests.mail.makers import FOR_AGENTS

pytestmark = pytest.mark.browser

FOR_CUSTOMERS = sorted(set(NOTICES) - {str(kind) for kind in FOR_AGENTS})


@pytest.fixture(scope="module")
def vera(shop: Shop) -> Person:
    return shop.new_customer("Vera")


def switch(visit: Visit, kind: str) -> str:
    return visit.text(f"notice-{kind.replace('_', '-')}")


def offered(visit: Visit) -> set[str]:
    return set(visit.page.locator("#notifications .check").all_inner_texts())


def test_a_customer_can_switch_every_mail_that_customers_get(visits: Visits, vera: Person) -> None:
    visit = visits.of(vera)
    page = visit.open("/profile.html")
    expect(page.locator("#time_zone")).to_be_visible()
    assert offered(visit) == {switch(visit, kind) for kind in FOR_CUSTOMERS}

    page.get_by_label(switch(visit, "replied")).uncheck()
    visit.button("save").click()

    expect(page.locator("toast-area")).to_contain_text(visit.text("profile-saved"))
    stored = vera.get("/me")["notifications"]
    assert (stored["replied"], stored["closed"]) == (False, True)
    page.reload()
    expect(page.get_by_label(switch(visit, "replied"))).not_to_be_checked()


def test_agents_can_also_switch_emails_for_agents(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.ben)
    page = visit.open("/profile.html")
    expect(page.locator("#time_zone")).to_be_visible()
    assert offered(visit) == {switch(visit, kind) for kind in NOTICES}
    work = page.get_by_role("group", name=visit.text("notices-work"))
    assert set(work.locator(".check").all_inner_texts()) == {switch(visit, str(kind)) for kind in FOR_AGENTS}

    work.get_by_label(switch(visit, "followed")).uncheck()
    visit.button("save").click()

    until(lambda: shop.ben.get("/me")["notifications"]["followed"] is False)
    assert shop.ben.get("/me")["notifications"]["mentioned"] is True


def test_time_zone_and_language_are_used_at_once(visits: Visits, shop: Shop) -> None:
    yumi = shop.new_customer("Yumi")
    visit = visits.of(yumi)
    page = visit.open("/profile.html")
    page.locator("#time_zone").select_option("Asia/Tokyo")
    page.locator("#language").select_option("ar")
    visit.button("save").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert (yumi.get("/me")["time_zone"], yumi.get("/me")["language"]) == ("Asia/Tokyo", "ar")


def test_conflicting_profile_change_keeps_the_input_and_can_be_saved_again(visits: Visits, shop: Shop) -> None:
    wim = shop.new_customer("Wim")
    visit = visits.of(wim)
    page = visit.open("/profile.html")
    page.locator("#name").fill("Wim Wolf")
    version = wim.get("/me")["version"]
    changed = wim.client.call("PATCH", "/me", {"time_zone": "Asia/Tokyo"}, If_Match=f'"{version}"')
    assert changed.status_code == 200, changed.text

    visit.button("save").click()

    expect(page.locator(".error-summary")).to_contain_text(visit.text("profile-changed"))
    expect(page.locator("#name")).to_have_value("Wim Wolf")
    assert wim.get("/me")["name"] == "Wim"
    visit.button("save").click()
    until(lambda: wim.get("/me")["name"] == "Wim Wolf")


def test_profile_without_a_name_is_refused_at_the_field(visits: Visits, vera: Person) -> None:
    visit = visits.of(vera)
    page = visit.open("/profile.html")
    page.locator("#name").fill(" ")
    page.locator("#name").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#name-error")).to_contain_text(visit.text("name-missing"))
