"""The tamper-evident story: whatever is changed, taken out or put in, the first bad event is named."""

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.attachments.model import Attachment, AttachmentState
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.plumbing.aws.marshal import item_from_wire, item_to_wire
from chalicelib.plumbing.services import Services
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event import Event, Reason
from chalicelib.tickets.event_data import Message, Rated
from chalicelib.tickets.event_specs import EVENT_SPECS, EventType
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA
from tests.doubles import MONDAY_MORNING as T0


def a_history(length: int = 6) -> tuple[Ticket, list[Event]]:
    ticket = Ticket(
        number=7,
        subject="?",
        category="other",
        requester="carla",
        requester_name="C",
        requester_email="c@example.com",
        team="support",
        created_at=T0,
        updated_at=T0,
        status_since=T0,
        version=length,
    )
    by = tickets_transaction.actor_of(ADA)
    plain = [
        makers.an_event(
            EventType.CUSTOMER_REPLIED,
            rev=rev,
            at=T0 + rev,
            by=by,
            body=f"Line {rev}",
            changes={"status": ("open", None)},
            attachments=(Attachment(id="a", name="a.txt", size=3, type="text/plain"),),
        )
        for rev in range(1, length + 1)
    ]
    events = tickets_chain.with_hashes("", plain)
    return ticket.model_copy(update={"head": events[-1].hash}), events


EVE = ADA.model_copy(update={"name": "Eve"})
CHANGES: list[dict[str, Any]] = [
    {"body": "Something else"},
    {"body": None},
    {"at": T0},
    {"type": EventType.UNVERIFIED_REPLY_RECEIVED},
    {"rev": 99},
    {"requester": "mallory"},
    {"changes": {}},
    {"sender": "eve@example.net"},
    {"automatic": True},
    {"hash": "x"},
    {"by": tickets_transaction.actor_of(EVE)},
    {"v": 3},
    {"digests": {}},
    {"mail": "mail-1"},
    {"attachments": ()},
    {"attachments": (Attachment(id="a", name="b.txt", size=3, type="text/plain"),)},
]


def changed(event: Event, change: dict[str, Any]) -> Event:
    head = {name: value for name, value in change.items() if name in Event.model_fields}
    data = {name: value for name, value in change.items() if name not in head}
    return event.with_data(**data).model_copy(update=head)


def test_recorded_timeline_verifies() -> None:
    assert tickets_chain.first_broken(*a_history()) is None


@pytest.mark.parametrize("change", CHANGES, ids=str)
@given(at=st.integers(0, 5))
def test_changed_event_is_found(at: int, change: dict[str, Any]) -> None:
    ticket, events = a_history()
    events[at] = changed(events[at], change)

    assert tickets_chain.first_broken(ticket, events) == at + 1


@given(st.integers(0, 5))
def test_missing_event_is_found(at: int) -> None:
    ticket, events = a_history()
    del events[at]

    assert tickets_chain.first_broken(ticket, events) == at + 1


@given(st.permutations(range(6)).filter(lambda order: order != sorted(order)))
def test_reordered_events_are_found(order: list[int]) -> None:
    ticket, events = a_history()
    first = next(n for n, each in enumerate(order) if n != each)

    assert tickets_chain.first_broken(ticket, [events[n] for n in order]) == first + 1


def test_a_ticket_set_back_to_hide_its_last_event_is_found() -> None:
    ticket, events = a_history()

    assert tickets_chain.first_broken(ticket.model_copy(update={"version": 5}), events[:5]) == 6
    assert tickets_chain.first_broken(ticket.model_copy(update={"head": events[4].hash}), events) == 7


@pytest.mark.parametrize(
    "later",
    [
        {"withdrawn": True},
        {"silent": True},
        {"attachments": (Attachment(id="a", name="a.txt", size=3, type="text/plain", state=AttachmentState.CLEAN),)},
    ],
)
def test_fields_that_may_change_later_do_not_break_the_chain(later: dict[str, Any]) -> None:
    ticket, events = a_history()
    events[2] = changed(events[2], later)

    assert tickets_chain.first_broken(ticket, events) is None


