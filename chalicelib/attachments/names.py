"""Makes file names safe for every screen, disk and header, and keeps them recognisable."""

import re
import unicodedata
from urllib.parse import quote

from .kinds import FileKind

MAX_CHARACTERS = 150
MAX_UTF8 = 240  # bytes; most disks allow 255
NAMELESS = "file"

# Control characters and lone surrogates; marks that change the text direction, so that `exe.fdp` reads as `pdf.exe`
# (including RLM and LRM, which names do not need); and invisible spaces. The joiners of Persian and Indic words stay.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    r"|[\U000e0000-\U000e007f]"
)
FORBIDDEN = re.compile(r'[<>:"|?*]')  # on one system or another
SLASHES = re.compile(r"[/\\\u2044\u2215\u29f8\uff0f\uff3c]")  # and lookalikes
WHITE = re.compile(r"\s+")
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)  # reserved by Windows
ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 8187, besides letters and digits


def safe_name(name: str, kind: FileKind) -> str:
    """Make a file name safe: at most 150 characters, with an extension of its type. Idempotent."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFC", UNSEEN.sub("", name)))
    last = SLASHES.split(plain)[-1]
    stem, extension = _parted(FORBIDDEN.sub("_", WHITE.sub(" ", last)), kind)
    stem = stem.strip(" .") or NAMELESS
    if DEVICES.match(f"{stem}."):
        stem = f"_{stem}"
    return f"{_cut(stem, len(extension) + 1)}.{extension}"


def disposition(name: str, *, inline: bool = False) -> str:
    """Return the Content-Disposition of RFC 6266, in ASCII only."""
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe=ATTR_CHAR)}"


def _parted(name: str, kind: FileKind) -> tuple[str, str]:
    """Split stem and extension. An extension of another type is part of the stem, as it would open another program."""
    name = name.strip(" .")
    stem, dot, extension = name.rpartition(".")
    if dot and extension.lower() in kind.extensions:
        return stem, extension
    return name, kind.extensions[0]


def _cut(stem: str, taken: int) -> str:
    cut = stem[: MAX_CHARACTERS - taken]
    while len(cut.encode()) > MAX_UTF8 - taken:
        cut = cut[:-1]
    return cut.rstrip(" .") or NAMELESS
