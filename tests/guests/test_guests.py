"""Asking without an account: nothing of what was typed reaches an address before its owner has confirmed it."""

import dataclasses
import json
import secrets

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, FieldKind, FormField
from chalicelib.guests import rules as guests_rules
from chalicelib.mail import confirmation
from chalicelib.mail import outbox as mail_outbox
from chalicelib.people import actions as people_actions
from chalicelib.plumbing.clock import DAY
from chalicelib.plumbing.ports import SendFailed
from chalicelib.plumbing.services import use
from chalicelib.tickets import queries
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event_specs import EventType
from tests.cast import CARLA, stored
from tests.client import Answer, post
from tests.conftest import SHOP, Desk

GRETA = "greta@example.com"
ASKED = {
    "email": GRETA,
    "name": "Greta",
    "subject": "Where is my parcel?",
    "body": "It was due.",
    "category": "delivery",
}


def ask(**more: object) -> Answer:
    return post(None, "/v1/guest/tickets", {**ASKED, **more})


def send_mails(desk: Desk) -> None:
    for message in desk.mails.messages:
        confirmation.dispatch(lambda _services, _message: None)(desk.services, message)
    desk.mails.messages.clear()


def token_in(desk: Desk, at: int = -1) -> str:
    text = desk.post.sent[at].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found: str = next(word for word in text.split() if "/link.html#" in word).partition("#")[2]
    return found


def access(token: str) -> str:
    answer = post(None, "/v1/links/exchange", {"token": token})
    assert answer.status == 200, answer.text
    return str(answer.json["access"])


def confirm(desk: Desk) -> Answer:
    send_mails(desk)
    return post(None, "/v1/links/confirm", {"access": access(token_in(desk))})


def test_response_is_the_same_for_known_unknown_and_automated_senders(desk: Desk) -> None:
    people_actions.add_person(desk.services, **stored(CARLA).model_dump(exclude={"created_at"}))
    known, unknown = ask(email=CARLA.email), ask()
    trapped = ask(website="https://spam.example", email="x@example.com")
    assert {answer.status for answer in (known, unknown, trapped)} == {202}
    assert len({answer.text for answer in (known, unknown, trapped)}) == 1


def test_unconfirmed_address_creates_no_ticket_and_no_person(desk: Desk) -> None:
    ask()
    assert [
        change for change in desk.meter.changes if change[1] and change[1]["pk"]["S"].startswith(("T#", "P#"))
    ] == []
    assert people_actions.person_with_address(desk.services, GRETA) is None


def test_confirmation_email_holds_no_text_entered_by_the_guest(desk: Desk) -> None:
    canary = f"canary{secrets.token_hex(6)}"
    words = {"name": f"{canary} name", "subject": f"{canary} subject", "body": f"{canary} body", "category": None}
    assert ask(**words, language="en").status == 202
    first = json.dumps(desk.mails.messages)
    send_mails(desk)
    desk.clock.advance(hours=2)
    assert ask(**words, language="ar", time_zone="Africa/Cairo").status == 202
    assert canary not in first + json.dumps(desk.mails.messages)
    send_mails(desk)
    assert len(desk.post.sent) == 2
    for mail in desk.post.sent:
        assert canary not in mail.as_string()
        for part in mail.walk():
            assert canary not in str(part.get_payload(decode=True))
        assert "Greta" not in mail.as_string()
    assert [mail["Content-Language"] for mail in desk.post.sent] == ["en", "ar"]


def test_address_gets_one_confirmation_email_an_hour(desk: Desk) -> None:
    for _ in range(4):
        assert ask().status == 202
    assert len(desk.mails.messages) == 1
    desk.clock.advance(minutes=59)
    ask()
    assert len(desk.mails.messages) == 1
    desk.clock.advance(minutes=1)
    ask()
    assert len(desk.mails.messages) == 2
    assert desk.mails.messages[0] == {"confirmation": {"email": GRETA, "language": "en"}}


