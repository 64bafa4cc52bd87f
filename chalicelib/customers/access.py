"""Which customers are visible to an agent; used by the directory and the search.

RT: sequential round trips. RRU: read units (eventual reads at half price).
"""

from collections.abc import Sequence

from ..configuration import actions as configuration_actions
from ..people.model import Caller, Person, Role
from ..plumbing import parallel
from ..plumbing.services import Services
from ..tickets import access as tickets_access
from ..tickets import index as tickets_index
from ..tickets import queries

MAX_CONSIDERED = 50
"""How many of a customer's newest tickets decide: a customer without a readable one among them is not visible."""


def visible_customers(services: Services, caller: Caller, customers: Sequence[Person]) -> list[Person]:
    """Return the customers visible to an agent: those without tickets, or with a ticket in a team that the agent may read.

    No read for agents who may read every team. For others 1 RT per customer, several in parallel, and half a RRU each; then
    1 RT per 100 tickets and half a RRU each.
    """
    configured = configuration_actions.current(services)
    customers_only = [person for person in customers if person.role is Role.CUSTOMER]
    if len(tickets_access.readable_teams(caller, configured)) == len(configured.teams):
        return customers_only
    listed = parallel.map_parallel(
        services.parallelism,
        lambda each: tickets_index.numbers_of_requester(services, each.id, MAX_CONSIDERED, None),
        customers_only,
    )
    numbers = {person.id: [number for _, number in found] for person, found in zip(customers_only, listed, strict=True)}
    wanted = [number for each in numbers.values() for number in each]
    teams = {each.number: each.team for each in queries.find_tickets(services, wanted)} if wanted else {}
    readable = {team for team in set(teams.values()) if tickets_access.team_right(caller, team, configured) is not None}

    def may_know(person: Person) -> bool:
        return not numbers[person.id] or any(teams.get(number) in readable for number in numbers[person.id])

    return [person for person in customers_only if may_know(person)]
