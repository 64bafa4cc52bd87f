"""Who hears of what, and what a second try may do. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..configuration.model import Configuration
from ..people.model import Person
from ..plumbing.clock import MINUTE, SECOND
from ..tickets import access
from ..tickets import rules as ticket_rules
from ..tickets.model import Event, EventType, Status, Ticket
from . import lifecycle
from .model import FOR_AGENTS, Kind, Notice, Row, State, Verdict, Why

LEASE_MS = 15 * MINUTE
"""No function runs this long: a try that has held a mail for longer is dead. And no news of a sent mail takes this long."""

EARLY_MS = 2 * SECOND  # clocks differ
LOOK_AGAIN_MS = 5 * SECOND
PATIENCE_MS = 10 * MINUTE
LATE_MS = 20 * MINUTE
"""A mail that has not left by now is asked for again: its message may be lost."""

TIMES_LATE = 5

REPLIES_TO_A_TICKET = 100
AGENTS_HEAR = 4
NO_CAP = 1_000_000

PASSING = frozenset(
    {
        "TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling", "RequestLimitExceeded",
        "AccountSuspendedException", "SendingPausedException", "MailFromDomainNotVerifiedException", "EndpointConnectionError",
        "ConnectTimeoutError", "ProxyConnectionError",
    }
)  # fmt: skip
"""Refusals that are not about the mail, but about the account or the way to it: they pass, and the mail waits."""

TAKEN_UP = frozenset({Status.NEW, Status.OPEN, Status.ON_HOLD})

MARGIN_S = 2
"""So that a mail is never written while its message is being taken back."""

CUSTOMERS_WORDS = frozenset({EventType.CUSTOMER_REPLIED, EventType.PART_REPLIED, EventType.STRANGER_WROTE})
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
    if event.type is EventType.DELIVERY_FAILED:
        return Kind.UNDELIVERED
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


def verdict(row: Row | None, real_now: int, feed: int | None, *, force: bool) -> Verdict:
    """What a try may do about a mail. `force` overrules doubt, nothing else.

    `feed` is when SES took the latest mail of which it has told: a mail of which it tells nothing, though it has told of later
    ones, and though it has had the time, was not sent. Left out where nothing is in doubt (see `in_doubt`).
    """
    if row is None:
        return Verdict.TAKE
    if lifecycle.is_done(row.state):
        return Verdict.DONE
    if row.state in lifecycle.FREE:
        return Verdict.TAKE if force or row.again_at <= real_now + EARLY_MS else Verdict.DONE
    if row.state is State.UNKNOWN and force:
        return Verdict.TAKE_OVER
    if real_now - row.claimed_at < LEASE_MS:
        return Verdict.LATER
    return Verdict.TAKE_OVER if force or (feed or 0) > row.claimed_at else Verdict.SET_ASIDE


def in_doubt(row: Row | None, real_now: int) -> bool:
    """Whether the mail may have left, and news of it would have come by now."""
    return row is not None and row.state in lifecycle.IN_DOUBT and real_now - row.claimed_at >= LEASE_MS


def held_up_ms(earlier: Iterable[Row], real_now: int) -> int:
    """How long a mail waits for the earlier ones of its ticket to its reader: 0 for not at all.

    What the provider will take later holds up what comes after it; what cannot be written, or whose message was lost, does so
    for `PATIENCE_MS` and no longer.
    """
    waits = [
        max(LOOK_AGAIN_MS, row.again_at - real_now + LOOK_AGAIN_MS)
        for row in earlier
        if row.state in lifecycle.OPEN and real_now < max(row.due_at, row.again_at, row.claimed_at) + PATIENCE_MS
    ]
    return max(waits, default=0)


def again_ms(tries: int) -> int:
    """How long a mail waits that the account may not send now: longer each time, with a quarter of an hour at most."""
    return min(MINUTE << min(max(0, tries - 1), 4), 15 * MINUTE)


def look_again_at(times: int, now: int) -> int | None:
    """From when on a mail that was asked for again `times` times is late once more; None for never."""
    return now + (LATE_MS << times) if times < TIMES_LATE else None


@dataclass(frozen=True)
class Caps:
    """The most mails in an hour: to one person about one ticket, to one person, to everybody."""

    ticket: int
    person: int
    desk: int


def caps(kind: Kind, usual: Caps) -> Caps:
    """What somebody wrote by hand is held back only where no hand can have written it; who works here hears of many tickets."""
    if kind is Kind.REPLIED:
        return Caps(REPLIES_TO_A_TICKET, NO_CAP, NO_CAP)
    return replace(usual, person=AGENTS_HEAR * usual.person) if kind in FOR_AGENTS else usual


def calls_for_a_person(kind: str, state: State, why: str = "") -> bool:
    """Whether somebody has to hear that a mail has not reached its reader.

    Of what is not even tried, because the address is suppressed, only words that the customer is waiting for: otherwise every
    notice of an agent's own doing would open the ticket again.
    """
    if kind in FOR_AGENTS:
        return False
    if state is State.SKIPPED:
        return why == Why.SUPPRESSED and kind in {Kind.REPLIED, Kind.REMINDER}
    return state in lifecycle.LOST
