"""Files on the local AWS with IAM enforced: the whole way, every way to cheat on it, and the clock that clears up."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config

from infrastructure.advance import Advance, span_ms
from infrastructure.local.desk import Desk
from infrastructure.local.places import REGION
from infrastructure.replay import Replay
from tests.attachments.samples import EXE, GOOD, PDF, png, zipped
from tests.calls import Client, admin
from tests.desk import new_desk
from tests.journeys.cast import until
from tests.stack.files import Answer, Offer, bucket, checked, objects, offered, sent

pytestmark = pytest.mark.stack

TICKET = {"subject": "Lamp", "body": "It does not shine."}


@pytest.fixture(scope="module")
def client(local_desk: Desk) -> Client:
    return admin(local_desk)


@pytest.fixture
def offer(client: Client) -> Offer:
    return offered(client, PDF)


@pytest.fixture(scope="module")
def url(client: Client) -> str:
    """An address that has just been handed out."""
    id_ = sent(client, PDF)
    checked(client, id_)
    client.post("/tickets", {**TICKET, "attachments": [id_]})
    return str(client.call("GET", f"/attachments/{id_}").json()["url"])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of its own, whose clock is moved."""
    with new_desk(tmp_path_factory.mktemp("files")) as running:
        yield running


class TestFromUploadToDownload:
    def test_file_is_uploaded_checked_attached_and_downloaded(self, local_desk: Desk, client: Client) -> None:
        id_ = sent(client, PDF, name="Grüße \u202efdp.exe")

        payload = checked(client, id_)
        ticket = client.post("/tickets", {**TICKET, "attachments": [id_]}).json()["id"]

        assert (payload["state"], payload["name"]) == ("clean", "Grüße fdp.exe.pdf")
        here = {key for key in objects(local_desk) if id_ in key}
        assert here == {f"clean/{id_}"}
        (event,) = client.call("GET", f"/tickets/{ticket}/timeline").json()["items"][:1]
        assert event["attachments"] == [{name: payload[name] for name in ("id", "name", "size", "type", "state")}]
        answer = requests.get(client.call("GET", f"/attachments/{id_}").json()["url"], timeout=30)
        assert (answer.status_code, answer.content) == (200, PDF)
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20fdp.exe.pdf"
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_picture_can_be_shown_inline(self, client: Client) -> None:
        id_ = sent(client, png(), "a.png", "image/png")
        checked(client, id_)
        client.post("/tickets", {**TICKET, "attachments": [id_]})

        answer = requests.get(client.call("GET", f"/attachments/{id_}?inline=true").json()["url"], timeout=30)

        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"].startswith("inline; ")

    def test_message_sent_before_its_files_are_checked_shows_their_state_later(self, client: Client) -> None:
        good, bad = offered(client, PDF), offered(client, EXE, "run.zip", "application/zip")
        ticket = client.post("/tickets", {**TICKET, "attachments": [good.id, bad.id]}).json()["id"]
        waiting = client.call("GET", f"/attachments/{good.id}")
        assert (waiting.status_code, waiting.json()["state"]) == (409, "waiting")

        assert good.send(PDF).status_code == bad.send(EXE).status_code == 201
        checked(client, good.id)
        checked(client, bad.id)

        shown = client.call("GET", f"/tickets/{ticket}/timeline").json()["items"][0]["attachments"]
        assert [each["state"] for each in shown] == ["clean", "refused"]
        refused = client.call("GET", f"/attachments/{bad.id}")
        assert (refused.status_code, refused.json()["reason"]) == (409, "program")

    @pytest.mark.parametrize(
        ("content", "type_", "state"),
        [
            (GOOD["application/zip"], "application/zip", "clean"),
            (zipped({"zeros.txt": b"\0" * 5_000_000}), "application/zip", "refused"),
            (b"<html><script>", "text/plain", "refused"),
        ],
    )
    def test_content_of_a_file_decides_its_state(
        self, local_desk: Desk, client: Client, content: bytes, type_: str, state: str
    ) -> None:
        id_ = sent(client, content, "a", type_)

        assert checked(client, id_)["state"] == state
        remaining = [key for key in objects(local_desk) if id_ in key]
        assert remaining == ([f"clean/{id_}"] if state == "clean" else [])

    def test_file_of_25_megabytes_is_accepted(self, client: Client) -> None:
        large = PDF + b"%" * (25 * 1024 * 1024 - len(PDF))
        id_ = sent(client, large)

        assert checked(client, id_)["state"] == "clean"
        client.post("/tickets", {**TICKET, "attachments": [id_]})
        answer = requests.get(client.call("GET", f"/attachments/{id_}").json()["url"], timeout=60)
        assert len(answer.content) == len(large)