def test_timeline_read_from_the_table_verifies(services: Services) -> None:
    ticket = makers.replied(services, makers.assigned(services, makers.a_ticket(services)), status=Status.PENDING)
    conversation_actions.add_note(services, ADA, ticket.id, NewNote(body="Hm."))
    ticket = makers.answered(services, ticket)

    found = tickets_store.find(services, ticket.number, consistent=True)

    assert found is not None
    assert found.head
    assert tickets_chain.first_broken(found, tickets_store.events_after(services, ticket.number, 0)) is None


# ---- erasing

ALTERATIONS = 1_000


def a_long_history() -> tuple[Ticket, list[Event]]:
    """One event of each type, with every value that may have to be erased."""
    files = tuple(Attachment(id=f"a{n}", name=f"scan-{n}.pdf", size=3, type="application/pdf") for n in (1, 2))
    fields = {"body": "My number is 030 1234.", "attachments": files, "sender": "eve@example.net", "mentions": {"alan"}}
    raised = {"subject": "Where is it?", "fields": {"order": "4711"}, "priority": "normal", "category": "delivery"}
    changes = {
        "subject": ("Old", "New"),
        "assignee_name": (None, "Ada"),
        "fields": ({"order": "1"}, {}),
        "team": ("a", "b"),
    }
    reason = Reason(rule="assignee_absent", facts={"agent": "Ada", "team": "orders", "online": 0}, at=T0)
    ada = tickets_transaction.actor_of(ADA.model_copy(update={"source": "192.0.2.7"}))
    plain = [
        makers.an_event(
            type_,
            rev=rev,
            at=T0 + rev,
            by=ada,
            changes=changes,
            reason=reason,
            assignee="ada",
            **{
                name: value for name, value in (fields | raised).items() if name in EVENT_SPECS[type_].data.model_fields
            },
        )
        for rev, type_ in enumerate(set(EventType) - {EventType.UNKNOWN}, 1)
    ]
    ticket, _ = a_history(len(plain))
    events = tickets_chain.with_hashes("", plain)
    return ticket.model_copy(update={"head": events[-1].hash}), [stored_and_read(event) for event in events]


def stored_and_read(event: Event) -> Event:
    return tickets_items.event_of(item_from_wire(item_to_wire(tickets_items.event_item(event))))


def test_thousand_erasures_leave_chain_whole() -> None:
    ticket, whole = a_long_history()
    dice = random.Random(4_711)  # noqa: S311 - the same every time
    erased = 0
    while erased < ALTERATIONS:
        events = list(whole)
        for at in dice.sample(range(len(events)), 10):
            paths = dice.sample(sorted(events[at].digests), dice.randint(1, len(events[at].digests)))
            events[at] = stored_and_read(tickets_chain.erase(events[at], paths))
            assert all(tickets_chain.is_erased(events[at], path) for path in paths)
            erased += len(paths)
        assert tickets_chain.first_broken(ticket, events) is None


