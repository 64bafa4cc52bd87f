"""Load, decide, record: the one way a ticket changes, whoever changes it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..people import roster
from ..people.model import Caller
from ..plumbing.dynamo import ConditionFailed, Write
from ..plumbing.errors import NotFound, OutOfDate, Refused, Unavailable, VersionNeeded
from ..plumbing.once import Once
from ..plumbing.services import Services
from . import rules, store
from .model import SYSTEM, Because, By, Event, EventType, Ticket, differences

NUMBER = re.compile(r"[1-9]\d{0,11}", re.ASCII)
TRIES = 5


@dataclass(frozen=True)
class Act:
    """The outcome of a decision: the ticket as it shall be, with the events that say so."""

    ticket: Ticket
    events: tuple[Event, ...]
    also: tuple[Write, ...] = ()
    seat: Write | None = None  # instead of the plain rise of load that the change implies


@dataclass(frozen=True)
class Done:
    """What an action left behind. `replayed`: an idempotency key was used again and nothing was done."""

    ticket: Ticket
    events: tuple[Event, ...] = ()
    replayed: bool = False


Decide = Callable[[Ticket], Act | None]


def ticket_for(services: Services, caller: Caller, ticket_id: str) -> Ticket:
    """The one door from an id a person typed to a ticket they may read. 1 RT, 1 RRU. Raises `NotFound`."""
    ticket = store.find(services, number_of(ticket_id), consistent=True)
    if ticket is None or not rules.may_read(caller, ticket):
        raise no_such_ticket()
    return ticket


def number_of(ticket_id: str) -> int:
    if not NUMBER.fullmatch(ticket_id):
        raise no_such_ticket()
    return int(ticket_id)


def no_such_ticket() -> NotFound:
    return NotFound("There is no such ticket, or it is not yours.")


def perform(services: Services, caller: Caller, ticket_id: str, decide: Decide, once: Once | None = None) -> Done:
    """Load through the door, decide, record; whoever is beaten to it decides again on what is there now."""
    for _ in range(TRIES):
        ticket = ticket_for(services, caller, ticket_id)
        try:
            act = decide(ticket)
        except Refused:
            if once and (done := _replay_of(services, caller, once)):
                return done  # what stands in the way is this very request, the first time it came
            raise
        if act is None:
            return Done(ticket)
        try:
            record(services, ticket, act, once)
        except ConditionFailed as failed:
            if once and failed.failed(len(failed.codes) - 1):
                return replay(services, caller, once, failed)
            continue
        return Done(act.ticket, act.events)
    raise Unavailable("The ticket changes too quickly. Try again.", retry_after=1)


def record(services: Services, before: Ticket | None, act: Act, once: Once | None) -> None:
    seat = act.seat or _rise(services, before, act.ticket)
    also: list[Write] = [seat] if seat else []
    also += act.also
    if once:
        last = act.events[-1]
        resource = f"{last.ticket}-{last.rev}-{'I' if last.internal else 'C'}"
        also.append(once.write(services.core, resource, services.clock.real()))
    store.record(services, before.version if before else None, act.ticket, act.events, also)


def _rise(services: Services, before: Ticket | None, after: Ticket) -> Write | None:
    """The write that an agent's greater load needs; the fall is the stream consumer's."""
    if after.holder is None or (before and before.holder == after.holder):
        return None
    return roster.more_load(services, *after.holder)


def replay(services: Services, caller: Caller, once: Once | None, failed: ConditionFailed) -> Done:
    resource = once.replayed(failed, len(failed.codes) - 1) if once else None
    if resource is None:
        raise failed
    return _shown_again(services, caller, resource)


def _replay_of(services: Services, caller: Caller, once: Once) -> Done | None:
    row = services.core.get(f"IK#{once.key}", consistent=True)
    resource = once.replayed(ConditionFailed(["ConditionalCheckFailed"], [row]), 0) if row else None
    return _shown_again(services, caller, resource) if resource else None


def _shown_again(services: Services, caller: Caller, resource: str) -> Done:
    number, rev, kind = resource.split("-")
    found = store.find_with_event(services, int(number), int(rev), internal=kind == "I")
    if found is None:
        raise Unavailable("The first answer cannot be read just now. Try again.", retry_after=1)
    if not rules.may_read(caller, found[0]):
        raise no_such_ticket()
    return Done(found[0], (found[1],), replayed=True)


def by_clock(services: Services, number: int, decide: Decide) -> Done | None:
    """Something the desk does by itself. None where `decide` finds nothing to do any more. 2 RT, 1 RRU + the writes."""
    for _ in range(TRIES):
        ticket = store.find(services, number, consistent=True)
        act = decide(ticket) if ticket else None
        if ticket is None or act is None:
            return None
        try:
            record(services, ticket, act, None)
        except ConditionFailed as failed:
            if act.seat is not None and failed.failed(1 + len(act.events)):
                raise SeatTaken from None
            continue
        return Done(act.ticket, act.events)
    raise Unavailable("The ticket changes too quickly.", retry_after=1)


class SeatTaken(Exception):  # noqa: N818 - somebody was faster, nothing is wrong
    """The agent is full, away or offline by now."""


def check_version(ticket: Ticket, expected: int | None) -> None:
    if expected is None:
        raise VersionNeeded("Send If-Match with the ETag you last read.", version=ticket.version)
    if expected != ticket.version:
        raise OutOfDate(
            "The ticket has changed since you read it. Look at it again.", version=ticket.version, current=ticket
        )


def known_version(ticket: Ticket, expected: int | None) -> int:
    """The version that the caller read. Raises `VersionNeeded`, or `OutOfDate` for one that is no help."""
    if expected is None:
        raise VersionNeeded("Send If-Match with the ETag you last read.", version=ticket.version)
    if not 0 < expected <= ticket.version:
        raise OutOfDate("The ticket never had that version. Read it again.", version=ticket.version, current=ticket)
    if ticket.version - expected > store.MOST_EVENTS:
        raise OutOfDate("Too much has happened since. Read it again.", version=ticket.version, current=ticket)
    return expected


def clock_event(type_: EventType, before: Ticket, after: Ticket, because: Because) -> Event:
    """The event of something the clock did."""
    return fact(type_, after, SYSTEM, after.updated_at, before=before, because=because)


def said_by(caller: Caller, requester: str = "") -> By:
    role = "agent" if caller.is_agent and caller.id != requester else "customer"
    return By(id=caller.id, name=caller.name, role=role)


def fact(
    type_: EventType,
    after: Ticket,
    by: By,
    at: int,
    *,
    before: Ticket | None = None,
    body: str | None = None,
    because: Because | None = None,
) -> Event:
    return Event(
        ticket=after.number, rev=after.version, type=type_, at=at, by=by, body=body, because=because,
        changes=differences(before, after) if before else {}, requester=after.requester, assignee=after.assignee,
        team=after.team,
    )  # fmt: skip
