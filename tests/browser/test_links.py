"""What links in mails open, and asking without an account, as a visitor without an account sees them."""

import json
import re

import pytest
from playwright.sync_api import expect

from chalicelib.links.tokens import Purpose
from tests.browser.test_keyboard import tab_to
from tests.browser.visits import Visits
from tests.calls import anybody
from tests.journeys.cast import Person, Shop, until
from tests.journeys.mailed import exchanged, token_for, token_in_the_last_mail, tokens_in

pytestmark = pytest.mark.browser


def solved(shop: Shop, customer: Person, subject: str) -> str:
    number = customer.raise_ticket(subject, "It was due on Friday.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    assert shop.ana.reply(number, "Here it is.", shop.ana.ticket(number)["version"], status="solved").status_code == 201
    return number


def pending(shop: Shop, customer: Person, subject: str) -> str:
    number = customer.raise_ticket(subject, "It was due on Friday.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    assert shop.ana.reply(number, "Which one?", shop.ana.ticket(number)["version"], status="pending").status_code == 201
    return number


def test_guest_submits_confirms_and_continues_by_the_links_in_emails(visits: Visits, shop: Shop) -> None:
    visit = visits.visitor()
    page = visit.open("/")
    page.get_by_role("link", name=visit.text("guest-offer")).click()
    page.locator("#email").fill("gerda@example.com")
    page.locator("#name").fill("Gerda")
    page.locator("#category").select_option("delivery")
    page.locator("#subject").fill("A broken pot")
    page.reload()
    expect(page.locator("#subject")).to_have_value("A broken pot")
    page.locator("#body").fill("It was **whole** once.")
    visit.button("new-send").click()
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("h1")).to_have_text(visit.text("guest-sent"))
    assert "gerda@example.com" in visit.page_text()

    visit.open(f"/link.html#{token_in_the_last_mail(shop, 'gerda@example.com')}")
    assert visit.cookies() == []
    visit.button("link-confirm").click()
    expect(page.locator("h1")).to_have_text(visit.text("link-confirmed"))
    page.get_by_role("link", name="A broken pot").click()
    expect(page.locator(".message strong")).to_have_text("whole")
    number = re.sub(r"\D", "", page.locator(".ticket-head bdi", has_text="#").inner_text())
    until(lambda: shop.ana.ticket(number)["assignee"])
    shop.ana.note(number, "Between us: canary")
    shop.ana.reply(number, "Which pot?", shop.ana.ticket(number)["version"], status="pending")
    page.reload()
    expect(page.locator(".message.agent")).to_contain_text("Which pot?")
    assert "canary" not in page.content()
    page.locator("#body").fill("The blue one.")
    visit.button("linked-send").click()
    expect(page.locator(".message.customer").last).to_contain_text("The blue one.")
    expect(page.locator("#body")).to_have_value("")
    assert shop.ana.ticket(number)["status"] == "open"


def test_opening_a_link_changes_nothing_and_its_button_does_it_once(visits: Visits, shop: Shop, carla: Person) -> None:
    number = pending(shop, carla, "Is it solved?")
    before = shop.ana.ticket(number)["version"]
    token = token_for(shop, Purpose.SOLVE, carla.get("/me")["id"], number, rev=2)
    visit = visits.visitor()
    for _ in range(3):
        visit.open(f"/link.html#{token}")
        expect(visit.button("link-solve")).to_be_visible()
        visit.page.reload()
    assert shop.ana.ticket(number)["version"] == before

    visit.button("link-solve").click()
    expect(visit.page.locator("h1")).to_have_text(visit.text("link-solved"))
    assert shop.ana.ticket(number)["status"] == "solved"
    visit.page.reload()
    expect(visit.page.locator("h1")).to_have_text(visit.text("link-used"))
    expect(visit.page.get_by_role("link", name=visit.text("link-ask"))).to_have_attribute("href", "/guest.html")


def test_links_keep_a_ticket_open_and_unsubscribe(visits: Visits, shop: Shop, carla: Person) -> None:
    number, me = pending(shop, carla, "More time"), carla.get("/me")["id"]
    visit = visits.visitor()
    visit.open(f"/link.html#{token_for(shop, Purpose.KEEP_OPEN, me, number, rev=2)}")
    visit.button("link-keep-open").click()
    expect(visit.page.locator("h1")).to_have_text(visit.text("link-closure-deferred"))

    visit.open(f"/link.html#{token_for(shop, Purpose.UNSUBSCRIBE, me, about='reopened')}")
    expect(visit.page.locator("main")).to_contain_text(visit.text("kind-reopened"))
    visit.button("link-unsubscribe").click()
    expect(visit.page.locator("h1")).to_have_text(visit.text("link-unsubscribed"))
    assert carla.get("/me")["notifications"]["reopened"] is False


def test_stars_are_chosen_with_the_keyboard_and_thanked_for(visits: Visits, shop: Shop, carla: Person) -> None:
    number = solved(shop, carla, "With the keyboard")
    visit = visits.visitor()
    page = visit.open(f"/link.html#{token_for(shop, Purpose.RATE, carla.get('/me')['id'], number, rev=2, about='3')}")
    expect(page.get_by_role("radio", name=visit.text("rate-three"))).to_be_checked()
    assert tab_to(page, "input[name=score]") == []
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name=visit.text("rate-four"))).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Quick and kind")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".thanks")).to_be_focused()
    expect(page.locator(".thanks")).to_contain_text(visit.text("rate-thanks"))
    assert shop.ana.ticket(number)["rating"]["score"] == 4


