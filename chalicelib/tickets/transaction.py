"""Load, decide, record: the only way in which a ticket changes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..configuration import actions as configuration_actions
from ..people import roster
from ..people.model import Caller
from ..plumbing import versions
from ..plumbing.aws.dynamo import ConditionFailed, Write
from ..plumbing.errors import NotFound, Refused, Unavailable, VersionMismatch
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import access, chain, public, reasons, store, timers
from .event import SYSTEM, Actor, ActorRole, Event, Reason
from .event_data import CustomerMessage, EventData, TicketCreated
from .event_specs import EventType, data_of
from .model import Ticket, TicketUpdate, differences

NUMBER = re.compile(r"[1-9]\d{0,11}", re.ASCII)
TOO_QUICK = "The ticket changes too quickly. Try again."


@dataclass(frozen=True)
class Changeset:
    """The changeset that a decision results in: the ticket after the change and the events that record it.

    `related` are further tickets that change in the same transaction; `extra_writes` are further writes in it.
    """

    ticket: Ticket
    events: tuple[Event, ...]
    extra_writes: tuple[Write, ...] = ()
    slot_claim: Write | None = None  # replaces the default increase of load that the change implies
    related: tuple[TicketUpdate, ...] = ()


@dataclass(frozen=True)
class TargetedChangeset:
    """A changeset and the ticket it applies to, which may differ from the one requested: a merge's survivor or a follow-up."""

    before: Ticket | None  # None for a new one
    changeset: Changeset


@dataclass(frozen=True)
class TicketResult:
    """The result of an action. `replayed`: the idempotency key was used before and nothing was done."""

    ticket: Ticket
    events: tuple[Event, ...] = ()
    replayed: bool = False
    before: Ticket | None = None  # as it was, if it existed and something was written


Decide = Callable[[Ticket], Changeset | None]
DecideWhere = Callable[[Ticket], Changeset | TargetedChangeset | None]


def ticket_for(services: Services, caller: Caller, ticket_id: str) -> Ticket:
    """Read the ticket with an id that the caller passed, and check that they may read it. 1 RT, 1 RRU. Raises `NotFound`."""
    ticket = store.find(services, parse_ticket_number(ticket_id), consistent=True)
    if ticket is None or not access.may_read(caller, ticket, configuration_actions.current(services)):
        raise ticket_not_found()
    return ticket


def parse_ticket_number(ticket_id: str) -> int:
    if not NUMBER.fullmatch(ticket_id):
        raise ticket_not_found()
    return int(ticket_id)


def ticket_not_found() -> NotFound:
    return NotFound("There is no such ticket, or it is not yours.")


def perform(
    services: Services,
    caller: Caller,
    ticket_id: str,
    decide: DecideWhere,
    idempotency_key: IdempotencyKey | None = None,
) -> TicketResult:
    """Load the ticket, check access, decide and record; decide again if another write came first."""

    def attempt() -> TicketResult:
        ticket = ticket_for(services, caller, ticket_id)
        try:
            outcome = decide(ticket)
        except Refused as refusal:
            if idempotency_key and (result := find_replay(services, caller, idempotency_key)):
                return result  # the conflict is with an earlier attempt of this request
            if refusal.facts.get("version") == ticket.version:
                refusal.facts["version"] = access.version_for(caller, ticket, configuration_actions.current(services))
            raise
        if outcome is None:
            return TicketResult(ticket)
        before, changeset = (
            (outcome.before, outcome.changeset) if isinstance(outcome, TargetedChangeset) else (ticket, outcome)
        )
        return record_once(services, caller, before, changeset, idempotency_key)

    return retry_until_written(services.clock, attempt, TOO_QUICK)


def record_once(
    services: Services,
    caller: Caller | None,
    before: Ticket | None,
    changeset: Changeset,
    idempotency_key: IdempotencyKey | None,
) -> TicketResult:
    """Record, or return what the first request with this key did. Raises `ConditionFailed` if another write came first."""
    try:
        return record(services, before, changeset, idempotency_key)
    except ConditionFailed as failed:
        if idempotency_key and failed.failed(idempotency_key.LABEL):
            return replay(services, caller, idempotency_key, failed)
        raise


