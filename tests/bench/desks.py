"""Desks in process to measure on: the tests' own, without pytest around them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto import mock_aws

from app import app
from chalicelib.configuration import actions as configuration_actions
from chalicelib.plumbing.services import use
from tests import tables
from tests.conftest import SHOP, Desk, make_desk

__all__ = ["a_desk", "app", "aws", "silence_log"]


def silence_log() -> None:
    """`app` logs to the standard output, where the tables go."""
    logging.getLogger().setLevel(logging.WARNING)


@contextmanager
def aws() -> Iterator[Any]:
    """DynamoDB in process: a client of it."""
    silence_log()
    with mock_aws():
        yield boto3.client("dynamodb", region_name="us-east-1")


def a_desk(client: Any, prefix: str) -> Desk:
    """A desk with the shop's teams and without people. Its tables are called `<prefix>-core` and so on."""
    desk = make_desk(client, tables.create(client, prefix))
    use(lambda: desk.services)
    configuration_actions.replace_all(desk.services, SHOP)
    desk.meter.reset()
    return desk
