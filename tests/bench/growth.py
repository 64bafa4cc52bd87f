"""S4: what reading costs on a desk of 10,000 tickets with 60,000 messages, and on one of 1,000 and an empty one.

Requests go through the whole app to tables in memory, which find what they are asked for as fast in a large table as in a
small one: what grows is the desk's own doing. A list costs more where a fuller page is shown, so its bar is what a full page of
it costs, on a desk of any size.
"""

import gc
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app import app
from chalicelib import reactions
from chalicelib.configuration import actions as configuration_actions
from chalicelib.people.model import Caller
from chalicelib.plumbing.services import Services, use
from chalicelib.queues import actions as queues_actions
from chalicelib.queues import recount as queues_recount
from chalicelib.queues.forms import FilterIn, NewView
from chalicelib.queues.listing import MAX_ROWS_SORTED
from chalicelib.queues.model import SavedView
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_specs import EventType
from infrastructure.demo import shop
from infrastructure.demo.people import Player
from infrastructure.seed.filling import Filling, Order
from infrastructure.seed.population import Population
from tests import tables
from tests.bench.desks import silence_log
from tests.bench.packages import NotMeasured, Workshop
from tests.bench.table import Figure, Table, block, median
from tests.bench.warm import event
from tests.budgets import Budget
from tests.conftest import Desk, make_desk
from tests.doubles import MONDAY_MORNING
from tests.memory import MemoryClient

SMALL, LARGE = 1_000, 10_000
PEOPLE, SEED, FIRST = 2_000, 7, 20_001
PROCESSES = 2
TIMES, WARMING = 30, 3
MESSAGES = {EventType.TICKET_CREATED, EventType.CUSTOMER_REPLIED, EventType.AGENT_REPLIED}
PAGE = 50
ROWS_PER_UNIT = 24  # half a unit for some 12 cards
MAX_TIMES = 1.5
VIEWS: list[dict[str, Any]] = [
    {"status": ["pending"]},
    {"status": ["open"], "priority": ["high"]},
    {"language": ["de"]},
    {"team": ["orders"]},
    {"assignee": "me"},
    {"assignee": "none"},
    {"followed": "me"},
    {"place": "snoozed"},
    {"place": "spam"},
    {"tag": ["vip"]},
]
Work = Callable[[], object]


@dataclass(frozen=True)
class Bar:
    """The most that reading may take, however large the desk is. `same`: it shows as much on each, in the same time."""

    reads: float
    trips: int
    same: bool = False


def _pages(partitions: int, *, whole: float = 0, trips: int = 0) -> Bar:
    """A full page of each partition that is read, and what has been looked up before."""
    return Bar(partitions * (PAGE + 1) / ROWS_PER_UNIT + 0.5 * partitions + whole, partitions + trips)


BARS = {
    "ticket": Bar(1, 1, same=True),
    "timeline": Bar(1, 1, same=True),
    "list, a team's open": _pages(1),
    "list, all teams": _pages(15),
    "list, a customer's own": Bar(1 + PAGE / 2, 2),
    "list, mine": _pages(1, whole=2),
    "list, one priority": Bar(MAX_ROWS_SORTED / ROWS_PER_UNIT, 40),
    "list, by waiting": Bar(MAX_ROWS_SORTED / ROWS_PER_UNIT, 40),
    "view": _pages(3, whole=3, trips=1),
    "counts, ten views": Bar(4, 1, same=True),
    "clock, nothing due": Bar(1.5, 3, same=True),
}
"""Lists in the order of an index read a page. Others read what is open, up to 5,000 cards."""


@dataclass(frozen=True)
class Found:
    """One piece of reading on one desk."""

    spent: Budget
    ms: float


@dataclass(frozen=True)
class Measured:
    """Everything about one desk."""

    tickets: int
    messages: int
    unclosed: int
    by_case: dict[str, Found]
    recount: Budget


def measure(workshop: Workshop) -> Table:
    silence_log()
    logging.getLogger("chalicelib").setLevel(
        logging.ERROR
    )  # numbers are off until they are counted, and that is no news
    found = [_measured(size, workshop) for size in (0, SMALL, LARGE)]
    return Table("S4", "Growth", "python -m tests.bench S4", tuple(_figures(*found[1:])), tuple(_notes(found)))


def _measured(size: int, workshop: Workshop) -> Measured:
    workshop.report(f"a desk of {size} tickets")
    order = Order(tickets=size, people=PEOPLE, seed=SEED, ends_at=MONDAY_MORNING, first=FIRST)
    desk = filled(order, workshop)
    cases = Cases(desk, order)
    by_case = {name: _found(desk, work) for name, work in cases.all().items()}
    desk.meter.reset()
    queues_recount.reconcile(desk.services, _no_pause)
    return Measured(size, cases.messages, cases.unclosed, by_case, _spent(desk))


def filled(order: Order, workshop: Workshop) -> Desk:
    """A desk as `make seed` leaves it."""
    client = MemoryClient()
    desk = make_desk(client, tables.create(client, f"s4-{order.tickets}"))
    use(lambda: desk.services)
    configuration_actions.replace_all(desk.services, shop.CONFIGURATION)
    filling = Filling(desk.services, shop.CONFIGURATION, order, PROCESSES)
    filling.people()
    for written in filling.tickets(0, lambda _: None):
        if written % 1_000 == 0:
            workshop.report(f"{written} of {order.tickets}")
    queues_recount.reconcile(desk.services, _no_pause)
    gc.collect()
    gc.freeze()  # tables are in this process: reading them must not pay for their size
    return desk