class TestConcurrency:
    def test_message_and_check_agree_whichever_is_first(self, client: Client) -> None:
        offers = [offered(client, PDF) for _ in range(6)]

        def send(offer: Offer) -> None:
            assert offer.send(PDF).status_code == 201

        def attach(offer: Offer) -> str:
            answer = client.post("/tickets", {**TICKET, "attachments": [offer.id]})
            assert answer.status_code == 201, answer.text
            return str(answer.json()["id"])

        with ThreadPoolExecutor(12) as pool:
            sending = [pool.submit(send, offer) for offer in offers]
            numbers = list(pool.map(attach, offers))
            for each in sending:
                each.result()

        for offer, number in zip(offers, numbers, strict=True):
            assert checked(client, offer.id)["state"] == "clean"
            (shown,) = client.call("GET", f"/tickets/{number}/timeline").json()["items"][0]["attachments"]
            assert (shown["id"], shown["state"]) == (offer.id, "clean")
            assert client.call("GET", f"/attachments/{offer.id}").status_code == 200

    def test_file_is_attached_to_one_of_several_concurrent_messages(self, client: Client) -> None:
        id_ = sent(client, PDF)

        with ThreadPoolExecutor(6) as pool:
            made = list(pool.map(lambda _: client.post("/tickets", {**TICKET, "attachments": [id_]}), range(6)))

        assert sorted(answer.status_code for answer in made) == [201, 422, 422, 422, 422, 422]

    def test_all_files_of_a_message_are_marked_though_they_are_checked_at_once(self, client: Client) -> None:
        offers = [offered(client, PDF) for _ in range(8)]
        ids = [offer.id for offer in offers]
        number = client.post("/tickets", {**TICKET, "attachments": ids}).json()["id"]

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda offer: offer.send(PDF), offers))

        assert {checked(client, id_)["state"] for id_ in ids} == {"clean"}
        shown = client.call("GET", f"/tickets/{number}/timeline").json()["items"][0]["attachments"]
        assert [(each["id"], each["state"]) for each in shown] == [(id_, "clean") for id_ in ids]


class TestUndo:
    def test_file_of_an_undone_reply_can_be_attached_to_the_next(self, client: Client) -> None:
        ticket = client.post("/tickets", {**TICKET, "requester": {"email": "zoe@example.org"}})
        number, id_ = ticket.json()["id"], sent(client, PDF)
        reply = client.post(
            f"/tickets/{number}/messages", {"body": "x", "attachments": [id_]}, If_Match=ticket.headers["ETag"]
        )
        assert reply.status_code == 201, reply.text

        draft = client.call("DELETE", f"/tickets/{number}/messages/{reply.json()['id']}")

        assert (draft.status_code, draft.json()["attachments"][0]["id"]) == (200, id_)
        assert client.call("GET", f"/attachments/{id_}").status_code == 404
        note = client.post(f"/tickets/{number}/notes", {"body": "y", "attachments": [id_]})
        assert note.status_code == 201, note.text
        checked(client, id_)
        assert client.call("GET", f"/attachments/{id_}").status_code == 200

    def test_split_message_shows_its_file_in_both_tickets(self, client: Client) -> None:
        id_ = sent(client, PDF)
        new = {**TICKET, "requester": {"email": "zoe@example.org"}, "attachments": [id_]}
        number = client.post("/tickets", new).json()["id"]
        ticket = until(lambda: (seen := client.call("GET", f"/tickets/{number}")).json()["reason"] and seen)  # routed

        split = client.post(
            f"/tickets/{number}/split", {"event": f"{number}-1", "subject": "Another"}, If_Match=ticket.headers["ETag"]
        )

        assert split.status_code == 201, split.text
        checked(client, id_)
        for each in (number, split.json()["id"]):
            (shown,) = client.call("GET", f"/tickets/{each}/timeline").json()["items"][0]["attachments"]
            assert (shown["id"], shown["state"]) == (id_, "clean")


