"""Who hears of what: every type of event, in every case."""

from typing import Any

import pytest

from chalicelib.configuration.model import Configuration, Team
from chalicelib.mail import rules as mail_rules
from chalicelib.mail.model import Kind, MailState, OutboxRow, SkipReason, TryVerdict
from chalicelib.people.model import NOTICES, Role
from chalicelib.plumbing.clock import MINUTE
from chalicelib.tickets.event import SYSTEM, Actor, Reason
from chalicelib.tickets.event_specs import INTERNAL_EVENTS, EventType
from chalicelib.tickets.model import Rating, Status
from tests.doubles import MONDAY_MORNING as NOW
from tests.mail.makers import (
    ABOUT_TICKETS,
    ANA,
    FOR_AGENTS,
    JO,
    MONA,
    SWITCHABLE,
    a_notice,
    a_person,
    a_ticket,
    an_agent,
    an_event,
)

TO_SOLVED = {"changes": {"status": ("open", "solved")}}
REOPENING = {"changes": {"status": ("solved", "open")}}
BACK = {"changes": {"status": ("pending", "open")}}
LAST = Reason(rule="closing", facts={"closes_at": NOW}, at=NOW)

TABLE: list[tuple[EventType, Actor, dict[str, Any], list[tuple[str, str]]]] = [
    (EventType.TICKET_CREATED, MONA, {}, [("received", "mona")]),
    (EventType.TICKET_CREATED, ANA, {"assignee": None}, [("received", "mona")]),
    (EventType.AGENT_REPLIED, ANA, {}, [("replied", "mona")]),
    (EventType.AGENT_REPLIED, ANA, TO_SOLVED, [("replied", "mona")]),
    (EventType.STATUS_CHANGED, ANA, TO_SOLVED, [("status_changed", "mona")]),
    (EventType.STATUS_CHANGED, MONA, TO_SOLVED, [("status_changed", "mona")]),
    (EventType.REMINDER_SENT, SYSTEM, {}, [("reminder", "mona")]),
    (EventType.REMINDER_SENT, SYSTEM, {"reason": LAST}, [("closing", "mona")]),
    (EventType.TICKET_CLOSED, SYSTEM, {}, [("closed", "mona")]),
    (EventType.TICKET_REOPENED, MONA, REOPENING, [("reopened", "mona")]),
    (EventType.TICKET_REOPENED, ANA, REOPENING, [("reopened", "mona")]),
    (EventType.TICKET_ASSIGNED, SYSTEM, {}, [("assigned", "ana")]),
    (EventType.TICKET_ASSIGNED, JO, {}, [("assigned", "ana")]),
    (EventType.TICKET_ASSIGNED, ANA, {}, []),
    (EventType.CUSTOMER_REPLIED, MONA, {}, [("customer_replied", "ana")]),
    (EventType.CUSTOMER_REPLIED, MONA, BACK, [("customer_replied", "ana")]),
    (EventType.CUSTOMER_REPLIED, MONA, REOPENING, [("reopened", "mona"), ("customer_replied", "ana")]),
    (EventType.CUSTOMER_REPLIED, MONA, {"assignee": None}, []),
    (EventType.CUSTOMER_REPLIED, MONA, {"assignee": None, **REOPENING}, [("reopened", "mona")]),
    (EventType.CUSTOMER_REPLIED, MONA, {"followers": {"jo", "ana"}}, [("customer_replied", "ana"), ("followed", "jo")]),
    (EventType.AGENT_REPLIED, ANA, {"followers": {"jo", "ana"}}, [("replied", "mona"), ("followed", "jo")]),
    (EventType.STATUS_CHANGED, JO, {"followers": {"jo"}, **TO_SOLVED}, [("status_changed", "mona")]),
    (EventType.RATING_REQUESTED, SYSTEM, {}, [("rating", "mona")]),
    (EventType.TICKET_RATED, MONA, {"followers": {"jo"}}, []),
    (EventType.CLOSURE_DEFERRED, MONA, {"followers": {"jo"}}, []),
    (EventType.TICKET_CREATED, MONA, {"suppress_auto_replies": True}, []),
    (EventType.FOLLOW_UP_CREATED, MONA, {"followers": {"jo"}}, []),
    (EventType.TICKET_MERGED, ANA, {"followers": {"jo"}}, [("merged", "mona")]),
    (EventType.TICKET_UNMERGED, ANA, {}, []),
    (EventType.TICKET_CHANGED, ANA, {"changes": {"priority": ("low", "high")}}, []),
    (EventType.TICKET_UNASSIGNED, ANA, {"assignee": None}, []),
    (EventType.ROUTING_DEFERRED, SYSTEM, {"assignee": None}, []),
]
INSIDE: list[tuple[EventType, Actor, dict[str, Any], list[tuple[str, str]]]] = [
    (EventType.NOTE_ADDED, ANA, {}, []),
    (
        EventType.NOTE_ADDED,
        ANA,
        {"mentions": {"jo", "ana"}, "followers": {"jo", "kim"}},
        [("mentioned", "jo"), ("followed", "kim")],
    ),
    (EventType.NOTE_ADDED, JO, {"mentions": {"ana"}}, [("mentioned", "ana")]),
    (EventType.MERGED_TICKET_REPLIED, MONA, {"followers": {"jo"}}, [("customer_replied", "ana"), ("followed", "jo")]),
    (
        EventType.UNVERIFIED_REPLY_RECEIVED,
        MONA,
        {"followers": {"jo"}},
        [("customer_replied", "ana"), ("followed", "jo")],
    ),
    (EventType.DELIVERY_FAILED, SYSTEM, {"followers": {"jo"}}, [("undelivered", "ana")]),
    (EventType.DELIVERY_FAILED, SYSTEM, {"assignee": None}, []),
]
SILENT = sorted(INTERNAL_EVENTS - {type_ for type_, *_ in INSIDE})


