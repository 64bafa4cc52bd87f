"""The index in the bucket: packs of files, and one manifest that says which of them are the index now.

Whoever changes it uploads what is new and then replaces the manifest, unless somebody else did meanwhile: then it starts
again from what is there. So one writer wins, a crash half way changes nothing, and readers see one state or the next. Packs
that no manifest names any more are removed after a while.
"""

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..plumbing.clock import DAY, HOUR
from ..plumbing.objects import Missing, Overtaken
from ..plumbing.services import Objects
from . import packs
from .engine import Engine, Reader, Writer
from .manifest import Manifest, Place

MANIFEST = "manifest.json"
TRIES = 8
GRACE_MS = HOUR  # a reader may be fetching by an older manifest
OTHERS_MS = DAY  # an older desk may be deployed again
TIDY_EVERY = 50  # changes

Edit = Callable[[Writer], None]


class Beaten(Exception):  # noqa: N818 - others were faster, nothing is wrong
    """Too many others change the index at this moment."""


@dataclass(frozen=True)
class Copy:
    """One state of the index on this computer, in a folder of its own. Never changed."""

    folder: Path
    files: Mapping[str, Place] = field(default_factory=dict)

    def place_of(self, file: Path) -> Place | None:
        """Where a file that came from here lies in the bucket; None if it has been written since."""
        mine = self.folder / file.name
        return self.files[file.name] if file.name in self.files and mine.samefile(file) else None


class Shelf:
    """One engine's part of the bucket: its manifest and its packs."""

    def __init__(self, bucket: Objects, engine: Engine) -> None:
        self.bucket = bucket
        self.engine = engine
        self.prefix = f"{engine.form}/"
        self._root: Path | None = None
        self._folders = itertools.count()

    def read(self) -> tuple[Manifest, str]:
        """The manifest and its tag; an empty one where there is none. One round trip."""
        return self.news("") or (Manifest(), "")

    def news(self, known: str) -> tuple[Manifest, str] | None:
        """The same, or None where it still has the tag `known`. One round trip."""
        try:
            found = self.bucket.read(self.prefix + MANIFEST, known)
        except Missing:
            return (Manifest(), "") if known else None
        return (Manifest.model_validate_json(found.body), found.tag) if found else None

    def replace(self, manifest: Manifest, tag: str) -> str:
        """One round trip. Raises `Overtaken`."""
        return self.bucket.replace(self.prefix + MANIFEST, manifest.model_dump_json().encode(), tag)

    def fetched(self, files: Mapping[str, Place], known: Copy) -> Copy:
        """A copy of these files; what an older one holds is linked, not fetched. Raises `Missing`."""
        folder = self.new_folder()
        there = {name for name, place in files.items() if known.files.get(name) == place}
        for name in there:
            os.link(known.folder / name, folder / name)
        packs.fetch(self.bucket, {name: place for name, place in files.items() if name not in there}, folder)
        return Copy(folder, files)

    def edited(self, before: Copy, edit: Edit, *, roomy: bool = False) -> Copy:
        """A copy with the change made and uploaded, which no manifest names yet. One round trip."""
        folder = self.new_folder()
        for name in before.files:
            os.link(before.folder / name, folder / name)
        try:
            writer = self.engine.writer(folder, roomy=roomy)
            edit(writer)
            writer.close()
            there = sorted(file for file in folder.iterdir() if file.suffix != ".lock")
            kept = {file.name: place for file in there if (place := before.place_of(file))}
            new = packs.upload(self.bucket, self.prefix, [file for file in there if file.name not in kept])
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)  # the engine's threads may still be at work in it
            raise
        return Copy(folder, kept | new)

    def tidy(self, manifest: Manifest, now: int) -> int:
        """Remove what nobody can need any more: packs that are not named, and indexes of another form; how many objects.

        One round trip per 1,000 objects.
        """
        named = {place.pack for place in manifest.files.values()} | {self.prefix + MANIFEST}
        left = [
            key
            for key, written_at in self.bucket.names("")
            if key not in named and written_at < now - (GRACE_MS if key.startswith(self.prefix) else OTHERS_MS)
        ]
        if left:
            self.bucket.remove(left)
        return len(left)

    def new_folder(self) -> Path:
        if self._root is None:
            self._root = Path(tempfile.mkdtemp(prefix="desk-index-"))
            atexit.register(shutil.rmtree, self._root, ignore_errors=True)
        folder = self._root / str(next(self._folders))
        folder.mkdir()
        return folder


class Index:
    """The index as this process knows it: asked by those who search, changed by those who write."""

    def __init__(self, bucket: Objects, engine: Engine) -> None:
        self.shelf = Shelf(bucket, engine)
        self.manifest = Manifest()
        self._tag = ""
        self._copy = Copy(self.shelf.new_folder())
        self._reader: Reader | None = None

    @property
    def form(self) -> str:
        return self.shelf.engine.form

    def refresh(self) -> None:
        """Be as new as the bucket. One round trip if nothing is new; then two, and one per 8 MB of it."""
        for attempt in range(1, TRIES + 1):
            found = self.shelf.news(self._tag)
            if found is None:
                return
            manifest, tag = found
            try:
                copy = self.shelf.fetched(manifest.files, self._copy)
            except Missing:
                if attempt == TRIES:
                    raise
                continue  # a newer manifest is there by now
            self._take(manifest, tag, copy)
            return

    def reader(self) -> Reader | None:
        """Of the state this process has; None of an empty index."""
        if self._reader is None and self._copy.files:
            self._reader = self.shelf.engine.reader(self._copy.folder)
        return self._reader

    def change(self, edit: Edit, after: Callable[[Manifest, Mapping[str, Place]], Manifest]) -> Manifest:
        """Make a change and put it in force. Three round trips when nobody else writes. Raises `Beaten`.

        `edit` runs again after every defeat, and must look at the facts again: then the last word is the latest one.
        """
        for _ in range(TRIES):
            self.refresh()
            copy = self.shelf.edited(self._copy, edit)
            manifest = after(self.manifest, copy.files)
            try:
                tag = self.shelf.replace(manifest, self._tag)
            except Overtaken:
                shutil.rmtree(copy.folder)
                continue
            self._take(manifest, tag, copy)
            return manifest
        raise Beaten

    def _take(self, manifest: Manifest, tag: str, copy: Copy) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        shutil.rmtree(self._copy.folder)
        self.manifest, self._tag, self._copy = manifest, tag, copy
