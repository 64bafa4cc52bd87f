"""Verdicts about tickets: who may read and do what, and what a message does to a status. Facts in, verdict out."""

from ..people.model import Caller
from ..plumbing.errors import Conflict, NotAllowed
from .model import SAID, UNCLOSED, WAITING_ON_US, Because, Event, Status, Ticket

BY_AGENTS = frozenset({Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.SOLVED})
BY_CUSTOMERS = frozenset({Status.OPEN, Status.SOLVED})
WAITING_ON_OTHERS = frozenset({Status.PENDING, Status.ON_HOLD, Status.SOLVED})


def may_read(caller: Caller, ticket: Ticket) -> bool:
    """Customers their own tickets, agents every ticket. The only place that says so."""
    return caller.is_agent or caller.id == ticket.requester


def may_see(caller: Caller, event: Event) -> bool:
    return caller.is_agent or not event.internal


def acts_as_agent(caller: Caller, ticket: Ticket) -> bool:
    """An agent speaks as the customer on a ticket of their own."""
    return caller.is_agent and caller.id != ticket.requester


def settable(caller: Caller, ticket: Ticket) -> frozenset[Status]:
    """The statuses this caller may give the ticket now."""
    if ticket.status is Status.CLOSED:
        return frozenset()
    if caller.is_agent:
        return BY_AGENTS - {ticket.status}
    return frozenset({Status.OPEN if ticket.status is Status.SOLVED else Status.SOLVED})


def check_role(caller: Caller, wanted: Status | None) -> None:
    """Raises `NotAllowed` for a status this role may never set, whatever the ticket."""
    if wanted is not None and not caller.is_agent and wanted not in BY_CUSTOMERS:
        raise NotAllowed("Customers may mark a ticket solved, or open a solved one again.")


def check_status(caller: Caller, ticket: Ticket, wanted: Status) -> None:
    """Raises `Conflict` for a status that the ticket, as it is, cannot be given."""
    if wanted is not ticket.status and wanted not in settable(caller, ticket):
        raise Conflict("Only a solved ticket can be opened again.", version=ticket.version)


def check_open(ticket: Ticket) -> None:
    """Closed is final. Raises `Conflict`."""
    if ticket.status is Status.CLOSED:
        raise Conflict("This ticket is closed. Please raise a new one.", version=ticket.version)


def waits_in(ticket: Ticket, team: str) -> bool:
    """Whether it waits for an agent of this team: meanwhile somebody may have taken it, or moved it to another."""
    return ticket.assignee is None and ticket.status in WAITING_ON_US and ticket.team == team


def after_customer_message(status: Status) -> Status:
    """What waits on others is ours again."""
    return Status.OPEN if status in WAITING_ON_OTHERS else status


def after_agent_message(status: Status, chosen: Status | None) -> Status:
    """The first public message opens a new ticket, unless the agent chose something else."""
    return chosen or (Status.OPEN if status is Status.NEW else status)


def unseen(events: list[Event]) -> list[Event]:
    """Of the events after the version somebody last saw: words that they should read before they answer."""
    return [event for event in events if event.type in SAID]


def listed_statuses(asked: list[Status]) -> tuple[Status, ...]:
    """The statuses a list of tickets covers: those asked for, or everything that is not closed."""
    return tuple(dict.fromkeys(asked)) or UNCLOSED


def reason(ticket: Ticket) -> Because | None:
    """Why the ticket is where it is, as long as that holds: an old reason for waiting explains nothing."""
    if ticket.because is None:
        return None
    waits = ticket.assignee is None and ticket.status in WAITING_ON_US
    holds = {"nobody_online": waits, "all_full": waits, "reminder": ticket.status is Status.PENDING}
    return ticket.because if holds.get(ticket.because.rule, True) else None
