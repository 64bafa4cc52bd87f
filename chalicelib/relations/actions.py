"""Merges, splits and links tickets. Both tickets change in one transaction, or neither does."""

from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing.errors import Conflict, Invalid, NotFound
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..tickets import access, attaching, watching
from ..tickets import actions as tickets
from ..tickets import rules as ticket_rules
from ..tickets.actions import Act, Change, Done
from ..tickets.event_data import OtherTicket
from ..tickets.model import Actor, Event, EventType, LinkKind, Ticket
from . import rules


def merge(services: Services, caller: Caller, part_id: str, into: str, expected: int | None) -> Done:
    """Merge a ticket into another; return the surviving ticket. 3 RT, 2 RRU + some 13 WRU.

    Nothing is moved: the merged ticket keeps its messages, number and link, and only points to the surviving ticket. So it can
    be unmerged, and its requester still sees it.
    """

    def decide(part: Ticket) -> Act:
        _check(services, caller, part, expected)
        ticket_rules.check_open(part)
        survivor = _other(services, caller, into, "into")
        rules.check_mergeable(part, survivor)
        now = services.clock.now()
        by = tickets.said_by(caller)
        own = part.requester == survivor.requester
        gone = part.next(now, merged_into=survivor.number, merged_own=own, snoozed_until=None, merged_at=now)
        came = survivor.next(now, **rules.received(survivor, part, now))
        told = tickets.new_event(EventType.TICKET_MERGED, gone, by, now, data=_other_ticket(survivor), before=part)
        heard = tickets.new_event(EventType.MERGE_RECEIVED, came, by, now, data=_other_ticket(part), before=survivor)
        return Act(
            gone, (told,), others=(Change(survivor, came, (heard,)),), also=watching.rows(services, survivor, came)
        )

    return tickets.perform(services, caller, part_id, decide)


def unmerge(services: Services, caller: Caller, part_id: str, expected: int | None) -> Done:
    """Unmerge a ticket, together with tickets that had been merged into it before. 3 RT, 2 RRU + some 13 WRU.

    Messages written to the surviving ticket meanwhile stay there; they decide whether the unmerged ticket still needs a reply.
    """

    def decide(part: Ticket) -> Act:
        _check(services, caller, part, expected)
        if part.merged_into is None:
            raise Conflict("This ticket was not merged into another.", version=part.version)
        now = services.clock.now()
        by = tickets.said_by(caller)
        survivors = _chain(services, part)
        back = rules.returned(part, survivors[-1], now)
        told = tickets.new_event(EventType.TICKET_UNMERGED, back, by, now, data=OtherTicket(other=part.merged_into))
        return Act(back, (told,), others=tuple(_left(services, part, survivor, caller) for survivor in survivors))

    return tickets.perform(services, caller, part_id, decide)


def split(
    services: Services, caller: Caller, ticket_id: str, event_id: str, subject: str, expected: int | None,
    once: Once | None = None,
) -> Done:  # fmt: skip
    """Split one message into a new ticket for the same customer; return the new ticket. 4 RT, 2 RRU + some 15 WRU.

    The message also stays in the original ticket, so neither history loses it; its files are in both, for 1 RT more,
    1 RRU and 2 WRU each.
    """

    def decide(old: Ticket) -> Act:
        _check(services, caller, old, expected)
        ticket_rules.check_open(old)
        ticket_rules.check_not_spam(old)
        now = services.clock.now()
        event = rules.check_split(tickets.event_in(services, old, event_id), now)
        number = services.numbers.next(services.clock.real())
        unverified = old.unverified or event.sender is not None
        new = old.successor(number, now, subject=subject, unverified=unverified, links={old.id: LinkKind.RELATED})
        links, _ = rules.linked(old, new, LinkKind.RELATED)
        kept = old.next(now, links=links)
        shown, files = attaching.again(services, event.attachments)
        said = event.message.model_copy(update={"attachments": shown})
        raised = tickets.ticket_created(new, event.by, message=said, other=old.number)
        told = tickets.new_event(EventType.TICKET_SPLIT, kept, tickets.said_by(caller), now, data=_other_ticket(new))
        return attaching.with_files(services, Act(kept, (told,), others=(Change(None, new, (raised,)),)), files)

    return tickets.perform(services, caller, ticket_id, decide, once)


