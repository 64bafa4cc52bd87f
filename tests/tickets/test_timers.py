"""Timers of several slices beside each other: each touches its own, and what is aside stands still.

A hundred and fifty histories of twenty-five acts; `make soak` lives five thousand.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chalicelib import policies
from chalicelib.closure import actions as closure_actions
from chalicelib.closure import jobs as closure_jobs
from chalicelib.closure import rules as closure_rules
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import undo
from chalicelib.conversation.forms import NewMessage
from chalicelib.plumbing.clock import DAY, HOUR
from chalicelib.plumbing.errors import Refused
from chalicelib.relations import actions as relations_actions
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import queries, timers
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.incoming import Via
from chalicelib.tickets.model import OutOfQueue, Priority, Spam, Status, Ticket
from chalicelib.tickets.timers import Moment, TimerPolicy
from chalicelib.triage import actions as triage_actions
from tests import makers
from tests.cast import ADA, CARLA
from tests.conftest import SHOP, Desk, in_memory

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
HISTORIES = settings(
    max_examples=5_000 if THOROUGH else 150,
    stateful_step_count=25,
    deadline=None,
    phases=(Phase.generate, Phase.shrink) if THOROUGH else (Phase.generate,),
)
PROMISE = "promise"
ANSWER_WITHIN = {Priority.LOW: 48, Priority.NORMAL: 24, Priority.HIGH: 8, Priority.URGENT: 2}  # hours


def promised(ticket: Ticket, moment: Moment) -> dict[str, int]:
    """A promise to answer within a time by priority: it runs while the customer waits, anew where the priority changes."""
    if ticket.waiting_since is None:
        return {}
    running = timers.own(ticket, {PROMISE})
    same = moment.before is None or moment.before.priority is ticket.priority
    return running if running and same else {PROMISE: moment.at + ANSWER_WITHIN[ticket.priority] * HOUR}


PROMISES = TimerPolicy("promises", frozenset({PROMISE}), promised)


@pytest.fixture(autouse=True)
def _with_promises() -> Iterator[None]:
    before = timers.use((*policies.TIMERS, PROMISES))
    yield
    timers.use(before)


def own_timers(ticket: Ticket, kinds: frozenset[str]) -> dict[str, int]:
    return timers.own(ticket, kinds)


class Beside(RuleBasedStateMachine):
    """Two tickets of one customer, with timers of closure and of promises, under every act that touches timers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.services = desk, desk.services

    @initialize()
    def raised(self) -> None:
        self.numbers = [makers.a_ticket(self.services).number for _ in range(2)]

    def ticket(self, pick: int) -> Ticket:
        return queries.load_ticket(self.services, self.numbers[pick])

    def attempt(self, action: Any, *arguments: Any, **more: Any) -> None:
        with suppress(Refused):
            action(self.services, *arguments, **more)

    @rule(pick=st.integers(0, 1), body=st.sampled_from(["Any news?", "Thank you!"]), machine=st.booleans())
    def customer_writes(self, pick: int, body: str, *, machine: bool) -> None:
        ticket = self.ticket(pick)
        if ticket.status is not Status.CLOSED:
            self.attempt(
                conversation_actions.add_received_message, CARLA, ticket.id, NewMessage(body=body), Via(machine)
            )

    @rule(pick=st.integers(0, 1), status=st.sampled_from([None, Status.PENDING, Status.ON_HOLD, Status.SOLVED]))
    def agent_replies(self, pick: int, status: Status | None) -> None:
        ticket = self.ticket(pick)
        message = NewMessage.model_validate({"body": "We look into it.", "status": status})
        self.attempt(conversation_actions.add_message, ADA, ticket.id, message, ticket.version)

    @rule(pick=st.integers(0, 1), status=st.sampled_from([Status.OPEN, Status.PENDING]), back=st.booleans())
    def agent_sets_status(self, pick: int, status: Status, *, back: bool) -> None:
        ticket = self.ticket(pick)
        change = TicketChange.model_validate({"status": status})
        self.attempt(tickets_actions.change, ADA, ticket.id, change, ticket.version, back=back)

    @rule(pick=st.integers(0, 1), priority=st.sampled_from(Priority))
    def agent_sets_priority(self, pick: int, priority: Priority) -> None:
        ticket = self.ticket(pick)
        closing = own_timers(ticket, closure_rules.KINDS)
        change = TicketChange.model_validate({"priority": priority})
        self.attempt(tickets_actions.change, ADA, ticket.id, change, ticket.version)
        after = self.ticket(pick)
        assert own_timers(after, closure_rules.KINDS) == closing
        if (
            priority is not ticket.priority
            and after.priority is priority
            and after.out_of_queue is None
            and after.waiting_since
        ):
            assert after.timers[PROMISE] == self.services.clock.now() + ANSWER_WITHIN[priority] * HOUR

    @rule(pick=st.integers(0, 1))
    def agent_takes_the_reply_back(self, pick: int) -> None:
        ticket = self.ticket(pick)
        (last,) = tickets_store.events_after(self.services, ticket.number, ticket.version - 1)
        self.attempt(undo.withdraw, ADA, ticket.id, last.id)

    @rule(pick=st.integers(0, 1), hours=st.sampled_from([1, 100]))
    def agent_snoozes(self, pick: int, hours: int) -> None:
        ticket = self.ticket(pick)
        self.attempt(triage_actions.snooze, ADA, ticket.id, self.services.clock.now() + hours * HOUR, ticket.version)

    @rule(pick=st.integers(0, 1))
    def agent_unsnoozes(self, pick: int) -> None:
        ticket = self.ticket(pick)
        self.attempt(triage_actions.unsnooze, ADA, ticket.id, ticket.version)
        self.resumed(ticket, self.ticket(pick))

    @rule(pick=st.integers(0, 1))
    def agent_marks_spam(self, pick: int) -> None:
        ticket = self.ticket(pick)
        self.attempt(triage_actions.mark_spam, ADA, ticket.id, Spam.SPAM, ticket.version)

    @rule(pick=st.integers(0, 1))
    def agent_releases(self, pick: int) -> None:
        ticket = self.ticket(pick)
        self.attempt(triage_actions.unmark_spam, ADA, ticket.id, ticket.version)
        self.resumed(ticket, self.ticket(pick))

    @rule(pick=st.integers(0, 1))
    def agent_merges(self, pick: int) -> None:
        merged_ticket, survivor = self.ticket(pick), self.ticket(1 - pick)
        self.attempt(relations_actions.merge, ADA, merged_ticket.id, survivor.id, merged_ticket.version)

    @rule(pick=st.integers(0, 1))
    def agent_unmerges(self, pick: int) -> None:
        merged_ticket = self.ticket(pick)
        self.attempt(relations_actions.unmerge, ADA, merged_ticket.id, merged_ticket.version)

    @rule(pick=st.integers(0, 1))
    def customer_keeps_it_open(self, pick: int) -> None:
        ticket = self.ticket(pick)
        if ticket.status is not Status.CLOSED:
            promise = own_timers(ticket, PROMISES.kinds)
            self.attempt(closure_actions.defer_closure, CARLA, ticket.id)
            assert own_timers(self.ticket(pick), PROMISES.kinds) == promise

    @rule(pick=st.integers(0, 1), days=st.sampled_from([0.1, 1, 3, 7]))
    def time_passes_and_closure_runs(self, pick: int, days: float) -> None:
        self.desk.clock.advance(days=days)
        ticket = self.ticket(pick)
        promise = own_timers(ticket, PROMISES.kinds)
        for kind, run in closure_jobs.DUE.items():
            acted = run(self.services, ticket.number)
            assert not acted or (kind in ticket.timers and ticket.out_of_queue is None), "suspended timers never fire"
        after = self.ticket(pick)
        assert own_timers(after, PROMISES.kinds) == ({} if after.status is Status.CLOSED else promise)

    def resumed(self, before: Ticket, after: Ticket) -> None:
        """What was suspended runs again, with the time that was left."""
        if before.out_of_queue is not None and after.out_of_queue is None:
            now = self.services.clock.now()
            assert after.suspended == {}
            assert after.timers == {kind: now + left for kind, left in before.suspended.items()}

    @invariant()
    def every_timer_has_its_reason_to_run(self) -> None:
        for number in self.numbers:
            ticket = queries.load_ticket(self.services, number)
            waits = (
                ticket.out_of_queue is None and ticket.status is not Status.CLOSED and ticket.waiting_since is not None
            )
            closes = ticket.out_of_queue is None and ticket.status in {Status.PENDING, Status.SOLVED}
            assert (PROMISE in ticket.timers) is waits
            assert bool(ticket.timers.keys() & closure_rules.KINDS) is closes
            assert (triage_actions.UNSNOOZE in ticket.timers) is (ticket.out_of_queue is OutOfQueue.SNOOZED)
            assert ticket.out_of_queue is None or ticket.timers.keys() <= {triage_actions.UNSNOOZE}
            assert ticket.out_of_queue is not None or ticket.suspended == {}

    @invariant()
    def the_index_knows_the_soonest(self) -> None:
        for number in self.numbers:
            item = self.services.core.get(f"T#{number}", "#", consistent=True)
            assert item is not None
            due = min(item.get("timers", {}).values(), default=None)
            assert item.get("due_at") == due


