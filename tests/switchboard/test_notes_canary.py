"""What agents tell each other never reaches a customer: a word that is only in notes and internal changes is looked for in
every byte of every answer of every route."""

import secrets
from typing import Any

import pytest

from app import app
from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, Team
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Role
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets.forms import TicketChange
from tests import makers
from tests.cast import ADA, ALAN, CARLA
from tests.client import NO_BODY, Answer, call, get
from tests.conftest import SHOP, Desk

CANARY = f"canary{secrets.token_hex(6)}"
ATTACHED: list[str] = []  # the file of a note, by its id
BODIES: dict[str, list[dict[str, Any]]] = {
    "/v1/tickets": [{"subject": "x", "body": "y"}],
    "/v1/tickets/{ticket}/messages": [
        {"body": "Any news?"},
        {"body": ""},
        {"body": "x", "status": "solved"},
        {"body": "x", "attachments": ATTACHED},
    ],
    "/v1/uploads": [{"name": "a.pdf", "size": 1}],
    "/v1/tickets/{ticket}": [{"status": "solved"}, {"status": "open"}, {"tags": []}, {}],
    "/v1/me": [{"name": "Carla"}],
}
ANSWERED: set[tuple[str, int]] = set()


@pytest.fixture
def number(desk: Desk) -> str:
    """A ticket with a note, internal changes, a team and a reason that say the word; the customer's texts do not."""
    services = desk.services
    secret_team = Team(id=CANARY, name=CANARY)
    shop = SHOP.model_copy(
        update={
            "teams": (*SHOP.teams, secret_team),
            "categories": (*SHOP.categories, Category(id="hidden", team=CANARY, names={"en": "Hidden"})),
        }
    )
    configuration_actions.replace_all(services, shop)
    for agent in (ADA, ALAN):
        makers.an_agent(services, agent=agent)
    people_actions.add_person(services, CARLA.email, CARLA.name, Role.CUSTOMER, id=CARLA.id)
    ticket = makers.a_ticket(services)
    ticket = conversation_actions.add_note(services, ADA, ticket.id, NewNote(body=f"Between us: {CANARY}")).ticket
    there_and_back = [
        {"team": CANARY, "subject": CANARY, "category": "refund"},
        {"team": "orders", "subject": "Your parcel"},
    ]
    for change in there_and_back:
        wanted = TicketChange.model_validate(change)
        ticket = tickets_actions.change(services, ADA, ticket.id, wanted, ticket.version).ticket
    ticket = makers.assigned(services, ticket)
    ticket = tickets_actions.change(
        services, ALAN, ticket.id, TicketChange.model_validate({"assignee": None}), ticket.version
    ).ticket
    ticket = makers.replied(services, ticket, body="We look into it.")
    upload = makers.arrived(desk, makers.an_upload(services, by=ALAN, name=f"{CANARY}.pdf"))
    ATTACHED[:] = [upload.id]
    note = NewNote(body=f"Still: {CANARY}", attachments=[upload.id])
    return conversation_actions.add_note(services, ALAN, ticket.id, note).ticket.id


def bytes_of(answer: Answer) -> str:
    return answer.text + repr(answer.headers)


def answers(number: str) -> list[Answer]:
    """Every route there is, as the customer, with bodies, versions, pages and orders that might bring something to light."""
    found = []
    for path, methods in sorted(app.routes.items()):
        for method in sorted(methods):
            if path.startswith(("/v1/session", "/v1/registrations", "/v1/password")):
                continue  # they know nothing of tickets
            queries = (
                ["", "?limit=1", "?order=desc&limit=100", "?status=open", f"?tag={number}"] if method == "GET" else [""]
            )
            bodies: list[Any] = BODIES.get(path, [{}]) if method in {"POST", "PATCH", "PUT"} else [NO_BODY]
            for query in queries:
                for body in bodies:
                    for version in ('"1"', '"6"', None):
                        headers = {"If-Match": version} if version else {}
                        answer = call(CARLA, method, _filled(path, number) + query, body, headers=headers)
                        ANSWERED.add((f"{method} {path}", answer.status))
                        found.append(answer)
    return found


def _filled(path: str, number: str) -> str:
    for name, value in {"ticket": number, "attachment": ATTACHED[0], "upload": ATTACHED[0]}.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def test_no_answer_to_a_customer_holds_internal_notes(number: str) -> None:
    seen = answers(number)

    assert not [bytes_of(answer) for answer in seen if CANARY in bytes_of(answer)]
    assert CANARY in get(ADA, f"/v1/tickets/{number}/timeline").text
    expected = {
        ("GET /v1/tickets/{ticket}/timeline", 200),
        ("PATCH /v1/tickets/{ticket}", 412),
        ("GET /v1/tickets", 200),
        ("GET /v1/attachments/{attachment}", 404),
        ("GET /v1/uploads/{upload}", 404),
    }
    assert ("GET /v1/attachments/{attachment}", 200) not in ANSWERED
    assert CANARY in get(ADA, f"/v1/attachments/{ATTACHED[0]}").text
    assert expected <= ANSWERED


def test_no_timeline_page_for_customers_holds_internal_notes(number: str) -> None:
    for order in ("asc", "desc"):
        cursor: str | None = ""
        pages = 0
        while cursor is not None:
            query = f"?limit=1&order={order}" + (f"&cursor={cursor}" if cursor else "")
            answer = get(CARLA, f"/v1/tickets/{number}/timeline{query}")
            assert CANARY not in bytes_of(answer)
            cursor = answer.json["next"]
            pages += 1
        assert pages == len(get(CARLA, f"/v1/tickets/{number}/timeline").json["items"])
