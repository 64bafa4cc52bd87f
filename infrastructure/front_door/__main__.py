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

from infrastructure.aws import Aws
from infrastructure.front_door import api, letter_slot, rules
from infrastructure.front_door.letters import LetterBox
from infrastructure.front_door.mailbox import Mailbox
from infrastructure.front_door.pages import Pages

HOST = "127.0.0.1"
LONGEST_S = 30  # a second more than API Gateway's timeout
BEHAVIOUR = web.RequestKey("behaviour", rules.Behaviour)


LONGEST_LINE = 64 * 1024  # so that a long URL gets the app's own error instead of the library's


@dataclass
class Where:
    """The content of the file, and when it was written."""

    file: Path
    read_at_ns: int = 0
    said: dict[str, Any] | None = None
    known: rules.Rules | None = None

    def now(self) -> tuple[dict[str, Any], rules.Rules]:
        """Return where the API and the bucket are, and the current rules of the template."""
        written = self.file.stat().st_mtime_ns
        if written != self.read_at_ns or self.said is None or self.known is None:
            self.said = json.loads(self.file.read_text("utf-8"))
            self.known = rules.read(json.loads(Path(self.said["template"]).read_text("utf-8")), self.said["files"])
            self.read_at_ns = written
        return self.said, self.known


class FrontDoor:
    """The request handler: finds the behaviour and forwards to its origin."""

    def __init__(self, where: Where, session: ClientSession, pages: Pages) -> None:
        self._where = where
        self._session = session
        self._pages = pages

    async def answer(self, request: web.Request) -> web.StreamResponse:
        said, known = self._where.now()
        behaviour = known.behaviour(request.path)
        request[BEHAVIOUR] = behaviour
        if request.method not in behaviour.methods:
            return web.Response(status=403, text="This address is only for reading.")
        if behaviour.origin == rules.API:
            return await api.hand_on(request, self._session, said["aws"], said["api_id"], known.compress_from)
        return await self._pages.answer(request, behaviour, known.site, said["site_bucket"])


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
    said, _rules = where.now()
    app = web.Application()
    session = ClientSession(
        connector=TCPConnector(limit=100), timeout=ClientTimeout(total=LONGEST_S), auto_decompress=False
    )
    app.on_cleanup.append(lambda _app: session.close())
    app.on_response_prepare.append(put_headers)
    door = FrontDoor(where, session, Pages(Aws(said["aws"], said["region"]).client("s3")))
    app.add_routes(Mailbox(LetterBox(Path(said["mails"])), said["desk"]).routes())
    app.router.add_route("*", r"/{path:[\s\S]*}", door.answer)
    app.cleanup_ctx.append(lambda _app: letters_in(said))
    return app


async def letters_in(said: dict[str, Any]) -> AsyncIterator[None]:
    """Run the SMTP server for as long as the front door runs."""
    bucket = Aws(said["aws"], said["region"]).client("s3")

    def keep(key: str, raw: bytes) -> None:
        bucket.put_object(Bucket=said["inbound_bucket"], Key=key, Body=raw)

    slot = letter_slot.LetterSlot(said["inbound_domain"], keep)
    server = await letter_slot.listen(slot, HOST, said["smtp_port"])
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
        max_line_size=LONGEST_LINE,
    )


if __name__ == "__main__":
    main()
