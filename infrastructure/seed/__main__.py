"""`make seed TICKETS=10000 PEOPLE=2000 [SEED=7]`: fill the running local installation with a year of tickets."""

import argparse
import logging
import sys
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Configuration
from chalicelib.people import transaction as people_transaction
from chalicelib.queues import recount

from .. import accounts, cloudformation
from ..advance import backlog
from ..aws import Aws
from ..demo import shop
from ..demo.people import ALL_PEOPLE, PASSWORD, Player
from ..demo.seeding import log_in
from ..local.ministack import LocalAws
from ..local.places import Places, read_json, report, write_json
from ..reindexing import ReindexError, Reindexing
from ..services import services_of
from .event_replay import introduce
from .filling import WRITERS, Filling, Order, row_of_numbers
from .orders import InTheWay, Noted, Orders

SETTLE_S = 900
PROCESSES = 2


class SeedError(Exception):
    """The installation cannot be filled with this order; the text says why, and what can be done."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 with a message if the order is not possible, or was interrupted and is incomplete."""
    parser = argparse.ArgumentParser(prog="python -m infrastructure.seed", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tickets", type=_some, default=10_000, help="how many tickets")
    parser.add_argument("--people", type=_some, default=2_000, help="how many people, agents among them")
    parser.add_argument("--seed", type=int, default=7, help="another number makes another desk")
    parser.add_argument("--port", type=int, default=8700, help="the front door's port")
    parser.add_argument("--home", type=Path, default=Path(".local"), help="where the desk keeps its data")
    chosen = parser.parse_args(arguments)
    try:
        seeding = Seeding(Places(port=chosen.port, home=chosen.home.resolve()))
        with _only_errors():
            seeding.run(chosen.tickets, chosen.people, chosen.seed)
    except (SeedError, InTheWay, ReindexError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. `make seed` with the same numbers goes on; `make reset` begins anew.\n")
        return 1
    return 0


@contextmanager
def _only_errors() -> Iterator[None]:
    """Log errors only: loads are wrong until they are counted, which is expected."""
    log = logging.getLogger("chalicelib")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _some(text: str) -> int:
    number = int(text)
    if not 0 < number <= 1_000_000:  # noqa: PLR2004 - more would take too long
        raise argparse.ArgumentTypeError("between 1 and 1000000")
    return number


class Seeding:
    """Fills the installation in a folder, which must be running."""

    def __init__(self, places: Places) -> None:
        self._places = places
        stack_file = read_json(places.stack_file)
        if stack_file is None:
            raise SeedError("There is no desk here yet: `make up` starts one.")
        self._aws = Aws(endpoint=stack_file["aws"], region=stack_file["region"])
        self._aws_url: str = stack_file["aws"]
        try:
            self._outputs = cloudformation.outputs(cloudformation.describe(self._aws, stack_file["stack"]) or {})
        except Exception as error:
            raise SeedError(f"The desk does not answer: `make up` starts it. ({error})") from error
        offset_s: int = read_json(places.clock, {"offset_s": 0})["offset_s"]
        self._orders = Orders(places.state / "seed.json")
        self.services = replace(services_of(self._aws, self._outputs, offset_s, shop.NAME), parallelism=WRITERS)

    def run(self, tickets: int, persons: int, seed: int) -> None:
        """Write everything, or the rest of an interrupted order; nothing if the order is complete."""
        started = time.monotonic()
        configured = self._configured()
        noted = self._noted(tickets, persons, seed)
        if noted.finished:
            report(f"  These {tickets} tickets are there already. Another SEED adds others, `make reset` begins anew.")
            return
        order, written = noted.order, noted.written
        self._sign_in(order)
        filling = Filling(self.services, configured, order, PROCESSES)
        if written == 0:
            report(f"  {filling.people()} people.")
        self._fill(filling, order, written)
        for what, follow in AFTERWARDS.items():
            report(f"  {what} …")
            follow(self)
        self._orders.note(order, order.tickets, finished=True)
        LocalAws(self._places, enforce_iam=False).save()
        took = time.monotonic() - started
        report(f"  {tickets - written} tickets in {took:.0f} s: {(tickets - written) / took:.0f} a second.")

    def _noted(self, tickets: int, persons: int, seed: int) -> Noted:
        """Return the order's record, created now unless it exists. Raises `InTheWay`."""
        noted = self._orders.find(tickets, persons, seed)
        if noted is None:
            order = Order(tickets, persons, seed, self.services.clock.now(), row_of_numbers(self.services, tickets))
            return self._orders.note(order, 0)
        if not noted.finished:
            report(f"  Going on after {noted.written} tickets.")
        return noted

    def _configured(self) -> Configuration:
        """Return the configuration. Raises `SeedError` unless it has the demo's teams and categories."""
        found = configuration_actions.load_current(self.services)
        if found == Configuration():
            configuration_actions.replace_all(self.services, shop.CONFIGURATION)
            return configuration_actions.load_current(self.services)
        if not {team.id for team in shop.CONFIGURATION.teams} <= {team.id for team in found.teams}:
            raise SeedError("This desk has teams of its own. `make reset` and `make up` make one that can be filled.")
        return found

    def _sign_in(self, order: Order) -> None:
        """Create accounts for some people, unless the demo has done so: those shown in its summary."""
        if self._places.people.exists():
            return
        shown = [player for player in ALL_PEOPLE if player.shown]
        for player in shown:
            self._invite(player)
        write_json(self._places.people, [log_in(player) for player in shown])
        report(f"  {len(shown)} people can sign in; the other {order.people} are names.")

    def _invite(self, player: Player) -> None:
        standing = people_transaction.directory_account(introduce(self.services, player))
        accounts.ensure(self._aws.client("cognito-idp"), self._outputs["UserPoolId"], standing, PASSWORD)

    def _fill(self, filling: Filling, order: Order, written: int) -> None:
        with progress("Tickets", order.tickets, written) as tick:
            for there in filling.tickets(written, tick):
                self._orders.note(order, there)

    def count(self) -> None:
        """Wait until the stream has updated the counters, and correct what is still wrong, such as loads."""
        deadline = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline and self._waits():
            time.sleep(0.5)
        recount.reconcile(self.services, token=f"seed-{time.time_ns() % 10**9}-")
        off = recount.drift(self.services)
        if off:
            report(f"  {len(off)} numbers are not right yet; the desk looks again within the hour.")

    def index(self) -> None:
        """Index everything: imported history is not indexed as it is written."""
        Reindexing(self._aws, self._outputs).run()

    def _waits(self) -> bool:
        try:
            return any("OnTicketChange" in function for function in backlog(self._aws_url))
        except urllib.error.URLError:
            return False


AFTERWARDS: dict[str, Callable[[Seeding], None]] = {"Counting": Seeding.count, "Index": Seeding.index}
"""What is derived from the tickets after they are written."""


@contextmanager
def progress(what: str, whole: int, written: int) -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and time left; without a terminal, print a line for each tenth."""
    if sys.stdout.isatty():
        columns = (
            TextColumn("  {task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]} a second,"),
            TimeRemainingColumn(),
            TextColumn("left"),
        )
        with Progress(*columns) as bar:
            task = bar.add_task(what, total=whole, completed=written, rate="…")

            def tick(more: int) -> None:
                bar.advance(task, more)
                speed = bar.tasks[task].speed
                bar.update(task, rate=f"{speed:.0f}" if speed else "…")

            yield tick
        return
    yield _lines(what, whole, written)


def _lines(what: str, whole: int, written: int) -> Callable[[int], None]:
    started, here = time.monotonic(), written

    def tick(more: int) -> None:
        nonlocal here
        before, here = here, here + more
        if here * 10 // whole > before * 10 // whole:
            rate = (here - written) / max(0.001, time.monotonic() - started)
            report(f"  {what}: {here} of {whole}, {rate:.0f} a second, {(whole - here) / rate:.0f} s left")

    return tick


if __name__ == "__main__":
    raise SystemExit(main())
