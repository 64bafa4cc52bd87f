"""The search over HTTP: what is asked, what is answered, and what never leaks."""

import itertools
import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.plumbing.services import use
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets.forms import TicketChange
from tests import makers
from tests.cast import ADA, CARLA, MALLORY
from tests.client import Answer, get
from tests.doubles import Unreachable
from tests.search.conftest import SearchDesk


def search(who: Any, q: str, **more: Any) -> Answer:
    return get(who, "/v1/search?" + urlencode({"q": q, **more}))


def test_a_ticket_is_shown_as_in_lists_with_what_was_found_in_it(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services, subject="A lamp", body="The lamp <b>flickers</b>.")
    conversation_actions.add_note(searching.services, ADA, ticket.id, NewNote(body="Lamps of that kind do."))
    searching.settle()

    answer = search(ADA, "lamp")

    assert answer.status == 200
    assert answer.json.keys() == {"kind", "items", "next", "complete"}
    (item,) = answer.json["items"]
    assert item["ticket"] == get(ADA, "/v1/tickets?team=orders").json["items"][0]
    hits = {hit["event"]: hit for hit in item["hits"]}
    assert hits.keys() == {None, f"{ticket.id}-1", f"{ticket.id}-2"}
    assert hits[None] == {
        "event": None,
        "type": None,
        "at": "2026-01-05T09:00:00.000Z",
        "by": None,
        "internal": False,
        "snippet": [{"text": "A ", "hit": False}, {"text": "lamp", "hit": True}],
    }
    assert hits[f"{ticket.id}-1"]["snippet"] == [
        {"text": "The ", "hit": False},
        {"text": "lamp", "hit": True},
        {"text": " <b>flickers</b>.", "hit": False},
    ]
    note = hits[f"{ticket.id}-2"]
    assert (note["type"], note["internal"]) == ("NoteAdded", True)
    assert note["by"] == {"id": "ada", "name": "Ada", "role": "agent"}


def test_a_customer_sees_their_ticket_as_customers_do(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services, body="The lamp.")
    searching.settle()

    (item,) = search(CARLA, "lamp").json["items"]

    assert item["ticket"] == get(CARLA, "/v1/tickets").json["items"][0]
    assert [hit["event"] for hit in item["hits"]] == [f"{ticket.id}-1"]


def test_hit_names_an_event_by_the_number_that_its_reader_sees(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services)
    conversation_actions.add_note(searching.services, ADA, ticket.id, NewNote(body="Among us."))
    makers.answered(searching.services, ticket, body="A zephyr.")
    searching.settle()

    events = [search(who, "zephyr").json["items"][0]["hits"][0]["event"] for who in (CARLA, ADA)]

    assert events == [f"{ticket.id}-2", f"{ticket.id}-3"]


def test_a_number_is_answered_without_hits(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services)

    (item,) = search(ADA, f"#{ticket.id}").json["items"]

    assert (item["ticket"]["number"], item["hits"]) == (ticket.number, [])


@pytest.mark.usefixtures("searching")
def test_people_are_shown_with_how_to_reach_them() -> None:
    answer = search(ADA, "romer", kind="people")

    carla = {"id": "carla", "name": "Carla Romero", "email": "carla@example.com", "role": "customer"}
    assert answer.json == {"kind": "people", "items": [carla], "next": None, "complete": False}
    assert search(CARLA, "romer", kind="people").status == 403


@pytest.mark.parametrize(
    ("query", "pointer", "detail"),
    [
        ("", "/q", "This is needed."),
        ("q=", "/q", "This must not be empty."),
        ("q=+%0A+", "/q", "This must not be empty."),
        ("q=" + "a" * 201, "/q", "This may have at most 200 characters."),
        ("q=a&kind=articles", "/kind", "This must be 'tickets' or 'people'."),
        ("q=a&limit=31", "/limit", None),
        ("q=a&limit=0", "/limit", None),
        ("q=a&cursor=nonsense", "/cursor", None),
        ("q=a&team=orders", "/team", "There is no such field. Leave it out."),
        ("q=a&requester=carla", "/requester", "There is no such field. Leave it out."),
    ],
)
@pytest.mark.usefixtures("searching")
def test_invalid_search_is_refused_with_a_pointer(query: str, pointer: str, detail: str | None) -> None:
    answer = get(ADA, f"/v1/search?{query}")

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert detail in {None, answer.json["errors"][0]["detail"]}


