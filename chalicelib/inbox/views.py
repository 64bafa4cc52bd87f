"""What agents see of incoming emails."""

from collections.abc import Mapping
from typing import Any

from ..plumbing.fields import Instant, Value
from .model import Arrival, Outcome, QuarantineReason, Reconciliation


class WriterView(Value):
    """Who an email claims to be from, and whether that is verified."""

    email: str
    name: str
    verified: bool


class ArrivalView(Value):
    """An email in a list.

    `detail` is technical and in English: a header, a verdict, a rule. `ticket` is the ticket it is in, if any.
    """

    id: str
    at: Instant
    sender: WriterView
    subject: str
    size: int  # bytes
    outcome: Outcome
    reason: QuarantineReason | None
    detail: str
    ticket: str | None
    held: bool
    version: int


class ArrivalList(Value):
    items: list[ArrivalView]
    next: str | None


class FileView(Value):
    name: str
    type: str
    size: int  # bytes


class MailView(ArrivalView):
    """One email with its content.

    `html` is safe; it is null, and files and addresses are empty, if the email cannot be parsed.
    """

    html: str | None
    to: list[str]
    cc: list[str]
    files: list[FileView]
    headers: str  # its original headers


class MailLinkView(Value):
    url: str  # valid for a minute


class BlocklistView(Value):
    entries: list[str]
    version: int


class ReconciledDayView(Value):
    day: str  # UTC
    raw: int
    tickets: int
    messages: int
    quarantined: int
    duplicates: int
    gap: int


class ReconciliationView(Value):
    """Reconciliation. `in_transit` arrived in the last 15 minutes; `stuck` arrived earlier and have no outcome."""

    days: list[ReconciledDayView]
    in_transit: int
    stuck: int
    gap: int


def arrival_view(arrival: Arrival) -> ArrivalView:
    return ArrivalView(
        id=arrival.id,
        at=arrival.at,
        subject=arrival.subject,
        size=arrival.size,
        outcome=arrival.outcome,
        sender=WriterView(email=arrival.email, name=arrival.name, verified=arrival.verified),
        reason=arrival.reason,
        detail=arrival.why,
        ticket=None if arrival.ticket is None else str(arrival.ticket),
        held=arrival.waits,
        version=arrival.version,
    )


def mail_view(arrival: Arrival, content: Mapping[str, Any]) -> MailView:
    """Build an email's view from its record and its content."""
    return MailView(**arrival_view(arrival).model_dump(), **content)


def report_view(account: Reconciliation) -> ReconciliationView:
    days = [
        ReconciledDayView(
            day=day.day,
            raw=day.raw,
            tickets=day.outcomes[Outcome.TICKET],
            messages=day.outcomes[Outcome.MESSAGE],
            quarantined=day.outcomes[Outcome.QUARANTINED],
            duplicates=day.outcomes[Outcome.DUPLICATE],
            gap=day.gap,
        )
        for day in account.days
    ]
    return ReconciliationView(days=days, in_transit=account.in_transit, stuck=account.stuck, gap=account.gap)