class Cases:
    """What is read: on each desk the same questions, by the agent and the customer who have most."""

    def __init__(self, desk: Desk, order: Order) -> None:
        self._desk, self._services = desk, desk.services
        timelines = _timelines(desk.services, order)
        self.messages = sum(each.type in MESSAGES for events in timelines.values() for each in events)
        found = tickets_store.find_many(desk.services, range(order.first, order.first + order.tickets))
        self.unclosed = sum(ticket.status != "closed" for ticket in found)
        self._agent = _busiest(order.population, Counter(ticket.assignee for ticket in found if ticket.holder))
        self._customer = _customer(order.population, Counter(ticket.requester for ticket in found))
        self._ticket = next((number for number, events in timelines.items() if len(events) == 10), None)
        self._view = self._views()

    def all(self) -> dict[str, Work]:
        """The work by its name."""
        agent = self._agent.caller
        listed = {
            "list, a team's open": self._list(agent, team="orders", status="open"),
            "list, all teams": self._list(agent),
            "list, a customer's own": self._list(self._customer.caller),
            "list, mine": self._list(agent, assignee="me"),
            "list, one priority": self._list(agent, priority="urgent"),
            "list, by waiting": self._list(agent, sort="waiting"),
            "view": self._list(agent, view=self._view.id),
            "counts, ten views": self._get("/v1/counts", agent),
            "clock, nothing due": lambda: reactions.run_clock(self._services, _no_pause),
        }
        return self._one_ticket(agent) | listed

    def _one_ticket(self, agent: Caller) -> dict[str, Work]:
        if self._ticket is None:
            return {}
        number, place = str(self._ticket), "/v1/tickets/{ticket}"
        return {
            "ticket": self._get(place, agent, number),
            "timeline": self._get(f"{place}/timeline", agent, number, order="desc"),
        }

    def _list(self, caller: Caller, **asked: str) -> Work:
        return self._get("/v1/tickets", caller, limit=str(PAGE), **asked)

    def _get(self, route: str, caller: Caller, ticket: str = "", **asked: str) -> Work:
        sent = json.dumps(event("GET", route, caller, ticket, query={name: [value] for name, value in asked.items()}))

        def work() -> None:
            answer = app(json.loads(sent), None)
            if answer["statusCode"] != 200:
                raise NotMeasured(f"{route} was answered with {answer['statusCode']}: {answer['body']}")

        return work

    def _views(self) -> SavedView:
        """Ten views of the agent's, of which one is looked at."""
        saved = [
            queues_actions.add(
                self._services, self._agent.caller, NewView(name=f"View {n}", filter=FilterIn.model_validate(each))
            ).view
            for n, each in enumerate(VIEWS)
        ]
        queues_recount.count_new(self._services, _no_pause)
        return saved[0]


def _timelines(services: Services, order: Order) -> dict[int, list[Event]]:
    numbers = range(order.first, order.first + order.tickets)
    return {number: tickets_store.events_after(services, number, 0) for number in numbers}


def _busiest(there: Population, held: Counter[Any]) -> Player:
    return max(there.agents["orders"], key=lambda agent: held[agent.id])


def _customer(there: Population, raised: Counter[str]) -> Player:
    return max((each for group in there.customers.values() for each in group), key=lambda each: raised[each.id])


def _no_pause(_seconds: float) -> None:
    """No stream runs that could be waited for."""


def _found(desk: Desk, work: Work) -> Found:
    work()
    desk.meter.reset()
    work()
    spent = _spent(desk)
    return Found(spent, median([_ms(work) for _ in range(WARMING + TIMES)][WARMING:]))


def _spent(desk: Desk) -> Budget:
    spent = desk.meter.spent
    return Budget(spent.writes, spent.reads, spent.trips)


def _ms(work: Work) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1_000


def _figures(small: Measured, large: Measured) -> Iterator[Figure]:
    dearer = [name for name, bar in BARS.items() if _exceeds(large.by_case[name].spent, bar)]
    written = [name for name in BARS if large.by_case[name].spent.writes]
    yield Figure("reading that costs more than its bar on the large desk", len(dearer), "", 0)
    yield Figure("reading that writes", len(written), "", 0)
    for name, bar in BARS.items():
        yield Figure(f"{name}: read units", large.by_case[name].spent.reads, "", round(bar.reads, 1))
    for name, bar in BARS.items():
        times = large.by_case[name].ms / small.by_case[name].ms
        yield Figure(f"{name}: time / on {SMALL:,} tickets", round(times, 2), "", MAX_TIMES if bar.same else None)
    for name in BARS:
        yield Figure(f"{name}: time", round(large.by_case[name].ms, 2), "ms")
    yield Figure(
        "recount: read units for a ticket that is not closed", round(large.recount.reads / large.unclosed, 3), ""
    )


def _exceeds(spent: Budget, bar: Bar) -> bool:
    return spent.reads > bar.reads or spent.trips > bar.trips


def _notes(found: list[Measured]) -> Iterator[str]:
    *_, large = found
    yield f"The large desk: {large.tickets:,} tickets, {large.messages:,} messages, {large.unclosed:,} not closed."
    yield (
        f"Times are medians of {TIMES} requests through the whole app, in process, with tables in memory. A fuller page takes "
        "longer than an emptier one."
    )
    head = f"{'':26}" + "".join(f"{each.tickets:>19,}" for each in found)
    yield block("Read units, round trips, ms by tickets on the desk:", [head, *(_line(name, found) for name in BARS)])


def _line(name: str, found: list[Measured]) -> str:
    return f"{name:26}" + "".join(f"{_short(each.by_case.get(name)):>19}" for each in found)


def _short(found: Found | None) -> str:
    return "–" if found is None else f"{found.spent.reads:g} {found.spent.trips:>3} {found.ms:>7.2f}"
