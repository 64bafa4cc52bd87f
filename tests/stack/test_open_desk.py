"""The desk of `make run`, where IAM is not enforced: what browsers rely on holds there, too."""

from collections.abc import Iterator

import pytest
import requests

from infrastructure.local.desk import Desk
from tests.attachments.samples import PDF
from tests.calls import Client, admin
from tests.desk import new_desk
from tests.stack.files import Offer, checked, objects, offered

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with new_desk(tmp_path_factory.mktemp("open"), enforce_iam=False) as running:
        yield running


@pytest.fixture(scope="module")
def client(desk: Desk) -> Client:
    return admin(desk)


@pytest.fixture
def offer(client: Client) -> Offer:
    return offered(client, PDF)


def test_file_is_uploaded_and_downloaded(client: Client, offer: Offer) -> None:
    assert offer.send(PDF).status_code == 201
    assert checked(client, offer.id)["state"] == "clean"
    assert client.post("/tickets", {"subject": "s", "body": "b", "attachments": [offer.id]}).status_code == 201
    assert requests.get(client.call("GET", f"/attachments/{offer.id}").json()["url"], timeout=30).content == PDF


def test_unsigned_upload_form_is_refused(desk: Desk, offer: Offer) -> None:
    forged = offer.send(PDF, x__amz__signature="0" * 64)
    bare = requests.post(offer.url, files=[("key", (None, offer.fields["key"])), ("file", ("x", PDF))], timeout=30)
    turned = offer.send(PDF, last=False)

    assert [forged.status_code, bare.status_code] == [403, 403]
    assert turned.status_code in {400, 403}
    assert offer.fields["key"] not in objects(desk)


def test_other_origins_are_refused(desk: Desk, offer: Offer) -> None:
    portal = str(desk.stack["portal"]).rstrip("/")
    asked = {"Access-Control-Request-Method": "POST"}
    from_portal = requests.options(offer.url, headers={"Origin": portal, **asked}, timeout=30)
    other = requests.options(offer.url, headers={"Origin": "https://evil.example", **asked}, timeout=30)

    assert (from_portal.status_code, from_portal.headers["Access-Control-Allow-Origin"]) == (200, portal)
    assert (other.status_code, "Access-Control-Allow-Origin" in other.headers) == (403, False)
    form = [(name, (None, value)) for name, value in offer.fields.items()]
    sent = requests.post(
        offer.url, files=[*form, ("file", ("x", PDF))], headers={"Origin": "https://evil.example"}, timeout=30
    )
    assert "Access-Control-Allow-Origin" not in sent.headers
