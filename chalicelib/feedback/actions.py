"""Requests and records ratings, and follows up low ones: each in one transaction."""

from collections.abc import Sequence

from ..conversation import timeline
from ..people.model import Caller
from ..plumbing.aws.dynamo import Write
from ..plumbing.errors import Conflict, NotAllowed
from ..plumbing.services import Services
from ..tickets import due_timers
from ..tickets import rules as tickets_rules
from ..tickets import transaction as tickets_transaction
from ..tickets.changeset_builder import ChangesetBuilder
from ..tickets.event import SYSTEM, Event, Reason
from ..tickets.event_data import OtherTicket, Rated
from ..tickets.event_specs import EventType
from ..tickets.model import LinkKind, Rating, Status, Ticket, TicketUpdate
from ..tickets.transaction import Changeset, TicketResult
from . import rules
from .forms import NewRating


def request_rating(services: Services, number: int) -> bool:
    """Ask the customer for a rating. False if no request is due, or not any more; then the timer is reset.

    3 RT, 2 RRU + 9 WRU; 5 RT, 3 RRU + 6 WRU if the customer is not asked.
    """

    def decide(ticket: Ticket) -> Changeset | None:
        now = services.clock.now()
        if not rules.is_due(ticket, now) or not rules.may_request(ticket, timeline.newest_public(services, ticket)):
            return None
        after = ticket.next(now).with_timers(rules.KINDS, {})
        return Changeset(
            after, (tickets_transaction.new_event(EventType.RATING_REQUESTED, after, SYSTEM, before=ticket),)
        )

    if tickets_transaction.perform_as_system(services, number, decide) is not None:
        return True
    due_timers.cancel_timer(services, number, rules.RATE)
    return False


def rate(
    services: Services, caller: Caller, ticket_id: str, given: NewRating, extra_writes: Sequence[Write] = ()
) -> TicketResult:
    """Record a rating, once per solution; it is credited to the last replier. A low one reopens the ticket.

    3 RT, 2 RRU + 9 WRU; a low one some 14 WRU, of a closed ticket 1 RT more and some 20 WRU. Raises `NotFound`,
    `NotAllowed` for anyone but the requester, and `Conflict` if the ticket is not solved or is already rated.
    """

    def decide(ticket: Ticket) -> Changeset:
        _check_may_rate(caller, ticket)
        steps = ChangesetBuilder(ticket, tickets_transaction.actor_of(caller, ticket.requester), services.clock.now())
        # The status is visible before its reply is final, so unsent replies count for the credit.
        reply = rules.last_reply(timeline.newest_public(services, ticket, unsent=True))
        rated_agent = {"agent": reply.by.id, "agent_name": reply.by.name} if reply else {}
        rating = Rating(score=given.score, at=steps.at, **rated_agent)
        data = Rated(body=given.comment or None, score=given.score, rated_agent=rating.agent)
        steps.add(EventType.TICKET_RATED, {"rating": rating}, data=data)
        others = _recovery(services, steps, given.score) if rules.is_low(given.score) else ()
        return Changeset(steps.ticket, tuple(steps.events), extra_writes=tuple(extra_writes), related=others)

    return tickets_transaction.perform(services, caller, ticket_id, decide)


def _check_may_rate(caller: Caller, ticket: Ticket) -> None:
    if caller.id != ticket.requester:
        raise NotAllowed("Only the customer who raised a ticket rates it.")
    if tickets_rules.is_rated(ticket):
        raise Conflict("You have rated this already. Thank you.", version=ticket.version)
    if not tickets_rules.is_ratable(ticket):
        raise Conflict("A ticket can be rated once it is solved.", version=ticket.version)


def _recovery(services: Services, steps: ChangesetBuilder, score: int) -> tuple[TicketUpdate, ...]:
    """Reopen a solved ticket, tagged so that agents see what went wrong; for a closed one, create a follow-up."""
    reason = Reason(rule="low_rating", facts={"score": score}, at=steps.at)
    steps.by = SYSTEM
    if steps.ticket.status is not Status.CLOSED:
        steps.add(EventType.TICKET_CHANGED, rules.recovery_fields(steps.ticket), reason=reason)
        steps.enter_status(Status.OPEN)
        steps.ticket = steps.ticket.model_copy(update={"reason": reason})
        steps.events[-1] = steps.events[-1].model_copy(update={"reason": reason})
        return ()
    new = rules.follow_up(steps.ticket, services.numbers.next(services.clock.real()), steps.at, reason)
    links = {**steps.ticket.links, new.id: LinkKind.FOLLOW_UP}
    steps.add(EventType.FOLLOW_UP_CREATED, {"links": links}, data=OtherTicket(other=new.number))
    return (TicketUpdate(None, new, (_creation_event(new, steps.ticket, reason),)),)


def _creation_event(new: Ticket, old: Ticket, reason: Reason) -> Event:
    return tickets_transaction.ticket_created(new, SYSTEM, other=old.number, reason=reason)
