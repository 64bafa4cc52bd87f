"""`make reindex` and what a new or an older desk gets by itself; on tables and buckets in process."""

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.search import jobs as search_jobs
from chalicelib.search.engine import engine
from chalicelib.search.index import IndexStorage
from chalicelib.search.manifest import Manifest
from chalicelib.search.rebuild import Rebuilding
from chalicelib.search.sqlite_engine import SqliteEngine
from infrastructure.aws import Aws
from infrastructure.reindexing import ReindexError, Reindexing
from infrastructure.services import services_of
from tests import makers, tables
from tests.conftest import SHOP

_prefixes = itertools.count(1)


class Account(Aws):
    """An account in process."""

    def __init__(self, endpoint: str | None = "in process") -> None:
        self.endpoint = endpoint

    def client(self, service: str) -> Any:
        return boto3.client(service, region_name="us-east-1")  # type: ignore[call-overload]


class BusyAccount(Account):
    """An account in process in which something happens once, when a client of DynamoDB is asked for."""

    before_scan: Callable[[], None] | None = None

    def client(self, service: str) -> Any:
        if service == "dynamodb" and self.before_scan is not None:
            happens, self.before_scan = self.before_scan, None
            happens()
        return super().client(service)


@pytest.fixture
def outputs(in_process_aws: Any) -> Iterator[dict[str, str]]:
    """A stack's tables and bucket."""
    prefix = f"reindex{next(_prefixes)}"
    names = tables.create(in_process_aws, prefix)
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=prefix)
    yield {
        "CoreTable": names["core"],
        "StatsTable": names["stats"],
        "LiveTable": names["live"],
        "IndexBucket": prefix,
    }
    for name in names.values():
        in_process_aws.delete_table(TableName=name)


def manifest_of(outputs: dict[str, str]) -> Manifest:
    return IndexStorage(services_of(Account(), outputs).index_bucket, engine()).read()[0]


def with_tickets(outputs: dict[str, str], count: int) -> None:
    services = services_of(Account(), outputs)
    configuration_actions.replace_all(services, SHOP)
    for n in range(count):
        makers.a_ticket(services, subject=f"Lamp {n}", body="Zephyr.")


def test_new_desk_has_a_complete_index(outputs: dict[str, str]) -> None:
    assert not Reindexing(Account(), outputs).ensure()

    assert manifest_of(outputs).complete
    assert not Reindexing(Account(), outputs).ensure()


def test_existing_desk_gets_a_complete_index_once(outputs: dict[str, str]) -> None:
    with_tickets(outputs, 3)

    assert Reindexing(Account(), outputs).ensure()
    assert not Reindexing(Account(), outputs).ensure()

    after = manifest_of(outputs)
    assert (after.complete, after.generation) == (True, 1)
    assert len(search_jobs.find(services_of(Account(), outputs), {"text": "zephyr"})["found"]) == 3


def test_reindex_reads_all_items_and_counts_them(outputs: dict[str, str]) -> None:
    with_tickets(outputs, 5)
    work = Reindexing(Account(), outputs)

    assert work.run() == work.run() - 1
    assert work.read >= 2 * 5 * 2


def test_reindex_stops_when_another_one_begins_meanwhile(outputs: dict[str, str]) -> None:
    account = BusyAccount()
    work = Reindexing(account, outputs)
    account.before_scan = Rebuilding(services_of(Account(), outputs), engine()).begin

    with pytest.raises(ReindexError, match="Another `make reindex` began meanwhile"):
        work.run()


def test_sqlite_index_is_made_on_the_local_desk_and_refused_on_aws(outputs: dict[str, str]) -> None:
    assert Reindexing(Account(), outputs, SqliteEngine()).run() > 0
    with pytest.raises(ReindexError, match="no wheel of tantivy"):
        Reindexing(Account(endpoint=None), outputs, SqliteEngine())


def test_reindex_knows_every_searchable_kind() -> None:
    program = "import infrastructure.reindexing; from chalicelib.search.specs import DOCUMENTS; print(*DOCUMENTS)"

    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert shown.split() == ["tickets", "people"]
