"""Revoked tokens. Each warm function reads them at most every `FRESH_MS`, so that requests do not pay for it.

    core table: RV  <moment>#<person>   tokens of this person issued before the moment are rejected
                    <the end>#<person>  every token is rejected: a change of rights is in progress. `claim` names the
                                        attempt, `at` when it began, `lost` the teams that it removes

Moments sort after every token issued before them and before the end of time, so one range of the sort key holds all relevant
rows: rows older than a token's lifetime are not read, and `ttl` deletes them.
"""

from dataclasses import dataclass

from ..plumbing.aws.dynamo import NOT_EXISTS, UNCONDITIONAL, ConditionFailed, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.cached import Cached
from ..plumbing.clock import MINUTE, SECOND
from ..plumbing.services import Services

PK = "RV"
FRESH_MS = 30 * SECOND
TOKEN_MS = 16 * MINUTE
"""One minute more than the lifetime of the user pool's ID tokens."""
MARGIN_MS = 100
"""The maximum clock difference between the user pool and a function."""
LEASE_MS = MINUTE
"""No function runs this long: an older attempt is dead, and another may take over."""
FAR_FUTURE = 9_999_999_999_999
MAX_REVOCATIONS = 100_000

_cached: Cached[dict[str, int]] = Cached(FRESH_MS)


@dataclass(frozen=True)
class RightsHold:
    """A change of a person's rights in progress, and the attempt that makes it."""

    person: str
    claim: str
    lost: tuple[str, ...] = ()


def revoked_at(services: Services, person: str) -> int:
    """Return the time before which their tokens are rejected; 0 for none. 1 RT and half a RRU per 4 KB every `FRESH_MS`."""
    now = services.clock.real()
    return _cached.get(services.core, now, lambda: _load(services, now)).get(person, 0)


def is_held(services: Services, person: str) -> bool:
    """Whether a change of the person's rights is in progress or was interrupted. Same cost and freshness as `revoked_at`."""
    return revoked_at(services, person) == FAR_FUTURE


def begin(services: Services, hold: RightsHold) -> Write:
    """Build the write that begins a change of rights: from then on all the person's tokens are rejected. 2 WRU.

    Fails while another attempt is running.
    """
    _cached.forget(services.core)
    now = services.clock.real()
    row = {**_key(hold.person), "at": now, "claim": hold.claim, "lost": list(hold.lost)}
    return services.core.put(row, f"{NOT_EXISTS} OR #at < :dead", dead=now - LEASE_MS)


def take_over(services: Services, person: str, claim: str) -> RightsHold | None:
    """Take over an interrupted attempt; None if there is none. 1 RT, 1 WRU. Raises `ConditionFailed` while it is running."""
    now = services.clock.real()
    change = services.core.change(
        PK,
        _key(person)["sk"],
        "SET #claim = :claim, #at = :now",
        "#at < :dead",
        show=True,
        claim=claim,
        now=now,
        dead=now - LEASE_MS,
    )
    try:
        row = services.core.write(change)
    except ConditionFailed as failed:
        if failed.items[0] is None:
            return None
        raise
    return RightsHold(person, claim, tuple(row["lost"]))


def release(services: Services, hold: RightsHold) -> None:
    """Release a failed attempt's hold, so that the next attempt need not wait. 1 RT, 1 WRU."""
    sk = _key(hold.person)["sk"]
    services.core.write(services.core.change(PK, sk, "SET #at = :never", "#claim = :claim", never=0, claim=hold.claim))


def end(services: Services, hold: RightsHold) -> None:
    """End a hold: tokens issued from now on are valid. 1 RT, 4 WRU, and a wait of a second at most or a little over.

    Raises `ConditionFailed` if another attempt took over.
    """
    gone = services.core.remove(PK, _key(hold.person)["sk"], "#claim = :claim", claim=hold.claim)
    services.dynamo.transact([gone, _moment_row(services, hold.person)])
    _cached.forget(services.core)


def revoke(services: Services, person: str) -> None:
    """Reject every token of this person issued until now. 1 RT, 1 WRU, and a wait of a second at most or a little over.

    Other sessions get new tokens with their refresh tokens, if those are still valid.
    """
    services.core.write(_moment_row(services, person))
    _cached.forget(services.core)


def _moment_row(services: Services, person: str) -> Write:
    """Build the revocation row. Tokens carry whole seconds, so it waits for the next second to separate old from new tokens."""
    now = services.clock.full_second(MARGIN_MS)
    row = {"pk": PK, "sk": f"{now:013d}#{person}", "ttl": (now + TOKEN_MS) // SECOND}
    return services.core.put(row, UNCONDITIONAL)


def _load(services: Services, now: int) -> dict[str, int]:
    rows = services.core.gather("#pk = :pk AND #sk > :since", MAX_REVOCATIONS, pk=PK, since=f"{now - TOKEN_MS:013d}")
    pairs = (str(row["sk"]).split("#", maxsplit=1) for row in rows)
    return {person: int(at) for at, person in pairs}  # ordered by time: the latest counts


def _key(person: str) -> Item:
    return {"pk": PK, "sk": f"{FAR_FUTURE:013d}#{person}"}
