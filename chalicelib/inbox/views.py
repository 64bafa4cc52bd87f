"""What agents get to see of mails that came in."""

from collections.abc import Mapping
from typing import Any

from ..plumbing.fields import Instant, Value
from .arrivals import Account, Arrival, Outcome, Reason


class WriterView(Value):
    """Whom a mail says it is from, and whether anybody vouches for that."""

    email: str
    name: str
    verified: bool


class ArrivalView(Value):
    """`why` is technical and English: a header, a verdict, a rule. `ticket`: what it became, if it did."""

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
    """One mail with what it says. `html` is safe; null, with the files and addresses, for one that cannot be read."""

    html: str | None
    to: list[str]
    cc: list[str]
    files: list[FileView]
    head: str  # its headers as they came


class LinkView(Value):
    url: str  # good for a minute


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
    """`on_their_way` came within the last quarter of an hour; `stuck` longer ago, and nobody knows what became of them."""

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
    """With what the function that reads mails found in it."""
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
