"""Which tickets a filter finds, and in which order: one predicate for lists, numbers and recounts. Facts in, verdict out.

A card, an image of the stream and a whole ticket's item carry the same attributes, so all of them can be asked.
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
"""The direction that is meant where none is named."""


def matches(card: Item, wanted: Filter, me: str) -> bool:
    """Whether the filter finds the ticket for `me`. Whether they may see it is for `access` to say."""
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
    """For whom the filter finds the ticket: agents, or everybody, which is written ""."""
    if not wanted.relative:
        return ("",) if matches(card, wanted, "") else ()
    if wanted.assignee == "me":
        asked: Iterable[str] = filter(None, [card.get("assignee")])
    else:
        asked = sorted(card.get("watchers") or ())
    return [agent for agent in asked if matches(card, wanted, agent)]


def place_of(card: Item) -> str:
    """Where a ticket has been set aside; "" for one that stands in the queue of its status."""
    if card.get("spam"):
        return "spam"
    if card.get("merged_into"):
        return "merged"
    return "snoozed" if card.get("snoozed_until") else ""


def places(wanted: Filter) -> list[str]:
    """The queues of a team in which everything stands that the filter finds."""
    return [wanted.place] if wanted.place else list(dict.fromkeys(wanted.status or UNCLOSED))


def _statuses(wanted: Filter) -> Collection[Status]:
    return tuple(Status) if wanted.requester else UNCLOSED


def _place_fits(card: Item, wanted: Filter) -> bool:
    place = place_of(card)
    if wanted.place:
        return place == wanted.place
    return place != "spam" if wanted.requester else place == ""


def _speaks(language: str, wanted: list[str]) -> bool:
    """Basic filtering of RFC 4647: a range finds itself and all that is narrower."""
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
    """Where a ticket stands in an order; no two stand at the same place. What has nothing to be sorted by comes last."""
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
