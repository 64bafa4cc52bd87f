"""Plans the demo's history: tickets with times, made from a seed. Pure: the same seed and end give the same plan."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.closure.rules import CLOSE_PENDING_AFTER, CLOSE_SOLVED_AFTER, REMIND_AFTER
from chalicelib.plumbing.clock import DAY, HOUR, MINUTE
from chalicelib.tickets.model import Status

from . import hours
from .people import CUSTOMERS, LANGUAGES, Player
from .scripts import Does, Script, Turn, language
from .shop import team_of

SEED = 20
HISTORY = 72
TODAY = 10


class Ending(StrEnum):
    """A ticket's state at the end of the history."""

    NEW = "new"
    OPEN = "open"
    REOPENED = "reopened"
    PENDING = "pending"
    REMINDED = "reminded"
    UNANSWERED = "unanswered"  # closed automatically
    ON_HOLD = "on_hold"
    SOLVED = "solved"
    CLOSED = "closed"  # solved long ago


@dataclass(frozen=True)
class Window:
    """How many of 72 tickets end in this state, and how long ago their last message was."""

    share: int
    latest: int
    earliest: int


# Working hours may move a last message back by almost two days: the windows leave room for that.
WINDOWS = {
    Ending.ON_HOLD: Window(6, 6 * HOUR, 6 * DAY),
    Ending.REOPENED: Window(3, 20 * MINUTE, 20 * HOUR),
    Ending.UNANSWERED: Window(8, CLOSE_PENDING_AFTER + DAY, 48 * DAY),
    Ending.REMINDED: Window(5, REMIND_AFTER + 2 * HOUR, CLOSE_PENDING_AFTER - 2 * DAY),
    Ending.PENDING: Window(5, 2 * HOUR, DAY),
    Ending.OPEN: Window(9, 25 * MINUTE, 28 * HOUR),
    Ending.NEW: Window(5, 12 * MINUTE, 14 * HOUR),
    Ending.SOLVED: Window(13, HOUR, 12 * DAY),
    Ending.CLOSED: Window(18, CLOSE_SOLVED_AFTER + 4 * HOUR, 57 * DAY),
}


@dataclass(frozen=True)
class Scenario:
    """One planned ticket: its customer, and the time of each turn (milliseconds, increasing)."""

    script: Script
    customer: Player
    ending: Ending
    times: tuple[int, ...]
    words: dict[str, str]  # the values of the script's placeholders

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Return the turns up to where this ticket's history ends."""
        return self.script.turns[: len(self.times)]


@dataclass(frozen=True)
class Plan:
    """`scenarios` are in order of creation; `today` is created live."""

    ends_at: int
    scenarios: tuple[Scenario, ...]
    today: tuple[Scenario, ...]


def plan(ends_at: int, seed: int = SEED, tickets: int = HISTORY, today: int = TODAY) -> Plan:
    """Plan that many past tickets, and some to be created now."""
    chance = random.Random(seed)  # noqa: S311 - test data, not a secret
    casting = _Casting(chance)
    scenarios = [
        _scenario(*casting.cast(ending, _fitting(ending)), ending, ends_at, chance) for ending in _endings(tickets)
    ]
    scenarios.sort(key=lambda scenario: scenario.times[0])
    openings = [script for name in LANGUAGES for script in language(name).today]
    chosen = chance.sample(openings, len(openings))[:today]
    live = [
        Scenario(each, casting.customer(each), Ending.NEW, (ends_at,), words_of(each, ends_at, chance))
        for each in chosen
    ]
    return Plan(ends_at, tuple(scenarios), tuple(live))


def cuts(script: Script, ending: Ending) -> list[int]:
    """Return the numbers of turns after which the script can end in this state."""
    statuses = script.statuses()
    whole = len(statuses)
    match ending:
        case Ending.SOLVED | Ending.CLOSED:
            return [whole] if statuses[-1] is Status.SOLVED else []
        case Ending.PENDING | Ending.REMINDED | Ending.UNANSWERED:
            wanted = Status.PENDING
        case Ending.REOPENED:
            wanted = Status.OPEN
        case _:
            wanted = Status(ending.value)
    found = [count for count in range(1, whole + 1) if statuses[count - 1] is wanted and _ends_well(script, count)]
    returned = [count for count in found if Status.SOLVED in statuses[:count]]
    return returned if ending is Ending.REOPENED else [count for count in found if count not in returned]


def _ends_well(script: Script, count: int) -> bool:
    """Whether the script can end here: tags, reassignments and notes must be followed by a message."""
    return count == 1 or script.turns[count - 1].does in {Does.REPLY, Does.SET}


