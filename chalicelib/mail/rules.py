"""Decides who is notified of what, and what a further attempt may do. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ..configuration.model import Configuration
from ..people.model import Person
from ..plumbing.clock import DAY, MINUTE, SECOND
from ..tickets import access as tickets_access
from ..tickets.event import Event
from ..tickets.model import Ticket
from . import lifecycle
from .kind_specs import SPECS, Recipient, spec_of
from .model import Kind, MailState, Notice, OutboxRow, SkipReason, TryVerdict

LEASE_MS = 15 * MINUTE
"""No function runs this long: an attempt with an older claim has died. And no SES event about a sent email takes this long."""

EARLY_MS = 2 * SECOND  # clocks differ between machines
RECHECK_MS = 5 * SECOND
RECONCILE_AFTER_MS = 10 * MINUTE
LATE_MS = 20 * MINUTE
"""An email that is not sent after this time is requested again: its queue message may be lost."""

MAX_LATE_CHECKS = 5

REPLIES_TO_A_TICKET = 100
AGENT_CAP_FACTOR = 4
NO_CAP = 1_000_000

TRANSIENT_CODES = frozenset(
    {
        "TooManyRequestsException",
        "LimitExceededException",
        "ThrottlingException",
        "Throttling",
        "RequestLimitExceeded",
        "AccountSuspendedException",
        "SendingPausedException",
        "MailFromDomainNotVerifiedException",
        "EndpointConnectionError",
        "ConnectTimeoutError",
        "ProxyConnectionError",
    }
)
"""Errors that concern the account or the connection rather than the email: they are temporary, and the email waits."""

MARGIN_S = 2
"""So that no email is written while its message is being undone."""

RECIPIENTS: Mapping[Recipient, Callable[[Event], Iterable[str | None]]] = {
    Recipient.REQUESTER: lambda event: () if event.internal or event.suppress_auto_replies else (event.requester,),
    Recipient.ASSIGNEE: lambda event: (event.assignee,),
    Recipient.MENTIONED: lambda event: sorted(event.mentions),
    Recipient.FOLLOWERS: lambda event: sorted(event.followers - event.mentions),
}


def notifications_of(event: Event) -> list[Notice]:
    """List every email that an event triggers, at most one per person.

    Quiet events trigger none, internal ones only emails to agents.
    """
    if event.silent or event.withdrawn:
        return []
    kinds: dict[str, Kind] = {}
    following = [spec for spec in SPECS.values() if spec.follows_from(event)]
    for recipient, recipients_of in RECIPIENTS.items():
        for spec in (each for each in following if each.recipient is recipient):
            for to in recipients_of(event):
                if to and not (spec.for_agents and to == event.by.id):
                    kinds.setdefault(to, spec.kind)
    return [
        Notice(ticket=event.ticket, rev=event.rev, kind=kind, to=to, internal=event.internal)
        for to, kind in kinds.items()
    ]


def delay_s(event: Event, now: int) -> int:
    """Return how long the emails of an event wait: until it can no longer be undone, plus a margin."""
    return 0 if event.sends_at is None else max(0, -((now - event.sends_at) // SECOND)) + MARGIN_S


def should_send(notice: Notice, person: Person, ticket: Ticket, configured: Configuration) -> bool:
    """Return whether the email should be sent, given its reader and its ticket now.

    Not sent: emails that the reader has switched off, agents' emails to people who are no longer agents or may not see
    the ticket, reminders of a ticket that is active again, emails about a merge that was undone, rating requests that
    were answered or concern a solution that did not last, and emails other than replies to an unverified requester.
    """
    spec = spec_of(notice.kind)
    may_read = not spec.for_agents or tickets_access.team_right(person.as_caller, ticket.team, configured) is not None
    vouched = spec.for_agents or spec.by_person or not ticket.unverified
    accepted = not spec.can_be_switched_off or person.wants(notice.kind)
    return accepted and may_read and vouched and not spec.overtaken(ticket)


def attempt_verdict(row: OutboxRow | None, real_now: int, feed: int | None, *, force: bool) -> TryVerdict:
    """Decide what an attempt may do with an email. `force` overrides doubt, nothing else.

    `feed` is when SES accepted the latest email that it has reported: an email without a report, although later ones
    were reported and there was enough time, was not sent. It may be None if there is no doubt (see `in_doubt`).
    """
    if row is None:
        return TryVerdict.TAKE
    if lifecycle.is_done(row.state):
        return TryVerdict.FINISHED
    if row.state in lifecycle.UNCLAIMED:
        return TryVerdict.TAKE if force or row.again_at <= real_now + EARLY_MS else TryVerdict.FINISHED
    if row.state is MailState.UNKNOWN and force:
        return TryVerdict.TAKE_OVER
    if real_now - row.claimed_at < LEASE_MS:
        return TryVerdict.WAIT
    return TryVerdict.TAKE_OVER if force or (feed or 0) > row.claimed_at else TryVerdict.ABANDON


def in_doubt(row: OutboxRow | None, real_now: int) -> bool:
    """Return whether the email may have been sent and should have been reported by now."""
    return row is not None and row.state in lifecycle.IN_DOUBT and real_now - row.claimed_at >= LEASE_MS


def wait_for_earlier_ms(earlier: Iterable[OutboxRow], real_now: int) -> int:
    """Return how long an email waits for earlier emails about its ticket to the same reader; 0 for not at all.

    An email that the provider will accept later delays those after it; one that cannot be written, or whose queue
    message was lost, only does so for `RECONCILE_AFTER_MS`.
    """
    waits = [
        max(RECHECK_MS, row.again_at - real_now + RECHECK_MS)
        for row in earlier
        if row.state in lifecycle.UNFINISHED
        and real_now < max(row.due_at, row.again_at, row.claimed_at) + RECONCILE_AFTER_MS
    ]
    return max(waits, default=0)


def retry_delay_ms(tries: int) -> int:
    """Return how long an email waits that the account cannot send now: longer each time, 15 minutes at most."""
    return min(MINUTE << min(max(0, tries - 1), 4), 15 * MINUTE)


def recheck_at(times: int, now: int) -> int | None:
    """Return from when on an email that was requested again `times` times is overdue once more; None for never."""
    return now + (LATE_MS << times) if times < MAX_LATE_CHECKS else None


@dataclass(frozen=True)
class Caps:
    """The maximum number of emails per hour: to one person about one ticket, to one person, and in total."""

    ticket: int
    person: int
    desk: int


def caps(kind: Kind, usual: Caps) -> Caps:
    """Return the limits for a kind of email.

    Replies by people have a very high limit; agents have a higher limit than customers.
    """
    spec = spec_of(kind)
    if spec.by_person:
        return Caps(REPLIES_TO_A_TICKET, NO_CAP, NO_CAP)
    return replace(usual, person=AGENT_CAP_FACTOR * usual.person) if spec.for_agents else usual


MAX_ACKNOWLEDGEMENTS = 5
MAX_ACKNOWLEDGEMENTS_FOR_KNOWN = 20
KNOWN_AFTER_MS = 7 * DAY
ACKNOWLEDGEMENT_PACE_MS = 10 * MINUTE


@dataclass(frozen=True)
class AcknowledgementCap:
    """How many acknowledgements a mailbox gets per day: `few`, or up to `many` at a person's pace."""

    few: int
    many: int
    pace_ms: int = ACKNOWLEDGEMENT_PACE_MS


