"""Writing seeded tickets: in chunks, each remembered when it is whole, so that what broke off goes on where it stood.

A ticket's own item is written after its story, and one that is there is left alone: the desk may have gone on with it.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chalicelib.configuration.model import Configuration
from chalicelib.people import roster
from chalicelib.people.model import State
from chalicelib.plumbing.aws import FIRST_NUMBER, build
from chalicelib.plumbing.services import Services
from chalicelib.plumbing.settings import Settings
from infrastructure.seed.crowd import Crowd, crowd
from infrastructure.seed.pad import Wire, in_batches
from infrastructure.seed.stories import Seeded, seeded
from infrastructure.seed.telling import Teller, Told
from infrastructure.services import without_reach

CHUNK = 200
IN_A_REQUEST = 25
WRITERS = 4
MOST_TRIES = 8

Tick = Callable[[int], None]


@dataclass(frozen=True)
class Order:
    """What is wanted. The same order makes the same items."""

    tickets: int
    people: int
    seed: int
    ends_at: int
    first: int  # number of the first ticket

    @property
    def crowd(self) -> Crowd:
        return crowd(self.people, self.seed)


@dataclass
class Filling:
    """One order on its way into the tables; `like` names them, and says how many shards there are."""

    like: Services
    configured: Configuration
    order: Order
    processes: int = 1

    def people(self) -> int:
        """Write everybody, and agents' places in the rosters; how many there are."""
        there = self.order.crowd
        _write(self.like, _teller(self.like, self.configured, self.order).people)
        for agents in there.agents.values():
            for agent in agents:
                roster.set_availability(self.like, agent.person(), State.OFFLINE)
        return len(there.everybody)

    def tickets(self, done: int, tick: Tick) -> Generator[int, None, None]:
        """Write what is left after the first `done` tickets; yields how many are there after each chunk."""
        chunks = in_chunks(range(done, self.order.tickets))
        for told in self._told(chunks):
            missing = self._missing(told)
            _write(self.like, [item for each in missing for item in each.story])
            _write(self.like, [each.ticket for each in missing])
            done += len(told)
            tick(len(told))
            yield done

    def _told(self, chunks: Sequence[range]) -> Iterator[list[Told]]:
        """The chunks in order, told by as many processes as are given."""
        whole = [(self.like.settings, self.configured, self.order, chunk) for chunk in chunks]
        if self.processes == 1:
            yield from (tell(self.like, self.configured, self.order, chunk) for chunk in chunks)
            return
        with ProcessPoolExecutor(self.processes) as pool:
            yield from pool.map(_tell_apart, whole)

    def _missing(self, told: list[Told]) -> list[Told]:
        keys = [(self.like.core, f"T#{each.number}", "#") for each in told]
        there = {pk for pk, _ in self.like.dynamo.get_many(keys, consistent=True)}
        return [each for each in told if f"T#{each.number}" not in there]


def row_of_numbers(services: Services, count: int) -> int:
    """The first of so many ticket numbers in a row that nobody else will draw."""
    update = "SET #value = if_not_exists(#value, :before) + :count, #taken_at = if_not_exists(#taken_at, :never)"
    change = services.core.change(
        "CTR#ticket", "#", update, "attribute_exists(#pk) OR attribute_not_exists(#pk)", before=FIRST_NUMBER - 1, count=count,
        never=0,
    )  # fmt: skip
    return int(services.core.write(change)["value"]) - count + 1


def tell(like: Services, configured: Configuration, order: Order, chunk: Iterable[int]) -> list[Told]:
    """The tickets at these places of the order, oldest first: numbers rise with time."""
    teller = _teller(like, configured, order)
    in_order = _in_order(order)
    return [teller.tell(order.first + place, _story(order, in_order[place])) for place in chunk]


def in_chunks(places: range) -> list[range]:
    return [places[start : start + CHUNK] for start in range(0, len(places), CHUNK)]


def _tell_apart(work: tuple[Settings, Configuration, Order, range]) -> list[Told]:
    settings, configured, order, chunk = work
    return tell(_nowhere(settings), configured, order, chunk)


def _nowhere(settings: Settings) -> Services:
    """Services of a process that only tells: there is no table to be read or written."""
    return without_reach(build(lambda _service: None, settings))


_tellers: dict[tuple[Any, ...], Teller] = {}


def _teller(like: Services, configured: Configuration, order: Order) -> Teller:
    """One for each order, made once in each process."""
    key = (order, like.settings)
    if key not in _tellers:
        _tellers.clear()
        _tellers[key] = Teller(like, configured, order.crowd, order.ends_at)
    return _tellers[key]


@lru_cache(maxsize=1)
def _in_order(order: Order) -> list[int]:
    """Which story comes when: the places of the order, by the time at which each began."""
    began = {number: _story(order, number).story.times[0] for number in range(order.tickets)}
    return sorted(began, key=lambda number: (began[number], number))


def _story(order: Order, number: int) -> Seeded:
    return seeded(number, order.seed, _crowd(order), order.ends_at)


@lru_cache(maxsize=1)
def _crowd(order: Order) -> Crowd:
    return order.crowd


def _write(services: Services, items: list[Wire]) -> None:
    """Put all of them, whatever lay there. Raises RuntimeError when the table goes on putting some off."""
    with ThreadPoolExecutor(WRITERS if services.at_once > 1 else 1) as pool:
        list(pool.map(lambda batch: _put(services, batch), in_batches(items, IN_A_REQUEST)))


def _put(services: Services, batch: list[Wire]) -> None:
    wanted = {services.core.name: [{"PutRequest": {"Item": item}} for item in batch]}
    for _ in range(MOST_TRIES):
        answer = services.dynamo.client.batch_write_item(RequestItems=wanted)
        wanted = answer.get("UnprocessedItems") or {}
        if not wanted:
            return
    raise RuntimeError("The table does not take what is written. Try again.")
