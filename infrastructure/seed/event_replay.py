"""Converts a history to its ticket's items, by running the app's own actions with a scratch client, including keys and hashes."""

from dataclasses import dataclass, replace

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Configuration
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Person, Slot
from chalicelib.plumbing.aws.counter import Counter
from chalicelib.plumbing.aws.dynamo import Dynamo, Table
from chalicelib.plumbing.clock import DAY
from chalicelib.plumbing.services import Services
from chalicelib.tickets.model import Ticket
from chalicelib.triage import actions as triage_actions
from chalicelib.triage import followers

from ..demo import playing
from ..demo.people import AGENTS, Player
from .population import Population
from .scenarios import Seeded, soon_after
from .scratch_client import ScratchClient, Wire

CAME_BEFORE = 400 * DAY


class _Given(Counter):
    """A counter that returns the one number it was given."""

    def __init__(self) -> None:
        self.number = 0

    def next(self, now: int) -> int:  # noqa: ARG002
        return self.number


class _RecordedPlayer(playing.ScenarioPlayer):
    def slot(self, agent: Player) -> Slot:
        """Return a slot made from the record: the scratch client has no rosters."""
        return Slot(agent=agent.id, home=agent.home, name=agent.name)


@dataclass(frozen=True)
class TicketItems:
    """The items of one ticket: its events, and the ticket itself, which must be written last."""

    number: int
    history: list[Wire]
    ticket: Wire


def introduce(services: Services, player: Player) -> Person:
    """Return a person as the app records them."""
    return people_actions.add_person(
        services,
        player.email,
        player.name,
        player.role,
        **player.person().model_dump(exclude={"email", "name", "role", "created_at"}),
    )


class HistoryWriter:
    """Records histories one after the other; all generated people are known to the scratch client."""

    def __init__(self, like: Services, configured: Configuration, there: Population, ends_at: int) -> None:
        self._scratch = ScratchClient()
        self._numbers = _Given()
        self._clock = playing.HistoryClock(ends_at - CAME_BEFORE)
        self._ends_at = ends_at
        dynamo = Dynamo(lambda: self._scratch)
        scratch_services = replace(
            like,
            dynamo=dynamo,
            core=Table(dynamo, f"pad-{id(self)}"),
            stats=Table(dynamo, "pad"),
            live=Table(dynamo, "pad"),
            numbers=self._numbers,
        )
        self._services = playing.history_services(scratch_services, self._clock)
        configuration_actions.replace_all(self._services, configured)
        self._scratch.keep()
        self._people = self._introduced(there)

    @property
    def people(self) -> list[Wire]:
        """Return the items of all generated people."""
        return self._people

    def write(self, number: int, seeded: Seeded) -> TicketItems:
        """Return one ticket in its state at the end of the history."""
        scenario = seeded.scenario
        self._numbers.number = number
        self._clock.at = scenario.times[0]
        ticket = playing.raise_ticket(self._services, scenario, None)
        player = _RecordedPlayer(self._services, self._clock, scenario, ticket)
        player.play(seeded.steps, self._ends_at)
        self._besides(seeded, player.ticket)
        *rest, last = sorted(self._scratch.turn(), key=lambda item: item["sk"]["S"] == "#")
        return TicketItems(number, rest, last)

    def _besides(self, seeded: Seeded, ticket: Ticket) -> None:
        agent = seeded.steps[-1].agent if seeded.steps else None
        self._clock.at = min(soon_after(ticket.updated_at), self._ends_at)
        if seeded.followed_by is not None and ticket.status != "closed":
            follower = seeded.followed_by
            ticket = followers.follow(self._services, follower.caller, ticket.id, follower.id).ticket
        if seeded.spam is not None:
            lead = agent or seeded.followed_by
            by = lead.caller if lead else AGENTS[0].caller
            triage_actions.mark_spam(self._services, by, ticket.id, seeded.spam, ticket.version)
        elif seeded.sleeps_until is not None and agent is not None:
            triage_actions.snooze(self._services, agent.caller, ticket.id, seeded.sleeps_until, ticket.version)

    def _introduced(self, there: Population) -> list[Wire]:
        found: list[Wire] = []
        for player in there.everyone:
            introduce(self._services, player)
            found += self._scratch.keep()
        return found
