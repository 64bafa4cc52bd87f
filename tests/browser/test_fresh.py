"""Pages follow what happens on the desk without being loaded again, and cost nothing while nothing happens."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser


def assigned(shop: Shop, customer: Person, subject: str) -> str:
    number = customer.raise_ticket(subject, "Please help.")
    until(lambda: shop.ana.ticket(number)["reason"])
    return number


def test_reply_appears_on_the_customers_open_page_and_is_announced(visits: Visits, shop: Shop, carla: Person) -> None:
    number = assigned(shop, carla, "Waiting with the page open")
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    expect(page.locator("ticket-timeline .message")).to_have_count(1)
    page.evaluate("() => { window.stillTheSamePage = true; }")
    page.locator("#reply-text").fill("I was about to say")
    answer = shop.ana.reply(number, "Here is your answer.", shop.ana.ticket(number)["version"], status="pending")
    assert answer.status_code == 201

    visit.refresh_now()

    expect(page.locator(".message.agent")).to_contain_text("Here is your answer.")
    expect(page.locator(".ticket-head .badge")).to_have_text(visit.text("status-pending-customer"))
    expect(page.locator("#announcer")).to_contain_text("Ana")
    expect(page.locator("#reply-text")).to_be_focused()
    expect(page.locator("#reply-text")).to_have_value("I was about to say")
    assert page.evaluate("() => window.stillTheSamePage")


@pytest.mark.parametrize("area", ["portal", "console"])
def test_polling_an_unchanged_ticket_answers_304(visits: Visits, shop: Shop, carla: Person, area: str) -> None:
    number = assigned(shop, carla, f"Quiet in the {area}")
    shop.settle()
    visit = visits.of(carla) if area == "portal" else visits.of(shop.sue)
    path = f"/ticket.html?id={number}" if area == "portal" else f"/console/tickets/{number}"
    page = visit.open(path)
    expect(page.locator("ticket-timeline .message")).to_have_count(1)
    expect(page.locator("reply-box")).to_be_visible()

    with page.expect_response(lambda answer: answer.url.endswith(f"/api/v1/tickets/{number}")) as fetched:
        visit.refresh_now()

    assert fetched.value.status == 304
    assert fetched.value.request.headers["if-none-match"] == f'"{carla.ticket(number)["version"]}"'


def test_the_list_of_tickets_follows_a_new_status(visits: Visits, shop: Shop, carla: Person) -> None:
    number = assigned(shop, carla, "Followed in the list")
    visit = visits.of(carla)
    page = visit.open("/tickets.html")
    row = page.locator(".ticket-row", has_text="Followed in the list")
    expect(row.locator(".badge")).to_have_text(visit.text("status-new"))
    assert shop.ana.change(number, status="pending").status_code == 200

    visit.refresh_now()

    expect(row.locator(".badge")).to_have_text(visit.text("status-pending-customer"))


def test_a_new_ticket_waits_above_the_queue_until_the_agent_wants_to_see_it(
    visits: Visits, shop: Shop, carla: Person
) -> None:
    assigned(shop, carla, "Already there")
    visit = visits.of(shop.ben)
    page = visit.open("/console/teams/orders")
    expect(page.locator(".q-row", has_text="Already there")).to_be_visible()
    before = page.locator(".q-row .subject").all_inner_texts()
    assigned(shop, carla, "Just in")

    visit.refresh_now()

    expect(page.locator(".held button")).to_be_visible()
    assert page.locator(".q-row .subject").all_inner_texts() == before
    page.locator(".held button").click()
    expect(page.locator(".q-row", has_text="Just in")).to_be_visible()
    expect(page.locator(".q-row").first).to_be_focused()


def test_a_message_that_comes_while_an_agent_writes_moves_nothing_and_is_shown_when_wanted(
    visits: Visits, shop: Shop, carla: Person
) -> None:
    number = assigned(shop, carla, "We both write")
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/tickets/{number}")
    expect(page.locator("ticket-timeline .message")).to_have_count(1)
    page.locator("#reply-text").fill("Dear Carla, ")
    assert carla.reply(number, "One more thing.").status_code == 201

    visit.refresh_now()

    expect(page.locator(".meanwhile")).to_contain_text("Carla")
    expect(page.locator("ticket-timeline .message")).to_have_count(1)
    expect(page.locator("#reply-text")).to_have_value("Dear Carla, ")
    visit.button("show-it").click()
    expect(page.locator(".message.customer").last).to_contain_text("One more thing.")
    expect(page.locator("#reply-text")).to_have_value("Dear Carla, ")
    assert page.locator(".meanwhile").count() == 0


def test_change_by_a_colleague_is_shown_before_it_is_overwritten(visits: Visits, shop: Shop, carla: Person) -> None:
    number = assigned(shop, carla, "Both change it")
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/tickets/{number}")
    expect(page.locator("#property-priority")).to_have_value("normal")
    assert shop.ben.change(number, priority="low").status_code == 200

    page.locator("#property-priority").select_option("urgent")

    expect(page.locator(".refused")).to_be_focused()
    expect(page.locator(".refused")).to_contain_text(visit.text("priority-low"))
    expect(page.locator("#property-priority")).to_have_value("low")
    visit.button("change-anyway").click()
    expect(page.locator("#property-priority")).to_have_value("urgent")
    until(lambda: shop.ana.ticket(number)["priority"] == "urgent")
    assert page.locator(".refused").count() == 0