def resigned(offer: Offer, change: Callable[[dict[str, Any]], None]) -> str:
    """The policy, changed without knowing the key that signed it."""
    policy = json.loads(base64.b64decode(offer.fields["policy"]))
    change(policy)
    return base64.b64encode(json.dumps(policy).encode()).decode()


def wider(policy: dict[str, Any]) -> None:
    policy["conditions"] = [each for each in policy["conditions"] if not isinstance(each, list)]


TAMPERED: dict[str, Callable[[Offer], Answer]] = {
    "a byte more": lambda offer: offer.send(PDF + b"\n"),
    "a byte less": lambda offer: offer.send(PDF[:-1]),
    "nothing": lambda offer: offer.send(b""),
    "another place": lambda offer: offer.send(PDF, key="quarantine/elsewhere"),
    "past quarantine": lambda offer: offer.send(PDF, key=offer.fields["key"].replace("quarantine", "clean")),
    "a place with its name": lambda offer: offer.send(PDF, key="quarantine/${filename}"),
    "another type": lambda offer: offer.send(PDF, Content__Type="text/html"),
    "no type": lambda offer: offer.send(PDF, without="Content-Type"),
    "an ACL": lambda offer: offer.send(PDF, acl="public-read"),
    "an ACL by its header": lambda offer: offer.send(PDF, x__amz__acl="public-read"),
    "a redirect": lambda offer: offer.send(PDF, success_action_redirect="https://evil.example/"),
    "another status": lambda offer: offer.send(PDF, success_action_status="200"),
    "another uploader": lambda offer: offer.send(PDF, x__amz__meta__uploader="somebody"),
    "no uploader": lambda offer: offer.send(PDF, without="x-amz-meta-uploader"),
    "more facts": lambda offer: offer.send(PDF, x__amz__meta__sha256="0"),
    "another encryption": lambda offer: offer.send(PDF, x__amz__server__side__encryption="aws:kms"),
    "no encryption": lambda offer: offer.send(PDF, without="x-amz-server-side-encryption"),
    "a tag": lambda offer: offer.send(PDF, tagging="<Tagging/>"),
    "another kind of storage": lambda offer: offer.send(PDF, x__amz__storage__class="GLACIER"),
    "no signature": lambda offer: offer.send(PDF, without="x-amz-signature"),
    "a made up signature": lambda offer: offer.send(PDF, x__amz__signature="0" * 64),
    "no policy": lambda offer: offer.send(PDF, without="policy"),
    "a longer policy": lambda offer: offer.send(
        PDF, policy=resigned(offer, lambda policy: policy.update(expiration="2099-01-01T00:00:00Z"))
    ),
    "a wider policy": lambda offer: offer.send(PDF + b"\n", policy=resigned(offer, wider)),
    "no session": lambda offer: offer.send(PDF, without="x-amz-security-token"),
    "somebody else's key": lambda offer: offer.send(
        PDF, x__amz__credential=offer.fields["x-amz-credential"].replace("ASIA", "AKIA")
    ),
    "nothing signed at all": lambda offer: requests.post(
        offer.url, files=[("key", (None, offer.fields["key"])), ("file", ("x", PDF))], timeout=30
    ),
    "the file first": lambda offer: offer.send(PDF, last=False),
    "a PUT": lambda offer: requests.put(f"{offer.url}/{offer.fields['key']}", data=PDF, timeout=30),
}


