"""Bulk changes: each ticket is changed like a single one, independently of the others."""

from dataclasses import dataclass

from ..people.model import Caller
from ..plumbing import parallel
from ..plumbing.clock import SECOND
from ..plumbing.errors import Refused, Unavailable
from ..plumbing.services import Services
from ..tickets import actions as tickets_actions
from ..tickets.transaction import TicketResult
from .forms import Bulk, BulkTicket

MAX_DURATION_MS = 20 * SECOND  # API Gateway's timeout is 29


@dataclass(frozen=True)
class BulkOutcome:
    """The result for one ticket: changed or refused."""

    ticket: str
    result: TicketResult | None = None
    refusal: Refused | None = None


def change_many(services: Services, caller: Caller, asked: Bulk) -> list[BulkOutcome]:
    """Change each ticket as `tickets.actions.change` does, at the same cost; results are in order.

    Several run in parallel. Assignments change an agent's load, so they run one after the other, and so do changes that failed
    because of concurrent ones. After `MAX_DURATION_MS` no more changes are started.
    """
    ends_at = services.clock.real() + MAX_DURATION_MS

    def one(ticket: BulkTicket) -> BulkOutcome:
        if services.clock.real() >= ends_at:
            refusal = Unavailable("There was no time left for this ticket. Send it again.")
            return BulkOutcome(ticket.id, refusal=refusal)
        try:
            wanted = asked.change_of(ticket)
            result = tickets_actions.change(services, caller, ticket.id, wanted, ticket.version, back=asked.undo)
        except Refused as refusal:
            return BulkOutcome(ticket.id, refusal=refusal)
        return BulkOutcome(ticket.id, result)

    gives = any(asked.change_of(ticket).assignee is not None for ticket in asked.tickets)
    outcomes = parallel.map_parallel(1 if gives else services.parallelism, one, asked.tickets)
    return [
        one(ticket) if isinstance(outcome.refusal, Unavailable) else outcome
        for ticket, outcome in zip(asked.tickets, outcomes, strict=True)
    ]
