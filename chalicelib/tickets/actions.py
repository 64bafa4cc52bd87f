"""Ticket actions of people and of the system. Each one loads the ticket, decides, and records the result in one transaction."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ..configuration import actions as configuration
from ..configuration import rules as forms
from ..people import actions as people
from ..people import roster
from ..people.model import Caller, Person, Seat
from ..plumbing.clock import HOUR
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import Conflict, Invalid
from ..plumbing.marshal import Item
from ..plumbing.once import Once
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import access, attaching, cards, changes, messages, rules, store, watching
from .event_data import Note, OtherTicket
from .forms import NewMessage, NewNote, NewTicket, TicketChange
from .messages import Incoming
from .model import (
    SYSTEM,
    WAITING_ON_US,
    Actor,
    Because,
    Event,
    EventType,
    LinkKind,
    Mailed,
    Status,
    Ticket,
)
from .recording import (
    TOO_QUICK,
    Act,
    Decide,
    Done,
    Elsewhere,
    SeatTaken,
    by_clock,
    check_version,
    clock_event,
    known_version,
    new_event,
    no_such_ticket,
    number_of,
    perform,
    perform_as_system,
    record_once,
    replay_of,
    said_by,
    ticket_created,
    ticket_for,
)
from .store import Change

__all__ = [
    "Act", "Change", "Decide", "Done", "SeatTaken", "add_message", "add_note", "as_it_is", "assign", "by_clock",
    "change", "check_version", "clock_event", "create", "due", "event_in", "event_of", "explain_waiting", "new_event",
    "no_such_ticket", "number_of", "perform", "put_off", "said_by", "set_aside", "set_timers", "surviving", "ticket_created",
    "ticket_for",
    "ticket_now", "tickets_by_number", "told", "waiting_for_agent",
]  # fmt: skip


def as_it_is(act: Act) -> Act:
    """Add nothing to the changeset."""
    return act


Raised = Callable[[Act], Act]


def told(services: Services, number: int, rev: int, *, internal: bool) -> tuple[Ticket, Event] | None:
    """Read a ticket and one of its events, for notifications about the event. 1 RT, 2 RRU."""
    return store.find_with_event(services, number, rev, internal=internal)


def tickets_by_number(services: Services, numbers: Sequence[int], *, consistent: bool = False) -> list[Ticket]:
    """Read tickets in the order of `numbers`, without those that do not exist. Checks no permissions.

    1 RT per 100 tickets; half a RRU each, or 1 if `consistent`.
    """
    return store.find_many(services, numbers, consistent=consistent)


def create(
    services: Services, caller: Caller, new: NewTicket, once: Once | None = None, *, raised: Raised = as_it_is,
    mailed: Mailed | None = None,
) -> Done:  # fmt: skip
    """Create a ticket; an agent may create one for a customer.

    `raised` may add writes to the transaction; if one of them fails, nothing is written and `ConditionFailed` is
    raised. `mailed` describes the email that the ticket was created from. 1–3 RT, 7–11 WRU; a follow-up costs 1 RT and
    5 WRU more. Attachments, here and in every message, cost 1 RT, 1 RRU and 3 WRU each on top.
    """
    requester = _requester(services, caller, new)
    by_agent = caller.is_agent and caller.id != requester.id

    def attempt() -> Done:
        old = _closed_ticket(services, caller, new, requester) if new.follow_up_of else None
        try:
            files = attaching.enclosed(services, caller, new.attachments)
        except Invalid:
            if once and (done := replay_of(services, caller, once)):
                return done  # an earlier attempt of this request has already attached them
            raise
        whole = old is None and mailed is None  # an email does not fill in the category's form
        ticket = _new_ticket(services, new, requester, old, by_agent=by_agent, whole=whole)
        if mailed is not None:
            ticket = ticket.model_copy(update=mailed.on_a_new_ticket)
        act = raised(_raised(ticket, new.body, old, said_by(caller, requester.id), files, mailed))
        return record_once(services, caller, None, attaching.with_files(services, act, files), once)

    if not new.follow_up_of and not new.attachments:
        return attempt()  # only the writes that `raised` adds can conflict with others
    return retry_until_written(services.clock, attempt, TOO_QUICK)


def add_message(
    services: Services,
    caller: Caller,
    ticket_id: str,
    message: NewMessage,
    expected: int | None,
    once: Once | None = None,
    *,
    automatic: bool = False,
    mailed: Mailed | None = None,
) -> Done:
    """Add a public reply. 2 RT, 1 RRU + 6–12 WRU.

    An agent passes the version they read. If messages were added since, `Conflict` is raised with these (`unseen`) and
    the current `version`; other changes do not conflict. A customer's message is always accepted: it reopens a waiting
    ticket, goes to the surviving ticket of a merge, and creates a follow-up of a closed ticket. Thanks and `automatic`
    messages change no status and stay in a closed ticket. An agent's reply by email (`mailed`) needs no version, as it
    replies to a particular message.
    """

    def decide(ticket: Ticket) -> Act | Elsewhere:
        if access.acts_as_agent(caller, ticket):
            now = services.clock.now()
            access.check_may_change(caller, ticket, configuration.current(services))
            known = known_version(ticket, ticket.version if mailed else expected)
            rules.check_open(ticket)
            rules.check_not_spam(ticket)
            _check_seen(services, ticket, known)
            attaching.check_takes_all(len(message.attachments), len(message.also))
            files = attaching.enclosed(services, caller, message.attachments)
            act = messages.agent_message(services, caller, ticket, message, attaching.attached(files), now, mailed)
            return attaching.with_files(services, act, files)
        files = attaching.enclosed(services, caller, message.attachments)
        incoming = Incoming(message.body, attaching.attached(files), automatic, mailed)
        target = resolve_target(services, ticket, incoming)
        return _with_files(services, _written_to(services, caller, target, ticket, incoming), files)

    return perform(services, caller, ticket_id, decide, once)


def add_note(services: Services, caller: Caller, ticket_id: str, note: NewNote, once: Once | None = None) -> Done:
    """Add an internal note, which customers never see. Mentioned agents become followers.

    2 RT, 1 RRU + 4–6 WRU; with mentions 1 RT more, half a RRU and 3 WRU each.
    """
    mentioned = watching.agents_named(services, note.mentions)

    def decide(ticket: Ticket) -> Act:
        rules.check_open(ticket)
        files = attaching.enclosed(services, caller, note.attachments)
        now = services.clock.now()
        after = ticket.next(now, watchers=ticket.watchers | mentioned)
        said = Note(body=note.body, mentions=mentioned, attachments=attaching.attached(files))
        event = new_event(EventType.NOTE_ADDED, after, said_by(caller), now, data=said, before=ticket)
        act = Act(after, (event,), also=watching.rows(services, ticket, after))
        return attaching.with_files(services, act, files)

    return perform(services, caller, ticket_id, decide, once)


def change(
    services: Services,
    caller: Caller,
    ticket_id: str,
    wanted: TicketChange,
    expected: int | None,
    *,
    back: bool = False,
) -> Done:
    """Change a ticket's fields. Writes nothing where nothing differs. 2 RT (3 when assigning), 1 RRU + 4–10 WRU.

    `back` undoes a change that the caller has just made: the status may return to its previous value, even to `new`,
    together with its timers and the start of the customer's wait. Raises `VersionNeeded` without a version, and `OutOfDate`
    with the current `ticket` for an old version, unless the changes since then are unrelated to this one (2 RT more).
    """
    if not back:
        rules.check_role(caller, wanted.status)
    changes.check_fields(services, wanted)
    assignee = changes.assignee_of(services, caller, wanted)

    def decide(ticket: Ticket) -> Act | None:
        access.check_may_change(caller, ticket, configuration.current(services))
        if back:
            check_version(services, caller, ticket, expected)
        else:
            changes.check_unrelated(services, caller, ticket, wanted, expected)
        by = changes.authority_of(caller, ticket)
        changes.check_change(by.mover, ticket, wanted, back=back)
        return changes.changed(services, by, ticket, wanted, assignee, back=back)

    return perform(services, caller, ticket_id, decide)


def change_as(services: Services, actor: Actor, number: int, wanted: TicketChange) -> Done | None:
    """Change fields on behalf of a rule, an API key or a bot, which is named in the events. Costs the same as `change`.

    The rule, key or bot needs no permissions of its own; the values are validated as for an agent. Returns None if
    nothing differs. Raises `Invalid` and `Conflict`.
    """
    changes.check_fields(services, wanted)
    assignee = changes.agent_named(services, wanted.assignee) if wanted.assignee is not None else None

    def decide(ticket: Ticket) -> Act | None:
        by = rules.authority_of(actor)
        changes.check_change(by.mover, ticket, wanted, back=False)
        return changes.changed(services, by, ticket, wanted, assignee)

    return perform_as_system(services, number, decide)


def assign(services: Services, number: int, seat: Seat, because: Because) -> Done | None:
    """Assign an unassigned ticket to an agent and claim a slot of theirs in the same transaction. 2 RT, 1 RRU + 9–10 WRU.

    Returns None if the ticket no longer waits for an agent of that team. Raises `SeatTaken` if the agent is at capacity
    or no longer available.
    """

    def decide(ticket: Ticket) -> Act | None:
        if not rules.waits_in(ticket, str(because.facts["team"])):
            return None
        now = services.clock.now()
        after = ticket.next(now, assignee=seat.agent, assignee_name=seat.name, assignee_team=seat.home, because=because)
        event = new_event(EventType.TICKET_ASSIGNED, after, SYSTEM, now, before=ticket, because=because)
        return Act(after, (event,), seat=roster.claim(services, seat, now))

    return perform_as_system(services, number, decide)


def explain_waiting(services: Services, number: int, because: Because) -> None:
    """Record why the ticket is still unassigned, unless that reason is already recorded. 1–2 RT, 1 RRU + 4–6 WRU."""

    def decide(ticket: Ticket) -> Act | None:
        known = ticket.because is not None and ticket.because.says(because)
        if known or not rules.waits_in(ticket, str(because.facts["team"])):
            return None
        after = ticket.next(services.clock.now(), because=because)
        return Act(after, (clock_event(EventType.ROUTING_DEFERRED, ticket, after, because),))

    perform_as_system(services, number, decide)


def waiting_for_agent(services: Services, team: str, most: int) -> list[int]:
    """List the numbers of a team's unassigned tickets that wait on us, oldest first. 2 RT; half a RRU per 12 for each shard."""
    found = [card for status in sorted(WAITING_ON_US) for card in cards.unassigned(services, team, status, most)]
    return sorted(card["number"] for card in found)[:most]


