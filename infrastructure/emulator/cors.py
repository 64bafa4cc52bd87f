"""CORS by the bucket's own configuration: without enforced IAM ministack allows every origin for every bucket."""

from ministack import app as ministack_app
from ministack.services import s3

from .mails import App, Message, Receive, Scope, Send

CORS_PREFIX = b"access-control-"
Headers = list[tuple[bytes, bytes]]


def obey(app: App) -> App:
    """Wrap the ASGI application: a bucket with a CORS configuration allows only the origins named there."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        target = _target(scope)
        if target is None:
            await app(scope, receive, send)
            return
        bucket, key, headers = target
        if scope["method"] == "OPTIONS":
            status, answered, body = s3.cors_preflight(bucket, key, headers)
            await send({"type": "http.response.start", "status": status, "headers": _wire(answered)})
            await send({"type": "http.response.body", "body": body})
            return
        allowed = _wire(s3.cors_response_headers(bucket, scope["method"], headers))

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                remaining = [pair for pair in message["headers"] if not pair[0].lower().startswith(CORS_PREFIX)]
                message = {**message, "headers": [*remaining, *allowed]}
            await send(message)

        await app(scope, receive, answer)

    return wrapped


def _target(scope: Scope) -> tuple[str, str, dict[str, str]] | None:
    """Return bucket, key and headers of a request to which the bucket's configuration applies."""
    if scope["type"] != "http" or ministack_app.AUTH:
        return None
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    found = ministack_app._s3_cors_target(headers.get("host", ""), scope["path"])  # noqa: SLF001
    if found is None or s3._cors_rules(found[0]) is None:  # noqa: SLF001
        return None
    return found[0], found[1], headers


def _wire(headers: dict[str, str]) -> Headers:
    return [(name.lower().encode("latin-1"), str(value).encode("latin-1")) for name, value in headers.items()]
