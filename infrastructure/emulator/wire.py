"""Treats local calls as made over TLS, so that policies which deny anything else can be enforced."""

from .mails import App, Receive, Scope, Send

OVER_TLS = (b"x-forwarded-proto", b"https")


def secure(app: App) -> App:
    """Wrap the ASGI application: every request appears to come from a TLS endpoint."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not any(name == OVER_TLS[0] for name, _value in scope["headers"]):
            scope = {**scope, "headers": [*scope["headers"], OVER_TLS]}
        await app(scope, receive, send)

    return wrapped
