"""Checks that a file is of its declared type and of no other. Only the function that scans uploads imports this.

There is no virus scanner: only the industry's test file is rejected as malware, to exercise that path. A real scanner
can be added to `inspect`, as one more check of the bytes.
"""

import hashlib
import re
from collections.abc import Callable

from . import archives
from .kinds import BY_TYPE, ODF, OPEN_XML, Family, FileKind
from .model import RejectionReason, Upload, Verdict

HEAD = 4_096
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""In two halves, so that virus scanners do not report this source file."""

SignatureCheck = Callable[[bytes], bool]


def _starts(*signatures: bytes) -> SignatureCheck:
    return lambda head: head.startswith(signatures)


def _riff(form: bytes) -> SignatureCheck:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _brand(pattern: bytes) -> SignatureCheck:
    """Match ISO base media by the major brand, which identifies one of its many formats."""
    brand = re.compile(rb"....ftyp(?:" + pattern + rb")", re.DOTALL)
    return lambda head: brand.match(head) is not None


def _quicktime(head: bytes) -> bool:
    return head[4:12] == b"ftypqt  " or head[4:8] in {b"moov", b"mdat", b"wide"}


def _mpeg_audio(head: bytes) -> bool:
    """Match an ID3 tag or a first frame: eleven set bits and a valid layer."""
    frame = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0  # noqa: PLR2004
    return head.startswith(b"ID3") or frame


def _webm(head: bytes) -> bool:
    return head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]


SIGNATURES: dict[str, SignatureCheck] = {
    "image/png": _starts(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": _starts(b"\xff\xd8\xff"),
    "image/gif": _starts(b"GIF87a", b"GIF89a"),
    "image/webp": _riff(b"WEBP"),
    "image/heic": _brand(rb"hei[cmsx]|hev[cmsx]|mif1|msf1"),
    "application/pdf": _starts(b"%PDF-"),
    "audio/mpeg": _mpeg_audio,
    "audio/mp4": _brand(rb"M4[AB] |isom|iso\d|mp4\d|dash"),
    "audio/ogg": _starts(b"OggS"),
    "audio/wav": _riff(b"WAVE"),
    "video/mp4": _brand(rb"isom|iso\d|mp4\d|avc1|M4V[ HP]|MSNV|dash|f4v |3g[p2]\w|mmp4|XAVC"),
    "video/quicktime": _quicktime,
    "video/webm": _webm,
}
"""The first bytes of each type. Text files and archives are read instead."""

PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
"""How programs for other systems than Windows begin, as well as scripts with an interpreter line, and shortcuts."""
TAGS = re.compile(
    rb"<(?:!--|\?php|%|(?:!doctype\s+html|html|head|body|script|iframe|svg|style|title|meta|link|object|embed|form|img|table"
    rb"|div|a|p|br|h[1-6]|font|b|base|math)[\s>/])",
    re.IGNORECASE,
)
"""How a file begins that a browser may render as HTML, whatever its name (WHATWG MIME Sniffing, 7.1)."""
PAGES_IN_XML = re.compile(rb"<(?:\w+:)?(?:svg|html)[\s>]|1999/xhtml", re.IGNORECASE)
UNPRINTED = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
HEADER_FIELD = re.compile(rb"(?:From [^\n]+\n)?[!-9;-~]+:")


def inspect(upload: Upload, content: bytes) -> Verdict:
    """Return the result of scanning a file. Pure; at most a second or two and some 100 MB for the largest and worst files."""
    digest = hashlib.sha256(content).hexdigest()
    return Verdict(reason=_objection(BY_TYPE[upload.type], upload.size, content), digest=digest)


def _objection(kind: FileKind, size: int, content: bytes) -> RejectionReason | None:
    if len(content) != size:
        return RejectionReason.SIZE
    if TEST_VIRUS in content:
        return RejectionReason.MALWARE
    return OBJECTIONS.get(kind.family, _objection_to_form)(kind, content)


def _objection_to_form(kind: FileKind, content: bytes) -> RejectionReason | None:
    """Check a type that is identified by its first bytes."""
    head = content[:HEAD]
    if runs(head):
        return RejectionReason.PROGRAM
    if not SIGNATURES[kind.type](head):
        return RejectionReason.PROGRAM if _is_active(head) else RejectionReason.TYPE
    return (
        RejectionReason.TYPE if archives.ends_as_archive(content) else None
    )  # an image that unpacks is two files in one


def _objection_to_text(kind: FileKind, content: bytes) -> RejectionReason | None:
    plain = _decoded(content)
    if plain is None or UNPRINTED.search(plain):
        return RejectionReason.TYPE
    if _is_active(plain[:HEAD]):
        return RejectionReason.PROGRAM
    if kind.type == "message/rfc822" and not HEADER_FIELD.match(plain):
        return RejectionReason.TYPE
    return None


def _decoded(content: bytes) -> bytes | None:
    """Remove the byte order mark and convert UTF-16, which Windows uses, to UTF-8. None for an invalid encoding."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16").encode()
    except UnicodeError:
        return None
    return content.removeprefix(b"\xef\xbb\xbf")


def runs(head: bytes) -> bool:
    """Return whether a file that begins like this is a program for any system."""
    windows = head.startswith(b"MZ") and b"\0" in head[:64]
    return windows or head.startswith(PROGRAMS)


def _is_active(head: bytes) -> bool:
    """Return whether a program may execute it: HTML, or a script."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    page = TAGS.match(start) is not None or (start.startswith(b"<?xml") and PAGES_IN_XML.search(start) is not None)
    return page or start.startswith(b"#!")


def _objection_to_archive(kind: FileKind, content: bytes) -> RejectionReason | None:
    if not content.startswith(archives.ARCHIVE):
        return RejectionReason.PROGRAM if runs(content[:HEAD]) or _is_active(content[:HEAD]) else RejectionReason.TYPE
    found = archives.inspect(content, office=kind.family is Family.OFFICE, virus=TEST_VIRUS, runs=runs)
    if found.reason is not None or kind.family is Family.ARCHIVE:
        return found.reason
    return None if _is_office(kind, found) else RejectionReason.TYPE


MAIN_PARTS = {
    f"{OPEN_XML}.wordprocessingml.document": "word/document.xml",
    f"{OPEN_XML}.spreadsheetml.sheet": "xl/workbook.xml",
    f"{OPEN_XML}.presentationml.presentation": "ppt/presentation.xml",
}


def _is_office(kind: FileKind, found: archives.Inspection) -> bool:
    if kind.type.startswith(ODF):
        return found.mimetype == kind.type.encode()
    return {"[Content_Types].xml", MAIN_PARTS[kind.type]} <= found.names


OBJECTIONS: dict[Family, Callable[[FileKind, bytes], RejectionReason | None]] = {
    Family.TEXT: _objection_to_text,
    Family.ARCHIVE: _objection_to_archive,
    Family.OFFICE: _objection_to_archive,
}
