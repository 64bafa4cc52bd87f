"""Requests and records ratings, and follows up low ones: each in one transaction."""

from collections.abc import Sequence

from ..people.model import Caller
from ..plumbing.dynamo import Write
from ..plumbing.errors import Conflict, NotAllowed
from ..plumbing.services import Services
from ..tickets import actions as tickets
from ..tickets import rules as ticket_rules
from ..tickets import timeline
from ..tickets.actions import Act, Change, Done
from ..tickets.event_data import OtherTicket, Rated
from ..tickets.model import SYSTEM, Because, Event, EventType, LinkKind, Rating, Status, Ticket
from ..tickets.steps import Steps
from . import rules
from .forms import NewRating


def ask(services: Services, number: int) -> bool:
    """Ask the customer for a rating. False if no request is due, or not any more; then the timer is reset.

    3 RT, 2 RRU + 9 WRU; 5 RT, 3 RRU + 6 WRU if the customer is not asked.
    """

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if not rules.is_due(ticket, now) or not rules.may_ask(ticket, timeline.newest_public(services, ticket)):
            return None
        after = ticket.next(now).with_timers(rules.KINDS, {})
        return Act(after, (tickets.new_event(EventType.RATING_REQUESTED, after, SYSTEM, now, before=ticket),))

    if tickets.by_clock(services, number, decide) is not None:
        return True
    tickets.put_off(services, number, rules.RATE)
    return False


def rate(
    services: Services, caller: Caller, ticket_id: str, given: NewRating, also: Sequence[Write] = ()
) -> Done:  # fmt: skip
    """Record a rating, once per solution; it is credited to the last replier. A low one reopens the ticket.

    3 RT, 2 RRU + 9 WRU; a low one some 14 WRU, of a closed ticket 1 RT more and some 20 WRU. Raises `NotFound`,
    `NotAllowed` for anyone but the requester, and `Conflict` if the ticket is not solved or is already rated.
    """

    def decide(ticket: Ticket) -> Act:
        _check_may_rate(caller, ticket)
        steps = Steps(ticket, tickets.said_by(caller, ticket.requester), services.clock.now())
        # The status is visible before its reply is final, so unsent replies count for the credit.
        reply = rules.replier(timeline.newest_public(services, ticket, unsent=True))
        credit = {"agent": reply.by.id, "agent_name": reply.by.name} if reply else {}
        rating = Rating(score=given.score, at=steps.at, **credit)
        data = Rated(body=given.comment or None, score=given.score, credit=rating.agent)
        steps.take(EventType.TICKET_RATED, {"rating": rating}, data=data)
        others = _recover(services, steps, given.score) if rules.is_low(given.score) else ()
        return Act(steps.ticket, tuple(steps.events), also=tuple(also), others=others)

    return tickets.perform(services, caller, ticket_id, decide)


def _check_may_rate(caller: Caller, ticket: Ticket) -> None:
    if caller.id != ticket.requester:
        raise NotAllowed("Only the customer who raised a ticket rates it.")
    if ticket_rules.is_rated(ticket):
        raise Conflict("You have rated this already. Thank you.", version=ticket.version)
    if not ticket_rules.ratable(ticket):
        raise Conflict("A ticket can be rated once it is solved.", version=ticket.version)


def _recover(services: Services, steps: Steps, score: int) -> tuple[Change, ...]:
    """Reopen a solved ticket, tagged so that agents see what went wrong; for a closed one, create a follow-up."""
    because = Because(rule="low_rating", facts={"score": score}, at=steps.at)
    steps.by = SYSTEM
    if steps.ticket.status is not Status.CLOSED:
        steps.take(EventType.TICKET_CHANGED, rules.recovered(steps.ticket), because=because)
        steps.enter(Status.OPEN)
        steps.ticket = steps.ticket.model_copy(update={"because": because})
        steps.events[-1] = steps.events[-1].model_copy(update={"because": because})
        return ()
    new = rules.follow_up(steps.ticket, services.numbers.next(services.clock.real()), steps.at, because)
    links = {**steps.ticket.links, new.id: LinkKind.FOLLOW_UP}
    steps.take(EventType.FOLLOW_UP_RAISED, {"links": links}, data=OtherTicket(other=new.number))
    return (Change(None, new, (_raised(new, steps.ticket, because),)),)


def _raised(new: Ticket, old: Ticket, because: Because) -> Event:
    return tickets.ticket_created(new, SYSTEM, other=old.number, because=because)
