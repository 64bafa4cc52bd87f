"""Role × route × object for everything that is not addressed by a ticket: held mails, customers, saved replies, views, uploads,
attachments. And over every route there is: no byte of any answer shows what its reader may not see."""

import dataclasses
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from app import app
from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Team
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage, NewNote
from chalicelib.inbox import store as inbox_store
from chalicelib.mail import store as mail_store
from chalicelib.mail import threads
from chalicelib.mail.model import SuppressionCause
from chalicelib.mail.threads import ReplyPurpose
from chalicelib.people.model import Caller, Right, Role
from chalicelib.plumbing.seals import key_ring
from chalicelib.plumbing.services import Services, use
from chalicelib.search import jobs as search_jobs
from tests import makers
from tests.cast import ADA, CARLA, LENA, MALLORY, ROOT
from tests.client import NO_BODY, Answer, call, post
from tests.conftest import SHOP, Desk
from tests.inbox.makers import comes_in, raw
from tests.people.doubles import Pool
from tests.search.conftest import InProcess

ROOT_FOLDER = Path(__file__).resolve().parents[2]
MIA = Caller(id="mia", email="mia@desk.example", name="Mia", role=Role.AGENT, teams={"billing": Right.FULL})
ROB = Caller(id="rob", email="rob@desk.example", name="Rob", role=Role.AGENT, teams={"billing": Right.READ})
LIV = Caller(id="liv", email="liv@desk.example", name="Liv", role=Role.LEAD, teams={"billing": Right.FULL})
VERA = Caller(id="vera", email="vera-canaryperson@example.com", name="Vera Canaryname", role=Role.CUSTOMER)
CALLERS: dict[str, Caller | None] = {
    "visitor": None,
    "customer": CARLA,
    "hidden customer": VERA,
    "other customer": MALLORY,
    "agent": ADA,
    "lead": LENA,
    "member": MIA,
    "reader": ROB,
    "member lead": LIV,
    "admin": ROOT,
}
OUTSIDE = ("agent", "lead")
"""Agents who are no members of the closed team."""

MEMBERS = {"member", "reader", "member lead", "admin"}
AGENTS = {"agent", "lead", *MEMBERS}
OBJECTS = ("mail", "person", "reply", "view", "upload", "attachment")
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/v1/mail/quarantine/{mail}/release"): {},
    ("POST", "/v1/mail/quarantine/{mail}/dismiss"): {},
    ("PATCH", "/v1/people/{person}"): {"name": "Vera"},
    ("PATCH", "/v1/saved-replies/{reply}"): {"name": "Refund"},
    ("PATCH", "/v1/views/{view}"): {"name": "Refunds"},
}
ROUTES = sorted(
    (method, path)
    for path, methods in app.routes.items()
    for method in methods
    if any(f"{{{name}}}" in path for name in OBJECTS) and "{ticket}" not in path
)


@dataclass(frozen=True)
class Thing:
    """One object: who may read it, and who may change it. `secrets` are words that no other caller may ever get."""

    id: str
    readers: set[str]
    changers: set[str]
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desks:
    services: Services
    things: dict[str, dict[str, Thing]]  # by kind of object and case
    ticket: str


@pytest.fixture
def shop(memory_desk: Desk) -> Desks:
    """The closed team billing has a ticket of Vera, a held mail to it, a file, a saved reply and views; other teams are open."""
    finder = InProcess()
    services = dataclasses.replace(memory_desk.services, directory=Pool(), finder=finder)
    finder.services = services
    use(lambda: services)
    desk = dataclasses.replace(memory_desk, services=services)
    teams = tuple(Team(id=each.id, name=each.name, open=each.id != "billing") for each in SHOP.teams)
    configuration_actions.replace_all(services, SHOP.model_copy(update={"teams": teams}))
    for caller in filter(None, CALLERS.values()):
        makers.an_agent(services, agent=caller)
    ticket = makers.a_ticket(services, by=VERA, category="refund", subject="Canarysubject", body="Canarybody")
    upload = makers.arrived(desk, makers.an_upload(services, by=MIA, name="canaryfile.pdf"))
    conversation_actions.add_note(services, MIA, ticket.id, NewNote(body="Canarynote", attachments=[upload.id]))
    conversation_actions.add_message(services, MIA, ticket.id, NewMessage(body="Canaryreply"), 2)
    makers.a_ticket(services, subject="Open subject")
    address = threads.reply_address(key_ring(services), "desk.example", ticket.number, VERA.id, ReplyPurpose.CUSTOMER)
    comes_in(
        desk, raw("Canarymail", to=address, sender=f"Vera <{VERA.email}>", subject="Canaryheld", spam="FAIL"), "held"
    )
    comes_in(desk, raw("Plain spam", sender="Eve <eve@example.net>", spam="FAIL"), "plain")
    search_jobs.index(services, [{"ticket": ticket.number}, {"ticket": ticket.number + 1}, {"person": VERA.id}])
    mail_store.suppress_address(services, VERA.email, SuppressionCause.BOUNCE, "canarybounce")
    own = makers.an_upload(services, by=MIA, name="canarydraft.pdf")
    return Desks(services, _things(services, upload.id, own.id, address), ticket.id)


