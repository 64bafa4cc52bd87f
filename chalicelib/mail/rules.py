"""Who hears of what, and what a second try may do. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ..configuration.model import Configuration
from ..people.model import Person
from ..plumbing.clock import DAY, MINUTE, SECOND
from ..tickets import access
from ..tickets.model import Event, Ticket
from . import lifecycle
from .kind_specs import SPECS, Recipient, spec_of
from .model import Kind, Notice, Row, State, Verdict, Why

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

MARGIN_S = 2
"""So that a mail is never written while its message is being taken back."""

RECIPIENTS: Mapping[Recipient, Callable[[Event], Iterable[str | None]]] = {
    Recipient.REQUESTER: lambda event: () if event.internal or event.hushed else (event.requester,),
    Recipient.ASSIGNEE: lambda event: (event.assignee,),
    Recipient.MENTIONED: lambda event: sorted(event.mentions),
    Recipient.FOLLOWERS: lambda event: sorted(event.watchers - event.mentions),
}


def notices(event: Event) -> list[Notice]:
    """Every mail an event asks for, each person's once. Quiet ones ask for none, internal ones only for agents'."""
    if event.quiet or event.withdrawn:
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


def held_back_s(event: Event, now: int) -> int:
    """How long the mails of an event wait: until its writer cannot take it back any more, and a little over."""
    return 0 if event.sends_at is None else max(0, -((now - event.sends_at) // SECOND)) + MARGIN_S


def is_wanted(notice: Notice, person: Person, ticket: Ticket, configured: Configuration) -> bool:
    """Whether the mail is to go out at all, as its reader and its ticket are now.

    Not what its reader has switched off, not an agent's mail to somebody who is no agent any more or may not see the ticket,
    no reminder of a ticket that somebody has taken up again, nothing of a merge that has been undone, no question that has been
    answered or is about a solution that did not hold, and nothing but answers where nobody vouched for the requester.
    """
    spec = spec_of(notice.kind)
    may_read = not spec.for_agents or access.right_in(person.as_caller, ticket.team, configured) is not None
    vouched = spec.for_agents or spec.by_person or not ticket.unverified
    accepted = not spec.can_be_switched_off or person.wants(notice.kind)
    return accepted and may_read and vouched and not spec.overtaken(ticket)


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
    spec = spec_of(kind)
    if spec.by_person:
        return Caps(REPLIES_TO_A_TICKET, NO_CAP, NO_CAP)
    return replace(usual, person=AGENTS_HEAR * usual.person) if spec.for_agents else usual


MAX_ACKNOWLEDGEMENTS = 5
MAX_ACKNOWLEDGEMENTS_FOR_KNOWN = 20
KNOWN_AFTER_MS = 7 * DAY
ACKNOWLEDGEMENT_PACE_MS = 10 * MINUTE


@dataclass(frozen=True)
class AcknowledgementCap:
    """How many acknowledgements a mailbox gets in a day: `few`, and up to `many` at a person's pace."""

    few: int
    many: int
    pace_ms: int = ACKNOWLEDGEMENT_PACE_MS


def acknowledgement_cap(kind: Kind, ticket: Ticket, reader: Person, now: int) -> AcknowledgementCap | None:
    """Return how often requests that came by mail are acknowledged, so that two machines do not answer each other; None where
    this is no acknowledgement of a mail.

    Known customers may write more in a day, if they write no faster than people do.
    """
    if not spec_of(kind).acknowledges or ticket.channel != "email":
        return None
    is_known = now - reader.created_at >= KNOWN_AFTER_MS
    return AcknowledgementCap(
        MAX_ACKNOWLEDGEMENTS, MAX_ACKNOWLEDGEMENTS_FOR_KNOWN if is_known else MAX_ACKNOWLEDGEMENTS
    )


def calls_for_a_person(kind: str, state: State, why: str = "") -> bool:
    """Whether somebody has to hear that a mail has not reached its reader.

    Of what is not even tried, because the address is suppressed, only words that the customer is waiting for: otherwise every
    notice of an agent's own doing would open the ticket again. A last notice that is held back calls for one in any case:
    nothing is closed without a warning.
    """
    spec = spec_of(kind)
    if spec.for_agents:
        return False
    if state is State.SKIPPED:
        if spec.closing_waits_for_it:
            return why in {Why.SUPPRESSED, Why.CAPPED}
        return why == Why.SUPPRESSED and spec.missed_when_suppressed
    return state in lifecycle.LOST
