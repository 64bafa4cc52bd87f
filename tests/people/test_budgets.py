"""What work with people costs, to the unit."""

import dataclasses
from collections.abc import Callable

import pytest

from chalicelib.agents import actions as agents_actions
from chalicelib.agents import jobs as agents_jobs
from chalicelib.agents.forms import AgentChange, AgentQuery, Invitation, NewAbsence
from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Team
from chalicelib.customers import actions as customers_actions
from chalicelib.customers.forms import CustomerChange, NewCustomer
from chalicelib.people import actions as people_actions
from chalicelib.people import revocations, roster
from chalicelib.people.model import Availability, Caller, Person, ProfileChange, Right, Role
from chalicelib.people.sign_in import caller_of
from chalicelib.plumbing.clock import DAY, HOUR, rfc3339
from chalicelib.routing import actions as routing_actions
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.forms import TicketChange
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.agents.conftest import signed_up
from tests.budgets import PEOPLE, Budget
from tests.cast import ADA, ALAN, CARLA, ROOT
from tests.conftest import SHOP, Desk
from tests.people.doubles import Pool

Work = Callable[[], object]
BOTH = {"orders": Right.FULL, "billing": Right.FULL}
NINA = Invitation.model_validate(
    {"email": "nina@desk.example", "name": "Nina", "role": "agent", "teams": {"orders": "full"}}
)


