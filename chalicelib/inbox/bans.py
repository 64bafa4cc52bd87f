"""The blocklist: addresses and whole domains whose emails are held."""

from collections.abc import Sequence

from ..audit import actions as audit
from ..audit.model import About, Act
from ..people.model import Caller
from ..plumbing import versions
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.services import Services
from . import store

Listed = tuple[frozenset[str], int]


def listed(services: Services) -> Listed:
    """Read the list and its version, 0 if there is none yet. 1 RT, half a RRU per 4 KB."""
    return store.bans(services)


def replace(services: Services, caller: Caller, entries: Sequence[str], expected: int | None) -> Listed:
    """Replace the list. 3 RT, 1 RRU + 4 WRU, 2 WRU per KB. Raises `VersionNeeded`, `OutOfDate`."""
    expected = versions.required(expected)
    before, version = store.bans(services)
    after = frozenset(entries)
    if expected == version and after == before:
        return before, version
    changes = {"added": (None, sorted(after - before)), "removed": (sorted(before - after), None)}
    about = About(kind="mail", id="bans")
    try:
        audit.record(services, caller, Act.BANS_CHANGED, about, changes, [store.write_bans(services, after, expected)])
    except ConditionFailed:
        raise versions.out_of_date("list", version=version) from None
    return after, expected + 1
