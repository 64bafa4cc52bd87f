"""The ratings of an agent on their page: for the agent and those who lead, and for no other agent."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser
RATINGS = re.compile(r"/api/v1/agents/me/ratings")


def listed(shop: Shop) -> list[str]:
    return [item["ticket"]["id"] for item in shop.ana.get("/agents/me/ratings")["items"]]


def test_agent_sees_their_ratings_and_average_and_colleagues_do_not(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("A lamp that flickers", "It flickers.")
    version = shop.ana.ticket(number)["version"]
    assert shop.ana.reply(number, "Here is a new one.", version, status="solved").status_code == 201
    answer = carla.client.call("POST", f"/tickets/{number}/rating", {"score": 4, "comment": "Quick and kind"})
    assert answer.status_code == 200
    until(lambda: number in listed(shop))

    visit = visits.of(shop.ana)
    page = visit.open(f"/console/agents/{shop.ana.id}")
    section = page.locator("agent-ratings")
    expect(section.locator(".log-row").first).to_contain_text("Quick and kind")
    expect(section.locator(".log-row").first).to_contain_text(visit.text_pattern("rating-only", score=4))
    expect(section).to_contain_text("A lamp that flickers")
    section.get_by_role("link", name="A lamp that flickers").click()
    expect(page).to_have_url(f"{page.url.split('/console')[0]}/console/tickets/{number}")

    visit.open(f"/console/agents/{shop.sue.id}")
    expect(page.locator(".details-list")).to_be_visible()
    expect(page.locator("agent-ratings")).to_have_count(0)


def test_agent_without_ratings_reads_what_the_list_is_for(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.sue)
    page = visit.open(f"/console/agents/{shop.sue.id}")

    expect(page.locator("agent-ratings")).to_contain_text(visit.text("ratings-empty"))


def test_ratings_that_cannot_be_loaded_can_be_asked_for_again(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.sue)
    visit.page.route(RATINGS, lambda route: route.fulfill(status=503))
    page = visit.open(f"/console/agents/{shop.sue.id}")
    expect(page.locator("agent-ratings")).to_contain_text(visit.text("failed-title"))
    page.unroute(RATINGS)

    page.locator("agent-ratings").get_by_role("button", name=visit.text("try-again")).click()

    expect(page.locator("agent-ratings")).to_contain_text(visit.text("ratings-empty"))
