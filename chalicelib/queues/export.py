"""Ticket lists as files: CSV for spreadsheets (RFC 4180), JSON Lines for programs.

A file is downloaded in pages that can be concatenated. The columns of a CSV are those of `COLUMNS`: times are in UTC (RFC 3339),
and some are repeated in local time of the chosen zone. A cell that a spreadsheet might run as a formula is prefixed with an
apostrophe, and so is one that already begins with an apostrophe: removing the first apostrophe restores the original.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..configuration import actions as configuration_actions
from ..configuration.model import Configuration
from ..people.model import Caller
from ..plumbing.clock import rfc3339
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets.model import Ticket
from ..tickets.queries import find_tickets
from . import listing
from .forms import ExportQuery

BOM = "\ufeff"  # without it Excel does not recognise UTF-8
FORMULA = re.compile(r"[\s\"'\u200b-\u200f\u2060\ufeff\x00-\x1f]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|['\t\r\n]")
"""Characters that begin a formula, in both widths, after anything spreadsheets skip; and the apostrophe, to be unambiguous."""

Row = dict[str, Any]
Value = Callable[[Ticket, Configuration], Any]


@dataclass(frozen=True)
class ExportPage:
    """A page of rows in the requested format. `cut` as in a list."""

    text: str
    next: str | None
    rows: int
    truncated: bool


def page(services: Services, caller: Caller, query: ExportQuery) -> ExportPage:
    """Export one page, with as many rows as a list page, each ticket in its current state.

    Costs what the list costs, and half a RRU for each row (1 RT per 100).
    """
    configured = configuration_actions.current(services)
    question = listing.resolve_question(services, caller, query)
    found = listing.page_of(services, question, query.cursor)
    tickets = find_tickets(services, [row["number"] for row in found.items])
    shown = [ticket for ticket in tickets if tickets_access.may_read(caller, ticket, configured)]
    rows = [row_of(ticket, configured) for ticket in shown]
    if query.format == "jsonl":
        text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    else:
        text = as_csv(rows, query.time_zone, head=query.cursor is None)
    return ExportPage(text, found.next, len(rows), found.truncated)


def row_of(ticket: Ticket, configured: Configuration) -> Row:
    """Return a ticket as a JSON Lines row: only text, numbers, lists of text, and null."""
    return {name: value(ticket, configured) for name, value in COLUMNS.items()}


def as_csv(rows: Iterable[Mapping[str, Any]], time_zone: str, *, head: bool) -> str:
    """Format rows with CR LF line ends and quotes where needed; with `head`, a byte order mark and header row come first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    zone = ZoneInfo(time_zone)
    if head:
        out.write(BOM)
        writer.writerow([*COLUMNS, *(f"{name} ({time_zone})" for name in IN_LOCAL_TIME)])
    for row in rows:
        cells = [_cell(row[name]) for name in COLUMNS]
        writer.writerow(cells + [_local(row[name], zone) for name in IN_LOCAL_TIME])
    return out.getvalue()


def escape_formula(text: str) -> str:
    """Escape a text so that no spreadsheet runs it as a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """Undo `escape_formula`."""
    return text.removeprefix("'")


def _cell(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(value)
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False) if value else ""
    return escape_formula("" if value is None else str(value))


def _local(at: str | None, zone: ZoneInfo) -> str:
    """Format a time for spreadsheets: `2026-01-05 10:00:00`."""
    if at is None:
        return ""
    moment = datetime.fromisoformat(at).astimezone(UTC)
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _category(ticket: Ticket, configured: Configuration) -> str:
    category = configured.category(ticket.category)
    return category.name("en") if category else ticket.category


def _time(name: str) -> Value:
    def value(ticket: Ticket, _: Configuration) -> str | None:
        at = getattr(ticket, name)
        return None if at is None else rfc3339(at)

    return value


COLUMNS: Mapping[str, Value] = {
    "number": lambda ticket, _: ticket.number,
    "subject": lambda ticket, _: ticket.subject,
    "status": lambda ticket, _: ticket.status.value,
    "out_of_queue": lambda ticket, _: ticket.out_of_queue.value if ticket.out_of_queue else None,
    "priority": lambda ticket, _: ticket.priority.value,
    "team": lambda ticket, configured: configured.team(ticket.team).name,
    "assignee": lambda ticket, _: ticket.assignee_name,
    "category": _category,
    "tags": lambda ticket, _: sorted(ticket.tags),
    "fields": lambda ticket, _: dict(sorted(ticket.fields.items())),
    "requester": lambda ticket, _: ticket.requester_name,
    "requester_email": lambda ticket, _: ticket.requester_email,
    "language": lambda ticket, _: ticket.language,
    "channel": lambda ticket, _: ticket.channel,
    "created_at": _time("created_at"),
    "updated_at": _time("updated_at"),
    "status_since": _time("status_since"),
    "waiting_since": _time("waiting_since"),
    "snoozed_until": _time("snoozed_until"),
    "merged_into": lambda ticket, _: ticket.merged_into,
}
"""Every CSV column and JSON member, in order. `defer_due`: spam, merged or snoozed; `fields`: form answers as JSON."""
IN_LOCAL_TIME = ("created_at", "updated_at", "status_since", "waiting_since")
"""Columns that are repeated at the end, in local time."""
