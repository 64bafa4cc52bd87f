"""The desk that tests run in: real tables in process, a clock that stands still, counted ids, a post box."""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

os.environ.update(AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing")

import boto3
import hypothesis
import pytest
from moto import mock_aws

from chalicelib import policies
from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Category, Configuration, Team
from chalicelib.plumbing.services import Services, use
from chalicelib.plumbing.services_on_aws import build
from chalicelib.plumbing.settings import Settings
from tests import tables
from tests.doubles import Depot, FrozenClock, ListQueue, MailReader, MemoryBucket, PostBox, Unreachable
from tests.memory import MemoryClient
from tests.meter import MeteredClient

SHOP = Configuration(
    teams=(Team(id="orders", name="Orders"), Team(id="billing", name="Billing"), Team(id="support", name="Support")),
    categories=(
        Category(id="delivery", team="orders", names={"en": "Delivery", "ar": "التوصيل"}),
        Category(id="refund", team="billing", names={"en": "Refund"}),
        Category(id="other", team="support", names={"en": "Something else"}),
    ),
    default_team="support",
    undo_send_s=0,  # most tests speak of what has been sent
)
_prefixes = itertools.count(1)
policies.use()

hypothesis.settings.register_profile("quick", deadline=None, derandomize=True, database=None, max_examples=60)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=2_000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@dataclass(frozen=True)
class Desk:
    """What a test holds in its hands."""

    services: Services
    clock: FrozenClock
    meter: MeteredClient
    post: PostBox
    mails: ListQueue
    routing: ListQueue
    errands: ListQueue
    directory: Any
    files: Depot
    inbox: MemoryBucket


@pytest.fixture(scope="session")
def in_process_aws() -> Iterator[Any]:
    """One moto for the whole run: starting it costs half a second."""
    with mock_aws():
        yield boto3.client("dynamodb", region_name="us-east-1")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    """A desk with the shop's teams and without people; with `DESK_TABLES=moto`, as `make soak` has it, on moto's tables."""
    if os.environ.get("DESK_TABLES") != "moto":
        return in_memory()
    on_moto: Desk = request.getfixturevalue("moto_desk")
    return on_moto


@pytest.fixture
def moto_desk(in_process_aws: Any) -> Iterator[Desk]:
    """The same on moto's tables, for tools that make a client of their own."""
    names = tables.create(in_process_aws, f"t{next(_prefixes)}")
    yield _set_up(make_desk(in_process_aws, names), SHOP)
    for name in names.values():
        in_process_aws.delete_table(TableName=name)


def in_memory(configured: Configuration = SHOP) -> Desk:
    """A desk on tables in memory: a hundred times as fast as moto, and held against it by `test_memory.py`."""
    client = MemoryClient()
    return _set_up(make_desk(client, tables.create(client, f"memory{next(_prefixes)}")), configured)


def _set_up(made: Desk, configured: Configuration) -> Desk:
    use(lambda: made.services)
    configuration_actions.replace_all(made.services, configured)
    made.meter.reset()
    return made


@pytest.fixture
def memory_desk() -> Desk:
    return in_memory()


@pytest.fixture
def services(desk: Desk) -> Services:
    return desk.services


@pytest.fixture
def clock(desk: Desk) -> FrozenClock:
    return desk.clock


def make_desk(client: Any, names: dict[str, str]) -> Desk:
    meter, clock, post = MeteredClient(client), FrozenClock(), PostBox()
    mails, routing, errands = ListQueue(), ListQueue(), ListQueue()
    directory: Any = None
    files, mail_bucket = Depot(), MemoryBucket(clock)
    ids, salts = itertools.count(1), itertools.count(1)
    reader = MailReader()
    settings = Settings(
        core_table=names["core"],
        stats_table=names["stats"],
        live_table=names["live"],
        portal_url="https://desk.example",
        from_address="care@desk.example",
        inbound_domain="desk.example",
        desk_name="Corner Shop",
    )
    services = replace(
        build(lambda _service: meter, settings),
        mail_queue=mails,
        routing_queue=routing,
        index_queue=errands,
        audit_bucket=MemoryBucket(clock),
        index_bucket=MemoryBucket(clock),
        mail_bucket=mail_bucket,
        finder=Unreachable(),
        mail_reader=reader,
        directory=directory,
        mailer=post,
        files=files,
        clock=clock,
        new_id=lambda: f"id-{next(ids)}",
        new_salt=lambda: f"salt{next(salts):08d}",
        parallelism=1,
    )
    reader.services = services
    return Desk(services, clock, meter, post, mails, routing, errands, directory, files, mail_bucket)
