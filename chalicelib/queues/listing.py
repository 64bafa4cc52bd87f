"""Paginated ticket lists.

Each list reads one index: a person's own or followed tickets, an agent's tickets, a team's unassigned tickets, or the teams'
queues. If the index has the requested order, it is read page by page, with any filter. For any other order, all tickets that
the filter may match are loaded into memory, `MOST_CARDS` at most, and the response says if there were more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing import paging
from ..plumbing.errors import Invalid
from ..plumbing.marshal import Item
from ..plumbing.services import Services
from ..tickets import access, cards, public
from ..tickets.actions import tickets_by_number
from ..tickets.cards import Partition, card_of
from ..tickets.model import Status
from . import actions, rules
from .forms import TicketQuery
from .model import Filter, Order, Sort
from .walk import walk

MOST_CARDS = 5_000
"""Maximum cards read in one request: some 210 RRU."""
MOST_WHOLE = 500
"""Maximum own or followed tickets that are sorted in memory: some 250 RRU."""
MOST_ROUNDS = 5
FOR_CUSTOMERS = frozenset({"limit", "cursor", "status", "sort", "order"})

Numbers = Callable[[int, str | None], list[tuple[str, int]]]
"""Returns (position, number) of up to the given number of tickets after a position, newest first."""


@dataclass(frozen=True)
class Cards:
    """A page of tickets, as cards or items. `cut`: more were found than can be sorted."""

    items: list[Item]
    next: str | None
    cut: bool = False


@dataclass(frozen=True)
class Asked:
    """A resolved list request, with everything that the result depends on."""

    caller: Caller
    filter: Filter
    sort: Sort | None
    order: Order | None
    limit: int
    after: tuple[int, int] | None = None  # a position in the order
    teams: tuple[str, ...] = ()  # teams whose tickets the caller may list

    @property
    def sorted_by(self) -> Sort:
        """Default to newest first for one person's tickets, and to last updated for all others."""
        return self.sort or (Sort.CREATED if self.of_somebody else Sort.UPDATED)

    @property
    def of_somebody(self) -> bool:
        return not self.caller.is_agent or bool(self.filter.requester or self.filter.followed)

    @property
    def descending(self) -> bool:
        return rules.descends(self.sorted_by, self.order)

    def position(self, card: Item) -> tuple[int, int]:
        return rules.position_of(card, self.sorted_by, descending=self.descending)

    def bound(self) -> list[str]:
        """Return what a cursor is bound to."""
        return [self.caller.id, self.filter.model_dump_json(), str(self.sort), str(self.order)]

    def finds(self, card: Item) -> bool:
        if not self.caller.is_agent:
            return card["requester"] == self.caller.id and card["status"] in (self.filter.status or tuple(Status))
        return rules.matches(card, self.filter, self.caller.id)


def tickets(services: Services, caller: Caller, query: TicketQuery) -> Cards:
    """List one page of tickets. Raises `Invalid` for a request that no index can answer."""
    return page_of(services, asked(services, caller, query), query.cursor)


def asked(services: Services, caller: Caller, query: TicketQuery) -> Asked:
    """Resolve a list request, including its saved view: 1 RT and 3 RRU if one is named."""
    if not caller.is_agent:
        _refuse_agents_filters(query)
    wanted, sort, order = actions.wanted(services, caller, query)
    if Status.CLOSED in wanted.status and caller.is_agent and not (wanted.requester or wanted.followed):
        raise Invalid.field("status", "Closed tickets are listed for one customer: add `requester`.")
    configured = configuration.current(services)
    teams = tuple(team.id for team in access.readable_teams(caller, configured))
    for team in query.team:
        if team not in teams:
            raise Invalid.field("team", f"There is no team “{team}”, or its tickets are not for you.")
    return Asked(caller, wanted, sort, order, query.limit, teams=teams)


def page_of(services: Services, question: Asked, cursor: str | None) -> Cards:
    """Return the page after a cursor."""
    if cursor:
        question = replace(question, after=_two(paging.decode(cursor, question.bound())))
    if question.of_somebody:
        return _of_somebody(services, question)
    partitions, in_order = _driver(services, question)
    return (_walked if in_order else _sorted)(services, question, partitions)


def _refuse_agents_filters(query: TicketQuery) -> None:
    strangers = sorted(query.model_fields_set - FOR_CUSTOMERS)
    if strangers:
        raise Invalid(
            "The request did not validate.",
            errors=[{"pointer": f"/{name}", "detail": "Only agents may filter by this."} for name in strangers],
        )


def _two(position: str) -> tuple[int, int]:
    value, _, number = position.partition("#")
    return int(value), int(number or 0)


def _page(question: Asked, found: Sequence[Item], *, cut: bool = False) -> Cards:
    """Build the page, with a cursor if there is more."""
    page = list(found[: question.limit])
    goes_on = len(found) > question.limit
    return Cards(page, _cursor(question, question.position(page[-1])) if goes_on else None, cut)


def _cursor(question: Asked, position: tuple[int, int]) -> str:
    return paging.encode(f"{position[0]:013d}#{position[1]:010d}", question.bound())


