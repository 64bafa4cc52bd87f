"""Index files in packs: a writer's new files are one object, so that a change costs two writes to the bucket.

A pack is immutable, and its key is never reused. Readers download missing parts in parallel.
"""

import secrets
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..plumbing.ports import Objects
from .manifest import PackRange

FOLDER = "packs/"
MAX_BYTES = 8_000_000  # in one round trip
AT_ONCE = 8
CHUNK = 1 << 20


def upload(bucket: Objects, prefix: str, files: Iterable[Path]) -> dict[str, PackRange]:
    """Upload files as a new pack; return where each is stored. One round trip; none without files."""
    key, start, places = f"{prefix}{FOLDER}{secrets.token_hex(10)}", 0, dict[str, PackRange]()
    with tempfile.TemporaryFile() as pack:
        for file in files:
            size = _append(pack, file)
            places[file.name] = PackRange(pack=key, start=start, size=size)
            start += size
        if places:
            pack.seek(0)
            bucket.write(key, pack)
    return places


def _append(pack: IO[bytes], file: Path) -> int:
    size = 0
    with file.open("rb") as source:
        while chunk := source.read(CHUNK):
            size += pack.write(chunk)
    return size


def fetch(bucket: Objects, wanted: Mapping[str, PackRange], folder: Path, max_part: int = MAX_BYTES) -> None:
    """Download files into a folder. One round trip per `max_part` bytes (8 MB), several in parallel.

    Raises `Missing` if a pack was deleted.
    """
    for name in wanted:
        (folder / name).touch()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for future in [pool.submit(_fetch, bucket, part, folder) for part in _parts(wanted, max_part)]:
            future.result()


@dataclass(frozen=True)
class _Part:
    """A byte range of a pack, with the files it contains."""

    pack: str
    start: int
    size: int
    files: tuple[tuple[str, PackRange], ...]


def _fetch(bucket: Objects, part: _Part, folder: Path) -> None:
    body = bucket.read_part(part.pack, part.start, part.size)
    for name, place in part.files:
        begins, ends = max(place.start, part.start), min(place.start + place.size, part.start + part.size)
        if begins < ends:
            with (folder / name).open("r+b") as file:
                file.seek(begins - place.start)
                file.write(body[begins - part.start : ends - part.start])


def _parts(wanted: Mapping[str, PackRange], max_part: int) -> Iterator[_Part]:
    """Combine neighbouring files of a pack into one download, and split large ones."""
    for files in _neighbours(wanted):
        (_, first), (_, last) = files[0], files[-1]
        end = last.start + last.size
        for start in range(first.start, end, max_part):
            yield _Part(first.pack, start, min(max_part, end - start), tuple(files))


def _neighbours(wanted: Mapping[str, PackRange]) -> Iterator[list[tuple[str, PackRange]]]:
    run: list[tuple[str, PackRange]] = []
    for name, place in sorted(wanted.items(), key=lambda pair: (pair[1].pack, pair[1].start)):
        if run and (run[-1][1].pack, run[-1][1].start + run[-1][1].size) != (place.pack, place.start):
            yield run
            run = []
        run.append((name, place))
    if run:
        yield run
