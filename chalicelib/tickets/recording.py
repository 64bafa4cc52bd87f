"""Load, decide, record: the one way a ticket changes, whoever changes it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..configuration import actions as configuration
from ..people import roster
from ..people.model import Caller
from ..plumbing import versions
from ..plumbing.dynamo import ConditionFailed, Write
from ..plumbing.errors import NotFound, OutOfDate, Refused, Unavailable
from ..plumbing.once import Once
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import access, chain, public, reasons, store, timers
from .event_data import CustomerMessage, EventData, TicketCreated
from .event_specs import data_of
from .model import SYSTEM, Actor, ActorRole, Because, Event, EventType, Ticket, differences
from .store import Change

NUMBER = re.compile(r"[1-9]\d{0,11}", re.ASCII)
TOO_QUICK = "The ticket changes too quickly. Try again."


@dataclass(frozen=True)
class Act:
    """The outcome of a decision: the ticket as it shall be, with the events that say so.

    `others` are further tickets that change with it, all or none; `also` are writes that belong to it.
    """

    ticket: Ticket
    events: tuple[Event, ...]
    also: tuple[Write, ...] = ()
    seat: Write | None = None  # instead of the plain rise of load that the change implies
    others: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Elsewhere:
    """The outcome of a decision that is written to another ticket than the one that was named: a survivor, a follow-up."""

    before: Ticket | None  # None for a new one
    act: Act


@dataclass(frozen=True)
class Done:
    """What an action left behind. `replayed`: an idempotency key was used again and nothing was done."""

    ticket: Ticket
    events: tuple[Event, ...] = ()
    replayed: bool = False
    before: Ticket | None = None  # as it was, where it was there and something was written


Decide = Callable[[Ticket], Act | None]
DecideWhere = Callable[[Ticket], Act | Elsewhere | None]


def ticket_for(services: Services, caller: Caller, ticket_id: str) -> Ticket:
    """The one door from an id a person typed to a ticket they may read. 1 RT, 1 RRU. Raises `NotFound`."""
    ticket = store.find(services, number_of(ticket_id), consistent=True)
    if ticket is None or not access.may_read(caller, ticket, configuration.current(services)):
        raise no_such_ticket()
    return ticket


def number_of(ticket_id: str) -> int:
    if not NUMBER.fullmatch(ticket_id):
        raise no_such_ticket()
    return int(ticket_id)


def no_such_ticket() -> NotFound:
    return NotFound("There is no such ticket, or it is not yours.")


def perform(services: Services, caller: Caller, ticket_id: str, decide: DecideWhere, once: Once | None = None) -> Done:
    """Load through the door, decide, record; whoever is beaten to it decides again on what is there now."""

    def attempt() -> Done:
        ticket = ticket_for(services, caller, ticket_id)
        try:
            outcome = decide(ticket)
        except Refused as refusal:
            if once and (done := replay_of(services, caller, once)):
                return done  # what stands in the way is this very request, the first time it came
            if refusal.facts.get("version") == ticket.version:
                refusal.facts["version"] = access.version_for(caller, ticket, configuration.current(services))
            raise
        if outcome is None:
            return Done(ticket)
        before, act = (outcome.before, outcome.act) if isinstance(outcome, Elsewhere) else (ticket, outcome)
        return record_once(services, caller, before, act, once)

    return retry_until_written(services.clock, attempt, TOO_QUICK)


def record_once(services: Services, caller: Caller | None, before: Ticket | None, act: Act, once: Once | None) -> Done:
    """Record, or answer as the first request with this key did. Raises `ConditionFailed` for another write that was faster."""
    try:
        return record(services, before, act, once)
    except ConditionFailed as failed:
        if once and failed.failed(once.LABEL):
            return replay(services, caller, once, failed)
        raise


def record(services: Services, before: Ticket | None, act: Act, once: Once | None = None) -> Done:
    """Write it all in one transaction: each event linked to the one before it, and every load that rises."""
    changes = [_linked(services, change) for change in (Change(before, act.ticket, act.events), *act.others)]
    rises = [act.seat, *(_rise(services, change) for change in (changes[1:] if act.seat else changes))]
    also: list[Write] = [*filter(None, rises), *act.also]
    if once:
        last = act.events[-1]
        resource = f"{last.ticket}-{last.rev}-{'I' if last.internal else 'C'}"
        also.append(once.write(services.core, resource, services.clock.real()))
    store.record(services, changes, also)
    return Done(changes[0].ticket, changes[0].events, before=before)


def _linked(services: Services, change: Change) -> Change:
    """With timers, numbers for customers and hashes; and quiet where the ticket is spam, of which nothing follows."""
    settled = timers.settled(change.ticket, change.before, change.ticket.updated_at, restarts=change.before is None)
    for event in change.events:
        reasons.check(event.because)
    ticket, numbered = public.numbered(change.before, settled, change.events)
    events = chain.linked(change.before.head if change.before else "", numbered, services.new_salt)
    if change.ticket.spam is not None:
        events = [event.model_copy(update={"quiet": True}) for event in events]
    return replace(change, ticket=ticket.model_copy(update={"head": events[-1].hash}), events=tuple(events))


def _rise(services: Services, change: Change) -> Write | None:
    """The write that an agent's greater load needs; the fall is the stream consumer's."""
    before, after = change.before, change.ticket
    if after.holder is None or (before and before.holder == after.holder):
        return None
    return roster.more_load(services, *after.holder)


def replay(services: Services, caller: Caller | None, once: Once | None, failed: ConditionFailed) -> Done:
    resource = once.replayed(failed) if once else None
    if resource is None:
        raise failed
    return _shown_again(services, caller, resource)


def replay_of(services: Services, caller: Caller | None, once: Once) -> Done | None:
    """What the first use of the key did, if it was used before. 1–2 RT. Without a caller nobody's rights are looked at."""
    resource = once.used(services.core)
    return _shown_again(services, caller, resource) if resource else None


