"""A file from being offered to being forgotten, on real tables in process."""

import pytest

from chalicelib import reactions
from chalicelib.attachments import actions as attachments_actions
from chalicelib.attachments import jobs as attachments_jobs
from chalicelib.attachments.forms import NewUpload
from chalicelib.attachments.kinds import MAX_BYTES
from chalicelib.attachments.model import AttachmentState, RejectionReason, Upload
from chalicelib.plumbing.clock import DAY, HOUR
from chalicelib.plumbing.errors import Conflict, Invalid, NotFound, TooManyRequests
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.services import Services
from tests import makers
from tests.attachments.samples import EXE, GIF, PDF, png
from tests.cast import ADA, CARLA, MALLORY
from tests.conftest import Desk


def now(services: Services, upload: Upload) -> Upload:
    found = attachments_actions.find(services, upload.id)
    assert found is not None
    return found


def notified(services: Services, upload: Upload) -> None:
    """S3's news of the file, as often as it likes."""
    reactions.on_upload(services, {"object": {"key": f"quarantine/{upload.id}", "size": 1}, "reason": "PostObject"})


class TestUploading:
    def test_upload_form_is_for_exactly_one_file(self, desk: Desk) -> None:
        upload, post, replayed = attachments_actions.offer_upload(
            desk.services, CARLA, NewUpload(name="../Scan 1.PDF", type="application/pdf; x=y", size=77), None
        )

        assert not replayed
        assert (upload.owner, upload.name, upload.size, upload.type) == ("carla", "Scan 1.PDF", 77, "application/pdf")
        assert (upload.state, upload.places) == (AttachmentState.WAITING, ())
        assert post.fields == {
            "key": f"quarantine/{upload.id}",
            "Content-Type": "application/pdf",
            "size": "77",
            "seconds": "300",
            "x-amz-meta-uploader": "carla",
        }
        assert "Scan" not in str(post)

    @pytest.mark.parametrize(
        ("name", "type_", "kind"),
        [
            ("a.HEIC", "", "image/heic"),
            ("a.eml", "application/octet-stream", "message/rfc822"),
            ("orders.csv", "application/vnd.ms-excel", "text/csv"),
            ("a.zip", "application/x-zip-compressed", "application/zip"),
            ("a", "IMAGE/JPG", "image/jpeg"),
            ("voice.opus", "audio/opus", "audio/ogg"),
        ],
    )
    def test_file_type_is_recognised_where_browsers_differ(self, desk: Desk, name: str, type_: str, kind: str) -> None:
        upload, post, _ = attachments_actions.offer_upload(
            desk.services, CARLA, NewUpload(name=name, type=type_, size=1), None
        )

        assert upload.type == post.fields["Content-Type"] == kind

    @pytest.mark.parametrize(
        ("name", "type_"),
        [
            ("a.exe", ""),
            ("a.svg", "image/svg+xml"),
            ("a.html", "text/html"),
            ("a.docm", ""),
            ("a", ""),
            ("a.doc", "application/msword"),
            ("a.pdf", "application/javascript"),
            ("a.rar", "application/vnd.rar"),
        ],
    )
    def test_file_type_that_is_not_allowed_is_refused_with_the_allowed_types(
        self, desk: Desk, name: str, type_: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            attachments_actions.offer_upload(desk.services, CARLA, NewUpload(name=name, type=type_, size=1), None)

        (error,) = refused.value.facts["errors"]
        assert error["pointer"] == "/type"
        assert all(each in error["detail"] for each in ("PDF", "PNG", "Word (.docx)", "ZIP"))
        assert desk.files.offers == []

    def test_file_may_have_25_megabytes_and_not_a_byte_more(self) -> None:
        assert NewUpload(name="a.pdf", size=MAX_BYTES).size == 25 * 1024 * 1024
        with pytest.raises(ValueError, match="at most 25 MB"):
            NewUpload(name="a.pdf", size=MAX_BYTES + 1)
        with pytest.raises(ValueError, match="empty"):
            NewUpload(name="a.pdf", size=0)

    def test_repeated_key_returns_the_same_upload_and_is_refused_with_another_body(self, desk: Desk) -> None:
        new = NewUpload(name="a.pdf", size=5)
        key = IdempotencyKey.of("k", b"a", "carla", "POST", "/v1/uploads")
        first, _, _ = attachments_actions.offer_upload(desk.services, CARLA, new, key)

        second, post, replayed = attachments_actions.offer_upload(desk.services, CARLA, new, key)

        assert (second, replayed) == (first, True)
        assert post.fields["key"] == f"quarantine/{first.id}"
        with pytest.raises(Invalid):
            attachments_actions.offer_upload(
                desk.services, CARLA, new, IdempotencyKey.of("k", b"b", "carla", "POST", "/v1/uploads")
            )

    def test_key_of_a_deleted_upload_is_refused(self, desk: Desk) -> None:
        key = IdempotencyKey.of("k", b"a", "carla", "POST", "/v1/uploads")
        attachments_actions.offer_upload(desk.services, CARLA, NewUpload(name="a.pdf", size=5), key)
        desk.clock.advance(hours=24)
        attachments_actions.delete_abandoned(desk.services)

        with pytest.raises(Conflict, match="new one"):
            attachments_actions.offer_upload(desk.services, CARLA, NewUpload(name="a.pdf", size=5), key)

    def test_uploads_are_limited_to_a_hundred_per_person_in_15_minutes(self, desk: Desk) -> None:
        for _ in range(100):
            makers.an_upload(desk.services)
        with pytest.raises(TooManyRequests):
            makers.an_upload(desk.services)
        makers.an_upload(desk.services, by=MALLORY)

        desk.clock.advance(minutes=15)
        makers.an_upload(desk.services)

    def test_upload_is_visible_to_its_owner_only(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)

        assert attachments_actions.find_own(desk.services, CARLA, upload.id) == upload
        for who, id_ in ((MALLORY, upload.id), (ADA, upload.id), (CARLA, "nothing"), (CARLA, "x" * 5_000), (CARLA, "")):
            with pytest.raises(NotFound):
                attachments_actions.find_own(desk.services, who, id_)


class TestChecking:
    def test_a_clean_file_is_stored_and_leaves_quarantine(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services))

        assert (upload.state, upload.reason, upload.checked_at) == (AttachmentState.CLEAN, None, desk.clock.now())
        assert upload.digest is not None
        assert desk.files.stored == {f"clean/{upload.id}": PDF}
        assert desk.files.written[f"clean/{upload.id}"] == {"type": "application/pdf", "sha256": upload.digest}

    @pytest.mark.parametrize(
        ("what", "why"),
        [(EXE, RejectionReason.SIZE), (EXE[: len(PDF)].ljust(len(PDF), b"\0"), RejectionReason.PROGRAM)],
    )
    def test_refused_file_is_deleted_and_its_reason_stored(self, desk: Desk, what: bytes, why: RejectionReason) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services), content=what)

        assert (upload.state, upload.reason) == (AttachmentState.REFUSED, why)
        assert desk.files.stored == {}

    def test_redelivered_upload_event_changes_nothing(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services))
        desk.clock.advance(minutes=1)

        for _ in range(3):
            notified(desk.services, upload)

        assert now(desk.services, upload) == upload
        assert desk.files.stored == {f"clean/{upload.id}": PDF}

    @pytest.mark.parametrize("first", [PDF, EXE])
    def test_second_file_for_an_upload_is_removed(self, desk: Desk, first: bytes) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services), content=first)
        stored = dict(desk.files.stored)

        after = makers.arrived(desk, upload, content=PDF.replace(b"1.7", b"1.4"))

        assert after == upload
        assert desk.files.stored == stored

    def test_concurrent_files_for_one_upload_are_stored_once_with_matching_digest(self, desk: Desk) -> None:
        """Two checks run side by side, each with other bytes: the first to be kept counts for both."""
        upload = makers.an_upload(desk.services)
        other = PDF.replace(b"1.7", b"1.4")
        makers.came(desk, upload, content=PDF)
        mine = attachments_jobs.inspect(desk.services, upload.id)
        makers.came(desk, upload, content=other)
        concurrent = attachments_jobs.inspect(desk.services, upload.id)

        assert mine is not None
        assert mine == concurrent
        notified(desk.services, upload)
        assert now(desk.services, upload).digest == mine.digest
        assert desk.files.stored == {f"clean/{upload.id}": PDF}

    def test_file_is_removed_when_a_second_check_refuses_it(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)
        makers.came(desk, upload)
        assert attachments_jobs.inspect(desk.services, upload.id) is not None  # broken off here
        makers.came(desk, upload, content=EXE)
        notified(desk.services, upload)

        assert now(desk.services, upload).state is AttachmentState.REFUSED
        assert desk.files.stored == {}

    def test_interrupted_file_check_is_repeated(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)
        makers.came(desk, upload)
        desk.files.failing = True
        with pytest.raises(ConnectionError):
            notified(desk.services, upload)
        assert now(desk.services, upload).state is AttachmentState.WAITING

        desk.files.failing = False
        notified(desk.services, upload)

        assert now(desk.services, upload).state is AttachmentState.CLEAN

    def test_file_without_an_upload_record_is_removed(self, desk: Desk) -> None:
        desk.files.stored["quarantine/stranger"] = PDF

        reactions.on_upload(desk.services, {"object": {"key": "quarantine/stranger"}})

        assert desk.files.stored == {}

    def test_upload_event_before_its_file_arrives_decides_nothing(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)
        notified(desk.services, upload)

        assert makers.arrived(desk, upload).state is AttachmentState.CLEAN

    @pytest.mark.parametrize("key", ["clean/x", "quarantine/", "quarantine/a/b", "x", "quarantine/../a"])
    def test_event_outside_the_quarantine_folder_raises(self, desk: Desk, key: str) -> None:
        with pytest.raises(LookupError):
            reactions.on_upload(desk.services, {"object": {"key": key}})


