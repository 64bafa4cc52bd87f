"""Paginated ticket lists.

Each list reads one index: a person's own or followed tickets, an agent's tickets, a team's unassigned tickets, or the teams'
queues. If the index has the requested order, it is read page by page, with any filter. For any other order, all tickets that
the filter may match are loaded into memory, `MAX_ROWS_SORTED` at most, and the response says if there were more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing.aws.marshal import Item
from ..plumbing.errors import Invalid
from ..plumbing.http import paging
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import index as tickets_index
from ..tickets import public
from ..tickets.index import Partition, index_row
from ..tickets.model import Status
from ..tickets.queries import find_tickets
from . import actions, rules
from .forms import TicketQuery
from .merge_scan import merge_partitions
from .model import Filter, Order, Sort

MAX_ROWS_SORTED = 5_000
"""Maximum rows read in one request: some 210 RRU."""
MAX_TICKETS_READ = 500
"""Maximum own or followed tickets that are sorted in memory: some 250 RRU."""
MAX_ROUNDS = 5
FOR_CUSTOMERS = frozenset({"limit", "cursor", "status", "sort", "order"})

Numbers = Callable[[int, str | None], list[tuple[str, int]]]
"""Returns (position, number) of up to the given number of tickets after a position, newest first."""


@dataclass(frozen=True)
class RowPage:
    """A page of tickets, as rows or items. `cut`: more were found than can be sorted."""

    items: list[Item]
    next: str | None
    truncated: bool = False


@dataclass(frozen=True)
class ListQuestion:
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
        return self.sort or (Sort.CREATED if self.is_by_person else Sort.UPDATED)

    @property
    def is_by_person(self) -> bool:
        return not self.caller.is_agent or bool(self.filter.requester or self.filter.followed)

    @property
    def descending(self) -> bool:
        return rules.is_descending(self.sorted_by, self.order)

    def position(self, row: Item) -> tuple[int, int]:
        return rules.position_of(row, self.sorted_by, descending=self.descending)

    def bound(self) -> list[str]:
        """Return what a cursor is bound to."""
        return [self.caller.id, self.filter.model_dump_json(), str(self.sort), str(self.order)]

    def finds(self, row: Item) -> bool:
        if not self.caller.is_agent:
            return row["requester"] == self.caller.id and row["status"] in (self.filter.status or tuple(Status))
        return rules.matches(row, self.filter, self.caller.id)


def list_tickets(services: Services, caller: Caller, query: TicketQuery) -> RowPage:
    """List one page of tickets. Raises `Invalid` for a request that no index can answer."""
    return page_of(services, resolve_question(services, caller, query), query.cursor)


def resolve_question(services: Services, caller: Caller, query: TicketQuery) -> ListQuestion:
    """Resolve a list request, including its saved view: 1 RT and 3 RRU if one is named."""
    if not caller.is_agent:
        _refuse_agents_filters(query)
    wanted, sort, order = actions.resolve_query(services, caller, query)
    if Status.CLOSED in wanted.status and caller.is_agent and not (wanted.requester or wanted.followed):
        raise Invalid.field("status", "Closed tickets are listed for one customer: add `requester`.")
    configured = configuration_actions.current(services)
    teams = tuple(team.id for team in tickets_access.readable_teams(caller, configured))
    for team in query.team:
        if team not in teams:
            raise Invalid.field("team", f"There is no team “{team}”, or its tickets are not for you.")
    return ListQuestion(caller, wanted, sort, order, query.limit, teams=teams)


def page_of(services: Services, question: ListQuestion, cursor: str | None) -> RowPage:
    """Return the page after a cursor."""
    if cursor:
        question = replace(question, after=_parse_position(paging.decode(cursor, question.bound())))
    if question.is_by_person:
        return _by_person(services, question)
    partitions, in_order = _partitions(services, question)
    return (_read_in_order if in_order else _read_sorted)(services, question, partitions)


def _refuse_agents_filters(query: TicketQuery) -> None:
    unknown = sorted(query.model_fields_set - FOR_CUSTOMERS)
    if unknown:
        raise Invalid(
            "The request did not validate.",
            errors=[{"pointer": f"/{name}", "detail": "Only agents may filter by this."} for name in unknown],
        )


def _parse_position(position: str) -> tuple[int, int]:
    value, _, number = position.partition("#")
    return int(value), int(number or 0)


def _page(question: ListQuestion, found: Sequence[Item], *, cut: bool = False) -> RowPage:
    """Build the page, with a cursor if there is more."""
    page = list(found[: question.limit])
    goes_on = len(found) > question.limit
    return RowPage(page, _cursor(question, question.position(page[-1])) if goes_on else None, cut)


def _cursor(question: ListQuestion, position: tuple[int, int]) -> str:
    return paging.encode(f"{position[0]:013d}#{position[1]:010d}", question.bound())


def _partitions(services: Services, question: ListQuestion) -> tuple[list[Partition], bool]:
    """Return the partitions to read, and whether they are in the requested order."""
    wanted, sort = question.filter, question.sorted_by
    teams = [team for team in question.teams if not wanted.team or team in wanted.team]
    if wanted.assignee not in {None, "none"} and wanted.place != "spam":
        agent = question.caller.id if wanted.assignee == "me" else str(wanted.assignee)
        return [tickets_index.assigned_partition(agent)], False
    read, ordered = tickets_index.queue_partitions, sort is Sort.UPDATED
    if wanted.assignee == "none" and wanted.place != "spam" and not ordered:
        read, ordered = tickets_index.unassigned_partitions, sort is Sort.DUE and not question.descending
    return [each for team in teams for place in rules.places(wanted) for each in read(services, team, place)], ordered


def _read_in_order(services: Services, question: ListQuestion, partitions: Sequence[Partition]) -> RowPage:
    """Read directly from the index. 1 RT and half a RRU per 12 rows read; with a filter, more are read until a page is full.

    A page that is not full after `MAX_ROWS_SORTED` is returned with a cursor, so no ticket is ever left out.
    """
    beyond = f"{question.after[0]:013d}#{question.after[1]:010d}" if question.after else None
    found: list[Item] = []
    read = 0
    for some in merge_partitions(services, partitions, beyond, question.limit + 1, descending=question.descending):
        read += len(some)
        found += [row for row in some if _is_visible(question, row)]
        if len(found) > question.limit:
            break
        if read >= MAX_ROWS_SORTED:
            return RowPage(found, _cursor(question, question.position(some[-1])))
    return _page(question, found)


def _read_sorted(services: Services, question: ListQuestion, partitions: Sequence[Partition]) -> RowPage:
    """Sort in memory, in an order that the index does not have: half a RRU per 12 rows of the index, `MAX_ROWS_SORTED` at most.

    If there are more, only the index's first ones (the last updated) are sorted, and the page is marked as cut.
    """
    held: list[Item] = []
    first = MAX_ROWS_SORTED // max(1, len(partitions)) + 1
    for some in merge_partitions(services, partitions, None, first, descending=_starts_descending(partitions)):
        held += some
        if len(held) > MAX_ROWS_SORTED:
            break
    found = [row for row in held[:MAX_ROWS_SORTED] if _is_visible(question, row)]
    return _in_memory(question, found, cut=len(held) > MAX_ROWS_SORTED)


def _starts_descending(partitions: Sequence[Partition]) -> bool:
    """Whether the partitions are read backwards: queues by last update, unassigned tickets from the next due."""
    return not partitions or partitions[0].index == "by_queue"


def _in_memory(question: ListQuestion, found: list[Item], *, cut: bool) -> RowPage:
    sign = -1 if question.descending else 1

    def key(row: Item) -> tuple[int, int]:
        value, number = question.position(row)
        return sign * value, sign * number

    found.sort(key=key)
    after = question.after and (sign * question.after[0], sign * question.after[1])
    return _page(question, [row for row in found if after is None or key(row) > after], cut=cut)


def _is_visible(question: ListQuestion, row: Item) -> bool:
    return row["team"] in question.teams and question.finds(row)


def _by_person(services: Services, question: ListQuestion) -> RowPage:
    """List a person's own tickets, or those an agent follows."""
    followed = bool(question.filter.followed) and not question.filter.requester
    who = question.caller.id if followed else question.filter.requester or question.caller.id

    def numbers(limit: int, before: str | None) -> list[tuple[str, int]]:
        return (tickets_index.numbers_followed_by if followed else tickets_index.numbers_of_requester)(
            services, who, limit, before
        )

    if question.sorted_by is Sort.CREATED and question.descending:
        return _newest(services, question, numbers)
    some = numbers(MAX_TICKETS_READ + 1, None)
    found = _readable(services, question, [number for _, number in some[:MAX_TICKETS_READ]])
    return _in_memory(question, found, cut=len(some) > MAX_TICKETS_READ)