def leaves(members: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every single value."""
    if isinstance(members, dict):
        for name, value in members.items():
            yield from leaves(value, (*path, name))
    elif isinstance(members, list):
        for n, value in enumerate(members):
            yield from leaves(value, (*path, n))
    else:
        yield path


CHANGE_AFTERWARDS = {"withdrawn", "silent", "state"}


def other_value(dice: random.Random, value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + dice.choice([-1, 1, 60_000])
        case str():
            at = dice.randrange(len(value) + 1)
            return value[:at] + dice.choice("xé ") + value[at:]
    return "was nothing"


def test_thousand_alterations_of_values_that_are_not_erased_break_chain() -> None:
    ticket, whole = a_long_history()
    dice = random.Random(815)  # noqa: S311 - the same every time
    altered = 0
    while altered < ALTERATIONS:
        events, at = list(whole), dice.randrange(len(whole))
        if dice.random() < 0.5:  # beside an erased value
            some = dice.sample(sorted(events[at].digests), dice.randint(1, 3))
            events[at] = tickets_chain.erase(events[at], some)
        members = json.loads(json.dumps(events[at].model_dump(), default=sorted))
        members["type"] = events[at].type
        path = dice.choice(
            [path for path in leaves(members) if path[-1] not in CHANGE_AFTERWARDS and path != ("type",)]
        )
        holder = members
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = other_value(dice, holder[path[-1]])
        with suppress(ValidationError):  # what is no event any more is found by its reader
            events[at] = Event.model_validate(members)
            altered += 1
            assert tickets_chain.first_broken(ticket, events) == at + 1, (path, holder[path[-1]])


def test_field_hashed_in_clear_cannot_be_erased() -> None:
    _, (event, *_) = a_history()

    with pytest.raises(KeyError):
        tickets_chain.erase(event, ["requester"])


def test_erased_value_cannot_be_guessed_from_what_is_left() -> None:
    """The same name twice has different digests, and its salt is gone with it."""
    _, (one, two, *_) = a_history()
    one, two = (tickets_chain.erase(event, ["by.name", "data.body"]) for event in (one, two))

    assert (one.by.name, one.body) == ("", "")
    assert one.digests["by.name"] != two.digests["by.name"]
    assert "." not in one.digests["by.name"]


def test_value_put_in_place_of_an_erased_one_is_found() -> None:
    ticket, events = a_history()
    erased = tickets_chain.erase(events[2], ["data.body"])
    events[2] = erased.with_data(body="I never said that.")

    assert tickets_chain.first_broken(ticket, events) == 3


def test_erasing_text_of_version_1_leaves_chain_whole() -> None:
    for head, version, events in histories_of_version_1():
        erased = [tickets_chain.erase(event, ["data.body"]) if event.body else event for event in events]

        assert (
            tickets_chain.first_broken(a_ticket_with(head, version), [stored_and_read(event) for event in erased])
            is None
        )


# ---- version 1


def histories_of_version_1() -> list[tuple[str, int, list[Event]]]:
    """Head, version and events of tickets that were written before events had a schema version."""
    found: dict[str, tuple[str, int, list[Event]]] = {}
    items = [item_from_wire(wire) for wire in json.loads((Path(__file__).parent / "events_v1.json").read_text())]
    for item in sorted(items, key=lambda item: item["sk"] != tickets_items.META):
        if item["sk"] == tickets_items.META:
            found[item["pk"]] = (item["head"], item["version"], [])
        else:
            found[item["pk"]][2].append(tickets_items.event_of(item))
    return [(head, version, sorted(events, key=lambda event: event.rev)) for head, version, events in found.values()]


def a_ticket_with(head: str, version: int) -> Ticket:
    return a_history()[0].model_copy(update={"head": head, "version": version})


def test_events_of_version_1_read_with_their_typed_data() -> None:
    events = [event for _, _, events in histories_of_version_1() for event in events]

    assert (
        len({event.type for event in events} - {EventType.UNKNOWN}) == 32
    )  # all there were; later types are not in it
    assert EventType.UNKNOWN not in {event.type for event in events}
    assert all(type(event.data) is EVENT_SPECS[event.type].data for event in events)
    assert {event.v for event in events} == {1}
    (rated,) = [event.data for event in events if isinstance(event.data, Rated)]
    assert (rated.score, rated.body) == (1, "No.")
    assert any(isinstance(event.data, Message) and event.data.attachments for event in events)


def test_chain_of_version_1_still_holds() -> None:
    for head, version, events in histories_of_version_1():
        assert tickets_chain.first_broken(a_ticket_with(head, version), events) is None
        assert (
            tickets_chain.first_broken(a_ticket_with(head, version), [stored_and_read(event) for event in events])
            is None
        )


def test_change_to_event_of_version_1_is_found() -> None:
    for head, version, events in histories_of_version_1():
        for at, event in enumerate(events):
            for other in (
                event.model_copy(update={"at": 1}),
                event.model_copy(update={"by": tickets_transaction.actor_of(EVE)}),
            ):
                altered = [*events[:at], other, *events[at + 1 :]]
                assert tickets_chain.first_broken(a_ticket_with(head, version), altered) == at + 1
