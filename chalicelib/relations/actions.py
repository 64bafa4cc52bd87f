"""Merges, splits and links tickets. Both tickets change in one transaction, or neither does."""

from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing.errors import Conflict, Invalid, NotFound
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import attachments, queries
from ..tickets import rules as tickets_rules
from ..tickets import transaction as tickets_transaction
from ..tickets.event import Actor, Event
from ..tickets.event_data import OtherTicket
from ..tickets.event_specs import EventType
from ..tickets.model import LinkKind, Ticket, TicketUpdate
from ..tickets.transaction import Changeset, TicketResult
from ..triage import followers
from . import rules
from .forms import Split


def merge(services: Services, caller: Caller, merged_id: str, into: str, expected: int | None) -> TicketResult:
    """Merge a ticket into another; return the surviving ticket. 3 RT, 2 RRU + some 13 WRU.

    Nothing is moved: the merged ticket keeps its messages, number and link, and only points to the surviving ticket. So it can
    be unmerged, and its requester still sees it.
    """

    def decide(merged: Ticket) -> Changeset:
        _check(services, caller, merged, expected)
        tickets_rules.check_open(merged)
        survivor = _second_ticket(services, caller, into, "into")
        rules.check_mergeable(merged, survivor)
        now = services.clock.now()
        by = tickets_transaction.actor_of(caller)
        own = merged.requester == survivor.requester
        gone = merged.next(now, merged_into=survivor.number, same_requester=own, snoozed_until=None, merged_at=now)
        came = survivor.next(now, **rules.merged_fields(survivor, merged, now))
        change_event = tickets_transaction.new_event(
            EventType.TICKET_MERGED, gone, by, data=_other_ticket(survivor), before=merged
        )
        heard = tickets_transaction.new_event(
            EventType.MERGE_RECEIVED, came, by, data=_other_ticket(merged), before=survivor
        )
        return Changeset(
            gone,
            (change_event,),
            related=(TicketUpdate(survivor, came, (heard,)),),
            extra_writes=followers.follower_writes(services, survivor, came),
        )

    return tickets_transaction.perform(services, caller, merged_id, decide)


def unmerge(services: Services, caller: Caller, merged_id: str, expected: int | None) -> TicketResult:
    """Unmerge a ticket, together with tickets that had been merged into it before. 3 RT, 2 RRU + some 13 WRU.

    Messages written to the surviving ticket meanwhile stay there; they decide whether the unmerged ticket still needs a reply.
    """

    def decide(merged: Ticket) -> Changeset:
        _check(services, caller, merged, expected)
        if merged.merged_into is None:
            raise Conflict("This ticket was not merged into another.", version=merged.version)
        now = services.clock.now()
        by = tickets_transaction.actor_of(caller)
        survivors = _survivors(services, merged)
        back = rules.returned(merged, survivors[-1], now)
        change_event = tickets_transaction.new_event(
            EventType.TICKET_UNMERGED, back, by, data=OtherTicket(other=merged.merged_into)
        )
        return Changeset(
            back,
            (change_event,),
            related=tuple(_detached(services, merged, survivor, caller) for survivor in survivors),
        )

    return tickets_transaction.perform(services, caller, merged_id, decide)


def split(
    services: Services,
    caller: Caller,
    ticket_id: str,
    wanted: Split,
    expected: int | None,
    idempotency_key: IdempotencyKey | None = None,
) -> TicketResult:
    """Split one message into a new ticket for the same customer; return the new ticket. 4 RT, 2 RRU + some 15 WRU.

    The message also stays in the original ticket, so neither history loses it; its files are in both, for 1 RT more,
    1 RRU and 2 WRU each.
    """

    def decide(old: Ticket) -> Changeset:
        _check(services, caller, old, expected)
        tickets_rules.check_open(old)
        tickets_rules.check_not_spam(old)
        now = services.clock.now()
        event = rules.check_split(queries.find_public_event(services, old, wanted.event), now)
        number = services.numbers.next(services.clock.real())
        unverified = old.unverified or event.sender is not None
        new = old.successor(
            number, now, subject=wanted.subject, unverified=unverified, links={old.id: LinkKind.RELATED}
        )
        links, _ = rules.with_link(old, new, LinkKind.RELATED)
        remaining = old.next(now, links=links)
        shown, files = attachments.reload_attachments(services, event.attachments)
        message = event.message.model_copy(update={"attachments": shown})
        raised = tickets_transaction.ticket_created(new, event.by, message=message, other=old.number)
        change_event = tickets_transaction.new_event(
            EventType.TICKET_SPLIT, remaining, tickets_transaction.actor_of(caller), data=_other_ticket(new)
        )
        return attachments.with_files(
            services, Changeset(remaining, (change_event,), related=(TicketUpdate(None, new, (raised,)),)), files
        )

    return tickets_transaction.perform(services, caller, ticket_id, decide, idempotency_key)


