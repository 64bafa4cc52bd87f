"""Reminding, a last notice and closing: each once, in one transaction that fails if anything was said meanwhile."""

from collections.abc import Sequence

from ..people.model import Caller
from ..plumbing.clock import DAY
from ..plumbing.dynamo import Write
from ..plumbing.services import Services
from ..tickets import actions as tickets
from ..tickets.actions import Act
from ..tickets.model import Because, EventType, Status, Ticket
from . import rules


def remind(services: Services, number: int) -> bool:
    """Tell the customer that we wait and when the ticket will be closed. False if it is not due any more. 2 RT, 1 RRU + 8 WRU."""

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.REMIND, now):
            return None
        days = (now - ticket.timers[rules.REMIND] + rules.REMIND_AFTER) // DAY
        closes_at = rules.closes_at(ticket, now)
        because = Because(rule="reminder", facts={"days": days, "closes_at": closes_at}, at=now)
        after = ticket.next(now, timers=rules.after_reminder(closes_at), because=because)
        return Act(after, (tickets.clock_event(EventType.REMINDER_SENT, ticket, after, because),))

    return tickets.by_clock(services, number, decide) is not None


def notify_a_last_time(services: Services, number: int) -> bool:
    """Tell the customer a day ahead that the ticket will be closed. False if it is not due any more. 2 RT, 1 RRU + 8 WRU."""

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.LAST_NOTICE, now):
            return None
        closes_at = rules.closes_at_last(ticket, now)
        because = Because(rule="closing", facts={"closes_at": closes_at}, at=now)
        after = ticket.next(now, timers={rules.CLOSE: closes_at}, because=because)
        return Act(after, (tickets.clock_event(EventType.REMINDER_SENT, ticket, after, because),))

    return tickets.by_clock(services, number, decide) is not None


def keep_open(services: Services, caller: Caller, ticket_id: str, also: Sequence[Write] = ()) -> tickets.Done:
    """The customer needs more time: a pending ticket waits as long as it did at first. 2 RT, 1 RRU + 9 WRU.

    Nothing is written, and no `also`, where nobody waits for the customer: then there is nothing to put off.
    """

    def decide(ticket: Ticket) -> Act | None:
        if not rules.waits_for_customer(ticket):
            return None
        now = services.clock.now()
        after = ticket.next(now, timers=dict(services.timers(ticket.status, now)), because=None)
        told = tickets.new_event(
            EventType.KEPT_OPEN, after, tickets.said_by(caller, ticket.requester), now, before=ticket
        )
        return Act(after, (told,), also=tuple(also))

    return tickets.perform(services, caller, ticket_id, decide)


def close(services: Services, number: int) -> bool:
    """Close what nobody came back to. False if it is not due any more. 2 RT, 1 RRU + 7 WRU."""

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.CLOSE, now):
            return None
        rule = "solved" if ticket.status is Status.SOLVED else "unanswered"
        facts: dict[str, str | int | list[str]] = {"days": (now - ticket.status_since) // DAY}
        if ticket.status is Status.SOLVED:
            facts["solved_at"] = ticket.status_since  # so long as it is rated after this, it is the same solution
        because = Because(rule=rule, facts=facts, at=now)
        after = ticket.next(now, because=because).entering(Status.CLOSED, now, {})
        return Act(after, (tickets.clock_event(EventType.TICKET_CLOSED, ticket, after, because),))

    return tickets.by_clock(services, number, decide) is not None
