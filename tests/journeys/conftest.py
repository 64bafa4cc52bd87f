"""A desk for stories: the real stack with IAM enforced, two teams, three agents, customers who register by themselves."""

from collections.abc import Iterator

import pytest

from tests.desk import new_desk
from tests.journeys.cast import Shop, set_up, verify


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A desk of its own for each story, since stories move the clock and go off duty. At its end everything still verifies."""
    with new_desk(tmp_path_factory.mktemp("shop")) as desk:
        made = set_up(desk)
        yield made
        report = verify(made)
        assert report.is_well, str(report)