class TestTampering:
    @pytest.mark.parametrize("how", TAMPERED)
    def test_tampered_upload_form_is_refused_and_stores_nothing(self, local_desk: Desk, offer: Offer, how: str) -> None:
        before = objects(local_desk)

        answer = TAMPERED[how](offer)

        assert answer.status_code in {400, 403}, answer.text
        new = objects(local_desk).keys() - before.keys()
        assert not [key for key in new if offer.id in key or "elsewhere" in key or "whatever" in key]

    def test_upload_form_is_valid_for_one_bucket(self, local_desk: Desk, offer: Offer) -> None:
        other = offer.url.replace(bucket(local_desk), local_desk.stack["inbound_bucket"])

        assert offer.send(PDF, url=other).status_code == 403

    def test_upload_form_is_valid_for_five_minutes(self, local_desk: Desk, offer: Offer) -> None:
        policy = json.loads(base64.b64decode(offer.fields["policy"]))
        until = time.mktime(time.strptime(policy["expiration"], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
        assert until - time.time() <= 300
        late = local_desk.client("s3").generate_presigned_post(bucket(local_desk), "quarantine/late", ExpiresIn=-1)

        answer = Offer("late", offer.url, late["fields"]).send(PDF)

        assert (answer.status_code, "expired" in answer.text) == (403, True)

    @pytest.mark.parametrize("second", [PDF, PDF.replace(b"1.7", b"1.4")])
    def test_second_use_of_an_upload_form_changes_nothing(
        self, local_desk: Desk, client: Client, offer: Offer, second: bytes
    ) -> None:
        assert offer.send(PDF).status_code == 201
        first = checked(client, offer.id)
        client.post("/tickets", {**TICKET, "attachments": [offer.id]})

        assert offer.send(second).status_code == 201

        until_gone(local_desk, f"quarantine/{offer.id}")
        assert checked(client, offer.id) == first
        answer = requests.get(client.call("GET", f"/attachments/{offer.id}").json()["url"], timeout=30)
        assert answer.content == PDF


def until_gone(desk: Desk, key: str) -> None:
    deadline = time.monotonic() + 60
    while key in objects(desk):
        assert time.monotonic() < deadline
        time.sleep(0.1)


class TestDownloadAddresses:
    def test_download_address_is_valid_for_reading_one_file_only(
        self, local_desk: Desk, client: Client, url: str
    ) -> None:
        other = sent(client, PDF)
        checked(client, other)
        path, _, query = url.partition("?")
        id_ = path.rpartition("/")[2]
        cheats = [
            path,
            f"{path}?{query[:-4]}0000",
            url.replace(id_, other),
            url.replace("/clean/", "/quarantine/"),
            url.replace("application%2Foctet-stream", "text%2Fhtml"),
            url.replace("attachment%3B", "inline%3B"),
            url.replace("X-Amz-Expires=60", "X-Amz-Expires=3600"),
            f"{url}&response-content-encoding=br",
            url.replace("scan", "scam"),
        ]

        answers = [requests.get(cheat, timeout=30) for cheat in cheats]
        answers += [requests.request(verb, url, timeout=30) for verb in ("HEAD", "PUT", "DELETE", "POST")]

        assert {answer.status_code for answer in answers} <= {400, 403}
        assert not any(PDF in answer.content for answer in answers)
        assert requests.get(url, timeout=30).content == PDF
        assert f"clean/{id_}" in objects(local_desk)

    def test_download_address_is_valid_for_a_minute(self, local_desk: Desk, url: str) -> None:
        assert "X-Amz-Expires=60&" in url
        asked = {"Bucket": bucket(local_desk), "Key": url.partition("?")[0].partition(bucket(local_desk) + "/")[2]}
        signer = boto3.client(
            "s3",
            endpoint_url=local_desk.places.files,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(signature_version="s3v4"),
        )
        good, brief = (signer.generate_presigned_url("get_object", Params=asked, ExpiresIn=s) for s in (60, 1))
        assert requests.get(good, timeout=30).status_code == 200

        deadline = time.monotonic() + 60
        while (answer := requests.get(brief, timeout=30)).status_code == 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)

        assert (answer.status_code, "expired" in answer.text) == (403, True)

    def test_files_bucket_cannot_be_listed(self, local_desk: Desk, url: str) -> None:
        origin = url.partition("/" + bucket(local_desk))[0]

        assert requests.get(f"{origin}/{bucket(local_desk)}", timeout=30).status_code == 403


class TestOrigins:
    def asked(self, url: str, origin: str) -> Answer:
        return requests.options(url, headers={"Origin": origin, "Access-Control-Request-Method": "POST"}, timeout=30)

    def test_only_the_portals_pages_may_send_files(self, local_desk: Desk, offer: Offer) -> None:
        portal = str(local_desk.stack["portal"]).rstrip("/")

        from_portal, other = self.asked(offer.url, portal), self.asked(offer.url, "https://evil.example")

        assert (from_portal.status_code, from_portal.headers["Access-Control-Allow-Origin"]) == (200, portal)
        assert (other.status_code, "Access-Control-Allow-Origin" in other.headers) == (403, False)

    def test_only_the_portal_may_read_the_answer_to_an_upload(self, local_desk: Desk, offer: Offer) -> None:
        portal = str(local_desk.stack["portal"]).rstrip("/")
        answers = {}
        for origin in (portal, "https://evil.example"):
            form = [(name, (None, value)) for name, value in offer.fields.items()]
            sent_ = requests.post(
                offer.url, files=[*form, ("file", ("x", PDF))], headers={"Origin": origin}, timeout=30
            )
            answers[origin] = sent_.headers.get("Access-Control-Allow-Origin")

        assert answers == {portal: portal, "https://evil.example": None}

    def test_the_policy_of_the_pages_names_the_origin_of_files(self, local_desk: Desk, offer: Offer) -> None:
        policy = requests.get(local_desk.stack["portal"], timeout=30).headers["Content-Security-Policy"]
        fields = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        origin = offer.url.partition("/" + bucket(local_desk))[0]

        assert fields["connect-src"] == f"'self' {origin}"
        assert fields["img-src"] == f"'self' data: blob: {origin}"


class TestSchedules:
    def test_unattached_files_are_deleted_after_a_day_and_attached_ones_stay(self, desk: Desk) -> None:
        client = admin(desk)
        wanted, unwanted, never_came = sent(client, PDF), sent(client, PDF), offered(client, PDF).id
        for id_ in (wanted, unwanted):
            checked(client, id_)
        client.post("/tickets", {**TICKET, "attachments": [wanted]})

        Advance(desk.places).run(span_ms("24h"))

        client = admin(desk)
        assert objects(desk).keys() == {f"clean/{wanted}"}
        assert [client.call("GET", f"/uploads/{id_}").status_code for id_ in (wanted, unwanted, never_came)] == [
            200,
            404,
            404,
        ]
        assert client.call("GET", f"/attachments/{wanted}").status_code == 200

    def test_upload_event_in_the_dead_letters_can_be_replayed(self, desk: Desk) -> None:
        client = admin(desk)
        id_ = sent(client, PDF)
        checked(client, id_)
        function = next(
            each["FunctionArn"]
            for each in desk.client("lambda").list_functions()["Functions"]
            if "OnUpload" in each["FunctionName"]
        )
        event = {
            "version": "0",
            "id": "1",
            "detail-type": "Object Created",
            "source": "aws.s3",
            "account": "",
            "time": "",
            "region": "",
            "resources": [],
            "detail": {"object": {"key": f"quarantine/{id_}"}},
        }
        body = {"requestContext": {"functionArn": f"{function}:$LATEST"}, "requestPayload": event}
        stack = desk.client("cloudformation").describe_stacks(StackName=desk.stack["stack"])["Stacks"][0]
        queue = next(each["OutputValue"] for each in stack["Outputs"] if each["OutputKey"] == "UploadDeadLettersUrl")
        desk.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(body))

        assert Replay(desk.aws, "dev").run("upload") == "1 file replayed"
        assert Replay(desk.aws, "dev").run("upload") == "nothing to do"
