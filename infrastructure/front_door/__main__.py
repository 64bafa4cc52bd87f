"""Serve an installation's front door: `python -m infrastructure.front_door FILE`, as `make run` does.

The file contains the addresses; it is read again when it changes, because a deployment may give the API a new address.
"""

import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web

from ..aws import Aws
from . import api, rules, smtp_server
from .mailbox import Mailbox
from .pages import Pages
from .sent_mails import MailFolder

HOST = "127.0.0.1"
MAX_S = 30  # a second more than API Gateway's timeout
BEHAVIOUR = web.RequestKey("behaviour", rules.Behaviour)
MAX_LINE = 64 * 1024  # so that a long URL gets the app's own error instead of the library's


@dataclass
class Where:
    """The content of the file, and when it was written."""

    file: Path
    read_at_ns: int = 0
    content: dict[str, Any] | None = None
    known: rules.Rules | None = None

    def now(self) -> tuple[dict[str, Any], rules.Rules]:
        """Return where the API and the bucket are, and the current rules of the template."""
        written = self.file.stat().st_mtime_ns
        if written != self.read_at_ns or self.content is None or self.known is None:
            self.content = json.loads(self.file.read_text("utf-8"))
            self.known = rules.read(
                json.loads(Path(self.content["template"]).read_text("utf-8")), self.content["files"]
            )
            self.read_at_ns = written
        return self.content, self.known


class FrontDoor:
    """The request handler: finds the behaviour and forwards to its origin."""

    def __init__(self, where: Where, session: ClientSession, pages: Pages) -> None:
        self._where = where
        self._session = session
        self._pages = pages

    async def answer(self, request: web.Request) -> web.StreamResponse:
        fields, known = self._where.now()
        behaviour = known.behaviour(request.path)
        request[BEHAVIOUR] = behaviour
        if request.method not in behaviour.methods:
            return web.Response(status=403, text="This address is only for reading.")
        if behaviour.origin == rules.API:
            return await api.hand_on(request, self._session, fields["aws"], fields["api_id"], known.compress_from)
        return await self._pages.answer(request, behaviour, known.site, fields["site_bucket"])


async def put_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Set the headers of the response headers policy, and remove those that name the software."""
    response.headers.pop("Server", None)
    behaviour = request.get(BEHAVIOUR)
    if behaviour is None:
        return
    for name in behaviour.removed_headers:
        response.headers.pop(name, None)
    for name, value in behaviour.default_headers.items():
        response.headers.setdefault(name, value)
    response.headers.update(behaviour.set_headers)


async def application(file: Path) -> web.Application:
    """Return the front door's application."""
    where = Where(file)
    fields, _rules = where.now()
    app = web.Application()
    session = ClientSession(
        connector=TCPConnector(limit=100), timeout=ClientTimeout(total=MAX_S), auto_decompress=False
    )
    app.on_cleanup.append(lambda _app: session.close())
    app.on_response_prepare.append(put_headers)
    door = FrontDoor(where, session, Pages(Aws(fields["aws"], fields["region"]).client("s3")))
    app.add_routes(Mailbox(MailFolder(Path(fields["mails"])), fields["desk"]).routes())
    app.router.add_route("*", r"/{path:[\s\S]*}", door.answer)
    app.cleanup_ctx.append(lambda _app: run_smtp_server(fields))
    return app


async def run_smtp_server(fields: dict[str, Any]) -> AsyncIterator[None]:
    """Run the SMTP server for as long as the front door runs."""
    bucket = Aws(fields["aws"], fields["region"]).client("s3")

    def keep(key: str, raw: bytes) -> None:
        bucket.put_object(Bucket=fields["inbound_bucket"], Key=key, Body=raw)

    slot = smtp_server.InboundSmtp(fields["inbound_domain"], keep)
    server = await smtp_server.listen(slot, HOST, fields["smtp_port"])
    yield
    server.close()
    await server.wait_closed()


def main() -> None:
    """Serve on this computer only, until stopped."""
    file = Path(sys.argv[1])
    port = json.loads(file.read_text("utf-8"))["port"]
    web.run_app(
        application(file),
        host=HOST,
        port=port,
        print=lambda *_: None,
        shutdown_timeout=2,
        max_line_size=MAX_LINE,
    )


if __name__ == "__main__":
    main()
