"""Scans ZIP files without trusting their metadata: everything is unpacked in chunks and counted.

Office files are ZIP files as well. At most `MAX_UNPACKED` bytes are unpacked over all levels, with no more than a
chunk in memory except for a nested archive, and the directory's size is checked before Python reads it.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from .model import RejectionReason

MAX_ENTRIES = 2_000
MAX_DIRECTORY = 512 * 1024  # bytes: some 2,000 entries with long names
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200  # unpacked to packed, for files over a megabyte
MAX_INNER_BYTES = 25 * 1024 * 1024  # of a nested archive, which is read into memory
MAX_DEPTH = 2  # levels of nesting
CHUNK_BYTES = 64 * 1024
END = struct.Struct("<4s4H2LH")  # APPNOTE 4.3.16
ENCRYPTED = 0x1 | 0x40  # flag bits 0 and 6
READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
LINK = 0o120000

PROGRAMS = frozenset(
    [
        "apk",
        "app",
        "appx",
        "bat",
        "chm",
        "cmd",
        "com",
        "cpl",
        "dll",
        "docm",
        "dmg",
        "exe",
        "gadget",
        "hta",
        "htm",
        "html",
        "img",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "mht",
        "mhtml",
        "msc",
        "msi",
        "msix",
        "msp",
        "pif",
        "pptm",
        "ps1",
        "psm1",
        "py",
        "reg",
        "scf",
        "scr",
        "sh",
        "svg",
        "svgz",
        "url",
        "vb",
        "vbe",
        "vbs",
        "wsf",
        "wsh",
        "xht",
        "xhtml",
        "xlsm",
        "xll",
    ]
)
"""Extensions of files that run, or start something, when they are opened."""
MACROS = frozenset({"vbaproject.bin", "vbadata.xml"})
OFFICE = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
ARCHIVE = b"PK\x03\x04"


@dataclass
class Inspection:
    """The result: the reason to reject it, if any; the names of its files, and the content of a leading `mimetype`."""

    reason: RejectionReason | None = None
    names: set[str] = field(default_factory=set)
    mimetype: bytes = b""


@dataclass
class _Budget:
    """What may still be unpacked, over all levels."""

    bytes: int = MAX_UNPACKED
    entries: int = MAX_ENTRIES


class _Refused(Exception):  # noqa: N818 - the result of a scan, not an error
    def __init__(self, reason: RejectionReason) -> None:
        super().__init__(reason)
        self.reason = reason


def inspect(content: bytes, *, office: bool, virus: bytes, runs: Callable[[bytes], bool]) -> Inspection:
    """Unpack and scan everything. `virus` may occur nowhere, and no file may begin like a program (`runs`)."""
    found = Inspection()
    try:
        _inspect_level(content, found, _Budget(), _Search(office=office, virus=virus, runs=runs), depth=1)
    except _Refused as refused:
        found.reason = refused.reason
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, ValueError, OSError):
        found.reason = RejectionReason.ARCHIVE
    return found


@dataclass(frozen=True)
class _Search:
    office: bool
    virus: bytes
    runs: Callable[[bytes], bool]


def _inspect_level(content: bytes, found: Inspection, budget: _Budget, search: _Search, depth: int) -> None:
    _check_directory(content, budget)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        budget.entries -= len(entries)
        if budget.entries < 0 or len({entry.filename for entry in entries}) < len(entries):
            raise _Refused(RejectionReason.ARCHIVE)
        for entry in entries:
            _check_entry(entry, office=search.office)
        for n, entry in enumerate(entries):
            inner = _unpacked(archive, entry, budget, search)
            if depth == 1:
                found.names.add(entry.filename)
                if n == 0 and entry.filename == "mimetype" and inner is not None:
                    found.mimetype = inner[:200]
            if inner is not None and inner.startswith(ARCHIVE):
                if depth >= MAX_DEPTH:
                    raise _Refused(RejectionReason.ARCHIVE)
                office = search.office or _extension(entry.filename) in OFFICE
                _inspect_level(inner, found, budget, replace(search, office=office), depth + 1)


def ends_as_archive(content: bytes) -> bool:
    """Return whether an unpacker would accept it as an archive, which is read from its end, whatever it begins with."""
    start = _end_of(content)
    if start is None:
        return False
    size = END.unpack_from(content, start)[5]
    return 0 < size <= start and content.startswith(b"PK\x01\x02", start - size)


def _end_of(content: bytes) -> int | None:
    start = content.rfind(b"PK\x05\x06", max(0, len(content) - END.size - 0xFFFF))
    return start if start >= 0 and len(content) >= start + END.size else None


def _check_directory(content: bytes, budget: _Budget) -> None:
    """Check the size of the directory before it is read, and that nothing precedes the first entry or follows the end."""
    start = _end_of(content)
    if start is None:
        raise _Refused(RejectionReason.ARCHIVE)
    _, disk, first_disk, here, entries, size, offset, comment = END.unpack_from(content, start)
    whole = disk == first_disk == 0 and here == entries and offset + size == start
    if not whole or start + END.size + comment != len(content):
        raise _Refused(RejectionReason.ARCHIVE)
    if entries > budget.entries or size > MAX_DIRECTORY:
        raise _Refused(RejectionReason.ARCHIVE)


def _check_entry(entry: zipfile.ZipInfo, *, office: bool) -> None:
    name = entry.filename
    path = PurePosixPath(name.replace("\\", "/"))
    if entry.flag_bits & ENCRYPTED:
        raise _Refused(RejectionReason.LOCKED)
    hostile = "\0" in entry.orig_filename or path.is_absolute() or ".." in path.parts or ":" in name
    is_link = (entry.external_attr >> 16) & 0o170000 == LINK
    if hostile or is_link or entry.compress_type not in READABLE:
        raise _Refused(RejectionReason.ARCHIVE)
    if path.name.lower() in MACROS or (not office and _extension(path.name) in PROGRAMS):
        raise _Refused(RejectionReason.PROGRAM)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget, search: _Search) -> bytes | None:
    """Read one entry to its end. Returns its bytes only if it is an archive or an office file's `mimetype`."""
    size = 0
    tail = b""
    buffer: bytearray | None = None
    with archive.open(entry) as file:
        while piece := file.read(CHUNK_BYTES):
            if size == 0:
                if search.runs(piece):
                    raise _Refused(RejectionReason.PROGRAM)
                buffer = bytearray() if piece.startswith(ARCHIVE) or entry.filename == "mimetype" else None
            size += len(piece)
            budget.bytes -= len(piece)
            if budget.bytes < 0 or (size > CHUNK_BYTES * 16 and size > MAX_RATIO * max(entry.compress_size, 1)):
                raise _Refused(RejectionReason.ARCHIVE)
            if search.virus in tail + piece:
                raise _Refused(RejectionReason.MALWARE)
            tail = piece[-len(search.virus) :]
            if buffer is not None:
                buffer += piece
                if len(buffer) > MAX_INNER_BYTES:
                    raise _Refused(RejectionReason.ARCHIVE)
    return bytes(buffer) if buffer is not None else None


def _extension(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")
