"""Rebuilds the whole index beside the current one, which stays in use; no concurrent write is lost.

The manifest says that a rebuild is running, and until when at most; writers then record the keys they change. At the end those
are read again, and the new index replaces the old one, unless more keys were changed meanwhile: then it repeats the last step.
"""

import itertools
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress

from ..plumbing.marshal import Item
from ..plumbing.objects import Overtaken
from ..plumbing.services import Services
from . import manifest, updating
from .engine import Engine, Writer
from .index import Beaten, Copy, Shelf
from .manifest import LEASE_MS, Manifest
from .model import Document, errand_about
from .specs import DOCUMENTS

TRIES = 50
ERRANDS_AT_ONCE = 100


class GivenUp(Exception):  # noqa: N818 - the caller decides what to do
    """Another rebuild was started, or this one was inactive for too long."""


class Rebuilding:
    """One rebuild: `begin`, then `run` with everything that is read from then on."""

    def __init__(self, services: Services, engine: Engine) -> None:
        self._services = services
        self._shelf = Shelf(services.index_bucket, engine)
        self._id = services.new_id()
        self._languages: set[str] = set()
        self._alive_until = 0

    def begin(self) -> None:
        """Make writers record the keys they change. Read the data only after that. 2 RT. Raises `Beaten`."""
        self._say(first=True)

    def run(self, items: Iterable[Item]) -> Manifest:
        """Build the new index from all items of the core table and publish it. Raises `GivenUp`, `Beaten`."""
        copy = self._shelf.edited(
            Copy(self._shelf.new_folder()), lambda writer: writer.put(self._documents(items)), roomy=True
        )
        for _ in range(TRIES):
            before, tag = self._shelf.read()
            self._check(before)
            copy = self._touched_again(copy, before)
            after = manifest.rebuilt(before, copy.files, self._languages)
            try:
                self._shelf.replace(after, tag)
            except Overtaken:
                continue
            self._shelf.tidy(after, self._now())
            shutil.rmtree(copy.folder)
            return after
        raise Beaten

    def _documents(self, items: Iterable[Item]) -> Iterator[Document]:
        """Iterate over the documents that all kinds build from the items."""
        collectors = [spec.collector() for spec in DOCUMENTS.values()]
        for item in items:
            self._keep_alive()
            for collect in collectors:
                for document in collect(item):
                    self._languages.update(filter(None, (document.language,)))
                    yield document

    def _touched_again(self, copy: Copy, before: Manifest) -> Copy:
        """Index the current state of everything that was changed since the rebuild began."""
        if not before.touched:
            return copy

        def edit(writer: Writer) -> None:
            errands = map(errand_about, before.touched)
            while some := list(itertools.islice(errands, ERRANDS_AT_ONCE)):
                update = updating.look_up(self._services, some)
                self._languages |= update.languages
                updating.write(update, writer)

        newer = self._shelf.edited(copy, edit)
        shutil.rmtree(copy.folder)
        return newer

    def _keep_alive(self) -> None:
        if self._now() > self._alive_until - LEASE_MS * 2 // 3:
            self._say(first=False)

    def _say(self, *, first: bool) -> None:
        for _ in range(TRIES):
            before, tag = self._shelf.read()
            if not first:
                self._check(before)
            now = self._now()
            try:
                self._shelf.replace(manifest.begun(before, self._id, now), tag)
            except Overtaken:
                continue
            self._alive_until = now + LEASE_MS
            return
        raise Beaten

    def _check(self, before: Manifest) -> None:
        if before.rebuild is None or before.rebuild.id != self._id:
            raise GivenUp

    def _now(self) -> int:
        return self._services.clock.real()


def set_up(services: Services, engine: Engine, *, complete: bool) -> bool:
    """Create a first, empty index if there is none; return whether it was created. `complete`: there is no data yet. 2 RT."""
    shelf = Shelf(services.index_bucket, engine)
    if shelf.read()[1]:
        return False
    with suppress(Overtaken):
        shelf.replace(Manifest(complete=complete), "")
    return True
