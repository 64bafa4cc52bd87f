"""Who hears of what, and what a second try may do. Pure."""

from ..configuration.model import Configuration
from ..people.model import Person
from ..plumbing.clock import MINUTE, SECOND
from ..tickets import access
from ..tickets import rules as ticket_rules
from ..tickets.model import Event, EventType, Status, Ticket
from .model import FOR_AGENTS, Kind, Notice, Row, State, Verdict

LEASE_MS = 15 * MINUTE
"""No function runs this long: a try that has held a mail for longer is dead."""

TAKEN_UP = frozenset({Status.NEW, Status.OPEN, Status.ON_HOLD})

MARGIN_S = 2
"""So that a mail is never written while its message is being taken back."""

CUSTOMERS_WORDS = frozenset({EventType.CUSTOMER_REPLIED, EventType.PART_REPLIED})
TO_WATCHERS = CUSTOMERS_WORDS | {
    EventType.AGENT_REPLIED,
    EventType.STATUS_CHANGED,
    EventType.TICKET_REOPENED,
    EventType.NOTE_ADDED,
}

TO_REQUESTER = {
    EventType.TICKET_CREATED: Kind.RECEIVED,
    EventType.AGENT_REPLIED: Kind.REPLIED,
    EventType.STATUS_CHANGED: Kind.STATUS_CHANGED,
    EventType.REMINDER_SENT: Kind.REMINDER,
    EventType.TICKET_CLOSED: Kind.CLOSED,
    EventType.TICKET_REOPENED: Kind.REOPENED,
    EventType.TICKET_MERGED: Kind.MERGED,
    EventType.RATING_REQUESTED: Kind.RATING,
}
WAITING = frozenset({Kind.REMINDER, Kind.CLOSING})


def notices(event: Event) -> list[Notice]:
    """Every mail an event asks for, each person's once. Quiet ones ask for none, internal ones only for agents'."""
    if event.quiet or event.withdrawn:
        return []
    wanted: list[tuple[Kind | None, str | None]] = []
    wanted += [] if event.internal or event.hushed else [(_to_requester(event), event.requester)]
    wanted += [(_to_assignee(event), event.assignee)]
    wanted += [(Kind.MENTIONED, agent) for agent in sorted(event.mentions)]
    wanted += [(_to_watchers(event), agent) for agent in sorted(event.watchers - event.mentions)]
    told: dict[str, Kind] = {}
    for kind, to in wanted:
        if kind and to and (kind not in FOR_AGENTS or to != event.by.id):
            told.setdefault(to, kind)
    return [
        Notice(ticket=event.ticket, rev=event.rev, kind=kind, to=to, internal=event.internal)
        for to, kind in told.items()
    ]


def held_back_s(event: Event, now: int) -> int:
    """How long the mails of an event wait: until its writer cannot take it back any more, and a little over."""
    return 0 if event.sends_at is None else max(0, -((now - event.sends_at) // SECOND)) + MARGIN_S


def _to_requester(event: Event) -> Kind | None:
    if event.type is EventType.REMINDER_SENT and event.because and event.because.rule == "closing":
        return Kind.CLOSING
    if event.type is EventType.CUSTOMER_REPLIED and event.changes.get("status") == (Status.SOLVED, Status.OPEN):
        return Kind.REOPENED
    return TO_REQUESTER.get(event.type)


def _to_assignee(event: Event) -> Kind | None:
    if event.type in CUSTOMERS_WORDS:
        return Kind.CUSTOMER_REPLIED
    return Kind.ASSIGNED if event.type is EventType.TICKET_ASSIGNED else None


def _to_watchers(event: Event) -> Kind | None:
    return Kind.FOLLOWED if event.type in TO_WATCHERS else None


def is_wanted(notice: Notice, person: Person, ticket: Ticket, configured: Configuration) -> bool:
    """Whether the mail is to go out at all, as its reader and its ticket are now.

    Not what its reader has switched off, not an agent's mail to somebody who is no agent any more or may not see the ticket,
    no reminder of a ticket that somebody has taken up again, nothing of a merge that has been undone, no question that has been
    answered or is about a solution that did not hold, and nothing but answers where nobody vouched for the requester.
    """
    overtaken = notice.kind in WAITING and ticket.status in TAKEN_UP
    overtaken |= notice.kind is Kind.MERGED and ticket.merged_into is None
    overtaken |= notice.kind is Kind.RATING and not ticket_rules.ratable(ticket)
    may_read = notice.kind not in FOR_AGENTS or access.right_in(person.as_caller, ticket.team, configured) is not None
    vouched = notice.kind in FOR_AGENTS or notice.kind is Kind.REPLIED or not ticket.unverified
    return person.wants(notice.kind) and may_read and vouched and not overtaken


def verdict(row: Row, real_now: int, *, force: bool) -> Verdict:
    """What to do about a mail that was claimed before. `force` overrules doubt, nothing else."""
    if row.state is State.SENT:
        return Verdict.DONE
    if row.state is State.SENDING and real_now - row.claimed_at < LEASE_MS:
        return Verdict.LATER
    return Verdict.TAKE_OVER if force else Verdict.SET_ASIDE
