"""The main job, done by a customer and two agents in their browsers."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visit, Visits, code_for
from tests.journeys.cast import PASSWORD, Person, Shop, until

pytestmark = pytest.mark.browser


def assigned(shop: Shop, customer: Person, subject: str) -> str:
    """The number of a new ticket, once it is assigned."""
    number = customer.raise_ticket(subject, "It was due on Friday.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    return number


def reply(visit: Visit, text: str, *, then: str = "") -> None:
    """Write in the reply box and send; then: the status that sending sets."""
    visit.page.locator("#reply-text").fill(text)
    if then:
        visit.page.locator("reply-box select").select_option(then)
    visit.page.locator("reply-box button.action").click()


def messages(visit: Visit) -> list[str]:
    """What was written, in order."""
    found: list[str] = visit.page.locator("ticket-timeline .message .text").all_inner_texts()
    return found


def register(visits: Visits, shop: Shop, name: str) -> tuple[Visit, str]:
    visit = visits.visitor()
    page = visit.open("/")
    visit.link("register").click()
    email = f"{name.split(maxsplit=1)[0].lower()}-{uuid.uuid4().hex[:6]}@example.com"
    page.locator("#name").fill(name)
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.locator("#code").fill(code_for(shop, email))
    page.locator("#code").press("Enter")
    expect(page).to_have_url(re.compile(r"welcome=1"))
    expect(page.locator("h1")).to_contain_text(name.split(maxsplit=1)[0])
    return visit, email


def test_customer_registers_with_the_emailed_code_logs_in_and_creates_a_ticket(visits: Visits, shop: Shop) -> None:
    visit, email = register(visits, shop, "Dora Diaz")
    page = visit.page
    visit.log_out()
    expect(page.locator("h1")).to_have_text(visit.text("home-hello"))
    page.locator('app-header a[href="/login.html"]').click()
    visit.log_in(email)
    expect(page).to_have_url(re.compile(r"/tickets\.html$"))
    expect(page.get_by_role("heading", name=visit.text("none-yet"))).to_be_visible()

    page.locator("main a[href='/new.html']").first.click()
    page.locator("#subject").fill("My fern arrived broken")
    page.locator("#category").select_option("delivery")
    page.locator("#priority").select_option("high")
    page.locator("#body").fill("Two of three fronds are snapped.")
    page.locator("main form button.primary").click()

    expect(page.locator(".callout.done")).to_be_visible()
    number = re.findall(r"id=(\d+)", page.url)[0]
    expect(page.locator("h1")).to_have_text("My fern arrived broken")
    expect(page.locator(".ticket-head .badge")).to_have_text(visit.text("status-new"))
    expect(page.locator("ticket-timeline .message")).to_contain_text("Two of three fronds are snapped.")
    until(lambda: shop.ana.ticket(number)["assignee"])
    visit.refresh_now()
    expect(page.locator(".details-panel dd").first).to_have_text("Ana")
    expect(page.locator(".details-panel")).to_contain_text(visit.text("priority-high"))
    expect(page.locator("ticket-timeline .line")).to_contain_text("Ana")

    page.locator("app-header nav a[href='/tickets.html']").click()
    row = page.locator(".ticket-row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("My fern arrived broken")
    row.click()
    expect(page.locator("h1")).to_have_text("My fern arrived broken")
    ticket = shop.ana.ticket(number)
    assert (ticket["category"], ticket["priority"], ticket["requester"]["name"]) == ("delivery", "high", "Dora Diaz")


def test_after_logging_out_the_cookie_is_gone_and_going_back_shows_nothing_private(visits: Visits, shop: Shop) -> None:
    visit, _ = register(visits, shop, "Emil Ek")
    page = visit.page
    page.locator("main a[href='/new.html']").first.click()
    page.locator("#subject").fill("Nobody else may read this")
    page.locator("#body").fill("A secret about orchids.")
    page.locator("main form button.primary").click()
    expect(page.locator("ticket-timeline .message")).to_contain_text("A secret about orchids.")
    assert visit.cookies() == ["__Host-refresh"]

    visit.log_out()
    expect(page).to_have_url(f"{visit.portal}/")
    expect(page.locator("h1")).to_have_text(visit.text("home-hello"))
    assert visit.cookies() == []

    page.go_back()
    expect(page.locator("#password")).to_be_visible()
    assert "orchids" not in visit.page_text()
    assert "Nobody else" not in visit.page_text()
    assert page.evaluate("() => Object.keys(localStorage).filter((key) => /session|person|zone/.test(key))") == []


def test_agent_goes_online_and_sees_the_team_queue_and_their_tickets(visits: Visits, shop: Shop, carla: Person) -> None:
    shop.ana.go("offline")
    number = carla.raise_ticket("Who takes this?", "Somebody, please.")
    until(lambda: shop.ana.ticket(number)["reason"])
    visit = visits.visitor()
    page = visit.open("/login.html?next=/console/")
    visit.area = "console"
    visit.log_in(shop.ana.email)
    row = page.locator(".q-row", has_text="Who takes this?")
    expect(page).to_have_url(re.compile("/console/teams/orders$"))
    expect(row).to_contain_text(visit.text("unassigned"))

    page.locator("availability-switch summary").click()
    visit.button("state-online").click()
    expect(page.locator("availability-switch summary .presence")).to_have_class(re.compile("online"))

    until(lambda: (shop.ana.ticket(number)["assignee"] or {}).get("name") == "Ana")
    page.locator("nav.views a[href='/console/mine']").click()
    expect(page.locator("h1")).to_have_text(visit.text("view-mine"))
    expect(row).to_be_visible()
    visit.refresh_now()
    expect(page.locator("nav.views a[href='/console/mine'] .count")).not_to_have_text(re.compile(r"\b0$"))


def test_an_agent_writes_a_note_replies_sets_pending_and_solves(visits: Visits, shop: Shop, carla: Person) -> None:
    number = assigned(shop, carla, "The wrong pot")
    visit = visits.of(shop.ana)
    page = visit.open("/console/teams/orders")
    page.locator(".q-row", has_text=f"#{number}").click()
    expect(page.locator("agent-ticket h1")).to_have_text("The wrong pot")

    visit.button("note").click()
    reply(visit, "Canary: the blue pot is out of stock.")
    expect(page.locator(".message.note")).to_contain_text("Canary")
    visit.button("reply").click()
    reply(visit, "Which colour did you order?", then="pending")
    expect(page.locator(".message.agent")).to_contain_text("Which colour")
    expect(page.locator("agent-ticket .t-head .badge")).to_have_text(visit.text("status-pending"))
    reply(visit, "The blue one is on its way.", then="solved")
    expect(page.locator("agent-ticket .t-head .badge")).to_have_text(visit.text("status-solved"))
    expect(page.locator("#property-status")).to_have_value("solved")

    entries = carla.events(number)
    assert [event["body"] for event in entries if event["type"] == "AgentReplied"] == [
        "Which colour did you order?",
        "The blue one is on its way.",
    ]
    assert "Canary" not in str(entries)
    assert carla.ticket(number)["status"] == "solved"


def test_reply_over_an_unseen_message_is_held_back_and_can_then_be_sent(
    visits: Visits, shop: Shop, carla: Person
) -> None:
    number = assigned(shop, carla, "Two answers")
    first, second = visits.of(shop.ana), visits.of(shop.ben)
    for visit in (first, second):
        visit.open(f"/console/tickets/{number}")
        expect(visit.page.locator("ticket-timeline .message")).to_have_count(1)
    reply(first, "A new one is on its way.")
    expect(first.page.locator(".message.agent")).to_be_visible()

    reply(second, "Please send us a picture.")

    held = second.page.locator(".held-reply")
    expect(held.locator(".unseen")).to_contain_text("A new one is on its way.")
    expect(held).to_be_focused()
    expect(second.page.locator("#reply-text")).to_have_value("Please send us a picture.")
    assert "Please send us a picture." not in str(carla.events(number))
    second.button("held-review").click()
    expect(held).to_have_count(0)
    expect(second.page.locator(".message.fresh")).to_be_focused()
    second.page.locator("#reply-text").fill("And a picture would help us.")
    second.page.locator("reply-box button.action").click()
    expect(second.page.locator(".message.agent")).to_have_count(2)
    assert messages(second)[1:] == ["A new one is on its way.", "And a picture would help us."]

    reply(first, "Goodbye.")
    expect(first.page.locator(".held-reply .unseen")).to_contain_text("And a picture would help us.")
    first.button("held-send").click()
    expect(first.page.locator(".message.agent")).to_have_count(3)
    assert [event["body"] for event in carla.events(number) if event["type"] == "AgentReplied"] == [
        "A new one is on its way.",
        "And a picture would help us.",
        "Goodbye.",
    ]


def test_the_customers_reply_reopens_a_solved_ticket_and_the_customer_marks_it_solved(
    visits: Visits, shop: Shop, carla: Person
) -> None:
    number = assigned(shop, carla, "Not quite solved")
    solved = shop.ana.reply(number, "Done.", shop.ana.ticket(number)["version"], status="solved")
    assert solved.status_code == 201
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    badge = page.locator(".ticket-head .badge")
    expect(badge).to_have_text(visit.text("status-solved"))
    expect(page.locator("reply-box button.action")).to_have_text(visit.text("send-and-reopen"))

    reply(visit, "It still leaks.")

    expect(badge).to_have_text(visit.text("status-open"))
    expect(page.locator(".message.customer").last).to_contain_text("It still leaks.")
    visit.button("mark-solved").click()
    expect(badge).to_have_text(visit.text("status-solved"))
    assert carla.ticket(number)["status"] == "solved"
    visit.button("reopen").click()
    expect(badge).to_have_text(visit.text("status-open"))
    assert carla.ticket(number)["status"] == "open"
