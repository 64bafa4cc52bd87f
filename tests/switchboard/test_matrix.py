"""Role × route × ticket, for every kind of caller, generated from the routes there are: who gets in, who is told that there is
nothing, who is told that they may not. A new route with a ticket in its address is in here by itself, or fails here."""

import dataclasses
import re
from typing import Any

import pytest

from app import app
from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Team
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Caller, Right, Role
from chalicelib.plumbing.services import use
from chalicelib.relations import actions as relations_actions
from chalicelib.tickets import transaction as tickets_transaction
from tests import makers
from tests.cast import ADA, CARLA, LENA, MALLORY, ROOT
from tests.client import NO_BODY, call
from tests.conftest import SHOP, Desk
from tests.people.doubles import Pool

MIA = Caller(id="mia", email="mia@desk.example", name="Mia", role=Role.AGENT, teams={"billing": Right.FULL})
ROB = Caller(id="rob", email="rob@desk.example", name="Rob", role=Role.AGENT, teams={"billing": Right.READ})
CALLERS: dict[str, Caller | None] = {
    "visitor": None,
    "requester": CARLA,
    "other_customer": MALLORY,
    "agent": ADA,
    "member": MIA,
    "reader": ROB,
    "lead": LENA,
    "admin": ROOT,
}
CUSTOMERS = {"requester", "other_customer"}
TICKETS = ("open", "members", "merged", "spam", "closed")
"""In a team that is open to every agent; in one for members only; and what has been set aside."""

INSIDE = {"members"}
READERS_MAY = {
    ("POST", "/v1/tickets/{ticket}/notes"),
    ("POST", "/v1/tickets/{ticket}/followers"),
    ("DELETE", "/v1/tickets/{ticket}/followers/{agent}"),
    ("PUT", "/v1/tickets/{ticket}/presence"),
    ("DELETE", "/v1/tickets/{ticket}/presence"),
}
"""What changes something and is still for members who may only read."""

REQUESTER_ALONE = {("POST", "/v1/tickets/{ticket}/rating")}
"""What no one does for the customer, whatever their role."""

ROUTES = sorted((method, path) for path, methods in app.routes.items() for method in methods if "{ticket}" in path)
BODIES: dict[tuple[str, str], Any] = {
    ("PATCH", "/v1/tickets/{ticket}"): {"status": "solved"},
    ("POST", "/v1/tickets/{ticket}/messages"): {"body": "Hello"},
    ("POST", "/v1/tickets/{ticket}/notes"): {"body": "Hm"},
    ("POST", "/v1/tickets/{ticket}/links"): {"ticket": "10001", "kind": "related"},
    ("POST", "/v1/tickets/{ticket}/merge"): {"into": "10001"},
    ("POST", "/v1/tickets/{ticket}/rating"): {"score": 4},
    ("POST", "/v1/tickets/{ticket}/split"): {"event": "10001-1", "subject": "x"},
    ("POST", "/v1/tickets/{ticket}/snooze"): {"until": "2026-01-06T09:00:00Z"},
    ("POST", "/v1/tickets/{ticket}/spam"): {},
    ("POST", "/v1/tickets/{ticket}/followers"): {},
    ("PUT", "/v1/tickets/{ticket}/presence"): {"state": "viewing"},
}


@pytest.fixture
def tickets(desk: Desk) -> dict[str, str]:
    """Carla's tickets, one of each kind; and the people who try."""
    services = dataclasses.replace(desk.services, directory=Pool())
    use(lambda: services)
    teams = tuple(
        Team(id="billing", name="Billing", open=False) if each.id == "billing" else each for each in SHOP.teams
    )
    configuration_actions.replace_all(services, SHOP.model_copy(update={"teams": teams}))
    for caller in CALLERS.values():
        if caller:
            people_actions.add_person(services, caller.email, caller.name, caller.role, id=caller.id)
    plain = makers.a_ticket(services)
    members = makers.a_ticket(services, category="refund")
    merged, spam = makers.a_ticket(services), makers.a_ticket(services)
    conversation_actions.add_note(services, ADA, plain.id, NewNote(body="Between us"))
    relations_actions.merge(services, ADA, merged.id, plain.id, merged.version)
    call(ADA, "POST", f"/v1/tickets/{spam.id}/spam", {}, headers={"If-Match": '"1"'})
    closed = makers.closed(services, makers.a_ticket(services))
    return {"open": plain.id, "members": members.id, "merged": merged.id, "spam": spam.id, "closed": closed.id}


def roles_of(route: tuple[str, str]) -> frozenset[str]:
    method, path = route
    return frozenset(map(str, app.routes[path][method].view_function.endpoint.allow))


def expected(who: str, route: tuple[str, str], ticket: str) -> set[int]:
    """The refusal that must come; nothing where the caller gets through to the ticket itself."""
    caller = CALLERS[who]
    if caller is None:
        return {401}
    if caller.role not in roles_of(route):
        return {403}
    if who == "other_customer" or (ticket in INSIDE and who in {"agent", "lead"}):
        return {404}
    if route in REQUESTER_ALONE and who != "requester":
        return {403}
    changes = route[0] != "GET" and route not in READERS_MAY
    return {403} if who == "reader" and ticket in INSIDE and changes else set()


def test_every_route_that_changes_something_has_a_body_to_try_it_with() -> None:
    assert BODIES.keys() == {route for route in ROUTES if route[0] in {"POST", "PUT", "PATCH"}}


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_each_caller_gets_only_their_own_and_missing_tickets_answer_alike(
    desk: Desk, tickets: dict[str, str], route: tuple[str, str]
) -> None:
    method, path = route
    nowhere: dict[str, set[str]] = {}
    for who, caller in CALLERS.items():
        for kind, number in {**tickets, "missing": "99999"}.items():
            version = tickets_transaction.ticket_for(desk.services, ROOT, number).version if kind != "missing" else 1
            address = re.sub(r"\{(?!ticket)\w+\}", "99999", path).replace("{ticket}", number)
            answer = call(caller, method, address, BODIES.get(route, NO_BODY), headers={"If-Match": f'"{version}"'})
            gets_to_it = not expected(who, route, "open") or (route in REQUESTER_ALONE and caller is not None)
            refusal = {404} if kind == "missing" and gets_to_it else expected(who, route, kind)
            text = f"{who} {method} {address} ({kind}): {answer.status} {answer.text[:200]}"
            if refusal:
                assert {answer.status} == refusal, text
            else:
                assert answer.status not in {401, 403}, text
                assert answer.status < 500, text
            if answer.status == 404 and refusal == {404}:
                nowhere.setdefault(who, set()).add(answer.text)
    assert all(len(bodies) == 1 for bodies in nowhere.values()), "missing and not yours must answer alike"