@pytest.mark.parametrize(("type_", "by", "changes", "expected"), TABLE)
def test_each_event_notifies_those_it_concerns(
    type_: EventType, by: Actor, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    found = mail_rules.notifications_of(an_event(type_, by, **changes))
    assert [(notice.kind, notice.to) for notice in found] == expected
    assert all((notice.ticket, notice.rev, notice.internal) == (10_432, 3, False) for notice in found)


@pytest.mark.parametrize(("type_", "by", "changes", "expected"), INSIDE)
def test_internal_events_notify_agents_only(
    type_: EventType, by: Actor, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    found = mail_rules.notifications_of(an_event(type_, by, **changes))
    assert [(notice.kind, notice.to) for notice in found] == expected
    assert all(notice.internal and notice.kind in FOR_AGENTS for notice in found)


def test_the_tables_name_every_type_of_event() -> None:
    assert {type_ for type_, *_ in (*TABLE, *INSIDE)} | set(SILENT) == set(EventType)


def test_undone_message_notifies_no_one() -> None:
    assert mail_rules.notifications_of(an_event(withdrawn=True, followers={"jo"})) == []


@pytest.mark.parametrize(
    ("wait_ms", "delay_s"), [(None, 0), (10_000, 12), (9_001, 12), (9_000, 11), (0, 2), (-5_000, 2)]
)
def test_emails_wait_until_their_message_cannot_be_undone(wait_ms: int | None, delay_s: int) -> None:
    event = an_event(sends_at=None if wait_ms is None else NOW + wait_ms)

    assert mail_rules.delay_s(event, NOW) == delay_s


@pytest.mark.parametrize("type_", EventType)
def test_imported_event_notifies_no_one(type_: EventType) -> None:
    assert mail_rules.notifications_of(an_event(type_, MONA, silent=True)) == []


@pytest.mark.parametrize("type_", SILENT)
def test_silent_internal_event_notifies_no_one_even_if_it_changes_the_status(type_: EventType) -> None:
    assert mail_rules.notifications_of(an_event(type_, MONA, **REOPENING)) == []


def test_last_notice_before_closing_cannot_be_switched_off() -> None:
    reader = a_person(notifications={"closing": False})
    assert Kind.CLOSING not in SWITCHABLE
    assert mail_rules.should_send(a_notice(Kind.CLOSING), reader, a_ticket(status=Status.PENDING), Configuration())


def test_every_other_kind_of_mail_can_be_switched_off_in_the_profile() -> None:
    assert [kind.value for kind in SWITCHABLE] == list(NOTICES)
    for kind in SWITCHABLE:
        reader = an_agent(notifications={kind.value: False})
        ticket = a_ticket(status=Status.SOLVED) if kind is Kind.RATING else a_ticket(merged_into=10_440)
        assert not mail_rules.should_send(a_notice(kind), reader, ticket, Configuration())
        assert mail_rules.should_send(a_notice(kind), an_agent(), ticket, Configuration())


def test_undone_merge_is_not_announced() -> None:
    assert not mail_rules.should_send(a_notice(Kind.MERGED), a_person(), a_ticket(), Configuration())


@pytest.mark.parametrize("kind", sorted(FOR_AGENTS))
def test_former_agent_gets_no_agent_emails(kind: Kind) -> None:
    assert not mail_rules.should_send(a_notice(kind), an_agent(role=Role.CUSTOMER), a_ticket(), Configuration())
    assert mail_rules.should_send(a_notice(kind), an_agent(role=Role.LEAD), a_ticket(), Configuration())


@pytest.mark.parametrize("kind", sorted(FOR_AGENTS))
def test_deactivated_agent_gets_no_agent_emails(kind: Kind) -> None:
    assert not mail_rules.should_send(a_notice(kind), an_agent(active=False), a_ticket(), Configuration())


@pytest.mark.parametrize("kind", sorted(set(ABOUT_TICKETS) - {Kind.MERGED}))
def test_only_agents_who_may_see_a_closed_teams_ticket_get_its_mails(kind: Kind) -> None:
    closed = Configuration(teams=(Team(id="support", name="Support", open=False),))
    readers = {
        "no_member": an_agent(),
        "elsewhere": an_agent(teams={"orders": "full"}),
        "member": an_agent(teams={"support": "read"}),
        "admin": an_agent(role=Role.ADMIN),
    }

    ticket = a_ticket(status=Status.SOLVED) if kind is Kind.RATING else a_ticket()

    reached = {
        name for name, reader in readers.items() if mail_rules.should_send(a_notice(kind), reader, ticket, closed)
    }

    assert reached == ({"member", "admin"} if kind in FOR_AGENTS else set(readers))


@pytest.mark.parametrize("status", Status)
def test_rating_request_is_sent_only_for_solved_unrated_tickets(status: Status) -> None:
    wanted = mail_rules.should_send(a_notice(Kind.RATING), a_person(), a_ticket(status=status), Configuration())
    rated = a_ticket(status=status, rating=Rating(score=5, at=NOW))
    assert wanted is (status is Status.SOLVED)
    assert not mail_rules.should_send(a_notice(Kind.RATING), a_person(), rated, Configuration())


@pytest.mark.parametrize("status", Status)
def test_reminder_is_not_sent_for_a_ticket_that_is_active_again(status: Status) -> None:
    taken_up = status in {Status.NEW, Status.OPEN, Status.ON_HOLD}
    assert (
        mail_rules.should_send(a_notice(Kind.REMINDER), a_person(), a_ticket(status=status), Configuration())
        is not taken_up
    )


@pytest.mark.parametrize(
    ("state", "age", "feed", "force", "expected"),
    [
        (MailState.WANTED, 0, None, False, TryVerdict.TAKE),
        (MailState.WAITING, 0, None, False, TryVerdict.TAKE),
        (MailState.SENT, 0, None, False, TryVerdict.FINISHED),
        (MailState.SENT, 60 * MINUTE, None, True, TryVerdict.FINISHED),
        (MailState.SKIPPED, 60 * MINUTE, None, True, TryVerdict.FINISHED),
        (MailState.BOUNCED, 60 * MINUTE, None, True, TryVerdict.FINISHED),
        (MailState.SENDING, 0, None, False, TryVerdict.WAIT),
        (MailState.SENDING, 15 * MINUTE - 1, None, True, TryVerdict.WAIT),
        (MailState.SENDING, 15 * MINUTE, 0, False, TryVerdict.ABANDON),
        (MailState.SENDING, 15 * MINUTE, NOW, False, TryVerdict.ABANDON),
        (MailState.SENDING, 15 * MINUTE, NOW + 1, False, TryVerdict.TAKE_OVER),
        (MailState.SENDING, 15 * MINUTE, 0, True, TryVerdict.TAKE_OVER),
        (MailState.UNKNOWN, 0, None, False, TryVerdict.WAIT),
        (MailState.UNKNOWN, 60 * MINUTE, 0, False, TryVerdict.ABANDON),
        (MailState.UNKNOWN, 60 * MINUTE, NOW + 1, False, TryVerdict.TAKE_OVER),
        (MailState.UNKNOWN, 0, None, True, TryVerdict.TAKE_OVER),
    ],
)
def test_email_in_unknown_state_is_resent_only_with_proof_or_by_force(
    state: MailState, age: int, feed: int | None, *, force: bool, expected: TryVerdict
) -> None:
    row = OutboxRow(state=state, claim="one", claimed_at=NOW)
    assert mail_rules.attempt_verdict(row, NOW + age, feed, force=force) is expected


def test_email_without_a_record_is_sent() -> None:
    assert mail_rules.attempt_verdict(None, NOW, None, force=False) is TryVerdict.TAKE


def test_message_before_a_refused_email_is_due_again_is_dropped() -> None:
    row = OutboxRow(state=MailState.WAITING, again_at=NOW + 10_000)
    assert mail_rules.attempt_verdict(row, NOW, None, force=False) is TryVerdict.FINISHED
    assert mail_rules.attempt_verdict(row, NOW, None, force=True) is TryVerdict.TAKE
    assert mail_rules.attempt_verdict(row, NOW + 9_000, None, force=False) is TryVerdict.TAKE


class TestOrder:
    @pytest.mark.parametrize("state", MailState)
    def test_only_unsent_emails_delay_later_ones(self, state: MailState) -> None:
        held = mail_rules.wait_for_earlier_ms([OutboxRow(state=state, due_at=NOW)], NOW + MINUTE)
        assert (held > 0) is (state in {MailState.WANTED, MailState.WAITING, MailState.SENDING})

    def test_unsent_email_delays_later_ones_for_ten_minutes_at_most(self) -> None:
        stuck = OutboxRow(state=MailState.WANTED, due_at=NOW)
        assert mail_rules.wait_for_earlier_ms([stuck], NOW + 10 * MINUTE - 1) == 5_000
        assert mail_rules.wait_for_earlier_ms([stuck], NOW + 10 * MINUTE) == 0

    def test_later_emails_wait_for_a_refused_one_without_limit(self) -> None:
        refused = OutboxRow(
            state=MailState.WAITING, due_at=NOW, claimed_at=NOW + 360 * MINUTE, again_at=NOW + 375 * MINUTE
        )
        assert mail_rules.wait_for_earlier_ms([refused], NOW + 370 * MINUTE) == 5 * MINUTE + 5_000

    def test_undoable_message_delays_later_emails(self) -> None:
        held_back = OutboxRow(state=MailState.WANTED, due_at=NOW + 30_000)
        assert mail_rules.wait_for_earlier_ms([held_back], NOW) > 0

    def test_email_without_earlier_ones_does_not_wait(self) -> None:
        assert mail_rules.wait_for_earlier_ms([], NOW) == 0


@pytest.mark.parametrize(("tries", "minutes"), [(0, 1), (1, 1), (2, 2), (3, 4), (4, 8), (5, 15), (500, 15)])
def test_refused_email_waits_longer_after_each_attempt(tries: int, minutes: int) -> None:
    assert mail_rules.retry_delay_ms(tries) == minutes * MINUTE


@pytest.mark.parametrize("kind", sorted(Kind))
def test_emails_to_customers_have_a_higher_cap_per_ticket(kind: Kind) -> None:
    found = mail_rules.caps(kind, mail_rules.Caps(25, 60, 5_000))
    usual = mail_rules.Caps(25, 240 if kind in FOR_AGENTS else 60, 5_000)
    assert found == (mail_rules.Caps(100, 1_000_000, 1_000_000) if kind is Kind.REPLIED else usual)


@pytest.mark.parametrize("kind", sorted(Kind))
@pytest.mark.parametrize("state", MailState)
def test_failed_email_to_a_customer_needs_an_agents_attention(kind: Kind, state: MailState) -> None:
    calls = mail_rules.needs_failure_report(kind, state)
    assert calls is (kind not in FOR_AGENTS and state in {MailState.BOUNCED, MailState.REJECTED, MailState.COMPLAINED})


@pytest.mark.parametrize("kind", sorted(Kind))
@pytest.mark.parametrize("why", SkipReason)
def test_skipped_email_needs_attention_only_if_the_customer_waits_for_it(kind: Kind, why: SkipReason) -> None:
    calls = mail_rules.needs_failure_report(kind, MailState.SKIPPED, why)
    suppressed = why is SkipReason.SUPPRESSED and kind in {Kind.REPLIED, Kind.REMINDER, Kind.CLOSING}
    assert calls is (suppressed or (why is SkipReason.CAPPED and kind is Kind.CLOSING))
