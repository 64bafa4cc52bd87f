"""`make verify`: check that the table contains what was recorded. Reads the admin audit log and the events of every ticket.

Each entry and each event has a hash over itself and the one before, and a ticket and the head of the log store the last hash:
anything changed, removed, moved or cut off is detected, and the first error is reported. Items that the app did not write are
detected as well. Memory holds one page of the table and one ticket, however many there are.

An attacker who can write the table and knows how the hashes are made can write a complete new history of the log, or a
shorter one. So its end is stored hourly in a bucket of its own, which the functions can only add to, and the log must contain
every stored end. Lock that bucket with AUDIT_LOCK= of `make deploy`; or note the end from time to time, as it is printed, and
check with HEAD= whether the log still contains it.
"""

import argparse
import itertools
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from chalicelib.audit import chain as audit_chain
from chalicelib.audit import items as audit_items
from chalicelib.audit.model import Entry, Head
from chalicelib.plumbing.aws.marshal import item_from_wire
from chalicelib.tickets.items import META

from . import cloudformation, stages
from .aws import Aws, stack_name
from .integrity import EVENTS, UNREADABLE, IntegrityError, Wire, check_ticket, previous_ticket, read

NOTED = re.compile(r"\d{1,10}:[\w-]{43}", re.ASCII)
MAX_ATTEMPTS = 3  # a concurrent write looks like an error for a moment


class VerifyError(Exception):
    """The check is not possible; the text says why."""


@dataclass
class Report:
    """What was checked, and what was found."""

    entries: int = 0
    tickets: int = 0
    events: int = 0
    head: Head = field(default_factory=Head)
    stored_ends: int = 0
    log: IntegrityError | None = None
    broken: dict[str, IntegrityError] = field(default_factory=dict)  # by ticket number

    @property
    def is_well(self) -> bool:
        return self.log is None and not self.broken

    def __str__(self) -> str:
        ends = f"; it ends with {audit_items.noted(self.head.seq, self.head.hash)}" if self.head.seq else ""
        log = f"{self.entries} entries, whole{ends}"
        if self.log:
            log = f"BROKEN at entry {self.log.at}: {self.log.what}" if self.log.at else f"BROKEN: {self.log.what}"
        lines = [f"log      {log}", f"tickets  {self.tickets} with {self.events} events, {self._how_many()}"]
        if self.stored_ends and not self.log:
            lines.insert(1, f"ends     {self.stored_ends} stored outside the table, all in the log")
        for number, error in self.broken.items():
            place = f" at event {error.at}" if error.at else ""
            lines.append(f"         #{number} BROKEN{place}: {error.what}")
        return "\n".join(lines)

    def _how_many(self) -> str:
        return f"{len(self.broken)} BROKEN" if self.broken else "whole"


