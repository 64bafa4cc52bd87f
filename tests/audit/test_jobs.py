"""Storing where the log ends outside the table."""

from chalicelib import reactions
from chalicelib.administration import actions as administration_actions
from chalicelib.administration.forms import TeamForm
from chalicelib.audit import items as audit_items
from chalicelib.audit import jobs as audit_jobs
from chalicelib.audit import store as audit_store
from tests.cast import ROOT
from tests.conftest import Desk


def stored(desk: Desk) -> list[str]:
    return [key for key, _ in desk.services.audit_bucket.names("audit-heads/")]


def test_empty_log_stores_nothing(desk: Desk) -> None:
    assert audit_jobs.store_head(desk.services) is False
    assert stored(desk) == []


def test_end_of_the_log_is_stored_under_the_day_of_its_last_entry(desk: Desk) -> None:
    administration_actions.add_team(desk.services, ROOT, TeamForm(name="Returns"), None)
    head = audit_store.head(desk.services)

    assert audit_jobs.store_head(desk.services) is True

    (key,) = stored(desk)
    assert key == f"audit-heads/2026-01-05/0000000001-{head.hash}"
    found = desk.services.audit_bucket.read(key)
    assert found is not None
    assert found.body.decode() == audit_items.noted_in(key) == f"1:{head.hash}"


def test_unchanged_log_stores_nothing_more(desk: Desk) -> None:
    administration_actions.add_team(desk.services, ROOT, TeamForm(name="Returns"), None)
    audit_jobs.store_head(desk.services)
    desk.clock.advance(days=3)

    assert audit_jobs.store_head(desk.services) is False
    assert len(stored(desk)) == 1

    administration_actions.add_team(desk.services, ROOT, TeamForm(name="Repairs"), None)
    assert audit_jobs.store_head(desk.services) is True
    assert len(stored(desk)) == 2


def test_end_of_the_log_is_stored_every_hour() -> None:
    assert reactions.store_audit_head in reactions.EVERY_HOUR
