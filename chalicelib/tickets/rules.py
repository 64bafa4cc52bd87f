"""Rules about tickets: what a caller may set, and what a message does to a ticket. Pure functions of facts."""

from dataclasses import dataclass

from ..people.model import Caller
from ..plumbing.errors import Conflict, NotAllowed
from . import lifecycle
from .event import Actor, ActorRole, Event
from .event_specs import CONVERSATION_EVENTS
from .lifecycle import Move, Mover
from .model import OPEN_STATUSES, WAITING_ON_US, OutOfQueue, Status, Ticket

WAITING_ON_OTHERS = frozenset(OPEN_STATUSES) - WAITING_ON_US
DONE_OR_WAITING_ON_OTHERS = WAITING_ON_OTHERS | {Status.CLOSED}


@dataclass(frozen=True)
class Authority:
    """Who or what changes a ticket, and in which role it chooses statuses."""

    actor: Actor
    mover: Mover


def mover_of(caller: Caller) -> Mover:
    return Mover.AGENT if caller.is_agent else Mover.CUSTOMER


def authority_of(actor: Actor) -> Authority:
    """Return the authority of an actor that is not a caller: automations of the team may do what agents do."""
    return Authority(actor, Mover.CUSTOMER if actor.role is ActorRole.CUSTOMER else Mover.AGENT)


def settable_statuses(caller: Caller, ticket: Ticket) -> frozenset[Status]:
    """Return the statuses that this caller may set now."""
    return statuses_for(mover_of(caller), ticket)


def statuses_for(mover: Mover, ticket: Ticket) -> frozenset[Status]:
    """Return the statuses that may be set now in this role."""
    return frozenset() if ticket.out_of_queue is OutOfQueue.MERGED else lifecycle.choosable(mover, ticket.status)


def check_role(caller: Caller, wanted: Status | None) -> None:
    """Raise `NotAllowed` for a status that this role may never set, whatever the ticket."""
    if wanted is not None and wanted not in lifecycle.CHOICES[mover_of(caller)]:
        raise NotAllowed("Customers may mark a ticket solved, or open a solved one again.")


def check_status(mover: Mover, ticket: Ticket, wanted: Status) -> None:
    """Raise `Conflict` for a status that the ticket's current status does not allow."""
    if wanted is not ticket.status and wanted not in statuses_for(mover, ticket):
        raise Conflict("Only a solved ticket can be opened again.", version=ticket.version)


def check_open(ticket: Ticket) -> None:
    """Raise `Conflict` for a closed or merged ticket, neither of which can be changed."""
    if ticket.merged_into is not None:
        raise Conflict(
            f"This ticket was merged into #{ticket.merged_into}. Go on there.",
            version=ticket.version,
            merged_into=str(ticket.merged_into),
        )
    if ticket.status is Status.CLOSED:
        raise Conflict("This ticket is closed. Raise a new one with `follow_up_of`.", version=ticket.version)


def check_not_spam(ticket: Ticket) -> None:
    """Raise `Conflict` for spam, which must be released before anyone replies or works on it."""
    if ticket.spam is not None:
        raise Conflict("This ticket is spam. Release it first.", version=ticket.version)


def is_waiting_in(ticket: Ticket, team: str) -> bool:
    """Return whether it still waits for an agent of this team: it may have been assigned or moved meanwhile."""
    return ticket.assignee is None and ticket.waits_on_us and ticket.team == team


def after_customer_message(status: Status, *, needs_reply: bool) -> Status:
    """Return the status after a customer's message: a ticket waiting on others reopens, except for thanks or
    automatic messages.
    """
    move = Move.CUSTOMER_WRITES if needs_reply else Move.CUSTOMER_THANKS
    return lifecycle.after(status, move) or status


def after_agent_message(status: Status, chosen: Status | None) -> Status:
    """Return the status after an agent's message: the first one opens a new ticket, unless the agent chose a status."""
    return chosen or lifecycle.after(status, Move.AGENT_WRITES) or status


def unseen_events(events: list[Event]) -> list[Event]:
    """Return the messages among these events: what an agent should read before replying."""
    return [event for event in events if event.type in CONVERSATION_EVENTS and not event.withdrawn]


def solved_at(ticket: Ticket) -> int | None:
    """Return when it was solved (ms), also if it was then closed; None for any other ticket."""
    if ticket.status is Status.SOLVED:
        return ticket.status_since
    if ticket.status is Status.CLOSED and ticket.reason is not None and ticket.reason.rule == "solved":
        at = ticket.reason.facts.get("solved_at")
        return at if isinstance(at, int) else ticket.created_at  # closed before the time was recorded
    return None


def is_rated(ticket: Ticket) -> bool:
    """Return whether the latest solution has been rated."""
    at = solved_at(ticket)
    return at is not None and ticket.rating is not None and ticket.rating.at >= at


def is_ratable(ticket: Ticket) -> bool:
    """Return whether its requester may rate it: once per solution, and never a ticket that was closed unsolved."""
    return solved_at(ticket) is not None and ticket.spam is None and ticket.merged_into is None and not is_rated(ticket)


def listed_statuses(asked: list[Status]) -> tuple[Status, ...]:
    """Return the statuses that a list of tickets covers: those requested, or all except closed."""
    return tuple(dict.fromkeys(asked)) or OPEN_STATUSES
