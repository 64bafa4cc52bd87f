"""Lists of tickets, a page at a time.

Each list is driven by one index: somebody's own or followed tickets, an agent's, a team's unassigned, or the teams' queues.
Where the index has the order that was asked for, it is walked page by page, with whatever filter. Any other order takes all
that the filter may find into memory, `MOST_CARDS` at most, and says so where there was more.
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
"""Read in one call: some 210 RRU."""
MOST_WHOLE = 500
"""Of somebody's own or followed tickets that are sorted in memory: some 250 RRU."""
MOST_ROUNDS = 5
FOR_CUSTOMERS = frozenset({"limit", "cursor", "status", "sort", "order"})

Numbers = Callable[[int, str | None], list[tuple[str, int]]]
"""(position, number) of at most so many tickets behind a position, newest first."""


@dataclass(frozen=True)
class Cards:
    """A page of tickets as an index or the table shows them. `cut`: more were found than could be sorted."""

    items: list[Item]
    next: str | None
    cut: bool = False


@dataclass(frozen=True)
class Asked:
    """One question, with everything decided that the answer depends on."""

    caller: Caller
    filter: Filter
    sort: Sort | None
    order: Order | None
    limit: int
    after: tuple[int, int] | None = None  # a position in the order
    teams: tuple[str, ...] = ()  # whose tickets the caller may list

    @property
    def sorted_by(self) -> Sort:
        """Somebody's own story is told from the newest ticket on, everything else from the last change."""
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
        """What a cursor belongs to."""
        return [self.caller.id, self.filter.model_dump_json(), str(self.sort), str(self.order)]

    def finds(self, card: Item) -> bool:
        if not self.caller.is_agent:
            return card["requester"] == self.caller.id and card["status"] in (self.filter.status or tuple(Status))
        return rules.matches(card, self.filter, self.caller.id)


def tickets(services: Services, caller: Caller, query: TicketQuery) -> Cards:
    """One page. Raises `Invalid` for a question no index answers."""
    return page_of(services, asked(services, caller, query), query.cursor)


def asked(services: Services, caller: Caller, query: TicketQuery) -> Asked:
    """What somebody wants to know, with their saved view looked up: 1 RT and 3 RRU where they name one."""
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
    """The page behind a cursor."""
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
    """The first of what was found, with a cursor where there is more."""
    page = list(found[: question.limit])
    goes_on = len(found) > question.limit
    return Cards(page, _cursor(question, question.position(page[-1])) if goes_on else None, cut)


def _cursor(question: Asked, position: tuple[int, int]) -> str:
    return paging.encode(f"{position[0]:013d}#{position[1]:010d}", question.bound())


def _driver(services: Services, question: Asked) -> tuple[list[Partition], bool]:
    """Where to read, and whether that is in the order that was asked for."""
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
    """Straight from the index. 1 RT and half a RRU per 12 cards read; with a filter more are read until a page is full.

    What is not full after `MOST_CARDS` is handed out with a cursor: nothing is left out, whatever the size of the desk.
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
    """In another order than the index has: half a RRU per 12 cards of all that the driver holds, `MOST_CARDS` at most.

    Where there are more, the list is made of those the index has first (the last changed), and says that it was cut.
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
    """Queues from their last change, the unassigned from what is due first."""
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
    """Somebody's own tickets, or those an agent follows."""
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
    """Newest first: 2 RT, half a RRU for each ticket read.

    With a filter up to `MOST_ROUNDS` pages are read to fill one. What is not full by then is handed out with a cursor.
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
    """Those of the tickets that are asked for, whole. 1 RT per 100, half a RRU each."""
    configured = configuration.current(services)
    found = tickets_by_number(services, numbers)
    readable = (each for each in found if access.may_find(question.caller, each, configured))
    # What a list is sorted by is shown by its order, too.
    shown = (card_of(services, each if question.caller.is_agent else public.seen(each)) for each in readable)
    return [card for card in shown if question.finds(card)]
