"""Where tickets lie: keys that follow from the ticket alone, ranges that customers cannot leave, long timelines."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.plumbing.clock import HOUR, MINUTE
from chalicelib.plumbing.services import Services
from chalicelib.plumbing.settings import Settings
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import index as tickets_index
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import Reason
from chalicelib.tickets.event_data import Unknown
from chalicelib.tickets.event_specs import INTERNAL_EVENTS, EventType
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Status, Ticket
from tests import makers, meter
from tests.cast import ADA, ALAN
from tests.conftest import Desk
from tests.strategies import T0, tickets

SETTINGS = Settings(core_table="core", stats_table="stats", live_table="live")
SHARDED = Settings(owner_shards=4, queue_shards=8, due_shards=64)
LIST, OWNER, QUEUE, DUE = ({f"{name}_key", f"{name}_sort"} for name in ("list", "owner", "queue", "due"))
open_tickets = tickets(st.sampled_from([status for status in Status if status is not Status.CLOSED]))


class TestKeys:
    @given(tickets(st.just(Status.CLOSED)))
    def test_closed_ticket_is_indexed_for_its_requester_only(self, ticket: Ticket) -> None:
        assert tickets_items.index_keys(ticket, SETTINGS).keys() == LIST

    @given(open_tickets)
    def test_unclosed_ticket_is_in_list_owner_and_queue_and_with_a_timer_in_due(self, ticket: Ticket) -> None:
        expected = LIST | OWNER | QUEUE | (DUE if ticket.timers else set())

        assert tickets_items.index_keys(ticket, SETTINGS).keys() == expected

    @given(open_tickets)
    def test_the_owner_is_the_agent_or_the_teams_unassigned(self, ticket: Ticket) -> None:
        key = tickets_items.index_keys(ticket, SETTINGS)["owner_key"]

        assert key == (f"A#{ticket.assignee}" if ticket.assignee else f"U#{ticket.team}#{ticket.status}#0")

    @given(tickets())
    def test_the_place_in_the_requesters_list_never_changes(self, ticket: Ticket) -> None:
        later = ticket.next(ticket.updated_at + HOUR, assignee="alan", team="billing").entering(Status.SOLVED, T0)
        before, after = tickets_items.index_keys(ticket, SETTINGS), tickets_items.index_keys(later, SETTINGS)

        assert {name: before[name] for name in LIST} == {name: after[name] for name in LIST}

    @given(open_tickets, st.integers(0, MINUTE - 1))
    def test_a_burst_within_a_minute_does_not_move_the_queue(self, ticket: Ticket, later: int) -> None:
        first = ticket.model_copy(update={"updated_at": ticket.updated_at // MINUTE * MINUTE})
        second = first.next(first.updated_at + later)

        assert (
            tickets_items.index_keys(first, SETTINGS)["queue_sort"]
            == tickets_items.index_keys(second, SETTINGS)["queue_sort"]
        )

    @given(st.lists(open_tickets, min_size=2, max_size=8))
    def test_due_keys_sort_as_due_times_do(self, found: list[Ticket]) -> None:
        timed = [ticket for ticket in found if ticket.due]
        by_key = sorted(timed, key=lambda ticket: tickets_items.index_keys(ticket, SETTINGS)["due_sort"])

        assert [ticket.due[1] for ticket in by_key if ticket.due] == sorted(
            ticket.due[1] for ticket in timed if ticket.due
        )

    @given(open_tickets)
    def test_more_shards_move_only_the_shards_number(self, ticket: Ticket) -> None:
        few, many = tickets_items.index_keys(ticket, SETTINGS), tickets_items.index_keys(ticket, SHARDED)

        assert few.keys() == many.keys()
        assert {name: value for name, value in few.items() if name.endswith("_sort")} == {
            name: value for name, value in many.items() if name.endswith("_sort")
        }
        assert int(many["queue_key"].rsplit("#", 1)[1]) < SHARDED.queue_shards
        assert few["queue_key"].rsplit("#", 1)[0] == many["queue_key"].rsplit("#", 1)[0]

    @given(tickets())
    def test_stored_ticket_has_its_derived_fields_and_reads_back_unchanged(self, ticket: Ticket) -> None:
        item = tickets_items.ticket_item(ticket, SETTINGS)
        read = tickets_items.ticket_of({name: value for name, value in item.items() if value is not None})

        assert read == ticket
        assert tickets_items.index_keys(read, SETTINGS) == {
            n: v for n, v in item.items() if n in LIST | OWNER | QUEUE | DUE
        }
        assert None not in item.values()

    @given(st.integers(1, 999_999), st.integers(1, 10**9))
    def test_no_range_of_a_customer_holds_an_internal_event(self, rev: int, number: int) -> None:
        _, internal = tickets_items.event_key(number, rev, internal=True)
        _, public = tickets_items.event_key(number, rev, internal=False)

        assert tickets_items.META <= public <= "C~" < internal

    @pytest.mark.parametrize("type_", EventType)
    def test_key_of_an_event_depends_on_its_type_only(self, type_: EventType) -> None:
        event = makers.an_event(type_)

        assert tickets_items.event_item(event)["sk"] == ("I#000003" if type_ in INTERNAL_EVENTS else "C#000003")


def test_a_realistic_ticket_is_under_one_kilobyte(desk: Desk) -> None:
    ticket = makers.a_ticket(desk.services, subject="x" * 60)
    ticket = makers.replied(desk.services, makers.assigned(desk.services, ticket), status=Status.PENDING)
    tags = TicketChange.model_validate({"tags": ["delivery", "vip", "second-parcel"], "priority": "high"})
    ticket = tickets_actions.change(desk.services, ADA, ticket.id, tags, ticket.version).ticket

    stored = desk.meter._lay(desk.services.core.name, {"pk": {"S": f"T#{ticket.number}"}, "sk": {"S": "#"}})

    assert 400 < meter.size(stored) <= 1024


def test_an_event_reads_back_as_it_was_written(services: Services) -> None:
    ticket = makers.assigned(services, makers.a_ticket(services))

    found = tickets_store.find_with_event(services, ticket.number, 2, internal=False)

    assert found is not None
    assert found[0] == ticket
    assert found[1].changes["assignee_name"] == (None, "Ada")
    assert isinstance(found[1].reason, Reason)
    assert tickets_store.find_with_event(services, ticket.number, 2, internal=True) is None


class TestOtherVersions:
    """An item that another version of this software wrote is kept as it is."""

    @pytest.fixture
    def item(self, services: Services) -> dict[str, Any]:
        ticket = makers.a_ticket(services)
        return services.core.get(f"T#{ticket.number}", "C#000001") or {}

    @pytest.mark.parametrize("other", [{"type": "TicketExploded"}, {"v": 3}, {"v": 3, "by": "somebody"}], ids=str)
    def test_item_of_unknown_type_or_newer_version_is_an_unknown_internal_event(
        self, item: dict[str, Any], other: dict[str, Any]
    ) -> None:
        event = tickets_items.event_of({**item, **other})

        assert (event.type, event.internal, event.id) == (EventType.UNKNOWN, True, "10001-1")
        assert event.type_name == other.get("type", "TicketCreated")
        assert (event.body, event.attachments, event.other) == (None, (), None)
        assert isinstance(event.data, Unknown)
        assert event.data.stored["body"] == "It was due on Friday."

    def test_data_with_a_member_more_is_unknown_and_its_hash_still_holds(self) -> None:
        event = makers.an_event(EventType.NOTE_ADDED, body="Between us", rev=1)
        (newer,) = tickets_chain.with_hashes(
            "", [event.retyped(EventType.UNKNOWN, type="NoteAdded", stored={"body": "x", "mood": 7})]
        )
        item = tickets_items.event_item(newer)

        read = tickets_items.event_of(item)

        assert read.type is EventType.UNKNOWN
        assert tickets_chain.hash_of("", read) == read.hash == newer.hash

    def test_item_without_a_head_is_refused(self, item: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            tickets_items.event_of({name: value for name, value in item.items() if name != "by"})


class TestLongTimelines:
    """124 events: the first, then in turn a word of the customer's and a note."""

    @pytest.fixture
    def long(self, services: Services) -> int:
        ticket = makers.a_ticket(services)
        batch: list[Any] = []
        for rev in range(2, 125):
            type_ = EventType.NOTE_ADDED if rev % 2 else EventType.CUSTOMER_REPLIED
            event = makers.an_event(type_, ticket=ticket.number, rev=rev, body="x")
            batch.append(services.core.put(tickets_items.event_item(event)))
        for start in range(0, len(batch), 100):
            services.dynamo.transact(batch[start : start + 100])
        return ticket.number

    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("internal", [False, True])
    def test_slices_follow_each_other_without_gap_or_repeat(
        self, services: Services, long: int, *, internal: bool, descending: bool
    ) -> None:
        revs: list[int] = []
        more = True
        while more:
            after = revs[-1] if revs else None
            events, more = tickets_store.events_page(
                services, long, 25, after, internal=internal, descending=descending
            )
            revs += [event.rev for event in events]

        expected = [rev for rev in range(1, 125) if internal or rev == 1 or rev % 2 == 0]
        assert revs == (expected[::-1] if descending else expected)

    @pytest.mark.parametrize(("internal", "trips"), [(False, 1), (True, 2)])
    def test_a_slice_takes_the_same_round_trips_wherever_it_lies(
        self, desk: Desk, long: int, *, internal: bool, trips: int
    ) -> None:
        for after in (None, 20, 100):
            desk.meter.reset()
            tickets_store.events_page(desk.services, long, 25, after, internal=internal, descending=False)
            assert desk.meter.spent.trips == trips

    def test_timeline_over_the_limit_is_not_read_as_a_whole(self, services: Services, long: int) -> None:
        ticket, events = tickets_store.load_with_timeline(services, long, 50, internal=True)

        assert ticket is not None
        assert events is None

    def test_events_after_a_version_come_in_order(self, services: Services, long: int) -> None:
        assert [event.rev for event in tickets_store.events_after(services, long, 100)] == list(range(101, 125))

    def test_a_ticket_that_is_not_there_has_no_timeline(self, services: Services) -> None:
        assert tickets_store.load_with_timeline(services, 99, 50, internal=True) == (None, [])


