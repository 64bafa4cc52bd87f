"""Ratings by agent, in the stats table.

    AR#<agent>        <at>#<ticket>   one rating credited to an agent: score, and the rev of its event
    MT#agent#<agent>  <yyyy-mm-dd>    of a day: `ratings`, how many, and `rating_sum`, the sum of their scores

A row contains no text: comment, subject and names are read from the ticket, where they can be changed or erased.
"""

from dataclasses import dataclass

from ..plumbing import rollups
from ..plumbing.aws.dynamo import UNCONDITIONAL
from ..plumbing.aws.marshal import Item
from ..plumbing.clock import rfc3339
from ..plumbing.services import Services

COUNT, SUM = "ratings", "rating_sum"
LATEST = "9999999999999"  # sorts after every time
MAX_DAYS = 400


@dataclass(frozen=True)
class RatingRow:
    """One rating in an agent's list."""

    agent: str
    ticket: int
    rev: int
    score: int
    at: int

    @property
    def position(self) -> str:
        """Return the position in the list: by time, then by ticket."""
        return f"{self.at:013}#{self.ticket}"


@dataclass(frozen=True)
class Total:
    """The number of ratings, and the sum of their scores."""

    count: int = 0
    sum: int = 0


def put_rating(services: Services, row: RatingRow) -> None:
    """Write a row; idempotent. 1 RT, 1 WRU."""
    services.stats.write(services.stats.put(_item(row), UNCONDITIONAL))


def ratings_before(services: Services, agent: str, position: str | None, limit: int) -> list[RatingRow]:
    """Return up to `limit` ratings before a position, newest first. 1 RT, half a RRU per 4 KB (some 35)."""
    page = services.stats.query(
        "#pk = :pk AND #sk < :before", pk=_pk(agent), before=position or LATEST, limit=limit, descending=True
    )
    return [_row(agent, item) for item in page.items]


def total_since(services: Services, agent: str, first: int) -> Total:
    """Add up the days since `first` (ms). 1 RT, half a RRU per 4 KB: 1 RRU for 90 days with a rating each."""
    days = services.stats.gather("#pk = :pk AND #sk >= :day", MAX_DAYS, pk=_day_pk(agent), day=day_of(first))
    return Total(sum(int(day[COUNT]) for day in days), sum(int(day[SUM]) for day in days))


def put_day(services: Services, agent: str, day: str, total: Total) -> None:
    """Write the numbers of a past day. 1 RT, 1 WRU."""
    item = {"pk": _day_pk(agent), "sk": day, COUNT: total.count, SUM: total.sum}
    services.stats.write(services.stats.put(item, UNCONDITIONAL))


def deltas(agent: str, score: int, at: int) -> rollups.Deltas:
    """Return what one rating adds to the numbers of its day."""
    pk, day = _day_pk(agent), day_of(at)
    return rollups.Deltas({(pk, day, COUNT): 1, (pk, day, SUM): score})


def day_of(at: int) -> str:
    """Return the day of a moment, in UTC."""
    return rfc3339(at)[:10]


def _pk(agent: str) -> str:
    return f"AR#{agent}"


def _day_pk(agent: str) -> str:
    return f"MT#agent#{agent}"


def _item(row: RatingRow) -> Item:
    return {
        "pk": _pk(row.agent),
        "sk": row.position,
        "ticket": row.ticket,
        "rev": row.rev,
        "score": row.score,
        "at": row.at,
    }


def _row(agent: str, item: Item) -> RatingRow:
    return RatingRow(agent, int(item["ticket"]), int(item["rev"]), int(item["score"]), int(item["at"]))
