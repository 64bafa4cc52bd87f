"""What people and the clock do with tickets. Each action: load, decide, record in one transaction."""

from dataclasses import dataclass, field
from typing import Any

from ..configuration import actions as configuration
from ..people import actions as people
from ..people import roster
from ..people.model import AGENTS, Caller, Person, Seat
from ..plumbing.clock import HOUR
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import Conflict, Invalid
from ..plumbing.marshal import Item
from ..plumbing.once import Once
from ..plumbing.services import Services
from . import rules, store
from .forms import NewMessage, NewTicket, TicketChange
from .model import SYSTEM, WAITING_ON_US, Because, By, Event, EventType, Status, Ticket
from .recording import (
    Act,
    Decide,
    Done,
    SeatTaken,
    by_clock,
    check_version,
    clock_event,
    fact,
    known_version,
    no_such_ticket,
    number_of,
    perform,
    record,
    replay,
    said_by,
    ticket_for,
)

__all__ = [
    "Act", "Decide", "Done", "SeatTaken", "add_message", "add_note", "assign", "by_clock", "change", "clock_event", "create",
    "due", "event_of", "explain_waiting", "no_such_ticket", "number_of", "set_aside", "ticket_for", "told",
    "waiting_for_agent",
]  # fmt: skip


def told(services: Services, number: int, rev: int, *, internal: bool) -> tuple[Ticket, Event] | None:
    """A ticket as it is now and one of its events, for those who tell people about it. 1 RT."""
    return store.find_with_event(services, number, rev, internal=internal)


def create(services: Services, caller: Caller, new: NewTicket, once: Once | None = None) -> Done:
    """Raise a ticket; an agent may raise one for a customer. 1–3 RT, 7–11 WRU."""
    category = configuration.current(services).category_or_default(new.category)
    requester = _requester(services, caller, new)
    now = services.clock.now()
    ticket = Ticket(
        number=services.numbers.next(services.clock.real()), subject=new.subject, priority=new.priority, category=category.id,
        language=new.language or requester.language, requester=requester.id, requester_name=requester.name,
        requester_email=requester.email, team=category.team, created_at=now, updated_at=now, status_since=now,
        waiting_since=now, timers=dict(services.timers(Status.NEW, now)),
    )  # fmt: skip
    event = fact(EventType.TICKET_CREATED, ticket, said_by(caller, requester.id), now, body=new.body)
    try:
        record(services, None, Act(ticket, (event,)), once)
    except ConditionFailed as failed:
        return replay(services, caller, once, failed)
    return Done(ticket, (event,))


def add_message(
    services: Services,
    caller: Caller,
    ticket_id: str,
    message: NewMessage,
    expected: int | None,
    once: Once | None = None,
) -> Done:
    """Say something public. 2 RT, 1 RRU + 6–12 WRU.

    An agent names the version they read: if words lie between, `Conflict` with `unseen` and the present `version`; changes
    that say nothing do not stand in the way. A customer's message always goes in and brings a waiting ticket back to us.
    """

    def decide(ticket: Ticket) -> Act:
        now = services.clock.now()
        if rules.acts_as_agent(caller, ticket):
            known = known_version(ticket, expected)
            rules.check_open(ticket)
            _check_seen(services, ticket, known)
            return _agent_message(services, caller, ticket, message, now)
        rules.check_open(ticket)
        return _customer_message(services, caller, ticket, message, now)

    return perform(services, caller, ticket_id, decide, once)


def add_note(services: Services, caller: Caller, ticket_id: str, body: str, once: Once | None = None) -> Done:
    """Tell colleagues something. Never shown to customers. 2 RT, 1 RRU + 4–6 WRU."""

    def decide(ticket: Ticket) -> Act:
        rules.check_open(ticket)
        now = services.clock.now()
        after = ticket.next(now)
        return Act(after, (fact(EventType.NOTE_ADDED, after, said_by(caller), now, body=body),))

    return perform(services, caller, ticket_id, decide, once)


