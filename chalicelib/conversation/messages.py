"""Decides what a message does to a ticket, from facts that have already been read."""

from typing import Any

from ..configuration import actions as configuration_actions
from ..people import actions as people_actions
from ..people.model import Caller
from ..plumbing.clock import SECOND
from ..plumbing.errors import Invalid
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import rules as tickets_rules
from ..tickets import store as tickets_store
from ..tickets import timers
from ..tickets.changes import assignment_of, undo_values
from ..tickets.event import Actor, MailOrigin, Reason
from ..tickets.event_data import AgentMessage
from ..tickets.event_specs import EventType
from ..tickets.incoming import Attachments, Incoming
from ..tickets.model import Status, Ticket, TicketUpdate
from ..tickets.reasons import ReasonSpec
from ..tickets.transaction import Changeset, actor_of, new_event
from . import thanks
from .forms import NewMessage

REASONS = tuple(
    ReasonSpec(rule, holds=lambda ticket: ticket.status in tickets_rules.WAITING_ON_OTHERS)
    for rule in ("thanks_only", "automatic")
)

MAX_NAMES = 4  # words of a greeting or signature that are looked up
RECENT_EVENTS = 50  # searched for agents who have replied


def agent_message(
    services: Services,
    caller: Caller,
    ticket: Ticket,
    message: NewMessage,
    files: Attachments,
    mailed: MailOrigin | None = None,
) -> Changeset:
    """Build an agent's public message, which can be undone for some seconds and is hidden from customers until then.

    `message.copy_to` names merged tickets of other requesters, who get the same text and files in their own ticket: 1 RT
    and 1 RRU, and some 6 WRU more for each. An unassigned ticket is assigned to the agent: 1 RT and half a RRU more.
    """
    now = services.clock.now()
    status = tickets_rules.after_agent_message(ticket.status, message.status)
    claimed = _claimed(services, caller, ticket)
    answered = ticket.next(now, waiting_since=None, snoozed_until=None, accepted=ticket.unverified, **claimed)
    # The customer's time to reply starts with our latest message.
    after = timers.settled(answered.entering(status, now), ticket, now, restarts=True)
    hold_ms = configuration_actions.current(services).undo_send_s * SECOND
    reply = AgentMessage(
        body=message.body,
        attachments=files,
        sends_at=now + hold_ms if hold_ms else None,
        mail=mailed.mail if mailed else None,
        suppress_auto_replies=mailed is not None and mailed.suppress_auto_replies,
    )
    by = actor_of(caller)
    copies = tuple(_copy(part, by, now, reply) for part in _merged_tickets(services, ticket, message.copy_to))
    undo = undo_values(ticket, after) if hold_ms else {}
    data = reply.model_copy(update={"undo": undo, "copies": {copy.ticket.id: copy.ticket.version for copy in copies}})
    event = new_event(EventType.AGENT_REPLIED, after, by, data=data, before=ticket)
    return Changeset(after, (event,), related=copies)


def _claimed(services: Services, caller: Caller, ticket: Ticket) -> dict[str, Any]:
    """Assign an unassigned ticket to the agent who replies, if they may work on it. 0–1 RT.

    This ignores their capacity: they chose this ticket, and the customer now expects replies from them.
    """
    if ticket.assignee is not None:
        return {}
    agent = people_actions.person_by_id(services, caller.id)
    if agent is None or not agent.is_agent:
        return {}
    return (
        assignment_of(agent)
        if tickets_access.may_work_on(agent, ticket.team, configuration_actions.current(services))
        else {}
    )


def _merged_tickets(services: Services, ticket: Ticket, named: list[str]) -> list[Ticket]:
    """Read the named tickets of other requesters that were merged into this one. Raises `Invalid` for any other ticket."""
    unknown = [n for n, number in enumerate(named) if number not in ticket.merged_from]
    if unknown:
        raise Invalid.field(f"copy_to/{unknown[0]}", "That ticket was not merged into this one.")
    found = tickets_store.find_many(services, sorted(map(int, set(named)))) if named else []
    return [part for part in found if part.requester != ticket.requester]


