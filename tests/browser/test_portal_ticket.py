"""One ticket as its customer reads it: files, where it came from, where it goes on, and what is not for them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.attachments.samples import png
from tests.browser.forms import ANSWERS, CATEGORY, HIDDEN, SHOWN
from tests.browser.past import closed_ticket
from tests.browser.test_keyboard import tab_to
from tests.browser.test_portal_new import photo
from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop, until
from tests.stack.files import checked, sent

pytestmark = pytest.mark.browser

RICH = "A **label** for you:\n\n- print it\n- glue it\n\n[our page](https://example.com/a) <b>no</b>"


def messages(page: Page) -> list[str]:
    found: list[str] = page.locator("ticket-timeline .message .text").all_inner_texts()
    return found


def choose_file(visit: Visit, name: str) -> None:
    with visit.page.expect_file_chooser() as chooser:
        visit.button("files-add").click()
    chooser.value.set_files(photo(name))
    expect(visit.page.locator("reply-box .file.clean")).to_contain_text(name)


def joined(shop: Shop, customer: Person) -> tuple[str, str]:
    """Two tickets of one customer about the same: the one that goes on, and the one that was merged into it."""
    goes_on = customer.raise_ticket("A broken fern", "It is broken.")
    merged_number = customer.raise_ticket("The fern again", "Did you get my message?")
    until(lambda: shop.ana.ticket(goes_on)["reason"] and shop.ana.ticket(merged_number)["reason"])
    version = shop.ana.ticket(merged_number)["version"]
    merged = shop.ana.client.call("POST", f"/tickets/{merged_number}/merge", {"into": goes_on}, If_Match=f'"{version}"')
    assert merged.status_code == 200, merged.text
    return goes_on, merged_number


def test_formatted_reply_is_shown_and_its_file_can_be_downloaded(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("How do I send it back?", "Please tell me.")
    label = sent(shop.ana.client, png(4, 4), "label.png", "image/png")
    assert checked(shop.ana.client, label)["state"] == "clean"
    until(lambda: shop.ana.ticket(number)["reason"])
    version = shop.ana.ticket(number)["version"]
    assert shop.ana.reply(number, RICH, version, attachments=[label]).status_code == 201
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    message = page.locator(".message.agent")

    expect(message.locator("strong")).to_have_text("label")
    expect(message.locator(".text li")).to_have_text(["print it", "glue it"])
    expect(message.get_by_role("link", name="our page")).to_have_attribute("href", "https://example.com/a")
    expect(message).to_contain_text("<b>no</b>")
    with page.expect_download() as download:
        message.get_by_role("button", name="label.png").click()
    assert download.value.suggested_filename == "label.png"


def test_file_is_sent_with_a_reply(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("A photo follows", "In a moment.")
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    choose_file(visit, "later.png")
    page.locator("#reply-text").fill("Here it is.")

    visit.button("send").click()

    expect(page.locator(".message.customer").last).to_contain_text("later.png")
    expect(page.locator("reply-box .file")).to_have_count(0)
    (reply,) = [event for event in shop.ana.events(number) if event["type"] == "CustomerReplied"]
    assert [each["name"] for each in reply["attachments"]] == ["later.png"]


def test_reply_with_an_expired_file_is_refused_by_name_and_keeps_its_text(visits: Visits, carla: Person) -> None:
    number = carla.raise_ticket("A file from last week", "Wait.")
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    choose_file(visit, "old.png")
    page.locator("#reply-text").fill("See the file.")
    refused = {"detail": "The request did not validate.", "errors": [{"pointer": "/attachments/0", "detail": "Gone."}]}
    page.route("**/messages", lambda route: route.fulfill(status=422, json=refused), times=1)
    visit.button("send").click()
    expect(page.locator("#reply-problem")).to_contain_text(visit.text("new-files-gone"))
    expect(page.locator("#reply-text")).to_have_value("See the file.")

    page.locator(".file.clean .icon-only").click()
    visit.button("send").click()

    expect(page.locator(".message.customer").last).to_contain_text("See the file.")


def test_deleted_file_shows_that_it_is_missing(visits: Visits, carla: Person) -> None:
    photo = sent(carla.client, png(4, 4), "gone.png", "image/png")
    assert checked(carla.client, photo)["state"] == "clean"
    number = carla.raise_ticket("With a file", "See.", attachments=[photo])
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    page.route("**/api/v1/attachments/*", lambda route: route.fulfill(status=404))

    page.get_by_role("button", name="gone.png").click()

    expect(page.locator("toast-area")).to_contain_text(visit.text("problem-missing"))


def test_a_reply_to_a_closed_ticket_leads_to_a_new_one_and_each_names_the_other(
    visits: Visits, shop: Shop, carla: Person
) -> None:
    number = closed_ticket(shop, carla, "The watering can")
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    expect(page.locator(".conversation")).to_contain_text(visit.text("closed-text"))
    choose_file(visit, "leak.png")
    page.locator("#reply-text").fill("It leaks after all.")

    visit.button("send-follow-up").click()

    expect(page).not_to_have_url(re.compile(rf"id={number}\b"))
    expect(page.locator(".callout.done")).to_be_visible()
    expect(page.locator("h1")).to_have_text("The watering can")
    expect(page.locator(".message.customer")).to_contain_text("It leaks after all.")
    expect(page.locator(".message.customer")).to_contain_text("leak.png")
    follow_up = re.findall(r"id=(\d+)", page.url)[0]
    page.locator(".callout").get_by_role("link", name=f"#{number}").click()
    expect(page).to_have_url(re.compile(rf"id={number}$"))
    expect(page.locator("#reply-text")).to_have_value("")
    page.locator(".callout").get_by_role("link", name=f"#{follow_up}").click()
    expect(page.locator(".message.customer")).to_contain_text("It leaks after all.")
    assert shop.ana.ticket(follow_up)["links"] == [{"ticket": number, "kind": "follow_up_of"}]


def test_retry_after_a_lost_response_creates_one_follow_up(visits: Visits, shop: Shop, carla: Person) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    number = closed_ticket(shop, carla, "Lost and found")
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    page.locator("#reply-text").fill("Once only.")
    page.route("**/messages", lose_the_answer, times=1)
    visit.button("send-follow-up").click()
    expect(page.locator("#reply-problem")).to_contain_text(visit.text("text-saved"))

    visit.button("send-follow-up").click()

    expect(page.locator(".callout.done")).to_be_visible()
    assert [each["kind"] for each in carla.ticket(number)["links"]] == ["follow_up"]


def test_merged_ticket_links_to_its_target_and_both_links_work(visits: Visits, shop: Shop, carla: Person) -> None:
    goes_on, merged_number = joined(shop, carla)
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={merged_number}")
    expect(page.locator(".message.customer")).to_contain_text("Did you get my message?")
    expect(page.locator(".ticket-head")).to_contain_text(visit.text("merged-label"))
    page.locator("#reply-text").fill("Said in the old place.")

    page.locator("reply-box button.action").click()

    expect(page).to_have_url(re.compile(rf"id={goes_on}#e-{goes_on}-\d+$"))
    expect(page.locator(".message.customer").last).to_contain_text("Said in the old place.")
    assert messages(page) == ["It is broken.", "Did you get my message?", "Said in the old place."]
    page.locator(".callout").get_by_role("link", name=f"#{merged_number}").click()
    expect(page.locator("h1")).to_have_text("The fern again")
    page.get_by_role("link", name=visit.text("merged-open")).click()
    expect(page.locator("h1")).to_have_text("A broken fern")
    visit.open("/tickets.html?show=all")
    expect(page.locator(".ticket-row", has_text="The fern again")).to_contain_text(visit.text("merged-label"))


def test_ticket_merged_into_another_customers_shows_nothing_of_it(visits: Visits, shop: Shop, carla: Person) -> None:
    other = shop.new_customer("Otto")
    goes_on = carla.raise_ticket("Power is out in row one", "Since noon. Canary-row-one.")
    merged_number = other.raise_ticket("Power is out in row two", "Since one.")
    until(lambda: shop.ana.ticket(goes_on)["reason"] and shop.ana.ticket(merged_number)["reason"])
    version = shop.ana.ticket(merged_number)["version"]
    merged = shop.ana.client.call("POST", f"/tickets/{merged_number}/merge", {"into": goes_on}, If_Match=f'"{version}"')
    assert merged.status_code == 200, merged.text
    visit = visits.of(other)
    got: list[str] = []
    visit.page.on("response", lambda answer: got.append(answer.text()) if "/api/v1/t" in answer.url else None)

    page = visit.open(f"/ticket.html?id={merged_number}")
    page.locator("#reply-text").fill("Still dark.")
    visit.button("send").click()

    expect(page.locator(".message.customer").last).to_contain_text("Still dark.")
    for text in [*got, visit.page_text()]:
        assert goes_on not in text
        assert "canary" not in text.lower()
    assert "Still dark." not in str(carla.events(goes_on))


def test_link_to_an_old_message_finds_it_in_a_long_timeline(visits: Visits, shop: Shop) -> None:
    talker = shop.new_customer("Talker")
    number = talker.raise_ticket("A long story", "It began like this.")
    for n in range(36):
        assert talker.reply(number, f"And then, {n}.").status_code == 201
    visit = visits.of(talker)
    page = visit.open(f"/ticket.html?id={number}")
    expect(page.locator(".message")).to_have_count(30)
    visit.button("show-earlier").click()
    expect(page.locator(".message", has_text="It began like this.")).to_be_visible()
    expect(visit.button("show-earlier")).to_have_count(0)

    page.goto("about:blank")
    visit.open(f"/ticket.html?id={number}#e-{number}-1")

    first = page.locator(f"#e-{number}-1")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    expect(first).to_contain_text("It began like this.")


def test_a_reply_with_a_file_needs_no_mouse(visits: Visits, carla: Person) -> None:
    number = carla.raise_ticket("With the keys", "Only.")
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    expect(page.locator("#reply-text")).to_be_visible()
    unseen = tab_to(page, "#reply-text")
    page.keyboard.type("Typed.")
    unseen += tab_to(page, ".attach")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(photo("keys.png"))
    expect(page.locator("reply-box .file.clean")).to_be_visible()
    page.locator("#reply-text").press("Control+Enter")

    expect(page.locator(".message.customer").last).to_contain_text("keys.png")
    assert unseen == []


def test_internal_data_is_nowhere_on_the_customers_page(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Kept to ourselves", "What is going on?", CATEGORY, fields=ANSWERS)
    until(lambda: shop.ana.ticket(number)["reason"])
    secret = sent(shop.ana.client, png(4, 4), "kestrel-file.png", "image/png")
    assert checked(shop.ana.client, secret)["state"] == "clean"
    note = {"body": "kestrel-note", "attachments": [secret]}
    assert shop.ana.client.post(f"/tickets/{number}/notes", note).status_code == 201
    assert shop.ana.change(number, fields={"fault": "kestrel-fault"}, tags=["kestrel-tag"]).status_code == 200
    until_then = (datetime.now(UTC) + timedelta(days=200)).replace(second=7, microsecond=0).isoformat()
    version = shop.ana.ticket(number)["version"]
    snoozed = shop.ana.client.call("POST", f"/tickets/{number}/snooze", {"until": until_then}, If_Match=f'"{version}"')
    assert snoozed.status_code == 200, snoozed.text
    visit = visits.of(carla)
    got: list[str] = []
    visit.page.on("response", lambda answer: got.append(answer.text()) if "/api/" in answer.url and answer.ok else None)

    page = visit.open(f"/ticket.html?id={number}")
    for answer in SHOWN:
        expect(page.locator(".details-panel dd").get_by_text(answer, exact=True)).to_be_visible()
    shown = page.content()
    visit.open("/tickets.html?q=kestrel")
    expect(page.get_by_role("heading", name=visit.text("search-none"))).to_be_visible()

    assert not [text for text in [*got, shown] if any(each in text for each in ("kestrel", until_then[:10], HIDDEN))]
    refused = carla.client.call("GET", f"/attachments/{secret}")
    assert refused.status_code == 404
    assert "kestrel" not in refused.text


def test_undoable_reply_appears_once_the_undo_time_is_over(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Held for a moment", "Hello?")
    until(lambda: shop.ana.ticket(number)["reason"])
    visit = visits.of(carla)
    page = visit.open(f"/ticket.html?id={number}")
    expect(page.locator(".message")).to_have_count(1)
    hidden: list[str] = []

    def without_the_answer(route: Route) -> None:
        answer = route.fetch()
        content = answer.json()
        hidden.append(number)
        content["items"] = [each for each in content["items"] if each["by"]["role"] != "agent"]
        route.fulfill(response=answer, json=content)

    page.route("**/timeline?*", without_the_answer)
    version = shop.ana.ticket(number)["version"]
    assert shop.ana.reply(number, "Here I am.", version).status_code == 201
    with page.expect_response("**/timeline?*"):
        visit.refresh_now()
    expect(page.locator(".message")).to_have_count(1)
    page.unroute("**/timeline?*")

    visit.refresh_now()

    expect(page.locator(".message.agent")).to_contain_text("Here I am.")
    assert hidden


def test_an_agent_who_opens_a_customers_page_is_sent_to_the_console(visits: Visits, shop: Shop, carla: Person) -> None:
    number = carla.raise_ticket("Whose page is this?", "Mine.")
    visit = visits.of(shop.ana)
    page = visit.open(f"/ticket.html?id={number}")
    expect(page.locator(".message")).to_contain_text("Mine.")
    assert page.locator("reply-box").count() == 0

    visit.link("customer-view-open").click()

    expect(page).to_have_url(re.compile(rf"/console/tickets/{number}$"))
