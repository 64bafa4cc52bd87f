"""Admins at work: who works here, teams, categories with their forms, settings, and the log that tells of all of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_keyboard import tab_to
from tests.browser.visits import Visit, Visits
from tests.journeys.cast import Person, Shop, invited

pytestmark = pytest.mark.browser


def text_pattern(visit: Visit, text: str, **arguments: object) -> re.Pattern[str]:
    """A text as the page shows it, with the marks that keep names apart."""
    shown = re.escape(visit.text(text, **arguments))
    for value in map(str, arguments.values()):
        shown = shown.replace(re.escape(value), f"\u2068?{re.escape(value)}\u2069?")
    return re.compile(shown)


def dialog(page: Page, *what: re.Pattern[str]) -> None:
    expect(page.get_by_role("dialog")).to_be_visible()
    for text in what:
        expect(page.get_by_role("dialog")).to_contain_text(text)


def newest_entry(visit: Visit) -> None:
    visit.link("section-log").click()
    expect(visit.page.locator(".log-row").first).to_be_visible()


def test_admin_invites_an_agent_by_keyboard_and_the_log_shows_it(visits: Visits, shop: Shop, root: Person) -> None:
    visit = visits.of(root)
    page = visit.open("/console/agents")
    expect(visit.link("invite")).to_be_visible()
    tab_to(page, "a[href='/console/agents/new']")
    page.keyboard.press("Enter")
    expect(page.locator("#cap")).to_be_visible()
    tab_to(page, "#name")
    page.keyboard.type("Ida")
    tab_to(page, "#email")
    page.keyboard.type("ida@desk.example")
    tab_to(page, "#team-orders")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#languages")
    page.keyboard.type("en, ar")
    unseen = tab_to(page, ".admin-layout form button.primary")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Ida")
    expect(page.locator(".details-list")).to_contain_text("Orders")
    assert unseen == []
    made = next(each for each in shop.ana.get("/agents?limit=100")["items"] if each["name"] == "Ida")
    assert [(team["id"], team["right"]) for team in made["teams"]] == [("orders", "full")]
    assert made["languages"] == ["en", "ar"]
    visit.open("/console/admin/log")
    expect(page.locator(".log-row").first).to_contain_text("Ida")
    expect(page.locator(".log-row").first).to_contain_text(f"Orders: {visit.text('right-full')}")


def test_deactivation_dialog_names_the_agent_and_the_agent_can_be_reactivated(
    visits: Visits, shop: Shop, root: Person
) -> None:
    leaver = invited(shop.boss, "Leo", {"orders": "full"})
    visit = visits.of(root)
    page = visit.open(f"/console/agents/{leaver['id']}")
    page.locator("button.danger").click()
    dialog(page, text_pattern(visit, "deactivate-title", name="Leo"), text_pattern(visit, "deactivate-history"))
    page.keyboard.press("Escape")
    assert shop.ana.get(f"/agents/{leaver['id']}")["active"]

    page.locator("button.danger").click()
    page.get_by_role("dialog").get_by_role("button", name=visit.text("deactivate"), exact=True).click()
    expect(page.locator(".callout")).to_contain_text(text_pattern(visit, "is-deactivated", name="Leo"))
    assert not shop.ana.get(f"/agents/{leaver['id']}")["active"]

    page.locator("#agent-stay ~ p button").click()
    page.get_by_role("dialog").get_by_role("button", name=visit.text("activate"), exact=True).click()
    expect(page.locator(".callout")).to_have_count(0)
    assert shop.ana.get(f"/agents/{leaver['id']}")["active"]
    visit.open("/console/admin/log?action=AgentDeactivated")
    expect(page.locator(".log-row")).to_contain_text(["Leo"])


def test_two_admins_change_an_agent_and_both_versions_are_preserved(visits: Visits, shop: Shop, root: Person) -> None:
    agent = invited(shop.boss, "Mo", {"orders": "full"})
    visit = visits.of(root)
    page = visit.open(f"/console/agents/{agent['id']}")
    page.locator("#cap").fill("3")
    shop.boss.call("PATCH", f"/agents/{agent['id']}", {"cap": 5}, If_Match='"1"').raise_for_status()

    visit.button("save").click()

    expect(page.locator(".versions")).to_contain_text("5")
    expect(page.locator("#cap")).to_have_value("3")
    visit.button("conflict-discard").click()
    expect(page.locator("#cap")).to_have_value("5")
    assert shop.ana.get(f"/agents/{agent['id']}")["version"] == 2


def test_agent_sets_and_removes_an_absence(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.sue)
    page = visit.open("/console/mine")
    page.locator("availability-switch summary").click()
    visit.link("out-of-office").click()
    visit.button("absence-set").click()
    page.locator("#from").fill("2030-01-07T09:00")
    page.locator("#to").fill("2030-01-05T09:00")
    page.get_by_role("dialog").get_by_role("button", name=visit.text("save"), exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text(visit.text("absence-order"))
    page.locator("#to").fill("2030-01-14T09:00")
    page.locator("#to").press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(visit.button("absence-change")).to_be_visible()
    mine = shop.sue.get(f"/agents/{shop.sue.id}")["absence"]
    assert (mine["from"][:16], mine["to"][:16]) == ("2030-01-07T09:00", "2030-01-14T09:00")  # her profile says UTC
    visit.button("absence-cancel").click()
    expect(visit.button("absence-set")).to_be_visible()
    assert shop.sue.get(f"/agents/{shop.sue.id}")["absence"] is None


def test_team_is_added_renamed_and_removed_and_one_in_use_stays(visits: Visits, root: Person) -> None:
    visit = visits.of(root)
    page = visit.open("/console/admin/teams")
    visit.button("team-add").click()
    page.locator("#team-name").fill("Returns")
    page.locator("#team-name").press("Enter")
    row = page.locator(".thing-row", has_text="Returns")
    expect(row).to_be_visible()

    row.get_by_role("button", name=visit.text("change")).click()
    page.locator("#team-name").fill("Returns and repairs")
    page.locator("#team-name").press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(row).to_contain_text("Returns and repairs")

    page.locator(".thing-row", has_text="Support").get_by_role("button", name=visit.text("remove")).click()
    dialog(page, text_pattern(visit, "team-is-default"), re.compile("Something else"))
    visit.button("understood").click()
    row.get_by_role("button", name=visit.text("remove")).click()
    dialog(page, text_pattern(visit, "team-remove-title", name="Returns and repairs"))
    page.get_by_role("dialog").get_by_role("button", name=visit.text("remove"), exact=True).click()
    expect(row).to_have_count(0)

    newest_entry(visit)
    first = page.locator(".log-row").first
    expect(first).to_contain_text("Returns and repairs")
    expect(first).to_contain_text("Root")


def test_a_category_gets_a_form_with_a_preview_and_a_place_in_the_list(visits: Visits, root: Person) -> None:
    visit = visits.of(root)
    page = visit.open("/console/admin/categories")
    visit.link("category-add").click()
    page.locator("#name-en").fill("Repair")
    page.locator("#team").select_option("orders")
    visit.button("field-add").click()
    page.locator("#field-0-en").fill("Serial number")
    page.locator("#field-0").get_by_label(visit.text("field-required")).check()
    visit.button("field-add").click()
    page.locator("#field-1-en").fill("Colour")
    page.locator("#field-1-kind").select_option("choice")
    visit.button("category-add").click()
    expect(page.locator(".error-summary")).to_contain_text(text_pattern(visit, "field-options-needed", n=2))
    page.locator("#field-1-option-0-en").fill("Blue")
    page.locator("#field-1 .up").click()
    expect(page.locator("#field-0-en")).to_have_value("Colour")
    expect(page.locator(".preview-form")).to_contain_text("Serial number")
    page.reload()
    expect(page.locator("#field-0-en")).to_have_value("Colour")

    visit.button("category-add").click()

    expect(page.locator(".thing-row", has_text="Repair")).to_be_visible()
    made = next(each for each in root.get("/ticket-categories")["items"] if each["id"] == "repair")
    assert [(each["id"], each["kind"], each["required"]) for each in made["fields"]] == [
        ("colour", "choice", False),
        ("serial_number", "text", True),
    ]
    assert [option["names"] for option in made["fields"][0]["options"]] == [{"en": "Blue"}]
    rows = page.locator(".thing-row")
    before = rows.evaluate_all("rows => rows.map((row) => row.dataset.id)").index("repair")
    page.locator("[data-id=repair] .up").click()
    expect(rows.nth(before - 1)).to_contain_text("Repair")


def test_settings_are_saved_despite_an_unrelated_change(visits: Visits, shop: Shop, root: Person) -> None:
    visit = visits.of(root)
    page = visit.open("/console/admin/settings")
    page.locator("#undo_send_s").fill("61")
    visit.button("save").click()
    expect(page.locator(".error-summary")).to_contain_text("60")
    page.locator("#undo_send_s").fill("7")
    teams = root.get("/teams")
    renamed = shop.boss.call("PATCH", "/teams/orders", {"name": "Orders!"}, If_Match=f'"{teams["version"]}"')
    assert renamed.status_code == 200
    try:
        page.locator("#undo_send_s").press("Enter")
        expect(page.locator("toast-area")).to_contain_text(visit.text("settings-saved"))
        assert root.get("/settings")["undo_send_s"] == 7
    finally:
        for path, fields in (("/teams/orders", {"name": "Orders"}), ("/settings", {"undo_send_s": 0})):
            now = f'"{root.get("/settings")["version"]}"'
            shop.boss.call("PATCH", path, fields, If_Match=now).raise_for_status()


def test_conflicting_change_of_a_setting_is_shown(visits: Visits, shop: Shop, root: Person) -> None:
    visit = visits.of(root)
    page = visit.open("/console/admin/settings")
    page.locator("#undo_send_s").fill("9")
    seen = f'"{root.get("/settings")["version"]}"'
    shop.boss.call("PATCH", "/settings", {"undo_send_s": 4}, If_Match=seen).raise_for_status()

    visit.button("save").click()

    expect(page.locator(".versions")).to_contain_text(text_pattern(visit, "seconds", n=4))
    expect(page.locator(".versions")).to_contain_text(text_pattern(visit, "seconds", n=9))
    visit.button("conflict-discard").click()
    page.locator("#undo_send_s").fill("0")
    visit.button("save").click()
    expect(page.locator("toast-area")).to_contain_text(visit.text("settings-saved"))
    visit.open("/console/admin/log?action=SettingsChanged")
    changed = page.locator(".log-row").first
    expect(changed.locator("del")).to_contain_text(text_pattern(visit, "seconds", n=4))
    expect(changed.locator("ins")).to_contain_text(text_pattern(visit, "seconds", n=0))
    page.locator("#log-by").select_option(shop.ana.id)
    expect(page.locator(".state h2")).to_have_text(visit.text("log-none-match"))
    visit.link("log-all").click()
    expect(page.locator(".log-row").first).to_be_visible()


def test_a_saved_reply_is_written_with_variables_changed_and_removed(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.ben)
    page = visit.open("/console/admin/replies/new")
    expect(page.locator("input[name=shared]")).to_have_count(0)
    page.locator("#name").fill("Late parcel")
    page.locator("#body").fill("Dear ")
    page.locator("#body").press("End")
    visit.button("var-first-name").click()
    expect(page.locator("#body")).to_have_value("Dear {{customer.first_name}}")
    expect(page.locator("#body")).to_be_focused()
    page.keyboard.type(", it is late.")
    expect(page.locator(".preview-reply")).to_contain_text(f"Dear {visit.text('example-first-name')}, it is late.")
    visit.button("save").click()
    page.locator(".person-row", has_text="Late parcel").click()

    page.locator("#body").fill("Dear {{nobody}}")
    visit.button("save").click()
    expect(page.locator(".error-summary")).to_contain_text("nobody")
    page.locator("#body").fill("Sorry, {{customer.name}}.")
    visit.button("save").click()
    expect(page.locator("toast-area")).to_contain_text(visit.text("reply-saved"))
    assert [each["preview"] for each in shop.ben.get("/saved-replies")["items"]] == ["Sorry, {{customer.name}}."]
    page.locator(".admin-head button.danger").click()
    page.get_by_role("dialog").get_by_role("button", name=visit.text("remove"), exact=True).click()
    expect(page.locator(".state h2")).to_be_visible()
    assert shop.ben.get("/saved-replies")["items"] == []


@pytest.mark.parametrize(
    "section", ["teams", "categories", "categories/new", "mail", "mail/replied", "settings", "log"]
)
def test_admin_pages_without_admin_rights_request_nothing_and_explain_why(
    visits: Visits, shop: Shop, section: str
) -> None:
    visit = visits.of(shop.ana)
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.open(f"/console/admin/{section}")

    expect(page.locator(".state h2")).to_have_text(visit.text("no-rights"))
    expect(page.locator("nav.sections a")).to_have_count(1)
    assert not [url for url in asked if "/v1/settings" in url or "/v1/audit" in url]
    visit.open("/console/agents")
    expect(page.locator(".agent-row").first).to_be_visible()
    expect(page.locator("a[href='/console/agents/new']")).to_have_count(0)


def test_customer_sees_no_admin_page(visits: Visits, carla: Person) -> None:
    visit = visits.of(carla)
    for path in ("/console/people", "/console/agents", "/console/admin/log"):
        page = visit.open(path)
        expect(page.locator(".state")).to_contain_text(visit.text("not-for-you"))
        assert page.locator("admin-layout").count() == 0


def test_first_visit_of_a_list_loads_nothing_of_the_admin_pages(visits: Visits, shop: Shop) -> None:
    visit = visits.of(shop.ana)
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.open("/console/mine")
    expect(page.locator("nav.views a").last).to_be_visible()

    assert not [url for url in asked if "/admin/" in url or "admin." in url]
