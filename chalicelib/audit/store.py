"""The log in the core table. Entries are written once; no role may update or delete them.

    AU             HEAD    the end of the log: at most 1 KB for some eighty years of months
    AU#<yyyymm>    <seq>   an entry

RT: sequential round trips. RRU, WRU: read and write units.
"""

from dataclasses import dataclass

from ..plumbing.aws.dynamo import NOT_EXISTS, Write
from ..plumbing.services import Services
from .items import HEAD, entry_from, head_from, key_of
from .model import Entry, Head


@dataclass(frozen=True)
class EntryPage:
    """Entries of one month, newest first, and whether the month has older ones."""

    entries: list[Entry]
    more: bool


def head(services: Services) -> Head:
    """Load the head. 1 RT, 1 RRU."""
    return head_from(services.core.get(*HEAD, consistent=True))


def writes(services: Services, before: Head, entry: Entry, after: Head) -> tuple[Write, Write]:
    """Build the writes of the entry (2 WRU per started KB) and the head (2 WRU), in this order.

    Both fail if an entry with that number exists; the error then contains the current head.
    """
    pk, sk = key_of(entry)
    item = {"pk": pk, "sk": sk, **entry.model_dump(exclude={"seq"}, exclude_defaults=True)}
    payload = {"pk": HEAD[0], "sk": HEAD[1], **after.model_dump()}
    where, values = ("#seq = :seq", {"seq": before.seq}) if before.seq else (NOT_EXISTS, {})
    return services.core.put(item, NOT_EXISTS), services.core.put(payload, where, show=True, **values)


def page(services: Services, month: str, before: int | None, limit: int) -> EntryPage:
    """Read a month's entries before a seq, newest first, consistently. 1 RT, 1 RRU per started 4 KB."""
    found = services.core.query(
        "#pk = :pk AND #sk < :before",
        pk=f"AU#{month}",
        before="~" if before is None else f"{before:010d}",
        limit=limit,
        descending=True,
        consistent=True,
    )
    return EntryPage([entry_from(item) for item in found.items], found.more)
