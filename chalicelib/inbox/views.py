"""What agents see of incoming emails."""

from collections.abc import Mapping
from typing import Any

from ..plumbing.fields import Instant, Value
from .arrivals import Account, Arrival, Outcome, Reason


class WriterView(Value):
    """Who an email claims to be from, and whether that is verified."""

    email: str
    name: str
    verified: bool


class ArrivalView(Value):
    """An email in a list.

    `why` is technical and in English: a header, a verdict, a rule. `ticket` is the ticket it is in, if any.
    """

    id: str
    at: Instant
    sender: WriterView
    subject: str
    size: int  # bytes
    outcome: Outcome
    reason: Reason | None
    why: str
    ticket: str | None
    waits: bool
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
    head: str  # its original headers


class LinkView(Value):
    url: str  # valid for a minute


class BansView(Value):
    entries: list[str]
    version: int


class DayView(Value):
    day: str  # UTC
    raw: int
    tickets: int
    messages: int
    quarantined: int
    duplicates: int
    gap: int


class ReportView(Value):
    """Reconciliation. `on_their_way` arrived in the last 15 minutes; `stuck` arrived earlier and have no outcome."""

    days: list[DayView]
    on_their_way: int
    stuck: int
    gap: int


def arrival_view(arrival: Arrival) -> ArrivalView:
    return ArrivalView(
        id=arrival.id, at=arrival.at, subject=arrival.subject, size=arrival.size, outcome=arrival.outcome,
        sender=WriterView(email=arrival.email, name=arrival.name, verified=arrival.verified), reason=arrival.reason,
        why=arrival.why, ticket=None if arrival.ticket is None else str(arrival.ticket), waits=arrival.waits,
        version=arrival.version,
    )  # fmt: skip


def mail_view(arrival: Arrival, said: Mapping[str, Any]) -> MailView:
    """Build an email's view from its record and its content."""
    return MailView(**arrival_view(arrival).model_dump(), **said)


def report_view(account: Account) -> ReportView:
    days = [
        DayView(
            day=day.day, raw=day.raw, tickets=day.outcomes[Outcome.TICKET], messages=day.outcomes[Outcome.MESSAGE],
            quarantined=day.outcomes[Outcome.QUARANTINED], duplicates=day.outcomes[Outcome.DUPLICATE], gap=day.gap,
        )
        for day in account.days
    ]  # fmt: skip
    return ReportView(days=days, on_their_way=account.on_their_way, stuck=account.stuck, gap=account.gap)
