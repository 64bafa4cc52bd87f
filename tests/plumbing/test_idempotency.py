"""Idempotency keys, in a real table in process."""

import pytest

from chalicelib.plumbing.aws.dynamo import ConditionFailed
from chalicelib.plumbing.clock import DAY, SECOND
from chalicelib.plumbing.errors import Invalid
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.services import Services
from tests.doubles import MONDAY_MORNING as NOW

KEY = IdempotencyKey.of("k", b"body", "carla", "POST", "/v1/tickets")


def use(
    services: Services, idempotency_key: IdempotencyKey, resource: str = "1", at: int = NOW
) -> ConditionFailed | None:
    try:
        services.dynamo.transact([idempotency_key.write(services.core, resource, at)])
    except ConditionFailed as failed:
        return failed
    return None


@pytest.mark.parametrize(
    "other",
    [
        IdempotencyKey.of("K", b"body", "carla", "POST", "/v1/tickets"),
        IdempotencyKey.of("k", b"body", "mallory", "POST", "/v1/tickets"),
        IdempotencyKey.of("k", b"body", "carla", "PUT", "/v1/tickets"),
        IdempotencyKey.of("k", b"body", "carla", "POST", "/v1/tickets/1/notes"),
    ],
)
def test_a_key_is_bound_to_caller_method_and_route(services: Services, other: IdempotencyKey) -> None:
    assert use(services, KEY) is None
    assert use(services, other) is None
    assert other.key != KEY.key


def test_repeated_key_returns_the_result_of_the_first_use(services: Services) -> None:
    use(services, KEY, "10001-1-C")

    failed = use(services, KEY, "10002-1-C")

    assert failed is not None
    assert KEY.replayed(failed) == "10001-1-C"


def test_idempotency_key_with_another_body_is_refused(services: Services) -> None:
    use(services, KEY)
    other = IdempotencyKey.of("k", b"another", "carla", "POST", "/v1/tickets")

    failed = use(services, other)

    assert failed is not None
    with pytest.raises(Invalid, match="another request"):
        other.replayed(failed)


def test_a_failure_elsewhere_in_the_transaction_is_no_replay(services: Services) -> None:
    missing = services.core.change("T#1", "#", "SET #status = :status", status="open")
    with pytest.raises(ConditionFailed) as failed:
        services.dynamo.transact([missing, KEY.write(services.core, "1", NOW)])

    assert KEY.replayed(failed.value) is None
    assert services.core.get(f"IK#{KEY.key}") is None


@pytest.mark.parametrize(("later", "used"), [(DAY, True), (2 * DAY, True), (2 * DAY + 2 * SECOND, False)])
def test_key_expires_after_two_days_even_before_its_item_is_deleted(
    services: Services, later: int, *, used: bool
) -> None:
    use(services, KEY)

    assert (use(services, KEY, at=NOW + later) is not None) is used


def test_idempotency_record_has_an_expiry_for_the_table(services: Services) -> None:
    use(services, KEY)

    row = services.core.get(f"IK#{KEY.key}")
    assert row is not None
    assert row["ttl"] == (NOW + 2 * DAY) // SECOND


def test_an_earlier_use_is_found_without_writing(services: Services) -> None:
    assert KEY.used(services.core) is None
    use(services, KEY, "10001-1-C")

    assert KEY.used(services.core) == "10001-1-C"
    with pytest.raises(Invalid):
        IdempotencyKey.of("k", b"another body", "carla", "POST", "/v1/tickets").used(services.core)