def _things(_services: Services, attached: str, upload: str, address: str) -> dict[str, dict[str, Thing]]:
    reply, view = {"name": "Canarysaved", "body": "Canarytext"}, {"name": "Canaryview", "filter": {"team": ["billing"]}}
    own_reply, own_view = post(MIA, "/v1/saved-replies", reply).json, post(MIA, "/v1/views", view).json
    shared = {"shared": True, "team": "billing"}
    team_reply, team_view = (
        post(LIV, "/v1/saved-replies", reply | shared).json,
        post(ROOT, "/v1/views", view | shared).json,
    )
    words = ("Canarysaved", "Canarytext")
    return {
        "mail": {
            "of a closed team": Thing("held", MEMBERS, MEMBERS - {"reader"}, ("Canarymail", "Canaryheld", address)),
            "of no ticket": Thing("plain", AGENTS, AGENTS),
        },
        "person": {
            "of a closed team": Thing(VERA.id, MEMBERS, MEMBERS, (VERA.email, VERA.name)),
            "of an open team": Thing(CARLA.id, AGENTS, AGENTS),
        },
        "reply": {
            "of another agent": Thing(own_reply["id"], {"member"}, {"member"}, words),
            "of a closed team": Thing(team_reply["id"], MEMBERS, {"member lead", "admin"}, words),
        },
        "view": {
            "of another agent": Thing(own_view["id"], {"member"}, {"member"}, ("Canaryview",)),
            "of a closed team": Thing(team_view["id"], MEMBERS, {"member lead", "admin"}, ("Canaryview",)),
        },
        "upload": {"of another agent": Thing(upload, {"member"}, {"member"}, ("canarydraft",))},
        "attachment": {"in a note of a closed team": Thing(attached, MEMBERS, MEMBERS, ("canaryfile",))},
    }


def roles_of(method: str, path: str) -> frozenset[str]:
    return frozenset(map(str, app.routes[path][method].view_function.endpoint.allow))


def refusal(who: str, method: str, path: str, thing: Thing) -> int | None:
    """Return the refusal that must come; None where the caller gets through to the object."""
    caller = CALLERS[who]
    if caller is None:
        return 401
    if caller.role not in roles_of(method, path):
        return 403
    if who not in thing.readers:
        return 404
    return 403 if method != "GET" and who not in thing.changers else None


def test_every_route_with_an_object_is_in_the_matrix_with_a_body_to_try() -> None:
    named = {name for _, path in ROUTES for name in re.findall(r"\{(\w+)\}", path)}
    assert named == set(OBJECTS)
    assert BODIES.keys() == {route for route in ROUTES if route[0] in {"POST", "PUT", "PATCH"}}


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_hidden_object_answers_like_a_missing_one(shop: Desks, route: tuple[str, str]) -> None:
    method, path = route
    (name,) = re.findall(r"\{(\w+)\}", path)
    body = BODIES.get(route, NO_BODY)
    for case, thing in shop.things[name].items():
        for who in sorted(CALLERS, key=lambda each: refusal(each, method, path, thing) is None):
            address = path.replace(f"{{{name}}}", thing.id)
            answer = call(CALLERS[who], method, address, body, headers={"If-Match": '"1"'})
            wanted, text = (
                refusal(who, method, path, thing),
                f"{who} {method} {name} {case}: {answer.status} {answer.text}",
            )
            if wanted is None:
                assert answer.status not in {401, 403, 404}, text
                assert answer.status < 500, text
                if method == "DELETE":
                    break  # it is gone
                continue
            assert answer.status == wanted, text
            if wanted == 404:
                missing = path.replace(f"{{{name}}}", "99999")
                assert answer.json == call(CALLERS[who], method, missing, body, headers={"If-Match": '"1"'}).json, text


