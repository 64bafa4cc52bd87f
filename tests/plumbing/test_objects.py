"""A bucket, as S3 answers: conditional reads and writes, parts, lists. What races is tried on the local AWS."""

import io
import itertools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from chalicelib.plumbing.aws.objects import Bucket, Missing, Overtaken
from chalicelib.plumbing.ports import StoredObject

_names = itertools.count(1)


@pytest.fixture
def s3(in_process_aws: Any) -> Any:  # noqa: ARG001 - moto runs meanwhile
    return boto3.client("s3", region_name="us-east-1")


@pytest.fixture
def bucket(s3: Any) -> Iterator[Bucket]:
    name = f"bucket-{next(_names)}"
    s3.create_bucket(Bucket=name)
    yield Bucket(lambda: s3, name)
    s3.delete_objects(
        Bucket=name,
        Delete={
            "Objects": [{"Key": key["Key"]} for key in s3.list_objects_v2(Bucket=name).get("Contents", [])]
            or [{"Key": "-"}]
        },
    )
    s3.delete_bucket(Bucket=name)


def test_written_object_is_read_whole_and_in_part(bucket: Bucket) -> None:
    bucket.write("a", io.BytesIO(b"0123456789"))

    found = bucket.read("a")

    assert found is not None
    assert found.body == b"0123456789"
    assert bucket.read_part("a", 3, 4) == b"3456"


def test_object_with_a_known_tag_is_not_sent_again(bucket: Bucket) -> None:
    tag = bucket.replace("a", b"one", "")
    assert bucket.read("a", tag) is None

    newer = bucket.replace("a", b"two", tag)

    assert bucket.read("a", tag) == StoredObject(b"two", newer)


def test_reading_a_missing_object_raises_missing(bucket: Bucket) -> None:
    for read in (lambda: bucket.read("a"), lambda: bucket.read("a", '"tag"'), lambda: bucket.read_part("a", 0, 1)):
        with pytest.raises(Missing):
            read()


def test_only_who_has_seen_what_is_there_may_replace_it(bucket: Bucket) -> None:
    first = bucket.replace("a", b"one", "")
    with pytest.raises(Overtaken):
        bucket.replace("a", b"two", "")
    second = bucket.replace("a", b"two", first)
    with pytest.raises(Overtaken):
        bucket.replace("a", b"three", first)
    assert bucket.read("a") == StoredObject(b"two", second)


def test_names_are_listed_with_their_times_and_removed(bucket: Bucket) -> None:
    for key in ("x/a", "x/b", "y/c"):
        bucket.write(key, b"-")

    assert [key for key, _ in bucket.names("x/")] == ["x/a", "x/b"]
    assert all(written_at > 1_700_000_000_000 for _, written_at in bucket.names(""))
    bucket.remove(["x/a", "y/c", "nothing"])
    bucket.remove([])

    assert [key for key, _ in bucket.names("")] == ["x/b"]


def test_a_write_whose_first_answer_was_lost_is_no_fault(bucket: Bucket) -> None:
    bucket.write("a", b"ours")
    bucket.write("a", b"ours")

    found = bucket.read("a")

    assert found is not None
    assert found.body == b"ours"


def test_other_errors_of_s3_are_raised(s3: Any) -> None:
    nowhere = Bucket(lambda: s3, "no-such-bucket-anywhere")

    for call in (lambda: nowhere.write("a", b"-"), lambda: list(nowhere.names(""))):
        with pytest.raises(s3.exceptions.ClientError):
            call()