def test_where_dynamodb_ends_a_page_early_nothing_is_skipped(services: Services) -> None:
    """30 long words and 30 short notes: the words pass 1 MB, the notes do not, and none may come too early."""
    ticket = makers.a_ticket(services)
    for rev in range(2, 62):
        type_ = EventType.NOTE_ADDED if rev % 2 else EventType.CUSTOMER_REPLIED
        body = "x" if rev % 2 else "\N{GRINNING FACE}" * 10_000
        event = makers.an_event(type_, ticket=ticket.number, rev=rev, body=body)
        services.core.write(services.core.put(tickets_items.event_item(event)))

    revs: list[int] = []
    more = True
    while more:
        events, more = tickets_store.events_page(
            services, ticket.number, 100, revs[-1] if revs else None, internal=True, descending=False
        )
        revs += [event.rev for event in events]

    assert revs == list(range(1, 62))


class TestSharded:
    @pytest.fixture
    def sharded(self, services: Services) -> Services:
        more = services.settings.model_copy(update={"owner_shards": 4, "queue_shards": 4, "due_shards": 4})
        return dataclasses.replace(services, settings=more)

    def test_every_list_covers_all_shards_also_what_lay_there_before_they_grew(
        self, services: Services, sharded: Services
    ) -> None:
        before = [makers.a_ticket(services).number for _ in range(3)]
        after = [makers.a_ticket(sharded).number for _ in range(6)]
        every = sorted(before + after)

        found = {
            "queue": [row["number"] for row in tickets_index.queue_rows(sharded, "orders", Status.NEW, 50, None)],
            "unassigned": [row["number"] for row in tickets_index.unassigned_rows(sharded, "orders", Status.NEW, 50)],
        }

        assert {name: sorted(numbers) for name, numbers in found.items()} == {"queue": every, "unassigned": every}
        assert tickets_index.count_queue(sharded, "orders", Status.NEW) == 9

    def test_due_tickets_of_all_shards_come_longest_overdue_first(self, desk: Desk, sharded: Services) -> None:
        numbers = []
        for _ in range(5):
            numbers.append(makers.replied(sharded, makers.a_ticket(sharded), status=Status.PENDING).number)
            desk.clock.advance(minutes=1)
        desk.clock.advance(days=3)

        assert [due.number for due in tickets_store.find_due(sharded, desk.clock.now(), 50)] == numbers
        assert [due.number for due in tickets_store.find_due(sharded, desk.clock.now(), 2)] == numbers[:2]