def test_no_slice_ever_loses_or_moves_the_timers_of_another() -> None:
    class Here(Beside):
        def __init__(self) -> None:
            desk = in_memory(SHOP.model_copy(update={"undo_send_s": 10}))
            makers.an_agent(desk.services)
            super().__init__(desk)

    run_state_machine_as_test(Here, settings=HISTORIES)


def test_kind_registered_twice_names_both_places() -> None:
    def also_promised(_ticket: Ticket, _moment: Moment) -> dict[str, int]:
        return {}

    second = TimerPolicy("others", frozenset({PROMISE}), also_promised)
    in_use = timers.registered()
    with pytest.raises(ValueError, match=r"'promise' is registered twice: .*\.promised and .*also_promised"):
        timers.use((PROMISES, second))
    assert timers.registered() == in_use


def test_process_without_policies_fails_loudly() -> None:
    timers.use(())
    with pytest.raises(LookupError, match=r"import chalicelib\.policies"):
        timers.registered()


@pytest.mark.parametrize("entry", ["chalicelib.reactions", "infrastructure.services", "infrastructure.seed.filling"])
def test_every_entry_point_registers_the_same_timers(entry: str) -> None:
    asks = (
        f"import {entry}; from chalicelib.tickets import timers; print(*sorted(p.owner for p in timers.registered()))"
    )

    answer = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)

    assert answer.stdout.split() == ["closure", "feedback", "snooze"]