def _copy(part: Ticket, by: Actor, now: int, reply: AgentMessage) -> TicketUpdate:
    after = part.next(now, waiting_since=None)  # its customer has a reply
    data = reply.model_copy(update={"undo": undo_values(part, after) if reply.sends_at else {}})
    return TicketUpdate(part, after, (new_event(EventType.AGENT_REPLIED, after, by, data=data),))


def customer_message(services: Services, caller: Caller, ticket: Ticket, incoming: Incoming, now: int) -> Changeset:
    """Build a customer's message, which reopens a ticket that waits on others unless it needs no action.

    A message that needs no action is added to a closed ticket without changing it: no emails, no routing. A logged-in
    requester who writes in their unverified ticket verifies it.
    """
    if incoming.mailed is not None:
        ticket = ticket.model_copy(update={"thread": incoming.mailed.extend_thread(ticket.thread)})
    if ticket.unverified and caller.id == ticket.requester:
        ticket = ticket.model_copy(update={"unverified": False})
    if ticket.spam is not None:
        return _reply_changeset(caller, ticket, ticket.next(now), incoming)
    why = reason_for_no_change(services, ticket, incoming, now)
    if ticket.status is Status.CLOSED:
        return _reply_changeset(caller, ticket, ticket.next(now), incoming, reason=why, silent=True)
    status = tickets_rules.after_customer_message(ticket.status, needs_reply=why is None)
    changes: dict[str, Any] = {"reason": why} if why else {"waiting_since": ticket.waiting_since or now}
    if not incoming.automatic:
        changes["snoozed_until"] = None
    solved = ticket.status is Status.SOLVED and ticket.snoozed_until is None
    untouched = incoming.automatic or (why is not None and solved)
    after = timers.settled(ticket.next(now, **changes).entering(status, now), ticket, now, restarts=not untouched)
    return _reply_changeset(caller, ticket, after, incoming, reason=why)


def reason_for_no_change(services: Services, ticket: Ticket, incoming: Incoming, now: int) -> Reason | None:
    """Return why a message needs no action; None if it does, or if there is no status to change.

    If thanks are followed by what may be a name, the agents who replied are read: 1 RT, half a RRU per started 4 KB.
    """
    if ticket.status not in tickets_rules.DONE_OR_WAITING_ON_OTHERS:
        return None
    if incoming.automatic:
        return Reason(rule="automatic", at=now)
    answers = ticket.status in {Status.PENDING, Status.ON_HOLD}
    unknown = thanks.unknown_words(incoming.body, attached=bool(incoming.files), answers=answers)
    if unknown is None:
        return None
    unknown -= thanks.words_of((ticket.requester_name, ticket.assignee_name or ""))
    if unknown and (len(unknown) > MAX_NAMES or not unknown <= _repliers(services, ticket)):
        return None
    return Reason(rule="thanks_only", at=now)


def _repliers(services: Services, ticket: Ticket) -> frozenset[str]:
    """Read the names of the agents who replied recently, as single words."""
    events, _ = tickets_store.events_page(services, ticket.number, RECENT_EVENTS, None, internal=False, descending=True)
    return thanks.words_of({event.by.name for event in events if event.type is EventType.AGENT_REPLIED})


def _reply_changeset(
    caller: Caller,
    before: Ticket,
    after: Ticket,
    incoming: Incoming,
    *,
    reason: Reason | None = None,
    silent: bool = False,
) -> Changeset:
    by = actor_of(caller, before.requester)
    event = new_event(EventType.CUSTOMER_REPLIED, after, by, data=incoming.message, before=before, reason=reason)
    return Changeset(after, (event.model_copy(update={"silent": silent}),))