def due(services: Services, most: int) -> list[store.Due]:
    """List the tickets with an expired timer. 1 RT for each shard; half a RRU per 30."""
    return store.due_until(services, services.clock.now(), most)


def set_aside(services: Services, late: store.Due) -> None:
    """Retry a ticket that cannot be handled in an hour, so that it does not block the others. 1 RT, 3 WRU."""
    store.defer(services, late, services.clock.now() + HOUR)


def put_off(services: Services, number: int, kind: str) -> None:
    """Clear a timer that had no effect, without an event or a new version. 2 RT, 1 RRU + 1–4 WRU.

    A concurrent change of the ticket may restore the timer; it then expires again without effect.
    """
    ticket = store.find(services, number, consistent=True)
    if ticket is not None and kind in ticket.timers:
        set_timers(services, ticket.with_timers({kind}, {}))


def set_timers(services: Services, ticket: Ticket) -> None:
    """Replace a ticket's timers, without an event or a new version. 1 RT, 1–4 WRU.

    Writes nothing if the ticket is changed concurrently; the timer in question is then due again.
    """
    with suppress(ConditionFailed):
        store.keep_timers(services, ticket)


def event_of(item: Item) -> Event:
    """Parse the event in a record of the stream."""
    return store.event_from(item)


class Target(StrEnum):
    """Where a customer's message to a ticket is written."""

    SAME = "same"
    SURVIVOR = "survivor"  # the ticket was merged into another one of the same requester
    PART = "part"  # merged into another requester's ticket: the message stays here, and the survivor's agents see it
    FOLLOW_UP = "follow_up"  # a new ticket, since this one is closed