def test_policy_that_sets_a_timer_of_another_is_refused(memory_desk: Desk) -> None:
    timers.use((TimerPolicy("promises", frozenset({PROMISE}), lambda *_: {"close": 1}),))

    with pytest.raises(ValueError, match="sets close, which is not its own"):
        makers.a_ticket(memory_desk.services)


def test_undo_restores_only_the_timers_changed_by_the_message() -> None:
    desk = in_memory(SHOP.model_copy(update={"undo_send_s": 10}))
    pending = makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.PENDING)
    desk.clock.advance(minutes=1)
    waiting = makers.with_status(desk.services, makers.answered(desk.services, pending), Status.PENDING)
    sent = makers.replied(desk.services, waiting)
    assert PROMISE not in sent.timers

    undo.withdraw(desk.services, ADA, sent.id, f"{sent.number}-{sent.version}")

    after = queries.load_ticket(desk.services, sent.number)
    assert (after.timers, after.waiting_since) == (waiting.timers, waiting.waiting_since)


def test_undo_removes_a_timer_suspended_after_the_action(memory_desk: Desk) -> None:
    services = memory_desk.services
    pending = makers.replied(services, makers.a_ticket(services), status=Status.PENDING)
    away = triage_actions.snooze(services, ADA, pending.id, services.clock.now() + DAY, pending.version).ticket
    started = {"timers": ({PROMISE: 5}, dict(pending.timers))}

    assert away.suspended == {closure_rules.REMIND: 3 * DAY}
    assert timers.restored_timers(away, started) == {
        "timers": {PROMISE: 5, triage_actions.UNSNOOZE: services.clock.now() + DAY},
        "suspended": {},
    }


@pytest.mark.parametrize("place", [OutOfQueue.SNOOZED, OutOfQueue.SPAM, OutOfQueue.MERGED])
def test_time_left_on_a_timer_continues_after_the_ticket_comes_back(memory_desk: Desk, place: OutOfQueue) -> None:
    services, clock = memory_desk.services, memory_desk.clock
    ticket = makers.replied(services, makers.a_ticket(services), status=Status.PENDING)
    clock.advance(days=1)
    if place is OutOfQueue.SNOOZED:
        away = triage_actions.snooze(services, ADA, ticket.id, clock.now() + 300 * DAY, ticket.version).ticket
    elif place is OutOfQueue.SPAM:
        away = triage_actions.mark_spam(services, ADA, ticket.id, Spam.SPAM, ticket.version).ticket
    else:
        away = relations_actions.merge(services, ADA, ticket.id, makers.a_ticket(services).id, ticket.version).ticket
    assert away.suspended == {closure_rules.REMIND: 2 * DAY}
    clock.advance(days=30)
    back = {
        OutOfQueue.SNOOZED: triage_actions.unsnooze,
        OutOfQueue.SPAM: triage_actions.unmark_spam,
        OutOfQueue.MERGED: relations_actions.unmerge,
    }[place]

    after = back(services, ADA, ticket.id, away.version).ticket

    assert (after.timers, after.suspended) == ({closure_rules.REMIND: clock.now() + 2 * DAY}, {})
