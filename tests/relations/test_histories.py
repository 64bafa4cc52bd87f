"""Several tickets of two customers, merged, taken apart, split, linked and written in, in any order: nothing is lost, no reader
sees what is not for them, and every ticket stays whole.

Two hundred histories of thirty acts; `make soak` lives ten thousand.
"""

import itertools
import os
from dataclasses import dataclass
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chalicelib import reactions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import timeline, undo
from chalicelib.conversation.forms import NewMessage, NewNote, TimelineQuery
from chalicelib.people.model import Caller
from chalicelib.plumbing.clock import DAY, HOUR, SECOND
from chalicelib.plumbing.errors import Refused
from chalicelib.relations import actions as relations_actions
from chalicelib.relations import rules as relations_rules
from chalicelib.relations.forms import Split
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import items as tickets_items
from chalicelib.tickets import responses as tickets_responses
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import views as tickets_views
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_data import AgentMessage
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import INVERSE, LinkKind, OutOfQueue, Spam, Status, Ticket
from chalicelib.triage import actions as triage_actions
from tests import makers
from tests.cast import ADA, CARLA, MALLORY
from tests.conftest import SHOP, Desk, in_memory

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
HISTORIES = settings(
    max_examples=10_000 if THOROUGH else 200,
    stateful_step_count=30,
    deadline=None,
    phases=(Phase.generate, Phase.shrink)
    if THOROUGH
    else (Phase.generate,),  # shrinking lives through it many times more
)
CUSTOMERS = {CARLA.id: CARLA, MALLORY.id: MALLORY}
HOLD_S = 10

customers = st.sampled_from([CARLA, MALLORY])
picks = st.integers(0, 9)  # one of the tickets there are
statuses = st.sampled_from([None, Status.OPEN, Status.PENDING, Status.SOLVED])


def copies_of(event: Event) -> dict[str, int]:
    return event.data.copies if isinstance(event.data, AgentMessage) else {}


@dataclass
class Sent:
    """Words that were accepted: who wrote them, whose customer is to read them, and when they can be read."""

    text: str
    by: str
    to: str
    since: int
    note: bool = False
    ticket: int = 0  # of an agent's message: the ticket that it can be taken back from