class Verify:
    """Checks one table. `client` is boto3's for DynamoDB."""

    def __init__(self, client: Any, table: str, tick: Callable[[int], None] = lambda _: None) -> None:
        """`tick` is called with the number of additional items checked."""
        self._client, self._table, self._tick = client, table, tick

    def run(self, noted: str = "", stored: Collection[str] = ()) -> Report:
        """Check everything.

        `noted`: an earlier end of the log, as it was printed then (`41:…`); `stored`: those stored outside the table, read
        before this call.
        """
        report = Report(stored_ends=len(stored))
        self._check_log(report, noted, stored)
        months, last = set(report.head.months), report.head.seq
        there, named = Numbers(), Numbers()
        unknown: list[tuple[str, str]] = []
        for pk, group in itertools.groupby(self._scan(), key=lambda item: str(item["pk"]["S"])):
            if pk.startswith("T#"):
                items = list(group)
                self._check_ticket(report, pk, items)
                if pk[2:].isdecimal():
                    there.add(int(pk[2:]))
                if pk[2:] not in report.broken and (previous := previous_ticket(items)):
                    named.add(previous)
            elif pk.startswith("AU#"):
                found = [str(item["sk"]["S"]) for item in group]
                unknown += [(pk, sk) for sk in found if pk[3:] not in months or sk > f"{last:010d}"][:1]
        self._check_foreign_entries(report, unknown)
        self._check_missing_tickets(report, (number for number in named if number not in there))
        return report

    # ---- the log

    def _check_log(self, report: Report, noted: str, stored: Collection[str]) -> None:
        for _ in range(MAX_ATTEMPTS):  # an admin may be making changes
            report.entries = 0
            head = self._head()
            if head is None:
                report.log = IntegrityError(0, "where it ends cannot be read")
                return
            report.head = head
            passed = _Passed({*filter(None, [noted]), *stored})
            broken = audit_chain.first_broken(passed.by(self._entries(report, head)), head)
            report.log = (
                IntegrityError(broken, "changed, missing, or not the one that was recorded") if broken else None
            )
            if broken is None:
                break
        if report.log is None and passed.left:
            report.log = _other_log(report.head, min(passed.left, key=_seq_of), noted)

    def _head(self) -> Head | None:
        key = dict(zip(("pk", "sk"), ({"S": part} for part in audit_items.HEAD), strict=True))
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        try:
            return audit_items.head_from(item_from_wire(item) if item else None)
        except UNREADABLE:
            return None

    def _entries(self, report: Report, head: Head) -> Iterator[Entry | None]:
        """Iterate over the entries in order, page by page; None for one that is unreadable or misplaced."""
        for month in head.months:
            for item in self._query(f"AU#{month}"):
                if item["sk"]["S"] > f"{head.seq:010d}":
                    break  # written since the head was read; otherwise an unknown entry, and reported as one
                report.entries += 1
                entry = read(item, audit_items.entry_from, Entry.model_fields)
                yield entry if entry and audit_items.key_of(entry) == (item["pk"]["S"], item["sk"]["S"]) else None

    def _check_foreign_entries(self, report: Report, unknown: list[tuple[str, str]]) -> None:
        """Check entries outside the log's months and numbers: either new since the log was read, or not written by the app."""
        head = self._head() if unknown else None
        if head is None or report.log is not None:
            return
        for pk, sk in sorted(unknown, key=itemgetter(1)):
            if pk[3:] not in head.months or sk > f"{head.seq:010d}":
                report.log = IntegrityError(int(sk) if sk.isdigit() else 0, f"not in the log's numbering ({pk})")
                return

    # ---- tickets

    def _check_ticket(self, report: Report, pk: str, items: list[Wire]) -> None:
        """Check a ticket. A scan is not a snapshot and has no reliable order, so apparent errors are read again."""
        events = [item for item in items if item["sk"]["S"].startswith(EVENTS)]
        report.events += len(events)
        report.tickets += any(item["sk"]["S"] == META for item in items)
        number = pk[2:]
        if number in report.broken or not (events or any(item["sk"]["S"] == META for item in items)):
            return
        error = check_ticket(items)
        for _ in range(MAX_ATTEMPTS):
            if error is None:
                return
            error = check_ticket(self._query(pk))
        if error is not None:
            report.broken[number] = error

    def _check_missing_tickets(self, report: Report, missing: Iterable[int]) -> None:
        """Report tickets that a later one names and that are not there. Read again: a scan is not a snapshot."""
        for number in missing:
            if not any(item["sk"]["S"] == META for item in self._query(f"T#{number}")):
                report.broken[str(number)] = IntegrityError(0, "the whole ticket is missing, which a later one names")

    # ---- reading

    def _scan(self) -> Iterator[Wire]:
        for page in self._pages(self._client.scan, TableName=self._table):
            self._tick(len(page))
            yield from page

    def _query(self, pk: str) -> Iterator[Wire]:
        pages = self._pages(
            self._client.query,
            TableName=self._table,
            KeyConditionExpression="#pk = :pk",
            ConsistentRead=True,
            ExpressionAttributeNames={"#pk": "pk"},
            ExpressionAttributeValues={":pk": {"S": pk}},
        )
        return itertools.chain.from_iterable(pages)

    @staticmethod
    def _pages(call: Callable[..., Any], **request: Any) -> Iterator[list[Wire]]:
        start: dict[str, Any] = {}
        while True:
            page = call(**request, **start)
            yield page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


