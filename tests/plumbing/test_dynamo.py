"""The table behind botocore's client: conditions, conflicts, pages, batches. With real tables in process, and with a small
fake client for what they never show."""

from typing import Any

import pytest

from chalicelib.plumbing.aws.dynamo import ATTEMPTS, MAX_BATCH, ConditionFailed, Dynamo, Table, labelled
from chalicelib.plumbing.aws.marshal import item_to_wire
from chalicelib.plumbing.errors import Unavailable
from chalicelib.plumbing.services import Services

ALWAYS = "attribute_exists(#pk) OR attribute_not_exists(#pk)"


class Cancelled(Exception):  # noqa: N818 - botocore's name begins like this
    def __init__(self, *codes: str) -> None:
        super().__init__(codes)
        self.response = {"CancellationReasons": [{"Code": code} for code in codes]}


class Answering:
    """A client that gives prepared answers, and keeps what it was asked."""

    class exceptions:  # noqa: N801 - as botocore calls it
        TransactionCanceledException = Cancelled

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def transact_write_items(self, **request: Any) -> None:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is not None:
            raise answer

    def batch_get_item(self, **request: Any) -> Any:
        self.asked.append(request)
        return self.answers.pop(0)(request) if len(self.answers) > 1 else self.answers[0](request)


def put(services: Services, n: int, **more: Any) -> None:
    services.core.write(services.core.put({"pk": "A#1", "sk": f"{n:03d}", "n": n, **more}))


class TestConditions:
    def test_put_refuses_existing_items_and_change_refuses_missing_ones(self, services: Services) -> None:
        put(services, 1)

        with pytest.raises(ConditionFailed):
            put(services, 1)
        with pytest.raises(ConditionFailed):
            services.core.write(services.core.change("A#1", "002", "SET #n = :n", n=2))
        with pytest.raises(ConditionFailed):
            services.core.write(services.core.remove("A#1", "002"))

    def test_failed_check_cancels_the_whole_transaction(self, services: Services) -> None:
        put(services, 1)
        core = services.core

        services.dynamo.transact([core.check("A#1", "001", "#n = :n", n=1), core.put({"pk": "A#1", "sk": "011"})])
        with pytest.raises(ConditionFailed) as failed:
            services.dynamo.transact([core.check("A#1", "001", "#n = :n", n=2), core.put({"pk": "A#1", "sk": "012"})])

        assert (failed.value.failed(0), failed.value.failed(1)) == (True, False)
        assert core.get("A#1", "001") == {"pk": "A#1", "sk": "001", "n": 1}
        assert [core.get("A#1", sk) is not None for sk in ("011", "012")] == [True, False]

    def test_a_change_gives_the_item_as_it_is_then(self, services: Services) -> None:
        put(services, 1)

        assert services.core.write(services.core.change("A#1", "001", "SET #n = #n + :by", by=4))["n"] == 5

    def test_failed_transaction_reports_the_failed_write_and_the_existing_item(self, services: Services) -> None:
        put(services, 1, name="first")
        core = services.core
        writes = [
            core.put({"pk": "A#1", "sk": "002"}),
            core.put({"pk": "A#1", "sk": "001"}, show=True),
            core.change("A#1", "003", "SET #n = :n", n=1),
        ]

        with pytest.raises(ConditionFailed) as failed:
            services.dynamo.transact(writes)

        assert [failed.value.failed(position) for position in range(3)] == [False, True, True]
        assert failed.value.items[1] == {"pk": "A#1", "sk": "001", "n": 1, "name": "first"}
        assert (failed.value.items[0], core.get("A#1", "002")) == (None, None)

    def test_failed_single_write_reports_the_existing_item(self, services: Services) -> None:
        put(services, 1)

        with pytest.raises(ConditionFailed) as failed:
            services.core.write(services.core.put({"pk": "A#1", "sk": "001"}, show=True))

        assert failed.value.items == [{"pk": "A#1", "sk": "001", "n": 1}]

    def test_value_cannot_become_part_of_an_expression(self, services: Services) -> None:
        put(services, 1, name="x")
        text = "x, #n = :n REMOVE #name"

        services.core.write(services.core.change("A#1", "001", "SET #name = :name", "#name = :was", name=text, was="x"))

        assert services.core.get("A#1", "001", consistent=True) == {"pk": "A#1", "sk": "001", "n": 1, "name": text}

    def test_removing_takes_the_item_away(self, services: Services) -> None:
        put(services, 1)
        services.core.write(services.core.remove("A#1", "001", "#n = :n", n=1))

        assert services.core.get("A#1", "001") is None


class TestConflicts:
    @pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
    def test_temporary_failure_is_retried_with_the_same_token(self, code: str) -> None:
        client = Answering(Cancelled("None", code), Cancelled(code, "None"), None)

        Dynamo(lambda: client).transact([{"Put": {}}, {"Put": {}}], "token")

        assert [asked["ClientRequestToken"] for asked in client.asked] == ["token"] * 3

    def test_persistent_conflict_is_unavailable_after_some_attempts(self) -> None:
        client = Answering(Cancelled("TransactionConflict"))

        with pytest.raises(Unavailable) as refused:
            Dynamo(lambda: client).transact([{"Put": {}}])

        assert (len(client.asked), refused.value.facts["retry_after"]) == (ATTEMPTS, 1)
        assert "ClientRequestToken" not in client.asked[0]

    def test_failed_condition_beside_a_conflict_is_not_retried(self) -> None:
        client = Answering(Cancelled("TransactionConflict", "ConditionalCheckFailed"))

        with pytest.raises(ConditionFailed) as failed:
            Dynamo(lambda: client).transact([{"Put": {}}, {"Put": {}}])

        assert (failed.value.failed(0), failed.value.failed(1), len(client.asked)) == (False, True, 1)

    def test_invalid_transaction_is_not_retried(self) -> None:
        client = Answering(Cancelled("ValidationError"))

        with pytest.raises(Cancelled):
            Dynamo(lambda: client).transact([{"Put": {}}])

        assert len(client.asked) == 1