def _newest(services: Services, question: ListQuestion, numbers: Numbers) -> RowPage:
    """List newest first: 2 RT, half a RRU for each ticket read.

    With a filter, up to `MAX_ROUNDS` pages are read to fill one. A page that is not full by then is returned with a cursor.
    """
    position = f"{question.after[0]:013d}#{question.after[1]:010d}" if question.after else None
    found: list[Item] = []
    more = True
    for _ in range(MAX_ROUNDS):
        some = numbers(question.limit + 1, position)
        more = len(some) > question.limit
        some = some[: question.limit]
        found += _readable(services, question, [number for _, number in some])
        position = some[-1][0] if some else position
        if not more or len(found) >= question.limit:
            break
    if len(found) > question.limit:
        return _page(question, found)
    return RowPage(found, paging.encode(str(position), question.bound()) if more else None)


def _readable(services: Services, question: ListQuestion, numbers: Sequence[int]) -> list[Item]:
    """Load the matching tickets completely. 1 RT per 100, half a RRU each."""
    configured = configuration_actions.current(services)
    found = find_tickets(services, numbers)
    readable = (each for each in found if tickets_access.may_find(question.caller, each, configured))
    # Customers' lists are sorted by public values only, because the order would reveal others.
    shown = (index_row(services, each if question.caller.is_agent else public.seen(each)) for each in readable)
    return [row for row in shown if question.finds(row)]
