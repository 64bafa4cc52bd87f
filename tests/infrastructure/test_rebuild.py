"""`make rebuild` makes every read model again of what the core table holds; on tables in process."""

from collections.abc import Iterator
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
