"""Generates ticket histories: any number, each from its own number and the seed alone. Pure functions.

They are the demo's conversations with other people and times, and some additional messages.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from chalicelib.plumbing.clock import DAY, HOUR, MINUTE, SECOND
from chalicelib.tickets.event import Reason
from chalicelib.tickets.model import Spam

from ..demo.people import Player
from ..demo.planning import WINDOWS, Ending, Scenario, cuts, times_of, words_of
from ..demo.scripts import Does, Script, Turn, language
from ..demo.shop import team_of
from ..demo.staffing import ROUTING_TOOK, Step
from .population import LANGUAGES, TEAMS, Population

SHARES: Mapping[Ending, float] = {
    Ending.CLOSED: 77.5,
    Ending.UNANSWERED: 10,
    Ending.SOLVED: 5,
    Ending.OPEN: 2.2,
    Ending.NEW: 1.8,
    Ending.PENDING: 1.2,
    Ending.ON_HOLD: 1,
    Ending.REMINDED: 0.8,
    Ending.REOPENED: 0.5,
}
"""The percentage of each ending: most tickets are closed, an eighth are not."""
LONG_AGO = 365 * DAY


@dataclass(frozen=True)
class Seeded:
    """A history with its assignee, and additional changes to the ticket."""

    scenario: Scenario
    steps: tuple[Step, ...]
    spam: Spam | None = None
    sleeps_until: int | None = None
    followed_by: Player | None = None


def seeded(number: int, seed: int, there: Population, ends_at: int) -> Seeded:
    """Return the same history for the same arguments; a different end time changes only its times."""
    chance = random.Random(f"story {seed} {number}")  # noqa: S311 - test data, not a secret
    moment = random.Random(f"times {seed} {number}")  # noqa: S311
    ending = chance.choices(list(SHARES), list(SHARES.values()))[0]
    script = _script(ending, chance)
    people = there.customers[script.language]
    customer = people[int(len(people) * chance.random() ** 2)]  # some write more tickets than others
    scenario = _scenario(script, customer, ending, chance, ends_at, moment)
    steps = tuple(_steps(scenario, there, chance))
    running = ending in {Ending.OPEN, Ending.ON_HOLD} and chance.random() < 0.1  # noqa: PLR2004 - one in ten
    odd = ending is Ending.NEW and chance.random() < 0.12  # noqa: PLR2004 - one in eight
    colleague = chance.choice([agent for team in there.agents.values() for agent in team])
    return Seeded(
        scenario,
        steps,
        spam=chance.choice(list(Spam)) if odd else None,
        sleeps_until=ends_at + chance.randint(6 * HOUR, 20 * DAY) if running else None,
        followed_by=colleague if chance.random() < 0.04 else None,  # noqa: PLR2004 - one in twenty-five
    )


def _script(ending: Ending, chance: random.Random) -> Script:
    spoken = chance.choices(list(LANGUAGES), [names.share for names in LANGUAGES.values()])[0]
    fitting = _fitting(spoken, ending) or _fitting("en", ending)
    return chance.choices(fitting, [TEAMS[team_of(each.category)] for each in fitting])[0]


@lru_cache
def _fitting(spoken: str, ending: Ending) -> list[Script]:
    return [script for script in language(spoken).scripts if cuts(script, ending)]


def _scenario(
    script: Script, customer: Player, ending: Ending, chance: random.Random, ends_at: int, moment: random.Random
) -> Scenario:
    turns = _with_more(script, script.turns[: chance.choice(cuts(script, ending))], chance)
    window = WINDOWS[ending]
    long_ago = ending in {Ending.CLOSED, Ending.UNANSWERED}
    last = ends_at - moment.randint(window.latest, LONG_AGO if long_ago else window.earliest)
    times = times_of(turns, customer, last, moment)
    changed = replace(script, turns=turns)
    return Scenario(changed, customer, ending, times, words_of(script, times[0], moment))


def _with_more(script: Script, turns: tuple[Turn, ...], chance: random.Random) -> tuple[Turn, ...]:
    """Add customer messages before a reply, with a reply to each."""
    if not any(turn.does is Does.REPLY and turn.by_agent for turn in turns):
        return turns
    words = LANGUAGES[script.language]
    more = (Turn(Does.REPLY, by_agent=False, body=words.adds), Turn(Does.REPLY, by_agent=True, body=words.answer))
    return turns[:1] + more * chance.choice([0, 1]) + turns[1:]


def _steps(scenario: Scenario, there: Population, chance: random.Random) -> Iterator[Step]:
    """Iterate over the steps after the ticket is created. New tickets may still be unassigned."""
    if scenario.ending is Ending.NEW and chance.random() < 0.6:  # noqa: PLR2004 - most of them wait
        return
    team = team_of(scenario.script.category)
    agent = _one_of(team, there, chance)
    yield _routed(scenario.times[0], team, agent)
    for at, turn in zip(scenario.times[1:], scenario.turns[1:], strict=True):
        if turn.does is Does.HAND_OVER:
            agent = next(each for each in there.agents[team] if each is not agent)
        yield Step(at, agent, turn)
        if turn.does is Does.MOVE:
            team = team_of(turn.value)
            agent = _one_of(team, there, chance)
            yield _routed(at, team, agent)


def _one_of(team: str, there: Population, chance: random.Random) -> Player:
    """Return an agent of the team; some have more tickets than others."""
    agents = there.agents[team]
    return agents[int(len(agents) * chance.random() ** 1.5)]


def _routed(at: int, team: str, agent: Player) -> Step:
    facts: dict[str, str | int | list[str]] = {"team": team, "agent": agent.name, "load": 3, "cap": 8}
    return Step(at + ROUTING_TOOK, agent, reason=Reason(rule="least_loaded", facts=facts, at=at + ROUTING_TOOK))


def soon_after(at: int) -> int:
    """Return the time of the next change to a ticket that was changed at that time."""
    return at + 3 * MINUTE + 7 * SECOND
