"""Reminders, last notices and closing: each once, in one transaction that fails if the ticket has changed."""

from collections.abc import Sequence

from ..people import actions as people
from ..people.model import Caller
from ..plumbing.clock import DAY
from ..plumbing.dynamo import Write
from ..plumbing.services import Services
from ..tickets import actions as tickets
from ..tickets import delivering, timeline, timers
from ..tickets.actions import Act
from ..tickets.model import Because, EventType, Status, Ticket
from . import rules


def remind(services: Services, number: int) -> bool:
    """Remind the customer that we are waiting and when the ticket will close. False if the reminder is no longer due.

    If the customer has turned reminders off or cannot be emailed, no reminder is recorded either, and the ticket continues to
    its last notice. 3 RT, 2 RRU + 8 WRU.
    """

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.REMIND, now):
            return None
        if ticket.unverified or not _wants_reminders(services, ticket):
            timed = rules.after_reminder(rules.closes_at(ticket, now))
            tickets.set_timers(services, ticket.with_timers(rules.KINDS, timed))
            return None
        days = (now - ticket.timers[rules.REMIND] + rules.REMIND_AFTER) // DAY
        closes_at = rules.closes_at(ticket, now)
        because = Because(rule="reminder", facts={"days": days, "closes_at": closes_at}, at=now)
        after = ticket.next(now, because=because).with_timers(rules.KINDS, rules.after_reminder(closes_at))
        return Act(after, (tickets.clock_event(EventType.REMINDER_SENT, ticket, after, because),))

    return tickets.by_clock(services, number, decide) is not None


def notify_a_last_time(services: Services, number: int) -> bool:
    """Notify the customer a day before the ticket closes. False if the notice is no longer due. 2 RT, 1 RRU + 8 WRU.

    If the customer cannot be emailed, the ticket does not close automatically: it is reopened, and an agent decides.
    """

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.LAST_NOTICE, now):
            return None
        if ticket.unverified:
            return delivering.reopened(ticket, Because(rule=rules.UNWARNED, at=now), now)
        closes_at = rules.closes_at_last(ticket, now)
        because = Because(rule="closing", facts={"closes_at": closes_at}, at=now)
        after = ticket.next(now, because=because).with_timers(rules.KINDS, {rules.CLOSE: closes_at})
        return Act(after, (tickets.clock_event(EventType.REMINDER_SENT, ticket, after, because),))

    return tickets.by_clock(services, number, decide) is not None


def keep_open(services: Services, caller: Caller, ticket_id: str, also: Sequence[Write] = ()) -> tickets.Done:
    """Restart the waiting time of a pending ticket at the customer's request. 2 RT, 1 RRU + 9 WRU.

    If the ticket is not waiting for the customer, nothing is written, including `also`.
    """

    def decide(ticket: Ticket) -> Act | None:
        if not rules.waits_for_customer(ticket):
            return None
        now = services.clock.now()
        after = timers.settled(ticket.next(now, because=None), ticket, now, restarts=True)
        by = tickets.said_by(caller, ticket.requester)
        told = tickets.new_event(EventType.KEPT_OPEN, after, by, now, before=ticket)
        return Act(after, (told,), also=tuple(also))

    return tickets.perform(services, caller, ticket_id, decide)


def close(services: Services, number: int) -> bool:
    """Close an inactive ticket. False if it is no longer due. 2 RT, 1 RRU + 7 WRU; pending 1 RT and 1 RRU more.

    A pending ticket is closed at least a day after its last notice was sent; until then it waits.
    """

    def decide(ticket: Ticket) -> Act | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.CLOSE, now):
            return None
        if ticket.status is Status.PENDING and not services.quiet:
            waits = rules.waits_for_notice(timeline.newest_public(services, ticket), now)
            if waits:
                tickets.set_timers(services, ticket.with_timers(rules.KINDS, waits))
                return None
        rule = "solved" if ticket.status is Status.SOLVED else "unanswered"
        facts: dict[str, str | int | list[str]] = {"days": (now - ticket.status_since) // DAY}
        if ticket.status is Status.SOLVED:
            facts["solved_at"] = ticket.status_since  # a rating after this is for the same solution
        because = Because(rule=rule, facts=facts, at=now)
        after = ticket.next(now, because=because).entering(Status.CLOSED, now)
        return Act(after, (tickets.clock_event(EventType.TICKET_CLOSED, ticket, after, because),))

    return tickets.by_clock(services, number, decide) is not None


def _wants_reminders(services: Services, ticket: Ticket) -> bool:
    requester = people.person_by_id(services, ticket.requester)
    return requester is None or requester.wants("reminder")
