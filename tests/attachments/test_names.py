"""Names of files, whatever they contain."""

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.attachments import names as attachments_names
from chalicelib.attachments.kinds import BY_TYPE, KINDS, FileKind

PDF = BY_TYPE["application/pdf"]
kinds = st.sampled_from(KINDS)
hostile = st.text(
    st.sampled_from("aB0. ./\\:*?\"<>|\r\n\t\0\x1b\x7f\u202e\u2066\u200f\u200e\u061c\ufeff\ud800é中\u0301😀%';=")
    | st.characters(),
    max_size=400,
)
SEPARATED = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("Rechnung März.PDF", "Rechnung März.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\carla\\scan.pdf", "scan.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("photo\u200f.pdf", "photo.pdf"),
        ('a"\r\nX: y.pdf', "a_X_ y.pdf"),
        ("CON", "_CON.pdf"),
        ("nul.pdf", "_nul.pdf"),
        ("com1.txt.pdf", "_com1.txt.pdf"),
        ("console.pdf", "console.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("  spaced   out  .pdf", "spaced out.pdf"),
        ("invoice.exe", "invoice.exe.pdf"),
        ("invoice.pdf.exe", "invoice.pdf.exe.pdf"),
        ("report.v2", "report.v2.pdf"),
        (
            "\u0645\u06cc\u200c\u0634\u0648\u062f.pdf",
            "\u0645\u06cc\u200c\u0634\u0648\u062f.pdf",
        ),  # Persian needs its joiner
        ("a\uff0fb.pdf", "b.pdf"),
    ],
)
def test_name_keeps_harmless_characters(name: str, safe: str) -> None:
    assert attachments_names.safe_name(name, PDF) == safe


@given(hostile, kinds)
@example("x" * 300 + ".pdf", PDF)
@example("中" * 200 + ".pdf", PDF)
@example("." * 400, PDF)
def test_safe_name_is_short_and_has_the_extension_of_its_kind(name: str, kind: FileKind) -> None:
    safe = attachments_names.safe_name(name, kind)
    stem, _, extension = safe.rpartition(".")

    assert 0 < len(safe) <= 150
    assert len(safe.encode()) <= 240
    assert extension.lower() in kind.extensions
    assert stem
    assert safe == safe.strip(" .")
    assert not stem.startswith(".")
    assert SEPARATED.search(safe) is None
    assert unicodedata.is_normalized("NFC", safe)
    assert not attachments_names.DEVICES.match(safe)


@given(hostile, kinds)
def test_a_safe_name_stays_as_it_is(name: str, kind: FileKind) -> None:
    once = attachments_names.safe_name(name, kind)

    assert attachments_names.safe_name(once, kind) == once


@given(hostile, kinds, st.booleans())
def test_content_disposition_encodes_the_name_in_ascii(name: str, kind: FileKind, inline: bool) -> None:  # noqa: FBT001
    safe = attachments_names.safe_name(name, kind)

    text = attachments_names.disposition(safe, inline=inline)

    shape = re.fullmatch(r"(inline|attachment); filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)", text)
    assert shape is not None
    assert shape[1] == ("inline" if inline else "attachment")
    assert unquote(shape[2]) == safe
