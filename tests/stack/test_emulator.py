"""What the local AWS does better than ministack alone: streams, codes, secrets, private files, and what a kill leaves."""

import base64
import hashlib
import hmac
import io
import json
import os
import re
import signal
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from infrastructure.advance import backlog
from infrastructure.aws import Aws
from infrastructure.local.ministack import LocalAws
from infrastructure.local.places import ROOT, Places, aws_python
from infrastructure.local.processes import is_listening
from tests.desk import free_ports

pytestmark = pytest.mark.stack
SAVED_WITHIN_S = 4  # a second on an idle machine

HANDLER = """
import json, os, boto3
def handle(event, context):
    print("{}")
    for record in event["Records"]:
        name = record["dynamodb"]["Keys"]["pk"]["S"]
        if name.startswith("bad"):
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        boto3.client("sqs").send_message(QueueUrl=os.environ["GOOD"], MessageBody=name)
    return {"batchItemFailures": []}
"""


class Stream:
    """A table, a function that reads its stream, and two queues: what was done, and what was given up on."""

    def __init__(self, aws: Aws) -> None:
        self.dynamodb, self.sqs = aws.client("dynamodb"), aws.client("sqs")
        self.good = self.sqs.create_queue(QueueName="good")["QueueUrl"]
        self.bad = self.sqs.create_queue(QueueName="bad")["QueueUrl"]
        bad_arn = self.sqs.get_queue_attributes(QueueUrl=self.bad, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
        table = self.dynamodb.create_table(
            TableName="records",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )["TableDescription"]
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("m.py", HANDLER)
        functions = aws.client("lambda")
        functions.create_function(
            FunctionName="f",
            Runtime="python3.11",
            Role="arn:aws:iam::000000000000:role/r",
            Handler="m.handle",
            Code={"ZipFile": archive.getvalue()},
            Timeout=30,
            Environment={"Variables": {"GOOD": self.good}},
        )
        functions.create_event_source_mapping(
            FunctionName="f",
            EventSourceArn=table["LatestStreamArn"],
            StartingPosition="TRIM_HORIZON",
            BatchSize=10,
            MaximumRetryAttempts=1,
            BisectBatchOnFunctionError=True,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            DestinationConfig={"OnFailure": {"Destination": bad_arn}},
        )

    def write(self, *names: str) -> None:
        for name in names:
            self.dynamodb.put_item(TableName="records", Item={"pk": {"S": name}})

    def _receive(self, queue: str) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        found: list[dict[str, Any]] = answer.get("Messages", [])
        for message in found:
            self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return found

    def take(self, queue: str, count: int, patience_s: float = 60) -> list[str]:
        """The bodies of the next messages, as soon as there are so many."""
        found: list[dict[str, Any]] = []
        deadline = time.monotonic() + patience_s
        while len(found) < count and time.monotonic() < deadline:
            found += self._receive(queue)
        return [message["Body"] for message in found]


@pytest.fixture
def local_aws(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAws]:
    monkeypatch.setenv("DESK_SAVE_EVERY", "1")  # as `make run` has it
    local = LocalAws(Places(port=free_ports(), home=tmp_path_factory.mktemp("aws")), enforce_iam=False)
    local.start()
    yield local
    local.stop()


def test_failing_record_goes_to_the_dead_letters_and_others_are_processed(local_aws: LocalAws) -> None:
    stream = Stream(Aws(local_aws.places.aws, "us-east-1"))
    stream.write("bad-first", "one", "two", "bad-middle", "three", "bad-last")
    assert sorted(set(stream.take(stream.good, 3))) == ["one", "three", "two"]
    given_up = [json.loads(body) for body in stream.take(stream.bad, 3)]
    assert [one["requestContext"]["condition"] for one in given_up] == ["RetryAttemptsExhausted"] * 3
    assert [one["DDBStreamBatchInfo"]["batchSize"] for one in given_up] == [1, 1, 1]


def test_stream_continues_after_a_restart(local_aws: LocalAws) -> None:
    stream = Stream(Aws(local_aws.places.aws, "us-east-1"))
    stream.write("one", "two", "three")
    assert len(stream.take(stream.good, 3)) == 3
    while backlog(local_aws.places.aws):  # a batch under way would rightly come again
        time.sleep(0.1)
    local_aws.stop()
    local_aws.start()
    stream.write("four")
    assert stream.take(stream.good, 1) == ["four"]


class Accounts:
    """A user pool with a confidential client that may write an address and a name, and nothing else."""

    def __init__(self, local: LocalAws) -> None:
        self._mails = local.places.mails
        self.cognito = Aws(local.places.aws, "us-east-1").client("cognito-idp")
        plain = dict.fromkeys(("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols"), False)
        self.pool = self.cognito.create_user_pool(
            Policies={"PasswordPolicy": {"MinimumLength": 8, **plain}},
            PoolName="people",
            AutoVerifiedAttributes=["email"],
            UsernameAttributes=["email"],
            Schema=[{"Name": "role", "AttributeDataType": "String", "Mutable": True}],
        )["UserPool"]["Id"]
        client = self.cognito.create_user_pool_client(
            UserPoolId=self.pool,
            ClientName="desk",
            GenerateSecret=True,
            WriteAttributes=["email", "name"],
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]
        self.client, self.secret = client["ClientId"], client["ClientSecret"]

    def proof(self, email: str, secret: str = "") -> str:
        content = hmac.digest((secret or self.secret).encode(), (email + self.client).encode(), hashlib.sha256)
        return base64.b64encode(content).decode()

    def sign_up(self, email: str, proof: str | None = None, **attributes: str) -> None:
        given = [
            {"Name": name.replace("__", ":"), "Value": value} for name, value in {"email": email, **attributes}.items()
        ]
        named = {"SecretHash": self.proof(email) if proof is None else proof}
        self.cognito.sign_up(
            ClientId=self.client,
            Username=email,
            Password="correct horse battery",
            UserAttributes=given,
            **{name: value for name, value in named.items() if value},
        )

    def confirm(self, email: str, code: str) -> None:
        self.cognito.confirm_sign_up(
            ClientId=self.client, SecretHash=self.proof(email), Username=email, ConfirmationCode=code
        )

    def set_password(self, email: str, code: str) -> None:
        self.cognito.confirm_forgot_password(
            ClientId=self.client,
            SecretHash=self.proof(email),
            Username=email,
            ConfirmationCode=code,
            Password="another horse battery",
        )

    def code(self) -> str:
        """The code in the newest mail."""
        mail = max(self._mails.glob("*.json"))
        found = re.search(
            r"\b\d{6}\b", json.loads(mail.read_text("utf-8"))["Content"]["Simple"]["Body"]["Text"]["Data"]
        )
        assert found is not None
        return found[0]


def refused(code: str, action: Callable[[], object]) -> None:
    with pytest.raises(ClientError) as refusal:
        action()
    assert refusal.value.response["Error"]["Code"] == code


def test_wrong_confirmation_and_reset_codes_are_refused_and_the_mailed_ones_accepted(local_aws: LocalAws) -> None:
    accounts = Accounts(local_aws)
    accounts.sign_up("maya@example.com")
    code = accounts.code()
    refused("CodeMismatchException", lambda: accounts.confirm("maya@example.com", f"{(int(code) + 1) % 1_000_000:06d}"))
    accounts.confirm("maya@example.com", code)

    accounts.cognito.forgot_password(
        ClientId=accounts.client, SecretHash=accounts.proof("maya@example.com"), Username="maya@example.com"
    )
    code = accounts.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    refused("CodeMismatchException", lambda: accounts.set_password("maya@example.com", wrong))
    accounts.set_password("maya@example.com", code)
    refused("ExpiredCodeException", lambda: accounts.set_password("maya@example.com", code))


def test_client_without_its_secret_is_refused(local_aws: LocalAws) -> None:
    accounts = Accounts(local_aws)

    refused("NotAuthorizedException", lambda: accounts.sign_up("maya@example.com", ""))
    refused(
        "NotAuthorizedException",
        lambda: accounts.sign_up("maya@example.com", accounts.proof("maya@example.com", "guess")),
    )


def test_client_cannot_write_an_attribute_that_is_not_its_own_to_write(local_aws: LocalAws) -> None:
    accounts = Accounts(local_aws)

    refused("NotAuthorizedException", lambda: accounts.sign_up("maya@example.com", custom__role="admin"))
    accounts.sign_up("maya@example.com", name="Maya")
    accounts.confirm("maya@example.com", accounts.code())
    session = accounts.cognito.initiate_auth(
        ClientId=accounts.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={
            "USERNAME": "maya@example.com",
            "PASSWORD": "correct horse battery",
            "SECRET_HASH": accounts.proof("maya@example.com"),
        },
    )["AuthenticationResult"]["AccessToken"]
    role, name = {"Name": "custom:role", "Value": "admin"}, {"Name": "name", "Value": "Maya B."}
    change = accounts.cognito.update_user_attributes
    refused("NotAuthorizedException", lambda: change(AccessToken=session, UserAttributes=[role]))
    change(AccessToken=session, UserAttributes=[name])


EXPIRY = """
import asyncio, time
from ministack.services import cognito
from infrastructure.emulator import clients
clients.repair()
user = {"Username": "maya", "UserStatus": "UNCONFIRMED", "Attributes": [], "_password": "x"}
pool = {"Id": "p", "_users": {"maya": user}, "_clients": {"c": {"ClientId": "c"}}}
cognito._user_pools["p"] = pool
cognito._send_verification_email(pool, "maya", {}, "ignored")
for age, status in ((24 * 3600 - 60, 200), (24 * 3600 + 60, 400)):
    user.update(UserStatus="UNCONFIRMED", _confirmation_code="000000", _confirmation_code_at=time.time() - age)
    request = {"ClientId": "c", "Username": "maya", "ConfirmationCode": "000000"}
    answer = cognito._run_idp_handler(cognito._confirm_sign_up, "ConfirmSignUp", request)
    assert answer[0] == status, answer
assert b"ExpiredCodeException" in answer[2]
"""


def test_confirmation_codes_expire_after_a_day() -> None:
    process = subprocess.run([aws_python(), "-c", EXPIRY], cwd=ROOT, capture_output=True, text=True, check=False)

    assert process.returncode == 0, process.stderr


def test_private_file_is_handed_to_signed_requests_alone(local_aws: LocalAws) -> None:
    s3 = Aws(local_aws.places.aws, "us-east-1").client("s3")
    s3.create_bucket(Bucket="files")
    s3.put_object(Bucket="files", Key="a.txt", Body=b"secret")
    link = s3.generate_presigned_url("get_object", Params={"Bucket": "files", "Key": "a.txt"}, ExpiresIn=60)

    plain = f"{local_aws.places.aws}/files/a.txt"
    assert [requests.request(method, plain, timeout=10).status_code for method in ("GET", "HEAD", "PUT", "DELETE")] == [
        403
    ] * 4
    assert requests.get(f"{local_aws.places.aws}/files", timeout=10).status_code == 403
    assert (requests.get(link, timeout=10).status_code, requests.get(link, timeout=10).content) == (200, b"secret")
    assert s3.get_object(Bucket="files", Key="a.txt")["Body"].read() == b"secret"


def test_data_written_seconds_before_a_kill_is_restored(local_aws: LocalAws) -> None:
    aws = Aws(local_aws.places.aws, "us-east-1")
    table = {"TableName": "kept", "BillingMode": "PAY_PER_REQUEST"}
    keys = {"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}
    types = {"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}]}
    aws.client("dynamodb").create_table(**table, **keys, **types)
    aws.client("dynamodb").put_item(TableName="kept", Item={"pk": {"S": "one"}})
    time.sleep(SAVED_WITHIN_S)

    pid = local_aws.process.pid()
    assert pid is not None
    os.killpg(pid, signal.SIGKILL)
    while local_aws.process.pid() is not None or is_listening(local_aws.places.aws_port):
        time.sleep(0.05)  # the kernel closes its port a moment after the process is gone
    local_aws.start()

    assert "Item" in aws.client("dynamodb").get_item(TableName="kept", Key={"pk": {"S": "one"}})
