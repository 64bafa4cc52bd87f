"""A desk whose people work here: in the records, in the rosters, in a user pool in memory."""

import dataclasses
from dataclasses import dataclass

import pytest

import app  # noqa: F401 - it chooses the real services; the fixtures choose theirs afterwards
from chalicelib.people import actions as people_actions
from chalicelib.people import transaction as people_transaction
from chalicelib.people.model import Caller, Person
from chalicelib.plumbing.services import Services, use
from tests import makers
from tests.cast import ADA, ALAN, BORIS, CARLA, LENA, ROOT, stored
from tests.conftest import Desk
from tests.people.doubles import Pool

STAFF = (ADA, ALAN, BORIS, LENA, ROOT)


@dataclass(frozen=True)
class Staffed:
    """The desk and its user pool."""

    desk: Desk
    services: Services
    pool: Pool

    def person(self, agent: str) -> Person:
        return people_actions.own_profile(self.services, agent)


def signed_up(pool: Pool, who: Caller) -> None:
    """With an account of their own, as their record says."""
    pool.sync_account(people_transaction.directory_account(stored(who)))
    pool.users[who.email].password = "words of their own"


@pytest.fixture
def staffed(desk: Desk) -> Staffed:
    pool = Pool()
    pool.now = desk.clock.real
    services = dataclasses.replace(desk.services, directory=pool)
    use(lambda: services)
    for who in STAFF:
        makers.an_agent(services, agent=who)
        signed_up(pool, who)
    people_actions.add_person(services, CARLA.email, CARLA.name, CARLA.role, id=CARLA.id)
    pool.mailed.clear()
    desk.routing.messages.clear()
    desk.meter.reset()
    return Staffed(desk, services, pool)
