"""Numbers under everything at once: tickets change, views come and go, the stream tells late, twice and in pieces.

What is shown is either what the list of the same view holds, or nothing. `HYPOTHESIS_PROFILE=thorough` lives many more lives.
"""

import dataclasses
import os
import random
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.aws.dynamo import Dynamo, Table
from chalicelib.plumbing.clock import MINUTE, SECOND
from chalicelib.plumbing.errors import Refused
from chalicelib.queues import actions as queues_actions
from chalicelib.queues import listing, recount, ticket_counters
from chalicelib.queues import store as queues_store
from chalicelib.queues.forms import FilterIn, NewView, TicketQuery, ViewChange
from chalicelib.queues.model import Filter
from chalicelib.tickets.model import OPEN_STATUSES, Status
from tests import events
from tests.cast import ROOT
from tests.conftest import Desk
from tests.queues.test_counts import RememberingClient
from tests.queues.test_listing_properties import fresh
from tests.queues.world import LAWYER, READERS, World, filters, histories

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
LIVES = settings(
    max_examples=300 if THOROUGH else 40,
    stateful_step_count=60 if THOROUGH else 30,
    deadline=None,
    phases=(Phase.generate, Phase.shrink) if THOROUGH else (Phase.generate,),
)
WHO = st.sampled_from(READERS)


