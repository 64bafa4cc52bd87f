"""Files in S3: what is signed, and what is done."""

import base64
import itertools
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.plumbing import services_on_aws
from chalicelib.plumbing.aws.files import Files

_names = itertools.count(1)
FACTS = {"uploader": "carla"}


@pytest.fixture
def client(in_process_aws: Any) -> Any:
    assert in_process_aws  # moto is there
    return boto3.client("s3", region_name="us-east-1")


@pytest.fixture
def name(client: Any) -> str:
    name = f"files-{next(_names)}"
    client.create_bucket(Bucket=name)
    return name


@pytest.fixture
def bucket(name: str) -> Iterator[Files]:
    """Through the client that the desk itself makes."""
    services_on_aws.client.cache_clear()
    yield Files(lambda: services_on_aws.client("s3"), name)
    services_on_aws.client.cache_clear()


def test_every_field_of_a_form_is_a_condition_and_the_size_is_exact(bucket: Files, name: str) -> None:
    post = bucket.offer("quarantine/x", size=77, type="application/pdf", facts=FACTS, seconds=300)

    policy = json.loads(base64.b64decode(post.fields["policy"]))
    exact = {key: value for each in policy["conditions"] if isinstance(each, dict) for key, value in each.items()}
    others = [each for each in policy["conditions"] if not isinstance(each, dict)]
    assert exact == {
        **{key: value for key, value in post.fields.items() if key not in {"policy", "x-amz-signature"}},
        "bucket": name,
    }
    assert others == [["content-length-range", 77, 77]]
    assert exact["key"] == "quarantine/x"
    assert exact["Content-Type"] == "application/pdf"
    assert exact["x-amz-server-side-encryption"] == "AES256"
    assert exact["success_action_status"] == "201"
    assert exact["x-amz-meta-uploader"] == "carla"


def test_files_have_the_origin_that_the_pages_policy_names(bucket: Files, name: str) -> None:
    """`RegionalDomainName` of the bucket, in the region whose addresses are global by default as well."""
    post = bucket.offer("k", size=1, type="text/plain", facts=FACTS, seconds=300)
    link = bucket.link("k", disposition="attachment", type="text/plain", seconds=60)

    origin = f"https://{name}.s3.us-east-1.amazonaws.com"
    assert post.url.rstrip("/") == origin
    assert link.startswith(f"{origin}/k?")


def test_download_link_sets_headers_and_expiry(bucket: Files) -> None:
    how = "attachment; filename*=UTF-8''a%20b.pdf"
    link = bucket.link("clean/x", disposition=how, type="application/octet-stream", seconds=60)

    asked = parse_qs(urlsplit(link).query)
    assert asked["response-content-disposition"] == [how]
    assert asked["response-content-type"] == ["application/octet-stream"]
    assert asked["response-cache-control"] == ["private, no-store"]
    assert asked["X-Amz-Expires"] == ["60"]
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]


def test_a_file_is_read_up_to_a_byte_more_than_it_may_have(bucket: Files, name: str, client: Any) -> None:
    client.put_object(Bucket=name, Key="k", Body=b"12345")

    assert (bucket.read("k", 5), bucket.read("k", 3), bucket.read("missing", 5)) == (b"12345", b"1234", None)


def test_a_file_is_stored_once_with_what_is_known_of_it(bucket: Files, name: str, client: Any) -> None:
    assert bucket.keep("k", b"first", type="image/png", facts={"sha256": "1"})
    assert not bucket.keep("k", b"second", type="image/png", facts={"sha256": "2"})

    stored = client.get_object(Bucket=name, Key="k")
    assert (stored["Body"].read(), stored["ContentType"], stored["ServerSideEncryption"]) == (
        b"first",
        "image/png",
        "AES256",
    )
    assert (bucket.facts("k"), bucket.facts("missing")) == ({"sha256": "1"}, None)


def test_removing_a_file_can_be_repeated(bucket: Files, name: str, client: Any) -> None:
    client.put_object(Bucket=name, Key="k", Body=b"x")

    bucket.remove("k")
    bucket.remove("k")

    assert bucket.read("k", 1) is None


@pytest.mark.usefixtures("bucket")
def test_a_bucket_that_is_not_there_is_an_outage_and_no_missing_file() -> None:
    elsewhere = Files(lambda: services_on_aws.client("s3"), "no-such-bucket")

    for call in (lambda: elsewhere.read("k", 1), lambda: elsewhere.keep("k", b"", type="text/plain", facts={})):
        with pytest.raises(ClientError):
            call()
