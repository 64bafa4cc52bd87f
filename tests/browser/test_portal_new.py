"""Raising a ticket with all that belongs to it: what the category asks for, files, and what goes wrong with them."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.attachments.samples import png
from tests.browser.forms import ANSWERS, CATEGORY, HIDDEN, SHOWN
from tests.browser.test_keyboard import tab_to
from tests.browser.texts import isolated
from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop

pytestmark = pytest.mark.browser

DROP = """
async ([type, name, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type }));
  const target = document.querySelector('#body');
  for (const event of ['dragover', 'drop']) {
    target.dispatchEvent(new DragEvent(event, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}
"""


def photo(name: str = "leaf.png") -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": png(40, 30)}


def choose_files(visit: Visit, *files: FilePayload) -> None:
    with visit.page.expect_file_chooser() as chooser:
        visit.button("files-add").click()
    chooser.value.set_files(list(files))


def fill_in(page: Page, subject: str) -> None:
    page.locator("#subject").fill(subject)
    page.locator("#category").select_option(CATEGORY)
    page.get_by_label("Order number").fill("A-1042")
    page.get_by_label("What is broken?").select_option("leaves")
    page.get_by_label("How many plants?").fill("2")
    page.get_by_label("When did it arrive?").fill("2026-01-31")
    page.get_by_label("A photo is attached").check()
    page.locator("#body").fill("**Two** leaves are gone.")


def expect_filled_in(page: Page) -> None:
    expect(page.locator("#category")).to_have_value(CATEGORY)
    expect(page.get_by_label("Order number")).to_have_value("A-1042")
    expect(page.get_by_label("What is broken?")).to_have_value("leaves")
    expect(page.get_by_label("How many plants?")).to_have_value("2")
    expect(page.get_by_label("When did it arrive?")).to_have_value("2026-01-31")
    expect(page.get_by_label("A photo is attached")).to_be_checked()


def number_of(page: Page) -> str:
    expect(page.locator(".callout.done")).to_be_visible()
    return str(re.findall(r"id=(\d+)", page.url)[0])


def test_category_answers_and_files_are_sent_and_shown_in_the_ticket(visits: Visits, shop: Shop, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    assert page.locator(".asks").count() == 0
    fill_in(page, "Broken, with a form")
    assert HIDDEN not in visit.page_text()
    choose_files(visit, photo(), photo("pot.png"))
    expect(page.locator(".file")).to_have_count(2)
    expect(page.locator(".file progress")).to_have_count(0)
    page.get_by_role("button", name=visit.text("file-remove", name=isolated("pot.png"))).click()
    expect(page.locator(".file")).to_have_count(1)

    visit.button("new-send").click()

    number = number_of(page)
    made = shop.ana.ticket(number)
    assert (made["category"], made["fields"]) == (CATEGORY, ANSWERS)
    (raised,) = [event for event in carla.events(number) if event["type"] == "TicketCreated"]
    assert [each["name"] for each in raised["attachments"]] == ["leaf.png"]
    for answer in SHOWN:
        expect(page.locator(".details-panel dd").get_by_text(answer, exact=True)).to_be_visible()
    expect(page.locator(".message strong")).to_have_text("Two")
    with page.expect_download() as download:
        page.get_by_role("button", name="leaf.png").click()
    assert download.value.suggested_filename == "leaf.png"


def test_new_ticket_form_works_by_keyboard(visits: Visits, shop: Shop, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    expect(page.locator("#subject")).to_be_visible()
    unseen = tab_to(page, "#subject")
    page.keyboard.type("Broken, with the keys")
    unseen += tab_to(page, "#category")
    page.keyboard.type("Something is b")
    unseen += tab_to(page, "#fields-order")
    page.keyboard.type("A-7")
    unseen += tab_to(page, "#fields-part")
    page.keyboard.type("The p")
    unseen += tab_to(page, "#fields-plants")
    page.keyboard.type("3")
    tab_to(page, "#fields-photo")  # the parts of a date mark themselves
    page.keyboard.press("Space")
    unseen += tab_to(page, "#body")
    page.keyboard.type("With nothing but keys.")
    unseen += tab_to(page, ".attach")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert shop.ana.ticket(number_of(page))["fields"] == {"order": "A-7", "part": "pot", "plants": 3, "photo": True}
    assert unseen == []


def test_missing_fields_are_marked_and_listed_with_links(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    page.locator("#subject").fill("Not everything")
    page.locator("#category").select_option(CATEGORY)
    page.get_by_label("How many plants?").fill("a few")
    visit.button("new-send").click()

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    order = visit.text("field-missing", name=isolated("Order number"))
    expect(page.locator("#fields-order-error")).to_contain_text(order)
    expect(page.locator("#fields-plants-error")).to_contain_text(visit.text("field-number-wrong"))
    expect(page.locator("#fields-photo-error")).to_contain_text("A photo is attached")
    summary.get_by_role("link", name=order).click()
    expect(page.locator("#fields-order")).to_be_focused()
    expect(page.locator("#fields-order")).to_have_attribute("aria-invalid", "true")
    page.locator("#category").select_option("delivery")
    expect(page.locator(".asks")).to_have_count(0)
    expect(summary).not_to_contain_text(order)
    page.locator("#subject").fill("")
    page.locator("#body").fill("")


def test_answer_refused_by_the_server_is_marked_at_its_field(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    fill_in(page, "Refused by the desk")
    page.get_by_label("How many plants?").fill("123456789012345678901234567890")

    visit.button("new-send").click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#fields-plants-error")).to_contain_text("digits")
    page.get_by_label("How many plants?").fill("2")
    visit.button("new-send").click()
    number_of(page)


def test_draft_keeps_category_answers_and_files(visits: Visits, shop: Shop) -> None:
    paul = shop.new_customer("Paul")
    visit = visits.of(paul)
    page = visit.open("/new.html")
    fill_in(page, "Kept with everything")
    choose_files(visit, photo())
    expect(page.locator(".file.clean")).to_have_count(1)

    page.reload()

    expect_filled_in(page)
    expect(page.locator(".file")).to_contain_text("leaf.png")
    page.locator("#category").select_option("delivery")
    page.locator("#category").select_option(CATEGORY)
    expect_filled_in(page)
    visit.button("new-send").click()
    number = number_of(page)
    assert shop.ana.ticket(number)["fields"] == ANSWERS
    assert [each["name"] for each in paul.events(number)[0]["attachments"]] == ["leaf.png"]
    visit.open("/new.html")
    expect(page.locator("#category")).to_have_value("")
    assert page.locator(".file").count() == 0


def test_files_can_be_dropped_anywhere_on_the_form(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    expect(page.locator("#body")).to_be_visible()

    page.evaluate(DROP, ["image/png", "dropped.png", base64.b64encode(png(3, 2)).decode()])

    expect(page.locator(".file.clean")).to_contain_text("dropped.png")
    page.get_by_role("button", name=visit.text("file-remove", name=isolated("dropped.png"))).click()


def test_failed_file_can_be_retried_and_does_not_block_the_form(visits: Visits, house: Any, carla: Person) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    expect(page.locator("#body")).to_be_visible()
    page.route(f"{house.files}/**", lambda route: route.abort())
    choose_files(visit, photo())
    expect(page.locator(".file.failed")).to_contain_text("leaf.png")
    expect(page.locator(".file.failed .field-error")).to_be_visible()
    page.unroute(f"{house.files}/**")

    visit.button("try-again").click()

    expect(page.locator(".file.clean")).to_contain_text("leaf.png")
    page.get_by_role("button", name=visit.text("file-remove", name=isolated("leaf.png"))).click()


def test_a_file_of_a_kind_that_is_not_taken_or_too_large_is_refused_by_name(
    visits: Visits, carla: Person, tmp_path: Path
) -> None:
    visit = visits.of(carla)
    page = visit.open("/new.html")
    large = tmp_path / "film.mp4"
    with large.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    with page.expect_file_chooser() as chooser:
        visit.button("files-add").click()
    chooser.value.set_files([large])
    expect(page.locator(".files .field-error")).to_contain_text("film.mp4")

    choose_files(visit, {"name": "run.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"})

    expect(page.locator(".file.failed")).to_contain_text("run.exe")
    page.get_by_role("button", name=visit.text("file-remove", name=isolated("run.exe"))).click()


def test_nothing_is_sent_while_a_file_is_on_its_way(visits: Visits, house: Any, shop: Shop) -> None:
    quick = shop.new_customer("Quick")
    visit = visits.of(quick)
    page = visit.open("/new.html")
    page.locator("#subject").fill("Too quick")
    page.locator("#body").fill("The file is slow.")
    held: list[Route] = []
    page.route(f"{house.files}/**", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function of its own kind
    choose_files(visit, photo())
    expect(page.locator(".file progress")).to_be_visible()

    visit.button("new-send").click()

    expect(page.locator(".error-summary")).to_contain_text(visit.text("reply-uploading"))
    for _ in range(600):  # half a minute at most: the form that puts the file there is asked for first
        if held:
            break
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator(".file.clean")).to_be_visible()
    visit.button("new-send").click()
    number = number_of(page)
    assert [each["name"] for each in quick.events(number)[0]["attachments"]] == ["leaf.png"]
