"""A ticket's life with everybody acting in any order, on the real actions: what always holds.

A hundred lives of thirty acts; `make soak` lives ten thousand.
"""

import os
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chalicelib import reactions
from chalicelib.closure import rules as closure_rules
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import timeline as conversation_timeline
from chalicelib.conversation import undo
from chalicelib.conversation.forms import NewMessage, NewNote, TimelineQuery
from chalicelib.people import roster
from chalicelib.people.model import Availability, Caller
from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.clock import HOUR
from chalicelib.plumbing.errors import Refused
from chalicelib.queues import ticket_counters
from chalicelib.routing import actions as routing_actions
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import index as tickets_index
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import public
from chalicelib.tickets import responses as tickets_responses
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import views as tickets_views
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_specs import INTERNAL_EVENTS
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.incoming import Via
from chalicelib.tickets.model import OutOfQueue, Spam, Status, Ticket
from chalicelib.triage import actions as triage_actions
from chalicelib.triage import followers
from tests import events, makers
from tests.cast import ADA, ALAN, BORIS, CARLA, TEAMS
from tests.conftest import SHOP, Desk, in_memory

AGENTS = {"ada": ADA, "alan": ALAN, "boris": BORIS}
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
LIVES = settings(
    max_examples=10_000 if THOROUGH else 100,
    stateful_step_count=30,
    deadline=None,
    phases=(Phase.generate, Phase.shrink)
    if THOROUGH
    else (Phase.generate,),  # shrinking lives through it many times more
)
CANARY = "only-for-colleagues"

agents = st.sampled_from(sorted(AGENTS))
statuses = st.sampled_from([Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.SOLVED])
fields = st.fixed_dictionaries(
    {},
    optional={
        "status": statuses,
        "priority": st.sampled_from(["low", "urgent"]),
        "subject": st.just(f"Renamed, {CANARY[:4]}"),
        "category": st.sampled_from(["delivery", "refund"]),
        "tags": st.lists(st.sampled_from(["a", "b"]), max_size=2),
        "team": st.sampled_from(["orders", "billing"]),
        "assignee": st.none() | agents,
    },
)


