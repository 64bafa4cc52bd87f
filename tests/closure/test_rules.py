"""When stale tickets are reminded of and closed."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.closure import rules as closure_rules
from chalicelib.plumbing.clock import DAY, HOUR
from chalicelib.tickets import timers
from chalicelib.tickets.model import Status, Ticket
from chalicelib.tickets.timers import Moment

T0 = 1_767_603_600_000


def pending(since: int) -> Ticket:
    return Ticket(
        number=1,
        subject="s",
        status=Status.PENDING,
        category="other",
        requester="carla",
        requester_name="Carla",
        requester_email="carla@example.com",
        team="support",
        created_at=since,
        updated_at=since,
        status_since=since,
        timers={closure_rules.REMIND: since + closure_rules.REMIND_AFTER},
    )


def starts(status: Status, at: int = T0) -> dict[str, int]:
    """The timers of a ticket that enters a status."""
    return closure_rules.starts(
        pending(at).model_copy(update={"status": status, "timers": {}}), Moment(at, restarts=True)
    )


def test_pending_is_reminded_of_after_three_days() -> None:
    assert starts(Status.PENDING) == {"remind": T0 + 3 * DAY}


def test_solved_is_closed_after_fourteen_days() -> None:
    assert starts(Status.SOLVED) == {"close": T0 + 14 * DAY}


def test_ticket_waiting_for_the_team_has_no_closing_timers() -> None:
    assert [starts(status) for status in (Status.NEW, Status.OPEN, Status.ON_HOLD, Status.CLOSED)] == [{}, {}, {}, {}]


def test_a_reminder_in_time_closes_a_week_after_the_question() -> None:
    assert closure_rules.closing_time_after_reminder(pending(T0), T0 + 3 * DAY) == T0 + 7 * DAY


def test_a_late_reminder_still_leaves_two_days() -> None:
    assert closure_rules.closing_time_after_reminder(pending(T0), T0 + 9 * DAY) == T0 + 9 * DAY + 48 * HOUR


@given(late=st.integers(0, 60 * DAY))
def test_ticket_closes_two_days_after_its_reminder_and_a_week_after_the_question_at_the_earliest(late: int) -> None:
    reminded_at = T0 + 3 * DAY + late
    closes_at = closure_rules.closing_time_after_reminder(pending(T0), reminded_at)

    assert closes_at >= reminded_at + 48 * HOUR
    assert closes_at >= T0 + 7 * DAY


@given(late=st.integers(0, 60 * DAY), later=st.integers(0, 60 * DAY))
def test_the_last_notice_is_after_the_reminder_and_a_day_before_closing(late: int, later: int) -> None:
    reminded_at = T0 + 3 * DAY + late
    set_by_reminder = closure_rules.after_reminder(closure_rules.closing_time_after_reminder(pending(T0), reminded_at))
    announced_at = set_by_reminder[closure_rules.LAST_NOTICE] + later
    closes_at = closure_rules.closing_time_after_notice(
        pending(T0).model_copy(update={"timers": set_by_reminder}), announced_at
    )

    assert set_by_reminder[closure_rules.LAST_NOTICE] >= reminded_at + DAY
    assert closes_at >= announced_at + DAY
    assert closes_at >= set_by_reminder[closure_rules.CLOSE]
    assert later or closes_at == set_by_reminder[closure_rules.CLOSE]


def test_a_timer_is_due_at_its_minute_and_not_before() -> None:
    ticket = pending(T0)

    assert not closure_rules.is_due(ticket, "remind", T0 + 3 * DAY - 1)
    assert closure_rules.is_due(ticket, "remind", T0 + 3 * DAY)


def test_a_timer_that_was_cancelled_is_never_due() -> None:
    answered = timers.settled(pending(T0).entering(Status.OPEN, T0 + DAY), pending(T0), T0 + DAY)

    assert not closure_rules.is_due(answered, "remind", T0 + 30 * DAY)
