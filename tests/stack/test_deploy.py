"""`make deploy` and `make destroy`, against the local AWS as if it were the real one."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure import deploy
from infrastructure.aws import Aws, stack_name
from infrastructure.destroy import DestroyError, destroy
from infrastructure.local.ministack import LocalAws
from infrastructure.local.places import Places
from tests.desk import built, free_ports

pytestmark = pytest.mark.stack

ORDER = deploy.Order("trial", admin="boss@example.net", from_address="help@example.net")


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """An empty account in a region of its own."""
    places = Places(port=free_ports(), home=tmp_path_factory.mktemp("account"))
    local = LocalAws(places, enforce_iam=False)
    local.start()
    yield Aws(places.aws, "eu-central-1")
    local.stop()


def test_stage_is_deployed_and_destroyed(aws: Aws, tmp_path: Path) -> None:
    outputs = deploy.deploy(aws, ORDER, built())
    functions = aws.client("lambda").list_functions()["Functions"]
    portal = {one["Environment"]["Variables"]["PORTAL_URL"] for one in functions}
    assert portal == {f"https://{outputs['DistributionDomain']}"}
    page = aws.client("s3").get_object(Bucket=outputs["SiteBucket"], Key="index.html")
    assert page["CacheControl"] == "no-cache"
    (user,) = aws.client("cognito-idp").list_users_in_group(UserPoolId=outputs["UserPoolId"], GroupName="admins")[
        "Users"
    ]
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"

    assert deploy.deploy(aws, ORDER, built()) == outputs  # again: nothing to change

    export = tmp_path / "export"
    remains = destroy(aws, "trial", export)
    remaining = [json.loads(line) for line in (export / "CoreTable.jsonl").read_text("utf-8").splitlines()]
    person = next(item for item in remaining if item["pk"]["S"].startswith("P#"))
    address = next(item for item in remaining if item["pk"]["S"].startswith("EM#"))
    assert (person["email"]["S"], person["role"]["S"]) == ("boss@example.net", "admin")
    assert address["pk"]["S"] == f"EM#{hashlib.sha256(b'boss@example.net').hexdigest()}"
    assert {"Name": "custom:person", "Value": address["person"]["S"]} in user["Attributes"]
    assert len(remaining) == len({item["pk"]["S"] for item in remaining})  # deployed twice, made once
    assert aws.client("dynamodb").list_tables()["TableNames"] == []
    assert aws.client("s3").list_buckets()["Buckets"] == []
    assert any("ApiLogRole" in one for one in remains)


def test_locked_audit_bucket_outlives_its_stage(aws: Aws, tmp_path: Path) -> None:
    order = dataclasses.replace(ORDER, audit_lock="governance", audit_lock_days="30")
    bucket = deploy.deploy(aws, order, built())["AuditBucket"]

    remains = destroy(aws, ORDER.stage, tmp_path / "export")

    assert f"AWS::S3::Bucket {bucket}, which is locked" in remains
    assert [each["Name"] for each in aws.client("s3").list_buckets()["Buckets"]] == [bucket]


def test_a_stage_that_is_not_there_cannot_be_destroyed(aws: Aws, tmp_path: Path) -> None:
    with pytest.raises(DestroyError, match=stack_name("nowhere")):
        destroy(aws, "nowhere", tmp_path / "export")
