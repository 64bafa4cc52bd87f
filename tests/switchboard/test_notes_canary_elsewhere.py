"""The word that is not for customers, put wherever agents and other people can put something: answers of a form that are for
agents, notes of closed and merged tickets, another customer's ticket that was merged with theirs, files. It is looked for in what
the search, lists, follow-ups, merged stories, files and uploads answer."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, FieldKind, FormField
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.people.model import Caller
from chalicelib.relations import actions as relations_actions
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import Ticket
from tests import makers
from tests.cast import ADA, CARLA, MALLORY
from tests.client import Answer, call, get
from tests.conftest import SHOP
from tests.search.conftest import SearchDesk, searching  # noqa: F401 - a fixture

CANARY = f"canary{secrets.token_hex(6)}"
FORM = Category(
    id="broken",
    team="orders",
    names={"en": "Something is broken"},
    fields=(
        FormField(id="order", kind=FieldKind.TEXT, names={"en": "Order number"}, required=True),
        FormField(id=CANARY, kind=FieldKind.TEXT, names={"en": f"Fault {CANARY}"}, required=True, for_customers=False),
    ),
)


@dataclass(frozen=True)
class CanaryDesk:
    """Carla's tickets, what is not hers, and the desk they are at."""

    at: SearchDesk
    own: Ticket  # filled in, with notes; Mallory's was merged into it
    foreign: Ticket  # that one: Mallory's
    joined: Ticket  # Carla's, merged into `elsewhere`
    elsewhere: Ticket  # Mallory's, where that goes on
    closed: Ticket
    follow_up: str
    files: tuple[str, ...]  # on a note, in Mallory's message, and one that is in no message yet

    @property
    def numbers(self) -> tuple[str, ...]:
        tickets = (self.own, self.foreign, self.joined, self.elsewhere, self.closed)
        return (*(each.id for each in tickets), self.follow_up)


def _file(at: SearchDesk, by: Caller) -> str:
    upload = makers.an_upload(at.services, by=by, name=f"{CANARY}.pdf")
    return makers.arrived(at.desk, upload).id


def _noted(at: SearchDesk, ticket: Ticket, **more: object) -> Ticket:
    note = NewNote.model_validate({"body": f"Between us: {CANARY}", **more})
    return conversation_actions.add_note(at.services, ADA, ticket.id, note).ticket


def _merged(at: SearchDesk, merged_ticket: Ticket, into: Ticket) -> Ticket:
    version = tickets_transaction.ticket_for(at.services, ADA, merged_ticket.id).version
    return relations_actions.merge(at.services, ADA, merged_ticket.id, into.id, version).ticket


@pytest.fixture
def canary(searching: SearchDesk) -> CanaryDesk:  # noqa: F811
    at, services = searching, searching.services
    configuration_actions.replace_all(services, SHOP.model_copy(update={"categories": (*SHOP.categories, FORM)}))
    new = NewTicket(subject="Your parcel", body="The parcel is broken.", category="broken", fields={"order": "A-1"})
    own = tickets_actions.create(services, CARLA, new).ticket
    on_note, in_message, unsent = _file(at, ADA), _file(at, MALLORY), _file(at, MALLORY)
    own = _noted(at, own, attachments=[on_note])
    change = TicketChange(fields={CANARY: CANARY}, tags=[CANARY])
    own = tickets_actions.change(services, ADA, own.id, change, own.version).ticket
    foreign = makers.a_ticket(
        services, by=MALLORY, subject=f"Parcel {CANARY}", body=f"A parcel: {CANARY}", attachments=[in_message]
    )
    _merged(at, foreign, own)
    elsewhere = makers.a_ticket(services, by=MALLORY, subject=f"Parcel too {CANARY}", body=f"Our parcels: {CANARY}")
    joined = makers.a_ticket(services, subject="My parcel again", body="Did you get my parcel?")
    _merged(at, joined, _noted(at, elsewhere))
    closed = makers.closed(services, _noted(at, makers.a_ticket(services, subject="An old parcel")))
    at.settle()
    answer = call(CARLA, "POST", f"/v1/tickets/{closed.id}/messages", {"body": "The parcel is broken again."})
    assert answer.status == 201
    at.settle()
    return CanaryDesk(at, own, foreign, joined, elsewhere, closed, answer.json["ticket"], (on_note, in_message, unsent))


def bytes_of(answer: Answer) -> str:
    return answer.text + repr(answer.headers)


def pages(path: str, **query: object) -> Iterator[Answer]:
    """Every page of a list, one thing at a time."""
    cursor: str | None = ""
    while cursor is not None:
        asked = {"limit": 1, **query} | ({"cursor": cursor} if cursor else {})
        answer = get(CARLA, f"{path}?{urlencode(asked)}")
        yield answer
        cursor = answer.json["next"] if answer.status == 200 else None


