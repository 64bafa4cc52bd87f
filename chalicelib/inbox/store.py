"""How incoming emails are stored in the tables.

    core   IN#<id>      #      the result of a raw email: at most 1 KB. In quarantine it is in `by_list` as QM
           MF#<print>   #      the first email with this fingerprint, for 90 days
           BL           #      the blocklist
    stats  MR           <day>  a day's number of emails by outcome

RT: sequential round trips. RRU, WRU: read and write units.
"""

import hashlib
from collections.abc import Iterable, Sequence

from ..plumbing.aws.dynamo import NOT_EXISTS, UNCONDITIONAL, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.clock import DAY, SECOND
from ..plumbing.services import Services
from .model import Arrival, Outcome

RETENTION_MS = 90 * DAY
QUARANTINE = "QM"
LAST = "~"  # sorts after every time
REPORT = "MR"
BLOCKLIST = "BL"


def find(services: Services, id_: str) -> Arrival | None:
    """Read one email's record. 1 RT, 1 RRU."""
    item = services.core.get(_pk(id_), consistent=True)
    return Arrival.model_validate(item) if item else None


def find_many(services: Services, ids: Sequence[str]) -> dict[str, Arrival]:
    """Read several emails' records by id. 1 RT per 100; half a RRU each."""
    found = services.dynamo.get_many([(services.core, _pk(each), "#") for each in ids])
    arrivals = (Arrival.model_validate(item) for item in found.values())
    return {arrival.id: arrival for arrival in arrivals}


def find_by_fingerprint(services: Services, fingerprint: str) -> str | None:
    """Read the id of the first email with this fingerprint. 1 RT, 1 RRU."""
    item = services.core.get(f"MF#{fingerprint}", consistent=True)
    return str(item["mail"]) if item and item["ttl"] > services.clock.real() // SECOND else None


def settle(services: Services, arrival: Arrival, instead_of: str | None = None) -> None:
    """Record the outcome of an email, and count it. 1 RT, 6 WRU; 2 more in quarantine.

    Later copies refer to this email; `instead_of` is an earlier email that was the first so far.

    Raises `ConditionFailed` if an outcome is already recorded.
    """
    writes = [services.core.put(_item(arrival)), _count_write(services, arrival.day, arrival.outcome, 1)]
    if arrival.fingerprint and arrival.outcome is not Outcome.DUPLICATE:
        writes.append(_first(services, arrival, instead_of))
    services.dynamo.transact(writes)


def change_writes(services: Services, before: Arrival, after: Arrival) -> list[Write]:
    """Build the writes of a change: 2–6 WRU, and 1 for the index. The first one fails if another write came first."""
    writes = [services.core.put(_item(after), "#version = :before", before=before.version)]
    if after.outcome is before.outcome:
        return writes
    fewer, more = f"#{before.outcome.value} :less", f"#{after.outcome.value} :more"
    return [*writes, services.stats.change(REPORT, before.day, f"ADD {fewer}, {more}", UNCONDITIONAL, less=-1, more=1)]


def list_waiting(services: Services, limit: int, after: str | None) -> list[tuple[str, str]]:
    """List (position, id) of held emails, newest first. 1 RT, half a RRU per 4 KB (some 60)."""
    page = services.core.query(
        "#list_key = :key AND #list_sort < :before",
        index="by_list",
        limit=limit,
        descending=True,
        key=QUARANTINE,
        before=after or LAST,
    )
    return [(item["list_sort"], item["pk"].removeprefix(_pk(""))) for item in page.items]


def counts(services: Services, first_day: str) -> dict[str, dict[str, int]]:
    """Read day -> outcome -> number of emails, from `first_day` on. 1 RT, half a RRU per 4 KB (some 50 days)."""
    found = services.stats.gather("#pk = :pk AND #sk >= :day", 1_000, pk=REPORT, day=first_day)
    return {item["sk"]: {each: int(item.get(each, 0)) for each in Outcome} for item in found}


def count_failure(services: Services, id_: str) -> int:
    """Count a failure to process an email and return the total. 1 RT, 1 WRU."""
    ttl = (services.clock.real() + 2 * DAY) // SECOND
    row = services.live.change(f"IF#{id_}", "#", "SET #ttl = :ttl ADD #count :one", UNCONDITIONAL, ttl=ttl, one=1)
    return int(services.live.write(row)["count"])


def blocklist(services: Services) -> tuple[frozenset[str], int]:
    """Read the blocklist, addresses and `@domains`, and its version. 1 RT, half a RRU per 4 KB."""
    item = services.core.get(BLOCKLIST) or {}
    return frozenset(item.get("entries", ())), int(item.get("version", 0))


def write_blocklist(services: Services, entries: Iterable[str], version: int) -> Write:
    """Build the write that replaces the blocklist if it has this version. 2 WRU per KB."""
    item = {"pk": BLOCKLIST, "sk": "#", "entries": sorted(entries), "version": version + 1}
    if version == 0:
        return services.core.put(item)
    return services.core.put(item, "#version = :version", version=version)


def _first(services: Services, arrival: Arrival, instead_of: str | None) -> Write:
    """Build the write that registers the fingerprint; it fails for the second of two copies with `ConditionFailed`."""
    row = {"pk": f"MF#{arrival.fingerprint}", "sk": "#", "mail": arrival.id, "ttl": _until(services)}
    now = services.clock.real() // SECOND
    free = f"{NOT_EXISTS} OR #mail = :mail OR #mail = :before OR #ttl < :now"
    return services.core.put(row, free, mail=arrival.id, before=instead_of or arrival.id, now=now)


def _count_write(services: Services, day: str, outcome: Outcome, by: int) -> Write:
    update = f"ADD #{outcome.value} :by"
    return services.stats.change(REPORT, day, update, UNCONDITIONAL, by=by)


def _until(services: Services) -> int:
    return (services.clock.real() + RETENTION_MS) // SECOND


def _item(arrival: Arrival) -> Item:
    stored = {name: each for name, each in arrival.model_dump().items() if each not in (None, "", False)}
    listed = (
        {"list_key": QUARANTINE, "list_sort": f"{arrival.at:013d}#{_spread(arrival.id):015d}"} if arrival.waits else {}
    )
    return {"pk": _pk(arrival.id), "sk": "#", **stored, **listed}


def _spread(id_: str) -> int:
    """Return a number that orders emails of the same millisecond."""
    return int.from_bytes(hashlib.sha256(id_.encode()).digest()[:6], "big")


def _pk(id_: str) -> str:
    return f"IN#{id_}"
