"""The blocklist: addresses and whole domains whose emails are held."""

from collections.abc import Sequence

from ..audit import actions as audit_actions
from ..audit.model import AuditAction, AuditTarget
from ..people.model import Caller
from ..plumbing import versions
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.services import Services
from . import store

Blocklist = tuple[frozenset[str], int]


def read(services: Services) -> Blocklist:
    """Read the list and its version, 0 if there is none yet. 1 RT, half a RRU per 4 KB."""
    return store.blocklist(services)


def replace(services: Services, caller: Caller, entries: Sequence[str], expected: int | None) -> Blocklist:
    """Replace the list. 3 RT, 1 RRU + 4 WRU, 2 WRU per KB. Raises `VersionRequired`, `VersionMismatch`."""
    expected = versions.required(expected)
    before, version = store.blocklist(services)
    after = frozenset(entries)
    if expected == version and after == before:
        return before, version
    changes = {"added": (None, sorted(after - before)), "removed": (sorted(before - after), None)}
    about = AuditTarget(kind="mail", id="bans")
    try:
        audit_actions.record(
            services,
            caller,
            AuditAction.BLOCKLIST_CHANGED,
            about,
            changes,
            [store.write_blocklist(services, after, expected)],
        )
    except ConditionFailed:
        raise versions.out_of_date("list", version=version) from None
    return after, expected + 1
