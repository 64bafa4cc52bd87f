"""A new index beside the one in use: complete, and nothing that is written meanwhile is lost."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.plumbing.aws.marshal import Item, item_from_wire
from chalicelib.plumbing.aws.objects import Overtaken
from chalicelib.search import jobs as search_jobs
from chalicelib.search import manifest
from chalicelib.search.engine import engine
from chalicelib.search.index import Index, IndexContended, IndexStorage
from chalicelib.search.manifest import Manifest
from chalicelib.search.rebuild import RebuildAbandoned, Rebuilding, set_up
from tests import makers
from tests.cast import ADA
from tests.search.conftest import SearchDesk
from tests.search.probes import question


def everything(
    searching: SearchDesk, at: dict[int, Callable[[], object]] | None = None, *, upside_down: bool = False
) -> Iterator[Item]:
    """All items of the core table as a scan finds them; before the n-th one something may happen."""
    client: Any = searching.desk.meter._client
    stored = list(client.tables[searching.services.core.name].items.values())
    for position, wire in enumerate(reversed(stored) if upside_down else stored):
        (at or {}).get(position, lambda: None)()
        yield item_from_wire(wire)


def rebuild(searching: SearchDesk, things: Iterator[Item] | None = None) -> Manifest:
    work = Rebuilding(searching.services, engine())
    work.begin()
    return work.run(things or everything(searching))


def now(searching: SearchDesk) -> Manifest:
    return IndexStorage(searching.bucket, engine()).read()[0]


@pytest.fixture
def history(searching: SearchDesk) -> SearchDesk:
    """Twenty tickets that were not indexed."""
    for n in range(20):
        makers.replied(searching.services, makers.a_ticket(searching.services, subject=f"Lamp {n}", body="Zephyr."))
    searching.position = len(searching.desk.meter.changes)
    return searching


def test_rebuild_indexes_all_existing_records(history: SearchDesk) -> None:
    assert history.found(ADA, "zephyr") == []

    after = rebuild(history)

    assert after.complete
    assert len(history.found(ADA, "zephyr", limit=30)) == len(history.found(ADA, "lamp", limit=30)) == 20
    assert history.people_found(ADA, "mallory") == ["mallory"]


def test_the_order_in_which_things_are_read_does_not_matter(history: SearchDesk) -> None:
    rebuild(history, everything(history, upside_down=True))

    assert len(history.found(ADA, "zephyr", limit=30)) == len(history.found(ADA, "looking into", limit=30)) == 20


def test_rebuild_drops_deleted_tickets(history: SearchDesk) -> None:
    rebuild(history)
    core = history.services.core
    for sk in ("#", "C#000001", "C#000002"):
        core.write(core.remove("T#10001", sk))

    rebuild(history)

    index = Index(history.bucket, engine())
    index.refresh()
    reader = index.reader()
    assert reader is not None
    assert len({hit.ticket for hit in reader.search(question("zephyr"), 100)}) == 19


def test_changes_during_a_rebuild_are_found_before_and_after_it(history: SearchDesk) -> None:
    """Before it was read, after it was read, changed after it was read, and just before the new index is put in place."""
    services = history.services

    def writes(word: str) -> Callable[[], None]:
        def happens() -> None:
            makers.a_ticket(services, subject="New", body=word)
            makers.answered(services, history.now(first), body=f"more {word}")
            history.settle()
            assert len(history.found(ADA, word)) == 2

        return happens

    first = makers.a_ticket(services, subject="First")
    history.settle()

    rebuild(history, everything(history, {0: writes("mistral"), 30: writes("sirocco"), 60: writes("pampero")}))

    assert [len(history.found(ADA, word)) for word in ("mistral", "sirocco", "pampero")] == [2, 2, 2]
    assert len(history.found(ADA, "zephyr", limit=30)) == 20
    assert now(history).touched == ()


def test_message_deleted_during_a_rebuild_stays_deleted(history: SearchDesk) -> None:
    """It had been read already when it went."""
    core = history.services.core

    def goes() -> None:
        core.write(core.remove("T#10001", "C#000001"))
        assert search_jobs.index(history.services, [{"ticket": 10_001}]) == set()

    rebuild(history, everything(history, {70: goes}))

    assert "10001" not in history.found(ADA, "zephyr", limit=30)
    assert len(history.found(ADA, "zephyr", limit=30)) == 19


def test_rebuild_includes_what_is_written_just_before_its_manifest(history: SearchDesk) -> None:
    """Between the last look at what was touched and the manifest."""
    left = ["mistral", "sirocco", "pampero"]

    def write_meanwhile(body: bytes) -> None:
        if b'"complete":true' in body and b'"rebuild":null' in body and left:
            word = left.pop()
            makers.a_ticket(history.services, subject="New", body=word)
            history.settle()

    history.bucket.before_replacing = write_meanwhile

    rebuild(history)

    assert left == []
    assert [len(history.found(ADA, word)) for word in ("mistral", "sirocco", "pampero")] == [1, 1, 1]


def test_first_of_two_concurrent_rebuilds_gives_up(history: SearchDesk) -> None:
    first, second = Rebuilding(history.services, engine()), Rebuilding(history.services, engine())
    first.begin()
    second.begin()

    with pytest.raises(RebuildAbandoned):
        first.run(everything(history))
    assert second.run(everything(history)).complete


def test_rebuild_whose_lease_expired_gives_up(history: SearchDesk) -> None:
    def late() -> None:
        history.desk.clock.advance(ms=manifest.LEASE_MS)
        makers.a_ticket(history.services, body="Mistral.")
        history.settle()

    with pytest.raises(RebuildAbandoned):
        rebuild(history, everything(history, {5: late}))

    assert now(history).rebuild is None
    assert len(history.found(ADA, "mistral")) == 1


def test_long_rebuild_renews_its_lease(history: SearchDesk) -> None:
    def later() -> None:
        history.desk.clock.advance(ms=manifest.LEASE_MS // 2)
        makers.a_ticket(history.services, body="Mistral.")

    rebuild(history, everything(history, {5: later, 15: later, 25: later, 35: later}))

    history.settle()
    assert len(history.found(ADA, "mistral")) == 4


def test_rebuild_retries_when_other_writers_replace_the_manifest_first(history: SearchDesk) -> None:
    beaten = [True, False, True, True, False, True]

    def overtake(_: bytes) -> None:
        if beaten and beaten.pop():
            raise Overtaken

    def later() -> None:
        history.desk.clock.advance(ms=manifest.LEASE_MS // 2)

    history.bucket.before_replacing = overtake

    assert rebuild(history, everything(history, {5: later, 15: later})).complete
    assert beaten == []


def test_rebuild_that_is_always_overtaken_raises_beaten(history: SearchDesk) -> None:
    def overtake(_: bytes) -> None:
        raise Overtaken

    history.bucket.before_replacing = overtake

    with pytest.raises(IndexContended):
        rebuild(history)


def test_interrupted_rebuild_leaves_the_index_unchanged(history: SearchDesk) -> None:
    def breaks() -> None:
        raise ConnectionError

    rebuild(history)
    with pytest.raises(ConnectionError):
        rebuild(history, everything(history, {30: breaks}))

    assert len(history.found(ADA, "zephyr", limit=30)) == 20
    makers.a_ticket(history.services, body="Mistral.")
    history.settle()
    assert len(history.found(ADA, "mistral")) == 1


def test_index_of_an_empty_desk_is_complete(searching: SearchDesk) -> None:
    searching.bucket.objects.clear()

    assert set_up(searching.services, engine(), complete=True)
    assert not set_up(searching.services, engine(), complete=False)
    assert now(searching).complete
