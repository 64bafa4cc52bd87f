"""Files of every kind, as small as they can be, and hostile ones that pack small."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from chalicelib.attachments.kinds import ODF, OPEN_XML


def _ftyp(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\2\0" + b"isom" + brand


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these files, in this order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def open_xml(main: str, **more: bytes) -> bytes:
    types = b'<?xml version="1.0"?><Types/>'
    return zipped({"[Content_Types].xml": types, "_rels/.rels": b"<Relationships/>", main: b"<document/>", **more})


def odf(type_: str) -> bytes:
    return zipped({"mimetype": type_.encode(), "content.xml": b"<office:document-content/>"})


def encrypted(archive: bytes) -> bytes:
    """The same with the flag that says that a password is needed, in both places where it stands."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(signature)
        while start >= 0:
            changed[start + offset] |= 1
            start = changed.find(signature, start + 4)
    return bytes(changed)


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" + b"\x7f\x7f\x7f" * width)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
GOOD: dict[str, bytes] = {
    "image/png": png(),
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9",
    "image/gif": GIF,
    "image/webp": b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
    "image/heic": _ftyp(b"heic"),
    "application/pdf": PDF,
    "text/plain": "Grüße,\r\n\tals Text – und \x1b[1mfett\x1b[0m aus einem Protokoll.\n".encode(),
    "text/csv": b"\xef\xbb\xbforder;sum\n48213;19,90\n",
    "application/json": b'{"order": 48213}',
    "message/rfc822": b"From: Carla <carla@example.com>\r\nSubject: =?utf-8?q?Re?=\r\n\r\nHello\r\n",
    f"{OPEN_XML}.wordprocessingml.document": open_xml("word/document.xml"),
    f"{OPEN_XML}.spreadsheetml.sheet": open_xml("xl/workbook.xml"),
    f"{OPEN_XML}.presentationml.presentation": open_xml("ppt/presentation.xml"),
    f"{ODF}.text": odf(f"{ODF}.text"),
    f"{ODF}.spreadsheet": odf(f"{ODF}.spreadsheet"),
    f"{ODF}.presentation": odf(f"{ODF}.presentation"),
    "application/zip": zipped({"photos/one.txt": b"one", "photos/two.png": png()}),
    "audio/mpeg": b"ID3\4\0\0\0\0\0\0" + b"\xff\xfb\x90\x64" + b"\0" * 100,
    "audio/mp4": _ftyp(b"M4A "),
    "audio/ogg": b"OggS\0\2" + b"\0" * 20 + b"\x01vorbis",
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 24,
    "video/mp4": _ftyp(b"isom"),
    "video/quicktime": _ftyp(b"qt  "),
    "video/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\x08B\x82\x84webmB\x87\x81\4",
}
"""One good file of each kind, by its type."""

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + b"\0" * 48 + b"PE\0\0"
