"""The desk of all tests, with a user pool in memory and the API in front."""

from dataclasses import replace

import pytest

import app  # noqa: F401 - it chooses the real services; the fixtures choose theirs afterwards
from chalicelib.plumbing.services import Services, use
from tests.conftest import Desk
from tests.people.desk import PeopleDesk
from tests.people.doubles import Pool


@pytest.fixture
def people_services(desk: Desk) -> Services:
    """Without a limit by source, as on a laptop: most tests come from one address."""
    pool = Pool()
    pool.now = desk.clock.real
    return replace(
        desk.services, directory=pool, settings=desk.services.settings.model_copy(update={"source_limit": 0})
    )


@pytest.fixture
def people_desk(desk: Desk, people_services: Services) -> PeopleDesk:
    use(lambda: people_services)
    pool = people_services.directory
    assert isinstance(pool, Pool)
    return PeopleDesk(pool, people_services, desk.clock)
