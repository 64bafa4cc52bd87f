"""Decides what a message does to a ticket, from facts that have already been read."""

from dataclasses import dataclass
from typing import Any

from ..attachments.model import Attachment
from ..configuration import actions as configuration
from ..people import actions as people
from ..people.model import NO_TEAM, Caller, Person
from ..plumbing.clock import SECOND
from ..plumbing.errors import Invalid
from ..plumbing.services import Services
from . import access, rules, store, thanks, timers
from .event_data import AgentMessage, CustomerMessage
from .forms import NewMessage
from .model import Actor, Because, EventType, Mailed, Status, Ticket
from .reasons import Reason
from .recording import Act, new_event, said_by
from .store import Change

Files = tuple[Attachment, ...]
UNDONE_WITH_IT = (
    "status",
    "status_since",
    "waiting_since",
    "timers",
    "suspended",
    "snoozed_until",
    "accepted",
    "assignee",
    "assignee_name",
    "assignee_team",
)
"""What an agent's message may change in addition, and what undoing it restores."""

REASONS = tuple(
    Reason(rule, holds=lambda ticket: ticket.status in rules.WAITING_ON_OTHERS) for rule in ("thanks_only", "automatic")
)

MAX_NAMES = 4  # words of a greeting or signature that are looked up
RECENT_EVENTS = 50  # searched for agents who have replied


@dataclass(frozen=True)
class Incoming:
    """What a customer sent: text, files, and the channel it came through."""

    body: str
    files: Files = ()
    automatic: bool = False  # not written by a person
    mailed: Mailed | None = None

    @property
    def message(self) -> CustomerMessage:
        """The data of the event that records it."""
        said = CustomerMessage(body=self.body, attachments=self.files, automatic=self.automatic)
        return said.model_copy(update=dict(self.mailed.marks)) if self.mailed else said


def agent_message(
    services: Services, caller: Caller, ticket: Ticket, message: NewMessage, files: Files, now: int,
    mailed: Mailed | None = None,
) -> Act:  # fmt: skip
    """Build an agent's public message, which can be undone for some seconds and is hidden from customers until then.

    `message.also` names merged tickets of other requesters, who get the same text and files in their own ticket: 1 RT
    and 1 RRU, and some 6 WRU more for each. An unassigned ticket is assigned to the agent: 1 RT and half a RRU more.
    """
    status = rules.after_agent_message(ticket.status, message.status)
    claimed = _claimed(services, caller, ticket)
    answered = ticket.next(now, waiting_since=None, snoozed_until=None, accepted=ticket.unverified, **claimed)
    # The customer's time to reply starts with our latest message.
    after = timers.settled(answered.entering(status, now), ticket, now, restarts=True)
    hold_ms = configuration.current(services).undo_send_s * SECOND
    said = AgentMessage(
        body=message.body, attachments=files, sends_at=now + hold_ms if hold_ms else None,
        mail=mailed.mail if mailed else None, hushed=mailed is not None and mailed.hushed,
    )  # fmt: skip
    by = said_by(caller)
    copies = tuple(_copy(part, by, now, said) for part in _parts(services, ticket, message.also))
    undo = put_back(ticket, after) if hold_ms else {}
    data = said.model_copy(update={"undo": undo, "copies": {copy.ticket.id: copy.ticket.version for copy in copies}})
    event = new_event(EventType.AGENT_REPLIED, after, by, now, data=data, before=ticket)
    return Act(after, (event,), others=copies)


def given_to(agent: Person) -> dict[str, Any]:
    """Return the fields of a ticket that is assigned to this agent."""
    return {"assignee": agent.id, "assignee_name": agent.name, "assignee_team": agent.home or NO_TEAM}


def _claimed(services: Services, caller: Caller, ticket: Ticket) -> dict[str, Any]:
    """Assign an unassigned ticket to the agent who replies, if they may work on it. 0–1 RT.

    This ignores their capacity: they chose this ticket, and the customer now expects replies from them.
    """
    if ticket.assignee is not None:
        return {}
    agent = people.person_by_id(services, caller.id)
    if agent is None or not agent.is_agent:
        return {}
    return given_to(agent) if access.may_work_on(agent, ticket.team, configuration.current(services)) else {}