def acknowledgement_cap(kind: Kind, ticket: Ticket, reader: Person, now: int) -> AcknowledgementCap | None:
    """Return the limit of acknowledgements for requests by email, so that two systems do not reply to each other endlessly.

    Known customers may write more per day, at the pace of a person. Returns None if this is not an acknowledgement of an email.
    """
    if not spec_of(kind).acknowledges or ticket.channel != "email":
        return None
    is_known = now - reader.created_at >= KNOWN_AFTER_MS
    return AcknowledgementCap(
        MAX_ACKNOWLEDGEMENTS, MAX_ACKNOWLEDGEMENTS_FOR_KNOWN if is_known else MAX_ACKNOWLEDGEMENTS
    )


def needs_failure_report(kind: str, state: MailState, why: str = "") -> bool:
    """Return whether an agent must be notified that an email did not reach its reader.

    If an email was not sent because the address is suppressed, only for content that the customer is waiting for:
    otherwise every notification of an agent's own change would reopen the ticket. For a last notice that was not sent,
    always: no ticket is closed without a warning.
    """
    spec = spec_of(kind)
    if spec.for_agents:
        return False
    if state is MailState.SKIPPED:
        if spec.closing_waits_for_it:
            return why in {SkipReason.SUPPRESSED, SkipReason.CAPPED}
        return why == SkipReason.SUPPRESSED and spec.missed_when_suppressed
    return state in lifecycle.FAILED