@dataclass(frozen=True)
class Resolved:
    """A target and its ticket: for `FOLLOW_UP` the ticket it follows up, for `PART` the survivor."""

    target: Target
    ticket: Ticket


def resolve_target(services: Services, ticket: Ticket, incoming: Incoming) -> Resolved:
    """Find the ticket that a customer's message belongs to. For a merged ticket 1 RT and 1 RRU for each merge.

    Messages without content (thanks, automatic replies) stay in a closed ticket; any other message creates a follow-up.
    """
    survivor = surviving(services, ticket)
    own = survivor.requester == ticket.requester
    closed = survivor.status is Status.CLOSED
    if closed and messages.says_nothing(services, survivor, incoming, services.clock.now()) is None:
        return Resolved(Target.FOLLOW_UP, survivor if own else ticket)
    if ticket.merged_into is None:
        return Resolved(Target.SAME, ticket)
    return Resolved(Target.SURVIVOR if own else Target.PART, survivor)


def _written_to(services: Services, caller: Caller, resolved: Resolved, named: Ticket, incoming: Incoming) -> Elsewhere:
    now = services.clock.now()
    match resolved.target:
        case Target.FOLLOW_UP:
            return Elsewhere(None, _follow_up(services, caller, resolved.ticket, incoming))
        case Target.PART:
            return Elsewhere(named, _in_the_part(services, caller, named, resolved.ticket, incoming))
    return Elsewhere(resolved.ticket, messages.customer_message(services, caller, resolved.ticket, incoming, now))