def test_confirmation_that_could_not_be_queued_is_queued_next_time(desk: Desk) -> None:
    class Broken:
        def send(self, message: dict[str, object], *, delay_s: int = 0) -> None:
            raise ConnectionError(message, delay_s)

    use(lambda: dataclasses.replace(desk.services, mail_queue=Broken()))
    assert ask().status >= 500
    use(lambda: desk.services)
    assert ask().status == 202
    assert len(desk.mails.messages) == 1


def test_confirmation_is_sent_again_only_if_it_certainly_was_not_sent(desk: Desk) -> None:
    ask()
    message = desk.mails.messages[0]
    desk.post.failing = SendFailed("throttled", known=True)
    with pytest.raises(SendFailed):
        confirmation.send_confirmation(
            desk.services, confirmation.ConfirmationRequest.model_validate(message["confirmation"])
        )
    desk.post.failing = None
    for _ in range(3):
        confirmation.send_confirmation(
            desk.services, confirmation.ConfirmationRequest.model_validate(message["confirmation"])
        )
    assert len(desk.post.sent) == 1


def test_confirming_creates_each_waiting_ticket_once(desk: Desk) -> None:
    ask()
    ask(subject="And another thing")

    answer = confirm(desk)

    tickets = answer.json["tickets"]
    assert [ticket["subject"] for ticket in tickets] == ["Where is my parcel?", "And another thing"]
    greta = people_actions.person_with_address(desk.services, GRETA)
    assert greta is not None
    assert (greta.name, greta.role) == ("Greta", "customer")
    for each in tickets:
        ticket = queries.load_ticket(desk.services, each["number"])
        assert (ticket.requester, ticket.requester_email) == (greta.id, GRETA)
        shown = post(None, "/v1/links/ticket", {"access": access(each["token"])})
        assert shown.json["ticket"]["id"] == each["id"]


def test_a_repeated_confirmation_gives_the_same_tickets_and_makes_none(desk: Desk) -> None:
    ask()
    send_mails(desk)
    held = access(token_in(desk))
    first, second = (post(None, "/v1/links/confirm", {"access": held}).json["tickets"] for _ in range(2))
    assert [each["number"] for each in first] == [each["number"] for each in second]
    assert post(None, "/v1/links/exchange", {"token": token_in(desk)}).json["reason"] == "used"


def test_several_confirmed_tickets_are_acknowledged_by_one_email(desk: Desk) -> None:
    for n in range(3):
        ask(subject=f"Number {n}")
    tickets = confirm(desk).json["tickets"]
    for each in tickets:
        found = queries.find_with_event(desk.services, each["number"], 1, internal=False)
        assert found is not None
        assert found[1].type is EventType.TICKET_CREATED
        mail_outbox.enqueue_notifications(desk.services, found[1])
    assert [message["kind"] for message in desk.mails.messages] == ["received"]


def test_submitted_text_is_deleted_once_it_is_a_ticket(desk: Desk) -> None:
    ask(body="A secret of mine")
    confirm(desk)
    key = f"GS#{guests_rules.key_of(GRETA)}"
    left = desk.services.live.query("#pk = :pk AND #sk >= :low", pk=key, low="!").items
    assert "A secret of mine" not in repr(left)


def test_unconfirmed_tickets_are_limited_in_number_and_size(desk: Desk) -> None:
    for n in range(7):
        assert ask(subject=f"Number {n}").status == 202
        desk.clock.advance(minutes=16)
    assert len(confirm(desk).json["tickets"]) == 5
    assert ask(body="ﷺ" * 10_000, subject="ﷺ" * 200, name="ჰ" * 100, fields={}).status == 202
    assert ask(body="🎟" * 10_000).status == 413


def test_unconfirmed_ticket_expires_after_three_days(desk: Desk) -> None:
    ask()
    send_mails(desk)
    old = token_in(desk)
    desk.clock.advance(ms=3 * DAY)
    assert post(None, "/v1/links/exchange", {"token": old}).status == 410
    ask(subject="Anew")
    assert [each["subject"] for each in confirm(desk).json["tickets"]] == ["Anew"]


def test_repeated_submission_with_the_same_key_creates_one_ticket(desk: Desk) -> None:
    for _ in range(3):
        post(None, "/v1/guest/tickets", ASKED, Idempotency_Key="k")
    assert len(confirm(desk).json["tickets"]) == 1


