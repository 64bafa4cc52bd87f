"""What customers must never see, and what no text may do."""

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.visits import Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser

CANARY = "canary-7f3a: she always complains"
MARKUP = "<img src=x onerror=\"document.title='hacked'\">"
SCRIPT = "</script><script>document.title='hacked'</script>"
LINK = "[click](javascript:alert(1)) {{7+7}} ${7+7}"


def test_a_note_is_in_nothing_a_customer_gets(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("About me", "What do they say?")
    until(lambda: shop.ana.ticket(number)["reason"])
    assert shop.ana.note(number, CANARY).status_code == 201
    answers: list[Response] = []
    visit = visits.of(carla)
    visit.page.on("response", lambda answer: answers.insert(0, answer))

    page = visit.open(f"/ticket.html?id={number}")
    expect(page.locator("ticket-timeline .message")).to_be_visible()
    with page.expect_response("**/api/v1/tickets/*"):
        visit.refresh_now()

    got = [answer.text() for answer in answers if "/api/" in answer.url and answer.ok]
    assert any("What do they say?" in text for text in got)
    assert not any("canary" in text for text in [*got, page.content()])
    agent = visits.of(shop.ana)
    agent.open(f"/console/tickets/{number}")
    expect(agent.page.locator(".message.note")).to_contain_text(CANARY)


def expect_harmless(page: Page) -> None:
    assert page.locator("img, body script:not([type=module])").count() == 0
    assert "hacked" not in page.title().replace(MARKUP, "").replace(SCRIPT, "")


def test_markup_in_a_subject_and_a_message_is_shown_as_typed_and_refused_in_a_name(visits: Visits, shop: Shop) -> None:
    mallory = shop.new_customer("Mallory")
    me = mallory.get("/me")
    renamed = mallory.client.call("PATCH", "/me", {"name": MARKUP}, If_Match=f'"{me["version"]}"')
    assert renamed.status_code == 422, "a name is only a name"
    number = mallory.raise_ticket(SCRIPT, f"{MARKUP}\n{SCRIPT}\n{LINK}")
    until(lambda: shop.ana.ticket(number)["reason"])
    assert shop.ana.note(number, MARKUP + SCRIPT).status_code == 201
    customer, agent = visits.of(mallory), visits.of(shop.ana)
    for visit, path, place in (
        (customer, "/tickets.html", ".ticket-row .subject"),
        (customer, f"/ticket.html?id={number}", "h1"),
        (agent, "/console/teams/orders", ".q-row .subject"),
        (agent, f"/console/tickets/{number}", "agent-ticket h1"),
    ):
        page = visit.open(path)
        expect(page.locator(place, has_text=SCRIPT)).to_be_visible()
        expect_harmless(page)
    expect(agent.page.locator(".message.customer .text")).to_have_text(f"{MARKUP}\n{SCRIPT}\n{LINK}")
    expect(agent.page.locator(".message.customer h3")).to_have_text("Mallory")
    expect(agent.page.locator(".message.note .text")).to_have_text(MARKUP + SCRIPT)
    expect(agent.page.locator(".message a")).to_have_count(0)
    customer.open("/profile.html")
    expect(customer.page.locator("#name")).to_have_value("Mallory")
    expect_harmless(customer.page)


def test_markup_in_an_address_is_only_an_address(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    for path in (
        "/ticket.html?id=%3Cimg%20src=x%20onerror=alert(1)%3E",
        "/console/%3Cscript%3Ealert(1)%3C/script%3E",
        "/tickets.html?show=%22%3E%3Cimg%3E&lang=%3Cimg%3E",
        "/no/%3Cimg%20src=x%3E",
    ):
        page = visit.open(path)
        expect_harmless(page)
    away = visits.visitor()
    away.open("/login.html?next=//example.org/%2F..")
    away.log_in(carla.email)
    expect(away.page.locator("app-header bdi", has_text="Carla").first).to_be_attached()
    assert away.page.url.startswith(away.portal)


def test_a_customer_is_shown_nothing_of_the_console(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/console/teams/orders")
    expect(page.locator(".state")).to_contain_text(visit.text("not-for-you"))
    assert page.locator(".q-row, nav.views").count() == 0


def test_visitor_logs_in_and_returns_to_the_requested_page(visits: Visits, carla: Person) -> None:
    number = carla.raise_ticket("Come back to me", "From the mail's link.")
    visit = visits.visitor()
    page = visit.page
    page.goto(f"{visit.portal}/ticket.html?id={number}")
    expect(page.locator("#password")).to_be_visible()
    assert "Come back to me" not in visit.page_text()

    visit.log_in(carla.email)

    expect(page.locator("h1")).to_have_text("Come back to me")
    assert page.url.endswith(f"/ticket.html?id={number}")
