"""The numbers of saved views: unknown until they are right, each reader's own, and no dearer than those of the teams."""

import dataclasses
import logging
from typing import Any

import pytest

from chalicelib import reactions
from chalicelib.people.model import Caller
from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.aws.dynamo import Dynamo, Table
from chalicelib.plumbing.clock import SECOND
from chalicelib.plumbing.services import Services
from chalicelib.queues import actions as queues_actions
from chalicelib.queues import recount, ticket_counters
from chalicelib.queues import store as queues_store
from chalicelib.queues.forms import NewView
from chalicelib.queues.model import SavedView
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Spam, Ticket
from chalicelib.triage import actions as triage_actions
from chalicelib.triage import followers
from tests import events, makers
from tests.cast import ADA, ALAN, LENA, ROOT
from tests.conftest import Desk
from tests.queues.test_counts import RememberingClient
from tests.queues.world import LAWYER, open_up


class Stream:
    """What a desk's stream has to tell, to a consumer that is a process of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.position = len(desk.meter.changes)
        remembering = RememberingClient(desk.meter)
        dynamo = Dynamo(lambda: remembering)
        names = desk.services.settings
        self.consumer = dataclasses.replace(
            desk.services,
            dynamo=dynamo,
            core=Table(dynamo, names.core_table),
            stats=Table(dynamo, names.stats_table),
            live=Table(dynamo, names.live_table),
        )
        self.last: list[stream.ItemChange] = []

    def deliver(self) -> None:
        changes, start = self.desk.meter.changes[self.position :], self.position + 1
        self.position = len(self.desk.meter.changes)
        entries = [change for change in changes if events.is_ticket(change)]
        self.last = list(stream.changes(events.stream_event(entries, first=start)))
        ticket_counters.apply_stream(self.consumer, self.last)

    def again(self) -> None:
        ticket_counters.apply_stream(self.consumer, self.last)


@pytest.fixture
def services(memory_desk: Desk) -> Services:
    return open_up(memory_desk)


@pytest.fixture
def changes(memory_desk: Desk, services: Services) -> Stream:
    assert services is memory_desk.services
    return Stream(memory_desk)


def saved(services: Services, by: Caller = ROOT, **fields: Any) -> SavedView:
    new = NewView.model_validate({"name": "v", "filter": fields, "shared": by is ROOT})
    return queues_actions.add(services, by, new).view


def number(services: Services, view: SavedView, who: Caller = ROOT) -> int | None:
    return ticket_counters.counts_for(services, who).views[view.id]


def at_once(_seconds: float) -> None:
    """Nothing is on its way."""


def given(services: Services, ticket: Ticket, agent: str | None) -> Ticket:
    change = TicketChange.model_validate({"assignee": agent})
    return tickets_actions.change(services, ROOT, ticket.id, change, ticket.version).ticket


class TestNewViews:
    def test_count_of_a_new_view_is_unknown_until_the_job_has_counted(
        self, services: Services, changes: Stream
    ) -> None:
        makers.a_ticket(services)
        changes.deliver()
        view = saved(services, status=["new"])
        makers.a_ticket(services)
        changes.deliver()
        assert number(services, view) is None

        assert recount.count_new(services, at_once) == 1

        assert number(services, view) == 2

    def test_new_views_are_counted_every_minute(self, services: Services, changes: Stream) -> None:
        makers.a_ticket(services)
        changes.deliver()
        view = saved(services, status=["new"])

        reactions.run_clock(services, at_once)

        assert number(services, view) == 1

    def test_job_without_new_views_costs_one_read(self, memory_desk: Desk, services: Services) -> None:
        saved(services, status=["new"])
        recount.count_new(services, at_once)
        memory_desk.meter.reset()

        recount.count_new(services, at_once)

        assert (memory_desk.meter.spent.trips, memory_desk.meter.spent.reads) == (1, 0.5)

    def test_a_filter_that_is_counted_already_has_its_number_at_once(self, services: Services, changes: Stream) -> None:
        makers.a_ticket(services)
        changes.deliver()
        saved(services, tag=[], status=["new"])
        recount.count_new(services, at_once)

        assert number(services, saved(services, ADA, status=["new"]), ADA) == 1

    def test_consumer_that_does_not_know_a_new_view_leaves_its_count_right(
        self, memory_desk: Desk, services: Services, changes: Stream
    ) -> None:
        makers.a_ticket(services)
        changes.deliver()  # from now on it believes for two seconds that nothing but teams is counted
        view = saved(services, status=["new"])
        makers.a_ticket(services)

        meanwhile = [1]

        def pause(seconds: float) -> None:
            changes.deliver()
            if meanwhile:
                meanwhile.pop()
                makers.a_ticket(services)
                changes.deliver()
            memory_desk.clock.advance(ms=round(seconds * SECOND))

        assert recount.count_new(services, pause) == 1

        changes.deliver()
        assert number(services, view) == ticket_counters.counts_for(services, ROOT).teams["orders"].new
        makers.a_ticket(services)
        changes.deliver()
        assert number(services, view) == ticket_counters.counts_for(services, ROOT).teams["orders"].new

    def test_consumers_see_a_new_view_before_it_is_counted_twice(self) -> None:
        assert queues_store.FRESH_MS < recount.PAUSE_S * SECOND

    def test_view_that_changes_between_counts_is_settled_by_the_third(
        self, services: Services, changes: Stream
    ) -> None:
        view = saved(services, status=["new"])
        looks = []

        def pause(seconds: float) -> None:
            looks.append(seconds)
            makers.a_ticket(services)
            changes.deliver()

        assert recount.count_new(services, pause) == 1
        assert len(looks) == recount.MAX_ATTEMPTS
        assert number(services, view) == 3

    def test_view_with_late_stream_records_is_counted_in_the_next_minute(
        self, services: Services, changes: Stream
    ) -> None:
        view = saved(services, status=["new"])

        def pause(_seconds: float) -> None:
            makers.a_ticket(services)

        assert recount.count_new(services, pause) == 0
        assert number(services, view) is None

        changes.deliver()
        assert recount.count_new(services, at_once) == 1
        assert number(services, view) == 3

    def test_view_removed_while_being_counted_stays_removed(self, services: Services) -> None:
        view = saved(services, status=["new"])
        other = saved(services, status=["open"])

        def pause(_seconds: float) -> None:
            if len(queues_actions.views_of(services, ROOT)) > 1:
                queues_actions.remove(services, ROOT, view.id)

        recount.count_new(services, pause)

        assert ticket_counters.counts_for(services, ROOT).views == {other.id: 0}
        assert queues_store.load_counters(services).by_number.keys() == {"2"}


class TestUpdatingCounts:
    def test_count_of_a_view_follows_the_stream(self, services: Services, changes: Stream) -> None:
        view = saved(services, status=["new"], tag=["vip"])
        recount.count_new(services, at_once)
        ticket = makers.a_ticket(services)
        changes.deliver()
        assert number(services, view) == 0

        wanted = TicketChange.model_validate({"tags": ["vip"]})
        ticket = tickets_actions.change(services, ROOT, ticket.id, wanted, ticket.version).ticket
        changes.deliver()
        assert number(services, view) == 1

        makers.replied(services, ticket)
        changes.deliver()
        assert number(services, view) == 0

    def test_redelivered_record_counts_once_after_a_new_view(
        self, memory_desk: Desk, services: Services, changes: Stream, caplog: pytest.LogCaptureFixture
    ) -> None:
        makers.a_ticket(services)
        changes.deliver()
        view = saved(services, status=["new"])
        memory_desk.clock.advance(minutes=1)

        with caplog.at_level(logging.INFO):
            changes.again()

        assert ticket_counters.counts_for(services, ROOT).teams["orders"].new == 1
        assert "batch was counted before" in caplog.text
        recount.count_new(services, at_once)
        assert number(services, view) == 1

    def test_view_of_own_tickets_is_counted_per_agent(self, services: Services, changes: Stream) -> None:
        view = saved(services, assignee="me")
        recount.count_new(services, at_once)
        one, two = makers.a_ticket(services), makers.a_ticket(services, category="refund")
        one = given(services, one, "ada")
        given(services, two, "ada")
        changes.deliver()
        assert [number(services, view, who) for who in (ADA, ALAN)] == [2, 0]

        given(services, one, "alan")
        changes.deliver()
        assert [number(services, view, who) for who in (ADA, ALAN)] == [1, 1]

    def test_view_of_followed_tickets_is_counted_per_follower(self, services: Services, changes: Stream) -> None:
        view = saved(services, followed="me", status=["new"])
        ticket = makers.a_ticket(services)
        followers.follow(services, ADA, ticket.id, "ada")
        changes.deliver()
        recount.count_new(services, at_once)
        followers.follow(services, ALAN, ticket.id, "alan")
        changes.deliver()

        assert [number(services, view, who) for who in (ADA, ALAN, LENA)] == [1, 1, 0]

    def test_a_number_is_of_the_teams_that_its_reader_may_see(self, services: Services, changes: Stream) -> None:
        everything, mine = saved(services), saved(services, assignee="me")
        recount.count_new(services, at_once)
        for category in ("delivery", "claim"):
            given(services, makers.a_ticket(services, category=category), "lea")
        changes.deliver()

        assert [number(services, everything, who) for who in (ADA, LAWYER, ROOT)] == [1, 2, 2]
        left = LAWYER.model_copy(update={"teams": {}})
        assert [number(services, mine, who) for who in (LAWYER, left)] == [2, 1]

    def test_spam_and_snoozed_tickets_have_their_own_counts(self, services: Services, changes: Stream) -> None:
        views = [
            saved(services),
            saved(services, place="spam"),
            saved(services, place="snoozed"),
            saved(services, assignee="me"),
        ]
        recount.count_new(services, at_once)
        spam, snoozed = makers.a_ticket(services), makers.a_ticket(services)
        spam, snoozed = given(services, spam, "ada"), given(services, snoozed, "ada")
        triage_actions.mark_spam(services, ROOT, spam.id, Spam.SPAM, spam.version)
        triage_actions.snooze(services, ROOT, snoozed.id, services.clock.now() + 1, snoozed.version)
        changes.deliver()

        shown = ticket_counters.counts_for(services, ADA)
        orders, mine = shown.teams["orders"], shown.mine
        assert (orders.new, orders.spam, orders.snoozed, orders.unassigned) == (0, 1, 1, 0)
        assert (mine.new, mine.snoozed) == (0, 1)
        assert [shown.views[view.id] for view in views] == [0, 1, 1, 0]


class TestHourly:
    def test_wrong_count_of_a_view_is_corrected_hourly(self, services: Services, changes: Stream) -> None:
        view = saved(services, status=["new"])
        recount.count_new(services, at_once)
        makers.a_ticket(services)
        changes.deliver()
        services.stats.write(services.stats.change("CN#orders#0", "#", "ADD #v1 :more", more=7))

        assert recount.reconcile(services, at_once) == {("CN#orders#0", "v1"): -7}
        assert number(services, view) == 1

    def test_correction_is_skipped_while_tickets_change(self, services: Services, changes: Stream) -> None:
        """Off by one before the pause, and by another one after it: that looks as if nothing had moved."""
        makers.a_ticket(services)

        def pause(_seconds: float) -> None:
            changes.deliver()
            makers.a_ticket(services)

        assert recount.reconcile(services, pause) == {}
        changes.deliver()
        assert ticket_counters.counts_for(services, ROOT).teams["orders"].new == 2

    def test_counts_of_removed_views_are_deleted(self, services: Services, changes: Stream) -> None:
        view = saved(services, assignee="me")
        other = saved(services)
        recount.count_new(services, at_once)
        given(services, makers.a_ticket(services), "ada")
        changes.deliver()
        queues_actions.remove(services, ROOT, view.id)

        recount.reconcile(services, at_once)

        ada, orders = (services.stats.get(pk) for pk in ("CN#agent#ada", "CN#orders#0"))
        assert ada is not None
        assert orders is not None
        assert "v1_orders" not in ada
        assert orders["v2"] == 1
        assert number(services, other) == 1


class TestCost:
    def test_a_change_costs_the_same_with_and_without_views(
        self, memory_desk: Desk, services: Services, changes: Stream
    ) -> None:
        makers.a_ticket(services)
        memory_desk.meter.reset()
        changes.deliver()
        without = dataclasses.replace(memory_desk.meter.spent)
        for n in range(20):
            saved(services, status=["new"], tag=["x"] if n else [], priority=["low", "normal", "high"][: n % 3])
        memory_desk.clock.advance(minutes=1)
        makers.a_ticket(services)
        memory_desk.meter.reset()

        changes.deliver()

        spent = memory_desk.meter.spent
        assert (spent.writes, spent.trips) == (without.writes, without.trips) == (2, 2)

    def test_which_filters_are_counted_is_read_once_in_two_seconds(
        self, memory_desk: Desk, services: Services, changes: Stream
    ) -> None:
        trips = []
        for _ in range(3):
            makers.a_ticket(services)
            memory_desk.meter.reset()
            changes.deliver()
            trips.append(memory_desk.meter.spent.trips)
            memory_desk.clock.advance(ms=1_000)

        assert trips == [2, 1, 2]

    def test_a_change_of_what_nothing_is_counted_by_costs_nothing(
        self, memory_desk: Desk, services: Services, changes: Stream
    ) -> None:
        ticket = makers.a_ticket(services)
        changes.deliver()
        memory_desk.clock.advance(minutes=1)
        makers.answered(services, ticket)
        memory_desk.meter.reset()

        changes.deliver()

        assert memory_desk.meter.spent.trips == 0

    def test_counts_of_all_views_cost_one_round_trip(self, memory_desk: Desk, services: Services) -> None:
        for n in range(30):
            saved(services, tag=[f"t{n}"])
        memory_desk.meter.reset()

        shown = ticket_counters.counts_for(services, ADA)

        assert len(shown.views) == 30
        assert memory_desk.meter.spent.trips == 1
        assert memory_desk.meter.spent.reads <= 8 * 0.5 + 2
