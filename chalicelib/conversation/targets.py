"""Where a customer's message is written: their ticket, the one it was merged into, or a follow-up."""

from dataclasses import dataclass, replace
from enum import StrEnum

from ..people.model import Caller
from ..plumbing.services import Services
from ..tickets import attachments
from ..tickets.actions import as_requester, build_ticket, link_follow_up
from ..tickets.event_specs import EventType
from ..tickets.forms import NewTicket
from ..tickets.incoming import Incoming
from ..tickets.model import Status, Ticket, TicketUpdate
from ..tickets.queries import merge_survivor
from ..tickets.transaction import Changeset, TargetedChangeset, actor_of, ticket_created
from . import messages


class Target(StrEnum):
    """Where a customer's message to a ticket is written."""

    SAME = "same"
    SURVIVOR = "survivor"  # the ticket was merged into another one of the same requester
    MERGED = (
        "merged"  # merged into another requester's ticket: the message stays here, and the survivor's agents see it
    )
    FOLLOW_UP = "follow_up"  # a new ticket, since this one is closed


@dataclass(frozen=True)
class ResolvedTarget:
    """A target and its ticket: for `FOLLOW_UP` the ticket it follows up, for `MERGED` the survivor."""

    target: Target
    ticket: Ticket


def resolve_target(services: Services, ticket: Ticket, incoming: Incoming) -> ResolvedTarget:
    """Find the ticket that a customer's message belongs to. For a merged ticket 1 RT and 1 RRU for each merge.

    Messages without content (thanks, automatic replies) stay in a closed ticket; any other message creates a follow-up.
    """
    survivor = merge_survivor(services, ticket)
    own = survivor.requester == ticket.requester
    closed = survivor.status is Status.CLOSED
    if closed and messages.reason_for_no_change(services, survivor, incoming, services.clock.now()) is None:
        return ResolvedTarget(Target.FOLLOW_UP, survivor if own else ticket)
    if ticket.merged_into is None:
        return ResolvedTarget(Target.SAME, ticket)
    return ResolvedTarget(Target.SURVIVOR if own else Target.MERGED, survivor)


def build_changeset(
    services: Services, caller: Caller, resolved: ResolvedTarget, named: Ticket, incoming: Incoming
) -> TargetedChangeset:
    """Build what the message changes in its target; `named` is the ticket that the customer wrote to."""
    now = services.clock.now()
    match resolved.target:
        case Target.FOLLOW_UP:
            return TargetedChangeset(None, _follow_up(services, caller, resolved.ticket, incoming))
        case Target.MERGED:
            return TargetedChangeset(named, _reply_in_merged_ticket(services, caller, named, resolved.ticket, incoming))
    return TargetedChangeset(
        resolved.ticket, messages.customer_message(services, caller, resolved.ticket, incoming, now)
    )


def with_uploads(services: Services, written: TargetedChangeset, files: attachments.Uploads) -> TargetedChangeset:
    return replace(written, changeset=attachments.with_files(services, written.changeset, files))


def _follow_up(services: Services, caller: Caller, old: Ticket, incoming: Incoming) -> Changeset:
    """Create a follow-up of a closed ticket from a customer's message, and link the two."""
    requester = as_requester(services, caller)
    new = NewTicket(subject=old.subject, body=incoming.body, language=old.language, follow_up_of=old.id)
    ticket = build_ticket(services, new, requester, old, by_agent=False, whole=incoming.mailed is None)
    if incoming.mailed is not None:
        ticket = ticket.model_copy(update=incoming.mailed.new_ticket_fields)
    by = actor_of(caller, requester.id)
    event = ticket_created(ticket, by, message=incoming.message, other=old.number)
    return Changeset(ticket, (event,), related=(link_follow_up(ticket, old, event),))


def _reply_in_merged_ticket(
    services: Services, caller: Caller, merged: Ticket, survivor: Ticket, incoming: Incoming
) -> Changeset:
    """Add a message to a ticket that was merged into another requester's. The survivor's requester does not see it."""
    now = services.clock.now()
    reply = messages.customer_message(services, caller, merged, incoming, now)
    updated = merged.next(
        now, waiting_since=reply.ticket.waiting_since
    )  # not queued itself: only the survivor waits for a reply
    event = reply.events[0].model_copy(update={"changes": {}})
    received = messages.customer_message(services, caller, survivor, incoming, now)
    event = event.model_copy(update={"silent": received.events[0].silent})
    survivor_event = received.events[0].retyped(EventType.MERGED_TICKET_REPLIED, other=merged.number)
    return Changeset(updated, (event,), related=(TicketUpdate(survivor, received.ticket, (survivor_event,)),))
