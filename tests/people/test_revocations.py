"""Whose sign-in is not good any more, and how seldom that is read."""

from itertools import count

import pytest

from chalicelib.people import revocations
from chalicelib.people.model import Caller, Role
from chalicelib.people.revocations import FRESH_MS, LEASE_MS, TOKEN_MS, RightsHold
from chalicelib.people.sign_in import caller_of
from chalicelib.plumbing.aws.dynamo import ConditionFailed
from chalicelib.plumbing.clock import MINUTE, SECOND
from chalicelib.plumbing.errors import SignInRequired
from chalicelib.plumbing.services import Services
from tests.conftest import Desk
from tests.doubles import MONDAY_MORNING as NOW

ADA = RightsHold("ada", "first")
_claims = count(1)


def caller(issued: str | int, person: str = "ada") -> Caller:
    return Caller(id=person, email="a@desk.example", name="A", role=Role.AGENT, issued=str(issued))


def is_let_in(services: Services, issued: str | int, person: str = "ada") -> bool:
    try:
        caller_of.check(services, caller(issued, person))
    except SignInRequired:
        return False
    return True


def revoke(services: Services, person: str = "ada") -> None:
    hold = RightsHold(person, f"try-{next(_claims)}")
    services.core.write(revocations.begin(services, hold))
    revocations.end(services, hold)


def test_tokens_made_before_are_refused_and_tokens_made_afterwards_are_good(services: Services) -> None:
    revoke(services)

    assert not is_let_in(services, NOW // SECOND - 1)
    assert is_let_in(services, NOW // SECOND)
    assert is_let_in(services, NOW // SECOND - 1, "alan")


def test_latest_revocation_counts(desk: Desk) -> None:
    revoke(desk.services)
    desk.clock.advance(minutes=5)
    revoke(desk.services)

    assert revocations.revoked_at(desk.services, "ada") == NOW + 5 * MINUTE


def test_while_a_change_is_on_its_way_every_token_is_refused(desk: Desk) -> None:
    desk.services.core.write(revocations.begin(desk.services, ADA))

    assert not is_let_in(desk.services, NOW // SECOND + 1_000_000)
    desk.clock.advance(days=30)
    assert not is_let_in(desk.services, desk.clock.real() // SECOND)


@pytest.mark.parametrize(
    ("issued", "good"),
    [
        ("Mon Jan 05 09:00:00 UTC 2026", True),  # as API Gateway writes the claim
        ("Mon Jan 05 08:59:59 UTC 2026", False),
        ("1767603600", True),
        ("1767603599", False),
        ("", False),
        ("soon", False),
        ("-1", False),
        ("1e30", False),
        ("٩", False),
        ("Mon Jan 05 09:00:00 CET 2026", False),
    ],
)
def test_issue_time_of_a_token_is_read_in_every_form_and_refused_if_unclear(
    services: Services, issued: str, *, good: bool
) -> None:
    revoke(services)

    assert is_let_in(services, issued) is good


def test_a_warm_function_reads_once_in_half_a_minute(desk: Desk) -> None:
    desk.meter.reset()
    for _ in range(5):
        assert is_let_in(desk.services, 1)
        desk.clock.advance(ms=FRESH_MS // 5)
    assert (desk.meter.spent.trips, desk.meter.spent.reads) == (1, 0.5)

    desk.clock.advance(ms=1)
    assert is_let_in(desk.services, 1)
    assert desk.meter.spent.trips == 2


def test_revocation_reaches_other_functions_within_30_seconds(desk: Desk) -> None:
    assert is_let_in(desk.services, 1)  # it has just looked
    hold = RightsHold("ada", "elsewhere")
    desk.services.core.write(revocations.begin(desk.services, hold))
    revocations._cached.put(desk.services.core, desk.clock.real(), {})  # as another process remembers it

    assert is_let_in(desk.services, 1)
    desk.clock.advance(ms=FRESH_MS + 1)
    assert not is_let_in(desk.services, 1)


def test_revocations_older_than_a_token_are_not_read(desk: Desk) -> None:
    for n in range(60):
        revoke(desk.services, f"agent-{n}")
    desk.clock.advance(ms=TOKEN_MS + 1)
    desk.meter.reset()

    assert revocations.revoked_at(desk.services, "agent-7") == 0
    assert desk.meter.spent.reads == 0.5


def test_hundreds_of_revocations_at_once_are_all_saved(desk: Desk) -> None:
    for n in range(120):
        revoke(desk.services, f"{n:03d}-{'x' * 40}")

    assert all(revocations.revoked_at(desk.services, f"{n:03d}-{'x' * 40}") == NOW for n in range(120))


class TestHolds:
    def test_second_revocation_waits_for_the_first(self, services: Services) -> None:
        services.core.write(revocations.begin(services, ADA))

        with pytest.raises(ConditionFailed):
            services.core.write(revocations.begin(services, RightsHold("ada", "second")))
        with pytest.raises(ConditionFailed):
            revocations.take_over(services, "ada", "second")

    def test_abandoned_revocation_is_taken_over_with_its_lost_teams(self, desk: Desk) -> None:
        desk.services.core.write(revocations.begin(desk.services, RightsHold("ada", "first", ("billing", "orders"))))
        desk.clock.advance(ms=LEASE_MS + 1)

        hold = revocations.take_over(desk.services, "ada", "second")

        assert hold == RightsHold("ada", "second", ("billing", "orders"))
        with pytest.raises(ConditionFailed):
            revocations.end(desk.services, ADA)
        assert revocations.revoked_at(desk.services, "ada") == revocations.FAR_FUTURE

    def test_released_revocation_is_taken_over_at_once(self, services: Services) -> None:
        services.core.write(revocations.begin(services, ADA))
        revocations.release(services, ADA)

        hold = revocations.take_over(services, "ada", "second")

        assert hold is not None
        revocations.end(services, hold)
        assert revocations.revoked_at(services, "ada") == NOW

    def test_completed_revocation_cannot_be_taken_over(self, services: Services) -> None:
        assert revocations.take_over(services, "ada", "any") is None
        revoke(services)
        assert revocations.take_over(services, "ada", "any") is None