def link(services: Services, caller: Caller, ticket_id: str, other_id: str, kind: LinkKind) -> TicketResult:
    """Link two tickets; the other one gets the inverse link. 3 RT, 2 RRU + some 14 WRU.

    Raises `Invalid` if both are the same ticket, `Conflict` if parents would form a cycle.
    """

    def decide(ticket: Ticket) -> Changeset | None:
        tickets_access.check_may_change(caller, ticket, configuration_actions.current(services))
        other = _second_ticket(services, caller, other_id, "ticket")
        if other.number == ticket.number:
            raise Invalid.field("ticket", "A ticket cannot be linked to itself.")
        known = ticket.links.get(other.id)
        if known is kind:
            return None
        if known in {LinkKind.FOLLOW_UP, LinkKind.FOLLOW_UP_OF}:
            raise Conflict("One of the two follows up the other; that stays.", version=ticket.version)
        if kind in {LinkKind.PARENT, LinkKind.CHILD}:
            child, parent = (ticket, other) if kind is LinkKind.PARENT else (other, ticket)
            _check_no_cycle(services, child, parent)
        mine, linked = rules.with_link(ticket, other, kind)
        return _link_both(services, caller, (ticket, mine), (other, linked), EventType.TICKET_LINKED)

    return tickets_transaction.perform(services, caller, ticket_id, decide)


def unlink(services: Services, caller: Caller, ticket_id: str, other_id: str) -> TicketResult:
    """Remove a link between two tickets. 3 RT, 2 RRU + some 14 WRU. A follow-up's link remains."""

    def decide(ticket: Ticket) -> Changeset:
        tickets_access.check_may_change(caller, ticket, configuration_actions.current(services))
        kind = ticket.links.get(other_id)
        if kind is None or kind not in rules.MANUAL_KINDS:
            raise NotFound("There is no such link, or it made itself.")
        other = _second_ticket(services, caller, other_id, "ticket")
        mine, linked = rules.without_link(ticket, other)
        return _link_both(services, caller, (ticket, mine), (other, linked), EventType.TICKET_UNLINKED)

    return tickets_transaction.perform(services, caller, ticket_id, decide)


def _check(services: Services, caller: Caller, ticket: Ticket, expected: int | None) -> None:
    tickets_access.check_may_change(caller, ticket, configuration_actions.current(services))
    tickets_transaction.check_version(services, caller, ticket, expected)


def _second_ticket(services: Services, caller: Caller, other_id: str, field: str) -> Ticket:
    """Load the second ticket with the same permission checks. Raises `Invalid`, as the URL names the first ticket."""
    try:
        other = tickets_transaction.ticket_for(services, caller, other_id)
    except NotFound as missing:
        raise Invalid.field(field, missing.detail) from None
    tickets_access.check_may_change(caller, other, configuration_actions.current(services))
    return other


def _link_both(
    services: Services,
    caller: Caller,
    one: tuple[Ticket, dict[str, LinkKind]],
    two: tuple[Ticket, dict[str, LinkKind]],
    type_: EventType,
) -> Changeset:
    now = services.clock.now()
    by = tickets_transaction.actor_of(caller)
    mine, linked = one[0].next(now, links=one[1]), two[0].next(now, links=two[1])
    event = _link_event(type_, mine, linked, by)
    heard = _link_event(type_, linked, mine, by)
    return Changeset(mine, (event,), related=(TicketUpdate(two[0], linked, (heard,)),))


def _link_event(type_: EventType, ticket: Ticket, other: Ticket, by: Actor) -> Event:
    kind = ticket.links.get(other.id)
    changes = {"link": (None, kind.value)} if kind else {}
    event = tickets_transaction.new_event(type_, ticket, by, data=_other_ticket(other))
    return event.model_copy(update={"changes": changes})


def _other_ticket(other: Ticket) -> OtherTicket:
    return OtherTicket(other=other.number)


def _check_no_cycle(services: Services, child: Ticket, parent: Ticket) -> None:
    """Check that no ancestor of the parent is a descendant of the child. 1 RT for each level."""
    seen = {parent.number}
    storey = [parent]
    for _ in range(rules.MAX_DEPTH):
        if child.number in seen:
            raise Conflict("That would make a ticket its own parent.", version=child.version)
        above = {number for ticket in storey for number in rules.parents(ticket)} - seen
        if not above:
            return
        seen |= above
        storey = queries.find_tickets(services, sorted(above))
    raise Conflict(f"Parents go at most {rules.MAX_DEPTH} storeys up.", version=child.version)


def _survivors(services: Services, merged: Ticket) -> list[Ticket]:
    """Return the chain of tickets into which this one is merged, in order. 1 RT for each."""
    found: list[Ticket] = []
    next_one = merged.merged_into
    while next_one is not None:
        survivor = queries.load_ticket(services, next_one)
        found.append(survivor)
        next_one = survivor.merged_into
    return found


def _detached(services: Services, merged: Ticket, survivor: Ticket, caller: Caller) -> TicketUpdate:
    now = services.clock.now()
    after = survivor.next(now, merged_from=rules.merged_from_without(survivor, merged))
    by = tickets_transaction.actor_of(caller)
    event = tickets_transaction.new_event(
        EventType.MERGE_UNDONE, after, by, data=_other_ticket(merged), before=survivor
    )
    return TicketUpdate(survivor, after, (event,))