class Prepared:
    """A desk in which everything is there that the work needs; what making it cost is forgotten."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.pool = Pool()
        self.services = dataclasses.replace(desk.services, directory=self.pool)
        for agent in (ADA, ALAN, ROOT):
            makers.an_agent(self.services, agent=agent)
            signed_up(self.pool, agent)
        people_actions.add_person(self.services, CARLA.email, CARLA.name, Role.CUSTOMER, id="carla")
        makers.a_ticket(self.services)  # the counter has its item

    def agent_of_both(self, agent: Caller = ADA) -> Person:
        before = people_actions.own_profile(self.services, agent.id)
        agents_actions.change(self.services, ROOT, agent.id, AgentChange(teams=BOTH), before.version)
        return people_actions.own_profile(self.services, agent.id)

    def adas(self) -> Ticket:
        ticket = makers.a_ticket(self.services)
        return tickets_actions.change(self.services, ALAN, ticket.id, TicketChange(assignee="ada"), 1).ticket

    def away(self, begins: int = HOUR) -> None:
        now = self.desk.clock.now()
        wanted = NewAbsence.model_validate({"from": rfc3339(now + begins), "to": rfc3339(now + DAY)})
        agents_actions.set_absence(self.services, ADA, "ada", wanted)

    def closed(self) -> None:
        teams = (Team(id="orders", name="Orders", open=False), *SHOP.teams[1:])
        configuration_actions.replace_all(self.services, SHOP.model_copy(update={"teams": teams}))

    # Each case prepares its work and hands it over.

    def sign_in_of_a_cold_function(self) -> Work:
        return lambda: caller_of.check(self.services, ADA)

    def sign_in_of_a_warm_function(self) -> Work:
        def work() -> None:
            caller_of.check(self.services, ADA)

        revocations.revoked_at(self.services, "ada")
        self.desk.meter.reset()
        return work

    def person_by_id(self) -> Work:
        return lambda: people_actions.person_by_id(self.services, "carla")

    def person_by_address(self) -> Work:
        return lambda: people_actions.person_with_address(self.services, CARLA.email)

    def person_for_a_known_address(self) -> Work:
        return lambda: people_actions.person_for_address(self.services, CARLA.email)

    def person_for_a_new_address(self) -> Work:
        return lambda: people_actions.person_for_address(self.services, "zoe@example.org", "Zoe")

    def change_a_customers_profile(self) -> Work:
        return lambda: people_actions.change_profile(self.services, "carla", 1, ProfileChange(language="de"))

    def change_an_agents_profile(self) -> Work:
        return lambda: people_actions.change_profile(self.services, "ada", 1, ProfileChange(language="de"))

    def go_online(self) -> Work:
        return lambda: people_actions.set_availability(self.services, "ada", Availability.ONLINE, None)

    def go_online_in_two_teams(self) -> Work:
        self.agent_of_both()
        return lambda: people_actions.set_availability(self.services, "ada", Availability.ONLINE, None)

    def list_of_twenty_agents(self) -> Work:
        for n in range(20):
            makers.an_agent(self.services, agent=ADA.model_copy(update={"id": f"a{n}", "email": f"a{n}@desk.example"}))
        return lambda: agents_actions.list_agents(self.services, ALAN, AgentQuery(limit=20))

    def list_of_a_team(self) -> Work:
        return lambda: agents_actions.list_agents(self.services, ALAN, AgentQuery(team="orders"))

    def one_agent(self) -> Work:
        return lambda: agents_actions.find_agent(self.services, "ada")

    def invite_a_new_agent(self) -> Work:
        return lambda: agents_actions.invite(self.services, ROOT, NINA, None)

    def invite_a_customer(self) -> Work:
        wanted = NINA.model_copy(update={"email": CARLA.email})
        return lambda: agents_actions.invite(self.services, ROOT, wanted, None)

    def invite_once_more(self) -> Work:
        agents_actions.invite(self.services, ROOT, NINA, None)
        return lambda: agents_actions.invite(self.services, ROOT, NINA, None)

    def change_skills(self) -> Work:
        return lambda: agents_actions.change(self.services, ROOT, "ada", AgentChange(skills=["tax"]), 1)

    def add_a_team(self) -> Work:
        return lambda: agents_actions.change(self.services, ROOT, "ada", AgentChange(teams=BOTH), 1)

    def deactivate(self) -> Work:
        return lambda: agents_actions.deactivate(self.services, ROOT, "ada")

    def set_an_absence(self) -> Work:
        return self.away

    def begin_an_absence(self) -> Work:
        self.away()
        self.desk.clock.advance(hours=1)
        return lambda: agents_jobs.begin_absences(self.services)

    def nobodys_absence_begins(self) -> Work:
        self.away()
        return lambda: agents_jobs.begin_absences(self.services)

    def roster_of_a_team(self) -> Work:
        return lambda: roster.team_slots(self.services, "orders")

    def roster_with_an_agent_of_two_teams(self) -> Work:
        self.agent_of_both()
        return lambda: roster.team_slots(self.services, "billing")

    def route_to_an_agent_of_two_teams(self) -> Work:
        self.agent_of_both()
        people_actions.set_availability(self.services, "ada", Availability.ONLINE, None)
        ticket = makers.a_ticket(self.services, category="refund")
        (event,) = tickets_store.events_after(self.services, ticket.number, 0)
        return lambda: routing_actions.route(self.services, event)

    def unassign_no_ticket(self) -> Work:
        ticket = makers.answered(self.services, self.adas())
        (event,) = tickets_store.events_after(self.services, ticket.number, ticket.version - 1)
        return lambda: routing_actions.reassign_if_unavailable(self.services, event)

    def unassign_from_an_absent_agent(self) -> Work:
        people_actions.set_availability(self.services, "alan", Availability.ONLINE, None)
        ticket = makers.answered(self.services, self.adas())
        (event,) = tickets_store.events_after(self.services, ticket.number, ticket.version - 1)
        self.away(-HOUR)
        return lambda: routing_actions.reassign_if_unavailable(self.services, event)

    def take_one_of_twelve_tickets(self) -> Work:
        for _ in range(11):
            makers.replied(self.services, self.adas(), status=Status.PENDING)
        self.adas()
        people_actions.set_availability(self.services, "alan", Availability.ONLINE, None)
        self.away(-HOUR)
        return lambda: routing_actions.reassign_all(self.services, "ada", ())

    def absent_agent_got_capacity(self) -> Work:
        return lambda: routing_actions.assign_to_agents(self.services, "orders", ["ada"])

    def find_a_customer(self) -> Work:
        return lambda: customers_actions.find_by_address(self.services, ADA, CARLA.email)

    def find_a_customer_as_who_may_read_every_team(self) -> Work:
        self.closed()
        return lambda: customers_actions.customer_for(self.services, ADA.model_copy(update={"teams": BOTH}), "carla")

    def find_a_customer_as_an_agent_of_another_team(self) -> Work:
        self.closed()
        makers.a_ticket(self.services, category="refund")
        return lambda: customers_actions.customer_for(self.services, ADA, "carla")

    def note_a_customer_down(self) -> Work:
        return lambda: customers_actions.create(
            self.services, ADA, NewCustomer(email="zoe@example.org", name="Zoe"), None
        )

    def put_a_customer_right(self) -> Work:
        return lambda: customers_actions.change(self.services, ADA, "carla", CustomerChange(name="C."), 1)


@pytest.mark.parametrize("case", PEOPLE)
def test_people_operation_costs_exactly_its_budget(desk: Desk, case: str) -> None:
    work = getattr(Prepared(desk), case)()
    configuration_actions.current(desk.services)  # a warm function has read it within the minute
    desk.meter.reset()

    work()

    spent = desk.meter.spent
    assert Budget(spent.writes, spent.reads, spent.trips) == PEOPLE[case], dict(spent.by_index)


def test_every_people_operation_has_a_budget() -> None:
    helpers = {"agent_of_both", "adas", "away", "closed"}
    cases = {name for name in vars(Prepared) if not name.startswith("_")} - helpers

    assert cases == PEOPLE.keys()
