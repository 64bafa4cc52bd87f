"""Which files people may send: a short list, by what a file is and not by what it is called.

Whoever adds a kind says how it is told apart (`content.LOOKS`): what cannot be told apart is not sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024
MOST_BYTES = 25 * MEGABYTE


class Family(StrEnum):
    PICTURE = "picture"
    TEXT = "text"
    ARCHIVE = "archive"  # somebody's own files, packed
    OFFICE = "office"  # an archive by its build, whose parts only an office program reads
    OTHER = "other"


@dataclass(frozen=True)
class Kind:
    """`label` is what people call it; the first of `extensions` is the usual one. `inline`: every browser draws it."""

    type: str
    label: str
    family: Family
    extensions: tuple[str, ...]
    inline: bool = False


OPEN_XML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"

KINDS: tuple[Kind, ...] = (
    Kind("image/png", "PNG", Family.PICTURE, ("png",), inline=True),
    Kind("image/jpeg", "JPEG", Family.PICTURE, ("jpg", "jpeg", "jfif"), inline=True),
    Kind("image/gif", "GIF", Family.PICTURE, ("gif",), inline=True),
    Kind("image/webp", "WebP", Family.PICTURE, ("webp",), inline=True),
    Kind("image/heic", "HEIC", Family.PICTURE, ("heic", "heif")),
    Kind("application/pdf", "PDF", Family.OTHER, ("pdf",)),
    Kind("text/plain", "text", Family.TEXT, ("txt", "log", "md")),
    Kind("text/csv", "CSV", Family.TEXT, ("csv", "tsv")),
    Kind("application/json", "JSON", Family.TEXT, ("json",)),
    Kind("message/rfc822", "e-mail (.eml)", Family.TEXT, ("eml",)),
    Kind(f"{OPEN_XML}.wordprocessingml.document", "Word (.docx)", Family.OFFICE, ("docx",)),
    Kind(f"{OPEN_XML}.spreadsheetml.sheet", "Excel (.xlsx)", Family.OFFICE, ("xlsx",)),
    Kind(f"{OPEN_XML}.presentationml.presentation", "PowerPoint (.pptx)", Family.OFFICE, ("pptx",)),
    Kind(f"{ODF}.text", "OpenDocument text", Family.OFFICE, ("odt",)),
    Kind(f"{ODF}.spreadsheet", "OpenDocument spreadsheet", Family.OFFICE, ("ods",)),
    Kind(f"{ODF}.presentation", "OpenDocument presentation", Family.OFFICE, ("odp",)),
    Kind("application/zip", "ZIP", Family.ARCHIVE, ("zip",)),
    Kind("audio/mpeg", "MP3", Family.OTHER, ("mp3",)),
    Kind("audio/mp4", "M4A", Family.OTHER, ("m4a",)),
    Kind("audio/ogg", "Ogg", Family.OTHER, ("ogg", "oga", "opus")),
    Kind("audio/wav", "WAV", Family.OTHER, ("wav",)),
    Kind("video/mp4", "MP4", Family.OTHER, ("mp4", "m4v")),
    Kind("video/quicktime", "MOV", Family.OTHER, ("mov", "qt")),
    Kind("video/webm", "WebM", Family.OTHER, ("webm",)),
)
BY_TYPE = {kind.type: kind for kind in KINDS}
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}

ALIASES = {
    "image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/heif": "image/heic", "application/x-pdf": "application/pdf",
    "text/markdown": "text/plain", "text/x-log": "text/plain", "text/x-csv": "text/csv", "application/csv": "text/csv",
    "text/comma-separated-values": "text/csv", "text/tab-separated-values": "text/csv", "text/json": "application/json",
    "application/x-zip-compressed": "application/zip", "application/x-zip": "application/zip", "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4", "audio/opus": "audio/ogg", "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav", "audio/vnd.wave": "audio/wav", "video/x-m4v": "video/mp4",
}  # fmt: skip
"""What browsers and systems call the same things."""
UNSURE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/vnd.ms-excel"})
"""What a browser says that does not know, and what Windows makes of a CSV: then the name decides."""


def kind_of(type_: str, name: str) -> Kind | None:
    """The kind that was meant; None for what may not be sent."""
    plain = type_.partition(";")[0].strip().lower()
    if plain in UNSURE:
        return BY_EXTENSION.get(extension_of(name))
    return BY_TYPE.get(ALIASES.get(plain, plain))


def extension_of(name: str) -> str:
    """Small letters without the dot; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def allowed() -> str:
    """The list in words, for whoever is refused."""
    return ", ".join(_labels())


def _labels() -> Iterator[str]:
    yield from dict.fromkeys(kind.label for kind in KINDS)
