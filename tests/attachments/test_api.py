"""Files over HTTP: shapes, refusals, and what each caller may see."""

from typing import Any

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.plumbing.services import Services
from tests import makers
from tests.attachments.samples import EXE, PDF, png
from tests.cast import ADA, CARLA, MALLORY
from tests.client import get, post
from tests.conftest import Desk

NEW = {"name": "Scan 1.pdf", "type": "application/pdf", "size": len(PDF)}


@pytest.fixture(autouse=True)
def _people(services: Services) -> None:
    makers.an_agent(services, agent=ADA)


class TestUploading:
    def test_new_upload_returns_201_with_id_and_form(self) -> None:
        answer = post(CARLA, "/v1/uploads", NEW)

        id_ = answer.json["id"]
        assert answer.status == 201
        assert answer.headers["Location"] == f"/api/v1/uploads/{id_}"
        assert answer.json == {
            "id": id_,
            "attachment": {**NEW, "id": id_, "state": "waiting", "reason": None},
            "post": {
                "url": "https://files.example/",
                "expires_in": 300,
                "fields": {
                    "key": f"quarantine/{id_}",
                    "Content-Type": "application/pdf",
                    "size": str(len(PDF)),
                    "seconds": "300",
                    "x-amz-meta-uploader": "carla",
                },
            },
        }

    def test_replay_of_an_upload_request_returns_the_same_upload(self) -> None:
        first = post(CARLA, "/v1/uploads", NEW, Idempotency_Key="k")
        second = post(CARLA, "/v1/uploads", NEW, Idempotency_Key="k")

        assert (second.status, second.json["id"]) == (201, first.json["id"])
        assert second.headers["Idempotent-Replay"] == "true"
        assert post(CARLA, "/v1/uploads", {**NEW, "size": 1}, Idempotency_Key="k").status == 422
        assert post(MALLORY, "/v1/uploads", NEW, Idempotency_Key="k").json["id"] != first.json["id"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "\u0000\u202e"),
            ("name", None),
            ("name", "x" * 1_001),
            ("type", "text/html"),
            ("type", "x" * 201),
            ("size", 0),
            ("size", -1),
            ("size", 26_214_401),
            ("size", "5"),
            ("size", 1.5),
            ("size", True),
            ("id", "x"),
            ("owner", "ada"),
            ("state", "clean"),
            ("places", []),
            ("key", "clean/x"),
        ],
    )
    def test_invalid_upload_field_is_refused_with_a_pointer(self, field: str, value: Any) -> None:
        answer = post(CARLA, "/v1/uploads", {**NEW, field: value})

        assert (answer.status, answer.pointers) == (422, [f"/{field}"])

    @pytest.mark.parametrize("name", ["\ud800.pdf", "...", "a\r\nSet-Cookie: x=y.pdf"])
    def test_unusual_file_names_are_accepted(self, name: str) -> None:
        answer = post(CARLA, "/v1/uploads", {**NEW, "name": name})

        assert answer.status == 201
        assert answer.json["attachment"]["name"].endswith(".pdf")

    def test_upload_over_the_limit_gets_the_time_to_wait(self) -> None:
        for _ in range(100):
            post(CARLA, "/v1/uploads", NEW)
        answer = post(CARLA, "/v1/uploads", NEW)

        assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (429, True)


class TestUploadState:
    def test_owner_sees_the_state_of_an_upload_and_others_do_not(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services, name="a.pdf")
        shown = {"id": upload.id, "name": "a.pdf", "size": len(PDF), "type": "application/pdf", "reason": None}
        assert get(CARLA, f"/v1/uploads/{upload.id}").json == {**shown, "state": "waiting"}

        makers.arrived(desk, upload)

        assert get(CARLA, f"/v1/uploads/{upload.id}").json == {**shown, "state": "clean"}
        foreign, missing = get(MALLORY, f"/v1/uploads/{upload.id}"), get(MALLORY, "/v1/uploads/nothing")
        assert foreign.status == missing.status == 404
        assert foreign.text == missing.text

    def test_reason_for_refusing_a_file_is_in_the_readers_language(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services), content=EXE)

        english = get(CARLA, f"/v1/uploads/{upload.id}").json
        arabic = get(CARLA, f"/v1/uploads/{upload.id}", Accept_Language="ar").json

        assert (english["state"], english["reason"]) == (
            "refused",
            "Its size is not what was announced. Send it again.",
        )
        assert arabic["reason"].startswith("حجمه")


