"""Deploys a CloudFormation stack: uploads code to S3, applies a change set, waits, and reads the outputs."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .aws import Aws

Template = dict[str, Any]

CODE_PROPERTY = {
    "AWS::Serverless::Function": ("CodeUri", "Bucket", "Key"),
    "AWS::Serverless::LayerVersion": ("ContentUri", "Bucket", "Key"),
}
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
UNCHANGED = ("didn't contain changes", "No updates are to be performed")
WAIT_S = 1800


class StackError(Exception):
    """The stack operation failed; the text contains the first reasons from CloudFormation."""


def artefact_bucket(aws: Aws, name: str) -> str:
    """Return the bucket for a stack's code and templates; creates it if missing, without public access."""
    bucket = f"{name}-code-{aws.account()}-{aws.region}"
    s3 = aws.client("s3")
    if bucket in {found["Name"] for found in s3.list_buckets()["Buckets"]}:
        return bucket
    place = {} if aws.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": aws.region}}
    s3.create_bucket(Bucket=bucket, **place)
    closed = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=closed)
    return bucket


def upload_code(aws: Aws, bucket: str, template: Template, folder: Path) -> Template:
    """Upload each archive in the template once, under the hash of its bytes; return the template with these keys."""
    changed: Template = json.loads(json.dumps(template))
    keys: dict[str, str] = {}
    for resource in changed["Resources"].values():
        if resource.get("Type") not in CODE_PROPERTY:
            continue
        name, bucket_field, key_field = CODE_PROPERTY[resource["Type"]]
        archive = resource["Properties"].get(name)
        if not isinstance(archive, str):
            continue
        if archive not in keys:
            keys[archive] = _put_once(aws, bucket, folder / archive)
        resource["Properties"][name] = {bucket_field: bucket, key_field: keys[archive]}
    return changed


def _put_once(aws: Aws, bucket: str, file: Path) -> str:
    body = file.read_bytes()
    key = f"code/{hashlib.sha256(body).hexdigest()}{file.suffix}"
    s3 = aws.client("s3")
    if s3.list_objects_v2(Bucket=bucket, Prefix=key).get("KeyCount", 0) == 0:
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    return key


def describe(aws: Aws, name: str) -> dict[str, Any] | None:
    """Return the stack, or None if there is none."""
    cloudformation = aws.client("cloudformation")
    try:
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except cloudformation.exceptions.ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return None if stack["StackStatus"] == "DELETE_COMPLETE" else stack


def outputs(stack: Mapping[str, Any]) -> dict[str, str]:
    """Return the outputs by name."""
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def apply(
    aws: Aws,
    name: str,
    template: Template,
    parameters: Mapping[str, str],
    bucket: str,
    report: Callable[[str], None] = lambda _line: None,
) -> dict[str, str]:
    """Create or update the stack and return its outputs.

    Parameters that the template does not declare are ignored; those that are not given keep their value.
    Raises `StackError` if CloudFormation rejects the change or rolls it back.
    """
    stack = describe(aws, name)
    is_new = stack is None or stack["StackStatus"] == "REVIEW_IN_PROGRESS"
    change = _propose(aws, name, template, _parameters(template, parameters, stack), bucket, is_new=is_new)
    if change is None:
        report("The stack is as the template says: nothing to change.")
        return outputs(stack or {})
    aws.client("cloudformation").execute_change_set(ChangeSetName=change)
    final = _settle(aws, name, report)
    if final["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"}:
        raise StackError(f"{name} ended in {final['StackStatus']}:\n" + "\n".join(_reasons(aws, name)))
    return outputs(final)


def _parameters(template: Template, given: Mapping[str, str], stack: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    known = {parameter["ParameterKey"] for parameter in (stack or {}).get("Parameters", [])}
    chosen: list[dict[str, Any]] = []
    for name in template.get("Parameters", {}):
        if name in given:
            chosen.append({"ParameterKey": name, "ParameterValue": given[name]})
        elif name in known:
            chosen.append({"ParameterKey": name, "UsePreviousValue": True})
    return chosen


def _propose(
    aws: Aws, name: str, template: Template, parameters: list[dict[str, Any]], bucket: str, *, is_new: bool
) -> str | None:
    """Create a change set; return its ARN, or None if it contains no changes."""
    body = json.dumps(template, separators=(",", ":")).encode()
    key = f"template/{hashlib.sha256(body).hexdigest()}.json"
    s3, cloudformation = aws.client("s3"), aws.client("cloudformation")
    s3.put_object(Bucket=bucket, Key=key, Body=body)
    made = cloudformation.create_change_set(
        StackName=name,
        ChangeSetName=f"make-deploy-{time.time_ns()}",
        ChangeSetType="CREATE" if is_new else "UPDATE",
        TemplateURL=f"{s3.meta.endpoint_url}/{bucket}/{key}",
        Parameters=parameters,
        Capabilities=CAPABILITIES,
    )
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        seen = cloudformation.describe_change_set(ChangeSetName=made["Id"])
        if seen["Status"] == "CREATE_COMPLETE":
            arn: str = made["Id"]
            return arn
        if seen["Status"] == "FAILED":
            cloudformation.delete_change_set(ChangeSetName=made["Id"])
            if any(words in seen.get("StatusReason", "") for words in UNCHANGED):
                return None
            raise StackError(f"CloudFormation refuses the template: {seen.get('StatusReason')}")
        time.sleep(0.1 if aws.endpoint else 2)
    raise StackError(f"The change set of {name} was not ready after {WAIT_S} seconds")


def _settle(aws: Aws, name: str, report: Callable[[str], None]) -> dict[str, Any]:
    """Wait until no operation is in progress, reporting every status once."""
    deadline, text = time.monotonic() + WAIT_S, ""
    while time.monotonic() < deadline:
        stack = describe(aws, name)
        if stack is None:
            raise StackError(f"{name} is gone")
        if stack["StackStatus"] != text:
            text = stack["StackStatus"]
            report(f"  {name}: {text}")
        if not text.endswith("IN_PROGRESS") or text == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS":
            return stack
        time.sleep(0.2 if aws.endpoint else 5)
    raise StackError(f"{name} did not settle within {WAIT_S} seconds")


def _reasons(aws: Aws, name: str, count: int = 5) -> list[str]:
    events = aws.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in reversed(events) if "FAILED" in event["ResourceStatus"]]
    return [f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '?')}" for event in failed[-count:]]
