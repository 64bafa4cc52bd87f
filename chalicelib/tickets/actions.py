"""Ticket actions of people and of the system. Each one loads the ticket, decides, and records the result in one transaction."""

from collections.abc import Callable
from typing import Any

from ..configuration import actions as configuration_actions
from ..configuration import rules as configuration_rules
from ..people import actions as people_actions
from ..people import roster
from ..people.model import Caller, Person, Slot
from ..plumbing.errors import Conflict, Invalid
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import access, attachments, changes, index, rules
from .event import SYSTEM, Actor, Event, MailOrigin, Reason
from .event_data import OtherTicket
from .event_specs import EventType
from .forms import NewTicket, TicketChange
from .incoming import Incoming, Via
from .model import WAITING_ON_US, LinkKind, Status, Ticket, TicketUpdate
from .transaction import (
    TOO_QUICK,
    Changeset,
    TicketResult,
    actor_of,
    check_version,
    find_replay,
    new_event,
    perform,
    perform_as_system,
    record_once,
    system_event,
    ticket_created,
    ticket_for,
)


def unchanged(changeset: Changeset) -> Changeset:
    """Add nothing to the changeset."""
    return changeset


ExtendChangeset = Callable[[Changeset], Changeset]


def create(
    services: Services,
    caller: Caller,
    new: NewTicket,
    idempotency_key: IdempotencyKey | None = None,
    *,
    raised: ExtendChangeset = unchanged,
    mailed: MailOrigin | None = None,
) -> TicketResult:
    """Create a ticket; an agent may create one for a customer.

    `raised` may add writes to the transaction; if one of them fails, nothing is written and `ConditionFailed` is
    raised. `mailed` describes the email that the ticket was created from. 1–3 RT, 7–11 WRU; a follow-up costs 1 RT and
    5 WRU more. Attachments, here and in every message, cost 1 RT, 1 RRU and 3 WRU each on top.
    """
    requester = _requester(services, caller, new)
    by_agent = caller.is_agent and caller.id != requester.id

    def attempt() -> TicketResult:
        old = _followed_ticket(services, caller, new, requester) if new.follow_up_of else None
        try:
            files = attachments.load_uploads(services, caller, new.attachments)
        except Invalid:
            if idempotency_key and (result := find_replay(services, caller, idempotency_key)):
                return result  # an earlier attempt of this request has already attached them
            raise
        whole = old is None and mailed is None  # an email does not fill in the category's form
        ticket = build_ticket(services, new, requester, old, by_agent=by_agent, whole=whole)
        if mailed is not None:
            ticket = ticket.model_copy(update=mailed.new_ticket_fields)
        changeset = raised(_creation_changeset(ticket, new.body, old, actor_of(caller, requester.id), files, mailed))
        return record_once(services, caller, None, attachments.with_files(services, changeset, files), idempotency_key)

    if not new.follow_up_of and not new.attachments:
        return attempt()  # only the writes that `raised` adds can conflict with others
    return retry_until_written(services.clock, attempt, TOO_QUICK)


def change(
    services: Services,
    caller: Caller,
    ticket_id: str,
    wanted: TicketChange,
    expected: int | None,
    *,
    back: bool = False,
) -> TicketResult:
    """Change a ticket's fields. Writes nothing where nothing differs. 2 RT (3 when assigning), 1 RRU + 4–10 WRU.

    `back` undoes a change that the caller has just made: the status may return to its previous value, even to `new`,
    together with its timers and the start of the customer's wait. Raises `VersionRequired` without a version, and
    `VersionMismatch`
    with the current `ticket` for an old version, unless the changes since then are unrelated to this one (2 RT more).
    """
    if not back:
        rules.check_role(caller, wanted.status)
    changes.check_fields(services, wanted)
    assignee = changes.assignee_of(services, caller, wanted)

    def decide(ticket: Ticket) -> Changeset | None:
        access.check_may_change(caller, ticket, configuration_actions.current(services))
        if back:
            check_version(services, caller, ticket, expected)
        else:
            changes.check_unrelated(services, caller, ticket, wanted, expected)
        by = changes.authority_of(caller, ticket)
        changes.check_change(by.mover, ticket, wanted, back=back)
        return changes.build_changeset(services, by, ticket, wanted, assignee, back=back)

    return perform(services, caller, ticket_id, decide)


def change_as(services: Services, actor: Actor, number: int, wanted: TicketChange) -> TicketResult | None:
    """Change fields on behalf of a rule, an API key or a bot, which is named in the events. Costs the same as `change`.

    The rule, key or bot needs no permissions of its own; the values are validated as for an agent. Returns None if
    nothing differs. Raises `Invalid` and `Conflict`.
    """
    changes.check_fields(services, wanted)
    assignee = changes.agent_named(services, wanted.assignee) if wanted.assignee is not None else None

    def decide(ticket: Ticket) -> Changeset | None:
        by = rules.authority_of(actor)
        changes.check_change(by.mover, ticket, wanted, back=False)
        return changes.build_changeset(services, by, ticket, wanted, assignee)

    return perform_as_system(services, number, decide)


