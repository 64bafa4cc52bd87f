"""No piece of work costs more than it is allowed to, and none has become cheaper unnoticed."""

from collections.abc import Callable

import pytest

from chalicelib import reactions
from chalicelib.attachments import actions as attachments_actions
from chalicelib.attachments import jobs as attachments_jobs
from chalicelib.attachments.forms import NewUpload
from chalicelib.closure import actions as closure_actions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import downloads, presence, timeline, undo
from chalicelib.conversation.forms import NewMessage, NewNote, TimelineQuery
from chalicelib.feedback import actions as feedback_actions
from chalicelib.feedback.forms import NewRating
from chalicelib.links import actions as links_actions
from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.clock import DAY, MINUTE
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.queues import actions as queues_actions
from chalicelib.queues import bulk, export, listing, recount, ticket_counters
from chalicelib.queues.forms import Bulk, ExportQuery, NewView, TicketQuery, ViewChange
from chalicelib.queues.model import SavedView, Sort
from chalicelib.relations import actions as relations_actions
from chalicelib.relations.forms import Split
from chalicelib.routing import actions as routing_actions
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import LinkKind, Priority, Spam, Status, Ticket
from chalicelib.triage import actions as triage_actions
from chalicelib.triage import followers
from tests import budgets, events, makers
from tests.budgets import BODY, BUDGETS, SUBJECT, Budget
from tests.cast import ADA, ALAN, CARLA, LENA
from tests.conftest import SHOP, Desk

NEW = NewTicket(subject=SUBJECT, body=BODY, category="delivery")
WORDS = NewMessage(body=BODY)
Work = Callable[[], object]


def once(name: str) -> IdempotencyKey:
    return IdempotencyKey.of(name, b"{}", "carla", "POST", "/v1/tickets")


