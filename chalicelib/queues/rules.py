"""Which tickets match a filter, and in which order: one predicate for lists, counters and recounts. Pure functions.

Cards, stream images and complete ticket items have the same attributes, so all of them can be checked.
"""

from collections.abc import Callable, Collection, Iterable

from ..plumbing.clock import MINUTE
from ..plumbing.marshal import Item
from ..tickets.model import UNCLOSED, Priority, Status
from .model import Filter, Order, Sort

LATEST = 9_999_999_999_999
RANK = {priority.value: rank for rank, priority in enumerate(Priority)}
NATURAL: dict[Sort, Order] = {
    Sort.UPDATED: "desc", Sort.CREATED: "desc", Sort.DUE: "asc", Sort.WAITING: "asc", Sort.PRIORITY: "desc",
}  # fmt: skip
"""The default direction of each order."""


def matches(card: Item, wanted: Filter, me: str) -> bool:
    """Whether the ticket matches the filter for caller `me`. Permissions are checked by `access`."""
    return (
        _place_fits(card, wanted)
        and card["status"] in (wanted.status or _statuses(wanted))
        and (not wanted.priority or card["priority"] in wanted.priority)
        and (not wanted.team or card["team"] in wanted.team)
        and (not wanted.category or card["category"] in wanted.category)
        and (not wanted.tag or not (card.get("tags") or frozenset()).isdisjoint(wanted.tag))
        and (not wanted.language or _speaks(str(card.get("language") or ""), wanted.language))
        and (not wanted.channel or card.get("channel") in wanted.channel)
        and (wanted.assignee is None or _has(card, wanted.assignee, me))
        and (wanted.requester is None or card["requester"] == wanted.requester)
        and (wanted.followed is None or me in (card.get("watchers") or ()))
    )


def finders(card: Item, wanted: Filter) -> Collection[str]:
    """Return the agents for whom the ticket matches the filter; "" stands for all callers."""
    if not wanted.relative:
        return ("",) if matches(card, wanted, "") else ()
    if wanted.assignee == "me":
        asked: Iterable[str] = filter(None, [card.get("assignee")])
    else:
        asked = sorted(card.get("watchers") or ())
    return [agent for agent in asked if matches(card, wanted, agent)]


def place_of(card: Item) -> str:
    """Return the special queue of a ticket (spam, merged, snoozed); "" if it is in the queue of its status."""
    if card.get("spam"):
        return "spam"
    if card.get("merged_into"):
        return "merged"
    return "snoozed" if card.get("snoozed_until") else ""


def places(wanted: Filter) -> list[str]:
    """Return a team's queues that contain all tickets matching the filter."""
    return [wanted.place] if wanted.place else list(dict.fromkeys(wanted.status or UNCLOSED))


def _statuses(wanted: Filter) -> Collection[Status]:
    return tuple(Status) if wanted.requester else UNCLOSED


def _place_fits(card: Item, wanted: Filter) -> bool:
    place = place_of(card)
    if wanted.place:
        return place == wanted.place
    return place != "spam" if wanted.requester else place == ""


def _speaks(language: str, wanted: list[str]) -> bool:
    """Match languages by basic filtering (RFC 4647): a range matches itself and anything narrower."""
    spoken = language.lower()
    return any(spoken == each.lower() or spoken.startswith(f"{each.lower()}-") for each in wanted)


def _has(card: Item, wanted: str, me: str) -> bool:
    assignee = card.get("assignee")
    if wanted == "none":
        return not assignee
    return bool(assignee) and assignee == (me if wanted == "me" else wanted)


def descends(sort: Sort, order: Order | None) -> bool:
    return (order or NATURAL[sort]) == "desc"


def position_of(card: Item, sort: Sort, *, descending: bool) -> tuple[int, int]:
    """Return the unique sort position of a ticket. Tickets without the sort value come last."""
    value = SORTED_BY[sort](card)
    return (0 if descending else LATEST) if value is None else value, card["number"]


def _by_priority(card: Item) -> int:
    waits = LATEST - card["waiting_since"] if card.get("waiting_since") else 0
    return int(RANK[card["priority"]] * (LATEST + 1) + waits)


SORTED_BY: dict[Sort, Callable[[Item], int | None]] = {
    Sort.UPDATED: lambda card: card["updated_at"] // MINUTE * MINUTE,
    Sort.CREATED: lambda card: card["created_at"],
    Sort.DUE: lambda card: card.get("due_at"),
    Sort.WAITING: lambda card: card.get("waiting_since"),
    Sort.PRIORITY: _by_priority,
}