class TestInMessages:
    def test_timeline_shows_the_file_and_its_state(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services, name="a.pdf")
        ticket = post(CARLA, "/v1/tickets", {"subject": "s", "body": "b", "attachments": [upload.id]}).json["id"]
        address = f"/v1/tickets/{ticket}/timeline"
        shown = {"id": upload.id, "name": "a.pdf", "size": len(PDF), "type": "application/pdf", "state": "waiting"}
        first = get(CARLA, address)
        assert first.json["items"][0]["attachments"] == [shown]

        makers.arrived(desk, upload)

        second = get(CARLA, address, If_None_Match=first.headers["ETag"])
        assert second.json["items"][0]["attachments"] == [{**shown, "state": "clean"}]
        assert (second.headers["ETag"], get(CARLA, address, If_None_Match=second.headers["ETag"]).status) == (
            '"1"',
            304,
        )

    def test_etag_of_a_provisional_timeline_holds_the_version(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)
        ticket = makers.a_ticket(desk.services, attachments=[upload.id])
        etag = get(ADA, f"/v1/tickets/{ticket.id}/timeline").headers["ETag"]
        assert etag.startswith('"1-')
        assert get(ADA, f"/v1/tickets/{ticket.id}/timeline", If_None_Match=etag).status == 304

        assert post(ADA, f"/v1/tickets/{ticket.id}/messages", {"body": "x"}, If_Match=etag).status == 201

    @pytest.mark.parametrize("kind", ["messages", "notes"])
    def test_file_of_another_person_is_refused_with_its_position(self, services: Services, kind: str) -> None:
        ticket = makers.a_ticket(services)
        foreign = makers.an_upload(services, by=MALLORY)

        answer = post(
            ADA, f"/v1/tickets/{ticket.id}/{kind}", {"body": "x", "attachments": [foreign.id]}, If_Match='"1"'
        )

        assert (answer.status, answer.pointers) == (422, ["/attachments/0"])

    def test_more_than_twenty_files_are_refused_with_the_limit(self) -> None:
        answer = post(CARLA, "/v1/tickets", {"subject": "s", "body": "b", "attachments": [f"u{n}" for n in range(500)]})

        assert (answer.status, answer.pointers) == (422, ["/attachments"])
        assert "at most 20" in answer.json["errors"][0]["detail"]


class TestFetching:
    def test_download_address_is_short_lived_and_not_cached(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services))
        makers.a_ticket(desk.services, attachments=[upload.id])

        answer = get(CARLA, f"/v1/attachments/{upload.id}")

        assert answer.status == 200
        assert answer.json.keys() == {"url", "expires_in"}
        assert answer.json["expires_in"] == 60
        assert answer.headers["Cache-Control"] == "no-store"

    def test_picture_can_be_requested_inline(self, desk: Desk) -> None:
        picture = makers.an_upload(desk.services, name="a.png", type="image/png", content=png())
        makers.arrived(desk, picture, content=png())
        other = makers.arrived(desk, makers.an_upload(desk.services))
        makers.a_ticket(desk.services, attachments=[picture.id, other.id])

        assert "as=image%2Fpng" in get(CARLA, f"/v1/attachments/{picture.id}?inline=true").json["url"]
        assert "as=application%2Foctet-stream" in get(CARLA, f"/v1/attachments/{picture.id}").json["url"]
        refused = get(CARLA, f"/v1/attachments/{other.id}?inline=true")
        assert (refused.status, refused.pointers) == (422, ["/inline"])

    def test_file_that_cannot_be_downloaded_has_its_reason(self, desk: Desk) -> None:
        waiting, refused = makers.an_upload(desk.services), makers.an_upload(desk.services)
        makers.arrived(desk, refused, content=EXE)
        makers.a_ticket(desk.services, attachments=[waiting.id, refused.id])

        first, second = (get(CARLA, f"/v1/attachments/{each.id}") for each in (waiting, refused))

        assert (first.status, first.json["state"]) == (409, "waiting")
        assert (second.status, second.json["state"], second.json["reason"]) == (409, "refused", "size")
        unknown = [get(MALLORY, f"/v1/attachments/{id_}") for id_ in (waiting.id, refused.id, "nothing")]
        assert {answer.status for answer in unknown} == {404}
        assert len({answer.text for answer in unknown}) == 1

    def test_file_of_a_note_is_not_found_for_customers(self, desk: Desk) -> None:
        ticket = makers.a_ticket(desk.services)
        upload = makers.arrived(desk, makers.an_upload(desk.services, by=ADA))
        conversation_actions.add_note(desk.services, ADA, ticket.id, NewNote(body="x", attachments=[upload.id]))

        assert get(CARLA, f"/v1/attachments/{upload.id}").status == 404
        assert get(ADA, f"/v1/attachments/{upload.id}").status == 200
