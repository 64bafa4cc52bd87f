"""People for the tests of merging, splitting and linking."""

import pytest

from chalicelib.people import actions as people
from chalicelib.people.model import Role
from chalicelib.plumbing.services import Services
from tests.cast import ADA, ALAN, TEAMS


@pytest.fixture(autouse=True)
def _agents(services: Services) -> None:
    for agent in (ADA, ALAN):
        people.add_person(services, agent.email, agent.name, Role.AGENT, team=TEAMS[agent.id], id=agent.id)
