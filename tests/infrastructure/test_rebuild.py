"""`make rebuild` makes every read model again of what the core table holds; on tables in process."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.configuration import actions as configuration_actions
from chalicelib.feedback import actions as feedback_actions
from chalicelib.feedback import ratings
from chalicelib.feedback.forms import NewRating, RatingsQuery
from chalicelib.tickets.model import Status
from infrastructure import rebuild, rebuilding
from infrastructure.services import services_of
from tests import makers, tables
from tests.cast import ADA, CARLA
from tests.conftest import SHOP
from tests.infrastructure.test_reindex import Account

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def outputs(in_process_aws: Any) -> Iterator[dict[str, str]]:
    """A stack's tables."""
    names = tables.create(in_process_aws, "rebuild")
    yield {"CoreTable": names["core"], "StatsTable": names["stats"], "LiveTable": names["live"], "IndexBucket": "none"}
    for name in names.values():
        in_process_aws.delete_table(TableName=name)


def test_rebuild_lists_ratings_from_before_the_list_existed(outputs: dict[str, str]) -> None:
    services = services_of(Account(), outputs)
    configuration_actions.replace_all(services, SHOP)
    makers.an_agent(services, agent=ADA)
    ticket = makers.replied(services, makers.a_ticket(services), status=Status.SOLVED)
    feedback_actions.rate(services, CARLA, ticket.id, NewRating(score=4, comment="Kind"))
    assert ratings.page(services, ADA, "me", RatingsQuery()).items == []

    written = rebuilding.rebuild(Account(), outputs)

    assert written == {"ratings of agents": 1}
    (rating,) = ratings.page(services, ADA, "me", RatingsQuery()).items
    assert (rating.row.score, rating.comment, rating.ticket.id) == (4, "Kind", ticket.id)


def test_rebuild_without_a_running_desk_fails_with_advice(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    assert rebuild.main(["--port", "1", "--home", str(tmp_path)]) == 1
    assert "Cannot reach the local desk; is it running?" in capsys.readouterr().err


def test_rebuild_and_reindex_know_every_row_that_the_app_registers() -> None:
    """Each imports `chalicelib.reactions`, so a read model or a searchable kind belongs to a module that is imported by it."""
    assert rows_of("infrastructure.rebuilding") == rows_of("infrastructure.reindexing") == rows_of("app")


def rows_of(module: str) -> str:
    """The read models and searchable kinds of a process that imports only this module."""
    program = f"import {module}; from chalicelib.plumbing.read_models import READ_MODELS; "
    program += "from chalicelib.search.specs import DOCUMENTS; print(sorted(READ_MODELS), sorted(DOCUMENTS))"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
