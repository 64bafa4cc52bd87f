"""Assigns the planned tickets to agents, with the app's own routing rule, in order of time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.people.model import Availability, Slot
from chalicelib.plumbing.clock import SECOND
from chalicelib.routing import rules as routing_rules
from chalicelib.tickets.event import Reason
from chalicelib.tickets.model import WAITING_ON_US

from .people import AGENTS, Player, team
from .planning import Scenario
from .scripts import Does, Turn
from .shop import team_of

ROUTING_TOOK = 2 * SECOND


@dataclass(frozen=True)
class Step:
    """One step of a ticket's history, with its time and assignee. Without a `turn` it is an assignment by routing."""

    at: int
    agent: Player
    turn: Turn | None = None
    reason: Reason | None = None  # the reason for routing


@dataclass
class _Hands:
    """The agents' loads over time."""

    load: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    assigned_at: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def choose(self, team_name: str, at: int) -> tuple[Player, Reason]:
        """Choose an agent. Raises `LookupError` if all are at capacity: the plan has too many tickets."""
        choice = routing_rules.choose(team_name, [self._slot(agent) for agent in team(team_name)], at)
        if choice.slot is None:
            raise LookupError(f"nobody of {team_name} has room")
        agent = next(each for each in AGENTS if each.id == choice.slot.agent)
        self.assigned_at[agent.id] = at
        return agent, choice.reason

    def _slot(self, agent: Player) -> Slot:
        return Slot(
            agent=agent.id,
            home=agent.home,
            name=agent.name,
            state=Availability.ONLINE,
            load=self.load[agent.id],
            assigned_at=self.assigned_at[agent.id],
        )


def staffed(scenarios: Sequence[Scenario]) -> list[list[Step]]:
    """Return the steps of each ticket, after its creation."""
    hands = _Hands()
    steps: list[list[Step]] = [[] for _ in scenarios]
    order = sorted(
        (at, which, position) for which, scenario in enumerate(scenarios) for position, at in enumerate(scenario.times)
    )
    for at, which, position in order:
        _go_on(scenarios[which], position, at, steps[which], hands)
    return steps


def _go_on(scenario: Scenario, position: int, at: int, steps: list[Step], hands: _Hands) -> None:
    turn = scenario.turns[position]
    held = position > 0 and _waits(scenario, position - 1)
    if position:
        agent = steps[-1].agent
        steps.append(Step(at, agent, turn))
        hands.load[agent.id] -= held
    if position == 0 or turn.does is Does.MOVE:
        category = turn.value if position else scenario.script.category
        agent, reason = hands.choose(team_of(category), at + ROUTING_TOOK)
        steps.append(Step(at + ROUTING_TOOK, agent, reason=reason))
    elif turn.does is Does.HAND_OVER:
        agent = next(each for each in team(_team_at(scenario, position)) if each is not agent)
        steps[-1] = Step(at, agent, turn)
    hands.load[agent.id] += _waits(scenario, position)


def _waits(scenario: Scenario, position: int) -> bool:
    return scenario.script.statuses()[position] in WAITING_ON_US


def _team_at(scenario: Scenario, position: int) -> str:
    """Return the ticket's team at that turn."""
    moves = [turn.value for turn in scenario.turns[:position] if turn.does is Does.MOVE]
    return team_of(moves[-1] if moves else scenario.script.category)
