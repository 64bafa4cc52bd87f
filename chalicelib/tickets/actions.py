"""What people and the clock do with tickets. Each action: load, decide, record in one transaction."""

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
    """Nothing belongs to the act besides."""
    return act


Raised = Callable[[Act], Act]


def told(services: Services, number: int, rev: int, *, internal: bool) -> tuple[Ticket, Event] | None:
    """A ticket as it is now and one of its events, for those who tell people about it. 1 RT, 2 RRU."""
    return store.find_with_event(services, number, rev, internal=internal)


def tickets_by_number(services: Services, numbers: Sequence[int], *, consistent: bool = False) -> list[Ticket]:
    """In the order asked for, missing ones left out; nobody's rights are looked at. 1 RT per 100; half a RRU each, or 1."""
    return store.find_many(services, numbers, consistent=consistent)


def create(
    services: Services, caller: Caller, new: NewTicket, once: Once | None = None, *, raised: Raised = as_it_is,
    mailed: Mailed | None = None,
) -> Done:  # fmt: skip
    """Raise a ticket; an agent may raise one for a customer. 1–3 RT, 7–11 WRU; a follow-up 1 RT and 5 WRU more.

    With files, here and in every message, 1 RT more, 1 RRU and 3 WRU each. `raised` may add to what is written; where that
    fails, so does all of it, with `ConditionFailed`. `mailed`: it came by mail.
    """
    requester = _requester(services, caller, new)
    by_agent = caller.is_agent and caller.id != requester.id

    def attempt() -> Done:
        old = _closed_ticket(services, caller, new, requester) if new.follow_up_of else None
        try:
            files = attaching.enclosed(services, caller, new.attachments)
        except Invalid:
            if once and (done := replay_of(services, caller, once)):
                return done  # they are in the ticket that this very request has made
            raise
        whole = old is None and mailed is None  # a mail fills in no form
        ticket = _new_ticket(services, new, requester, old, by_agent=by_agent, whole=whole)
        if mailed is not None:
            ticket = ticket.model_copy(update=mailed.on_a_new_ticket)
        act = raised(_raised(ticket, new.body, old, said_by(caller, requester.id), files, mailed))
        return record_once(services, caller, None, attaching.with_files(services, act, files), once)

    if not new.follow_up_of and not new.attachments:
        return attempt()  # no other write can stand in the way, but those that `raised` adds
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
    """Say something public. 2 RT, 1 RRU + 6–12 WRU.

    An agent names the version they read: if words lie between, `Conflict` with `unseen` and the present `version`; changes
    that say nothing do not stand in the way. A customer's message always goes in: it brings a waiting ticket back to us, goes
    on in the ticket that theirs was merged into, and makes a follow-up of a closed one. Thanks and `automatic` ones change no
    status and stay in a closed ticket.
    What an agent has `mailed` answers what they were mailed, so it names no version.
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
    """Tell colleagues something. Never shown to customers; whoever is mentioned follows the ticket from now on.

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
    """Change fields. 2 RT (3 when assigning), 1 RRU + 4–10 WRU. Nothing different: nothing is written.

    `back`: the change takes back what the caller has just done, so that a status may return to what it was, even to `new`,
    with its timers and the time since when the customer has waited. Raises `VersionNeeded` without a version, `OutOfDate`
    with the present `ticket` for an old one, unless what happened since has nothing to do with this change (2 RT more).
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
    """Change fields as a rule, an API key or a bot, which the events then name. Costs as `change`.

    What it may change is what its owner has set up; what a ticket can be given is checked as for an agent. None where nothing
    would be different. Raises `Invalid` and `Conflict`.
    """
    changes.check_fields(services, wanted)
    assignee = changes.agent_named(services, wanted.assignee) if wanted.assignee is not None else None

    def decide(ticket: Ticket) -> Act | None:
        by = rules.authority_of(actor)
        changes.check_change(by.mover, ticket, wanted, back=False)
        return changes.changed(services, by, ticket, wanted, assignee)

    return perform_as_system(services, number, decide)


def assign(services: Services, number: int, seat: Seat, because: Because) -> Done | None:
    """Give a ticket that nobody has to an agent, whose place is claimed in the same transaction. 2 RT, 1 RRU + 9–10 WRU.

    None if the ticket does not wait for an agent of that team any more. Raises `SeatTaken` if the agent has gone or is full.
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
    """Write down why nobody has the ticket, unless that is what it says already. 1–2 RT, 1 RRU + 4–6 WRU."""

    def decide(ticket: Ticket) -> Act | None:
        known = ticket.because is not None and ticket.because.says(because)
        if known or not rules.waits_in(ticket, str(because.facts["team"])):
            return None
        after = ticket.next(services.clock.now(), because=because)
        return Act(after, (clock_event(EventType.ROUTING_DEFERRED, ticket, after, because),))

    perform_as_system(services, number, decide)


