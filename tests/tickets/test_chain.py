"""The tamper-evident story: whatever is changed, taken out or put in, the first bad event is named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.attachments.model import Attachment, State
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions, chain, store
from chalicelib.tickets.forms import NewNote
from chalicelib.tickets.model import Event, EventType, Status, Ticket
from tests import makers
from tests.cast import ADA
from tests.doubles import MONDAY_MORNING as T0


def a_story(length: int = 6) -> tuple[Ticket, list[Event]]:
    ticket = Ticket(
        number=7, subject="?", category="other", requester="carla", requester_name="C", requester_email="c@example.com",
        team="support", created_at=T0, updated_at=T0, status_since=T0, version=length,
    )  # fmt: skip
    by = actions.said_by(ADA)
    plain = [
        makers.an_event(
            EventType.CUSTOMER_REPLIED, rev=rev, at=T0 + rev, by=by, body=f"Line {rev}",
            changes={"status": ("open", None)}, attachments=(Attachment(id="a", name="a.txt", size=3, type="text/plain"),),
        )
        for rev in range(1, length + 1)
    ]  # fmt: skip
    events = chain.linked("", plain)
    return ticket.model_copy(update={"head": events[-1].hash}), events


EVE = ADA.model_copy(update={"name": "Eve"})
CHANGES: list[dict[str, Any]] = [
    {"body": "Something else"}, {"body": None}, {"at": T0}, {"type": EventType.NOTE_ADDED}, {"rev": 99}, {"requester": "mallory"},
    {"changes": {}}, {"other": 8}, {"automatic": True}, {"hash": "x"}, {"by": actions.said_by(EVE)},
    {"attachments": ()}, {"attachments": (Attachment(id="a", name="b.txt", size=3, type="text/plain"),)},
]  # fmt: skip


def test_what_was_recorded_is_well() -> None:
    assert chain.first_broken(*a_story()) is None


@pytest.mark.parametrize("change", CHANGES, ids=str)
@given(at=st.integers(0, 5))
def test_a_change_is_found_where_it_was_made(at: int, change: dict[str, Any]) -> None:
    ticket, events = a_story()
    events[at] = events[at].model_copy(update=change)

    assert chain.first_broken(ticket, events) == at + 1


@given(st.integers(0, 5))
def test_an_event_that_is_gone_is_missed(at: int) -> None:
    ticket, events = a_story()
    del events[at]

    assert chain.first_broken(ticket, events) == at + 1


@given(st.permutations(range(6)).filter(lambda order: order != sorted(order)))
def test_another_order_is_found(order: list[int]) -> None:
    ticket, events = a_story()
    first = next(n for n, each in enumerate(order) if n != each)

    assert chain.first_broken(ticket, [events[n] for n in order]) == first + 1


def test_a_ticket_set_back_to_hide_its_last_event_is_found() -> None:
    ticket, events = a_story()

    assert chain.first_broken(ticket.model_copy(update={"version": 5}), events[:5]) == 6
    assert chain.first_broken(ticket.model_copy(update={"head": events[4].hash}), events) == 7


@pytest.mark.parametrize(
    "later",
    [
        {"withdrawn": True}, {"quiet": True},
        {"attachments": (Attachment(id="a", name="a.txt", size=3, type="text/plain", state=State.CLEAN),)},
    ],
)  # fmt: skip
def test_what_may_change_after_the_fact_breaks_nothing(later: dict[str, Any]) -> None:
    ticket, events = a_story()
    events[2] = events[2].model_copy(update=later)

    assert chain.first_broken(ticket, events) is None


def test_what_is_read_back_from_the_table_is_what_was_linked(services: Services) -> None:
    ticket = makers.replied(services, makers.assigned(services, makers.a_ticket(services)), status=Status.PENDING)
    actions.add_note(services, ADA, ticket.id, NewNote(body="Hm."))
    ticket = makers.answered(services, ticket)

    found = store.find(services, ticket.number, consistent=True)

    assert found is not None
    assert found.head
    assert chain.first_broken(found, store.events_after(services, ticket.number, 0)) is None