def assign(services: Services, number: int, slot: Slot, reason: Reason) -> TicketResult | None:
    """Assign an unassigned ticket to an agent and claim a slot of theirs in the same transaction. 2 RT, 1 RRU + 9–10 WRU.

    Returns None if the ticket no longer waits for an agent of that team. Raises `AgentAtCapacity` if the agent is at capacity
    or no longer available.
    """

    def decide(ticket: Ticket) -> Changeset | None:
        if not rules.is_waiting_in(ticket, str(reason.facts["team"])):
            return None
        now = services.clock.now()
        after = ticket.next(now, assignee=slot.agent, assignee_name=slot.name, assignee_team=slot.home, reason=reason)
        event = new_event(EventType.TICKET_ASSIGNED, after, SYSTEM, before=ticket, reason=reason)
        return Changeset(after, (event,), slot_claim=roster.claim(services, slot, now))

    return perform_as_system(services, number, decide)


def record_deferral(services: Services, number: int, reason: Reason) -> None:
    """Record why the ticket is still unassigned, unless that reason is already recorded. 1–2 RT, 1 RRU + 4–6 WRU."""

    def decide(ticket: Ticket) -> Changeset | None:
        known = ticket.reason is not None and ticket.reason.same_as(reason)
        if known or not rules.is_waiting_in(ticket, str(reason.facts["team"])):
            return None
        after = ticket.next(services.clock.now(), reason=reason)
        return Changeset(after, (system_event(EventType.ROUTING_DEFERRED, ticket, after, reason),))

    perform_as_system(services, number, decide)


def unassigned_ticket_numbers(services: Services, team: str, limit: int) -> list[int]:
    """List the numbers of a team's unassigned tickets that wait on us, oldest first. 2 RT; half a RRU per 12 for each shard."""
    found = [row for status in sorted(WAITING_ON_US) for row in index.unassigned_rows(services, team, status, limit)]
    return sorted(row["number"] for row in found)[:limit]


def build_ticket(
    services: Services, new: NewTicket, requester: Person, old: Ticket | None, *, by_agent: bool, whole: bool
) -> Ticket:
    """Build a new ticket; a follow-up inherits what decides who may see it."""
    category = configuration_actions.current(services).category_or_default(
        new.category or (old.category if old else None)
    )
    before = {} if old is None or new.category else old.fields
    answers = configuration_rules.answers(category, new.fields, before=before, by_agent=by_agent, whole=whole)
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


def _creation_changeset(
    ticket: Ticket, body: str, old: Ticket | None, by: Actor, files: attachments.Uploads, mailed: MailOrigin | None
) -> Changeset:
    message = Incoming(body, attachments.as_attachments(files), Via(mailed=mailed)).message
    event = ticket_created(ticket, by, message=message, other=old.number if old else None)
    return Changeset(ticket, (event,), related=(link_follow_up(ticket, old, event),) if old else ())


def _followed_ticket(services: Services, caller: Caller, new: NewTicket, requester: Person) -> Ticket:
    """Read the ticket that a new one follows up. Raises `NotFound`, or `Conflict` if it is not closed."""
    old = ticket_for(services, caller, str(new.follow_up_of))
    if old.status is not Status.CLOSED:
        version = access.version_for(caller, old, configuration_actions.current(services))
        raise Conflict("That ticket is not closed: write in it.", version=version)
    if old.requester != requester.id:
        raise Invalid.field("follow_up_of", "That is somebody else's ticket.")
    return old


def link_follow_up(ticket: Ticket, old: Ticket, raised: Event) -> TicketUpdate:
    after = old.next(raised.at, links={**old.links, ticket.id: LinkKind.FOLLOW_UP})
    data = OtherTicket(other=ticket.number)
    return TicketUpdate(old, after, (new_event(EventType.FOLLOW_UP_CREATED, after, raised.by, data=data),))


def _requester(services: Services, caller: Caller, new: NewTicket) -> Person:
    if new.requester:
        return people_actions.person_for_address(services, new.requester.email, new.requester.name, new.language)
    if new.follow_up_of and caller.is_agent:
        old = ticket_for(services, caller, new.follow_up_of)
        return Person(
            id=old.requester,
            email=old.requester_email,
            name=old.requester_name,
            language=old.language,
            created_at=services.clock.now(),
        )
    return as_requester(services, caller)


def as_requester(services: Services, caller: Caller) -> Person:
    """Build the requester from the caller's token, without a read."""
    return Person(id=caller.id, email=caller.email, name=caller.name, created_at=services.clock.now())
