"""Rebuilds the whole index beside the current one, which stays in use; no concurrent write is lost.

The manifest says that a rebuild is running, and until when at most; writers then record the keys they change. At the end those
are read again, and the new index replaces the old one, unless more keys were changed meanwhile: then it repeats the last step.
"""

import itertools
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress

from ..plumbing.aws.marshal import Item
from ..plumbing.aws.objects import Overtaken
from ..plumbing.services import Services
from . import manifest, updates
from .engine import Engine, Writer
from .index import IndexContended, IndexStorage, LocalCopy
from .manifest import LEASE_MS, Manifest
from .model import Document, task_about
from .specs import DOCUMENTS

MAX_ATTEMPTS = 50
ERRANDS_AT_ONCE = 100


class RebuildAbandoned(Exception):  # noqa: N818 - the caller decides what to do
    """Another rebuild was started, or this one was inactive for too long."""


class Rebuilding:
    """One rebuild: `begin`, then `run` with everything that is read from then on."""

    def __init__(self, services: Services, engine: Engine) -> None:
        self._services = services
        self._storage = IndexStorage(services.index_bucket, engine)
        self._id = services.new_id()
        self._languages: set[str] = set()
        self._alive_until = 0

    def begin(self) -> None:
        """Make writers record the keys they change. Read the data only after that. 2 RT. Raises `IndexContended`."""
        self._announce(first=True)

    def run(self, items: Iterable[Item]) -> Manifest:
        """Build the new index from all items of the core table and publish it. Raises `RebuildAbandoned`, `IndexContended`."""
        copy = self._storage.edit(
            LocalCopy(self._storage.new_folder()), lambda writer: writer.put(self._documents(items)), roomy=True
        )
        for _ in range(MAX_ATTEMPTS):
            before, tag = self._storage.read()
            self._check(before)
            copy = self._touched_again(copy, before)
            after = manifest.rebuilt(before, copy.files, self._languages)
            try:
                self._storage.replace(after, tag)
            except Overtaken:
                continue
            self._storage.clean_up(after, self._now())
            shutil.rmtree(copy.folder)
            return after
        raise IndexContended

    def _documents(self, items: Iterable[Item]) -> Iterator[Document]:
        """Iterate over the documents that all kinds build from the items."""
        collectors = [spec.collector() for spec in DOCUMENTS.values()]
        for item in items:
            self._keep_alive()
            for collect in collectors:
                for document in collect(item):
                    self._languages.update(filter(None, (document.language,)))
                    yield document

    def _touched_again(self, copy: LocalCopy, before: Manifest) -> LocalCopy:
        """Index the current state of everything that was changed since the rebuild began."""
        if not before.touched:
            return copy

        def edit(writer: Writer) -> None:
            errands = map(task_about, before.touched)
            while some := list(itertools.islice(errands, ERRANDS_AT_ONCE)):
                update = updates.build_update(self._services, some)
                self._languages |= update.languages
                updates.write(update, writer)

        newer = self._storage.edit(copy, edit)
        shutil.rmtree(copy.folder)
        return newer

    def _keep_alive(self) -> None:
        if self._now() > self._alive_until - LEASE_MS * 2 // 3:
            self._announce(first=False)

    def _announce(self, *, first: bool) -> None:
        for _ in range(MAX_ATTEMPTS):
            before, tag = self._storage.read()
            if not first:
                self._check(before)
            now = self._now()
            try:
                self._storage.replace(manifest.rebuild_begun(before, self._id, now), tag)
            except Overtaken:
                continue
            self._alive_until = now + LEASE_MS
            return
        raise IndexContended

    def _check(self, before: Manifest) -> None:
        if before.rebuild is None or before.rebuild.id != self._id:
            raise RebuildAbandoned

    def _now(self) -> int:
        return self._services.clock.real()


def set_up(services: Services, engine: Engine, *, complete: bool) -> bool:
    """Create a first, empty index if there is none; return whether it was created. `complete`: there is no data yet. 2 RT."""
    view_list = IndexStorage(services.index_bucket, engine)
    if view_list.read()[1]:
        return False
    with suppress(Overtaken):
        view_list.replace(Manifest(complete=complete), "")
    return True
