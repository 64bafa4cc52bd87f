"""Batches of a stream and of a queue: a poisoned record at any place takes none of the others with it."""

from typing import Any

import pytest

from chalicelib.plumbing.aws.queues import Queue, all_messages, answer, each_message
from chalicelib.plumbing.aws.stream import changes, each_new_item
from tests import events

SOUND: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"pk": {"S": f"T#{n}"}, "sk": {"S": "C#000001"}}) for n in range(3)
]
UNREADABLE = {"pk": {"S": "T#9"}, "sk": {"S": "C#000001"}, "body": {"B": "AQ=="}}


def new_items(*images: dict[str, Any]) -> dict[str, Any]:
    return events.stream_event([(None, image) for image in images])


def failing_on(bad: str, seen: list[str]) -> Any:
    def handle(item: dict[str, Any]) -> None:
        seen.append(item["pk"])
        if item["pk"] == bad:
            raise RuntimeError(bad)

    return handle


class TestStream:
    @pytest.mark.parametrize("position", [0, 1, 2])
    def test_failing_stream_record_is_reported_alone(self, position: int) -> None:
        seen: list[str] = []
        event = new_items(*(new for _, new in SOUND))

        payload = each_new_item(event, failing_on(f"T#{position}", seen))

        assert seen == ["T#0", "T#1", "T#2"]
        assert payload == {"batchItemFailures": [{"itemIdentifier": f"{position + 1:021d}"}]}

    @pytest.mark.parametrize("position", [0, 1, 2])
    def test_unreadable_stream_record_is_reported_as_failed(self, position: int) -> None:
        seen: list[str] = []
        images = [new for _, new in SOUND]
        images.insert(position, UNREADABLE)

        payload = each_new_item(new_items(*images), failing_on("", seen))

        assert seen == ["T#0", "T#1", "T#2"]
        assert payload == {"batchItemFailures": [{"itemIdentifier": f"{position + 1:021d}"}]}

    def test_batch_without_failures_reports_none(self) -> None:
        assert each_new_item(new_items(*(new for _, new in SOUND)), failing_on("", [])) == {"batchItemFailures": []}

    def test_deleted_item_is_not_handled(self) -> None:
        seen: list[str] = []

        each_new_item(events.stream_event([(SOUND[0][1], None)]), failing_on("", seen))

        assert seen == []

    def test_changes_have_both_images(self) -> None:
        old, new = {**SOUND[0][1], "version": {"N": "1"}}, {**SOUND[0][1], "version": {"N": "2"}}

        found = list(changes(events.stream_event([(None, old), (old, new), (new, None)])))

        versions = [(c.old and c.old["version"], c.new and c.new["version"]) for c in found]
        assert versions == [(None, 1), (1, 2), (2, None)]
        assert [int(change.sequence) for change in found] == [1, 2, 3]

    def test_of_changes_the_unreadable_are_left_out(self) -> None:
        found = list(changes(new_items(UNREADABLE, SOUND[0][1], UNREADABLE)))

        assert [change.new and change.new["pk"] for change in found] == ["T#0"]


class TestQueues:
    @pytest.mark.parametrize("position", [0, 1, 2])
    def test_failing_message_is_reported_alone(self, position: int) -> None:
        seen: list[int] = []

        def handle(message: dict[str, Any]) -> None:
            seen.append(message["n"])
            if message["n"] == position:
                raise RuntimeError

        payload = each_message(events.queue_event([{"n": n} for n in range(3)]), handle)

        assert seen == [0, 1, 2]
        assert payload == {"batchItemFailures": [{"itemIdentifier": f"message-{position}"}]}

    @pytest.mark.parametrize("position", [0, 1, 2])
    def test_message_that_is_not_json_is_reported_as_failed(self, position: int) -> None:
        event = events.queue_event([{"n": n} for n in range(3)])
        event["Records"][position]["body"] = "{"
        seen: list[int] = []

        payload = each_message(event, lambda message: seen.append(message["n"]))

        assert seen == [n for n in range(3) if n != position]
        assert payload == answer([f"message-{position}"])

    def test_messages_are_sent_as_compact_json(self) -> None:
        class Client:
            sent: dict[str, Any]

            def send_message(self, **request: Any) -> None:
                self.sent = request

        client = Client()
        Queue(lambda: client, "https://queue").send({"team": "orders", "n": 1})

        assert client.sent == {"QueueUrl": "https://queue", "MessageBody": '{"team":"orders","n":1}'}


class TestWholeBatches:
    MESSAGES = [{"n": n} for n in range(4)]

    def test_messages_are_handled_together_and_failed_ones_reported(self) -> None:
        seen: list[Any] = []

        def handle(messages: Any) -> set[int]:
            seen.append(list(messages))
            return {3, 1}

        payload = all_messages(events.queue_event(self.MESSAGES), handle)

        assert seen == [self.MESSAGES]
        assert payload == {"batchItemFailures": [{"itemIdentifier": "message-1"}, {"itemIdentifier": "message-3"}]}

    @pytest.mark.parametrize("position", [0, 2, 3])
    def test_unreadable_message_of_a_batch_is_reported_without_shifting_positions(self, position: int) -> None:
        event = events.queue_event(self.MESSAGES)
        event["Records"][position]["body"] = "{"

        payload = all_messages(event, lambda messages: {len(messages) - 1})

        last = 3 if position != 3 else 2
        assert payload == {"batchItemFailures": [{"itemIdentifier": f"message-{n}"} for n in (position, last)]}

    def test_handler_is_not_called_without_readable_messages(self) -> None:
        def never(_messages: Any) -> set[int]:
            raise AssertionError

        event = events.queue_event([{}])
        event["Records"][0]["body"] = "?"

        assert all_messages(event, never) == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
        assert all_messages({"Records": []}, never) == {"batchItemFailures": []}

    def test_handler_that_raises_reports_every_message(self) -> None:
        def broken(_messages: Any) -> set[int]:
            raise ConnectionError

        with pytest.raises(ConnectionError):
            all_messages(events.queue_event(self.MESSAGES), broken)