class Histories(RuleBasedStateMachine):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.services = desk.services
        self.numbers: list[int] = []
        self.sent: list[Sent] = []
        self.versions: dict[int, int] = {}
        self.touched: set[int] = set()
        self.words = (f"word-{n}-said" for n in itertools.count(1))

    @initialize()
    def three_tickets(self) -> None:
        for customer in (CARLA, CARLA, MALLORY):
            self.raise_one(customer)

    # What people do

    @rule(customer=customers)
    def raise_one(self, customer: Caller) -> None:
        text = next(self.words)
        result = tickets_actions.create(
            self.services, customer, NewTicket(subject="Parcel", body=text, category="delivery")
        )
        self.note_down(Sent(text, customer.id, customer.id, self.now), result.ticket)

    @rule(pick=picks)
    def its_customer_writes(self, pick: int) -> None:
        ticket = self.pick(pick)
        text = next(self.words)
        result = self.attempt(
            lambda: conversation_actions.add_message(
                self.services, CUSTOMERS[ticket.requester], ticket.id, NewMessage(body=text), None
            )
        )
        assert result is not None, "a customer's message always goes in"
        self.note_down(Sent(text, ticket.requester, ticket.requester, self.now), result.ticket)

    @rule(pick=picks, status=statuses, also=st.booleans())
    def agent_answers(self, pick: int, status: Status | None, *, also: bool) -> None:
        ticket = self.pick(pick)
        text = next(self.words)
        others = [merged for merged in map(self.now_is, ticket.merged_from) if merged.requester != ticket.requester]
        copies = [merged.id for merged in others] if also else []
        message = NewMessage.model_validate({"body": text, "status": status, "copy_to": copies})
        result = self.attempt(
            lambda: conversation_actions.add_message(self.services, ADA, ticket.id, message, ticket.version)
        )
        if result is None:
            return
        since = self.now + HOLD_S * SECOND
        for each in (ticket, *(others if also else ())):
            self.note_down(Sent(text, "ada", each.requester, since, ticket=each.number), result.ticket)

    @rule(pick=picks)
    def agent_takes_it_back(self, pick: int) -> None:
        ticket = self.pick(pick)
        (last,) = tickets_store.events_after(self.services, ticket.number, ticket.version - 1)
        if last.type is not EventType.AGENT_REPLIED:
            return
        if self.attempt(lambda: undo.withdraw(self.services, ADA, ticket.id, last.id)) is not None:
            # Its copies go with a message; a copy goes alone, and its reader may have another in a second merged ticket.
            tickets = {ticket.number, *map(int, copies_of(last))}
            self.sent = [each for each in self.sent if not (each.text == last.body and each.ticket in tickets)]

    @rule(pick=picks)
    def agent_notes(self, pick: int) -> None:
        ticket = self.pick(pick)
        text = next(self.words)
        result = self.attempt(lambda: conversation_actions.add_note(self.services, ADA, ticket.id, NewNote(body=text)))
        if result is not None:
            self.note_down(Sent(text, "ada", "", self.now, note=True), result.ticket)

    @rule(one=picks, two=picks)
    def agent_merges(self, one: int, two: int) -> None:
        merged, survivor = self.pick(one), self.pick(two)
        self.attempt(lambda: relations_actions.merge(self.services, ADA, merged.id, survivor.id, merged.version))

    @rule(picked=st.permutations(range(4)))
    def agent_merges_one_after_the_other(self, picked: list[int]) -> None:
        for one, two in itertools.pairwise(picked):
            self.agent_merges(one, two)

    @rule(pick=picks)
    def agent_takes_a_part_out(self, pick: int) -> None:
        merged = self.pick(pick)
        result = self.attempt(lambda: relations_actions.unmerge(self.services, ADA, merged.id, merged.version))
        if result is not None:
            assert merged.out_of_queue is OutOfQueue.MERGED
            assert result.ticket.place == result.ticket.status

    @rule(pick=picks, rev=st.integers(1, 6))
    def agent_splits(self, pick: int, rev: int) -> None:
        ticket = self.pick(pick)
        result = self.attempt(
            lambda: relations_actions.split(
                self.services,
                ADA,
                ticket.id,
                Split(event=f"{ticket.id}-{rev}", subject="Another matter"),
                ticket.version,
            )
        )
        if result is not None:
            new = self.now_is(result.events[-1].other)
            event = tickets_store.find_event(self.services, new.number, 1, internal=False)
            assert event is not None
            self.note_down(Sent(str(event.body), event.by.id, new.requester, self.now), new)

    @rule(one=picks, two=picks, kind=st.sampled_from(relations_rules.MANUAL_KINDS))
    def agent_links(self, one: int, two: int, kind: LinkKind) -> None:
        ticket, other = self.pick(one), self.pick(two)
        self.attempt(lambda: relations_actions.link(self.services, ADA, ticket.id, other.id, kind))

    @rule(one=picks, two=picks)
    def agent_unlinks(self, one: int, two: int) -> None:
        ticket, other = self.pick(one), self.pick(two)
        self.attempt(lambda: relations_actions.unlink(self.services, ADA, ticket.id, other.id))

    @rule(
        pick=picks,
        change=st.sampled_from([{"status": "solved"}, {"status": "pending"}, {"team": "billing"}, {"assignee": "ada"}]),
    )
    def agent_changes(self, pick: int, change: dict[str, Any]) -> None:
        ticket = self.pick(pick)
        wanted = TicketChange.model_validate(change)
        self.attempt(lambda: tickets_actions.change(self.services, ADA, ticket.id, wanted, ticket.version))

    @rule(pick=picks, kind=st.sampled_from(["snooze", "unsnooze", "spam", "release"]))
    def agent_takes_out_of_queue(self, pick: int, kind: str) -> None:
        ticket = self.pick(pick)
        until = self.now + HOUR
        acts: dict[str, Any] = {
            "snooze": lambda: triage_actions.snooze(self.services, ADA, ticket.id, until, ticket.version),
            "unsnooze": lambda: triage_actions.unsnooze(self.services, ADA, ticket.id, ticket.version),
            "spam": lambda: triage_actions.mark_spam(self.services, ADA, ticket.id, Spam.SPAM, ticket.version),
            "release": lambda: triage_actions.unmark_spam(self.services, ADA, ticket.id, ticket.version),
        }
        self.attempt(acts[kind])

    @rule(ms=st.sampled_from([HOLD_S * SECOND, HOUR, 3 * DAY, 15 * DAY]))
    def time_passes(self, ms: int) -> None:
        self.desk.clock.advance(ms=ms)
        assert "deferred" not in reactions.run_clock(self.services)

    # What always holds

    @invariant()
    def versions_only_grow_and_every_ticket_is_whole(self) -> None:
        for number in self.numbers:
            ticket = self.now_is(number)
            before = self.versions.get(number, 0)
            assert ticket.version >= before
            if ticket.version == before:
                continue
            self.versions[number] = ticket.version
            self.touched.add(number)
            self.is_whole(ticket)

    @invariant()
    def merges_and_links_agree_on_both_sides(self) -> None:
        tickets = {number: self.now_is(number) for number in self.numbers}
        for number in self.touched:
            self.agrees(tickets[number], tickets)
        self.touched.clear()

    @invariant()
    def nothing_is_lost_or_shown_to_the_wrong_reader(self) -> None:
        everything = "\n".join(event.body or "" for number in self.numbers for event in self.timeline_of(ADA, number))
        for each in self.sent:
            assert each.text in everything
        for customer in CUSTOMERS.values():
            self.sees_their_own_and_no_more(customer)

    def is_whole(self, ticket: Ticket) -> None:
        events = tickets_store.events_after(self.services, ticket.number, 0)
        item = self.services.core.get(f"T#{ticket.number}", "#", consistent=True) or {}
        keys = {name: value for name, value in item.items() if name.endswith(("_key", "_sort"))}

        assert [event.rev for event in events] == list(range(1, ticket.version + 1))
        assert tickets_chain.first_broken(ticket, events) is None
        assert keys == tickets_items.index_keys(ticket, self.services.settings)
        assert not ticket.timers or ticket.out_of_queue in {None, OutOfQueue.SNOOZED}

    def agrees(self, ticket: Ticket, tickets: dict[int, Ticket]) -> None:
        for number, kind in ticket.links.items():
            assert tickets[int(number)].links[ticket.id] is INVERSE[kind]
        way: list[int] = []
        at = ticket
        while at.merged_into is not None:
            assert at.merged_into not in way
            way.append(at.merged_into)
            at = tickets[at.merged_into]
            assert ticket.id in at.merged_from
        for number in ticket.merged_from:
            assert ticket.number in self.way_of(int(number), tickets)
        assert ticket.number not in self.above(ticket, tickets)

    def way_of(self, number: int, tickets: dict[int, Ticket]) -> list[int]:
        found = []
        into = tickets[number].merged_into
        while into is not None:
            found.append(into)
            into = tickets[into].merged_into
        return found

    def above(self, ticket: Ticket, tickets: dict[int, Ticket]) -> set[int]:
        """Parents, and theirs."""
        found: set[int] = set()
        storey = relations_rules.parents(ticket)
        while storey:
            found |= set(storey)
            storey = [
                parent
                for number in storey
                for parent in relations_rules.parents(tickets[number])
                if parent not in found
            ]
        return found

    def sees_their_own_and_no_more(self, customer: Caller) -> None:
        own = [number for number in self.numbers if self.now_is(number).requester == customer.id]
        timelines = [self.timeline_of(customer, number) for number in own]
        shown = "\n".join(self.as_shown(event) for content in timelines for event in content)

        for content in timelines:
            assert [event.at for event in content] == sorted(event.at for event in content)
            for _, part in itertools.groupby(
                sorted(content, key=lambda event: event.ticket), key=lambda event: event.ticket
            ):
                revs = [event.rev for event in part]
                assert revs == sorted(set(revs))
        for each in self.sent:
            copies = [other for other in self.sent if other.text == each.text]  # a split says the same words again
            for_them = any(other.to == customer.id and other.since <= self.now for other in copies)
            assert (each.text in shown) is for_them

    # Helpers

    @property
    def now(self) -> int:
        return self.services.clock.now()

    def pick(self, pick: int) -> Ticket:
        return self.now_is(self.numbers[pick % len(self.numbers)])

    def now_is(self, number: int | str | None) -> Ticket:
        found = tickets_store.find(self.services, int(number or 0), consistent=True)
        assert found is not None
        return found

    def attempt(self, action: Any) -> Any:
        """What is refused has changed nothing anywhere."""
        before = {number: self.now_is(number).version for number in self.numbers}
        try:
            return action()
        except Refused:
            assert {number: self.now_is(number).version for number in self.numbers} == before
            return None

    def note_down(self, sent: Sent, ticket: Ticket) -> None:
        self.sent.append(sent)
        if ticket.number not in self.numbers:
            self.numbers.append(ticket.number)

    def timeline_of(self, caller: Caller, number: int) -> list[Event]:
        """All pages."""
        found: list[Event] = []
        cursor: str | None = None
        while True:
            query = TimelineQuery.model_validate({"limit": 100, **({"cursor": cursor} if cursor else {})})
            page = timeline.timeline_page(self.services, caller, str(number), query)
            found += page.events
            cursor = page.next
            if cursor is None:
                return found

    def as_shown(self, event: Event) -> str:
        (view,) = tickets_responses.render_events(self.services, "en", [event], internal=False)
        assert isinstance(view, tickets_views.EventView)
        return view.model_dump_json()


def test_merging_splitting_and_linking_lose_nothing_and_reveal_nothing() -> None:
    class HistoriesHere(Histories):
        def __init__(self) -> None:
            desk = in_memory(SHOP.model_copy(update={"undo_send_s": HOLD_S}))
            makers.an_agent(desk.services, agent=ADA)
            super().__init__(desk)

    run_state_machine_as_test(HistoriesHere, settings=HISTORIES)