def change(services: Services, caller: Caller, ticket_id: str, wanted: TicketChange, expected: int | None) -> Done:
    """Change fields. 2 RT (3 when assigning), 1 RRU + 4–10 WRU. Nothing different: nothing is written.

    Raises `VersionNeeded` without a version, `OutOfDate` with the present `ticket` for an old one.
    """
    rules.check_role(caller, wanted.status)
    _check_fields(services, wanted)
    assignee = _assignee(services, caller, wanted)

    def decide(ticket: Ticket) -> Act | None:
        check_version(ticket, expected)
        rules.check_open(ticket)
        if wanted.status is not None:
            rules.check_status(caller, ticket, wanted.status)
        return _changed(services, caller, ticket, wanted, assignee)

    return perform(services, caller, ticket_id, decide)


def assign(services: Services, number: int, seat: Seat, because: Because) -> Done | None:
    """Give a ticket that nobody has to an agent, whose place is claimed in the same transaction. 2 RT, 1 RRU + 9–10 WRU.

    None if the ticket does not wait for an agent of that team any more. Raises `SeatTaken` if the agent has gone or is full.
    """

    def decide(ticket: Ticket) -> Act | None:
        if not rules.waits_in(ticket, seat.team):
            return None
        now = services.clock.now()
        after = ticket.next(now, assignee=seat.agent, assignee_name=seat.name, assignee_team=seat.team, because=because)
        event = fact(EventType.TICKET_ASSIGNED, after, SYSTEM, now, before=ticket, because=because)
        return Act(after, (event,), seat=roster.claim(services, seat, now))

    return by_clock(services, number, decide)


def explain_waiting(services: Services, number: int, because: Because) -> None:
    """Write down why nobody has the ticket, unless that is what it says already. 1–2 RT, 1 RRU + 4–6 WRU."""

    def decide(ticket: Ticket) -> Act | None:
        known = ticket.because is not None and ticket.because.says(because)
        if known or not rules.waits_in(ticket, str(because.facts["team"])):
            return None
        after = ticket.next(services.clock.now(), because=because)
        return Act(after, (clock_event(EventType.ROUTING_DEFERRED, ticket, after, because),))

    by_clock(services, number, decide)


def waiting_for_agent(services: Services, team: str, most: int) -> list[int]:
    """Numbers of a team's tickets that wait on us and that nobody has, oldest first. 2 RT; half a RRU per 12 for each shard."""
    cards = [card for status in sorted(WAITING_ON_US) for card in store.unassigned(services, team, status, most)]
    return sorted(card["number"] for card in cards)[:most]


def due(services: Services, most: int) -> list[store.Due]:
    """Tickets with a timer that has run out. 1 RT for each shard; half a RRU per 30."""
    return store.due_until(services, services.clock.now(), most)


def set_aside(services: Services, late: store.Due) -> None:
    """Look at a ticket that cannot be handled again in an hour, so that it never stands before the others. 1 RT, 3 WRU."""
    store.defer(services, late, services.clock.now() + HOUR)


def event_of(item: Item) -> Event:
    """The event in a record of the stream."""
    return store.event_from(item)


def _agent_message(services: Services, caller: Caller, ticket: Ticket, message: NewMessage, now: int) -> Act:
    status = rules.after_agent_message(ticket.status, message.status)
    timers = services.timers(status, now)  # the customer's time to answer starts with our latest word
    after = ticket.next(now, waiting_since=None).entering(status, now, timers)
    return Act(after, (fact(EventType.AGENT_REPLIED, after, said_by(caller), now, before=ticket, body=message.body),))


def _customer_message(services: Services, caller: Caller, ticket: Ticket, message: NewMessage, now: int) -> Act:
    status = rules.after_customer_message(ticket.status)
    waiting = ticket.waiting_since if ticket.waiting_since is not None else now
    after = ticket.next(now, waiting_since=waiting).entering(status, now, services.timers(status, now))
    by = said_by(caller, ticket.requester)
    return Act(after, (fact(EventType.CUSTOMER_REPLIED, after, by, now, before=ticket, body=message.body),))


