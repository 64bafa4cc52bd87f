"""What files are found to be: each kind against each other, and what only looks harmless."""

import io
import random
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.attachments import archives, content
from chalicelib.attachments.kinds import BY_TYPE, KINDS, ODF, OPEN_XML, Family
from chalicelib.attachments.model import AttachmentState, RejectionReason, Upload
from tests.attachments.samples import EXE, GIF, GOOD, HTML, PDF, SVG, encrypted, odf, open_xml, png, zipped

ZIP, DOCX, ODT = "application/zip", f"{OPEN_XML}.wordprocessingml.document", f"{ODF}.text"
VIRUS = content.TEST_VIRUS


def found(type_: str, what: bytes, size: int | None = None) -> RejectionReason | None:
    upload = Upload(id="u", owner="carla", name="x", size=len(what) if size is None else size, type=type_, offered_at=0)
    return content.inspect(upload, what).reason


def test_every_kind_of_file_has_an_example_and_a_check() -> None:
    assert GOOD.keys() == BY_TYPE.keys()
    checked = {kind.type for kind in KINDS if kind.family in {Family.PICTURE, Family.OTHER}}
    assert content.SIGNATURES.keys() == checked


@pytest.mark.parametrize("type_", GOOD)
def test_a_good_file_of_each_kind_is_clean(type_: str) -> None:
    assert found(type_, GOOD[type_]) is None


ALIKE = {
    frozenset({"video/mp4", "audio/mp4"}),  # one container: sound alone is a film without pictures
    *(
        frozenset({"application/pdf", text}) for text in ("text/plain", "text/csv", "application/json")
    ),  # if it is all letters
    *(frozenset({ZIP, other}) for other in GOOD if BY_TYPE[other].family is Family.OFFICE),  # what they are packed as
    *(
        frozenset({one, other})
        for one in GOOD
        for other in GOOD
        if BY_TYPE[one].family is BY_TYPE[other].family is Family.TEXT
    ),
}


@pytest.mark.parametrize("type_", GOOD)
def test_file_of_one_kind_is_not_accepted_as_another(type_: str) -> None:
    passed = {other for other, what in GOOD.items() if other != type_ and found(type_, what) is None}

    assert {other for other in passed if frozenset({type_, other}) not in ALIKE} == set()


@pytest.mark.parametrize("type_", GOOD)
@pytest.mark.parametrize("what", [HTML, SVG, EXE, b"\x7fELF\2\1\1\0", b"#!/bin/sh\nrm -rf /\n", b"<?php system('id');"])
def test_program_is_not_accepted_as_any_type(type_: str, what: bytes) -> None:
    assert found(type_, what) in {RejectionReason.PROGRAM, RejectionReason.TYPE}


@pytest.mark.parametrize(
    "page",
    [
        HTML,
        b"  \n<html>",
        b"\xef\xbb\xbf<script>",
        b"<!-- x --><p>",
        SVG,
        b"<svg/onload=alert(1)>",
        b"<IFRAME src=x>",
        b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>",
        "<html>".encode("utf-16"),
        b"<a href=x>",
    ],
)
@pytest.mark.parametrize("type_", ["text/plain", "text/csv", "application/json"])
def test_text_that_a_browser_would_render_as_html_is_refused(type_: str, page: bytes) -> None:
    assert found(type_, page) is RejectionReason.PROGRAM


@pytest.mark.parametrize(
    "text",
    [
        b"MZ-48213;1 piece",
        b"<carla@example.com> wrote:",
        b"a < b",
        b"<?xml version='1.0'?><order id='1'/>",
        b"\x0cpage",
        "Grüße".encode("utf-16"),
        "Grüße".encode("latin-1"),
        b"<alpha>",
        b"<pre",
    ],
)
def test_text_that_merely_resembles_html_is_clean(text: bytes) -> None:
    assert found("text/plain", text) is None


@pytest.mark.parametrize("text", [b"a\0b", b"\x01", b"\xff\xfe\x00", b"\xff\xfe\x00\xd8"])
def test_binary_data_is_not_accepted_as_text(text: bytes) -> None:
    assert found("text/plain", text) is RejectionReason.TYPE


def test_a_mail_begins_with_a_header() -> None:
    assert found("message/rfc822", b"Hello\n\nSubject: x\n") is RejectionReason.TYPE
    assert found("message/rfc822", b"From carla@example.com Mon Jan 5\nReceived: x\n\n") is None


@pytest.mark.parametrize("size", [1, 10_000])
def test_a_file_of_another_size_is_refused(size: int) -> None:
    assert found("application/pdf", PDF, size) is RejectionReason.SIZE