class Numbers(RuleBasedStateMachine):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk = fresh(desk)
        self.world = World(desk)
        self.delivered = 0
        self.batch: list[stream.ItemChange] = []
        self.sequence = 1
        remembering = RememberingClient(desk.meter)
        dynamo = Dynamo(lambda: remembering)
        settings = desk.services.settings
        self.consumer = dataclasses.replace(  # a process of its own, with its own idea of what is counted
            desk.services,
            dynamo=dynamo,
            core=Table(dynamo, settings.core_table),
            stats=Table(dynamo, settings.stats_table),
            live=Table(dynamo, settings.live_table),
        )

    @initialize(dice=histories)
    def a_desk_with_work_and_views(self, dice: random.Random) -> None:
        self.world.live(dice, 30)
        for wanted in (
            {"assignee": "me"},
            {"status": ["open"], "team": ["orders"]},
            {"followed": "me"},
            {"place": "spam"},
            {},
        ):
            self.a_view_is_saved(ROOT, Filter.model_validate(wanted), shared=True, team=None)

    @rule(dice=histories, acts=st.integers(1, 12))
    def something_happens(self, dice: random.Random, acts: int) -> None:
        self.world.live(dice, acts)

    @rule(who=WHO, wanted=filters, shared=st.booleans(), team=st.none() | st.sampled_from(["orders", "legal"]))
    def a_view_is_saved(self, who: Any, wanted: Filter, *, shared: bool, team: str | None) -> None:
        filter_in = FilterIn.model_validate(wanted.model_dump())
        new = NewView(name="v", filter=filter_in, shared=shared, team=team if shared else None)
        self.attempt(lambda: queues_actions.add(self.world.services, who, new))

    @rule(who=WHO, which=st.integers(0, 9), wanted=filters)
    def a_view_is_changed(self, who: Any, which: int, wanted: Filter) -> None:
        views = queues_actions.views_of(self.world.services, who)
        if views:
            view = views[which % len(views)]
            change = ViewChange(filter=FilterIn.model_validate(wanted.model_dump()))
            self.attempt(lambda: queues_actions.change(self.world.services, who, view.id, change, view.version))

    @rule(who=WHO, which=st.integers(0, 9))
    def a_view_is_removed(self, who: Any, which: int) -> None:
        views = queues_actions.views_of(self.world.services, who)
        if views:
            self.attempt(lambda: queues_actions.remove(self.world.services, who, views[which % len(views)].id))

    @rule(limit=st.integers(1, 6))
    def the_stream_delivers(self, limit: int) -> None:
        """A batch, at most so long; what was not told waits."""
        changes, self.delivered = (
            self.desk.meter.changes[self.delivered : self.delivered + limit],
            self.delivered + limit,
        )
        self.delivered = min(self.delivered, len(self.desk.meter.changes))
        entries = [change for change in changes if events.is_ticket(change)]
        if entries:
            self.batch = list(stream.changes(events.stream_event(entries, first=self.sequence)))
            self.sequence += len(entries)
            ticket_counters.apply_stream(self.consumer, self.batch)

    @precondition(lambda self: bool(self.batch))
    @rule()
    def the_last_batch_comes_again(self) -> None:
        ticket_counters.apply_stream(self.consumer, self.batch)

    @rule()
    def the_stream_catches_up(self) -> None:
        while self.delivered < len(self.desk.meter.changes):
            self.the_stream_delivers(100)

    @rule(seconds=st.sampled_from([1, 10, 60]))
    def time_passes(self, seconds: int) -> None:
        self.desk.clock.advance(ms=seconds * SECOND)

    @rule(dice=histories, busy=st.booleans(), hourly=st.booleans())
    def the_clock_ticks(self, dice: random.Random, *, busy: bool, hourly: bool) -> None:
        """All that was on its way before it looked is told within its pause; more may happen in the first two pauses."""
        self.desk.clock.at = (self.desk.clock.at // MINUTE + 1) * MINUTE  # never twice in one minute
        acts = [dice.randrange(4), dice.randrange(4)] if busy else []

        def pause(seconds: float) -> None:
            self.desk.clock.advance(ms=round(seconds * SECOND))
            self.the_stream_catches_up()
            if acts:
                self.world.live(dice, acts.pop())

        recount.count_new(self.world.services, pause)
        if hourly:
            recount.reconcile(self.world.services, pause)

    def attempt(self, action: Any) -> None:
        try:
            action()
        except Refused:
            return

    @invariant()
    def what_is_shown_is_what_is_there(self) -> None:
        if any(map(events.is_ticket, self.desk.meter.changes[self.delivered :])):
            return  # the stream has still to tell
        for who in READERS:
            shown = ticket_counters.counts_for(self.world.services, who)
            for view, number in shown.views.items():
                assert number in {None, self.listed(who, view)}, (who.id, view)

    def listed(self, who: Any, view: str) -> int:
        found, cursor = 0, None
        while True:
            page = listing.list_tickets(self.world.services, who, TicketQuery(view=view, cursor=cursor, limit=100))
            found, cursor = found + len(page.items), page.next
            if cursor is None:
                return found

    def teardown(self) -> None:
        """Once everything is told and the clock has ticked, every number is known and right."""
        self.the_stream_catches_up()
        for _ in range(2):
            self.the_clock_ticks(random.Random(0), busy=False, hourly=True)  # noqa: S311
        for who in READERS:
            shown = ticket_counters.counts_for(self.world.services, who)
            for view in queues_actions.views_of(self.world.services, who):
                expected = self.listed(who, view.id) if view.filter.countable else None
                assert shown.views[view.id] == expected
        self.numbers_of_teams_are_right()
        assert recount.drift(self.world.services) == {}
        assert self.leftovers() == set()

    def numbers_of_teams_are_right(self) -> None:
        shown = ticket_counters.counts_for(self.world.services, LAWYER)
        for team, numbers in shown.teams.items():
            for place in (*(status.value for status in OPEN_STATUSES), "snoozed", "spam"):
                expected = [
                    ticket
                    for ticket in self.world.everything()
                    if ticket.team == team and ticket.place == place and ticket.status is not Status.CLOSED
                ]
                assert getattr(numbers, place) == len(expected), (team, place)

    def leftovers(self) -> set[str]:
        """Numbers that no view has any more, where the recount looks."""
        known = queues_store.load_counters(self.world.services).by_number
        stored = recount._numbers(self.world.services, recount._slots(self.world.services), ())
        named = [recount.OF_A_VIEW.fullmatch(name) for _, name, _ in stored]
        return {each[0] for each in named if each and each[1] not in known}


def test_counts_are_right_once_the_stream_is_processed(memory_desk: Desk) -> None:
    class Here(Numbers):
        def __init__(self) -> None:
            super().__init__(memory_desk)

    run_state_machine_as_test(Here, settings=LIVES)