def test_customers_rate_on_their_tickets_page_and_agents_see_it(visits: Visits, shop: Shop, carla: Person) -> None:
    number = solved(shop, carla, "On the page")
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    visit.button("rate-send").click()
    expect(page.locator("rating-form .error-summary")).to_be_focused()
    page.locator(".star").nth(0).click()
    page.locator("#comment").fill("It broke again")
    visit.button("rate-send").click()
    expect(page.locator(".thanks")).to_contain_text(visit.text("rate-sorry"))
    expect(page.locator("ticket-timeline")).to_contain_text("It broke again")
    expect(page.locator("ticket-timeline")).to_contain_text(visit.text_pattern("line-rated", name="Carla", score=1))

    desk = visits.of(shop.ana)
    console = desk.open(f"/console/tickets/{number}")
    expect(console.locator(".message", has_text="It broke again")).to_contain_text(
        desk.text_pattern("line-rated", name="Carla", score=1)
    )
    expect(console.locator(".sidebar")).to_contain_text(desk.text_pattern("rating-of", score=1, name="Ana"))


def test_link_page_sends_no_referrer_and_is_not_indexed(visits: Visits, shop: Shop) -> None:
    visit = visits.visitor()
    referred: list[str] = []
    visit.page.on("request", lambda request: referred.append(request.headers.get("referer", "")))
    page = visit.open("/link.html#nonsense")
    expect(page.locator("h1")).to_have_text(visit.text("link-unknown"))
    assert page.locator('meta[name="robots"]').get_attribute("content") == "noindex"
    assert {each for each in referred if "nonsense" in each} == set()
    answer = anybody(shop.desk).call("POST", "/links/exchange", {"token": "nonsense"})
    assert json.loads(answer.text)["status"] == 404


def test_agent_revokes_the_links_in_emails_and_the_next_email_has_new_ones(
    visits: Visits, shop: Shop, carla: Person
) -> None:
    number, me = pending(shop, carla, "My mailbox was read"), carla.get("/me")["id"]
    old = token_for(shop, Purpose.VIEW, me, number, rev=2)
    visit = visits.of(shop.ana)
    page = visit.open(f"/console/tickets/{number}")
    expect(page.locator("agent-ticket h1")).to_have_text("My mailbox was read")
    page.locator("agent-ticket .actions-menu > summary").click()
    visit.button("revoke-links").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(visit.text("revoke-links-title"))
    dialog.get_by_role("button", name=visit.text("cancel")).click()
    exchanged(shop, old)

    expect(page.locator("agent-ticket h1")).to_have_text("My mailbox was read")
    page.locator("agent-ticket .actions-menu > summary").click()
    visit.button("revoke-links").click()
    dialog.get_by_role("button", name=visit.text("revoke-links-button")).click()
    expect(page.locator("agent-ticket")).to_contain_text(visit.text_pattern("event-email-links-revoked", name="Ana"))

    customer = visits.visitor()
    customer.open(f"/link.html#{old}")
    expect(customer.page.locator("h1")).to_have_text(customer.text("link-expired"))
    assert shop.ana.reply(number, "Here is a new link.", shop.ana.ticket(number)["version"]).status_code == 201
    (mail,) = until(lambda: [mail for mail in shop.mails() if "Here is a new link." in mail["text"]])
    customer.open(f"/link.html#{tokens_in(mail)[0]}")
    expect(customer.page.locator(".message.agent").last).to_contain_text("Here is a new link.")