class TestDeferral:
    def test_deferred_ticket_is_due_later_until_its_next_change(self, desk: Desk) -> None:
        services = desk.services
        ticket = makers.replied(services, makers.a_ticket(services), status=Status.PENDING)
        desk.clock.advance(days=3)
        (late,) = tickets_store.find_due(services, desk.clock.now(), 10)

        tickets_store.defer_due(services, late, desk.clock.now() + HOUR)

        assert tickets_store.find_due(services, desk.clock.now(), 10) == []
        assert [due.number for due in tickets_store.find_due(services, desk.clock.now() + HOUR, 10)] == [ticket.number]
        again = makers.replied(services, ticket, by=ALAN)
        assert again.due is not None
        stored = services.core.get(f"T#{ticket.number}", "#")
        assert stored is not None
        assert stored["due_sort"].startswith(str(again.due[1]))

    def test_ticket_changed_meanwhile_is_not_deferred(self, desk: Desk) -> None:
        services = desk.services
        ticket = makers.replied(services, makers.a_ticket(services), status=Status.PENDING)
        desk.clock.advance(days=3)
        (late,) = tickets_store.find_due(services, desk.clock.now(), 10)
        makers.answered(services, ticket)

        tickets_store.defer_due(services, late, desk.clock.now() + HOUR)

        stored = services.core.get(f"T#{ticket.number}", "#")
        assert stored is not None
        assert not {name for name in stored if name.startswith("due_")}
