"""Undo sending: for some seconds after an agent's message, before customers see it."""

from typing import Any

from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing.errors import Conflict, NotAllowed, NotFound
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import attachments, public, timers
from ..tickets import store as tickets_store
from ..tickets.event import Event
from ..tickets.event_data import AgentMessage
from ..tickets.event_specs import EventType
from ..tickets.model import Ticket, TicketUpdate
from ..tickets.transaction import Changeset, actor_of, new_event, perform


def withdraw(services: Services, caller: Caller, ticket_id: str, event_id: str) -> Event:
    """Undo a message and return the event, whose text becomes a draft. 3 RT, 2 RRU + some 10 WRU.

    Its attachments can be used in another message; they cost 1 RT more, 1 RRU and 3 WRU each.

    Other changes that the message made (status, timers …) are reverted unless they have been changed since. Raises
    `NotFound`, `NotAllowed` for another person's message, `Conflict` once it has been sent.
    """
    taken_back: list[Event] = []

    def decide(ticket: Ticket) -> Changeset:
        tickets_access.check_may_change(caller, ticket, configuration_actions.current(services))
        event = _message(services, ticket, event_id)
        now = services.clock.now()
        if event.by.id != caller.id:
            raise NotAllowed("Only who wrote a message can take it back.")
        if tickets_access.is_sent(event, now):
            raise Conflict("The message has been sent. Write another one to put it right.", version=ticket.version)
        taken_back[:] = [event]
        after = ticket.next(now, **_restored_fields(ticket, event), **_number_back(ticket, event))
        change_event = new_event(EventType.REPLY_WITHDRAWN, after, actor_of(caller), before=ticket)
        others, copies = _copies(services, event, caller, now)
        gone = [event, *copies]
        moved = [write for each in gone for write in tickets_store.withdraw(services, each)]
        return Changeset(
            after, (change_event,), extra_writes=(*moved, *attachments.detach_writes(services, gone)), related=others
        )

    perform(services, caller, ticket_id, decide)
    return taken_back[0]


def _message(services: Services, ticket: Ticket, event_id: str) -> Event:
    number, _, rev = event_id.partition("-")
    event = None
    if number == ticket.id and rev.isascii() and rev.isdigit() and len(rev) < 7:  # noqa: PLR2004 - as a key has them
        event = tickets_store.find_event(services, ticket.number, int(rev), internal=False)
    if event is None or event.type is not EventType.AGENT_REPLIED:
        raise NotFound("There is no such message, or it was taken back already.")
    return event


def _restored_fields(ticket: Ticket, event: Event) -> dict[str, Any]:
    """Return what to revert: the fields that are unchanged since the message and, of the timers, only those it moved."""
    now: dict[str, Any] = ticket.model_dump(include=set(event.undo))
    changed = {name: tuple(pair) for name, pair in event.undo.items() if name != "waiting_since"}
    restored: dict[str, Any] = {}
    if all(_is_as_left(name, now[name], *pair) for name, pair in changed.items()):
        restored = {name: before for name, (before, _) in changed.items()} | timers.restored_timers(ticket, event.undo)
    if "waiting_since" in event.undo:
        since = [at for at in (event.undo["waiting_since"][0], ticket.waiting_since) if at is not None]
        restored["waiting_since"] = min(since, default=None)
    if "status" in restored:
        restored["status"] = type(ticket.status)(restored["status"])
    return restored


def _number_back(ticket: Ticket, event: Event) -> dict[str, int]:
    """Reuse the customers' number of the undone event for the next one, unless another event came in between."""
    return {"public_rev": event.seen_rev - 1} if event.seen_rev == public.last_rev(ticket) else {}


def _is_as_left(name: str, now: Any, before: Any, after: Any) -> bool:
    if name not in timers.TIMED:
        return bool(now == after)
    return all(now.get(kind) == after.get(kind) for kind in timers.moved(before, after))


def _copies(services: Services, event: Event, caller: Caller, now: int) -> tuple[tuple[TicketUpdate, ...], list[Event]]:
    """Undo the copies of the message in other requesters' merged tickets; returns the changes and the copies as they were."""
    changes: list[TicketUpdate] = []
    copies: list[Event] = []
    named = event.data.copies if isinstance(event.data, AgentMessage) else {}
    for number, rev in sorted(named.items()):
        part = tickets_store.find(services, int(number), consistent=True)
        copy = tickets_store.find_event(services, int(number), rev, internal=False)
        if part is None or copy is None:
            continue
        after = part.next(now, **_restored_fields(part, copy), **_number_back(part, copy))
        changes.append(TicketUpdate(part, after, (new_event(EventType.REPLY_WITHDRAWN, after, actor_of(caller)),)))
        copies.append(copy)
    return tuple(changes), copies