@pytest.mark.parametrize("route", [route for route in ROUTES if route[0] == "DELETE"], ids=" ".join)
def test_api_handler_has_the_right_to_delete_what_the_route_deletes(
    shop: Desks, memory_desk: Desk, route: tuple[str, str]
) -> None:
    """Its policy names the partition keys of items that it may delete. On AWS, a key that is missing there is an error 500."""
    policy = json.loads((ROOT_FOLDER / ".chalice" / "policy-api.json").read_text("utf-8"))
    (statement,) = [each for each in policy["Statement"] if each["Sid"] == "TakeAway"]
    allowed = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    (name,) = re.findall(r"\{(\w+)\}", route[1])
    for thing in shop.things[name].values():
        call(ROOT, *route_to(route, thing.id), headers={"If-Match": '"1"'})
        call(MIA, *route_to(route, thing.id), headers={"If-Match": '"1"'})
    deleted = {str(old["pk"]["S"]) for old, new in memory_desk.meter.changes if old and not new}
    assert [key for key in deleted if not any(fnmatchcase(key, pattern) for pattern in allowed)] == []


def route_to(route: tuple[str, str], id_: str) -> tuple[str, str]:
    """Return the method, and the address of this object."""
    return route[0], re.sub(r"\{\w+\}", id_, route[1])


QUERIES = {
    "/v1/people": [f"?email={VERA.email}"],
    "/v1/suppressions": [f"?email={VERA.email}"],
    "/v1/search": [
        f"?kind={kind}&q={words}"
        for kind in ("tickets", "people")
        for words in (
            "canaryname",
            "canaryperson",
            "canarysubject",
            "canarybody",
            "canarynote",
            "canaryreply",
            "%2310001",
            "vera",
        )
    ],
    "/v1/tickets": ["", f"?requester={VERA.id}", "?assignee=mia", "?status=open&sort=created"],
    "/v1/tickets/export": ["", f"?requester={VERA.id}", "?format=jsonl"],
}
"""How a list is asked so that it might show the objects."""


def every_answer(shop: Desks, who: str) -> Iterator[tuple[str, Answer]]:
    """Yield the answers of every route that reads, for every object there is."""
    ids = {name: [thing.id for thing in things.values()] for name, things in shop.things.items()}
    ids |= {
        "ticket": [shop.ticket],
        "event": [f"{shop.ticket}-1", f"{shop.ticket}-3"],
        "agent": ["mia"],
        "other": ["10002"],
    }
    for path, methods in sorted(app.routes.items()):
        if "GET" not in methods:
            continue
        for address in _filled(path, ids):
            for query in QUERIES.get(path, [""]):
                yield f"GET {address}{query}", call(CALLERS[who], "GET", address + query)


def _filled(path: str, ids: dict[str, list[str]]) -> list[str]:
    found = [path]
    for name in re.findall(r"\{(\w+)\}", path):
        found = [each.replace(f"{{{name}}}", id_) for each in found for id_ in ids.get(name, ["99999"])]
    return found


@pytest.mark.parametrize("who", ["visitor", "customer", "other customer", *OUTSIDE])
def test_no_route_shows_texts_of_a_closed_team_to_others(shop: Desks, who: str) -> None:
    secrets = {word.lower() for things in shop.things.values() for thing in things.values() for word in thing.secrets}
    secrets |= {"canarysubject", "canarybody", "canarynote", "canaryreply", "canarybounce"}
    shown = {}
    for route, answer in every_answer(shop, who):
        seen = answer.text.lower()
        if words := [word for word in secrets if word in seen]:
            shown[route] = words
    assert shown == {}


def test_members_of_a_closed_team_see_each_text_on_some_route(shop: Desks) -> None:
    """Else the test above would look for words that are nowhere."""
    shown = " ".join(answer.text for _, answer in every_answer(shop, "admin")).lower()
    shown += " ".join(answer.text for _, answer in every_answer(shop, "member")).lower()
    for word in (
        "canarymail",
        "canaryheld",
        VERA.email,
        "canaryname",
        "canarysubject",
        "canarybody",
        "canarynote",
        "canaryreply",
        "canarysaved",
        "canarytext",
        "canaryview",
        "canaryfile",
        "canarydraft",
        "canarybounce",
    ):
        assert word in shown, word


def test_held_email_of_the_matrix_is_held(shop: Desks) -> None:
    found = [inbox_store.find(shop.services, each) for each in ("held", "plain")]
    assert [bool(each and each.waits) for each in found] == [True, True]
