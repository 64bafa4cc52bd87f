"""The index in the bucket: packs of files, and one manifest that lists the files of the current index.

A writer uploads new files and then replaces the manifest, unless another writer was faster: then it starts again from the
current state. So one writer wins, a crash changes nothing, and readers see a consistent state. Packs that no manifest
lists any more are deleted after a while.
"""

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..plumbing.aws.objects import Missing, Overtaken
from ..plumbing.clock import DAY, HOUR
from ..plumbing.ports import Objects
from . import packs
from .engine import Engine, Reader, Writer
from .manifest import Manifest, PackRange

MANIFEST = "manifest.json"
MAX_ATTEMPTS = 8
GRACE_MS = HOUR  # a reader may still be using an older manifest
FOREIGN_MS = DAY  # an older version of the app may be deployed again
CLEAN_UP_EVERY = 50  # changes

Edit = Callable[[Writer], None]


class IndexContended(Exception):  # noqa: N818 - an expected outcome, not an error
    """Too many concurrent writers are changing the index."""


@dataclass(frozen=True)
class LocalCopy:
    """An immutable local copy of one state of the index, in its own folder."""

    folder: Path
    files: Mapping[str, PackRange] = field(default_factory=dict)

    def place_of(self, file: Path) -> PackRange | None:
        """Return where a downloaded file is stored in the bucket; None if it has been written since."""
        mine = self.folder / file.name
        return self.files[file.name] if file.name in self.files and mine.samefile(file) else None


class IndexStorage:
    """One engine's manifest and packs in the bucket."""

    def __init__(self, bucket: Objects, engine: Engine) -> None:
        self.bucket = bucket
        self.engine = engine
        self.prefix = f"{engine.form}/"
        self._root: Path | None = None
        self._folders = itertools.count()

    def read(self) -> tuple[Manifest, str]:
        """Read the manifest and its tag; an empty one if there is none. One round trip."""
        return self.read_if_changed("") or (Manifest(), "")

    def read_if_changed(self, known: str) -> tuple[Manifest, str] | None:
        """Read the manifest and its tag, or None if it still has the tag `known`. One round trip."""
        try:
            found = self.bucket.read(self.prefix + MANIFEST, known)
        except Missing:
            return (Manifest(), "") if known else None
        return (Manifest.model_validate_json(found.body), found.tag) if found else None

    def replace(self, manifest: Manifest, tag: str) -> str:
        """Replace the manifest. One round trip. Raises `Overtaken`."""
        return self.bucket.replace(self.prefix + MANIFEST, manifest.model_dump_json().encode(), tag)

    def fetch(self, files: Mapping[str, PackRange], known: LocalCopy) -> LocalCopy:
        """Download a copy of these files; files of an existing copy are linked instead. Raises `Missing`."""
        folder = self.new_folder()
        there = {name for name, place in files.items() if known.files.get(name) == place}
        for name in there:
            os.link(known.folder / name, folder / name)
        packs.fetch(self.bucket, {name: place for name, place in files.items() if name not in there}, folder)
        return LocalCopy(folder, files)

    def edit(self, before: LocalCopy, edit: Edit, *, roomy: bool = False) -> LocalCopy:
        """Apply a change to a copy and upload it, without changing the manifest. One round trip."""
        folder = self.new_folder()
        for name in before.files:
            os.link(before.folder / name, folder / name)
        try:
            writer = self.engine.writer(folder, roomy=roomy)
            edit(writer)
            writer.close()
            there = sorted(file for file in folder.iterdir() if file.suffix != ".lock")
            stored = {file.name: place for file in there if (place := before.place_of(file))}
            new = packs.upload(self.bucket, self.prefix, [file for file in there if file.name not in stored])
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)  # the engine's threads may still be using it
            raise
        return LocalCopy(folder, stored | new)

    def clean_up(self, manifest: Manifest, now: int) -> int:
        """Delete unlisted packs and indexes of other formats; return how many objects.

        One round trip per 1,000 objects.
        """
        named = {place.pack for place in manifest.files.values()} | {self.prefix + MANIFEST}
        left = [
            key
            for key, written_at in self.bucket.names("")
            if key not in named and written_at < now - (GRACE_MS if key.startswith(self.prefix) else FOREIGN_MS)
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
    """The index as seen by this process, for readers and writers."""

    def __init__(self, bucket: Objects, engine: Engine) -> None:
        self.storage = IndexStorage(bucket, engine)
        self.manifest = Manifest()
        self._tag = ""
        self._copy = LocalCopy(self.storage.new_folder())
        self._reader: Reader | None = None

    @property
    def form(self) -> str:
        return self.storage.engine.form

    def refresh(self) -> None:
        """Update the local copy. One round trip if it is current; then two, and one per 8 MB."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            found = self.storage.read_if_changed(self._tag)
            if found is None:
                return
            manifest, tag = found
            try:
                copy = self.storage.fetch(manifest.files, self._copy)
            except Missing:
                if attempt == MAX_ATTEMPTS:
                    raise
                continue  # there is a newer manifest now
            self._take(manifest, tag, copy)
            return

    def reader(self) -> Reader | None:
        """Return a reader of the local copy; None if the index is empty."""
        if self._reader is None and self._copy.files:
            self._reader = self.storage.engine.reader(self._copy.folder)
        return self._reader

    def change(self, edit: Edit, after: Callable[[Manifest, Mapping[str, PackRange]], Manifest]) -> Manifest:
        """Apply and publish a change. Three round trips without concurrent writers. Raises `IndexContended`.

        `edit` runs again after every conflict, and must read the tables again, so that the latest state is indexed.
        """
        for _ in range(MAX_ATTEMPTS):
            self.refresh()
            copy = self.storage.edit(self._copy, edit)
            manifest = after(self.manifest, copy.files)
            try:
                tag = self.storage.replace(manifest, self._tag)
            except Overtaken:
                shutil.rmtree(copy.folder)
                continue
            self._take(manifest, tag, copy)
            return manifest
        raise IndexContended

    def _take(self, manifest: Manifest, tag: str, copy: LocalCopy) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        shutil.rmtree(self._copy.folder)
        self.manifest, self._tag, self._copy = manifest, tag, copy
