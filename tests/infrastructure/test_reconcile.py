"""Every raw mail is accounted for, or named."""

import pytest
from rich.console import Console

from infrastructure.reconcile import reconcile
from tests.conftest import Desk
from tests.inbox.makers import comes_in, raw


@pytest.fixture
def console() -> Console:
    return Console(record=True, width=120, quiet=False)


def test_reconciliation_without_a_gap_reports_zero(desk: Desk, console: Console) -> None:
    for n in range(3):
        comes_in(desk, raw(f"{n}", message_id=f"<{n}@x>"), f"m{n}")
    comes_in(desk, raw("spam", spam="FAIL"), "m3")
    assert reconcile(desk.services, console) == 0
    assert "gap 0" in console.export_text()


def test_reconciliation_names_unrecorded_emails(desk: Desk, console: Console) -> None:
    comes_in(desk, raw())
    desk.inbox.write("kept/2026-01-05/stray", raw())
    desk.inbox.write("inbound/forgotten", raw())
    desk.clock.advance(minutes=20)
    assert reconcile(desk.services, console) == 1
    text = console.export_text()
    assert "kept/2026-01-05/stray" in text
    assert "inbound/forgotten" in text
    assert "gap 2" in text