def _parts(services: Services, ticket: Ticket, named: list[str]) -> list[Ticket]:
    """Read the named tickets of other requesters that were merged into this one. Raises `Invalid` for any other ticket."""
    strangers = [n for n, number in enumerate(named) if number not in ticket.merged_from]
    if strangers:
        raise Invalid.field(f"also/{strangers[0]}", "That ticket was not merged into this one.")
    found = store.find_many(services, sorted(map(int, set(named)))) if named else []
    return [part for part in found if part.requester != ticket.requester]


def _copy(part: Ticket, by: Actor, now: int, said: AgentMessage) -> Change:
    after = part.next(now, waiting_since=None)  # its customer has a reply
    data = said.model_copy(update={"undo": put_back(part, after) if said.sends_at else {}})
    return Change(part, after, (new_event(EventType.AGENT_REPLIED, after, by, now, data=data),))


def put_back(before: Ticket, after: Ticket) -> dict[str, Any]:
    """Return [before, after] of each field that a message changes, for undo."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in UNDONE_WITH_IT}
    return {name: list(pair) for name, pair in pairs.items() if pair[0] != pair[1]}


def customer_message(services: Services, caller: Caller, ticket: Ticket, incoming: Incoming, now: int) -> Act:
    """Build a customer's message, which reopens a ticket that waits on others unless it needs no action.

    A message that needs no action is added to a closed ticket without changing it: no emails, no routing. A logged-in
    requester who writes in their unverified ticket verifies it.
    """
    if incoming.mailed is not None:
        ticket = ticket.model_copy(update={"thread": incoming.mailed.goes_on(ticket.thread)})
    if ticket.unverified and caller.id == ticket.requester:
        ticket = ticket.model_copy(update={"unverified": False})
    if ticket.spam is not None:
        return _said(caller, ticket, ticket.next(now), incoming)
    why = says_nothing(services, ticket, incoming, now)
    if ticket.status is Status.CLOSED:
        return _said(caller, ticket, ticket.next(now), incoming, because=why, quiet=True)
    status = rules.after_customer_message(ticket.status, says_something=why is None)
    changes: dict[str, Any] = {"because": why} if why else {"waiting_since": ticket.waiting_since or now}
    if not incoming.automatic:
        changes["snoozed_until"] = None
    solved = ticket.status is Status.SOLVED and ticket.snoozed_until is None
    untouched = incoming.automatic or (why is not None and solved)
    after = timers.settled(ticket.next(now, **changes).entering(status, now), ticket, now, restarts=not untouched)
    return _said(caller, ticket, after, incoming, because=why)


def says_nothing(services: Services, ticket: Ticket, incoming: Incoming, now: int) -> Because | None:
    """Return why a message needs no action; None if it does, or if there is no status to change.

    If thanks are followed by what may be a name, the agents who replied are read: 1 RT, half a RRU per started 4 KB.
    """
    if ticket.status not in rules.DONE_OR_WAITING_ON_OTHERS:
        return None
    if incoming.automatic:
        return Because(rule="automatic", at=now)
    answers = ticket.status in {Status.PENDING, Status.ON_HOLD}
    unknown = thanks.unknown_words(incoming.body, attached=bool(incoming.files), answers=answers)
    if unknown is None:
        return None
    unknown -= thanks.words_of((ticket.requester_name, ticket.assignee_name or ""))
    if unknown and (len(unknown) > MAX_NAMES or not unknown <= _repliers(services, ticket)):
        return None
    return Because(rule="thanks_only", at=now)


def _repliers(services: Services, ticket: Ticket) -> frozenset[str]:
    """Read the names of the agents who replied recently, as single words."""
    events, _ = store.slice_of(services, ticket.number, RECENT_EVENTS, None, internal=False, descending=True)
    return thanks.words_of({event.by.name for event in events if event.type is EventType.AGENT_REPLIED})


def _said(
    caller: Caller,
    before: Ticket,
    after: Ticket,
    incoming: Incoming,
    *,
    because: Because | None = None,
    quiet: bool = False,
) -> Act:
    by, now = said_by(caller, before.requester), after.updated_at
    event = new_event(EventType.CUSTOMER_REPLIED, after, by, now, data=incoming.message, before=before, because=because)
    return Act(after, (event.model_copy(update={"quiet": quiet}),))