def record(
    services: Services, before: Ticket | None, changeset: Changeset, idempotency_key: IdempotencyKey | None = None
) -> TicketResult:
    """Write everything in one transaction: tickets, events with their hash links, and increases of load."""
    changes = [
        _with_hashes(services, change)
        for change in (TicketUpdate(before, changeset.ticket, changeset.events), *changeset.related)
    ]
    load_increases = [
        changeset.slot_claim,
        *(_load_increase(services, change) for change in (changes[1:] if changeset.slot_claim else changes)),
    ]
    other_writes: list[Write] = [*filter(None, load_increases), *changeset.extra_writes]
    if idempotency_key:
        last = changeset.events[-1]
        resource = f"{last.ticket}-{last.rev}-{'I' if last.internal else 'C'}"
        other_writes.append(idempotency_key.write(services.core, resource, services.clock.real()))
    store.record(services, changes, other_writes)
    for change in changes:
        if change.before is None:
            services.numbers.last_used = change.ticket.number
    return TicketResult(changes[0].ticket, changes[0].events, before=before)


def _with_hashes(services: Services, change: TicketUpdate) -> TicketUpdate:
    """Add timers, customers' numbers and hashes; mark events of spam silent, so they trigger nothing."""
    with_timers = timers.settled(change.ticket, change.before, change.ticket.updated_at, restarts=change.before is None)
    for event in change.events:
        reasons.check(event.reason)
    raised = change.events if change.before else _with_previous_ticket(services, change.events)
    ticket, numbered = public.numbered(change.before, with_timers, raised)
    events = chain.with_hashes(change.before.head if change.before else "", numbered, services.new_salt)
    if change.ticket.spam is not None:
        events = [event.model_copy(update={"silent": True}) for event in events]
    return replace(change, ticket=ticket.model_copy(update={"head": events[-1].hash}), events=tuple(events))