@pytest.mark.parametrize(
    ("type_", "what"),
    [
        ("text/plain", VIRUS),
        ("text/plain", b"x" * 70_000 + VIRUS),
        ("application/pdf", PDF + VIRUS),
        (ZIP, zipped({"a.txt": VIRUS})),
        (ZIP, zipped({"a.zip": zipped({"b.txt": b"." * 65_500 + VIRUS})})),
        (DOCX, open_xml("word/document.xml", **{"word/x.bin": VIRUS})),
    ],
)
def test_the_test_virus_is_found_wherever_it_is(type_: str, what: bytes) -> None:
    assert found(type_, what) is RejectionReason.MALWARE


@pytest.mark.parametrize("type_", ["image/png", "image/gif", "image/jpeg", "application/pdf", "audio/mpeg"])
def test_a_picture_that_is_an_archive_besides_is_refused(type_: str) -> None:
    assert found(type_, GOOD[type_] + zipped({"a.txt": b"a"})) is RejectionReason.TYPE


def test_the_digest_is_that_of_the_bytes() -> None:
    upload = Upload(id="u", owner="carla", name="x", size=len(GIF), type="image/gif", offered_at=0)
    verdict = content.inspect(upload, GIF)

    assert (verdict.state, len(str(verdict.digest))) == (AttachmentState.CLEAN, 64)


