"""`make destroy STAGE=dev`: export a stage's data, then delete its resources, and list what remains."""

import argparse
import base64
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import cloudformation
from .aws import Aws, stack_name

TABLES = ("CoreTable", "StatsTable", "LiveTable")
BUCKETS = ("SiteBucket", "InboundBucket", "FilesBucket", "IndexBucket")
RETAINED_BUCKETS = ("InboundBucket", "FilesBucket")
AUDIT_BUCKET = "AuditBucket"


class DestroyError(Exception):
    """It stopped before anything was deleted, or was not completed; the text says at which step."""


class Destroy:
    """Deletes one stage. The steps run in this order; each is idempotent."""

    def __init__(self, aws: Aws, stage: str) -> None:
        self._aws = aws
        self.name = stack_name(stage)
        stack = cloudformation.describe(aws, self.name)
        if stack is None:
            raise DestroyError(f"There is no stack {self.name} in region {aws.region}.")
        self._outputs = cloudformation.outputs(stack)

    def export(self, folder: Path) -> dict[str, int]:
        """Export every table as JSON lines, and every raw email and file unchanged; return how many of each.

        Items are written in DynamoDB's typed form, so that an import restores them exactly.
        """
        folder.mkdir(parents=True)
        counts: dict[str, int] = {}
        for name in TABLES:
            with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
                for item in self._items(self._outputs[name]):
                    file.write(json.dumps(item, default=_as_text, ensure_ascii=False) + "\n")
                    counts[name] = counts.get(name, 0) + 1
        counts["raw mails"] = self._export_objects("InboundBucket", folder / "mails", ".eml")
        counts["files"] = self._export_objects("FilesBucket", folder / "files")
        return counts

    def lift_protection(self) -> None:
        """Disable deletion protection of the table and the user pool."""
        dynamodb, cognito = self._aws.client("dynamodb"), self._aws.client("cognito-idp")
        dynamodb.update_table(TableName=self._outputs["CoreTable"], DeletionProtectionEnabled=False)
        dynamodb.get_waiter("table_exists").wait(TableName=self._outputs["CoreTable"])
        pool = cognito.describe_user_pool(UserPoolId=self._outputs["UserPoolId"])["UserPool"]
        remaining = (
            "AutoVerifiedAttributes",
            "EmailConfiguration",
            "Policies",
            "AccountRecoverySetting",
            "VerificationMessageTemplate",
            "UserAttributeUpdateSettings",
        )
        cognito.update_user_pool(
            UserPoolId=pool["Id"],
            DeletionProtection="INACTIVE",
            **{name: pool[name] for name in remaining if name in pool},
        )

    def empty_buckets(self) -> None:
        """Delete all objects and all their versions from the stack's buckets."""
        for output in (*BUCKETS, *self._unlocked()):
            self._empty(self._outputs[output])

    def delete_stack(self) -> list[str]:
        """Delete the stack; return what it leaves behind because of the Retain policy."""
        cloudformation_client = self._aws.client("cloudformation")
        described = cloudformation_client.get_template(StackName=self.name)["TemplateBody"]
        template = described if isinstance(described, dict) else json.loads(described)
        retained = {name for name, one in template["Resources"].items() if one.get("DeletionPolicy") == "Retain"}
        pages = cloudformation_client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        left = [
            f"{one['ResourceType']} {one['PhysicalResourceId']}"
            for page in pages
            for one in page["StackResourceSummaries"]
            if one["LogicalResourceId"] in retained
        ]
        cloudformation_client.delete_stack(StackName=self.name)
        waiter = cloudformation_client.get_waiter("stack_delete_complete")
        waiter.wait(StackName=self.name, WaiterConfig={"Delay": 1 if self._aws.endpoint else 15, "MaxAttempts": 120})
        return left

    def delete_retained(self) -> None:
        """Delete retained resources and the code of all deployments, because the stage was named explicitly."""
        self._aws.client("dynamodb").delete_table(TableName=self._outputs["CoreTable"])
        self._aws.client("cognito-idp").delete_user_pool(UserPoolId=self._outputs["UserPoolId"])
        for output in (*RETAINED_BUCKETS, *self._unlocked()):
            self._aws.client("s3").delete_bucket(Bucket=self._outputs[output])
        code = cloudformation.artefact_bucket(self._aws, self.name)
        self._empty(code)
        self._aws.client("s3").delete_bucket(Bucket=code)

    def locked_bucket(self) -> str:
        """Return the audit bucket if S3 refuses to empty it; "" otherwise."""
        return self._outputs[AUDIT_BUCKET] if AUDIT_BUCKET in self._outputs and not self._unlocked() else ""

    def _unlocked(self) -> tuple[str, ...]:
        is_there = AUDIT_BUCKET in self._outputs
        return (AUDIT_BUCKET,) if is_there and self._outputs.get("AuditLock", "off") == "off" else ()

    def _items(self, table: str) -> Iterator[dict[str, Any]]:
        pages = self._aws.client("dynamodb").get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        for page in pages:
            yield from page["Items"]

    def _export_objects(self, output: str, folder: Path, suffix: str = "") -> int:
        """Export each object under its key in base64url: keys may contain characters that file names may not."""
        s3, bucket = self._aws.client("s3"), self._outputs[output]
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        keys = [one["Key"] for page in pages for one in page.get("Contents", [])]

        def save(key: str) -> None:
            file = folder / f"{base64.urlsafe_b64encode(key.encode()).decode()}{suffix}"
            file.write_bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())

        folder.mkdir()
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(save, keys))
        return len(keys)

    def _empty(self, bucket: str) -> None:
        s3 = self._aws.client("s3")
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            objects = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
            if objects:
                s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})


def _as_text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def destroy(aws: Aws, stage: str, folder: Path) -> list[str]:
    """Run all steps; return what remains. Raises `DestroyError` if there is no such stage."""
    work = Destroy(aws, stage)
    for name, count in work.export(folder).items():
        print(f"  {count:8,} {name}")
    print(f"Exported to {folder}")
    work.lift_protection()
    work.empty_buckets()
    left = work.delete_stack()
    work.delete_retained()
    print("Deleted the stack, the tables, the user pool and the buckets.")
    gone = ("AWS::DynamoDB::Table", "AWS::Cognito::UserPool", "AWS::S3::Bucket")
    remains = [one for one in left if not one.startswith(gone)]
    locked = [f"AWS::S3::Bucket {work.locked_bucket()}, which is locked"] if work.locked_bucket() else []
    return [*remains, *locked, "the export above, on this computer"]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; asks for the stage's name, because this cannot be undone."""
    parser = argparse.ArgumentParser(prog="python -m infrastructure.destroy", description=__doc__)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--confirm", default="", help="the stage's name again, where nobody can be asked")
    chosen = parser.parse_args(arguments)
    aws = Aws()
    if not aws.has_credentials or not aws.region:
        print("No AWS credentials or no region were found: there is nothing that could be destroyed.")
        return 0
    typed = chosen.confirm
    if not typed and sys.stdin.isatty():
        print(
            f"This deletes {stack_name(chosen.stage)} in account {aws.account()}, region {aws.region}, with all its data."
        )
        typed = input("Type the stage's name to go on: ").strip()
    if typed != chosen.stage:
        print("That is not the stage's name. Nothing was changed.")
        return 1
    folder = Path(f"export-{chosen.stage}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}").resolve()
    try:
        remains = destroy(aws, chosen.stage, folder)
    except DestroyError as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    print("What remains:", *remains, sep="\n  ")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
