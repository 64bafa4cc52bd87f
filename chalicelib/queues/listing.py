"""Lists of tickets, a page at a time.

Each list is driven by one index: a customer's own, an agent's, a team's unassigned, or the teams' queues. What the index
does not know is filtered and sorted in memory, over the tickets that are not closed and never more than `MOST_CARDS`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing import paging
from ..plumbing.errors import Invalid
from ..plumbing.marshal import Item
from ..plumbing.services import Services
from ..tickets import access, cards, rules
from ..tickets.actions import tickets_by_number
from ..tickets.cards import card_of
from ..tickets.model import Status
from .forms import TicketQuery

MOST_CARDS = 5_000
MOST_ROUNDS = 5


@dataclass(frozen=True)
class Cards:
    """A page of tickets as an index or the table shows them."""

    items: list[Item]
    next: str | None


def tickets(services: Services, caller: Caller, query: TicketQuery) -> Cards:
    """One page. Raises `Invalid` for a question no index answers."""
    if not caller.is_agent:
        _refuse_agents_filters(query)
        return _of_requester(services, caller, caller.id, query)
    if query.requester:
        return _of_requester(services, caller, query.requester, query)
    if Status.CLOSED in query.status:
        raise Invalid.field("status", "Closed tickets are listed for one customer: add `requester`.")
    if query.team is not None and query.team not in _readable(services, caller):
        raise Invalid.field("team", f"There is no team “{query.team}”, or its tickets are not for you.")
    if query.assignee is None and query.sort == "updated" and not (query.priority or query.category or query.tag):
        return _queues(services, caller, query)
    return _filtered(services, caller, query)


def _refuse_agents_filters(query: TicketQuery) -> None:
    allowed = {"limit", "cursor", "status", "sort"}
    asked = sorted(query.model_fields_set - allowed)
    if asked:
        raise Invalid(
            "The request did not validate.",
            errors=[{"pointer": f"/{name}", "detail": "Only agents may filter by this."} for name in asked],
        )


def _bound(caller: Caller, query: TicketQuery) -> list[str]:
    return [caller.id, query.model_dump_json(exclude={"cursor", "limit"})]


def _position(caller: Caller, query: TicketQuery) -> str | None:
    return paging.decode(query.cursor, _bound(caller, query)) if query.cursor else None


def _page(caller: Caller, query: TicketQuery, found: Sequence[Item], position: Callable[[Item], str]) -> Cards:
    page = list(found[: query.limit])
    goes_on = len(found) > query.limit
    return Cards(page, paging.encode(position(page[-1]), _bound(caller, query)) if goes_on else None)


def _of_requester(services: Services, caller: Caller, person: str, query: TicketQuery) -> Cards:
    """Newest first: 2 RT, half a RRU for each ticket read.

    With a filter up to `MOST_ROUNDS` pages are read to fill one. What is not full by then is handed out with a cursor.
    """
    position = _position(caller, query)
    configured = configuration.current(services)
    found: list[Item] = []
    more = True
    for _ in range(MOST_ROUNDS):
        places = cards.of_requester(services, person, query.limit + 1, position)
        more = len(places) > query.limit
        for ticket in tickets_by_number(services, [number for _, number in places[: query.limit]]):
            item = card_of(services, ticket)
            if access.may_read(caller, ticket, configured) and _matches(item, caller, query):
                found.append(item)
        position = places[: query.limit][-1][0] if places else position
        if not more or len(found) >= query.limit:
            break
    if len(found) > query.limit:
        return _page(caller, query, found, lambda item: str(item["list_sort"]))
    return Cards(found, paging.encode(str(position), _bound(caller, query)) if more else None)


def _matches(item: Item, caller: Caller, query: TicketQuery) -> bool:
    wanted = caller.id if query.assignee == "me" else query.assignee
    return (
        (not query.status or item["status"] in query.status)
        and _card_matches(item, query)
        and wanted in {None, item.get("assignee") or "none"}
    )


def _queues(services: Services, caller: Caller, query: TicketQuery) -> Cards:
    """Last changed first, straight from the index: 1 RT and half a RRU per 12 cards for each team, status and shard."""
    before = _position(caller, query)
    found: list[Item] = []
    for team in _teams(services, caller, query):
        for status in rules.listed_statuses(query.status):
            found += cards.queue(services, team, status, query.limit + 1, before)
    found.sort(key=lambda card: str(card["queue_sort"]), reverse=True)
    return _page(caller, query, found, lambda card: str(card["queue_sort"]))


def _filtered(services: Services, caller: Caller, query: TicketQuery) -> Cards:
    """Everything not closed that the driving index holds, filtered and sorted in memory."""
    position = _position(caller, query)
    key = ORDERS[query.sort]
    wanted, teams = set(rules.listed_statuses(query.status)), _readable(services, caller)
    found = [
        card
        for card in _driven(services, caller, query)
        if card["status"] in wanted and card["team"] in teams and _card_matches(card, query)
    ]
    found.sort(key=key)
    rest = [card for card in found if position is None or key(card) > position]
    return _page(caller, query, rest, key)


def _driven(services: Services, caller: Caller, query: TicketQuery) -> Iterable[Item]:
    if query.assignee not in {None, "none"}:
        mine = cards.owned(services, caller.id if query.assignee == "me" else str(query.assignee), MOST_CARDS)
        return [card for card in mine if "snoozed_until" not in card]
    read = cards.unassigned if query.assignee == "none" else _newest
    found: list[Item] = []
    for team in _teams(services, caller, query):
        for status in rules.listed_statuses(query.status):
            found += read(services, team, status, MOST_CARDS - len(found))
    return found


def _newest(services: Services, team: str, place: str, most: int) -> list[Item]:
    return cards.queue(services, team, place, most, None) if most else []


def _readable(services: Services, caller: Caller) -> set[str]:
    """The teams whose tickets this agent may list. What belongs to a team that is no more is for every agent."""
    configured = configuration.current(services)
    return {team.id for team in access.readable_teams(caller, configured)}


def _teams(services: Services, caller: Caller, query: TicketQuery) -> list[str]:
    return [query.team] if query.team else sorted(_readable(services, caller))


def _card_matches(card: Item, query: TicketQuery) -> bool:
    return all((
        not query.priority or card["priority"] in query.priority,
        query.team in {None, card["team"]},
        query.category in {None, card["category"]},
        query.tag is None or query.tag in card.get("tags", ()),
    ))  # fmt: skip


LATEST = 9_999_999_999_999


def _by_updated(card: Item) -> str:
    return f"{LATEST - card['updated_at']:013d}#{card['number']:010d}"


def _by_created(card: Item) -> str:
    return f"{LATEST - card['created_at']:013d}#{card['number']:010d}"


def _by_due(card: Item) -> str:
    return f"{card.get('due_at', LATEST):013d}#{card['number']:010d}"


ORDERS: dict[str, Callable[[Item], str]] = {"updated": _by_updated, "created": _by_created, "due": _by_due}
"""Newest change first, newest ticket first, soonest due first; equal ones by number."""
