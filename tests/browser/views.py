"""Every page of the desk in the states that people meet, and what has to be there to see them."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from chalicelib.guests.rules import key_of
from chalicelib.links.tokens import Purpose
from chalicelib.plumbing.clock import DAY
from tests.attachments.samples import png
from tests.browser.forms import ANSWERS, CATEGORY
from tests.browser.mails import quarantined
from tests.browser.past import closed_ticket
from tests.browser.visits import Visit
from tests.journeys.cast import Person, Shop, until
from tests.journeys.mailed import token_for
from tests.stack.files import checked, sent

LONG_SUBJECT = "Die Rechnungsbetragskorrekturanforderungsformulare (3 Seiten) kommen leider ohne Unterschriftsfelder an"


@dataclass
class Scene:
    """People and tickets that fill the pages."""

    shop: Shop
    carla: Person
    unregistered: Person
    ticket: str  # a ticket with letters, a note and a change
    solved: str
    held: str
    full: str  # with a form that was filled in, files, and another ticket that was joined with it
    merged_number: str  # that other ticket
    closed: str
    follow_up: str
    undelivered: str  # answered, to an address that takes no mail


@dataclass(frozen=True)
class View:
    """One page in one state. who: visitor, customer, newcomer or agent."""

    name: str
    who: str
    path: Callable[[Scene], str]
    ready: str
    prepare: Callable[[Visit, Scene], None] = lambda _visit, _scene: None
    languages: tuple[str, ...] = ("en", "ar")

    def __str__(self) -> str:
        return self.name

    def show(self, visit: Visit, scene: Scene, language: str) -> None:
        """Bring the page into this state."""
        path = self.path(scene)
        if "ar" in self.languages:
            page, _, token = path.partition("#")
            path = f"{page}{'&' if '?' in page else '?'}lang={language}" + (f"#{token}" if token else "")
        visit.language = language
        visit.open(path)
        expect(visit.page.locator(self.ready).first).to_be_visible()
        expect(visit.page.locator(".state.late")).to_have_count(0)
        self.prepare(visit, scene)


def build(shop: Shop, carla: Person, newcomer: Person) -> Scene:
    """Tickets that look like a day at the desk."""
    content = carla.raise_ticket("My monstera lost two leaves on the way", "The box was fine.\n\nBut the plant is not.")
    solved = carla.raise_ticket(LONG_SUBJECT, "See subject. https://example.com/" + "a" * 90, category="other")
    carla.raise_ticket("سؤال عن الري", "كم مرة أسقي النبتة في الأسبوع؟", category="other")
    held = carla.raise_ticket("When do you open on Sunday?", "I would like to come by.")
    until(lambda: all(shop.ana.ticket(number)["assignee"] for number in (content, held)))
    shop.ana.note(content, "The courier left it in the sun.\nWe send a new one.")
    shop.ana.change(content, priority="urgent")
    shop.ana.reply(
        content, "I am sorry to hear that. Which one was it?", shop.ana.ticket(content)["version"], status="pending"
    )
    shop.sue.reply(solved, "Here they are.", shop.sue.ticket(solved)["version"], status="solved")
    until(lambda: [mail for mail in shop.mails(carla) if f"#{content}" in mail["subject"]])
    full, merged_number = _joined(shop, carla)
    closed = closed_ticket(shop, carla, "Where is my watering can?")
    follow_up = str(carla.reply(closed, "It leaks after all.").json()["ticket"])
    return Scene(
        shop, carla, newcomer, content, solved, held, full, merged_number, closed, follow_up, _undelivered(shop)
    )


def _undelivered(shop: Shop) -> str:
    number: str = shop.ana.client.post(
        "/tickets",
        {
            "subject": "Called twice about the fern",
            "body": "By telephone.",
            "category": "delivery",
            "requester": {"email": "bounce+nora@simulator.amazonses.com", "name": "Nora"},
        },
    ).json()["id"]
    until(lambda: any(event["type"] == "DeliveryFailed" for event in shop.ana.events(number)))
    shop.ana.reply(number, "Where shall we bring it?", shop.ana.ticket(number)["version"], status="pending")
    until(lambda: any((event["delivery"] or {}).get("state") == "skipped" for event in shop.ana.events(number)))
    return number


def _joined(shop: Shop, carla: Person) -> tuple[str, str]:
    photo = sent(carla.client, png(40, 30), "leaf.png", "image/png")
    text = "The **box** was fine, but:\n\n- two leaves are gone\n- the fern is *snapped*\n\n> Handle with care"
    full = carla.raise_ticket("Broken on the way", text, CATEGORY, fields=ANSWERS, attachments=[photo])
    merged_number = carla.raise_ticket("Again: broken on the way", "Did you get my first message?", "other")
    until(lambda: shop.ana.ticket(full)["reason"] and shop.ana.ticket(merged_number)["reason"])
    version = shop.ana.ticket(merged_number)["version"]
    assert shop.ana.client.call("POST", f"/tickets/{merged_number}/merge", {"into": full}, If_Match=f'"{version}"').ok
    assert checked(carla.client, photo)["state"] == "clean"
    return full, merged_number


def _waiting(scene: Scene) -> str:
    quarantined(scene.shop, LONG_SUBJECT)
    return "/console/mail"


def _one_waiting(scene: Scene) -> str:
    return f"/console/mail/{quarantined(scene.shop, 'Half the price')}"


def _submit(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("main form button.primary").click()
    expect(visit.page.locator(".error-summary")).to_be_focused()


def _choose_category(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("#category").select_option(CATEGORY)
    expect(visit.page.locator("#fields-order")).to_be_visible()
    visit.page.locator(".markdown summary").click()


def _form_refused(visit: Visit, scene: Scene) -> None:
    _choose_category(visit, scene)
    visit.page.locator("#fields-plants").fill("a few")
    files = [{"name": "a-very-long-name-of-a-photo-of-a-fern.png", "mimeType": "image/png", "buffer": png(40, 30)}]
    with visit.page.expect_file_chooser() as chooser:
        visit.page.locator(".attach").click()
    chooser.value.set_files(files)  # type: ignore[arg-type]
    expect(visit.page.locator(".file.clean")).to_be_visible()
    _submit(visit, scene)


def _choose_guest_category(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("#category").select_option(CATEGORY)
    expect(visit.page.locator("#fields-order")).to_be_visible()


def _forgotten(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("#email").fill("nobody@example.com")
    visit.page.locator("#email").press("Enter")
    expect(visit.page.locator("#code")).to_be_visible()


def _open_menu(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("app-header .bar-end > details.menu > summary").click()
    expect(visit.button("logout")).to_be_visible()


def _open_availability(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("availability-switch summary").click()
    expect(visit.button("state-away")).to_be_visible()


def _keys(visit: Visit, _scene: Scene) -> None:
    visit.page.keyboard.press("?")
    expect(visit.page.get_by_role("dialog")).to_be_visible()


def _held(visit: Visit, scene: Scene) -> None:
    expect(visit.page.locator("ticket-timeline .message").first).to_be_visible()
    version = scene.shop.ben.ticket(scene.held)["version"]
    assert scene.shop.ben.reply(scene.held, "We open at ten, and the café at eleven.", version).status_code == 201
    visit.page.locator("#reply-text").fill("On Sundays from ten to six.")
    visit.page.locator("reply-box button.action").click()
    expect(visit.page.locator(".held-reply")).to_be_visible()


def _choose_two(visit: Visit, _scene: Scene) -> None:
    for box in visit.page.locator(".q-pick input").all()[:2]:
        box.check()
    expect(visit.page.locator(".bulk-actions")).to_be_visible()


def _refused(visit: Visit, scene: Scene) -> None:
    """Two are chosen, one of which a colleague has changed meanwhile."""
    _choose_two(visit, scene)
    page = visit.page
    number = page.locator(".q-item.chosen .q-row").first.get_attribute("data-ticket")
    tags = scene.shop.ben.ticket(str(number))["tags"]
    changed = scene.shop.ben.change(str(number), tags=[] if tags else ["met"])
    assert changed.status_code == 200
    visit.button("tags").click()
    page.locator("#bulk-add").fill("seen")
    visit.button("bulk-change").click()
    expect(page.locator(".refusals")).to_be_visible()


def _filter(visit: Visit, _scene: Scene) -> None:
    visit.page.locator(".list-filters .by").click()
    expect(visit.page.get_by_role("dialog")).to_be_visible()


def _view(visit: Visit, _scene: Scene) -> None:
    visit.page.locator(".new-view").click()
    visit.button("view-submit").click()
    expect(visit.page.locator(".error-summary")).to_be_visible()


def _list_menu(visit: Visit, _scene: Scene) -> None:
    visit.page.locator(".list-filters .actions-menu > summary").click()
    expect(visit.button("view-save-as").first).to_be_visible()


def _raise(visit: Visit, _scene: Scene) -> None:
    visit.button("new-raise").click()
    expect(visit.page.locator(".error-summary")).to_be_focused()


def _first_mail(visit: Visit, scene: Scene) -> None:
    visit.page.locator(".mails a", has_text=f"#{scene.ticket}").first.click()
    expect(visit.page.locator("pre")).to_be_visible()


def _submit_admin_form(visit: Visit, _scene: Scene) -> None:
    visit.page.locator(".admin-layout form.panel button.primary").click()
    expect(visit.page.locator(".error-summary")).to_be_focused()


def _wrong_mail(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("#body").fill("{{nobody}} {\n\nand {{link}}")
    _submit_admin_form(visit, _scene)


def _mail_as_text(visit: Visit, _scene: Scene) -> None:
    visit.button("mail-as-text").click()
    expect(visit.page.locator(".mail-shown-text")).to_be_visible()


def _put_right(visit: Visit, _scene: Scene) -> None:
    visit.button("edit-customer").click()
    expect(visit.page.locator("#time_zone")).to_be_visible()


def _deactivate(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("button.danger").click()
    expect(visit.page.get_by_role("dialog")).to_be_visible()


def _absence(visit: Visit, _scene: Scene) -> None:
    visit.button("absence-set").click()
    expect(visit.page.get_by_role("dialog")).to_be_visible()


def _add_team(visit: Visit, _scene: Scene) -> None:
    visit.button("team-add").click()
    expect(visit.page.get_by_role("dialog")).to_be_visible()


def _add_fields(visit: Visit, _scene: Scene) -> None:
    if not visit.page.locator("#field-0").count():  # else they are a draft
        visit.button("field-add").click()
        visit.page.locator("#field-0-en").fill("Order number")
        visit.button("field-add").click()
        visit.page.locator("#field-1-kind").select_option("choice")
        visit.page.locator("#field-1-en").fill("Colour")
        visit.page.locator("#field-1-option-0-en").fill("Blue")
    expect(visit.page.locator(".preview-form")).to_be_visible()


def _reply(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("#body").fill("Hello {{customer.name}}, {{order}}")
    expect(visit.page.locator(".preview-reply mark")).to_have_count(2)


def by_link(purpose: Purpose, which: str = "", about: str = "", ago_ms: int = 0) -> Callable[[Scene], str]:
    """What a link of a mail to Carlotta opens; which: the ticket of the scene that it is about."""

    def path(scene: Scene) -> str:
        person = key_of("carlotta@example.com") if purpose is Purpose.CONFIRM else scene.carla.get("/me")["id"]
        number = getattr(scene, which) if which else "0"
        return f"/link.html#{token_for(scene.shop, purpose, person, number, rev=2, about=about, ago_ms=ago_ms)}"

    return path


def _write_nothing(visit: Visit, _scene: Scene) -> None:
    visit.page.locator("main form button.primary").click()
    expect(visit.page.locator(".error-summary")).to_be_focused()


def _ask_as_guest(visit: Visit, _scene: Scene) -> None:
    page = visit.page
    page.locator("#category").select_option("")  # what is kept of the views before asks for more
    page.locator("#email").fill(f"guest-{visit.language}@example.com")
    page.locator("#subject").fill("A broken pot")
    page.locator("#body").fill("It was whole once.")
    page.locator("main form button.primary").click()
    expect(page.locator("#body")).to_have_count(0)


def at(path: str) -> Callable[[Scene], str]:
    return lambda _scene: path


VIEWS = [
    View("home", "visitor", at("/"), ".health .badge"),
    View("log-in", "visitor", at("/login.html"), "#password"),
    View("log-in-refused", "visitor", at("/login.html"), "#password", _submit),
    View("register", "visitor", at("/register.html"), "#time_zone"),
    View("register-code", "visitor", at("/register.html?step=code"), "#code"),
    View("forgotten", "visitor", at("/forgot.html"), "#email"),
    View("forgotten-code", "visitor", at("/forgot.html"), "#email", _forgotten),
    View("missing", "visitor", at("/no-such-page"), "main a.button"),
    View("home-customer", "customer", at("/"), ".ticket-row"),
    View("new", "customer", at("/new.html"), "#body"),
    View("new-refused", "customer", at("/new.html"), "#body", _submit),
    View("new-form", "customer", at("/new.html"), "#body", _choose_category),
    View("new-form-refused", "customer", at("/new.html"), "#body", _form_refused),
    View("tickets", "customer", at("/tickets.html?show=all"), ".ticket-row"),
    View("tickets-none", "newcomer", at("/tickets.html"), ".state h2"),
    View("ticket", "customer", lambda scene: f"/ticket.html?id={scene.ticket}", "#reply-text"),
    View("ticket-solved", "customer", lambda scene: f"/ticket.html?id={scene.solved}", "#reply-text"),
    View("ticket-full", "customer", lambda scene: f"/ticket.html?id={scene.full}", "#reply-text"),
    View("ticket-joined", "customer", lambda scene: f"/ticket.html?id={scene.merged_number}", "#reply-text"),
    View("ticket-closed", "customer", lambda scene: f"/ticket.html?id={scene.closed}", "#reply-text"),
    View("ticket-follow-up", "customer", lambda scene: f"/ticket.html?id={scene.follow_up}", "#reply-text"),
    View("ticket-of-a-customer", "agent", lambda scene: f"/ticket.html?id={scene.ticket}", ".message"),
    View("search-found", "customer", at("/tickets.html?q=plant"), ".hits mark"),
    View("search-nothing", "customer", at("/tickets.html?q=zzyzx"), ".state h2"),
    View("profile-agent", "agent", at("/profile.html"), "#time_zone"),
    View("ticket-missing", "customer", at("/ticket.html?id=999999"), ".state h2"),
    View("profile", "customer", at("/profile.html"), "#time_zone"),
    View("menu", "customer", at("/tickets.html"), ".ticket-row", _open_menu),
    View("console-not-for-customers", "customer", at("/console/"), ".state h2"),
    View("console-queue", "agent", at("/console/teams/orders?status=all"), ".q-row"),
    View("console-mine", "agent", at("/console/mine?status=all"), ".q-row"),
    View("console-none", "agent", at("/console/teams/support?status=on_hold"), ".state h2"),
    View("console-ticket", "agent", lambda scene: f"/console/tickets/{scene.ticket}", ".message"),
    View("console-undelivered", "agent", lambda scene: f"/console/tickets/{scene.undelivered}", ".mail-state.failed"),
    View("console-held", "agent", lambda scene: f"/console/tickets/{scene.held}", ".message", _held),
    View("console-keys", "agent", at("/console/mine?status=all"), ".q-row", _keys),
    View("console-availability", "agent", at("/console/mine?status=all"), ".q-row", _open_availability),
    View("console-ticket-missing", "agent", at("/console/tickets/999999"), ".state h2"),
    View("console-chips", "agent", at("/console/all?status=all&priority=normal&priority=urgent&team=orders"), ".chips"),
    View("console-list-menu", "agent", at("/console/all?status=all"), ".q-row", _list_menu),
    View("console-chosen", "agent", at("/console/all?status=all"), ".q-row", _choose_two),
    View("console-refused", "agent", at("/console/all?status=all"), ".q-row", _refused),
    View("console-filter", "agent", at("/console/all?status=all"), ".q-row", _filter),
    View("console-view-new", "agent", at("/console/all?status=all"), ".q-row", _view),
    View("console-view-gone", "agent", at("/console/views/nosuchview"), ".state h2"),
    View("console-spam", "agent", at("/console/spam"), ".state h2"),
    View("console-new", "agent", at("/console/new"), "#body"),
    View("console-new-refused", "agent", at("/console/new"), "#body", _raise),
    View("console-search", "agent", at("/console/search?q=monstera"), ".found-row, .state h2"),
    View("console-search-people", "agent", at("/console/search?q=carlotta&kind=people"), ".found-row, .state h2"),
    View("console-search-nothing", "agent", at("/console/search"), ".state h2"),
    View("admin-people", "agent", at("/console/people"), ".state h2"),
    View("admin-people-found", "agent", lambda scene: f"/console/people?q={scene.carla.email}", ".person-row"),
    View("admin-new-customer", "agent", at("/console/people/new"), "#time_zone", _submit_admin_form),
    View("admin-customer", "agent", lambda scene: f"/console/people/{scene.carla.get('/me')['id']}", ".ticket-row"),
    View(
        "admin-customer-edit",
        "agent",
        lambda scene: f"/console/people/{scene.carla.get('/me')['id']}",
        ".ticket-row",
        _put_right,
    ),
    View("admin-mail", "admin", _waiting, ".mail-row"),
    View("admin-mail-one", "agent", _one_waiting, ".mail-content"),
    View("admin-mail-report", "admin", at("/console/mail/reconciliation"), "table.numbers"),
    View("admin-mail-blocklist", "admin", at("/console/mail/blocklist"), "#entries"),
    View("admin-agents", "admin", at("/console/agents"), ".agent-row"),
    View("admin-agent", "admin", lambda scene: f"/console/agents/{scene.shop.ben.id}", "#agent-edit"),
    View(
        "admin-agent-deactivate",
        "admin",
        lambda scene: f"/console/agents/{scene.shop.ben.id}",
        "#agent-edit",
        _deactivate,
    ),
    View("admin-agent-own", "agent", at("/console/agents/me"), "#agent-absence"),
    View("admin-absence", "agent", at("/console/agents/me"), "#agent-absence", _absence),
    View("admin-invite", "admin", at("/console/agents/new"), "#cap", _submit_admin_form),
    View("admin-no-rights", "agent", at("/console/admin/teams"), ".state h2"),
    View("admin-teams", "admin", at("/console/admin/teams"), ".thing-row"),
    View("admin-teams-add", "admin", at("/console/admin/teams"), ".thing-row", _add_team),
    View("admin-categories", "admin", at("/console/admin/categories"), ".thing-row"),
    View("admin-category", "admin", at("/console/admin/categories/new"), "#add-field", _add_fields),
    View("admin-replies", "agent", at("/console/admin/replies"), ".person-row"),
    View("admin-reply", "admin", at("/console/admin/replies/new"), "#body", _reply),
    View("admin-mails", "admin", at("/console/admin/mail"), ".person-row"),
    View("admin-mail-template", "admin", at("/console/admin/mail/rating?language=ta"), ".mail-shown-subject"),
    View("admin-mail-wrong", "admin", at("/console/admin/mail/replied?language=ar"), "#body", _wrong_mail),
    View(
        "admin-mail-text", "admin", at("/console/admin/mail/closing?language=de"), ".mail-shown-subject", _mail_as_text
    ),
    View("admin-mail-missing", "admin", at("/console/admin/mail/nothing"), ".state h2"),
    View("admin-settings", "admin", at("/console/admin/settings"), "#undo_send_s"),
    View("admin-log", "admin", at("/console/admin/log"), ".log-row"),
    View("admin-log-none", "admin", at("/console/admin/log?action=CategoryRemoved"), ".state h2"),
    View("guest", "visitor", at("/guest.html"), "#body"),
    View("guest-refused", "visitor", at("/guest.html"), "#body", _write_nothing),
    View("guest-form", "visitor", at("/guest.html"), "#body", _choose_guest_category),
    View("guest-sent", "visitor", at("/guest.html"), "#body", _ask_as_guest),
    View("link-ticket", "visitor", by_link(Purpose.VIEW, "ticket"), ".message"),
    View("link-ticket-closed", "visitor", by_link(Purpose.VIEW, "closed"), ".message", _write_nothing),
    View("link-keep-open", "visitor", by_link(Purpose.KEEP_OPEN, "ticket"), "button.primary"),
    View("link-solve", "visitor", by_link(Purpose.SOLVE, "ticket"), "button.primary"),
    View("link-rate", "visitor", by_link(Purpose.RATE, "solved", "4"), ".stars"),
    View("link-rate-refused", "visitor", by_link(Purpose.RATE, "solved"), ".stars", _write_nothing),
    View("link-unsubscribe", "visitor", by_link(Purpose.UNSUBSCRIBE, about="reminder"), "button.primary"),
    View("link-confirm", "visitor", by_link(Purpose.CONFIRM), "button.primary"),
    View("link-expired", "visitor", by_link(Purpose.SOLVE, "ticket", ago_ms=40 * DAY), ".state h1"),
    View("link-unknown", "visitor", at("/link.html#nonsense"), ".state h1"),
    View("mailbox", "visitor", at("/_mail"), ".mails a", languages=("en",)),
    View("mail", "visitor", at("/_mail"), ".mails a", _first_mail, languages=("en",)),
]
