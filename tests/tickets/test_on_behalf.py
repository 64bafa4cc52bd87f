"""An agent raises a ticket for a customer who called: it is theirs from the first moment, in their language."""

from typing import Any

import pytest

from chalicelib import reactions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, FieldKind, FormField
from chalicelib.conversation import timeline
from chalicelib.conversation.forms import TimelineQuery
from chalicelib.mail import sender
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Role
from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets.forms import NewTicket
from chalicelib.tickets.transaction import TicketResult
from tests import events
from tests.cast import ADA, CARLA
from tests.client import get, post
from tests.conftest import SHOP, Desk

FORM = (
    FormField(id="order", kind=FieldKind.TEXT, names={"en": "Order"}, required=True),
    FormField(id="goodwill", kind=FieldKind.NUMBER, names={"en": "Goodwill"}, for_customers=False),
)
NINA = {"email": "Nina@Example.com", "name": "Nina"}


@pytest.fixture
def services(desk: Desk) -> Services:
    category = Category(id="delivery", team="orders", names={"en": "Delivery"}, fields=FORM)
    others = [each for each in SHOP.categories if each.id != "delivery"]
    configuration_actions.replace_all(desk.services, SHOP.model_copy(update={"categories": (category, *others)}))
    return desk.services


def raised(services: Services, **fields: Any) -> TicketResult:
    new = {"subject": "She called", "body": "No parcel.", "requester": NINA} | fields
    return tickets_actions.create(services, ADA, NewTicket.model_validate(new))


def test_ticket_for_an_unknown_address_creates_a_customer(services: Services) -> None:
    ticket = raised(services, language="ar").ticket

    nina = people_actions.person_for_address(services, "nina@example.com")
    assert (nina.name, nina.role, nina.language) == ("Nina", Role.CUSTOMER, "ar")
    assert (ticket.requester, ticket.requester_email, ticket.language) == (nina.id, "nina@example.com", "ar")


def test_known_customer_keeps_name_and_language(services: Services) -> None:
    people_actions.add_person(services, CARLA.email, CARLA.name, Role.CUSTOMER, language="de", id="carla")

    ticket = raised(services, requester={"email": CARLA.email, "name": "Somebody Else"}).ticket

    assert (ticket.requester, ticket.requester_name, ticket.language) == ("carla", "Carla Romero", "de")
    assert raised(services, requester={"email": CARLA.email}, language="en").ticket.language == "en"


def test_timeline_names_the_agent_who_created_the_ticket(services: Services) -> None:
    people_actions.add_person(services, CARLA.email, CARLA.name, Role.CUSTOMER, id="carla")
    ticket = raised(services, requester={"email": CARLA.email}).ticket

    for reader in (ADA, CARLA):
        (event,) = timeline.timeline_page(services, reader, ticket.id, TimelineQuery()).events
        assert (event.by.id, event.by.role, event.body) == ("ada", "agent", "No parcel.")


def test_customer_is_notified_in_their_language_and_the_agent_is_not(desk: Desk, services: Services) -> None:
    raised(services, language="ar")
    entries = [change for change in desk.meter.changes if events.is_event(change)]
    stream.each_new_item(events.stream_event(entries), lambda item: reactions.on_event(services, item))

    for message in desk.mails.messages:
        sender.send_one(services, message)

    (mail,) = desk.post.sent
    assert "nina@example.com" in str(mail["To"])
    body = mail.get_body(("plain",))
    assert body is not None
    assert any("\u0600" <= character <= "\u06ff" for character in body.get_content())


def test_an_agent_may_fill_in_what_is_not_for_customers(services: Services) -> None:
    ticket = raised(services, category="delivery", fields={"order": "A-1", "goodwill": 5}).ticket

    assert ticket.fields == {"order": "A-1", "goodwill": "5"}
    assert get(ADA, f"/v1/tickets/{ticket.id}").json["fields"] == {"order": "A-1", "goodwill": 5}
    people_actions.add_person(services, CARLA.email, CARLA.name, Role.CUSTOMER, id="carla")
    carlas = raised(
        services, requester={"email": CARLA.email}, category="delivery", fields={"order": "1", "goodwill": 5}
    )
    assert get(CARLA, f"/v1/tickets/{carlas.ticket.id}").json["fields"] == {"order": "1"}


def test_the_form_asks_agents_as_it_asks_customers(services: Services) -> None:
    assert services is not None
    answer = post(ADA, "/v1/tickets", {"subject": "x", "body": "y", "category": "delivery", "requester": NINA})

    assert answer.pointers == ["/fields/order"]


def test_agents_can_tag_a_new_ticket_and_customers_cannot(services: Services) -> None:
    assert raised(services, tags=["vip", "phone"]).ticket.tags == {"vip", "phone"}
    people_actions.add_person(services, CARLA.email, CARLA.name, Role.CUSTOMER, id="carla")

    answer = post(CARLA, "/v1/tickets", {"subject": "x", "body": "y", "tags": ["vip"]})

    assert answer.status == 403


def test_repeated_request_creates_one_ticket_for_a_customer(desk: Desk, services: Services) -> None:
    assert services is desk.services
    body = {"subject": "x", "body": "y", "requester": NINA}

    one, two = (post(ADA, "/v1/tickets", body, Idempotency_Key="k") for _ in range(2))

    assert (one.json["id"], two.headers["Idempotent-Replay"]) == (two.json["id"], "true")
    assert one.json["requester"]["email"] == "nina@example.com"


@pytest.mark.parametrize(
    ("requester", "pointer"),
    [
        ({"email": "nobody"}, "/requester/email"),
        ({"name": "Nina"}, "/requester/email"),
        ({**NINA, "id": "x"}, "/requester/id"),
    ],
)
def test_a_customer_is_named_by_an_address(services: Services, requester: Any, pointer: str) -> None:
    assert services is not None
    assert post(ADA, "/v1/tickets", {"subject": "x", "body": "y", "requester": requester}).pointers == [pointer]