def _with_files(services: Services, written: Elsewhere, files: attaching.Uploads) -> Elsewhere:
    return replace(written, act=attaching.with_files(services, written.act, files))


def _follow_up(services: Services, caller: Caller, old: Ticket, incoming: Incoming) -> Act:
    """Create a follow-up of a closed ticket from a customer's message, and link the two."""
    requester = _themselves(services, caller)
    new = NewTicket(subject=old.subject, body=incoming.body, language=old.language, follow_up_of=old.id)
    ticket = _new_ticket(services, new, requester, old, by_agent=False, whole=incoming.mailed is None)
    if incoming.mailed is not None:
        ticket = ticket.model_copy(update=incoming.mailed.on_a_new_ticket)
    by = said_by(caller, requester.id)
    event = ticket_created(ticket, by, message=incoming.message, other=old.number)
    return Act(ticket, (event,), others=(_goes_on_in(ticket, old, event),))


def _in_the_part(services: Services, caller: Caller, part: Ticket, survivor: Ticket, incoming: Incoming) -> Act:
    """Add a message to a ticket that was merged into another requester's. The survivor's requester does not see it."""
    now = services.clock.now()
    said = messages.customer_message(services, caller, part, incoming, now)
    kept = part.next(now, waiting_since=said.ticket.waiting_since)  # in no queue: only the survivor waits
    event = said.events[0].model_copy(update={"changes": {}})
    woken = messages.customer_message(services, caller, survivor, incoming, now)
    event = event.model_copy(update={"quiet": woken.events[0].quiet})
    heard = woken.events[0].retyped(EventType.PART_REPLIED, other=part.number)
    return Act(kept, (event,), others=(Change(survivor, woken.ticket, (heard,)),))


def event_in(services: Services, ticket: Ticket, event_id: str) -> Event | None:
    """Find a public event of a ticket by its id. 1 RT, 1 RRU."""
    number, _, rev = event_id.partition("-")
    return store.find_event(services, ticket.number, int(rev), internal=False) if number == ticket.id else None


def ticket_now(services: Services, number: int) -> Ticket:
    """Read a ticket that another ticket refers to. 1 RT, 1 RRU. Raises `LookupError` if it does not exist."""
    found = store.find(services, number, consistent=True)
    if found is None:
        raise LookupError(f"ticket {number} is not there")
    return found


