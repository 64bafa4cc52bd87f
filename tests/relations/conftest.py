"""People for the tests of merging, splitting and linking."""

import pytest

from chalicelib.plumbing.services import Services
from tests import makers
from tests.cast import ADA, ALAN


@pytest.fixture(autouse=True)
def _agents(services: Services) -> None:
    for agent in (ADA, ALAN):
        makers.an_agent(services, agent=agent)
