"""Mails that wait: looked at, let in, put away. By agents alone, and without a trace for customers."""

import pytest

from chalicelib.inbox import blocklist, quarantine, reconciliation
from chalicelib.inbox import store as inbox_store
from chalicelib.inbox.model import Outcome, QuarantineReason
from chalicelib.plumbing.errors import Invalid, NotFound, VersionMismatch, VersionRequired
from chalicelib.tickets import queries
from tests import makers
from tests.attachments.samples import PDF
from tests.cast import ADA, CARLA, LENA
from tests.conftest import Desk
from tests.inbox.makers import comes_in, is_known, raw


@pytest.fixture(autouse=True)
def _people(desk: Desk) -> None:
    is_known(desk, CARLA)
    makers.an_agent(desk.services, agent=ADA)


def test_held_emails_are_listed_newest_first_in_pages(desk: Desk) -> None:
    for n in range(5):
        comes_in(desk, raw(f"{n}", spam="FAIL", message_id=f"<{n}@x>"), f"m{n}")
        desk.clock.advance(minutes=1)
    comes_in(desk, raw(), "let-in")
    first, after = quarantine.list_waiting(desk.services, ADA, 2, None)
    rest, end = quarantine.list_waiting(desk.services, ADA, 3, after)
    assert [each.id for each in first + rest] == ["m4", "m3", "m2", "m1", "m0"]
    assert (after is None, end) == (False, None)


def test_held_email_is_shown_with_body_and_headers(desk: Desk) -> None:
    comes_in(desk, raw(spam="FAIL"))
    _, preview = quarantine.preview(desk.services, ADA, "mail-1")
    assert "It was due on Friday." in preview["html"]
    assert "X-SES-Spam-Verdict: FAIL" in preview["headers"]
    assert "It was due" not in preview["headers"]


def test_unreadable_held_email_shows_its_headers_only(desk: Desk) -> None:
    arrival = comes_in(desk, b"")
    _, preview = quarantine.preview(desk.services, ADA, "mail-1")
    assert arrival.reason is QuarantineReason.UNREADABLE
    assert preview == {"html": None, "to": [], "cc": [], "files": [], "headers": ""}


@pytest.mark.parametrize("how", [{"spam": "FAIL"}, {"headers": {"Auto-Submitted": "auto-replied"}}, {"virus": "FAIL"}])
def test_released_email_becomes_a_ticket(desk: Desk, how: dict[str, str]) -> None:
    comes_in(desk, raw(**how))  # type: ignore[arg-type]
    after = quarantine.release(desk.services, ADA, "mail-1")
    assert (after.outcome, after.reason, after.waits) == (Outcome.TICKET, None, False)
    assert queries.load_ticket(desk.services, int(str(after.ticket))).requester == "carla"
    assert quarantine.list_waiting(desk.services, ADA, 10, None) == ([], None)


def test_released_email_with_a_virus_keeps_its_text_and_loses_its_files(desk: Desk) -> None:
    comes_in(desk, raw(virus="FAIL", files={"invoice.pdf": PDF}))
    after = quarantine.release(desk.services, ADA, "mail-1")
    entries = queries.find_with_event(desk.services, int(str(after.ticket)), 1, internal=False)
    assert entries is not None
    assert (entries[1].attachments, entries[1].body) == ((), "It was due on Friday.\n\n📎 invoice.pdf")
    assert desk.files.stored == {}


def test_releasing_twice_creates_one_ticket(desk: Desk) -> None:
    comes_in(desk, raw(spam="FAIL"))
    first = quarantine.release(desk.services, ADA, "mail-1")
    assert quarantine.release(desk.services, ADA, "mail-1") == first
    assert queries.load_ticket(desk.services, int(str(first.ticket))).version == 1


def test_unreadable_email_cannot_be_released(desk: Desk) -> None:
    comes_in(desk, b"")
    with pytest.raises(Invalid):
        quarantine.release(desk.services, ADA, "mail-1")
    assert quarantine.held_mail_for(desk.services, ADA, "mail-1").waits


