"""Samples on the tables in memory: paging, versions, and what each action costs."""

from collections.abc import Callable

import pytest

from chalicelib.people.model import Caller
from chalicelib.plumbing.errors import NotFound, VersionMismatch
from chalicelib.plumbing.services import Services
from chalicelib.samples import actions as samples_actions
from chalicelib.samples.forms import NewSample, SampleChange, SampleQuery
from chalicelib.samples.model import Sample
from tests.budgets import SAMPLES_BUDGETS, Budget
from tests.cast import ADA, LENA
from tests.conftest import Desk

Work = Callable[[], object]


def add(services: Services, name: str = "First", by: Caller = ADA) -> Sample:
    return samples_actions.create(services, by, NewSample(name=name)).sample


def test_list_is_read_page_by_page_newest_first(services: Services) -> None:
    for number in range(1, 6):
        add(services, f"Number {number}")

    pages, cursor = [], None
    while True:
        page = samples_actions.list_samples(services, ADA, SampleQuery(limit=2, cursor=cursor))
        pages.append([each.number for each in page.samples])
        cursor = page.next
        if cursor is None:
            break

    assert pages == [[5, 4], [3, 2], [1]]


def test_change_of_an_older_version_changes_nothing(services: Services) -> None:
    made = add(services)
    samples_actions.change(services, ADA, made.id, SampleChange(name="Second"), 1)

    with pytest.raises(VersionMismatch):
        samples_actions.change(services, LENA, made.id, SampleChange(name="Third"), 1)

    assert samples_actions.sample_for(services, made.id).name == "Second"


def test_change_to_the_same_name_keeps_the_version(services: Services) -> None:
    made = add(services)

    assert samples_actions.change(services, ADA, made.id, SampleChange(name="First"), 1) == made


def test_deleted_sample_is_gone_and_its_number_is_not_used_again(services: Services) -> None:
    made = add(services)
    samples_actions.remove(services, ADA, made.id, 1)

    with pytest.raises(NotFound):
        samples_actions.sample_for(services, made.id)
    assert add(services).number == made.number + 1


class Prepared:
    """A desk in which everything is there that the work needs."""

    def __init__(self, services: Services) -> None:
        self.services = services
        for number in range(20):
            add(services, f"Number {number}")

    def list_twenty(self) -> Work:
        return lambda: samples_actions.list_samples(self.services, ADA, SampleQuery())

    def read(self) -> Work:
        return lambda: samples_actions.sample_for(self.services, "1")

    def create(self) -> Work:
        return lambda: add(self.services)

    def change(self) -> Work:
        return lambda: samples_actions.change(self.services, ADA, "1", SampleChange(name="Second"), 1)

    def remove(self) -> Work:
        return lambda: samples_actions.remove(self.services, ADA, "1", 1)


@pytest.mark.parametrize("case", SAMPLES_BUDGETS)
def test_operation_costs_exactly_its_budget(memory_desk: Desk, case: str) -> None:
    work = getattr(Prepared(memory_desk.services), case)()
    memory_desk.meter.reset()

    work()

    spent = memory_desk.meter.spent
    assert Budget(spent.writes, spent.reads, spent.trips) == SAMPLES_BUDGETS[case]


def test_every_operation_has_a_budget() -> None:
    assert {name for name in vars(Prepared) if not name.startswith("_")} == SAMPLES_BUDGETS.keys()
