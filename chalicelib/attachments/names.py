"""Names of files, made safe for every screen, disk and header, and still the ones people know them by."""

import re
import unicodedata
from urllib.parse import quote

from .kinds import Kind

MOST_CHARACTERS = 150
MOST_UTF8 = 240  # bytes; most disks take 255
NAMELESS = "file"

# Controls and halves of characters; marks that turn the direction of what follows, so that `exe.fdp` reads as `pdf.exe`
# (RLM and LRM among them: a name needs none); and blanks nobody sees. The joiners of Persian and Indic words stay.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    r"|[\U000e0000-\U000e007f]"
)
FORBIDDEN = re.compile(r'[<>:"|?*]')  # on one system or another
SLASHES = re.compile(r"[/\\\u2044\u2215\u29f8\uff0f\uff3c]")  # and what looks like one
WHITE = re.compile(r"\s+")
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)  # what Windows takes them for
ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 8187, besides letters and digits


def safe_name(name: str, kind: Kind) -> str:
    """At most 150 characters with an extension of its kind. The same again for a name that is safe already."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFC", UNSEEN.sub("", name)))
    last = SLASHES.split(plain)[-1]
    stem, extension = _parted(FORBIDDEN.sub("_", WHITE.sub(" ", last)), kind)
    stem = stem.strip(" .") or NAMELESS
    if DEVICES.match(f"{stem}."):
        stem = f"_{stem}"
    return f"{_cut(stem, len(extension) + 1)}.{extension}"


def disposition(name: str, *, inline: bool = False) -> str:
    """The Content-Disposition of RFC 6266: what to do with a file and what to call it, in ASCII alone."""
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe=ATTR_CHAR)}"


def _parted(name: str, kind: Kind) -> tuple[str, str]:
    """Stem and extension. An extension of another kind is part of the stem: it would start another program."""
    name = name.strip(" .")
    stem, dot, extension = name.rpartition(".")
    if dot and extension.lower() in kind.extensions:
        return stem, extension
    return name, kind.extensions[0]


def _cut(stem: str, taken: int) -> str:
    cut = stem[: MOST_CHARACTERS - taken]
    while len(cut.encode()) > MOST_UTF8 - taken:
        cut = cut[:-1]
    return cut.rstrip(" .") or NAMELESS