def _driver(services: Services, question: Asked) -> tuple[list[Partition], bool]:
    """Return the partitions to read, and whether they are in the requested order."""
    wanted, sort = question.filter, question.sorted_by
    teams = [team for team in question.teams if not wanted.team or team in wanted.team]
    if wanted.assignee not in {None, "none"} and wanted.place != "spam":
        agent = question.caller.id if wanted.assignee == "me" else str(wanted.assignee)
        return [cards.owned_partition(agent)], False
    read, ordered = cards.queue_partitions, sort is Sort.UPDATED
    if wanted.assignee == "none" and wanted.place != "spam" and not ordered:
        read, ordered = cards.unassigned_partitions, sort is Sort.DUE and not question.descending
    return [each for team in teams for place in rules.places(wanted) for each in read(services, team, place)], ordered


def _walked(services: Services, question: Asked, partitions: Sequence[Partition]) -> Cards:
    """Read directly from the index. 1 RT and half a RRU per 12 cards read; with a filter, more are read until a page is full.

    A page that is not full after `MOST_CARDS` is returned with a cursor, so no ticket is ever left out.
    """
    beyond = f"{question.after[0]:013d}#{question.after[1]:010d}" if question.after else None
    found: list[Item] = []
    read = 0
    for some in walk(services, partitions, beyond, question.limit + 1, descending=question.descending):
        read += len(some)
        found += [card for card in some if _fits(question, card)]
        if len(found) > question.limit:
            break
        if read >= MOST_CARDS:
            return Cards(found, _cursor(question, question.position(some[-1])))
    return _page(question, found)


def _sorted(services: Services, question: Asked, partitions: Sequence[Partition]) -> Cards:
    """Sort in memory, in an order that the index does not have: half a RRU per 12 cards of the index, `MOST_CARDS` at most.

    If there are more, only the index's first ones (the last updated) are sorted, and the page is marked as cut.
    """
    held: list[Item] = []
    first = MOST_CARDS // max(1, len(partitions)) + 1
    for some in walk(services, partitions, None, first, descending=_newest_first(partitions)):
        held += some
        if len(held) > MOST_CARDS:
            break
    found = [card for card in held[:MOST_CARDS] if _fits(question, card)]
    return _in_memory(question, found, cut=len(held) > MOST_CARDS)


def _newest_first(partitions: Sequence[Partition]) -> bool:
    """Whether the partitions are read backwards: queues by last update, unassigned tickets from the next due."""
    return not partitions or partitions[0].index == "by_queue"


def _in_memory(question: Asked, found: list[Item], *, cut: bool) -> Cards:
    sign = -1 if question.descending else 1

    def key(card: Item) -> tuple[int, int]:
        value, number = question.position(card)
        return sign * value, sign * number

    found.sort(key=key)
    after = question.after and (sign * question.after[0], sign * question.after[1])
    return _page(question, [card for card in found if after is None or key(card) > after], cut=cut)


def _fits(question: Asked, card: Item) -> bool:
    return card["team"] in question.teams and question.finds(card)


def _of_somebody(services: Services, question: Asked) -> Cards:
    """List a person's own tickets, or those an agent follows."""
    followed = bool(question.filter.followed) and not question.filter.requester
    who = question.caller.id if followed else question.filter.requester or question.caller.id

    def numbers(limit: int, before: str | None) -> list[tuple[str, int]]:
        return (cards.followed_by if followed else cards.of_requester)(services, who, limit, before)

    if question.sorted_by is Sort.CREATED and question.descending:
        return _newest(services, question, numbers)
    some = numbers(MOST_WHOLE + 1, None)
    found = _readable(services, question, [number for _, number in some[:MOST_WHOLE]])
    return _in_memory(question, found, cut=len(some) > MOST_WHOLE)


def _newest(services: Services, question: Asked, numbers: Numbers) -> Cards:
    """List newest first: 2 RT, half a RRU for each ticket read.

    With a filter, up to `MOST_ROUNDS` pages are read to fill one. A page that is not full by then is returned with a cursor.
    """
    position = f"{question.after[0]:013d}#{question.after[1]:010d}" if question.after else None
    found: list[Item] = []
    more = True
    for _ in range(MOST_ROUNDS):
        some = numbers(question.limit + 1, position)
        more = len(some) > question.limit
        some = some[: question.limit]
        found += _readable(services, question, [number for _, number in some])
        position = some[-1][0] if some else position
        if not more or len(found) >= question.limit:
            break
    if len(found) > question.limit:
        return _page(question, found)
    return Cards(found, paging.encode(str(position), question.bound()) if more else None)


def _readable(services: Services, question: Asked, numbers: Sequence[int]) -> list[Item]:
    """Load the matching tickets completely. 1 RT per 100, half a RRU each."""
    configured = configuration.current(services)
    found = tickets_by_number(services, numbers)
    readable = (each for each in found if access.may_find(question.caller, each, configured))
    # Customers' lists are sorted by public values only, because the order would reveal others.
    shown = (card_of(services, each if question.caller.is_agent else public.seen(each)) for each in readable)
    return [card for card in shown if question.finds(card)]