class TestArchives:
    @pytest.mark.parametrize(
        "name",
        [
            "setup.exe",
            "a/b/RUN.BAT",
            "x.js",
            "page.html",
            "logo.svg",
            "a.lnk",
            "macro.docm",
            "tool.ps1",
            "lib.jar",
            "x.scr",
            "y.vbs",
            "z.hta",
        ],
    )
    def test_archive_with_a_program_is_refused(self, name: str) -> None:
        assert found(ZIP, zipped({"readme.txt": b"hello", name: b"harmless?"})) is RejectionReason.PROGRAM

    def test_program_in_an_archive_is_refused_under_any_name(self) -> None:
        assert found(ZIP, zipped({"readme.txt": EXE})) is RejectionReason.PROGRAM
        assert found(DOCX, open_xml("word/document.xml", **{"word/media/image1.png": EXE})) is RejectionReason.PROGRAM

    def test_office_files_may_hold_drawings_and_other_office_files(self) -> None:
        inner = open_xml("xl/workbook.xml", **{"xl/media/a.svg": SVG})
        assert (
            found(DOCX, open_xml("word/document.xml", **{"word/media/a.svg": SVG, "word/embeddings/a.xlsx": inner}))
            is None
        )
        assert found(ZIP, zipped({"report.docx": open_xml("word/document.xml", **{"word/media/a.svg": SVG})})) is None

    def test_office_file_with_macros_is_refused(self) -> None:
        assert found(DOCX, open_xml("word/document.xml", **{"word/vbaProject.bin": b"\0"})) is RejectionReason.PROGRAM

    @pytest.mark.parametrize(
        "name", ["../up.txt", "/etc/passwd", "a/../../b.txt", "C:/x.txt", "..\\up.txt", "\\\\host\\share.txt"]
    )
    def test_archive_with_path_traversal_is_refused(self, name: str) -> None:
        assert found(ZIP, zipped({name: b"x"})) is RejectionReason.ARCHIVE

    def test_archive_with_a_symbolic_link_is_refused(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            link = zipfile.ZipInfo("shadow")
            link.external_attr = 0o120777 << 16
            archive.writestr(link, "/etc/shadow")

        assert found(ZIP, packed.getvalue()) is RejectionReason.ARCHIVE

    def test_encrypted_archive_is_refused(self) -> None:
        assert found(ZIP, encrypted(GOOD[ZIP])) is RejectionReason.LOCKED
        assert found(DOCX, encrypted(GOOD[DOCX])) is RejectionReason.LOCKED

    def test_archive_with_extreme_compression_is_refused(self) -> None:
        bomb = zipped({"zeros.txt": b"\0" * 5_000_000})

        assert len(bomb) < 10_000
        assert found(ZIP, bomb) is RejectionReason.ARCHIVE

    def test_archive_with_many_compressed_entries_is_refused_for_its_total(self) -> None:
        text = random.Random(7).randbytes(20_000).hex().encode()[:20_000] * 80  # noqa: S311 - a text, not a secret
        assert found(ZIP, zipped({"a.txt": text})) is None

        many = zipped({f"{n}.txt": text for n in range(135)})

        assert len(many) < 5_000_000
        assert found(ZIP, many) is RejectionReason.ARCHIVE

    def test_archive_that_declares_a_smaller_size_than_it_has_is_refused(self) -> None:
        bomb = bytearray(zipped({"zeros.txt": b"\0" * 5_000_000}))
        for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            struct.pack_into("<I", bomb, bomb.find(signature) + offset, 10)

        assert found(ZIP, bytes(bomb)) is RejectionReason.ARCHIVE

    def test_archive_with_overlapping_entries_is_refused(self) -> None:
        """One kernel of data that two thousand names point to."""
        kernel = zipped({"a": bytes(range(256)) * 700})
        start = kernel.find(b"PK\x01\x02")
        entry = kernel[start : kernel.find(b"PK\x05\x06")]
        entries = 1_900
        directory = b"".join(entry[:-1] + bytes([33 + n % 90]) for n in range(entries))
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries, entries, len(directory), start, 0)

        assert found(ZIP, kernel[:start] + directory + end) is RejectionReason.ARCHIVE

    def test_nested_archive_over_the_size_limit_is_refused(self) -> None:
        inner = zipped({"a.bin": b"."}, method=zipfile.ZIP_STORED)
        noise = random.Random(3).randbytes(300_000) * 90  # noqa: S311 - bytes, not a secret
        inner = inner.replace(b"PK\1\2", noise + b"PK\1\2")

        assert found(ZIP, zipped({"inner.zip": inner})) is RejectionReason.ARCHIVE

    def test_archives_are_accepted_two_levels_deep(self) -> None:
        two = zipped({"inner.zip": zipped({"a.txt": b"a"})})
        assert found(ZIP, two) is None

        assert found(ZIP, zipped({"two.zip": two})) is RejectionReason.ARCHIVE

    def test_archive_with_too_many_entries_is_refused(self) -> None:
        assert found(ZIP, zipped({f"{n}": b"" for n in range(archives.MAX_ENTRIES + 1)})) is RejectionReason.ARCHIVE
        assert found(ZIP, zipped({f"{n}": b"" for n in range(archives.MAX_ENTRIES)})) is None

    def test_archive_that_declares_fewer_entries_than_it_has_is_handled(self) -> None:
        packed = bytearray(zipped({f"{n}": b"" for n in range(500)}))
        end = packed.rfind(b"PK\5\6")
        struct.pack_into("<HH", packed, end + 8, 1, 1)

        assert found(ZIP, bytes(packed)) in {None, RejectionReason.ARCHIVE}

    def test_archive_with_data_before_or_after_it_is_refused(self) -> None:
        assert found(ZIP, GOOD[ZIP] + b"more") is RejectionReason.ARCHIVE
        assert found(ZIP, b"PK\3\4" + GOOD[ZIP]) is RejectionReason.ARCHIVE

    def test_damaged_archive_is_refused(self) -> None:
        assert found(ZIP, GOOD[ZIP][:-30]) is RejectionReason.ARCHIVE
        spoilt = bytearray(GOOD[ZIP])
        spoilt[40] ^= 0xFF
        assert found(ZIP, bytes(spoilt)) is RejectionReason.ARCHIVE

    def test_office_file_without_its_main_document_is_refused(self) -> None:
        assert found(DOCX, zipped({"[Content_Types].xml": b"x", "a.xml": b"x"})) is RejectionReason.TYPE
        assert found(DOCX, open_xml("xl/workbook.xml")) is RejectionReason.TYPE
        assert found(ODT, zipped({"content.xml": b"x", "mimetype": ODT.encode()})) is RejectionReason.TYPE
        assert found(ODT, odf(f"{ODF}.text-template")) is RejectionReason.TYPE

    @given(st.data())
    def test_corrupted_archive_never_raises(self, data: st.DataObject) -> None:
        spoilt = bytearray(GOOD[data.draw(st.sampled_from([ZIP, DOCX, ODT]))])
        for _ in range(data.draw(st.integers(1, 8))):
            spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))

        assert found(ZIP, bytes(spoilt)) in {None, *RejectionReason}


@given(st.binary(max_size=300), st.sampled_from(sorted(GOOD)))
def test_corrupted_file_never_raises(what: bytes, type_: str) -> None:
    assert found(type_, what) in {None, *RejectionReason}
    assert found(type_, GOOD[type_][:20] + what) in {None, *RejectionReason}


def test_a_picture_of_any_size_is_a_picture() -> None:
    assert found("image/png", png(3, 1)) is None