class Numbers:
    """A set of ticket numbers, about one bit each: a million tickets take some 150 KB, a number far off takes no more."""

    CHUNK = 4096

    def __init__(self) -> None:
        self._chunks: defaultdict[int, int] = defaultdict(int)

    def add(self, number: int) -> None:
        self._chunks[number // self.CHUNK] |= 1 << number % self.CHUNK

    def __contains__(self, number: int) -> bool:
        return bool(self._chunks.get(number // self.CHUNK, 0) >> number % self.CHUNK & 1)

    def __iter__(self) -> Iterator[int]:
        chunks = sorted(self._chunks.items())
        return (at * self.CHUNK + bit for at, bits in chunks for bit in range(self.CHUNK) if bits >> bit & 1)


class _Passed:
    """Which of the known ends of the log no entry was: `left`."""

    def __init__(self, ends: Iterable[str]) -> None:
        self.left = set(ends)

    def by(self, entries: Iterable[Entry | None]) -> Iterator[Entry | None]:
        for entry in entries:
            if entry is not None:
                self.left.discard(audit_items.noted(entry.seq, entry.hash))
            yield entry


def _seq_of(end: str) -> int:
    return int(end.partition(":")[0])


def _other_log(head: Head, end: str, noted: str) -> IntegrityError:
    """Return the error for an end of the log that the log does not contain."""
    seq = _seq_of(end)
    if end == noted:
        return IntegrityError(seq, "not the one that was noted down as the end of the log")
    if seq > head.seq:
        return IntegrityError(seq, f"cut off: the log ends at {head.seq}, and {seq} is stored outside the table")
    return IntegrityError(seq, "not the one that is stored outside the table")


def stored_ends(client: Any, bucket: str) -> set[str]:
    """Return all ends of the log stored in a bucket, also those that were deleted or replaced since. `client` is boto3's for S3.

    One round trip per 1,000.
    """
    pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=audit_items.HEADS)
    keys = {str(one["Key"]) for page in pages for one in page.get("Versions", [])}
    return set(filter(None, map(audit_items.noted_in, keys)))


class Bar:
    """A progress bar; hidden without a terminal. DynamoDB counts its items every six hours."""

    WIDTH = 40

    def __init__(self, whole: int) -> None:
        self._whole, self._checked = whole, 0
        self._shown = sys.stderr.isatty()

    def tick(self, more: int) -> None:
        self._checked += more
        if self._shown:
            whole = max(self._whole, self._checked, 1)
            full = self.WIDTH * self._checked // whole
            sys.stderr.write(f"\r[{'#' * full}{'.' * (self.WIDTH - full)}] {self._checked} items\033[K")

    def end(self) -> None:
        if self._shown:
            sys.stderr.write("\r\033[K")


def noted_end(text: str) -> str:
    """Parse an end of the log, as it was printed."""
    if text and not NOTED.fullmatch(text):
        raise argparse.ArgumentTypeError("it is a number, a colon and a hash, as `make verify` printed it")
    return text


def outputs_of(aws: Aws, stage: str) -> dict[str, str]:
    stack = cloudformation.describe(aws, stack_name(stage))
    if stack is None:
        raise VerifyError(f"There is no stack {stack_name(stage)} here.")
    return cloudformation.outputs(stack)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 if there is an error, or the check is not possible."""
    parser = stages.parser("verify", __doc__)
    parser.add_argument("--head", default="", type=noted_end, help="where the log ended once, as it was printed then")
    chosen = parser.parse_args(arguments)

    def work(aws: Aws, name: str) -> int:
        outputs = outputs_of(aws, name)
        table, bucket = outputs["CoreTable"], outputs.get("AuditBucket")
        stored = stored_ends(aws.client("s3"), bucket) if bucket else set()  # a stack of before has no such bucket
        client = aws.client("dynamodb")
        bar = Bar(int(client.describe_table(TableName=table)["Table"].get("ItemCount", 0)))
        report = Verify(client, table, bar.tick).run(chosen.head, stored)
        bar.end()
        print(report)
        return 0 if report.is_well else 1

    return stages.run(chosen, VerifyError, work)


if __name__ == "__main__":
    raise SystemExit(main())
