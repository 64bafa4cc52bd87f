"""Saves the local AWS while it runs: ministack saves only at a normal stop, so a crash would lose the whole session.

A process that is killed loses what was written after the last save: about a second with little data. Every save writes the
whole state, so a large one is saved less often; it loses up to five times as long as one save takes. A journal of requests
would lose less, but replaying it would not restore the same data, because services would generate new ids.
"""

import asyncio
import contextlib
import logging
import os
import threading
import time

from ministack import app as ministack_app
from ministack.core import persistence

from .mails import App, Message, Receive, Scope, Send

SAVE_NOW = "/_desk/save"
REST = 4
"""A large state takes most of a minute to save and is slow meanwhile: the pause is this many times as long."""
READS = ("Get", "List", "Describe", "Query", "Scan", "BatchGet", "Receive")

log = logging.getLogger("desk.saving")


class Keeper:
    """Saves changes every `every` seconds, or less often if saving takes long; and immediately on request."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._dirty = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._started = False
        self._took = 0.0

    def note(self, scope: Scope) -> None:
        """Record whether a request may have changed anything."""
        if not self._started:
            self._started = True
            threading.Thread(target=self._run, name="desk-saving", daemon=True).start()
        if not _only_reads(scope):
            self._dirty.set()

    def save(self) -> None:
        """Write the state of every service; one that changes during the save keeps its last file and is retried next time."""
        with self._one_at_a_time:
            self._dirty.clear()
            started = time.monotonic()
            persistence.save_all(ministack_app._build_persistence_save_dict())  # noqa: SLF001
            self._took = time.monotonic() - started
            log.info("saved in %.1f s", self._took)

    def _run(self) -> None:
        while True:
            time.sleep(max(self._every, REST * self._took))
            if self._dirty.is_set():
                self.save()


def keep(app: App) -> App:
    """Wrap the ASGI application: record writes, and answer POST /_desk/save once everything is on disk."""
    keeper = Keeper(float(os.environ.get("DESK_SAVE_EVERY", "1")))

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            keeper.note(scope)
            if scope["path"] == SAVE_NOW and scope["method"] == "POST":
                await asyncio.to_thread(keeper.save)
                await _answer(send)
                return
        with contextlib.suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return wrapped


async def _answer(send: Send) -> None:
    start: Message = {"type": "http.response.start", "status": 204, "headers": []}
    await send(start)
    await send({"type": "http.response.body", "body": b""})


def _only_reads(scope: Scope) -> bool:
    if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return True
    target = dict(scope["headers"]).get(b"x-amz-target", b"").decode("latin-1").rpartition(".")[2]
    return bool(target) and target.startswith(READS)