class Prepared:
    """A desk in which everything is there that the work needs; what making it cost is forgotten."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.services = desk.services
        for agent in (ADA, ALAN):
            makers.an_agent(self.services, agent=agent)
        tickets_actions.create(self.services, CARLA, NEW)  # the configuration is read and the counter has its item

    def ticket(self) -> Ticket:
        ticket = tickets_actions.create(self.services, CARLA, NEW).ticket
        self.later()
        return ticket

    def given(self) -> Ticket:
        """In Ada's hands, open, with six messages, two notes and the reason why she has it."""
        ticket = makers.assigned(self.services, self.ticket())
        for n in range(6):
            ticket = (makers.replied if n % 2 == 0 else makers.answered)(self.services, ticket, body=BODY)
            self.later()
        for _ in range(2):
            ticket = conversation_actions.add_note(self.services, ALAN, ticket.id, NewNote(body=BODY[:300])).ticket
            self.later()
        return ticket

    def three(self) -> list[str]:
        return [makers.an_upload(self.services, name=f"scan {n}.pdf").id for n in range(3)]

    def later(self) -> None:
        self.desk.clock.advance(minutes=5)

    # Each case prepares its work and hands it over.

    def create(self) -> Work:
        return lambda: tickets_actions.create(self.services, CARLA, NEW, once("new"))

    def create_again(self) -> Work:
        tickets_actions.create(self.services, CARLA, NEW, once("again"))
        return lambda: tickets_actions.create(self.services, CARLA, NEW, once("again"))

    def open_as_agent(self) -> Work:
        ticket = self.given()
        return lambda: tickets_transaction.ticket_for(self.services, ADA, ticket.id)

    def timeline_as_agent(self) -> Work:
        ticket = self.given()
        return lambda: timeline.timeline_page(self.services, ADA, ticket.id, TimelineQuery())

    def timeline_as_customer(self) -> Work:
        ticket = self.given()
        return lambda: timeline.timeline_page(self.services, CARLA, ticket.id, TimelineQuery())

    def list_of_twenty_as_customer(self) -> Work:
        for _ in range(24):
            tickets_actions.create(self.services, CARLA, NEW)
        return lambda: listing.list_tickets(self.services, CARLA, TicketQuery(limit=20))

    def list_of_mine_as_agent(self) -> Work:
        for _ in range(24):
            makers.assigned(self.services, tickets_actions.create(self.services, CARLA, NEW).ticket, to=ADA)
            self.desk.services.live.write(self.services.live.change("RO#orders", "ada", "SET #load = :none", none=0))
        return lambda: listing.list_tickets(
            self.services, ADA, TicketQuery(assignee="me", status=[Status.NEW], limit=20)
        )

    def list_of_a_team_as_agent(self) -> Work:
        for _ in range(24):
            tickets_actions.create(self.services, CARLA, NEW)
        return lambda: listing.list_tickets(
            self.services, ADA, TicketQuery(team=["orders"], status=[Status.NEW], limit=20)
        )

    def list_of_every_team_as_agent(self) -> Work:
        for category in ("delivery", "refund", "other"):
            for _ in range(6):
                tickets_actions.create(self.services, CARLA, NEW.model_copy(update={"category": category}))
        return lambda: listing.list_tickets(self.services, ADA, TicketQuery(limit=5))

    def list_of_a_rare_priority(self) -> Work:
        """One in five: the index is walked until a page is full."""
        for n in range(40):
            priority = Priority.HIGH if n % 5 == 0 else Priority.NORMAL
            tickets_actions.create(self.services, CARLA, NEW.model_copy(update={"priority": priority}))
        asked = TicketQuery(team=["orders"], status=[Status.NEW], priority=[Priority.HIGH], limit=5)
        return lambda: listing.list_tickets(self.services, ADA, asked)

    def list_by_waiting(self) -> Work:
        """Another order than the index has: all of a team's new tickets, 60 of them."""
        for _ in range(60):
            tickets_actions.create(self.services, CARLA, NEW)
        asked = TicketQuery(team=["orders"], status=[Status.NEW], sort=Sort.WAITING, limit=20)
        return lambda: listing.list_tickets(self.services, ADA, asked)

    def list_of_followed(self) -> Work:
        for _ in range(24):
            ticket = tickets_actions.create(self.services, CARLA, NEW).ticket
            followers.follow(self.services, ADA, ticket.id, ADA.id)
        return lambda: listing.list_tickets(self.services, ADA, TicketQuery(followed="me", limit=20))

    def list_of_a_view(self) -> Work:
        for _ in range(24):
            tickets_actions.create(self.services, CARLA, NEW)
        view = self.view()
        return lambda: listing.list_tickets(self.services, ADA, TicketQuery(view=view.id, limit=20))

    def export_fifty(self) -> Work:
        for _ in range(50):
            tickets_actions.create(self.services, CARLA, NEW)
        asked = ExportQuery(team=["orders"], status=[Status.NEW])
        return lambda: export.page(self.services, LENA, asked)

    def view(self) -> SavedView:
        """One that is counted."""
        wanted = {"team": ["orders"], "status": ["new"]}
        view = queues_actions.add(
            self.services, ADA, NewView.model_validate({"name": "New orders", "filter": wanted})
        ).view
        recount.count_new(self.services, lambda _: None)
        return view

    def list_views(self) -> Work:
        self.view()
        return lambda: queues_actions.views_of(self.services, ADA)

    def save_a_view(self) -> Work:
        self.view()
        new = NewView.model_validate({"name": "Open orders", "filter": {"team": ["orders"], "status": ["open"]}})
        return lambda: queues_actions.add(self.services, ADA, new)

    def rename_a_view(self) -> Work:
        view = self.view()
        return lambda: queues_actions.change(self.services, ADA, view.id, ViewChange(name="Fresh orders"), view.version)

    def change_ten_at_once(self) -> Work:
        tickets = [self.ticket() for _ in range(10)]
        named = [{"id": each.id, "version": each.version} for each in tickets]
        asked = Bulk.model_validate({"tickets": named, "change": {"priority": "high", "add_tags": ["vip"]}})
        return lambda: bulk.change_many(self.services, ADA, asked)

    def reply_as_agent(self) -> Work:
        ticket = self.given()
        return lambda: conversation_actions.add_message(self.services, ADA, ticket.id, WORDS, ticket.version)

    def reply_that_claims(self) -> Work:
        ticket = self.ticket()
        return lambda: conversation_actions.add_message(self.services, ADA, ticket.id, WORDS, ticket.version)

    def change_of_an_older_version(self) -> Work:
        ticket = self.given()
        makers.answered(self.services, ticket)
        wanted = TicketChange.model_validate({"priority": "high"})
        return lambda: tickets_actions.change(self.services, ADA, ticket.id, wanted, ticket.version)

    def reply_with_status(self) -> Work:
        ticket = self.given()
        words = NewMessage(body=BODY, status=Status.PENDING)
        return lambda: conversation_actions.add_message(self.services, ADA, ticket.id, words, ticket.version)

    def reply_over_a_change(self) -> Work:
        ticket = self.given()
        after = tickets_actions.change(
            self.services, ALAN, ticket.id, TicketChange.model_validate({"priority": "high"}), ticket.version
        )
        return lambda: conversation_actions.add_message(self.services, ADA, after.ticket.id, WORDS, ticket.version)

    def reply_as_customer(self) -> Work:
        ticket = self.given()
        return lambda: conversation_actions.add_message(self.services, CARLA, ticket.id, WORDS, None, once("reply"))

    def reply_as_customer_to_pending(self) -> Work:
        ticket = makers.replied(self.services, self.given(), status=Status.PENDING)
        self.later()
        return lambda: conversation_actions.add_message(self.services, CARLA, ticket.id, WORDS, None)

    def note(self) -> Work:
        ticket = self.given()
        return lambda: conversation_actions.add_note(self.services, ADA, ticket.id, NewNote(body=BODY[:300]))

    def create_with_three_files(self) -> Work:
        new = NEW.model_copy(update={"attachments": self.three()})
        return lambda: tickets_actions.create(self.services, CARLA, new, once("new"))

    def reply_as_customer_with_three_files(self) -> Work:
        ticket, words = self.given(), WORDS.model_copy(update={"attachments": self.three()})
        return lambda: conversation_actions.add_message(self.services, CARLA, ticket.id, words, None, once("reply"))

    def offer_a_place(self) -> Work:
        new = NewUpload(name="scan.pdf", size=1)
        return lambda: attachments_actions.offer_upload(self.services, CARLA, new, once("offer"))

    def check_what_is_in_no_message(self) -> Work:
        upload = makers.an_upload(self.services)
        makers.came(self.desk, upload)
        return lambda: reactions.on_upload(self.services, {"object": {"key": f"quarantine/{upload.id}"}})

    def check_what_is_in_a_message(self) -> Work:
        upload = makers.an_upload(self.services)
        makers.came(self.desk, upload)
        makers.a_ticket(self.services, attachments=[upload.id])
        return lambda: reactions.on_upload(self.services, {"object": {"key": f"quarantine/{upload.id}"}})

    def fetch(self) -> Work:
        upload = makers.arrived(self.desk, makers.an_upload(self.services))
        makers.a_ticket(self.services, attachments=[upload.id])
        return lambda: downloads.download(self.services, CARLA, upload.id)

    def forget_nothing(self) -> Work:
        return lambda: attachments_actions.delete_abandoned(self.services)

    def priority_and_tags(self) -> Work:
        ticket = self.given()
        wanted = TicketChange.model_validate({"priority": "high", "tags": ["vip"]})
        return lambda: tickets_actions.change(self.services, ADA, ticket.id, wanted, ticket.version)

    def assign_by_hand(self) -> Work:
        ticket = self.ticket()
        wanted = TicketChange.model_validate({"assignee": "ada"})
        return lambda: tickets_actions.change(self.services, ALAN, ticket.id, wanted, ticket.version)

    def solve(self) -> Work:
        ticket = self.given()
        wanted = TicketChange.model_validate({"status": "solved"})
        return lambda: tickets_actions.change(self.services, ADA, ticket.id, wanted, ticket.version)

    def note_that_mentions(self) -> Work:
        ticket = self.given()
        return lambda: conversation_actions.add_note(
            self.services, ADA, ticket.id, NewNote(body=BODY[:300], mentions=["alan"])
        )

    def take_back(self) -> Work:
        configuration_actions.replace_all(self.services, SHOP.model_copy(update={"undo_send_s": 60}))
        ticket = self.given()
        result = conversation_actions.add_message(self.services, ADA, ticket.id, WORDS, ticket.version)
        self.services.clock.at -= 5 * MINUTE  # type: ignore[attr-defined]  # the five that pass before it is measured
        return lambda: undo.withdraw(self.services, ADA, ticket.id, result.events[0].id)

    def snooze(self) -> Work:
        ticket = self.given()
        until = self.services.clock.now() + DAY
        return lambda: triage_actions.snooze(self.services, ADA, ticket.id, until, ticket.version)

    def unsnooze(self) -> Work:
        self.snooze()()
        self.desk.clock.advance(days=1)
        return lambda: reactions.run_clock(self.services)

    def mark_spam(self) -> Work:
        ticket = self.given()
        return lambda: triage_actions.mark_spam(self.services, ADA, ticket.id, Spam.SPAM, ticket.version)

    def revoke_links(self) -> Work:
        ticket = self.given()
        return lambda: links_actions.revoke(self.services, ADA, ticket.id)

    def follow(self) -> Work:
        ticket = self.given()
        return lambda: followers.follow(self.services, ADA, ticket.id, "ada")

    def look_in(self) -> Work:
        ticket = self.given()
        presence.report_presence(self.services, ALAN, ticket.id, "viewing")
        return lambda: presence.report_presence(self.services, ADA, ticket.id, "viewing")

    def follow_up(self) -> Work:
        old = makers.closed(self.services, self.given())
        return lambda: conversation_actions.add_message(self.services, CARLA, old.id, WORDS, None)

    def merge(self) -> Work:
        merged_ticket, survivor = self.ticket(), self.given()
        return lambda: relations_actions.merge(self.services, ADA, merged_ticket.id, survivor.id, merged_ticket.version)

    def unmerge(self) -> Work:
        self.merge()()
        merged_ticket = tickets_transaction.ticket_for(self.services, ADA, "10002")
        return lambda: relations_actions.unmerge(self.services, ADA, merged_ticket.id, merged_ticket.version)

    def reply_to_a_merged_ticket(self) -> Work:
        self.merge()()
        return lambda: conversation_actions.add_message(self.services, CARLA, "10002", WORDS, None)

    def timeline_of_two_merged(self) -> Work:
        self.merge()()
        return lambda: timeline.timeline_page(self.services, ADA, "10003", TimelineQuery())

    def split(self) -> Work:
        ticket = self.given()
        event = f"{ticket.id}-4"
        return lambda: relations_actions.split(
            self.services, ADA, ticket.id, Split(event=event, subject=SUBJECT), ticket.version
        )

    def link(self) -> Work:
        one, two = self.ticket(), self.ticket()
        return lambda: relations_actions.link(self.services, ADA, one.id, two.id, LinkKind.RELATED)

    def link_to_a_parent(self) -> Work:
        one, two = self.ticket(), self.ticket()
        return lambda: relations_actions.link(self.services, ADA, one.id, two.id, LinkKind.PARENT)

    def route(self) -> Work:
        ticket = self.ticket()
        makers.a_slot(self.services, agent=ADA)
        (event,) = tickets_store.events_after(self.services, ticket.number, 0)
        return lambda: routing_actions.route(self.services, event)

    def route_without_agents(self) -> Work:
        (event,) = tickets_store.events_after(self.services, self.ticket().number, 0)
        return lambda: routing_actions.route(self.services, event)

    def remind(self) -> Work:
        makers.replied(self.services, self.given(), status=Status.PENDING)
        self.desk.clock.advance(days=3)
        return lambda: reactions.run_clock(self.services)

    def notify_a_last_time(self) -> Work:
        self.remind()()
        self.desk.clock.advance(days=3)
        return lambda: reactions.run_clock(self.services)

    def close(self) -> Work:
        makers.replied(self.services, self.given(), status=Status.SOLVED)
        self.desk.clock.advance(days=1)
        reactions.run_clock(self.services)  # asks how content they are
        self.desk.clock.advance(days=13)
        return lambda: reactions.run_clock(self.services)

    def close_unanswered(self) -> Work:
        self.notify_a_last_time()()
        (late,) = tickets_store.find_due(self.services, self.desk.clock.now() + DAY, 1)
        makers.last_notice_left(self.services, late.number)
        self.desk.clock.advance(days=1)
        return lambda: reactions.run_clock(self.services)

    def solved(self) -> Ticket:
        return makers.replied(self.services, self.given(), status=Status.SOLVED)

    def ask_for_a_rating(self) -> Work:
        self.solved()
        self.desk.clock.advance(days=1)
        return lambda: reactions.run_clock(self.services)

    def ask_without_replier(self) -> Work:
        makers.with_status(self.services, self.ticket(), Status.SOLVED, by=CARLA)
        self.desk.clock.advance(days=1)
        return lambda: reactions.run_clock(self.services)

    def rate(self) -> Work:
        ticket = self.solved()
        return lambda: feedback_actions.rate(self.services, CARLA, ticket.id, NewRating(score=5, comment=BODY[:200]))

    def rate_low(self) -> Work:
        ticket = self.solved()
        return lambda: feedback_actions.rate(self.services, CARLA, ticket.id, NewRating(score=1, comment=BODY[:200]))

    def keep_open(self) -> Work:
        ticket = makers.replied(self.services, self.given(), status=Status.PENDING)
        self.later()
        return lambda: closure_actions.defer_closure(self.services, CARLA, ticket.id)

    def read_counts(self) -> Work:
        return lambda: ticket_counters.counts_for(self.services, ADA)

    def read_counts_with_views(self) -> Work:
        for n in range(10):
            new = NewView.model_validate({"name": f"View {n}", "filter": {"tag": [f"t{n}"]}})
            queues_actions.add(self.services, ADA, new)
        return lambda: ticket_counters.counts_for(self.services, ADA)

    def count_one_change_with_views(self) -> Work:
        self.view()
        return self.count_one_change()

    def count_one_change(self) -> Work:
        self.given()
        entries = [change for change in self.desk.meter.changes if events.is_ticket(change)][-8:-7]
        return lambda: ticket_counters.apply_stream(self.services, list(stream.changes(events.stream_event(entries))))

    def count_a_batch(self) -> Work:
        for _ in range(2):
            self.given()
            self.services.live.write(self.services.live.change("RO#orders", "ada", "SET #load = :none", none=0))
        entries = [change for change in self.desk.meter.changes if events.is_ticket(change)]
        return lambda: ticket_counters.apply_stream(self.services, list(stream.changes(events.stream_event(entries))))

    def clock_with_nothing_due(self) -> Work:
        self.given()
        return lambda: reactions.run_clock(self.services)

    def sweep_without_agents_on_duty(self) -> Work:
        self.ticket()
        return lambda: routing_actions.assign_waiting_everywhere(self.services)

    def sweep_with_nothing_waiting(self) -> Work:
        self.given()
        makers.a_slot(self.services, agent=ALAN)
        moved = TicketChange.model_validate({"status": "solved"})
        for ticket in tickets_store.find_many(self.services, [10_001]):
            tickets_actions.change(self.services, ADA, ticket.id, moved, ticket.version)
        return lambda: routing_actions.assign_waiting_everywhere(self.services)


