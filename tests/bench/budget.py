"""S3: what each piece of work costs in units and round trips, against its budget and the data model's table 2.3."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.attachments import jobs as attachments_jobs
from chalicelib.configuration import actions as configuration_actions
from tests.bench.desks import a_desk, aws
from tests.bench.packages import Workshop
from tests.bench.table import Figure, Table, block
from tests.budgets import BUDGETS, Budget
from tests.conftest import Desk
from tests.tickets.test_budgets import Prepared, Work

WRITE_USD, READ_USD = 0.625, 0.125  # a million units on demand, us-east-1, since November 2024
MAX_MODELLED = {
    "create": Budget(14, 0, 2),
    "open_as_agent": Budget(0, 1, 1),
    "timeline_as_agent": Budget(0, 1.5, 1),
    "timeline_as_customer": Budget(0, 1.5, 1),
    "list_of_twenty_as_customer": Budget(0, 10.5, 2),
    "list_of_mine_as_agent": Budget(0, 1.5, 1),
    "list_of_a_team_as_agent": Budget(0, 1, 1),
    "reply_as_agent": Budget(11, 1, 2),
    "reply_with_status": Budget(11, 1, 2),
    "reply_as_customer": Budget(11, 1, 2),
    "reply_as_customer_to_pending": Budget(11, 1, 2),
    "note": Budget(6, 1, 2),
    "priority_and_tags": Budget(7, 1, 2),
    "assign_by_hand": Budget(10, 1.5, 3),
    "solve": Budget(9, 1, 2),
    "route": Budget(10, 2, 3),
    "close": Budget(9, 1.5, 3),
    "read_counts": Budget(0, 2, 1),
    "clock_with_nothing_due": Budget(0, 0.5, 1),
}
"""The upper ends of data-model 2.3 and 4.1, for one shard. `route` reads the ticket again before it claims: one trip more."""


@dataclass(frozen=True)
class Row:
    """What one piece of work took, and what it may take."""

    case: str
    spent: Budget
    budget: Budget | None

    @property
    def is_over(self) -> bool:
        return self.budget is None or exceeds(self.spent, self.budget)

    @property
    def exceeds_model(self) -> bool:
        return self.case in MAX_MODELLED and exceeds(self.spent, MAX_MODELLED[self.case])


def measure(workshop: Workshop) -> Table:
    found = []
    with aws() as client:
        for n, case in enumerate(cases(), 1):
            workshop.report(f"units of {case}, {n} of {len(cases())}")
            found.append(Row(case, spent(a_desk(client, f"s3-{n}"), case), BUDGETS.get(case)))
    return Table(
        "S3", "Units and round trips", "python -m tests.bench S3", tuple(_figures(found)), tuple(_notes(found))
    )


def cases() -> list[str]:
    """Every piece of work that the tests of the budgets know how to prepare."""
    return [name for name, made in vars(Prepared).items() if getattr(made, "__annotations__", {}).get("return") is Work]


def spent(desk: Desk, case: str) -> Budget:
    """What the piece of work costs on a fresh desk, without what preparing it cost."""
    prepared = Prepared(desk)
    work: Work = getattr(prepared, case)()
    prepared.later()
    configuration_actions.current(desk.services)  # a warm function has read it within the minute
    attachments_jobs.delete_abandoned(desk.services)  # and looked for files that are abandoned within the hour
    desk.meter.reset()
    work()
    return Budget(desk.meter.spent.writes, desk.meter.spent.reads, desk.meter.spent.trips)


def exceeds(one: Budget, other: Budget) -> bool:
    return one.writes > other.writes or one.reads > other.reads or one.trips > other.trips


def price(units: Budget) -> float:
    """Dollars for a million times."""
    return round(units.writes * WRITE_USD + units.reads * READ_USD, 3)


def _figures(found: list[Row]) -> Iterator[Figure]:
    yield Figure("pieces of work over their budget, or without one", sum(row.is_over for row in found), "", 0)
    yield Figure("pieces of work over the data model's figure", sum(row.exceeds_model for row in found), "", 0)
    for row in found:
        yield Figure(row.case.replace("_", " "), price(row.spent), "$", price(row.budget) if row.budget else None)


def _notes(found: list[Row]) -> Iterator[str]:
    yield f"Dollars for a million times, by units on demand ({WRITE_USD} and {READ_USD} a million)."
    head = f"{'':32}{'writes':>7}{'reads':>7}{'trips':>6}   {'budget':16}{'data model, at most':16}"
    yield block("Write units, read units, sequential round trips:", [head, *(_line(row) for row in found)])


def _line(row: Row) -> str:
    units = f"{row.spent.writes:>7g}{row.spent.reads:>7g}{row.spent.trips:>6}"
    budget = "none" if row.budget is None else "the same" if row.spent == row.budget else _short(row.budget)
    model = _short(MAX_MODELLED[row.case]) if row.case in MAX_MODELLED else ""
    return f"{row.case:32}{units}   {budget:16}{model}{' exceeded' if row.exceeds_model else ''}".rstrip()


def _short(units: Budget) -> str:
    return f"{units.writes:g} W {units.reads:g} R {units.trips}"
