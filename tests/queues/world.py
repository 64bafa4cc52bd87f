"""A small desk on which everything happens that lists and numbers depend on, in any order."""

import random
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, Team
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewMessage, NewNote
from chalicelib.people.model import Caller, Right, Role
from chalicelib.plumbing.clock import DAY, MINUTE
from chalicelib.plumbing.errors import Refused
from chalicelib.plumbing.services import Services
from chalicelib.queues import rules as queues_rules
from chalicelib.queues.model import Filter, Sort
from chalicelib.relations import actions as relations_actions
from chalicelib.tickets import access as tickets_access
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.index import index_row
from chalicelib.tickets.model import Priority, Spam, Status, Ticket
from chalicelib.triage import actions as triage_actions
from chalicelib.triage import followers
from tests import makers
from tests.cast import ADA, ALAN, BORIS, CARLA, MALLORY, ROOT, TEAMS
from tests.conftest import SHOP, Desk

LAWYER = Caller(id="lea", email="lea@desk.example", name="Lea", role=Role.AGENT, teams={"legal": Right.FULL})
READERS = (ADA, ALAN, BORIS, LAWYER, ROOT)
"""Agents; Lea alone, and Root as an admin, see the tickets of the team that is not open."""
OFFICE = SHOP.model_copy(
    update={
        "teams": (*SHOP.teams, Team(id="legal", name="Legal", open=False)),
        "categories": (*SHOP.categories, Category(id="claim", team="legal", names={"en": "Claim"})),
    }
)
CATEGORIES = ("delivery", "refund", "other", "claim")
LANGUAGES = ("en", "en-GB", "de", "ar")
TAGS = ("a", "b", "c")
AGENT_IDS = ("ada", "alan", "boris", "lea")

STATUSES = ("open", "pending", "on_hold", "solved")
KINDS = (
    "create",
    "create",
    "create",
    "customer",
    "agent",
    "note",
    "change",
    "change",
    "change",
    "snooze",
    "spam",
    "follow",
    "follow",
    "unfollow",
    "merge",
    "close",
    "wait",
)

histories = st.integers(0, 2**32).map(random.Random)
"""Dice: a history is long, and a number is all that it needs."""
PARTS: list[dict[str, Any]] = [
    *({"status": [each]} for each in Status if each is not Status.CLOSED),
    {"status": [Status.NEW, Status.OPEN]},
    *({"priority": [each]} for each in Priority),
    {"priority": [Priority.HIGH, Priority.URGENT]},
    *({"team": [each]} for each in ("orders", "billing", "legal")),
    {"team": ["orders", "legal"]},
    *({"category": [each]} for each in CATEGORIES),
    {"category": ["delivery", "claim"]},
    *({"tag": [each]} for each in TAGS),
    {"tag": ["a", "b"]},
    {"language": ["en"]},
    {"language": ["EN-gb", "de"]},
    {"channel": ["portal"]},
    {"channel": ["mail"]},
    {"assignee": "me"},
    {"assignee": "me"},
    {"assignee": "none"},
    {"assignee": "ada"},
    {"requester": "carla"},
    {"followed": "me"},
    {"followed": "me"},
    {"place": "snoozed"},
    {"place": "spam"},
    {"assignee": "none", "place": "spam"},
    {"assignee": "me", "place": "snoozed"},
    {"assignee": "ada", "place": "spam"},
    {},
]
filters = st.lists(st.sampled_from(PARTS), max_size=2).map(
    lambda parts: Filter.model_validate({name: value for each in parts for name, value in each.items()})
)
sorts = st.none() | st.sampled_from(Sort)
orders = st.none() | st.sampled_from(["asc", "desc"])


def open_up(desk: Desk) -> Services:
    """The desk with everybody in it."""
    configuration_actions.replace_all(desk.services, OFFICE)
    for agent in READERS:
        home = TEAMS.get(agent.id) or "legal"
        makers.an_agent(desk.services, agent=agent, teams={home: Right.FULL}, home=home)
    return desk.services