def surviving(services: Services, ticket: Ticket) -> Ticket:
    """Follow the merges of a ticket to the surviving one. 1 RT and 1 RRU for each.

    The loop ends because merging rejects cycles.
    """
    while ticket.merged_into is not None:
        ticket = ticket_now(services, ticket.merged_into)
    return ticket


def _check_seen(services: Services, ticket: Ticket, known: int) -> None:
    if known == ticket.version:
        return
    between = rules.unseen(store.events_after(services, ticket.number, known))
    if between:
        raise Conflict("Something was said that you have not seen.", version=ticket.version, unseen=between)


def _new_ticket(
    services: Services, new: NewTicket, requester: Person, old: Ticket | None, *, by_agent: bool, whole: bool
) -> Ticket:
    """Build a new ticket; a follow-up inherits what decides who may see it."""
    category = configuration.current(services).category_or_default(new.category or (old.category if old else None))
    before = {} if old is None or new.category else old.fields
    answers = forms.answers(category, new.fields, before=before, by_agent=by_agent, whole=whole)
    now = services.clock.now()
    number = services.numbers.next(services.clock.real())
    asked: dict[str, Any] = {"subject": new.subject, "category": category.id, "fields": answers}
    asked |= {"tags": frozenset(new.tags)}
    asked |= {"priority": new.priority} if new.priority else {}
    asked |= {"language": new.language} if new.language else {}
    asked |= {"requester_name": requester.name, "requester_email": requester.email}
    if old is not None:
        vouched = {} if by_agent else {"unverified": False, "channel": "portal"}  # the requester has logged in
        links = {old.id: LinkKind.FOLLOW_UP_OF}
        return old.successor(number, now, **asked, **vouched, links=links)
    asked = {"language": requester.language, **asked}
    return Ticket(
        number=number,
        requester=requester.id,
        team=category.team,
        created_at=now,
        updated_at=now,
        status_since=now,
        waiting_since=now,
        **asked,
    )


def _raised(
    ticket: Ticket, body: str, old: Ticket | None, by: Actor, files: attaching.Uploads, mailed: Mailed | None
) -> Act:
    said = Incoming(body, attaching.attached(files), mailed=mailed).message
    event = ticket_created(ticket, by, message=said, other=old.number if old else None)
    return Act(ticket, (event,), others=(_goes_on_in(ticket, old, event),) if old else ())


def _closed_ticket(services: Services, caller: Caller, new: NewTicket, requester: Person) -> Ticket:
    """Read the ticket that a new one follows up. Raises `NotFound`, or `Conflict` if it is not closed."""
    old = ticket_for(services, caller, str(new.follow_up_of))
    if old.status is not Status.CLOSED:
        version = access.version_for(caller, old, configuration.current(services))
        raise Conflict("That ticket is not closed: write in it.", version=version)
    if old.requester != requester.id:
        raise Invalid.field("follow_up_of", "That is somebody else's ticket.")
    return old


def _goes_on_in(ticket: Ticket, old: Ticket, raised: Event) -> Change:
    after = old.next(raised.at, links={**old.links, ticket.id: LinkKind.FOLLOW_UP})
    data = OtherTicket(other=ticket.number)
    return Change(old, after, (new_event(EventType.FOLLOW_UP_RAISED, after, raised.by, raised.at, data=data),))


def _requester(services: Services, caller: Caller, new: NewTicket) -> Person:
    if new.requester:
        return people.person_for_address(services, new.requester.email, new.requester.name, new.language)
    if new.follow_up_of and caller.is_agent:
        old = ticket_for(services, caller, new.follow_up_of)
        return Person(
            id=old.requester, email=old.requester_email, name=old.requester_name, language=old.language,
            created_at=services.clock.now(),
        )  # fmt: skip
    return _themselves(services, caller)


def _themselves(services: Services, caller: Caller) -> Person:
    """Build the requester from the caller's token, without a read."""
    return Person(id=caller.id, email=caller.email, name=caller.name, created_at=services.clock.now())
