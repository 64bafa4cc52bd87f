import pytest

from chalicelib.plumbing.aws.dynamo import Table
from chalicelib.plumbing.aws.throttle import WINDOW_MS, admit, forgive
from chalicelib.plumbing.clock import MINUTE, SECOND
from chalicelib.plumbing.errors import TooManyRequests
from chalicelib.plumbing.services import Services

START = 1_767_611_220_000 // WINDOW_MS * WINDOW_MS
EMAIL = "maya@example.com"


@pytest.fixture
def counts(services: Services) -> Table:
    return services.live


def rows(counts: Table) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = counts.dynamo.client.scan(TableName=counts.name)["Items"]
    return found


def use_up(counts: Table, kind: str, value: str, limit: int, at: int) -> None:
    for _ in range(limit):
        admit(counts, kind, value, limit, at)


def test_calls_over_the_limit_are_refused(counts: Table) -> None:
    use_up(counts, "email", EMAIL, 5, START)
    with pytest.raises(TooManyRequests):
        admit(counts, "email", EMAIL, 5, START)


@pytest.mark.parametrize(("since_start", "wait"), [(0, 900), (14 * MINUTE, 60), (WINDOW_MS - 1, 1)])
def test_refusal_has_the_time_to_wait(counts: Table, since_start: int, wait: int) -> None:
    use_up(counts, "email", EMAIL, 1, START)
    with pytest.raises(TooManyRequests) as refused:
        admit(counts, "email", EMAIL, 1, START + since_start)
    assert refused.value.facts == {"retry_after": wait}


def test_limit_starts_again_after_15_minutes(counts: Table) -> None:
    use_up(counts, "email", EMAIL, 2, START)
    use_up(counts, "email", EMAIL, 2, START + WINDOW_MS)
    assert len(rows(counts)) == 2


def test_kinds_and_values_are_counted_apart(counts: Table) -> None:
    use_up(counts, "email", EMAIL, 1, START)
    use_up(counts, "source", EMAIL, 1, START)
    use_up(counts, "email", "ana@example.com", 1, START)
    assert len(rows(counts)) == 3


def test_forgiven_count_starts_from_zero(counts: Table) -> None:
    use_up(counts, "email", EMAIL, 3, START)
    forgive(counts, "email", EMAIL, START)
    forgive(counts, "email", EMAIL, START)
    use_up(counts, "email", EMAIL, 3, START)
    assert [row["count"]["N"] for row in rows(counts)] == ["3"]


def test_no_limit_admits_everything_and_counts_nothing(counts: Table) -> None:
    for _ in range(50):
        admit(counts, "email", EMAIL, 0, START)
    assert rows(counts) == []


def test_throttle_table_holds_no_address_and_its_rows_expire(counts: Table) -> None:
    admit(counts, "email", EMAIL, 5, START)
    (row,) = rows(counts)
    assert EMAIL not in str(row)
    assert int(row["ttl"]["N"]) == (START + WINDOW_MS) // SECOND + 60
