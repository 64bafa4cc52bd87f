"""What a category's form asks for: kept with the ticket, shown to whom it is for, changed by agents."""

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, FieldKind, FormField, Option
from chalicelib.plumbing.services import Services
from chalicelib.tickets import transaction as tickets_transaction
from tests.cast import ADA, CARLA
from tests.client import get, patch, post
from tests.conftest import SHOP

ORDER = FormField(id="order", kind=FieldKind.TEXT, names={"en": "Order number"}, required=True)
COLOUR = FormField(
    id="colour",
    kind=FieldKind.CHOICE,
    names={"en": "Colour"},
    options=(Option(id="red", names={"en": "Red"}), Option(id="blue", names={"en": "Blue"})),
)
AMOUNT = FormField(id="amount", kind=FieldKind.NUMBER, names={"en": "Amount"})
BOUGHT = FormField(id="bought", kind=FieldKind.DATE, names={"en": "Bought on"})
GIFT = FormField(id="gift", kind=FieldKind.CHECKBOX, names={"en": "It is a gift"})
RISK = FormField(id="risk", kind=FieldKind.TEXT, names={"en": "Risk"}, for_customers=False)

PARCEL = {"subject": "Where is my parcel?", "body": "It was due on Friday.", "category": "parcel"}
ANSWERS = {"order": " 48213 ", "colour": "red", "amount": 12.50, "bought": "2026-01-02", "gift": True}
STORED = {"order": "48213", "colour": "red", "amount": 12.5, "bought": "2026-01-02", "gift": True}


@pytest.fixture(autouse=True)
def _form(services: Services) -> None:
    parcel = Category(
        id="parcel", team="orders", names={"en": "Parcel"}, fields=(ORDER, COLOUR, AMOUNT, BOUGHT, GIFT, RISK)
    )
    configuration_actions.replace_all(services, SHOP.model_copy(update={"categories": (*SHOP.categories, parcel)}))


def raised() -> str:
    return str(post(CARLA, "/v1/tickets", {**PARCEL, "fields": ANSWERS}).json["id"])


def test_answers_are_shown_in_the_order_of_the_form() -> None:
    shown = get(CARLA, f"/v1/tickets/{raised()}").json["fields"]

    assert shown == STORED
    assert list(shown) == ["order", "colour", "amount", "bought", "gift"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "order"),
        ({"order": "  "}, "order"),
        ({**ANSWERS, "colour": "green"}, "colour"),
        ({**ANSWERS, "amount": "a lot"}, "amount"),
        ({**ANSWERS, "bought": "yesterday"}, "bought"),
        ({**ANSWERS, "gift": "yes"}, "gift"),
        ({**ANSWERS, "risk": "high"}, "risk"),
        ({**ANSWERS, "size": 3}, "size"),
    ],
)
def test_invalid_answer_is_refused_with_a_pointer_and_creates_no_ticket(fields: dict[str, object], wrong: str) -> None:
    answer = post(CARLA, "/v1/tickets", {**PARCEL, "fields": fields})

    assert (answer.status, answer.pointers) == (422, [f"/fields/{wrong}"])
    assert get(CARLA, "/v1/tickets").json["items"] == []


def test_internal_fields_are_never_shown_to_customers() -> None:
    number = raised()
    changed = patch(ADA, f"/v1/tickets/{number}", {"fields": {"risk": "high", "amount": None}}, If_Match='"1"')

    assert changed.json["fields"] == {**{k: v for k, v in STORED.items() if k != "amount"}, "risk": "high"}
    assert "risk" not in get(CARLA, f"/v1/tickets/{number}").text
    assert "high" not in get(CARLA, f"/v1/tickets/{number}/timeline").text
    timeline = get(ADA, f"/v1/tickets/{number}/timeline").json["items"]
    assert timeline[-1]["changes"]["fields"][1]["risk"] == "high"


def test_change_of_category_drops_answers_it_does_not_ask_for(services: Services) -> None:
    number = raised()

    changed = patch(ADA, f"/v1/tickets/{number}", {"category": "refund"}, If_Match='"1"')

    assert changed.json["fields"] == {}
    assert tickets_transaction.ticket_for(services, ADA, number).fields == {}


def test_customers_cannot_change_what_they_filled_in() -> None:
    assert patch(CARLA, f"/v1/tickets/{raised()}", {"fields": {"order": "1"}}, If_Match='"1"').status == 403
