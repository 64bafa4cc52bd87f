"""Things a test needs to be there. Keyword-only, every argument has a default, made through the real actions."""

from typing import Any

from chalicelib.people import actions as people
from chalicelib.people import roster
from chalicelib.people.model import Caller, Person, Right, Seat, State
from chalicelib.plumbing.services import Services
from chalicelib.tickets import actions
from chalicelib.tickets.forms import NewMessage, NewTicket, TicketChange
from chalicelib.tickets.model import Because, EventType, Status, Ticket
from tests.cast import ADA, CARLA, TEAMS, stored

A_REASON = Because(rule="least_loaded", facts={"team": "orders", "agent": "Ada", "load": 1, "cap": 8}, at=0)


def a_ticket(
    services: Services, *, by: Caller = CARLA, subject: str = "Where is my parcel?", body: str = "It was due on Friday.",
    category: str | None = "delivery",
) -> Ticket:  # fmt: skip
    return actions.create(services, by, NewTicket(subject=subject, body=body, category=category)).ticket


def an_agent(services: Services, *, agent: Caller = ADA, **more: Any) -> Person:
    """In the desk's records and in the roster, as the cast has them."""
    return people.add_person(services, **stored(agent, **more).model_dump(exclude={"created_at"}))


def a_seat(services: Services, *, agent: Caller = ADA, state: State = State.ONLINE, cap: int = 8, **more: Any) -> Seat:
    """An agent on duty in their team."""
    home = TEAMS.get(agent.id) or "orders"
    known = {"teams": {home: Right.FULL}, "home": home, "cap": cap}
    return roster.set_availability(services, stored(agent, **{**known, **more}), state)


def assigned(services: Services, ticket: Ticket, *, to: Caller = ADA) -> Ticket:
    """The ticket in an agent's hands, through the router's own claim."""
    seat = a_seat(services, agent=to)
    done = actions.assign(services, ticket.number, seat, A_REASON)
    assert done is not None
    return done.ticket


def replied(
    services: Services,
    ticket: Ticket,
    *,
    by: Caller = ADA,
    body: str = "We are looking into it.",
    status: Status | None = None,
) -> Ticket:
    message = NewMessage.model_validate({"body": body, "status": status})
    return actions.add_message(services, by, ticket.id, message, ticket.version).ticket


def answered(services: Services, ticket: Ticket, *, by: Caller = CARLA, body: str = "Any news?") -> Ticket:
    return actions.add_message(services, by, ticket.id, NewMessage(body=body), None).ticket


def with_status(services: Services, ticket: Ticket, status: Status, *, by: Caller = ADA) -> Ticket:
    change = TicketChange.model_validate({"status": status})
    return actions.change(services, by, ticket.id, change, ticket.version).ticket


def closed(services: Services, ticket: Ticket) -> Ticket:
    """Closed by the clock, as only the clock can."""

    def decide(now: Ticket) -> actions.Act:
        because = Because(rule="unanswered", facts={"days": 7}, at=services.clock.now())
        after = now.next(services.clock.now(), because=because).entering(Status.CLOSED, services.clock.now(), {})
        return actions.Act(after, (actions.clock_event(EventType.TICKET_CLOSED, now, after, because),))

    done = actions.by_clock(services, ticket.number, decide)
    assert done is not None
    return done.ticket
