"""What the role of the API may do to the log, asked of the local AWS with IAM enforced: by a function that has this very role."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from infrastructure.advance import function_names
from infrastructure.local.desk import Desk

pytestmark = pytest.mark.stack

HANDLER = """
import boto3
from botocore.exceptions import ClientError

KEY = {"Put": lambda pk: {"Item": {"pk": {"S": pk}, "sk": {"S": "9"}}},
       "Delete": lambda pk: {"Key": {"pk": {"S": pk}, "sk": {"S": "9"}}},
       "Update": lambda pk: {"Key": {"pk": {"S": pk}, "sk": {"S": "9"}}, "UpdateExpression": "SET x = :x",
                             "ExpressionAttributeValues": {":x": {"N": "1"}}}}
CALL = {"Put": "put_item", "Delete": "delete_item", "Update": "update_item"}

def handle(event, context):
    print("{}")
    client = boto3.client("dynamodb")
    members = [{verb: {"TableName": event["table"], **KEY[verb](pk)}} for verb, pk in event["writes"]]
    try:
        if len(members) > 1:
            client.transact_write_items(TransactItems=members)
        else:
            ((verb, request),) = members[0].items()
            getattr(client, CALL[verb])(**request)
    except ClientError as refused:
        return refused.response["Error"]["Code"]
    return "done"
"""


class Trial:
    """Writes with the rights of one of the desk's functions."""

    def __init__(self, desk: Desk, function: str) -> None:
        self._lambda = desk.client("lambda")
        described = desk.client("cloudformation").describe_stacks(StackName=desk.stack["stack"])["Stacks"][0]["Outputs"]
        self._table = next(each["OutputValue"] for each in described if each["OutputKey"] == "CoreTable")
        name = function_names(desk.aws, desk.stack["stack"])[function]
        role = self._lambda.get_function_configuration(FunctionName=name)["Role"]
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("m.py", HANDLER)
        self.name = f"trial-{function.lower()}"
        self._lambda.create_function(
            FunctionName=self.name,
            Runtime="python3.11",
            Role=role,
            Handler="m.handle",
            Timeout=30,
            Code={"ZipFile": archive.getvalue()},
        )

    def write(self, *writes: tuple[str, str]) -> str:
        event = json.dumps({"table": self._table, "writes": writes}).encode()
        answer = self._lambda.invoke(FunctionName=self.name, Payload=event)
        payload: Any = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, payload
        return str(payload)

    def end(self) -> None:
        self._lambda.delete_function(FunctionName=self.name)


@pytest.fixture(scope="module", params=["APIHandler", "OnDue"])
def trial(request: pytest.FixtureRequest, local_desk: Desk) -> Iterator[Trial]:
    made = Trial(local_desk, request.param)
    yield made
    made.end()


REFUSED = "AccessDeniedException"


@pytest.mark.parametrize("key", ["AU#209912", "AU"])
@pytest.mark.parametrize("verb", ["Update", "Delete"])
def test_no_entry_is_updated_or_deleted(trial: Trial, verb: str, key: str) -> None:
    assert trial.write((verb, key)) == REFUSED
    assert trial.write(("Put", "T#99999"), (verb, key)) == REFUSED


def test_other_records_can_be_written(trial: Trial) -> None:
    assert trial.write(("Update", "T#99999")) == "done"
    assert trial.write(("Put", "T#99998"), ("Update", "T#99997")) == "done"


def test_only_the_api_adds_to_the_log_and_only_in_a_transaction(trial: Trial) -> None:
    """Under a month that no desk comes to, so that no real log is touched."""
    expected = "done" if trial.name == "trial-apihandler" else REFUSED

    assert trial.write(("Put", "AU#209912")) == REFUSED
    assert trial.write(("Put", "AU#209912"), ("Update", "T#99999")) == expected


MAY_DELETE = {"trial-apihandler": {"T#99999", "SR#S", "P#nobody", "RV"}, "trial-ondue": {"AT#99999"}}


@pytest.mark.parametrize("key", ["T#99999", "SR#S", "P#nobody", "RV", "AT#99999", "CFG", "EM#x"])
def test_only_removable_records_can_be_deleted(trial: Trial, key: str) -> None:
    expected = "done" if key in MAY_DELETE[trial.name] else REFUSED

    assert trial.write(("Delete", key)) == expected
    assert trial.write(("Put", "T#99996"), ("Delete", key)) == expected