@pytest.mark.parametrize("kind", ["tickets", "people"])
@pytest.mark.parametrize("q", ["(", "?? !", "\N{SLIGHTLY SMILING FACE}", "-", "()[]{}", '"', "*"])
def test_search_for_punctuation_finds_nothing(searching: SearchDesk, q: str, kind: str) -> None:
    makers.a_ticket(searching.services, body=f"What ( is {q} this?")
    searching.settle()

    answer = search(ADA, q, kind=kind)

    assert (answer.status, answer.json) == (200, {"kind": kind, "items": [], "next": None, "complete": True})


@pytest.mark.parametrize("q", ["the", "a", "and or", "1", "#", "…a…"])
def test_short_words_can_be_searched(searching: SearchDesk, q: str) -> None:
    makers.a_ticket(searching.services, body="the and or a 1")
    searching.settle()

    assert search(ADA, q).status == 200


def test_unavailable_search_answers_503_with_retry_after(searching: SearchDesk) -> None:
    services = replace(searching.services, finder=Unreachable())
    use(lambda: services)

    answer = search(ADA, "lamp")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "everything else works" in answer.json["detail"]
    assert get(ADA, "/v1/tickets").status == 200


def test_search_page_continues_where_the_last_one_ended(searching: SearchDesk) -> None:
    for _ in range(3):
        makers.a_ticket(searching.services, body="A lamp.")
    searching.settle()

    first = search(CARLA, "lamp", limit=2).json
    second = search(CARLA, "lamp", limit=2, cursor=first["next"]).json

    assert [len(page["items"]) for page in (first, second)] == [2, 1]
    assert second["next"] is None


CANARY = f"canary{secrets.token_hex(6)}"


@pytest.fixture
def guarded(searching: SearchDesk) -> SearchDesk:
    """Carla's ticket has a note, a former subject and another customer's part that say the word; Mallory's says it outright."""
    services = searching.services
    ticket = makers.a_ticket(services, subject="Lamp", body="Zephyr.")
    conversation_actions.add_note(services, ADA, ticket.id, NewNote(body=f"Zephyr lamp, between us: {CANARY}"))
    for subject in (CANARY, "Lamp"):
        change = TicketChange.model_validate({"subject": subject})
        tickets_actions.change(services, ADA, ticket.id, change, searching.now(ticket).version)
    makers.a_ticket(services, by=MALLORY, subject=f"Lamp {CANARY}", body=f"Zephyr {CANARY}")
    searching.settle()
    return searching


@pytest.mark.usefixtures("guarded")
def test_no_search_answer_for_customers_holds_internal_notes() -> None:
    questions = [
        CANARY,
        CANARY[:8],
        f"lamp {CANARY}",
        f"zephyr {CANARY[:-1]}",
        "zephyr",
        "lamp",
        "between us",
        "#10001",
        "#10002",
        "10002",
    ]
    extras: list[dict[str, Any]] = [{}, {"limit": 1}, {"kind": "people"}, {"spam": True}, {"spam": False}]

    for q, more in itertools.product(questions, extras):
        answer = search(CARLA, q, **more)
        assert CANARY not in answer.text + repr(answer.headers), (q, more)
        if CANARY[:8] in q and answer.status == 200:
            assert answer.json["items"] == []

    assert CANARY in search(ADA, CANARY).text
    assert search(CARLA, "zephyr").json["items"]


@pytest.mark.usefixtures("guarded")
def test_search_for_hidden_text_looks_like_search_for_missing_text() -> None:
    for caller in (CARLA, MALLORY):
        foreign, nobodys = search(caller, "between"), search(caller, "nosuchword")
        assert (foreign.status, foreign.json) == (nobodys.status, nobodys.json)
    assert search(CARLA, "#10002").json == search(CARLA, "#99999").json