def test_dismissed_email_is_retained_and_leaves_the_list(desk: Desk) -> None:
    arrival = comes_in(desk, raw(spam="FAIL"))
    after = quarantine.dismiss(desk.services, ADA, "mail-1")
    assert (after.outcome, after.waits) == (Outcome.QUARANTINED, False)
    assert quarantine.list_waiting(desk.services, ADA, 10, None) == ([], None)
    assert arrival.key in desk.inbox.objects


def test_report_has_no_gap_for_any_outcome(desk: Desk) -> None:
    for n, content in enumerate(
        (
            raw(),
            raw(),
            raw("b", spam="FAIL"),
            b"",
            raw("c", virus="FAIL"),
            raw("d", headers={"In-Reply-To": "<first@example.com>"}),
        )
    ):
        comes_in(desk, content, f"m{n}")
    (today,) = reconciliation.reconcile(desk.services, 1).days
    assert today.outcomes == {"ticket": 1, "message": 1, "quarantined": 3, "duplicate": 1}
    assert (today.raw, today.gap) == (6, 0)
    quarantine.release(desk.services, ADA, "m2")
    account = reconciliation.reconcile(desk.services, 3)
    assert account.days[0].outcomes == {"ticket": 2, "message": 1, "quarantined": 2, "duplicate": 1}
    assert account.gap == 0


def test_email_left_unprocessed_is_reported_as_a_gap(desk: Desk) -> None:
    desk.inbox.write("inbound/lost", raw())
    assert reconciliation.reconcile(desk.services, 1).in_transit == 1
    desk.clock.advance(minutes=16)
    account = reconciliation.reconcile(desk.services, 1)
    assert (account.in_transit, account.stuck, account.gap) == (0, 1, 1)


def test_recorded_email_that_was_not_moved_yet_is_no_gap_and_a_deleted_one_is(desk: Desk) -> None:
    arrival = comes_in(desk, raw())
    desk.inbox.move(arrival.key, "inbound/mail-1")
    assert reconciliation.reconcile(desk.services, 1).gap == 0
    desk.inbox.remove(["inbound/mail-1"])
    assert reconciliation.reconcile(desk.services, 1).gap == 1


def test_unrecorded_email_is_reported_as_a_gap(desk: Desk) -> None:
    comes_in(desk, raw())
    desk.inbox.write("kept/2026-01-05/stray", raw())
    assert reconciliation.reconcile(desk.services, 1).gap == 1


def test_original_email_is_visible_to_those_who_see_internal_events(desk: Desk) -> None:
    arrival = comes_in(desk, raw())
    assert quarantine.find_for_ticket(desk.services, ADA, str(arrival.ticket), "mail-1") == arrival
    other = makers.a_ticket(desk.services)
    for caller, ticket in ((CARLA, str(arrival.ticket)), (ADA, other.id)):
        with pytest.raises(NotFound):
            quarantine.find_for_ticket(desk.services, caller, ticket, "mail-1")


def test_blocklist_is_replaced_as_a_whole_with_its_current_version(desk: Desk) -> None:
    assert blocklist.read(desk.services) == (frozenset(), 0)
    with pytest.raises(VersionRequired):
        blocklist.replace(desk.services, LENA, [], None)
    assert blocklist.replace(desk.services, LENA, ["@spam.example", "eve@example.net"], 0)[1] == 1
    with pytest.raises(VersionMismatch):
        blocklist.replace(desk.services, LENA, [], 0)
    assert comes_in(desk, raw(sender="Eve <eve@example.net>")).reason is QuarantineReason.BLOCKED
    assert comes_in(desk, raw("2", sender="X <x@spam.example>"), "two").reason is QuarantineReason.BLOCKED
    assert inbox_store.blocklist(desk.services)[0] == {"@spam.example", "eve@example.net"}
