"""`GET /_desk/backlog`: what has not been processed yet, so that a caller can wait until everything has."""

import json
from typing import Any

from ministack.services import dynamodb, lambda_svc, sqs

from .mails import App, Receive, Scope, Send
from .streams import position_of, table_of

BACKLOG = "/_desk/backlog"


def show(app: App) -> App:
    """Wrap the ASGI application: answer this request and pass on all others."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != BACKLOG:
            await app(scope, receive, send)
            return
        body = json.dumps({name: count for name, count in _counts() if count}).encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return wrapped


def _counts() -> list[tuple[str, int]]:
    """Return unread records by function, and messages by queue, for queues with a consumer."""
    counts: list[tuple[str, int]] = []
    for account, region, mapping in lambda_svc._iter_all_esms():  # noqa: SLF001
        account_token = lambda_svc._request_account_id.set(account)  # noqa: SLF001
        region_token = lambda_svc._request_region.set(region)  # noqa: SLF001
        try:
            counts.append((mapping["FunctionName"], _waiting(mapping)))
        finally:
            lambda_svc._request_account_id.reset(account_token)  # noqa: SLF001
            lambda_svc._request_region.reset(region_token)  # noqa: SLF001
    return counts


def _waiting(mapping: dict[str, Any]) -> int:
    table_name = table_of(mapping)
    if table_name is not None:
        end: int = dynamodb.stream_end_position(table_name)
        return end - position_of(mapping, table_name)
    queue = sqs._queue_by_arn(mapping.get("EventSourceArn", ""))  # noqa: SLF001
    return len(queue["messages"]) if queue else 0
