"""Whose sign-in is not good any more. Read at most every `FRESH_MS` by each warm function, so that no request pays for it.

    core table: RV  <moment>#<person>   tokens of this person that were made before the moment are refused
                    <the end>#<person>  every token is refused: a change of their rights is on its way. `claim` names the
                                        try that makes it, `at` when it began, `lost` the teams that it takes away

Moments lie behind every token made before them and before the end of time, so one range of the sort key holds all that
matters: what is older than a token lives is not read, and `ttl` collects it.
"""

from dataclasses import dataclass

from ..plumbing.cached import Cached
from ..plumbing.clock import MINUTE, SECOND
from ..plumbing.dynamo import ALWAYS, NEW, ConditionFailed, Write
from ..plumbing.marshal import Item
from ..plumbing.services import Services

PK = "RV"
FRESH_MS = 30 * SECOND
TOKEN_MS = 16 * MINUTE
"""A minute longer than the user pool's ID tokens live."""
APART_MS = 100
"""So far the clocks of the user pool and of a function are never apart."""
TRY_MS = MINUTE
"""No function runs this long: a try that began before is dead, and another may take over."""
THE_END = 9_999_999_999_999
MOST = 100_000

_cached: Cached[dict[str, int]] = Cached(FRESH_MS)


@dataclass(frozen=True)
class Hold:
    """A change of somebody's rights that is on its way, and the try that makes it."""

    person: str
    claim: str
    lost: tuple[str, ...] = ()


def moment(services: Services, person: str) -> int:
    """Tokens of this person made before it are refused; 0 for nobody's. 1 RT and half a RRU per 4 KB every `FRESH_MS`."""
    now = services.clock.real()
    return _cached.get(services.core, now, lambda: _load(services, now)).get(person, 0)


def is_held(services: Services, person: str) -> bool:
    """Whether a change of their rights is on its way, or broke off. Costs and knows what `moment` does."""
    return moment(services, person) == THE_END


def begin(services: Services, hold: Hold) -> Write:
    """Member of the transaction that changes somebody's rights: from now on all their tokens are refused. 2 WRU.

    Fails while another try is at it.
    """
    _cached.forget(services.core)
    now = services.clock.real()
    row = {**_key(hold.person), "at": now, "claim": hold.claim, "lost": list(hold.lost)}
    return services.core.put(row, f"{NEW} OR #at < :dead", dead=now - TRY_MS)


def take_over(services: Services, person: str, claim: str) -> Hold | None:
    """What a try left behind that broke off; None for nothing. 1 RT, 1 WRU. Raises `ConditionFailed` while it goes on."""
    now = services.clock.real()
    change = services.core.change(
        PK, _key(person)["sk"], "SET #claim = :claim, #at = :now", "#at < :dead", show=True, claim=claim, now=now,
        dead=now - TRY_MS,
    )  # fmt: skip
    try:
        row = services.core.write(change)
    except ConditionFailed as failed:
        if failed.items[0] is None:
            return None
        raise
    return Hold(person, claim, tuple(row["lost"]))


def let_go(services: Services, hold: Hold) -> None:
    """A try gives up: the next one need not wait. 1 RT, 1 WRU."""
    sk = _key(hold.person)["sk"]
    services.core.write(services.core.change(PK, sk, "SET #at = :never", "#claim = :claim", never=0, claim=hold.claim))


def end(services: Services, hold: Hold) -> None:
    """The change is made: tokens made from now on are good. 1 RT, 4 WRU, and a wait of a second at most or a little over.

    Raises `ConditionFailed` if another try took over.
    """
    gone = services.core.remove(PK, _key(hold.person)["sk"], "#claim = :claim", claim=hold.claim)
    services.dynamo.transact([gone, _moment_row(services, hold.person)])
    _cached.forget(services.core)


def revoke(services: Services, person: str) -> None:
    """Refuse every token of this person that was made until now. 1 RT, 1 WRU, and a wait of a second at most or a little over.

    Their other sessions get new tokens with their refresh tokens, where those are still good.
    """
    services.core.write(_moment_row(services, person))
    _cached.forget(services.core)


def _moment_row(services: Services, person: str) -> Write:
    """Tokens say in which second they were made: a second must begin before new ones can be told from old ones."""
    now = services.clock.full_second(APART_MS)
    row = {"pk": PK, "sk": f"{now:013d}#{person}", "ttl": (now + TOKEN_MS) // SECOND}
    return services.core.put(row, ALWAYS)


def _load(services: Services, now: int) -> dict[str, int]:
    rows = services.core.gather("#pk = :pk AND #sk > :since", MOST, pk=PK, since=f"{now - TOKEN_MS:013d}")
    pairs = (str(row["sk"]).split("#", maxsplit=1) for row in rows)
    return {person: int(at) for at, person in pairs}  # in the order of time: the latest counts


def _key(person: str) -> Item:
    return {"pk": PK, "sk": f"{THE_END:013d}#{person}"}
