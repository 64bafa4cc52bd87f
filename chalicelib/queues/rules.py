"""Which tickets match a filter, and in which order: one predicate for lists, counters and recounts. Pure functions.

Rows, stream images and complete ticket items have the same attributes, so all of them can be checked.
"""

from collections.abc import Callable, Collection, Iterable

from ..plumbing.aws.marshal import Item
from ..plumbing.clock import MINUTE
from ..tickets.model import OPEN_STATUSES, Priority, Status
from .model import Filter, Order, Sort

LATEST = 9_999_999_999_999
RANK = {priority.value: rank for rank, priority in enumerate(Priority)}
DEFAULT_ORDER: dict[Sort, Order] = {
    Sort.UPDATED: "desc",
    Sort.CREATED: "desc",
    Sort.DUE: "asc",
    Sort.WAITING: "asc",
    Sort.PRIORITY: "desc",
}
"""The default direction of each order."""


def matches(row: Item, wanted: Filter, me: str) -> bool:
    """Whether the ticket matches the filter for caller `me`. Permissions are checked by `access`."""
    return (
        _place_fits(row, wanted)
        and row["status"] in (wanted.status or _statuses(wanted))
        and (not wanted.priority or row["priority"] in wanted.priority)
        and (not wanted.team or row["team"] in wanted.team)
        and (not wanted.category or row["category"] in wanted.category)
        and (not wanted.tag or not (row.get("tags") or frozenset()).isdisjoint(wanted.tag))
        and (not wanted.language or _matches_language(str(row.get("language") or ""), wanted.language))
        and (not wanted.channel or row.get("channel") in wanted.channel)
        and (wanted.assignee is None or _has(row, wanted.assignee, me))
        and (wanted.requester is None or row["requester"] == wanted.requester)
        and (wanted.followed is None or me in (row.get("followers") or ()))
    )


def counted_for(row: Item, wanted: Filter) -> Collection[str]:
    """Return the agents for whom the ticket matches the filter; "" stands for all callers."""
    if not wanted.relative:
        return ("",) if matches(row, wanted, "") else ()
    if wanted.assignee == "me":
        asked: Iterable[str] = filter(None, [row.get("assignee")])
    else:
        asked = sorted(row.get("followers") or ())
    return [agent for agent in asked if matches(row, wanted, agent)]


def place_of(row: Item) -> str:
    """Return the special queue of a ticket (spam, merged, snoozed); "" if it is in the queue of its status."""
    if row.get("spam"):
        return "spam"
    if row.get("merged_into"):
        return "merged"
    return "snoozed" if row.get("snoozed_until") else ""


def places(wanted: Filter) -> list[str]:
    """Return a team's queues that contain all tickets matching the filter."""
    return [wanted.place] if wanted.place else list(dict.fromkeys(wanted.status or OPEN_STATUSES))


def _statuses(wanted: Filter) -> Collection[Status]:
    return tuple(Status) if wanted.requester else OPEN_STATUSES


def _place_fits(row: Item, wanted: Filter) -> bool:
    place = place_of(row)
    if wanted.place:
        return place == wanted.place
    return place != "spam" if wanted.requester else place == ""


def _matches_language(language: str, wanted: list[str]) -> bool:
    """Match languages by basic filtering (RFC 4647): a range matches itself and anything narrower."""
    spoken = language.lower()
    return any(spoken == each.lower() or spoken.startswith(f"{each.lower()}-") for each in wanted)


def _has(row: Item, wanted: str, me: str) -> bool:
    assignee = row.get("assignee")
    if wanted == "none":
        return not assignee
    return bool(assignee) and assignee == (me if wanted == "me" else wanted)


def is_descending(sort: Sort, order: Order | None) -> bool:
    return (order or DEFAULT_ORDER[sort]) == "desc"


def position_of(row: Item, sort: Sort, *, descending: bool) -> tuple[int, int]:
    """Return the unique sort position of a ticket. Tickets without the sort value come last."""
    value = SORTED_BY[sort](row)
    return (0 if descending else LATEST) if value is None else value, row["number"]


def _by_priority(row: Item) -> int:
    waits = LATEST - row["waiting_since"] if row.get("waiting_since") else 0
    return int(RANK[row["priority"]] * (LATEST + 1) + waits)


SORTED_BY: dict[Sort, Callable[[Item], int | None]] = {
    Sort.UPDATED: lambda row: row["updated_at"] // MINUTE * MINUTE,
    Sort.CREATED: lambda row: row["created_at"],
    Sort.DUE: lambda row: row.get("due_at"),
    Sort.WAITING: lambda row: row.get("waiting_since"),
    Sort.PRIORITY: _by_priority,
}
