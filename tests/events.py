"""AWS events as AWS sends them."""

import json
from collections.abc import Sequence
from typing import Any

Change = tuple[dict[str, Any] | None, dict[str, Any] | None]


def stream_event(changes: Sequence[Change], first: int = 1) -> dict[str, Any]:
    """A batch of a DynamoDB stream: wire images before and after, numbered from `first`."""
    return {"Records": [_record(change, number) for number, change in enumerate(changes, first)]}


def _record(change: Change, number: int) -> dict[str, Any]:
    old, new = change
    item = new or old or {}
    images = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image}
    return {
        "eventID": f"event-{number}",
        "eventName": "MODIFY" if old and new else "INSERT" if new else "REMOVE",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/core/stream/2026-01-05T09:00:00.000",
        "dynamodb": {
            "ApproximateCreationDateTime": 1767603600,
            "Keys": {"pk": item["pk"], "sk": item["sk"]},
            "SequenceNumber": f"{number:021d}",
            "SizeBytes": 1,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            **images,
        },
    }


def queue_event(messages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A batch of SQS messages."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": f"handle-{number}",
                "body": json.dumps(message),
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:queue",
                "awsRegion": "us-east-1",
            }
            for number, message in enumerate(messages)
        ]
    }


def schedule_event() -> dict[str, Any]:
    """What EventBridge sends once a minute."""
    return {
        "version": "0",
        "id": "tick",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-01-05T09:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {},
    }


def is_news(change: Change) -> bool:
    """What the filter of `on_ticket_event` lets through."""
    return is_event(change) or is_person(change)


def is_event(change: Change) -> bool:
    """A new event of a ticket that is not history."""
    old, new = change
    key = (new or {}).get("sk", {}).get("S", "")
    return old is None and key[:2] in {"C#", "I#"} and "silent" not in (new or {})


def is_person(change: Change) -> bool:
    """A new or changed person."""
    new = change[1] or {}
    return new.get("sk", {}).get("S") == "#" and str(new["pk"]["S"]).startswith("P#")


def is_ticket(change: Change) -> bool:
    """What the filter of `on_ticket_change` lets through."""
    new = change[1] or {}
    return new.get("sk", {}).get("S") == "#" and str(new["pk"]["S"]).startswith("T#")