def _check_seen(services: Services, ticket: Ticket, known: int) -> None:
    if known == ticket.version:
        return
    between = rules.unseen(store.events_after(services, ticket.number, known))
    if between:
        raise Conflict("Something was said that you have not seen.", version=ticket.version, unseen=between)


def _check_fields(services: Services, wanted: TicketChange) -> None:
    configured = configuration.current(services)
    for name in ("status", "priority", "subject", "category", "tags", "team"):
        if wanted.names(name) and getattr(wanted, name) is None:
            raise Invalid.field(name, "This cannot be empty.")
    if wanted.category is not None and not configured.has_category(wanted.category):
        raise Invalid.field("category", f"There is no category “{wanted.category}”.")
    if wanted.team is not None and not configured.has_team(wanted.team):
        raise Invalid.field("team", f"There is no team “{wanted.team}”.")


def _changed(
    services: Services, caller: Caller, ticket: Ticket, wanted: TicketChange, assignee: Person | None
) -> Act | None:
    """One event for the assignment, one for the status, one for the rest: as many as there are, in one transaction."""
    now = services.clock.now()
    steps = _Steps(ticket, said_by(caller, ticket.requester), now)
    plain = {name: getattr(wanted, name) for name in ("priority", "subject", "category", "team") if wanted.names(name)}
    if wanted.tags is not None:
        plain["tags"] = frozenset(wanted.tags)
    if plain.get("team", ticket.team) != ticket.team and not wanted.names("assignee"):
        plain |= NOBODY  # another team's queue: its own people take it from there
    steps.take(EventType.TICKET_CHANGED, plain)
    if wanted.names("assignee"):
        type_ = EventType.TICKET_ASSIGNED if assignee else EventType.TICKET_UNASSIGNED
        steps.take(type_, _given_to(assignee, ticket.team) if assignee else NOBODY)
    if wanted.status is not None and wanted.status is not ticket.status:
        reopened = ticket.status is Status.SOLVED and wanted.status is Status.OPEN
        entered = steps.ticket.entering(wanted.status, now, services.timers(wanted.status, now))
        fields = {name: getattr(entered, name) for name in ("status", "status_since", "timers")}
        if reopened or wanted.status is Status.SOLVED:
            fields["waiting_since"] = (
                now if reopened else None
            )  # nobody waits for what is solved, and again for what is not
        steps.take(EventType.TICKET_REOPENED if reopened else EventType.STATUS_CHANGED, fields)
    return Act(steps.ticket, tuple(steps.events)) if steps.events else None


NOBODY: dict[str, Any] = {"assignee": None, "assignee_name": None, "assignee_team": None}


def _given_to(agent: Person, team: str) -> dict[str, Any]:
    return {"assignee": agent.id, "assignee_name": agent.name, "assignee_team": agent.team or team, "because": None}


@dataclass
class _Steps:
    """Several events of one act, each with the version it made."""

    ticket: Ticket
    by: By
    at: int
    events: list[Event] = field(default_factory=list)

    def take(self, type_: EventType, fields: dict[str, Any]) -> None:
        """One step further, unless nothing would be different."""
        if all(getattr(self.ticket, name) == value for name, value in fields.items() if name != "because"):
            return
        after = self.ticket.next(self.at, **fields)
        self.events.append(fact(type_, after, self.by, self.at, before=self.ticket))
        self.ticket = after


def _assignee(services: Services, caller: Caller, wanted: TicketChange) -> Person | None:
    if not wanted.names("assignee") or wanted.assignee is None:
        return None
    person = people.person_by_id(services, caller.id if wanted.assignee == "me" else wanted.assignee)
    if person is None or person.role not in AGENTS:
        raise Invalid.field("assignee", "There is no such agent.")
    return person


def _requester(services: Services, caller: Caller, new: NewTicket) -> Person:
    if new.requester:
        return people.person_for_address(services, new.requester.email, new.requester.name, new.language)
    return Person(
        id=caller.id, email=caller.email, name=caller.name, created_at=services.clock.now()
    )  # the token says it all
