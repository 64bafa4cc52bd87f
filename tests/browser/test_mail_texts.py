"""Admins change what the desk writes: words, placeholders, preview, and the way back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop

pytestmark = pytest.mark.browser

TEXT = "/mail/templates/{}"


def open_text(visit: Visit, kind: str, language: str) -> Page:
    page = visit.open(f"/console/admin/mail/{kind}?language={language}")
    expect(page.locator(".mail-shown-subject")).to_be_visible()
    return page


def in_preview(page: Page, words: str) -> None:
    expect(page.locator("mail-preview :is(h1, p)", has_text=words).first).to_be_visible()


def test_admin_changes_previews_and_resets_an_email_text(visits: Visits, root: Person) -> None:
    visit = visits.of(root)
    visit.open("/console/admin/mail")
    visit.page.get_by_role("link", name=visit.text("mail-reopened")).click()
    page = visit.page
    page.get_by_role("navigation", name=visit.text("mail-languages")).get_by_role("link", name="Spanish").click()
    expect(page.locator(".mail-shown-subject")).to_contain_text("El paquete no ha llegado")
    in_preview(page, "Abierto de nuevo")

    page.locator("#body").fill("Estimado/a ")
    page.locator("#body").press("End")
    page.get_by_role("button", name=visit.text("placeholder-reader")).click()
    expect(page.locator("#body")).to_be_focused()
    page.get_by_role("button", name=visit.text("placeholder-link")).click()
    expect(page.locator("#body")).to_have_value("Estimado/a {{reader}}\n\n{{link}}")
    in_preview(page, "Estimado/a Alex Moreno")
    visit.button("mail-as-text").click()
    expect(page.locator(".mail-shown-text")).to_contain_text("Estimado/a Alex Moreno\n\nVer su ticket\n")
    visit.button("save").click()

    expect(page.locator("toast-area")).to_contain_text(visit.text("mail-saved"))
    stored = root.get(TEXT.format("reopened/es"))
    assert (stored["changed"], stored["body"]) == (True, "Estimado/a {{reader}}\n\n{{link}}")
    expect(page.locator(".languages [aria-current]")).to_contain_text(visit.text("mail-changed"))
    visit.open("/console/admin/mail")
    expect(page.locator(".person-row", has_text=visit.text("mail-reopened"))).to_contain_text("Spanish")

    open_text(visit, "reopened", "es")
    page.locator(".admin-head button.danger").click()
    page.get_by_role("dialog").get_by_role("button", name=visit.text("mail-reset"), exact=True).click()
    expect(page.locator("#body")).to_have_value(re.compile("vuelve a estar abierto"))
    assert root.get(TEXT.format("reopened/es"))["changed"] is False
    visit.open("/console/admin/log")
    expect(page.locator(".log-row").first).to_contain_text("reopened (es)")


def test_errors_in_an_email_text_show_while_typing_and_at_the_field_on_save(visits: Visits, root: Person) -> None:
    visit = visits.of(root)
    page = open_text(visit, "rating", "en")
    page.locator("#body").fill("Stars: {{stars}} and {{message}}")
    waits = page.locator(".preview .callout")
    expect(waits).to_contain_text(visit.text_pattern("mail-placeholder-unknown", names="{{message}}"))
    expect(waits).to_contain_text(visit.text_pattern("mail-beside", names="{{stars}}"))
    page.locator("#subject").fill("Tell us")
    visit.button("save").click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#subject-error")).to_contain_text(visit.text_pattern("mail-missing", names="{{number}}"))
    expect(page.locator("#body-error")).to_contain_text("{{message}}")
    assert root.get(TEXT.format("rating/en"))["changed"] is False
    visit.button("discard").click()
    expect(page.locator("#body")).to_have_value(re.compile("How satisfied are you"))
    expect(waits).to_have_count(0)


def test_unsaved_email_text_is_preserved_while_other_languages_are_open(visits: Visits, root: Person) -> None:
    visit = visits.of(root)
    page = open_text(visit, "closed", "fr")
    page.locator("#subject").fill("[#{{number}}] Fini")
    expect(page.locator(".mail-shown-subject")).to_have_text("[#10432] Fini")
    page.get_by_role("link", name="German", exact=True).click()
    expect(page.locator("#subject")).to_have_value("[#{{number}}] Geschlossen: {{subject}}")
    page.reload()
    page.get_by_role("link", name="French", exact=True).click()
    expect(page.locator("#subject")).to_have_value("[#{{number}}] Fini")
    expect(page.get_by_text(visit.text("unsaved"))).to_be_visible()
    visit.button("discard").click()


def test_two_admins_change_a_text_and_both_versions_are_preserved(visits: Visits, root: Person, shop: Shop) -> None:
    visit = visits.of(root)
    page = open_text(visit, "merged", "hi")
    page.locator("#subject").fill("[#{{number}}] Mine")
    words = {**root.get(TEXT.format("merged/hi"))["default"], "subject": "[#{{number}}] Theirs"}
    assert shop.boss.call("PUT", TEXT.format("merged/hi"), words, If_Match='"0"').status_code == 200
    visit.button("save").click()

    expect(page.locator(".versions")).to_contain_text("Theirs")
    expect(page.locator("#subject")).to_have_value("[#{{number}}] Mine")
    visit.button("conflict-overwrite").click()
    expect(page.locator("toast-area")).to_contain_text(visit.text("mail-saved"))
    assert root.get(TEXT.format("merged/hi"))["subject"] == "[#{{number}}] Mine"


def test_a_preview_has_the_looks_of_the_mail_and_can_do_nothing(visits: Visits, root: Person) -> None:
    visit = visits.of(root)
    page = open_text(visit, "reminder", "ar")
    page.locator("#body").fill("{{closing_news}}\n\n{{keep_open}}\n\n<img src=/x onerror=alert(1)>")
    in_preview(page, "<img src=/x onerror=alert(1)>")
    preview = page.locator("mail-preview")
    found = preview.evaluate(
        """(host) => ({
          images: host.shadowRoot.querySelectorAll('img, script').length, inert: host.inert,
          dir: host.shadowRoot.firstElementChild.dir,
          button: getComputedStyle(host.shadowRoot.querySelector('.button')).backgroundColor,
        })"""
    )
    assert found == {"images": 0, "inert": True, "dir": "rtl", "button": "rgb(11, 106, 107)"}
    visit.button("discard").click()
