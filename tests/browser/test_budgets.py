"""What a first visit costs, as the browser counted it, with the calls of the API."""

import pytest
from playwright.sync_api import expect

from infrastructure.site import BUDGETS
from tests.browser.visits import Visits
from tests.journeys.cast import Person, Shop, until

pytestmark = pytest.mark.browser

PAGES = [
    ("/", ".ticket-row"),
    ("/tickets.html", ".ticket-row"),
    ("/ticket.html?id={number}", "reply-box"),
    ("/new.html", "#body"),
    ("/profile.html", "#time_zone"),
    ("/console/teams/orders", ".q-row"),
    ("/console/tickets/{number}", "reply-box"),
]


LOADED = """
() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter(({ name }) => !name.endsWith('/health')) // asked later, in the background
  .map(({ name, encodedBodySize }) => [name, encodedBodySize])
"""


@pytest.fixture(scope="module")
def number(shop: Shop, carla: Person) -> str:
    number = carla.raise_ticket("What does it cost?", "In bytes.")
    until(lambda: shop.ana.ticket(number)["reason"])
    return number


@pytest.mark.parametrize(("path", "ready"), PAGES)
def test_a_first_visit_stays_within_the_budget(
    visits: Visits, shop: Shop, carla: Person, number: str, path: str, ready: str
) -> None:
    most_bytes, most_requests = BUDGETS["console" if "console" in path else ""]
    visit = visits.of(shop.ana if "console" in path else carla)
    compressed: dict[str, str] = {}
    visit.page.on(
        "response", lambda answer: compressed.update({answer.url: answer.headers.get("content-encoding", "")})
    )

    visit.open(path.format(number=number))
    expect(visit.page.locator(ready).first).to_be_visible()

    loaded: list[tuple[str, int]] = visit.page.evaluate(LOADED)
    text = "\n".join(f"{size:7d} {url}" for url, size in loaded)
    assert {compressed[url] for url, _ in loaded if url.endswith("/lit.js")} == {"br"}
    assert len(loaded) <= most_requests, text
    assert sum(size for _, size in loaded) <= most_bytes, text
