"""Everything here is done over HTTP, on a desk of its own."""

import pytest

from tests.conftest import Desk


@pytest.fixture(autouse=True)
def _at_a_desk(desk: Desk) -> None:
    """The desk that the app talks to."""
