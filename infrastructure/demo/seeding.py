"""Fills a local installation with demo data: configuration, people, history, and a few new tickets."""

import sys
import time
import urllib.error
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from chalicelib.configuration import actions as configuration_actions
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people import transaction as people_transaction
from chalicelib.plumbing.clock import DAY
from chalicelib.plumbing.services import Services
from chalicelib.queues import listing
from chalicelib.queues.forms import TicketQuery
from chalicelib.tickets.model import WAITING_ON_US

from .. import accounts, cloudformation
from ..advance import backlog
from ..aws import Aws
from ..local.places import Places, read_json, report, write_json
from ..reindexing import Reindexing
from ..services import services_of
from . import mails, playing, samples, shop
from .people import AGENTS, ALL_PEOPLE, CUSTOMERS, PASSWORD, Player
from .planning import Plan, plan

WORKERS = 4
SETTLE_S = 45


class SeedingError(Exception):
    """The installation cannot be filled; the text says why."""


class Progress:
    """One line that counts; without a terminal, only its last state is printed."""

    def __init__(self, what: str, whole: int) -> None:
        self._what, self._whole, self._finished = what, whole, 0
        self._shown = sys.stdout.isatty()

    def tick(self) -> None:
        """Count one more."""
        self._finished += 1
        if self._shown:
            sys.stdout.write(f"\r  {self._what}: {self._finished} of {self._whole}\033[K")
            sys.stdout.flush()

    def end(self, how: str) -> None:
        """Print the final line."""
        report(("\r" if self._shown else "") + f"  {self._what}: {how}" + ("\033[K" if self._shown else ""))


class Seeding:
    """Fills the installation in a folder, once. An interrupted run is resumed."""

    def __init__(self, home: Path) -> None:
        self._places = Places(port=0, home=home)  # only files are used here; URLs come from the stack file
        stack_file = read_json(self._places.stack_file)
        if stack_file is None:
            raise SeedingError("There is no desk here yet: `make run` starts one and fills it.")
        self._stack_file = stack_file
        self._aws_url: str = stack_file["aws"]
        self._aws = Aws(endpoint=stack_file["aws"], region=stack_file["region"])
        stack = cloudformation.describe(self._aws, stack_file["stack"])
        self._outputs = cloudformation.outputs(stack or {})
        self._note = self._places.state / "demo.json"
        offset_s: int = read_json(self._places.clock, {"offset_s": 0})["offset_s"]
        self.services = services_of(self._aws, self._outputs, offset_s, shop.NAME)

    def run(self) -> None:
        """Run all steps; the file of logins is written last, so that its existence means that the data is complete."""
        started = time.monotonic()
        ends_at = self._ends_at()
        if ends_at is None:
            report("  This desk has tickets of its own: no demo data. `make reset` begins with an empty desk.")
            return
        planned = plan(ends_at)
        populate(self.services, planned)
        self._play(planned)
        samples.add_samples(self.services, planned.ends_at)
        mails.post(self._stack_file["smtp"], self._stack_file["address"])
        self._settle()
        Reindexing(self._aws, self._outputs).run()  # imported history is not indexed as it is written
        write_json(self._places.people, [log_in(player) for player in shown_first()])
        everything = len(planned.scenarios) + len(planned.today)
        report(f"  {len(ALL_PEOPLE)} people and {everything} tickets in {time.monotonic() - started:.0f} s.")

    def _ends_at(self) -> int | None:
        """Return when history ends: now, or as recorded by an interrupted run. None for an installation in use."""
        noted = read_json(self._note)
        if noted is not None:
            report("  An earlier start did not finish the demo data: going on.")
            ends_at: int = noted["ends_at"]
            return ends_at
        if self.services.core.get("CTR#ticket", consistent=True) is not None:
            return None
        now = self.services.clock.now()
        write_json(self._note, {"ends_at": now})
        return now

    def _play(self, planned: Plan) -> None:
        with ThreadPoolExecutor(2) as pool:
            invited = [pool.submit(self._invite, player) for player in ALL_PEOPLE]
            progress = Progress("Tickets", len(planned.scenarios) * 2 + len(planned.today))
            play_history(self.services, planned, progress.tick, WORKERS)
            progress.end(f"{len(planned.scenarios)} of the last two months, {len(planned.today)} of this minute")
            _all_done(invited)

    def _invite(self, player: Player) -> None:
        standing = people_transaction.directory_account(player.person())
        accounts.ensure(self._aws.client("cognito-idp"), self._outputs["UserPoolId"], standing, PASSWORD)

    def _settle(self) -> None:
        """Wait until all is counted and routed; report loads that are still wrong."""
        deadline = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline and (self._waits() or wrong_loads(self.services)):
            time.sleep(0.2)
        wrong = wrong_loads(self.services)
        if wrong:
            report(f"  Loads of {', '.join(wrong)} are not counted right yet; look for errors in {self._places.log}")

    def _waits(self) -> bool:
        try:
            return any("SendMail" not in function for function in backlog(self._aws_url))  # emails can wait
        except urllib.error.HTTPError:  # a local AWS without this endpoint
            return False


def populate(services: Services, planned: Plan) -> None:
    """Create teams, categories and people; customers were created shortly before their first ticket."""
    configuration_actions.replace_all(services, shop.CONFIGURATION)
    first: dict[str, int] = {}
    for page in (*planned.scenarios, *planned.today):
        first.setdefault(page.customer.email, page.times[0])
    for player in ALL_PEOPLE:
        came_at = first.get(player.email, planned.ends_at) - DAY if player in CUSTOMERS else planned.ends_at - 200 * DAY
        people_actions.add_person(
            playing.history_services(services, playing.HistoryClock(came_at)),
            player.email,
            player.name,
            player.role,
            **player.person().model_dump(exclude={"email", "name", "role", "created_at"}),
        )


def play_history(services: Services, planned: Plan, tick: Callable[[], None], workers: int) -> None:
    """Record the history without notifications; then set agents online; then create today's tickets with all reactions."""
    playing.bring_agents_online(services, until=planned.ends_at)
    playing.play(services, planned.scenarios, planned.ends_at, tick, workers)
    playing.bring_agents_online(services)
    for position, page in enumerate(planned.today):
        playing.raise_ticket(services, page, f"{planned.ends_at}-today-{position}")
        tick()


def wrong_loads(services: Services) -> list[str]:
    """Return agents whose load is not the number of their open tickets."""
    wrong = []
    for agent in AGENTS:
        query = TicketQuery(assignee=agent.id, status=sorted(WAITING_ON_US), limit=100)
        held = len(listing.list_tickets(services, agent.caller, query).items)
        if roster.slot_of(services, agent.home, agent.id).load != held:
            wrong.append(agent.name)
    return wrong


def log_in(player: Player) -> dict[str, Any]:
    """Return a line of the file of logins. Leads log in as agents do."""
    role = "agent" if player.teams else "customer"
    return {"email": player.email, "password": PASSWORD, "name": player.name, "role": role, "shown": player.shown}


def shown_first() -> list[Player]:
    """Return all people, those in the summary first."""
    return sorted(ALL_PEOPLE, key=lambda player: not player.shown)


def _all_done(futures: list[Future[None]]) -> None:
    for future in futures:
        future.result()