def test_search_and_snippets_for_customers_hold_no_internal_notes(canary: CanaryDesk) -> None:
    words = ("parcel", "broken", "between", "order", CANARY, CANARY[:9], f"parcel {CANARY}", "pdf", *canary.numbers)
    seen = [answer for q in words for answer in pages("/v1/search", q=q)]

    assert not [bytes_of(answer) for answer in seen if CANARY in bytes_of(answer)]
    assert {item["ticket"]["id"] for answer in seen for item in answer.json["items"]} == {
        canary.own.id,
        canary.joined.id,
        canary.closed.id,
        canary.follow_up,
    }
    assert [item for answer in pages("/v1/search", q=CANARY) for item in answer.json["items"]] == []
    assert CANARY in get(ADA, f"/v1/search?q={CANARY}").text


def test_no_list_ticket_or_timeline_shows_internal_notes(canary: CanaryDesk) -> None:
    seen = list(pages("/v1/tickets"))
    for number in canary.numbers:
        seen.append(get(CARLA, f"/v1/tickets/{number}"))
        seen += [answer for order in ("asc", "desc") for answer in pages(f"/v1/tickets/{number}/timeline", order=order)]

    assert not [bytes_of(answer) for answer in seen if CANARY in bytes_of(answer)]
    for number in canary.numbers:
        expected = 404 if number in {canary.foreign.id, canary.elsewhere.id} else 200
        assert get(CARLA, f"/v1/tickets/{number}").status == expected
    for number in (canary.own.id, canary.foreign.id, canary.elsewhere.id, canary.closed.id):
        assert CANARY in get(ADA, f"/v1/tickets/{number}/timeline").text
    assert get(CARLA, f"/v1/tickets/{canary.own.id}").json["fields"] == {"order": "A-1"}


def test_ticket_merged_with_another_customers_shows_none_of_their_numbers(canary: CanaryDesk) -> None:
    for number in (canary.own.id, canary.joined.id):
        seen = [get(CARLA, f"/v1/tickets/{number}"), *pages(f"/v1/tickets/{number}/timeline"), *pages("/v1/tickets")]
        for hidden in (canary.foreign.id, canary.elsewhere.id):
            assert not [answer.text for answer in seen if hidden in answer.text]


def test_answers_and_errors_for_customers_show_no_internal_notes(canary: CanaryDesk) -> None:
    bodies = [
        {"body": "Any news of the parcel?"},
        {"body": ""},
        {"body": "x", "attachments": list(canary.files)},
        {"body": "x", "copy_to": [canary.foreign.id]},
    ]
    seen = [call(CARLA, "POST", f"/v1/tickets/{number}/messages", body) for number in canary.numbers for body in bodies]
    raised = {"subject": "x", "body": "y", "category": "broken"}
    seen += [
        call(CARLA, "POST", "/v1/tickets", {**raised, **more})
        for more in ({}, {"fields": {"order": ""}}, {"fields": {"order": "A-2"}}, {"follow_up_of": canary.closed.id})
    ]
    seen += [call(CARLA, "POST", "/v1/tickets", {**raised, "follow_up_of": each}) for each in canary.numbers]
    seen += [
        call(CARLA, "PATCH", f"/v1/tickets/{number}", {"status": status}, headers={"If-Match": '"1"'})
        for number in canary.numbers
        for status in ("solved", "open")
    ]

    assert not [bytes_of(answer) for answer in seen if CANARY in bytes_of(answer)]
    assert {201, 404, 412, 422} <= {answer.status for answer in seen}


def test_internal_field_looks_unknown_to_customers(canary: CanaryDesk) -> None:
    asked = get(None, "/v1/config")
    assert "Order number" in asked.text
    assert CANARY not in bytes_of(asked)

    guessed = {"subject": "x", "body": "y", "category": "broken", "fields": {"order": "A-2", CANARY: "x"}}
    known, unknown = (
        call(CARLA, "POST", "/v1/tickets", {**guessed, "fields": {"order": "A-2", name: "x"}})
        for name in (CANARY, "nosuchfield")
    )

    assert (known.status, unknown.status) == (422, 422)
    assert known.text.replace(CANARY, "nosuchfield") == unknown.text
    assert canary.own.fields == {"order": "A-1", CANARY: CANARY}


def test_files_of_notes_and_of_others_are_not_found(canary: CanaryDesk) -> None:
    missing = get(CARLA, "/v1/attachments/no-such-file")
    for file in canary.files:
        for path in (f"/v1/attachments/{file}", f"/v1/attachments/{file}?inline=true"):
            assert (get(CARLA, path).status, get(CARLA, path).text) == (404, missing.text)
        refused = get(CARLA, f"/v1/uploads/{file}")
        assert refused.status == 404
        assert CANARY not in bytes_of(refused)
        taken = call(CARLA, "POST", f"/v1/tickets/{canary.own.id}/messages", {"body": "x", "attachments": [file]})
        assert taken.status == 422
        assert CANARY not in bytes_of(taken)
    on_note, in_message, unsent = canary.files
    assert get(ADA, f"/v1/attachments/{on_note}").status == get(ADA, f"/v1/attachments/{in_message}").status == 200
    assert get(MALLORY, f"/v1/uploads/{unsent}").status == 200