class TestGettingMany:
    def test_over_a_hundred_are_fetched_in_several_trips(self, services: Services) -> None:
        for n in range(103):
            put(services, n)
        keys = [(services.core, "A#1", f"{n:03d}") for n in range(105)]

        found = services.dynamo.get_many([*keys, keys[0]])

        assert sorted(item["n"] for item in found.values()) == list(range(103))
        assert ("A#1", "104") not in found

    def test_items_of_several_tables_come_together(self, services: Services) -> None:
        put(services, 1)
        services.live.write(services.live.put({"pk": "B#1", "sk": "#"}))

        found = services.dynamo.get_many([(services.core, "A#1", "001"), (services.live, "B#1", "#")], consistent=True)

        assert found.keys() == {("A#1", "001"), ("B#1", "#")}

    def test_getting_no_keys_makes_no_call(self) -> None:
        client = Answering(None)

        assert Dynamo(lambda: client).get_many([]) == {}
        assert client.asked == []

    def test_unprocessed_keys_are_requested_again(self) -> None:
        def half(request: Any) -> Any:
            keys = request["RequestItems"]["core"]["Keys"]
            middle = len(keys) // 2
            left = {"core": {"Keys": keys[middle:]}} if keys[middle:] and len(keys) > 1 else {}
            given = keys[:middle] if left else keys
            return {
                "Responses": {"core": [item_to_wire({"pk": k["pk"]["S"], "sk": k["sk"]["S"]}) for k in given]},
                "UnprocessedKeys": left,
            }

        client = Answering(half)
        dynamo = Dynamo(lambda: client)
        core = Table(dynamo, "core")

        found = dynamo.get_many([(core, "A", str(n)) for n in range(8)])

        assert len(found) == 8
        assert [len(asked["RequestItems"]["core"]["Keys"]) for asked in client.asked] == [8, 4, 2, 1]

    def test_keys_that_stay_unprocessed_are_unavailable(self) -> None:
        client = Answering(lambda request: {"Responses": {}, "UnprocessedKeys": request["RequestItems"]})
        dynamo = Dynamo(lambda: client)

        with pytest.raises(Unavailable):
            dynamo.get_many([(Table(dynamo, "core"), "A", "1")])

        assert len(client.asked) == ATTEMPTS

    def test_batches_of_keys_stay_within_the_limit(self) -> None:
        client = Answering(lambda _request: {"Responses": {}})
        dynamo = Dynamo(lambda: client)
        dynamo.get_many([(Table(dynamo, "core"), "A", str(n)) for n in range(250)])

        sizes = [len(asked["RequestItems"]["core"]["Keys"]) for asked in client.asked]
        assert (sizes, MAX_BATCH) == ([100, 100, 50], 100)


class TestQueries:
    def test_page_shows_whether_there_is_more(self, services: Services) -> None:
        for n in range(5):
            put(services, n)

        first = services.core.query("#pk = :pk", pk="A#1", limit=3)
        last = services.core.query("#pk = :pk AND #sk > :after", pk="A#1", after="002", limit=3, descending=True)

        assert ([item["n"] for item in first.items], first.more) == ([0, 1, 2], True)
        assert ([item["n"] for item in last.items], last.more) == ([4, 3], False)

    def test_gathering_and_counting_continue_over_pages_of_a_megabyte(self, services: Services) -> None:
        for n in range(4):
            keys = {"queue_key": "Q", "queue_sort": f"{n}", "subject": "x" * 390_000}
            put(services, n, **keys)

        found = services.core.gather("#queue_key = :key", 10, index="by_queue", key="Q")

        assert [item["sk"] for item in found] == ["000", "001", "002", "003"]
        assert services.core.count("#queue_key = :key", index="by_queue", key="Q") == 4
        assert services.core.count("#pk = :pk", pk="A#1") == 4

    def test_gathering_stops_at_what_was_asked_for(self, services: Services) -> None:
        for n in range(4):
            put(services, n, queue_key="Q", queue_sort=str(n))

        found = services.core.gather("#queue_key = :key", 3, index="by_queue", descending=True, key="Q")

        assert [item["sk"] for item in found] == ["003", "002", "001"]
        assert services.core.gather("#queue_key = :key", 0, index="by_queue", key="Q") == []


def test_the_client_is_made_on_first_use_and_once() -> None:
    made: list[Answering] = []

    def connect() -> Answering:
        made.append(Answering(None))
        return made[-1]

    dynamo = Dynamo(connect)
    assert made == []
    assert dynamo.client is dynamo.client
    assert len(made) == 1


def test_failed_condition_is_found_by_the_label_of_its_write(services: Services) -> None:
    core = services.core
    core.write(core.put({"pk": "a", "sk": "#", "name": "first"}))
    writes = [core.put({"pk": "b", "sk": "#"}), labelled(core.put({"pk": "a", "sk": "#"}, show=True), "taken")]

    with pytest.raises(ConditionFailed) as failed:
        services.dynamo.transact([*writes, labelled(core.put({"pk": "c", "sk": "#"}), "free")])

    found = failed.value
    assert [found.failed(label) for label in ("taken", "free", "unknown")] == [True, False, False]
    assert (found.item("taken") or {})["name"] == "first"
    assert not found.first(1).failed("taken")