@pytest.mark.parametrize("machine", [{"website": "https://x.example"}, {"took_ms": 3}])
def test_form_filled_in_by_a_bot_is_dropped(desk: Desk, machine: dict[str, object]) -> None:
    assert ask(**machine).status == 202
    assert desk.mails.messages == []


@pytest.mark.usefixtures("desk")
def test_guests_are_limited_by_address_and_by_source() -> None:
    assert [ask().status for _ in range(6)] == [202] * 5 + [429]
    assert 429 in [ask(email=f"g{n}@example.com").status for n in range(30)]


def test_form_is_validated_on_submission_and_not_again_on_confirmation(desk: Desk) -> None:
    asks = Category(
        id="delivery",
        team="orders",
        names={"en": "Delivery"},
        fields=(FormField(id="order", kind=FieldKind.TEXT, names={"en": "Order"}, required=True),),
    )
    shop = SHOP.model_copy(update={"categories": (asks, *SHOP.categories[1:])})
    assert ask(category="nonsense", fields={"x": "y"}).pointers == ["/fields/x"]
    assert ask().status == 202
    configuration_actions.replace_all(desk.services, shop)
    tickets = confirm(desk).json["tickets"]
    assert tickets_store.find(desk.services, tickets[0]["number"]) is not None


def test_known_person_gets_the_ticket_and_keeps_their_name(desk: Desk) -> None:
    people_actions.add_person(desk.services, **stored(CARLA).model_dump(exclude={"created_at"}))
    ask(email=CARLA.email, name="Somebody else")
    tickets = confirm(desk).json["tickets"]
    ticket = queries.load_ticket(desk.services, tickets[0]["number"])
    assert (ticket.requester, ticket.requester_name) == ("carla", CARLA.name)


def test_confirmation_link_is_valid_for_its_address_only(desk: Desk) -> None:
    ask()
    send_mails(desk)
    ask(email="other@example.com")
    tickets = post(None, "/v1/links/confirm", {"access": access(token_in(desk))}).json["tickets"]
    assert len(tickets) == 1
    assert people_actions.person_with_address(desk.services, "other@example.com") is None


def test_ticket_holds_all_submitted_fields_and_optional_ones_may_be_omitted(desk: Desk) -> None:
    asks = Category(
        id="delivery",
        team="orders",
        names={"en": "Delivery"},
        fields=(FormField(id="weight", kind=FieldKind.NUMBER, names={"en": "Weight"}),),
    )
    configuration_actions.replace_all(
        desk.services, SHOP.model_copy(update={"categories": (asks, *SHOP.categories[1:])})
    )
    assert ask(fields={"weight": 12.5}, language="ar", time_zone="Africa/Cairo").status == 202
    bare = {"email": GRETA, "subject": "Bare", "body": "And short."}
    assert post(None, "/v1/guest/tickets", bare).status == 202

    full, short = (queries.load_ticket(desk.services, each["number"]) for each in confirm(desk).json["tickets"])

    assert (full.fields, full.language, full.category) == ({"weight": "12.5"}, "ar", "delivery")
    assert (short.subject, short.team) == ("Bare", "support")
    greta = people_actions.person_with_address(desk.services, GRETA)
    assert greta is not None
    assert (greta.language, greta.time_zone) == ("ar", "Africa/Cairo")


def test_plus_addresses_of_a_mailbox_share_its_confirmations(desk: Desk) -> None:
    for n in range(8):
        assert ask(email=f"greta+{n}@example.com").status == 202

    assert len(desk.mails.messages) == 5


def test_mailbox_gets_ten_confirmations_a_day_at_most(desk: Desk) -> None:
    desk.clock.at = desk.clock.at // DAY * DAY

    for _ in range(14):
        assert ask().status == 202
        desk.clock.advance(hours=1)

    assert len(desk.mails.messages) == 10


def test_guest_whose_name_is_a_link_is_refused() -> None:
    answer = ask(name="http://evil.test")

    assert (answer.status, answer.pointers) == (422, ["/name"])