def _fitting(ending: Ending) -> Callable[[Script], bool]:
    return lambda script: bool(cuts(script, ending))


def _endings(tickets: int) -> list[Ending]:
    """Return endings in the proportions of `WINDOWS`, each at least once, those that fit few scripts first."""
    counts = {ending: max(1, round(window.share * tickets / HISTORY)) for ending, window in WINDOWS.items()}
    return [ending for ending, count in counts.items() for _ in range(count)]


class _Casting:
    """Distributes scripts and customers evenly: no customer gets the same script twice."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._scripts = [script for name in LANGUAGES for script in language(name).scripts]
        self._used: Counter[str] = Counter()
        self._customers: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._crowds: Counter[tuple[str, bool | Ending]] = Counter()  # by team and ending
        self._heard: set[tuple[str, str]] = set()

    def cast(self, ending: Ending, fits: Callable[[Script], bool]) -> tuple[Script, Player]:
        """Return a fitting script, one of the least used, and a customer for it."""
        fitting = [script for script in self._scripts if fits(script)]
        alike = ending in {Ending.NEW, Ending.OPEN, Ending.REOPENED} or ending  # one group: an agent is assigned

        def rank(script: Script) -> tuple[float, ...]:
            population = self._crowds[team_of(script.category), alike]
            known = len(language(script.language).scripts)
            return (self._used[script.id], population, self._languages[script.language] / known, self._chance.random())

        script = min(fitting, key=rank)
        self._used[script.id] += 1
        self._languages[script.language] += 1
        self._crowds[team_of(script.category), alike] += 1
        return script, self.customer(script)

    def customer(self, script: Script) -> Player:
        """Return a customer with this language who has not had this script, one of those with the fewest tickets."""
        speaking = [each for each in CUSTOMERS if each.language.partition("-")[0] == script.language]
        new = [each for each in speaking if (each.email, script.id) not in self._heard] or speaking
        found = min(new, key=lambda each: (self._customers[each.email], self._chance.random()))
        self._customers[found.email] += 1
        self._heard.add((found.email, script.id))
        return found


def _scenario(script: Script, customer: Player, ending: Ending, ends_at: int, chance: random.Random) -> Scenario:
    turns = script.turns[: chance.choice(cuts(script, ending))]
    window = WINDOWS[ending]
    last = ends_at - chance.randint(window.latest, window.earliest)
    times = times_of(turns, customer, last, chance)
    return Scenario(script, customer, ending, times, words_of(script, times[0], chance))


def times_of(turns: Sequence[Turn], customer: Player, last: int, chance: random.Random) -> tuple[int, ...]:
    """Return times backwards from the last turn, each at a time of day at which its author is active."""
    found: list[int] = []
    at = last
    for position in range(len(turns) - 1, -1, -1):
        turn = turns[position]
        at = hours.working(at) if turn.by_agent else _when_customers_write(at, position, customer, chance)
        found.append(at)
        if position:
            at -= _pause(turns[position - 1], turn, chance)
    return tuple(reversed(found))


def _when_customers_write(at: int, position: int, customer: Player, chance: random.Random) -> int:
    if position == 0:
        return hours.asked(at, customer.time_zone, chance)
    return hours.in_waking_hours(at, customer.time_zone)


def _pause(before: Turn, turn: Turn, chance: random.Random) -> int:
    """Return the time before `turn`: a minute or so for clicks and notes, an hour or so for a reply."""
    if turn.value == "slow":
        return chance.randint(REMIND_AFTER + 5 * HOUR, REMIND_AFTER + 36 * HOUR)
    goes_on = before.by_agent and turn.by_agent
    if goes_on and (before.does is not Does.REPLY or turn.does not in {Does.REPLY, Does.NOTE}):
        return chance.randint(MINUTE, 9 * MINUTE)
    middle = 8 * HOUR if goes_on else HOUR if turn.by_agent else 4 * HOUR
    return int(min(max(chance.lognormvariate(0, 0.8) * middle, 3 * MINUTE), 20 * HOUR))


def words_of(script: Script, began_at: int, chance: random.Random) -> dict[str, str]:
    """Return placeholder values: order numbers increase with time; the rest is random."""
    order = 40_000 + (began_at // HOUR - 480_000) * 2 + chance.randint(0, 40)
    return {
        "order": f"FF-{order}",
        "plant": chance.choice(language(script.language).plants),
        "tracking": f"{chance.randint(1000, 9999)} {chance.randint(1000, 9999)} {chance.randint(10, 99)}",
        "invoice": f"R-{order + 3108}",
    }
