"""Reminders, last notices and closing: each once, in one transaction that fails if the ticket has changed."""

from collections.abc import Sequence

from ..conversation import delivery, timeline
from ..people import actions as people_actions
from ..people.model import Caller
from ..plumbing.aws.dynamo import Write
from ..plumbing.clock import DAY
from ..plumbing.services import Services
from ..tickets import due_timers, timers
from ..tickets import transaction as tickets_transaction
from ..tickets.event import Reason
from ..tickets.event_specs import EventType
from ..tickets.model import Status, Ticket
from ..tickets.transaction import Changeset
from . import rules


def send_reminder(services: Services, number: int) -> bool:
    """Remind the customer that we are waiting and when the ticket will close. False if the reminder is no longer due.

    If the customer has turned reminders off or cannot be emailed, no reminder is recorded either, and the ticket continues to
    its last notice. 3 RT, 2 RRU + 8 WRU.
    """

    def decide(ticket: Ticket) -> Changeset | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.REMIND, now):
            return None
        if ticket.unverified or not _wants_reminders(services, ticket):
            timed = rules.after_reminder(rules.closing_time_after_reminder(ticket, now))
            due_timers.set_timers(services, ticket.with_timers(rules.KINDS, timed))
            return None
        days = (now - ticket.timers[rules.REMIND] + rules.REMIND_AFTER) // DAY
        closes_at = rules.closing_time_after_reminder(ticket, now)
        reason = Reason(rule="reminder", facts={"days": days, "closes_at": closes_at}, at=now)
        after = ticket.next(now, reason=reason).with_timers(rules.KINDS, rules.after_reminder(closes_at))
        return Changeset(after, (tickets_transaction.system_event(EventType.REMINDER_SENT, ticket, after, reason),))

    return tickets_transaction.perform_as_system(services, number, decide) is not None


def send_last_notice(services: Services, number: int) -> bool:
    """Notify the customer a day before the ticket closes. False if the notice is no longer due. 2 RT, 1 RRU + 8 WRU.

    If the customer cannot be emailed, the ticket does not close automatically: it is reopened, and an agent decides.
    """

    def decide(ticket: Ticket) -> Changeset | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.LAST_NOTICE, now):
            return None
        if ticket.unverified:
            return delivery.reopened(ticket, Reason(rule=rules.UNWARNED, at=now), now)
        closes_at = rules.closing_time_after_notice(ticket, now)
        reason = Reason(rule=rules.LAST_NOTICE_RULE, facts={"closes_at": closes_at}, at=now)
        after = ticket.next(now, reason=reason).with_timers(rules.KINDS, {rules.CLOSE: closes_at})
        return Changeset(after, (tickets_transaction.system_event(EventType.REMINDER_SENT, ticket, after, reason),))

    return tickets_transaction.perform_as_system(services, number, decide) is not None


def defer_closure(
    services: Services, caller: Caller, ticket_id: str, extra_writes: Sequence[Write] = ()
) -> tickets_transaction.TicketResult:
    """Restart the waiting time of a pending ticket at the customer's request. 2 RT, 1 RRU + 9 WRU.

    If the ticket is not waiting for the customer, nothing is written, including `extra_writes`.
    """

    def decide(ticket: Ticket) -> Changeset | None:
        if not rules.waits_for_customer(ticket):
            return None
        now = services.clock.now()
        after = timers.settled(ticket.next(now, reason=None), ticket, now, restarts=True)
        by = tickets_transaction.actor_of(caller, ticket.requester)
        change_event = tickets_transaction.new_event(EventType.CLOSURE_DEFERRED, after, by, before=ticket)
        return Changeset(after, (change_event,), extra_writes=tuple(extra_writes))

    return tickets_transaction.perform(services, caller, ticket_id, decide)


def close(services: Services, number: int) -> bool:
    """Close an inactive ticket. False if it is no longer due. 2 RT, 1 RRU + 7 WRU; pending 1 RT and 1 RRU more.

    A pending ticket is closed a day after its last notice was sent, give or take `NOTICE_TOLERANCE`; until then it waits.
    """

    def decide(ticket: Ticket) -> Changeset | None:
        now = services.clock.now()
        if not rules.is_due(ticket, rules.CLOSE, now):
            return None
        if ticket.status is Status.PENDING and not services.silent:
            waits = rules.timers_until_notice_sent(timeline.newest_public(services, ticket), now)
            if waits:
                due_timers.set_timers(services, ticket.with_timers(rules.KINDS, waits))
                return None
        rule = "solved" if ticket.status is Status.SOLVED else "unanswered"
        facts: dict[str, str | int | list[str]] = {"days": (now - ticket.status_since) // DAY}
        if ticket.status is Status.SOLVED:
            facts["solved_at"] = ticket.status_since  # a rating after this is for the same solution
        reason = Reason(rule=rule, facts=facts, at=now)
        after = ticket.next(now, reason=reason).entering(Status.CLOSED, now)
        return Changeset(after, (tickets_transaction.system_event(EventType.TICKET_CLOSED, ticket, after, reason),))

    return tickets_transaction.perform_as_system(services, number, decide) is not None


def _wants_reminders(services: Services, ticket: Ticket) -> bool:
    requester = people_actions.person_by_id(services, ticket.requester)
    return requester is None or requester.wants("reminder")