def link(services: Services, caller: Caller, ticket_id: str, other_id: str, kind: LinkKind) -> Done:
    """Link two tickets; the other one gets the inverse link. 3 RT, 2 RRU + some 14 WRU.

    Raises `Invalid` if both are the same ticket, `Conflict` if parents would form a cycle.
    """

    def decide(ticket: Ticket) -> Act | None:
        access.check_may_change(caller, ticket, configuration.current(services))
        other = _other(services, caller, other_id, "ticket")
        if other.number == ticket.number:
            raise Invalid.field("ticket", "A ticket cannot be linked to itself.")
        known = ticket.links.get(other.id)
        if known is kind:
            return None
        if known in {LinkKind.FOLLOW_UP, LinkKind.FOLLOW_UP_OF}:
            raise Conflict("One of the two follows up the other; that stays.", version=ticket.version)
        if kind in {LinkKind.PARENT, LinkKind.CHILD}:
            child, parent = (ticket, other) if kind is LinkKind.PARENT else (other, ticket)
            _check_no_ring(services, child, parent)
        ours, theirs = rules.linked(ticket, other, kind)
        return _both(services, caller, (ticket, ours), (other, theirs), EventType.TICKET_LINKED)

    return tickets.perform(services, caller, ticket_id, decide)


def unlink(services: Services, caller: Caller, ticket_id: str, other_id: str) -> Done:
    """Remove a link between two tickets. 3 RT, 2 RRU + some 14 WRU. A follow-up's link remains."""

    def decide(ticket: Ticket) -> Act:
        access.check_may_change(caller, ticket, configuration.current(services))
        kind = ticket.links.get(other_id)
        if kind is None or kind not in rules.BY_HAND:
            raise NotFound("There is no such link, or it made itself.")
        other = _other(services, caller, other_id, "ticket")
        ours, theirs = rules.unlinked(ticket, other)
        return _both(services, caller, (ticket, ours), (other, theirs), EventType.TICKET_UNLINKED)

    return tickets.perform(services, caller, ticket_id, decide)


def _check(services: Services, caller: Caller, ticket: Ticket, expected: int | None) -> None:
    access.check_may_change(caller, ticket, configuration.current(services))
    tickets.check_version(services, caller, ticket, expected)


def _other(services: Services, caller: Caller, other_id: str, field: str) -> Ticket:
    """Load the second ticket with the same permission checks. Raises `Invalid`, as the URL names the first ticket."""
    try:
        other = tickets.ticket_for(services, caller, other_id)
    except NotFound as missing:
        raise Invalid.field(field, missing.detail) from None
    access.check_may_change(caller, other, configuration.current(services))
    return other


def _both(
    services: Services,
    caller: Caller,
    one: tuple[Ticket, dict[str, LinkKind]],
    two: tuple[Ticket, dict[str, LinkKind]],
    type_: EventType,
) -> Act:
    now = services.clock.now()
    by = tickets.said_by(caller)
    ours, theirs = one[0].next(now, links=one[1]), two[0].next(now, links=two[1])
    told = _link_event(type_, ours, theirs, now, by)
    heard = _link_event(type_, theirs, ours, now, by)
    return Act(ours, (told,), others=(Change(two[0], theirs, (heard,)),))


def _link_event(type_: EventType, ticket: Ticket, other: Ticket, at: int, by: Actor) -> Event:
    kind = ticket.links.get(other.id)
    changes = {"link": (None, kind.value)} if kind else {}
    event = tickets.new_event(type_, ticket, by, at, data=_other_ticket(other))
    return event.model_copy(update={"changes": changes})


def _other_ticket(other: Ticket) -> OtherTicket:
    return OtherTicket(other=other.number)


def _check_no_ring(services: Services, child: Ticket, parent: Ticket) -> None:
    """Check that no ancestor of the parent is a descendant of the child. 1 RT for each level."""
    seen = {parent.number}
    storey = [parent]
    for _ in range(rules.DEEPEST):
        if child.number in seen:
            raise Conflict("That would make a ticket its own parent.", version=child.version)
        above = {number for ticket in storey for number in rules.parents(ticket)} - seen
        if not above:
            return
        seen |= above
        storey = tickets.tickets_by_number(services, sorted(above))
    raise Conflict(f"Parents go at most {rules.DEEPEST} storeys up.", version=child.version)


def _chain(services: Services, part: Ticket) -> list[Ticket]:
    """Return the chain of tickets into which this one is merged, in order. 1 RT for each."""
    found: list[Ticket] = []
    next_one = part.merged_into
    while next_one is not None:
        survivor = tickets.ticket_now(services, next_one)
        found.append(survivor)
        next_one = survivor.merged_into
    return found


def _left(services: Services, part: Ticket, survivor: Ticket, caller: Caller) -> Change:
    now = services.clock.now()
    after = survivor.next(now, merged_from=rules.without(survivor, part))
    by = tickets.said_by(caller)
    told = tickets.new_event(EventType.MERGE_UNDONE, after, by, now, data=_other_ticket(part), before=survivor)
    return Change(survivor, after, (told,))
