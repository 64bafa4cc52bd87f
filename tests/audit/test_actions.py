"""A change and its log entry are written together or not at all, also while other admins make changes."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given

from chalicelib.audit import actions as audit_actions
from chalicelib.audit import chain as audit_chain
from chalicelib.audit import store as audit_store
from chalicelib.audit.model import AuditAction, AuditTarget, Entry, differences
from chalicelib.plumbing import i18n
from chalicelib.plumbing.aws.dynamo import ConditionFailed, Dynamo, Write
from chalicelib.plumbing.clock import DAY
from chalicelib.plumbing.errors import Unavailable
from chalicelib.plumbing.retries import MAX_TRIES
from chalicelib.plumbing.services import Services
from tests.audit.test_chain import entries
from tests.cast import CARLA, LENA, ROOT
from tests.conftest import Desk, in_memory

TEAM = AuditTarget(kind="team", id="orders", name="Orders")


def govern(services: Services, n: int = 0, extra_writes: tuple[Write, ...] = ()) -> Entry:
    by = ROOT.model_copy(update={"source": "203.0.113.7"})
    return audit_actions.record(
        services, by, AuditAction.TEAM_CHANGED, TEAM, {"name": (str(n), str(n + 1))}, extra_writes
    )


def thing(services: Services, n: int) -> Write:
    return services.core.put({"pk": f"X#{n}", "sk": "#"})


def everything(services: Services) -> list[Entry]:
    """Oldest first, page by page."""
    found, position = [], None
    while True:
        page = audit_actions.recent(services, 3, position, lambda _: True)
        found += page.entries
        position = page.next
        if position is None:
            return found[::-1]


class TestWriting:
    def test_entry_holds_actor_action_subject_and_source(self, services: Services) -> None:
        entry = govern(services)

        (stored,) = everything(services)
        assert stored == entry
        assert (entry.seq, entry.at, entry.source, entry.action) == (
            1,
            services.clock.now(),
            "203.0.113.7",
            "TeamChanged",
        )
        assert entry.by.model_dump() == {"id": "root", "name": "Root", "role": "admin"}
        assert (entry.target, entry.changes) == (TEAM, {"name": ("0", "1")})

    def test_change_is_written_with_its_entry(self, services: Services) -> None:
        govern(services, extra_writes=(thing(services, 1), thing(services, 2)))

        assert services.core.get("X#1") == {"pk": "X#1", "sk": "#"}
        assert services.core.get("X#2") is not None

    @pytest.mark.parametrize("position", [0, 1, 2])
    def test_failed_change_leaves_no_entry_and_reports_the_failed_write(
        self, services: Services, position: int
    ) -> None:
        services.core.write(services.core.put({"pk": f"X#{position}", "sk": "#", "there": "before"}))
        extra_writes = [services.core.put({"pk": f"X#{n}", "sk": "#"}, show=True) for n in range(3)]

        with pytest.raises(ConditionFailed) as failed:
            audit_actions.record(services, ROOT, AuditAction.TEAM_ADDED, TEAM, {}, extra_writes)

        assert [failed.value.failed(n) for n in range(3)] == [n == position for n in range(3)]
        assert failed.value.items[position] == {"pk": f"X#{position}", "sk": "#", "there": "before"}
        assert len(failed.value.codes) == len(failed.value.items) == 3
        assert everything(services) == []
        assert audit_store.head(services).seq == 0

    def test_failed_condition_is_reported_even_if_the_entry_number_was_also_taken(self, desk: Desk) -> None:
        desk.services.core.write(thing(desk.services, 1))
        extra_writes = (thing(desk.services, 1),)

        with pytest.raises(ConditionFailed) as failed:
            govern(overtaken(desk, 1), extra_writes=extra_writes)

        assert failed.value.codes == ["ConditionalCheckFailed"]

    def test_values_stored_in_another_form_do_not_break_the_chain(self, services: Services) -> None:
        """A table keeps no null inside a dictionary, no tuple and no empty set."""
        changes = differences(
            None, {"fields": ({"id": "size", "team": None, "tags": frozenset(), "options": ("s", "m")},)}
        )
        audit_actions.record(services, LENA, AuditAction.CATEGORY_ADDED, TEAM, changes, [])

        (stored,) = everything(services)
        assert audit_chain.first_broken([stored], audit_store.head(services)) is None
        assert stored.changes == {"fields": (None, [{"id": "size", "options": ["s", "m"]}])}

    @given(entries)
    def test_stored_entry_reads_back_unchanged_and_verifies(self, given: Entry) -> None:
        services = in_memory().services
        before = audit_store.head(services)
        by = CARLA.model_copy(update={"id": given.by.id, "name": given.by.name, "source": given.source})

        entry = audit_actions.record(services, by, AuditAction.TEAM_ADDED, given.target, given.changes, [])

        (stored,) = audit_actions.recent(services, 1, None, lambda _: True).entries
        assert stored == entry
        assert stored.hash == audit_chain.hash_of(before.hash, stored)


class Overtaking:
    """A client that lets another admin make a change just before each of the first transactions."""

    def __init__(self, desk: Desk, times: int) -> None:
        self._client = desk.meter
        self._services = desk.services
        self.left = times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, **request: Any) -> Any:
        if self.left:
            self.left -= 1
            govern(self._services, 100)
        return self._client.transact_write_items(**request)


def overtaken(desk: Desk, times: int) -> Services:
    client = Overtaking(desk, times)
    return dataclasses.replace(desk.services, dynamo=Dynamo(lambda: client))


class TestRaces:
    def test_entry_takes_the_next_number_when_its_own_was_taken(self, desk: Desk) -> None:
        entry = govern(overtaken(desk, 2), extra_writes=(thing(desk.services, 1),))

        log = everything(desk.services)
        assert (entry.seq, log[-1]) == (3, entry)
        assert audit_chain.first_broken(log, audit_store.head(desk.services)) is None
        assert desk.services.core.get("X#1") is not None

    def test_entry_that_always_loses_its_number_is_refused_and_changes_nothing(self, desk: Desk) -> None:
        with pytest.raises(Unavailable):
            govern(overtaken(desk, 99), extra_writes=(thing(desk.services, 1),))

        assert desk.services.core.get("X#1") is None
        assert len(everything(desk.services)) == MAX_TRIES

    def test_entry_is_never_dated_before_the_one_it_follows(self, desk: Desk) -> None:
        first = govern(desk.services)
        desk.clock.advance(minutes=-3)

        second = govern(desk.services)

        assert (second.at, second.seq) == (first.at, 2)


class Breaking:
    """A client whose connection breaks before, or after, the table has done what it was asked."""

    def __init__(self, desk: Desk, *, stored: bool) -> None:
        self._client, self._stored = desk.meter, stored

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def transact_write_items(self, **request: Any) -> Any:
        if self._stored:
            self._client.transact_write_items(**request)
        raise ConnectionError


class TestInterruptions:
    @pytest.mark.parametrize("stored", [False, True])
    def test_change_and_entry_are_written_together_or_not_at_all(self, desk: Desk, *, stored: bool) -> None:
        client = Breaking(desk, stored=stored)
        broken = dataclasses.replace(desk.services, dynamo=Dynamo(lambda: client))

        with pytest.raises(ConnectionError):
            govern(broken, extra_writes=(thing(desk.services, 1),))

        log = everything(desk.services)
        assert [len(log), desk.services.core.get("X#1", consistent=True) is not None] == [int(stored), stored]
        govern(desk.services, 1)
        assert audit_chain.first_broken(everything(desk.services), audit_store.head(desk.services)) is None


class TestReading:
    def test_pages_skip_months_without_entries(self, desk: Desk) -> None:
        for n in range(7):
            govern(desk.services, n)
            desk.clock.advance(days=45)
        desk.meter.reset()

        log = everything(desk.services)

        assert [entry.seq for entry in log] == list(range(1, 8))
        assert len(audit_store.head(desk.services).months) == 7

    def test_filter_reads_a_bounded_number_of_entries(self, desk: Desk) -> None:
        for n in range(4):
            govern(desk.services, n)
            desk.clock.advance(ms=31 * DAY)
        desk.meter.reset()

        page = audit_actions.recent(desk.services, 10, None, lambda entry: entry.seq == 1)

        assert ([entry.seq for entry in page.entries], page.next) == ([1], None)
        assert desk.meter.spent.trips == 1 + 4

    def test_last_page_of_the_audit_log_has_no_next_page(self, services: Services) -> None:
        for n in range(4):
            govern(services, n)

        first = audit_actions.recent(services, 2, None, lambda _: True)
        second = audit_actions.recent(services, 2, first.next, lambda _: True)

        assert ([entry.seq for entry in second.entries], second.next) == ([2, 1], None)

    def test_new_desk_has_an_empty_audit_log(self, services: Services) -> None:
        assert audit_actions.recent(services, 10, None, lambda _: True) == audit_actions.AuditPage([], None)

    def test_writing_costs_two_round_trips(self, desk: Desk) -> None:
        govern(desk.services)
        desk.meter.reset()

        govern(desk.services, 1)

        assert (desk.meter.spent.trips, desk.meter.spent.reads, desk.meter.spent.writes) == (2, 1, 4)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("action", AuditAction)
def test_every_admin_action_has_a_text(action: AuditAction, language: str) -> None:
    assert i18n.format_text(language, f"audit-{action}", name="Orders")
