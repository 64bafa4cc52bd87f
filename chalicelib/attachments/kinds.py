"""The file types that may be uploaded: a short list, by content and not by name.

Each type needs a check of its content (`content.SIGNATURES`): types that cannot be recognised are not allowed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024
MAX_BYTES = 25 * MEGABYTE


class Family(StrEnum):
    PICTURE = "picture"
    TEXT = "text"
    ARCHIVE = "archive"  # a packed collection of files
    OFFICE = "office"  # technically an archive, but only opened by office programs
    OTHER = "other"


@dataclass(frozen=True)
class FileKind:
    """One file type.

    `label` is its common name; the first of `extensions` is the usual one. `inline`: every browser displays it.
    """

    type: str
    label: str
    family: Family
    extensions: tuple[str, ...]
    inline: bool = False


OPEN_XML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"

KINDS: tuple[FileKind, ...] = (
    FileKind("image/png", "PNG", Family.PICTURE, ("png",), inline=True),
    FileKind("image/jpeg", "JPEG", Family.PICTURE, ("jpg", "jpeg", "jfif"), inline=True),
    FileKind("image/gif", "GIF", Family.PICTURE, ("gif",), inline=True),
    FileKind("image/webp", "WebP", Family.PICTURE, ("webp",), inline=True),
    FileKind("image/heic", "HEIC", Family.PICTURE, ("heic", "heif")),
    FileKind("application/pdf", "PDF", Family.OTHER, ("pdf",)),
    FileKind("text/plain", "text", Family.TEXT, ("txt", "log", "md")),
    FileKind("text/csv", "CSV", Family.TEXT, ("csv", "tsv")),
    FileKind("application/json", "JSON", Family.TEXT, ("json",)),
    FileKind("message/rfc822", "e-mail (.eml)", Family.TEXT, ("eml",)),
    FileKind(f"{OPEN_XML}.wordprocessingml.document", "Word (.docx)", Family.OFFICE, ("docx",)),
    FileKind(f"{OPEN_XML}.spreadsheetml.sheet", "Excel (.xlsx)", Family.OFFICE, ("xlsx",)),
    FileKind(f"{OPEN_XML}.presentationml.presentation", "PowerPoint (.pptx)", Family.OFFICE, ("pptx",)),
    FileKind(f"{ODF}.text", "OpenDocument text", Family.OFFICE, ("odt",)),
    FileKind(f"{ODF}.spreadsheet", "OpenDocument spreadsheet", Family.OFFICE, ("ods",)),
    FileKind(f"{ODF}.presentation", "OpenDocument presentation", Family.OFFICE, ("odp",)),
    FileKind("application/zip", "ZIP", Family.ARCHIVE, ("zip",)),
    FileKind("audio/mpeg", "MP3", Family.OTHER, ("mp3",)),
    FileKind("audio/mp4", "M4A", Family.OTHER, ("m4a",)),
    FileKind("audio/ogg", "Ogg", Family.OTHER, ("ogg", "oga", "opus")),
    FileKind("audio/wav", "WAV", Family.OTHER, ("wav",)),
    FileKind("video/mp4", "MP4", Family.OTHER, ("mp4", "m4v")),
    FileKind("video/quicktime", "MOV", Family.OTHER, ("mov", "qt")),
    FileKind("video/webm", "WebM", Family.OTHER, ("webm",)),
)
BY_TYPE = {kind.type: kind for kind in KINDS}
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}

ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/heif": "image/heic",
    "application/x-pdf": "application/pdf",
    "text/markdown": "text/plain",
    "text/x-log": "text/plain",
    "text/x-csv": "text/csv",
    "application/csv": "text/csv",
    "text/comma-separated-values": "text/csv",
    "text/tab-separated-values": "text/csv",
    "text/json": "application/json",
    "application/x-zip-compressed": "application/zip",
    "application/x-zip": "application/zip",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/opus": "audio/ogg",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "video/x-m4v": "video/mp4",
}
"""Other names that browsers and systems use for the same types."""
UNSURE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/vnd.ms-excel"})
"""Types that browsers report for unknown files and Windows for CSV files: then the file name decides."""


def kind_of(type_: str, name: str) -> FileKind | None:
    """Return the type of a file; None if it is not allowed."""
    plain = type_.partition(";")[0].strip().lower()
    if plain in UNSURE:
        return BY_EXTENSION.get(extension_of(name))
    return BY_TYPE.get(ALIASES.get(plain, plain))


def extension_of(name: str) -> str:
    """Return the extension in lower case without the dot, or an empty string."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def allowed() -> str:
    """Return the list of allowed types for error messages."""
    return ", ".join(_labels())


def _labels() -> Iterator[str]:
    yield from dict.fromkeys(kind.label for kind in KINDS)