def _with_previous_ticket(services: Services, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Record in a new ticket which one this process created before it.

    Gaps in ticket numbers are normal, so a deleted ticket is noticed only if another one refers to it. Imported history is
    written in no order and refers to none.
    """
    if services.silent or not isinstance(events[0].data, TicketCreated):
        return events
    return (events[0].with_data(previous=services.numbers.last_used), *events[1:])


def _load_increase(services: Services, change: TicketUpdate) -> Write | None:
    """Build the write that increases an agent's load; the stream consumer decreases it."""
    before, after = change.before, change.ticket
    if after.holder is None or (before and before.holder == after.holder):
        return None
    return roster.increase_load(services, *after.holder)


def replay(
    services: Services, caller: Caller | None, idempotency_key: IdempotencyKey | None, failed: ConditionFailed
) -> TicketResult:
    resource = idempotency_key.replayed(failed) if idempotency_key else None
    if resource is None:
        raise failed
    return _replayed_result(services, caller, resource)


def find_replay(services: Services, caller: Caller | None, idempotency_key: IdempotencyKey) -> TicketResult | None:
    """Return what the first use of the key did, or None if it is unused. 1–2 RT. Without a caller no permissions are checked."""
    resource = idempotency_key.used(services.core)
    return _replayed_result(services, caller, resource) if resource else None


def _replayed_result(services: Services, caller: Caller | None, resource: str) -> TicketResult:
    number, rev, kind = resource.split("-")
    found = store.find_with_event(services, int(number), int(rev), internal=kind == "I")
    found = found or store.find_with_event(services, int(number), int(rev), internal=True)  # undone since
    if found is None:
        raise Unavailable("The first answer cannot be read just now. Try again.", retry_after=1)
    if caller is not None and not access.may_read(caller, found[0], configuration_actions.current(services)):
        raise ticket_not_found()
    return TicketResult(found[0], (found[1],), replayed=True)


def perform_as_system(
    services: Services, number: int, decide: Decide, idempotency_key: IdempotencyKey | None = None
) -> TicketResult | None:
    """Change a ticket without checking permissions: for the system, a rule or an unverified sender.

    Returns None if `decide` finds nothing to do. 2 RT, 1 RRU + the writes.
    """

    def attempt() -> TicketResult | None:
        ticket = store.find(services, number, consistent=True)
        changeset = decide(ticket) if ticket else None
        if ticket is None or changeset is None:
            return None
        try:
            return record_once(services, None, ticket, changeset, idempotency_key)
        except ConditionFailed as failed:
            if changeset.slot_claim is not None and failed.failed(roster.CLAIM):
                raise AgentAtCapacity from None
            raise

    return retry_until_written(services.clock, attempt, TOO_QUICK)


class AgentAtCapacity(Exception):  # noqa: N818 - an expected outcome, not an error
    """The agent is now at capacity, away or offline."""


def check_version(services: Services, caller: Caller, ticket: Ticket, expected: int | None) -> None:
    """Raise `VersionRequired`, or `VersionMismatch` for a version that is not the current one for this caller."""
    version = access.version_for(caller, ticket, configuration_actions.current(services))
    versions.check(expected, version, "ticket", current=ticket)


def known_version(ticket: Ticket, expected: int | None) -> int:
    """Return the version that the caller read.

    Raises `VersionRequired`, or `VersionMismatch` for one that is invalid or too old.
    """
    expected = versions.required(expected, version=ticket.version)
    if not 0 < expected <= ticket.version:
        raise VersionMismatch(
            "The ticket never had that version. Read it again.", version=ticket.version, current=ticket
        )
    if ticket.version - expected > store.MAX_EVENTS:
        raise VersionMismatch("Too much has happened since. Read it again.", version=ticket.version, current=ticket)
    return expected


def system_event(type_: EventType, before: Ticket, after: Ticket, reason: Reason) -> Event:
    """Make the event of a change that the system made."""
    return new_event(type_, after, SYSTEM, before=before, reason=reason)


def actor_of(caller: Caller, requester: str = "") -> Actor:
    """Return the caller as an actor; an agent acts as a customer on their own tickets."""
    role = ActorRole.AGENT if caller.is_agent and caller.id != requester else ActorRole.CUSTOMER
    return Actor(id=caller.id, name=caller.name, role=role, source=caller.source)


def new_event(
    type_: EventType,
    after: Ticket,
    by: Actor,
    *,
    data: EventData | None = None,
    before: Ticket | None = None,
    reason: Reason | None = None,
) -> Event:
    """Make the event that led to the ticket `after`, at the time of that change, with its differences from `before`.

    Raises `ValidationError` for data of another event type.
    """
    return Event(
        ticket=after.number,
        rev=after.version,
        type=type_,
        at=after.updated_at,
        by=by,
        requester=after.requester,
        assignee=after.assignee,
        team=after.team,
        followers=after.followers,
        changes=differences(before, after) if before else {},
        reason=reason,
        data=data or data_of(type_, {}),
    )


def ticket_created(
    ticket: Ticket,
    by: Actor,
    *,
    message: CustomerMessage | None = None,
    other: int | None = None,
    reason: Reason | None = None,
) -> Event:
    """Make the first event of a ticket, which records the ticket's initial values.

    An unverified ticket causes no automatic email, whatever its message says.
    """
    fields = dict(message or CustomerMessage())
    data = TicketCreated(
        **{**fields, "suppress_auto_replies": fields["suppress_auto_replies"] or ticket.unverified},
        other=other,
        subject=ticket.subject,
        priority=ticket.priority,
        category=ticket.category,
        fields=ticket.fields,
        tags=ticket.tags,
        channel=ticket.channel,
        language=ticket.language,
    )
    return new_event(EventType.TICKET_CREATED, ticket, by, data=data, reason=reason)
