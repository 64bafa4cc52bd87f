"""`make reconcile`: account for every inbound email. Ends with 1 if one is missing, and names it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from rich.console import Console
from rich.table import Table

from chalicelib.inbox import reconciliation
from chalicelib.inbox.actions import PROCESSED_PREFIX
from chalicelib.inbox.model import Outcome
from chalicelib.plumbing.services import Services

from . import cloudformation, stages
from .aws import Aws, stack_name
from .services import services_of

AT_ONCE = 100
MAX_NAMED = 20


class ReconcileError(Exception):
    """There is nothing to reconcile; the text says why."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 if an email is missing, or with a message if there is nothing to work on."""
    chosen = stages.parser("reconcile", __doc__).parse_args(arguments)

    def work(aws: Aws, name: str) -> int:
        stack = cloudformation.describe(aws, stack_name(name))
        if stack is None:
            raise ReconcileError(f"There is no stack {stack_name(name)} here.")
        return reconcile(services_of(aws, cloudformation.outputs(stack)), Console())

    return stages.run(chosen, ReconcileError, work)


def reconcile(services: Services, console: Console) -> int:
    """Compare the bucket with the record of each email. 1 RT per 100 emails and per 1,000 in the bucket."""
    table = Table(
        "day", "raw mails", *(f"{each}s" if each is not Outcome.QUARANTINED else each for each in Outcome), "unknown"
    )
    raw, counts, unknown = Counter[str](), Counter[tuple[str, Outcome]](), list[str]()
    with console.status("Going through the mails …"):
        for keys in _batches(key for key, _ in services.mail_bucket.names(PROCESSED_PREFIX)):
            known = reconciliation.find_processed(services, [_id(key) for key in keys])
            for key in keys:
                raw[_day(key)] += 1
                arrival = known.get(_id(key))
                if arrival is None or arrival.key != key:
                    unknown.append(key)
                else:
                    counts[_day(key), arrival.outcome] += 1
    for day in sorted(raw):
        outcomes = [counts[day, each] for each in Outcome]
        table.add_row(day, str(raw[day]), *map(str, outcomes), str(raw[day] - sum(outcomes)))
    sums = [sum(count for (_, outcome), count in counts.items() if outcome is each) for each in Outcome]
    table.add_row("all", str(raw.total()), *map(str, sums), str(len(unknown)), style="bold")
    console.print(table)
    stuck = reconciliation.stuck_keys(services)
    _name(console, "Kept, and nobody knows what became of it", unknown)
    _name(console, "Came a while ago, and was not dealt with", stuck)
    gap = len(unknown) + len(stuck)
    console.print(f"Raw mails = tickets + messages + quarantined + duplicates: gap {gap}.")
    return 1 if gap else 0


def _name(console: Console, what: str, keys: list[str]) -> None:
    for key in keys[:MAX_NAMED]:
        console.print(f"{what}: {key}")
    if len(keys) > MAX_NAMED:
        console.print(f"… and {len(keys) - MAX_NAMED} more")


def _batches(keys: Iterator[str]) -> Iterable[list[str]]:
    while batch := list(islice(keys, AT_ONCE)):
        yield batch


def _day(key: str) -> str:
    return key.removeprefix(PROCESSED_PREFIX).partition("/")[0]


def _id(key: str) -> str:
    return key.rpartition("/")[2]


if __name__ == "__main__":
    raise SystemExit(main())
