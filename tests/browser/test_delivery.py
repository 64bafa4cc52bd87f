"""Under an answer stands what became of its mail, for agents alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.texts import text
from tests.browser.visits import Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser


def test_delivery_of_a_reply_is_shown_without_reloading_the_page(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Is it in the post?", "I am at home today.")
    until(lambda: shop.ana.ticket(number)["reason"])
    visit = visits.of(shop.ana)
    visit.open(f"/console/tickets/{number}")
    box = visit.page.locator("reply-box")
    box.locator("textarea").first.fill("It comes this afternoon.")
    box.locator("textarea").first.press("Control+Enter")

    state = visit.page.locator(".mail-state")

    expect(state).to_have_text(text("mail-delivered", area="console"), timeout=40_000)
    customer = visits.of(carla)
    customer.open(f"/ticket.html?id={number}")
    expect(customer.page.get_by_text("It comes this afternoon.")).to_be_visible()
    expect(customer.page.locator(".mail-state")).to_have_count(0)
