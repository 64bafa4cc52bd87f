"""The generated people: any number of customers in ten languages, and agents in three teams. Pure functions."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.people.model import Role

from ..demo.people import Player


@dataclass(frozen=True)
class Names:
    """The names and time zone of a language's customers, and their share in percent."""

    share: int
    time_zone: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    adds: str  # a customer's additional message before the first reply
    answer: str  # the first reply to it

    def one(self, chance: random.Random) -> str:
        """Return a random name."""
        return f"{chance.choice(self.first)} {chance.choice(self.last)}"


def _names(payload: Mapping[str, Any]) -> Names:
    return Names(
        payload["share"],
        payload["time_zone"],
        tuple(payload["first"].split()),
        tuple(payload["last"].split()),
        payload["adds"],
        payload["answer"],
    )


LANGUAGES: Mapping[str, Names] = {
    language: _names(listed)
    for language, listed in tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8")).items()
}
TEAMS: Mapping[str, float] = {"orders": 0.6, "billing": 0.25, "support": 0.15}
"""The share of the tickets and of the agents by team."""
MIN_AGENTS, CUSTOMERS_FOR_AN_AGENT, MAX_AGENTS = 6, 40, 60


@dataclass(frozen=True)
class Population:
    """All people, by language and by team."""

    customers: Mapping[str, Sequence[Player]]
    agents: Mapping[str, Sequence[Player]]

    @property
    def everyone(self) -> list[Player]:
        """Return agents, then customers."""
        return [each for group in (*self.agents.values(), *self.customers.values()) for each in group]


def make_population(people: int, seed: int) -> Population:
    """Generate people, the same for the same arguments: at least six agents and one customer of each language."""
    chance = random.Random(f"crowd {seed}")  # noqa: S311 - names, not secrets
    agents = min(max(MIN_AGENTS, people // CUSTOMERS_FOR_AN_AGENT), MAX_AGENTS)
    customers = max(people - agents, len(LANGUAGES))
    return Population(
        {
            language: [
                _customer(language, n, seed, chance) for n in range(max(1, round(customers * names.share / 100)))
            ]
            for language, names in LANGUAGES.items()
        },
        {
            team: [_agent(team, n, seed, chance) for n in range(max(2, round(agents * part)))]
            for team, part in TEAMS.items()
        },
    )


def _customer(language: str, n: int, seed: int, chance: random.Random) -> Player:
    names = LANGUAGES[language]
    name, place = names.one(chance), chance.choice(("com", "net", "org"))
    return Player(name, f"{language}.{n + 1}.{seed}@example.{place}", language=language, time_zone=names.time_zone)


def _agent(team: str, n: int, seed: int, chance: random.Random) -> Player:
    role = Role.LEAD if n == 0 else Role.AGENT
    name = LANGUAGES["en"].one(chance)
    return Player(name, f"{team}.{n + 1}.{seed}@example.com", role, (team,), speaks=("en",))