@pytest.mark.parametrize("case", BUDGETS)
def test_ticket_operation_costs_exactly_its_budget(desk: Desk, case: str) -> None:
    prepared = Prepared(desk)
    work = getattr(prepared, case)()
    prepared.later()
    configuration_actions.current(desk.services)  # a warm function has read it within the minute
    attachments_jobs.delete_abandoned(desk.services)  # and looked for files that are abandoned within the hour
    desk.meter.reset()

    work()

    spent = desk.meter.spent
    assert Budget(spent.writes, spent.reads, spent.trips) == BUDGETS[case], dict(spent.by_index)


def test_every_ticket_operation_has_a_budget() -> None:
    helpers = {"ticket", "given", "later", "three", "view", "solved"}
    cases = {name for name in vars(Prepared) if not name.startswith("_")} - helpers

    assert cases == BUDGETS.keys()


def test_the_life_of_a_ticket_is_within_the_cost_model() -> None:
    """The acts that the data model adds up, and being asked for the rating."""
    life = [
        "create",
        "route",
        "reply_as_agent",
        "reply_as_customer",
        "priority_and_tags",
        "reply_with_status",
        "reply_as_customer_to_pending",
        "note",
        "reply_as_agent",
        "solve",
        "ask_for_a_rating",
        "rate",
        "close",
    ]

    assert sum(BUDGETS[step].writes for step in life) <= budgets.LIFE
