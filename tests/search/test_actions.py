"""Who finds what: the words decide where to look, the tables what may be seen."""

import dataclasses

from tests import makers
from tests.cast import ADA, CARLA, MALLORY
from tests.search.conftest import SearchDesk


def test_what_was_said_is_found(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services, subject="Lamp", body="The parcel never came.")
    searching.settle()

    assert searching.found(CARLA, "parcels") == [ticket.id]
    assert searching.found(ADA, "lamp") == [ticket.id]
    assert searching.found(MALLORY, "parcel") == []
    assert searching.people_found(ADA, "romer") == ["carla"]
    assert searching.hits(ADA, "parcel") == [f"{ticket.id}-1"]
    assert searching.hits(ADA, "lamp") == ["subject"]
