"""What searching and indexing cost the tables: exactly their budget."""

from collections.abc import Callable

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.people import actions as people_actions
from chalicelib.people.model import Caller, Role
from chalicelib.search import actions as search_actions
from chalicelib.search import jobs as search_jobs
from chalicelib.search.forms import SearchQuery
from tests import makers
from tests.budgets import BODY, SEARCH_BUDGETS, Budget
from tests.cast import ADA, CARLA
from tests.search.conftest import SearchDesk

Work = Callable[[], object]


class Prepared:
    """A desk with forty tickets that say the same, all of them indexed."""

    def __init__(self, searching: SearchDesk) -> None:
        self.searching = searching
        self.services = searching.services
        for n in range(40):
            ticket = makers.a_ticket(self.services, body=f"{BODY} {n}")
        for _ in range(6):
            ticket = makers.answered(self.services, ticket, body=BODY)
        self.ticket = ticket
        searching.settle()

    def found(self, caller: Caller) -> Work:
        search_actions.find_tickets(self.services, caller, SearchQuery(q="friday"))  # the finder has its index
        return lambda: search_actions.find_tickets(self.services, caller, SearchQuery(q="tracking"))

    # Each case prepares its work and hands it over.

    def find_tickets(self) -> Work:
        return self.found(ADA)

    def find_tickets_as_customer(self) -> Work:
        return self.found(CARLA)

    def find_a_number(self) -> Work:
        return lambda: search_actions.find_tickets(self.services, ADA, SearchQuery(q=f"#{self.ticket.id}"))

    def find_people(self) -> Work:
        return lambda: search_actions.find_people(self.services, ADA, SearchQuery(q="desk", kind="people"))

    def index_a_message(self) -> Work:
        return lambda: search_jobs.index(self.services, [{"ticket": self.ticket.number, "rev": 3}])

    def index_a_batch(self) -> Work:
        numbers = range(self.ticket.number - 39, self.ticket.number + 1)
        errands = [{"ticket": number, "rev": 1, "subject": True} for number in numbers]
        for n in range(60):
            number = makers.a_ticket(self.services, body=f"{n} {BODY}").number
            errands.append({"ticket": number, "rev": 1, "subject": True})
        return lambda: search_jobs.index(self.services, errands)

    def index_a_whole_ticket(self) -> Work:
        return lambda: search_jobs.index(self.services, [{"ticket": self.ticket.number}])

    def index_a_person(self) -> Work:
        people_actions.add_person(self.services, "zoe@example.com", "Zoe", Role.CUSTOMER, id="zoe")
        return lambda: search_jobs.index(self.services, [{"person": "zoe"}])


@pytest.mark.parametrize("case", SEARCH_BUDGETS)
def test_search_operation_costs_exactly_its_budget(searching: SearchDesk, case: str) -> None:
    work = getattr(Prepared(searching), case)()
    configuration_actions.current(searching.services)  # a warm function has read it within the minute
    searching.desk.meter.reset()

    work()

    spent = searching.desk.meter.spent
    assert Budget(spent.writes, spent.reads, spent.trips) == SEARCH_BUDGETS[case]


def test_every_search_operation_has_a_budget() -> None:
    cases = {name for name, made in vars(Prepared).items() if getattr(made, "__annotations__", {}) == {"return": Work}}

    assert cases == SEARCH_BUDGETS.keys()