class TestLinks:
    def test_download_link_is_for_binary_data_and_one_minute(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services, name="Grüße \u202e.pdf")

        url = attachments_actions.link(desk.services, upload, inline=False)

        assert f"clean/{upload.id}?as=application%2Foctet-stream&how=attachment%3B" in url
        assert url.endswith("&for=60")

    def test_only_pictures_can_be_linked_inline(self, desk: Desk) -> None:
        picture = makers.an_upload(desk.services, name="a.png", type="image/png", content=png())

        assert "as=image%2Fpng&how=inline%3B" in attachments_actions.link(desk.services, picture, inline=True)
        for type_ in ("application/pdf", "text/plain", "image/heic", "video/mp4"):
            other = makers.an_upload(desk.services, name="a", type=type_)
            with pytest.raises(Invalid):
                attachments_actions.link(desk.services, other, inline=True)


class TestDeletingAbandoned:
    def test_unattached_uploads_are_deleted_within_a_day(self, desk: Desk) -> None:
        services = desk.services
        never_came = makers.an_upload(services)
        came = makers.an_upload(services)
        makers.came(desk, came)
        clean = makers.arrived(desk, makers.an_upload(services))
        refused = makers.arrived(desk, makers.an_upload(services), content=EXE)
        reactions.run_clock(services)
        for _ in range(22):
            desk.clock.advance(hours=1)
            reactions.run_clock(services)
        assert all(attachments_actions.find(services, each.id) for each in (never_came, came, clean, refused))

        desk.clock.advance(hours=1)
        reactions.run_clock(services)

        assert [attachments_actions.find(services, each.id) for each in (never_came, came, clean, refused)] == [
            None
        ] * 4
        assert desk.files.stored == {}

    def test_file_in_a_message_is_retained(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services))
        makers.a_ticket(desk.services, attachments=[upload.id])
        desk.clock.advance(days=400)

        reactions.run_clock(desk.services)

        assert now(desk.services, upload).state is AttachmentState.CLEAN
        assert desk.files.stored == {f"clean/{upload.id}": PDF}

    def test_attached_file_is_retained_when_the_list_of_abandoned_uploads_is_outdated(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)
        desk.clock.advance(days=1)
        makers.a_ticket(desk.services, attachments=[upload.id])

        assert not attachments_actions._delete(desk.services, upload.id)
        assert not attachments_actions._delete(desk.services, "nothing")

    def test_abandoned_uploads_are_deleted_once_an_hour_at_no_cost_in_between(self, desk: Desk) -> None:
        reactions.run_clock(desk.services)
        desk.meter.reset()

        for _ in range(59):
            desk.clock.advance(minutes=1)
            attachments_jobs.delete_abandoned(desk.services)
        assert desk.meter.spent.trips == 0

        desk.clock.advance(minutes=1)
        attachments_jobs.delete_abandoned(desk.services)
        assert (desk.meter.spent.trips, desk.meter.spent.reads) == (1, 0.5)

    def test_cost_of_deleting_abandoned_uploads_depends_only_on_their_number(self, desk: Desk) -> None:
        for _ in range(5):
            upload = makers.arrived(desk, makers.an_upload(desk.services))
            makers.a_ticket(desk.services, attachments=[upload.id])
        makers.an_upload(desk.services)
        desk.clock.advance(days=1)
        makers.an_upload(desk.services)
        desk.meter.reset()

        assert attachments_actions.delete_abandoned(desk.services) == 1
        assert (desk.meter.spent.trips, desk.meter.spent.writes) == (4, 3)  # and two calls of the bucket

    def test_upload_that_could_not_be_deleted_is_deleted_later(self, desk: Desk) -> None:
        first, second = makers.an_upload(desk.services), makers.an_upload(desk.services)
        desk.clock.advance(days=1)
        desk.files.failing = True
        assert attachments_actions.delete_abandoned(desk.services) == 0
        assert now(desk.services, first).reason is RejectionReason.ABANDONED

        desk.files.failing = False

        assert attachments_actions.delete_abandoned(desk.services) == 2
        assert attachments_actions.find(desk.services, second.id) is None

    def test_upload_being_deleted_cannot_be_attached(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)
        desk.clock.advance(days=1)
        desk.files.failing = True
        attachments_actions.delete_abandoned(desk.services)

        with pytest.raises(Invalid):
            makers.a_ticket(desk.services, attachments=[upload.id])

    def test_check_of_an_upload_deleted_meanwhile_leaves_nothing(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)
        makers.came(desk, upload, content=PDF)
        assert attachments_jobs.inspect(desk.services, upload.id) is not None
        desk.clock.advance(days=1)
        attachments_actions.delete_abandoned(desk.services)
        desk.files.stored[f"clean/{upload.id}"] = GIF  # as if it had been kept in this very moment

        notified(desk.services, upload)

        assert desk.files.stored == {}

    def test_time_until_deletion_counts_from_the_last_use(self) -> None:
        assert DAY - 2 * HOUR < attachments_actions.RETENTION_MS <= DAY - HOUR