class World:
    """What has happened on a desk; any caller may act."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.services = open_up(desk)
        self.numbers: list[int] = []

    def live(self, dice: random.Random, acts: int) -> None:
        """So many things happen, with a few tickets to begin with."""
        for n in range(acts):
            self.step(dice, "create" if n < acts // 6 else dice.choice(KINDS))

    def step(self, dice: random.Random, kind: str) -> None:
        """Something may be refused: then it has changed nothing."""
        if kind == "wait":
            self.desk.clock.advance(ms=dice.choice([1, 90_000, DAY]))
        elif kind == "create" or not self.numbers:
            customer, category = dice.choice([CARLA, CARLA, MALLORY]), dice.choice(CATEGORIES)
            self.numbers.append(self._created(customer, category, dice.choice(LANGUAGES)).number)
        else:
            try:
                self._happen(kind, dice, self.ticket(dice.choice(self.numbers)))
            except Refused:
                return

    def _created(self, customer: Caller, category: str, language: str) -> Ticket:
        new = NewTicket(subject="x", body="y", category=category, language=language)
        return tickets_actions.create(self.services, customer, new).ticket

    def _happen(self, kind: str, dice: random.Random, ticket: Ticket) -> None:
        if kind in {"snooze", "spam"}:
            self._take_out_of_queue(kind, ticket)
        else:
            self._work(kind, dice, ticket)

    def _take_out_of_queue(self, kind: str, ticket: Ticket) -> None:
        """And back again."""
        services, version = self.services, ticket.version
        match kind:
            case "snooze" if ticket.snoozed_until is None:
                triage_actions.snooze(services, ROOT, ticket.id, services.clock.now() + DAY, version)
            case "snooze":
                triage_actions.unsnooze(services, ROOT, ticket.id, version)
            case "spam" if ticket.spam is None:
                triage_actions.mark_spam(services, ROOT, ticket.id, Spam.SPAM, version)
            case "spam":
                triage_actions.unmark_spam(services, ROOT, ticket.id, version)

    def _work(self, kind: str, dice: random.Random, ticket: Ticket) -> None:
        services, version = self.services, ticket.version
        match kind:
            case "customer":
                by = CARLA if ticket.requester == CARLA.id else MALLORY
                sent = conversation_actions.add_message(services, by, ticket.id, NewMessage(body="Any news?"), None)
                self.numbers += [sent.ticket.number] if sent.ticket.number not in self.numbers else []  # a follow-up
            case "agent":
                message = NewMessage.model_validate({"body": "x", "status": dice.choice([None, *STATUSES])})
                conversation_actions.add_message(services, ROOT, ticket.id, message, version)
            case "note":
                note = NewNote(body="x", mentions=dice.choice([[], [dice.choice(AGENT_IDS)]]))
                conversation_actions.add_note(services, ROOT, ticket.id, note)
            case "change":
                tickets_actions.change(services, ROOT, ticket.id, TicketChange.model_validate(_a_change(dice)), version)
            case "follow" | "unfollow":
                agent = dice.choice(READERS)
                change = followers.follow if kind == "follow" else followers.unfollow
                change(services, agent, ticket.id, agent.id)
            case "merge":
                relations_actions.merge(services, ROOT, ticket.id, str(dice.choice(self.numbers)), version)
            case "close" if ticket.status is Status.SOLVED and ticket.merged_into is None:
                makers.closed(services, ticket)

    def ticket(self, number: int) -> Ticket:
        found = tickets_store.find(self.services, number, consistent=True)
        assert found is not None
        return found

    def everything(self) -> list[Ticket]:
        return [self.ticket(number) for number in self.numbers]

    def found_by(self, wanted: Filter, caller: Caller) -> list[Ticket]:
        """Those that the predicate finds, of all that the caller may list."""
        configured = configuration_actions.current(self.services)
        teams = {team.id for team in tickets_access.readable_teams(caller, configured)}
        return [
            ticket
            for ticket in self.everything()
            if ticket.team in teams and queues_rules.matches(index_row(self.services, ticket), wanted, caller.id)
        ]


def _a_change(dice: random.Random) -> dict[str, Any]:
    """One or two fields at once."""
    whole: dict[str, Any] = {
        "status": dice.choice(STATUSES),
        "priority": dice.choice(list(Priority)).value,
        "category": dice.choice(CATEGORIES),
        "tags": dice.sample(TAGS, dice.randrange(3)),
        "team": dice.choice(["orders", "billing", "legal"]),
        "assignee": dice.choice([None, *AGENT_IDS]),
    }
    return {name: whole[name] for name in dice.sample(sorted(whole), dice.randrange(1, 3))}


def in_order(tickets: Sequence[Ticket], sort: Sort, *, descending: bool) -> list[int]:
    """Numbers in the order that is promised, worked out from the tickets themselves."""

    def value(ticket: Ticket) -> int | None:
        due = ticket.due[1] if ticket.due else None
        rank = list(Priority).index(ticket.priority)
        waits = 0 if ticket.waiting_since is None else 10**13 - ticket.waiting_since
        return {
            Sort.UPDATED: ticket.updated_at // MINUTE,
            Sort.CREATED: ticket.created_at,
            Sort.DUE: due,
            Sort.WAITING: ticket.waiting_since,
            Sort.PRIORITY: rank * 10**14 + waits,
        }[sort]

    sign = -1 if descending else 1
    return [
        ticket.number
        for ticket in sorted(
            tickets,
            key=lambda each: (value(each) is None, sign * (value(each) or 0), sign * each.number),
        )
    ]
