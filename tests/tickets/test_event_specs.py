"""The table of event types: one row each, refused at import where that is not so, and the page's table is made from it."""

import pytest
from pydantic import ValidationError

from chalicelib.tickets.event_data import Note, Rated
from chalicelib.tickets.event_specs import EVENT_SPECS, EventSpecs, EventType
from infrastructure import event_types
from tests import makers


def test_every_type_has_exactly_one_row() -> None:
    assert set(EVENT_SPECS) == set(EventType)


def test_type_registered_twice_is_refused_with_both_places() -> None:
    specs = EventSpecs()
    specs.add(EventType.NOTE_ADDED, Note, "info", "event-other")

    with pytest.raises(ValueError, match=r"NoteAdded is registered twice: at .*test_event_specs.py:\d+ and at .*:\d+"):
        specs.add(EventType.NOTE_ADDED, Note, "info", "event-other")


def test_table_that_lacks_a_type_is_refused() -> None:
    with pytest.raises(ValueError, match="TicketCreated"):
        EventSpecs().check_complete()


def test_data_of_another_type_of_event_is_refused() -> None:
    with pytest.raises(ValidationError, match="A NoteAdded carries Note, not Rated"):
        makers.an_event(EventType.NOTE_ADDED).model_validate(
            {**dict(makers.an_event(EventType.NOTE_ADDED)), "data": Rated(score=5)}
        )


def test_member_of_the_data_cannot_be_copied_into_the_head() -> None:
    with pytest.raises(ValueError, match="no body"):
        makers.an_event(EventType.NOTE_ADDED).model_copy(update={"body": "x"})


def test_table_of_the_pages_is_current() -> None:
    assert event_types.MODULE.read_text() == event_types.source()