def waiting_for_agent(services: Services, team: str, most: int) -> list[int]:
    """Numbers of a team's tickets that wait on us and that nobody has, oldest first. 2 RT; half a RRU per 12 for each shard."""
    found = [card for status in sorted(WAITING_ON_US) for card in cards.unassigned(services, team, status, most)]
    return sorted(card["number"] for card in found)[:most]


def due(services: Services, most: int) -> list[store.Due]:
    """Tickets with a timer that has run out. 1 RT for each shard; half a RRU per 30."""
    return store.due_until(services, services.clock.now(), most)


def set_aside(services: Services, late: store.Due) -> None:
    """Look at a ticket that cannot be handled again in an hour, so that it never stands before the others. 1 RT, 3 WRU."""
    store.defer(services, late, services.clock.now() + HOUR)


def put_off(services: Services, number: int, kind: str) -> None:
    """Let a timer be that came to nothing: no event tells of it, and the version stays. 2 RT, 1 RRU + 1–4 WRU.

    Somebody who changes the ticket at the same moment may bring it back; then it comes to nothing once more.
    """
    ticket = store.find(services, number, consistent=True)
    if ticket is not None and kind in ticket.timers:
        set_timers(services, ticket.with_timers({kind}, {}))


def set_timers(services: Services, ticket: Ticket) -> None:
    """Write other timers for a ticket: no event tells of it, and the version stays. 1 RT, 1–4 WRU.

    Where the ticket is changed at the same moment nothing is written; the timer that asked for it is due again then.
    """
    with suppress(ConditionFailed):
        store.keep_timers(services, ticket)


def event_of(item: Item) -> Event:
    """The event in a record of the stream."""
    return store.event_from(item)


class Target(StrEnum):
    """Where a customer's message to a ticket is written."""

    SAME = "same"
    SURVIVOR = "survivor"  # their ticket was merged into another one of theirs
    PART = "part"  # it was merged into another person's: they write in their own, and the survivor's agents read it
    FOLLOW_UP = "follow_up"  # a new ticket, since this one is closed


@dataclass(frozen=True)
class Resolved:
    """A target and its ticket: for a follow-up the ticket that it follows up, for a part its survivor."""

    target: Target
    ticket: Ticket


def resolve_target(services: Services, ticket: Ticket, incoming: Incoming) -> Resolved:
    """Find where a customer's message belongs. Where a ticket was merged 1 RT and 1 RRU for each merge.

    What says nothing (thanks, an automatic reply) stays in a closed ticket; anything else makes a follow-up.
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
    """What a customer writes in a closed ticket: a new one that is linked to it."""
    requester = _themselves(services, caller)
    new = NewTicket(subject=old.subject, body=incoming.body, language=old.language, follow_up_of=old.id)
    ticket = _new_ticket(services, new, requester, old, by_agent=False, whole=incoming.mailed is None)
    if incoming.mailed is not None:
        ticket = ticket.model_copy(update=incoming.mailed.on_a_new_ticket)
    by = said_by(caller, requester.id)
    event = ticket_created(ticket, by, message=incoming.message, other=old.number)
    return Act(ticket, (event,), others=(_goes_on_in(ticket, old, event),))


def _in_the_part(services: Services, caller: Caller, part: Ticket, survivor: Ticket, incoming: Incoming) -> Act:
    """Write in a ticket that was merged into another person's: the writer sees it, and the survivor's customer does not."""
    now = services.clock.now()
    said = messages.customer_message(services, caller, part, incoming, now)
    kept = part.next(now, waiting_since=said.ticket.waiting_since)  # in no queue: the survivor is what waits
    event = said.events[0].model_copy(update={"changes": {}})
    woken = messages.customer_message(services, caller, survivor, incoming, now)
    event = event.model_copy(update={"quiet": woken.events[0].quiet})
    heard = woken.events[0].retyped(EventType.PART_REPLIED, other=part.number)
    return Act(kept, (event,), others=(Change(survivor, woken.ticket, (heard,)),))


def event_in(services: Services, ticket: Ticket, event_id: str) -> Event | None:
    """A public event of a ticket by its id. 1 RT, 1 RRU."""
    number, _, rev = event_id.partition("-")
    return store.find_event(services, ticket.number, int(rev), internal=False) if number == ticket.id else None


def ticket_now(services: Services, number: int) -> Ticket:
    """A ticket that another one names. 1 RT, 1 RRU. Raises `LookupError` where that is wrong."""
    found = store.find(services, number, consistent=True)
    if found is None:
        raise LookupError(f"ticket {number} is not there")
    return found


def surviving(services: Services, ticket: Ticket) -> Ticket:
    """Where the story of a merged ticket goes on, over as many merges as there were. 1 RT and 1 RRU for each.

    Merging refuses rings, so this ends.
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
    """A ticket as it is raised; a follow-up inherits what makes it find the same people."""
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
        vouched = {} if by_agent else {"unverified": False, "channel": "portal"}  # the requester themselves
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
    """The ticket that a new one follows up. Raises `NotFound`, or `Conflict` for one that is still alive."""
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
    """The caller as a requester: the token says it all."""
    return Person(id=caller.id, email=caller.email, name=caller.name, created_at=services.clock.now())
