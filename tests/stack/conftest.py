"""What tests on the local AWS share: the whole desk (`local_desk`), and its tables alone (`bare_aws`, `racing`)."""

import itertools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.configuration import actions as configuration_actions
from infrastructure.local.ministack import LocalAws
from infrastructure.local.places import Places
from tests import tables
from tests.conftest import SHOP, Desk, make_desk
from tests.desk import free_ports, local_desk

__all__ = ["local_desk"]
_prefixes = itertools.count(1)


@pytest.fixture(scope="session")
def bare_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The bare local AWS: no function of the desk runs in it, so only the test touches the tables."""
    places = Places(port=free_ports(), home=tmp_path_factory.mktemp("aws"))
    running = LocalAws(places, enforce_iam=False)
    running.start()
    yield boto3.client(
        "dynamodb",
        endpoint_url=places.aws,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(max_pool_connections=40, retries={"mode": "standard", "max_attempts": 5}),
    )
    running.stop()


@pytest.fixture
def racing(bare_aws: Any) -> Desk:
    """A desk on fresh tables of the local AWS."""
    made = make_desk(bare_aws, tables.create(bare_aws, f"race{next(_prefixes)}"))
    configuration_actions.replace_all(made.services, SHOP)
    return made