def _shown_again(services: Services, caller: Caller | None, resource: str) -> Done:
    number, rev, kind = resource.split("-")
    found = store.find_with_event(services, int(number), int(rev), internal=kind == "I")
    found = found or store.find_with_event(services, int(number), int(rev), internal=True)  # taken back meanwhile
    if found is None:
        raise Unavailable("The first answer cannot be read just now. Try again.", retry_after=1)
    if caller is not None and not access.may_read(caller, found[0], configuration.current(services)):
        raise no_such_ticket()
    return Done(found[0], (found[1],), replayed=True)


def perform_as_system(services: Services, number: int, decide: Decide, once: Once | None = None) -> Done | None:
    """Do something that needs no person's rights: for the system, a rule, an unverified sender.

    None where `decide` finds nothing to do any more. 2 RT, 1 RRU + the writes.
    """

    def attempt() -> Done | None:
        ticket = store.find(services, number, consistent=True)
        act = decide(ticket) if ticket else None
        if ticket is None or act is None:
            return None
        try:
            return record_once(services, None, ticket, act, once)
        except ConditionFailed as failed:
            if act.seat is not None and failed.failed(1 + len(act.events)):
                raise SeatTaken from None
            raise

    return retry_until_written(services.clock, attempt, TOO_QUICK)


by_clock = perform_as_system
"""The old name."""


class SeatTaken(Exception):  # noqa: N818 - somebody was faster, nothing is wrong
    """The agent is full, away or offline by now."""


def check_version(services: Services, caller: Caller, ticket: Ticket, expected: int | None) -> None:
    """Raise `VersionNeeded`, or `OutOfDate` for a version that is not the one this caller sees now."""
    version = access.version_for(caller, ticket, configuration.current(services))
    versions.check(expected, version, "ticket", current=ticket)


def known_version(ticket: Ticket, expected: int | None) -> int:
    """The version that the caller read. Raises `VersionNeeded`, or `OutOfDate` for one that is no help."""
    expected = versions.required(expected, version=ticket.version)
    if not 0 < expected <= ticket.version:
        raise OutOfDate("The ticket never had that version. Read it again.", version=ticket.version, current=ticket)
    if ticket.version - expected > store.MOST_EVENTS:
        raise OutOfDate("Too much has happened since. Read it again.", version=ticket.version, current=ticket)
    return expected


def clock_event(type_: EventType, before: Ticket, after: Ticket, because: Because) -> Event:
    """The event of something the clock did."""
    return new_event(type_, after, SYSTEM, after.updated_at, before=before, because=because)


def said_by(caller: Caller, requester: str = "") -> Actor:
    """Name a caller as the one who acts: an agent is a customer on a ticket of their own."""
    role = ActorRole.AGENT if caller.is_agent and caller.id != requester else ActorRole.CUSTOMER
    return Actor(id=caller.id, name=caller.name, role=role, source=caller.source)


def new_event(
    type_: EventType,
    after: Ticket,
    by: Actor,
    at: int,
    *,
    data: EventData | None = None,
    before: Ticket | None = None,
    because: Because | None = None,
) -> Event:
    """Make an event of the ticket `after`, with what is different from `before`.

    Raises `ValidationError` for data of another type of event.
    """
    return Event(
        ticket=after.number, rev=after.version, type=type_, at=at, by=by, requester=after.requester, assignee=after.assignee,
        team=after.team, watchers=after.watchers, changes=differences(before, after) if before else {}, because=because,
        data=data or data_of(type_, {}),
    )  # fmt: skip


def ticket_created(
    ticket: Ticket,
    by: Actor,
    *,
    message: CustomerMessage | None = None,
    other: int | None = None,
    because: Because | None = None,
) -> Event:
    """Make the first event of a ticket, which says what the ticket was when it was raised.

    An unverified ticket causes no automatic mail, whatever its message says.
    """
    said = dict(message or CustomerMessage())
    data = TicketCreated(
        **{**said, "hushed": said["hushed"] or ticket.unverified}, other=other, subject=ticket.subject,
        priority=ticket.priority, category=ticket.category, fields=ticket.fields, tags=ticket.tags, channel=ticket.channel,
        language=ticket.language,
    )  # fmt: skip
    return new_event(EventType.TICKET_CREATED, ticket, by, ticket.created_at, data=data, because=because)
