"""Nothing that was typed is lost: not by a reload, a failing send, a lost answer or a session that ends."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.looks import picture, violations
from tests.browser.visits import Visits
from tests.journeys.cast import PASSWORD, Person, Shop, until

pytestmark = pytest.mark.browser


def subjects(person: Person) -> list[str]:
    return [ticket["subject"] for ticket in person.get("/tickets?limit=100")["items"]]


def describe(page: Page, subject: str) -> None:
    page.locator("#subject").fill(subject)
    page.locator("#category").select_option("delivery")
    page.locator("#priority").select_option("high")
    page.locator("#body").fill("A long story.\nIn two lines.")


def expect_described(page: Page, subject: str) -> None:
    expect(page.locator("#subject")).to_have_value(subject)
    expect(page.locator("#category")).to_have_value("delivery")
    expect(page.locator("#priority")).to_have_value("high")
    expect(page.locator("#body")).to_have_value("A long story.\nIn two lines.")


def test_unsent_ticket_survives_a_reload_and_a_failed_call_and_is_sent_once(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    describe(page, "Typed once")
    page.reload()
    expect_described(page, "Typed once")

    page.route("**/api/v1/tickets", lambda route: route.abort())
    page.locator("main form button.primary").click()
    expect(page.locator(".error-summary")).to_contain_text(visit.text("problem-offline"))
    expect_described(page, "Typed once")
    page.reload()
    expect_described(page, "Typed once")
    page.unroute("**/api/v1/tickets")
    page.locator("main form button.primary").click()

    expect(page.locator(".callout.done")).to_be_visible()
    assert subjects(carla).count("Typed once") == 1
    visit.open("/new.html")
    expect(page.locator("#subject")).to_have_value("")


def test_retry_after_a_lost_response_creates_no_second_ticket(visits: Visits, carla: Person) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    visit = visits.of(carla)
    page = visit.open("/new.html")
    describe(page, "Sent, but who knows")
    page.route("**/api/v1/tickets", lose_the_answer, times=1)
    page.locator("main form button.primary").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert subjects(carla).count("Sent, but who knows") == 1
    page.reload()
    expect_described(page, "Sent, but who knows")

    page.locator("main form button.primary").click()

    expect(page.locator(".callout.done")).to_be_visible()
    assert subjects(carla).count("Sent, but who knows") == 1


def test_an_agents_reply_and_note_survive_going_elsewhere_a_reload_and_a_refusal(
    visits: Visits, shop: Shop, carla: Person
) -> None:
    number = carla.raise_ticket("Half an answer", "Hello?")
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/tickets/{number}")
    text = page.locator("#reply-text")
    text.fill("Dear Carla, half")
    visit.button("note").click()
    text.fill("She is in a hurry.")
    visit.open("/console/mine")
    visit.open(f"/console/tickets/{number}")
    expect(text).to_have_value("She is in a hurry.")
    visit.button("reply").click()
    expect(text).to_have_value("Dear Carla, half")

    page.route("**/messages", lambda route: route.fulfill(status=503), times=1)
    page.locator("reply-box button.action").click()
    expect(page.locator("#reply-problem")).to_contain_text(visit.text("text-saved"))
    expect(text).to_have_value("Dear Carla, half")
    page.locator("reply-box button.action").click()

    expect(page.locator(".message.agent")).to_contain_text("Dear Carla, half")
    expect(text).to_have_value("")
    visit.button("note").click()
    expect(text).to_have_value("She is in a hurry.")
    assert "hurry" not in str(carla.events(number))


def test_text_typed_while_a_note_is_being_sent_stays_for_the_next_message(
    visits: Visits, shop: Shop, carla: Person
) -> None:
    number = carla.raise_ticket("Quick fingers", "Faster than the network.")
    until(lambda: shop.ana.ticket(number)["reason"])
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/tickets/{number}")
    text, held = page.locator("#reply-text"), list[Route]()
    visit.button("note").click()
    text.fill("First thought.")
    page.route("**/notes", lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright wants a function of its own kind
    text.press("Control+Enter")
    expect(page.locator("reply-box button.action")).to_have_attribute("aria-disabled", "true")

    text.fill("First thought. Second thought.")
    visit.button("reply").click()
    page.locator("reply-box select").select_option("pending")
    held[0].continue_()

    expect(page.locator(".message.note")).to_contain_text("First thought.")
    expect(page.locator("reply-box button.action")).to_have_text(visit.text("send-pending"))
    visit.button("note").click()
    expect(text).to_have_value("Second thought.")


def test_expired_session_asks_for_the_password_and_then_sends_the_text(visits: Visits, shop: Shop) -> None:
    tom = shop.new_customer("Tom")
    number = tom.raise_ticket("A long answer", "It took me an hour.")
    visit = visits.of(tom)
    page = visit.open(f"/ticket.html?id={number}")
    page.locator("#reply-text").fill("What took so long to write.")
    page.context.clear_cookies()
    page.route("**/messages", lambda route: route.fulfill(status=401), times=1)

    page.locator("reply-box button.action").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.locator("#again-email")).to_have_value(tom.email)
    expect(dialog.locator("#again-password")).to_be_focused()
    picture(page, "log-in-again")
    assert violations(page) == []
    dialog.locator("#again-password").fill("not the password")
    dialog.locator("#again-password").press("Enter")
    expect(dialog.locator(".error-summary")).to_be_focused()
    dialog.locator("#again-password").fill(PASSWORD)
    dialog.locator("#again-password").press("Enter")
    expect(page.locator(".message.customer")).to_have_count(2)
    replies = [event["body"] for event in tom.events(number) if event["type"] == "CustomerReplied"]
    assert replies == ["What took so long to write."]


def test_a_draft_changed_in_another_tab_is_never_overwritten_silently(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    page.locator("#body").fill("From the first tab")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#body")).to_have_value("From the first tab")

    other.locator("#body").fill("From the second tab")

    expect(page.locator(".callout.warn")).to_be_visible()
    expect(page.locator("#body")).to_have_value("From the first tab")
    visit.button("draft-take").click()
    expect(page.locator("#body")).to_have_value("From the second tab")
    page.locator("#body").fill("")
    until(lambda: page.evaluate("() => Object.keys(localStorage).filter((key) => key.includes(':new')).length") == 0)
    assert page.locator(".callout.warn").count() == 0
