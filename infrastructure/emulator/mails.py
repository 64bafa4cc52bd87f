"""Writes every email that the local AWS sends to a file, and triggers its delivery events.

ministack loses emails at a restart and never shows their headers.
"""

import json
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from . import deliveries

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SEND_MAIL = "/v2/email/outbound-emails"


def keep(app: App) -> App:
    """Wrap the ASGI application so that each accepted SendEmail is recorded as the caller sent it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].rstrip("/") != SEND_MAIL or scope["method"] != "POST":
            await app(scope, receive, send)
            return
        asked, answered, status = bytearray(), bytearray(), [0]

        async def listen() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def answer(message: Message) -> None:
            status[0] = message.get("status", status[0])
            answered.extend(message.get("body", b""))
            ends = message["type"] == "http.response.body" and not message.get("more_body")
            if ends and status[0] == 200:  # noqa: PLR2004
                message_id, sent = json.loads(answered)["MessageId"], json.loads(asked)
                _write(message_id, sent)  # before the caller gets the response
                deliveries.send_events(message_id, sent)
            await send(message)

        await app(scope, listen, answer)

    return wrapped


def repair() -> None:
    """Record emails of services inside the emulator (Cognito's codes), which make no HTTP request."""
    from ministack.services import ses

    send = ses.send_internal_email

    def send_and_keep(source: str, to_addrs: list[str], subject: str, **rest: Any) -> str:
        message_id: str = send(source, to_addrs, subject, **rest)
        body = {"Text": {"Data": rest.get("body_text") or ""}, "Html": {"Data": rest.get("body_html") or ""}}
        simple = {"Subject": {"Data": subject}, "Body": body}
        destination = {"ToAddresses": list(to_addrs)}
        _write(message_id, {"FromEmailAddress": source, "Destination": destination, "Content": {"Simple": simple}})
        return message_id

    ses.send_internal_email = send_and_keep


def _write(message_id: str, sent: dict[str, Any]) -> None:
    """Write one file per email, named so that names sort by time; atomically."""
    folder = Path(os.environ["DESK_MAILS"])
    folder.mkdir(parents=True, exist_ok=True)
    now_ms = time.time_ns() // 1_000_000
    file = folder / f"{now_ms:014d}-{message_id.partition('@')[0]}.json"
    half = file.with_suffix(".part")
    half.write_text(json.dumps({"at": now_ms + _offset_ms(), "message_id": message_id, **sent}), "utf-8")
    half.replace(file)


def _offset_ms() -> int:
    """Return how far `make advance` has moved the time, in milliseconds."""
    try:
        return int(json.loads(Path(os.environ["DESK_CLOCK"]).read_text("utf-8"))["offset_s"]) * 1000
    except (OSError, ValueError, KeyError):
        return 0
