"""Writes the log together with the changes it records, and reads it, newest first.

    record(services, caller, AuditAction.TEAM_ADDED, AuditTarget(kind="team", id=team.id, name=team.name),
           differences(None, team.model_dump()), other_writes=[put_the_team])

The log is permanent and cannot be corrected: it must contain ids only, never a customer's name, address or message text.
A new type of change needs a line in `model.AuditAction` and its text in every `audit.ftl`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..plumbing.aws.dynamo import ConditionFailed, Write
from ..plumbing.aws.marshal import from_wire, to_wire
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import chain, items, store
from .model import Acting, AuditAction, AuditActor, AuditTarget, Entry

MAX_ROUNDS = 5
PAGE_SIZE = 100


def record(
    services: Services,
    by: Acting,
    action: AuditAction,
    target: AuditTarget,
    changes: Mapping[str, tuple[Any, Any]],
    other_writes: Sequence[Write],
) -> Entry:
    """Write an entry together with the change itself (`other_writes`), all or nothing. 2 RT, 1 RRU + 4 WRU and the change's.

    Concurrent entries are no conflict: this entry takes the next number. `changes` holds (before, after) of what changed, in
    whole numbers, text, booleans, null, lists and dictionaries; `differences` returns it.
    Raises `ConditionFailed` if one of `other_writes` failed, with positions as in `other_writes`: then nothing was written.
    """
    stored_changes = _as_stored(changes)
    head = store.head(services)

    def attempt() -> Entry:
        nonlocal head
        entry = Entry(
            seq=0,
            at=services.clock.now(),
            by=AuditActor(id=by.id, name=by.name, role=str(by.role)),
            source=by.source,
            action=action.value,
            target=target,
            changes=stored_changes,
        )
        entry, after = chain.append(head, entry)
        try:
            services.dynamo.transact([*other_writes, *store.writes(services, head, entry, after)])
        except ConditionFailed as failed:
            extra_count = len(other_writes)
            if any(failed.failed(position) for position in range(extra_count)):
                raise failed.first(extra_count) from None
            head = items.head_from(failed.items[-1])
            raise _OvertakenError from None
        return entry

    return retry_until_written(services.clock, attempt, "The log of admin acts is busy. Try again.", _OvertakenError)


class _OvertakenError(Exception):
    """A concurrent entry took the number that this one was to have."""


def _as_stored(changes: Mapping[str, Any]) -> Any:
    """Convert to the stored form, so that an entry has the same hash before and after it is stored."""
    return from_wire(to_wire(dict(changes)))


@dataclass(frozen=True)
class AuditPage:
    """A page of entries, newest first, and the position after which the next one starts."""

    entries: list[Entry]
    next: str | None


def recent(services: Services, limit: int, position: str | None, wanted: Callable[[Entry], bool]) -> AuditPage:
    """Return the newest entries that are `wanted`, after a position. 1 RT for the head and 1 for each month; 1 RRU per 4 KB.

    Reads at most `MAX_ROUNDS` times `PAGE_SIZE` entries; a page that is not full by then is returned with a position.
    """
    head = store.head(services)
    month, _, seq = (position or "").partition("#")
    months = [each for each in reversed(head.months) if not month or each <= month]
    before = int(seq) if seq else None
    found: list[Entry] = []
    for _ in range(MAX_ROUNDS):
        if not months or len(found) == limit:
            break
        page = store.page(services, months[0], before, PAGE_SIZE)
        for entry in page.entries:
            before = entry.seq
            found += [entry] if wanted(entry) else []
            if len(found) == limit:
                break
        else:
            months = months if page.more else months[1:]
    goes_on = bool(months) and (before is None or before > 1)
    return AuditPage(found, f"{months[0]}#{before}" if goes_on and before is not None else None)