class Life(RuleBasedStateMachine):
    """One ticket; two teams with three agents; the clock, the router and the stream whenever they like."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.services = desk.services
        self.counted = len(desk.meter.changes)

    @initialize()
    def raised(self) -> None:
        self.number = makers.a_ticket(self.services).number

    @property
    def ticket(self) -> Ticket:
        found = tickets_store.find(self.services, self.number, consistent=True)
        assert found is not None
        return found

    def attempt(self, action: Any, *arguments: Any, **more: Any) -> None:
        """Whatever is refused must have changed nothing."""
        before = self.ticket
        try:
            action(self.services, *arguments, **more)
        except Refused:
            assert self.ticket == before

    @rule()
    def customer_writes(self) -> None:
        self.attempt(conversation_actions.add_message, CARLA, str(self.number), NewMessage(body="Any news?"), None)

    @rule(status=st.sampled_from([Status.OPEN, Status.SOLVED]))
    def customer_sets(self, status: Status) -> None:
        change = TicketChange.model_validate({"status": status})
        self.attempt(tickets_actions.change, CARLA, str(self.number), change, public.version_of(self.ticket))

    @rule(agent=agents, status=st.none() | statuses, behind=st.sampled_from([0, 0, 0, 1]))
    def agent_writes(self, agent: str, status: Status | None, behind: int) -> None:
        message = NewMessage.model_validate({"body": "We look into it.", "status": status})
        self.attempt(
            conversation_actions.add_message, AGENTS[agent], str(self.number), message, self.ticket.version - behind
        )

    @rule(agent=agents, status=statuses)
    def customer_replies_to_an_agent(self, agent: str, status: Status) -> None:
        self.agent_writes(agent, status, 0)
        self.timers_run_only_while_no_agent_is_waited_for()
        self.customer_writes()

    @rule(
        words=st.sampled_from(["Thank you!", "Danke, Carla :)", "Thanks, but it still does not work", "شكرا جزيلا"]),
        machine=st.booleans(),
    )
    def customer_thanks(self, words: str, *, machine: bool) -> None:
        before = self.ticket
        self.attempt(
            conversation_actions.add_received_message, CARLA, str(self.number), NewMessage(body=words), Via(machine)
        )
        if (machine or "but" not in words) and before.status is not Status.CLOSED:
            assert self.ticket.status is before.status

    @rule(agent=agents)
    def agent_takes_back_the_last_word(self, agent: str) -> None:
        before = self.ticket
        (last,) = tickets_store.events_after(self.services, self.number, before.version - 1)
        try:
            taken = undo.withdraw(self.services, AGENTS[agent], str(self.number), last.id)
        except Refused:
            assert self.ticket == before
        else:
            assert taken == last
            assert last.sends_at is not None
            assert before.status is not Status.CLOSED
            assert taken.id not in {event.id for event in self.timeline(CARLA)}

    @rule(agent=agents, hours=st.sampled_from([1, 100]))
    def agent_snoozes(self, agent: str, hours: int) -> None:
        until = self.services.clock.now() + hours * HOUR
        self.attempt(triage_actions.snooze, AGENTS[agent], str(self.number), until, self.ticket.version)

    @rule(agent=agents)
    def agent_unsnoozes(self, agent: str) -> None:
        self.attempt(triage_actions.unsnooze, AGENTS[agent], str(self.number), self.ticket.version)

    @rule(agent=agents, marks=st.booleans())
    def agent_takes_it_for_spam_or_releases_it(self, agent: str, *, marks: bool) -> None:
        if marks:
            self.attempt(triage_actions.mark_spam, AGENTS[agent], str(self.number), Spam.MISTAKE, self.ticket.version)
        else:
            self.attempt(triage_actions.unmark_spam, AGENTS[agent], str(self.number), self.ticket.version)

    @rule(agent=agents, follows=st.booleans())
    def agent_follows_or_not(self, agent: str, *, follows: bool) -> None:
        self.attempt(followers.follow if follows else followers.unfollow, AGENTS[agent], str(self.number), agent)

    @rule(agent=agents)
    def agent_notes(self, agent: str) -> None:
        self.attempt(conversation_actions.add_note, AGENTS[agent], str(self.number), NewNote(body=CANARY))

    @rule(agent=agents, wanted=fields)
    def agent_changes(self, agent: str, wanted: dict[str, Any]) -> None:
        change = TicketChange.model_validate(wanted)
        self.attempt(tickets_actions.change, AGENTS[agent], str(self.number), change, self.ticket.version)

    @rule(agent=agents, state=st.sampled_from(Availability))
    def agent_comes_or_goes(self, agent: str, state: Availability) -> None:
        makers.a_slot(self.services, agent=AGENTS[agent], state=state, cap=2)

    @rule(sweeps=st.booleans())
    def router_works(self, *, sweeps: bool) -> None:
        if sweeps:
            assert routing_actions.assign_waiting_everywhere(self.services).failed == 0
        else:
            (last,) = tickets_store.events_after(self.services, self.number, self.ticket.version - 1)
            if not last.silent:
                routing_actions.route(self.services, last)

    @rule(days=st.sampled_from([0.1, 3, 4, 7, 14]))
    def time_passes(self, days: float) -> None:
        self.desk.clock.advance(days=days)
        assert "deferred" not in reactions.run_clock(self.services)

    @rule()
    def stream_delivers(self) -> None:
        changes, self.counted = self.desk.meter.changes[self.counted :], len(self.desk.meter.changes)
        entries = [change for change in changes if events.is_ticket(change)]
        ticket_counters.apply_stream(
            self.services, list(stream.changes(events.stream_event(entries, first=self.counted)))
        )

    def timeline(self, caller: Caller) -> list[Event]:
        return conversation_timeline.timeline_page(
            self.services, caller, str(self.number), TimelineQuery(limit=100)
        ).events

    @invariant()
    def every_version_has_its_event(self) -> None:
        assert [event.rev for event in self.timeline(ADA)] == list(range(1, self.ticket.version + 1))

    @invariant()
    def customers_see_nothing_internal(self) -> None:
        seen = self.timeline(CARLA)
        write_reason = tickets_responses.reason_writer(self.services, "en", internal=False)
        shown = [tickets_views.event_view(event, write_reason, internal=False).model_dump_json() for event in seen]

        assert not {event.type for event in seen} & INTERNAL_EVENTS
        assert not [text for text in shown if CANARY in text]

    @invariant()
    def timers_run_only_while_no_agent_is_waited_for(self) -> None:
        ticket = self.ticket
        waits = ticket.out_of_queue is None and ticket.status in {Status.PENDING, Status.SOLVED}
        expected = waits or ticket.out_of_queue is OutOfQueue.SNOOZED
        timers = ticket.timers.keys() - {"rate"}
        assert bool(timers) is expected
        assert len(timers) <= 1 or timers == {closure_rules.LAST_NOTICE, closure_rules.CLOSE}
        assert "rate" not in ticket.timers or ticket.status is Status.SOLVED
        assert (triage_actions.UNSNOOZE in ticket.timers) is (ticket.out_of_queue is OutOfQueue.SNOOZED)

    @invariant()
    def no_agent_has_more_tickets_than_routing_counts(self) -> None:
        holder = self.ticket.holder
        if holder is not None:
            assert roster.slot_of(self.services, *holder).load >= 1

    @invariant()
    def no_customer_sees_a_message_that_can_be_undone(self) -> None:
        now = self.services.clock.now()
        assert all(event.sends_at is None or event.sends_at <= now for event in self.timeline(CARLA))

    @invariant()
    def the_chain_holds(self) -> None:
        assert tickets_chain.first_broken(self.ticket, self.timeline(ADA)) is None

    @invariant()
    def followers_have_it_in_their_list(self) -> None:
        for agent in AGENTS:
            listed = {number for _, number in tickets_index.numbers_followed_by(self.services, agent, 10, None)}
            assert (self.number in listed) is (agent in self.ticket.followers)

    @invariant()
    def keys_follow_from_the_ticket(self) -> None:
        item = self.services.core.get(f"T#{self.number}", "#", consistent=True)
        assert item is not None
        keys = {name: value for name, value in item.items() if name.endswith(("_key", "_sort"))}
        assert keys == tickets_items.index_keys(self.ticket, self.services.settings)

    def teardown(self) -> None:
        """Once the stream has told everything, every load is exact again."""
        self.stream_delivers()
        for agent, team in ((agent, TEAMS[agent]) for agent in AGENTS):
            have = sum(
                row["status"] in {"new", "open"} and "snoozed_until" not in row
                for row in tickets_index.assigned_rows(self.services, agent, 100)
            )
            assert roster.slot_of(self.services, str(team), agent).load == have


def test_ticket_verifies_after_any_history() -> None:
    class LifeHere(Life):
        def __init__(self) -> None:
            desk = in_memory(SHOP.model_copy(update={"undo_send_s": 10}))
            for agent in AGENTS.values():
                makers.an_agent(desk.services, agent=agent)
            super().__init__(desk)

    run_state_machine_as_test(LifeHere, settings=LIVES)
