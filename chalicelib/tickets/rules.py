"""Verdicts about tickets: what a caller may set, and what a message does to a ticket. Facts in, verdict out."""

from dataclasses import dataclass

from ..people.model import Caller
from ..plumbing.errors import Conflict, NotAllowed
from . import lifecycle
from .event_specs import SAID
from .lifecycle import Move, Mover
from .model import UNCLOSED, Actor, ActorRole, Aside, Event, Status, Ticket

WAITING_ON_OTHERS = frozenset({Status.PENDING, Status.ON_HOLD, Status.SOLVED})
DONE_OR_WAITING_ON_OTHERS = WAITING_ON_OTHERS | {Status.CLOSED}


@dataclass(frozen=True)
class Authority:
    """Who or what changes a ticket, and whose statuses it may choose."""

    actor: Actor
    mover: Mover


def mover_of(caller: Caller) -> Mover:
    return Mover.AGENT if caller.is_agent else Mover.CUSTOMER


def authority_of(actor: Actor) -> Authority:
    """The authority of whoever is no caller: what is set up to work for the team may do what agents do."""
    return Authority(actor, Mover.CUSTOMER if actor.role is ActorRole.CUSTOMER else Mover.AGENT)


def settable(caller: Caller, ticket: Ticket) -> frozenset[Status]:
    """The statuses this caller may give the ticket now."""
    return statuses_for(mover_of(caller), ticket)


def statuses_for(mover: Mover, ticket: Ticket) -> frozenset[Status]:
    """The statuses the ticket can be given now by these."""
    return frozenset() if ticket.aside is Aside.MERGED else lifecycle.choosable(mover, ticket.status)


def check_role(caller: Caller, wanted: Status | None) -> None:
    """Raises `NotAllowed` for a status this role may never set, whatever the ticket."""
    if wanted is not None and wanted not in lifecycle.CHOICES[mover_of(caller)]:
        raise NotAllowed("Customers may mark a ticket solved, or open a solved one again.")


def check_status(mover: Mover, ticket: Ticket, wanted: Status) -> None:
    """Raises `Conflict` for a status that the ticket, as it is, cannot be given."""
    if wanted is not ticket.status and wanted not in statuses_for(mover, ticket):
        raise Conflict("Only a solved ticket can be opened again.", version=ticket.version)


def check_open(ticket: Ticket) -> None:
    """Closed is final, and a merged ticket goes on elsewhere. Raises `Conflict`."""
    if ticket.merged_into is not None:
        raise Conflict(
            f"This ticket was merged into #{ticket.merged_into}. Go on there.", version=ticket.version,
            merged_into=str(ticket.merged_into),
        )  # fmt: skip
    if ticket.status is Status.CLOSED:
        raise Conflict("This ticket is closed. Raise a new one with `follow_up_of`.", version=ticket.version)


def check_not_spam(ticket: Ticket) -> None:
    """Nobody is answered, and nothing is worked on, before it is released. Raises `Conflict`."""
    if ticket.spam is not None:
        raise Conflict("This ticket is spam. Release it first.", version=ticket.version)


def waits_in(ticket: Ticket, team: str) -> bool:
    """Whether it waits for an agent of this team: meanwhile somebody may have taken it, or moved it to another."""
    return ticket.assignee is None and ticket.waits_on_us and ticket.team == team


def after_customer_message(status: Status, *, says_something: bool) -> Status:
    """What waits on others is ours again, unless a machine wrote, or nothing but thanks."""
    move = Move.CUSTOMER_WRITES if says_something else Move.CUSTOMER_THANKS
    return lifecycle.after(status, move) or status


def after_agent_message(status: Status, chosen: Status | None) -> Status:
    """The first public message opens a new ticket, unless the agent chose something else."""
    return chosen or lifecycle.after(status, Move.AGENT_WRITES) or status


def unseen(events: list[Event]) -> list[Event]:
    """Of the events after the version somebody last saw: words that they should read before they answer."""
    return [event for event in events if event.type in SAID and not event.withdrawn]


def solved_at(ticket: Ticket) -> int | None:
    """When it was solved (ms), for a solved ticket and for one that was closed as solved; None for any other."""
    if ticket.status is Status.SOLVED:
        return ticket.status_since
    if ticket.status is Status.CLOSED and ticket.because is not None and ticket.because.rule == "solved":
        at = ticket.because.facts.get("solved_at")
        return at if isinstance(at, int) else ticket.created_at  # closed before this was written down
    return None


def is_rated(ticket: Ticket) -> bool:
    """Whether the latest solution has been rated."""
    at = solved_at(ticket)
    return at is not None and ticket.rating is not None and ticket.rating.at >= at


def ratable(ticket: Ticket) -> bool:
    """Whether its requester may say how content they are: once per solution, and never of what was closed unanswered."""
    return solved_at(ticket) is not None and ticket.spam is None and ticket.merged_into is None and not is_rated(ticket)


def listed_statuses(asked: list[Status]) -> tuple[Status, ...]:
    """The statuses a list of tickets covers: those asked for, or everything that is not closed."""
    return tuple(dict.fromkeys(asked)) or UNCLOSED
