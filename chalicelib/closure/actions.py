"""Reminding, a last notice and closing: each once, in one transaction that fails if anything was said meanwhile."""

from ..plumbing.clock import DAY
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


def close(services: Services, number: int) -> bool:
    """Close what nobody came back to. False if it is not due any more. 2 RT, 1 RRU + 7 WRU."""

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.CLOSE, now):
            return None
        rule = "solved" if ticket.status is Status.SOLVED else "unanswered"
        because = Because(rule=rule, facts={"days": (now - ticket.status_since) // DAY}, at=now)
        after = ticket.next(now, because=because).entering(Status.CLOSED, now, {})
        return Act(after, (tickets.clock_event(EventType.TICKET_CLOSED, ticket, after, because),))

    return tickets.by_clock(services, number, decide) is not None
