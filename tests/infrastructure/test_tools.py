"""The small judgements inside the tools."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infrastructure import replay, setup
from infrastructure.advance import AdvanceError, Happening, span_ms, table
from infrastructure.cloudformation import upload_code
from infrastructure.guards import Template
from infrastructure.local.places import Places
from infrastructure.local.processes import Background
from infrastructure.local_differences import localise
from infrastructure.overview import overview

HOUR = 3_600_000


@pytest.mark.parametrize(("text", "ms"), [("7d", 168 * HOUR), ("36h", 36 * HOUR), ("1d12h30m", 36 * HOUR + HOUR // 2)])
def test_spans_are_written_in_days_hours_and_minutes(text: str, ms: int) -> None:
    assert span_ms(text) == ms


@pytest.mark.parametrize("text", ["", "7", "d7", "7d 1h", "7s", "-7d"])
def test_invalid_time_span_is_refused(text: str) -> None:
    with pytest.raises(AdvanceError, match="make advance BY=7d"):
        span_ms(text)


def test_the_report_shows_the_time_of_the_desk() -> None:
    report = table([Happening(1_767_603_600_000, "TicketClosed", "#17", "status: solved → closed")])
    assert report.splitlines()[1] == "2026-01-05 09:00  TicketClosed     #17      status: solved → closed"
    assert table([]) == "Nothing was due."


NEW_EVENT = {
    "eventName": ["INSERT"],
    "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "T#"}]}}, "NewImage": {"silent": {"BOOL": [{"exists": False}]}}},
}


@pytest.mark.parametrize(
    ("image", "name", "passes"),
    [({}, "INSERT", True), ({"silent": {"BOOL": True}}, "INSERT", False), ({}, "MODIFY", False)],
)
def test_replay_applies_the_filter_of_the_event_source_mapping(image: dict[str, Any], name: str, passes: bool) -> None:  # noqa: FBT001
    record = {"eventName": name, "dynamodb": {"Keys": {"pk": {"S": "T#17"}}, "NewImage": image}}
    assert replay._passes(record, [NEW_EVENT]) is passes
    assert replay._passes(record, [])


def test_replayed_records_have_the_form_lambda_uses() -> None:
    at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert replay._as_event({"at": at, "body": {"B": b"\x00"}}) == {"at": at.timestamp(), "body": {"B": "AA=="}}


def test_replay_reads_the_function_from_either_kind_of_message() -> None:
    arn = "arn:aws:lambda:eu-west-1:1:function:on-due"
    by_lambda = {"Body": f'{{"requestContext": {{"functionArn": "{arn}:$LATEST"}}}}'}
    by_eventbridge = {"Body": "{}", "MessageAttributes": {"TARGET_ARN": {"StringValue": arn}}}
    assert replay._function_of(by_lambda) == replay._function_of(by_eventbridge) == arn


def test_replay_reads_the_file_event_from_either_kind_of_message() -> None:
    news = {"detail": {"object": {"key": "quarantine/x"}}}
    by_lambda = {"Body": json.dumps({"requestContext": {}, "requestPayload": news})}
    by_eventbridge = {"Body": json.dumps(news)}
    assert replay._event_of(by_lambda) == replay._event_of(by_eventbridge) == news


def test_the_local_template_lacks_only_what_the_local_aws_does_not_know() -> None:
    stage = {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"DeploymentId": {"Ref": "Deployment"}}}
    template = {
        "Resources": {"Deployment": {"Type": "AWS::ApiGatewayV2::Deployment"}, "Stage": stage, "T": {"Type": "X"}}
    }
    local = localise(template)
    assert set(local["Resources"]) == {"Stage", "T"}
    assert local["Resources"]["Stage"]["Properties"] == {"AutoDeploy": True}
    assert "Deployment" in template["Resources"]


def test_the_desk_s_template_needs_no_difference_at_all(template: Template) -> None:
    assert localise(template) == template


def test_the_overview_names_functions_routes_and_alarms(template: Template) -> None:
    text = overview(template)
    assert "AWS::Serverless::Function" in text
    assert "OnDue" in text
    assert any(line.split() == ["GET", "/v1/health", "public"] for line in text.splitlines())
    assert any(line.split() == ["POST", "/v1/tickets", "sign-in"] for line in text.splitlines())
    assert "MailDeadLettersAlarm: Mail could not be sent" in text


class Account:
    """An `Aws` whose clients are moto's."""

    def client(self, service: str) -> Any:
        import boto3

        return boto3.Session(region_name="us-east-1").client(service)  # type: ignore[call-overload]


@pytest.mark.usefixtures("in_process_aws")
def test_code_is_uploaded_once_under_its_hash(tmp_path: Path) -> None:
    account = Account()
    account.client("s3").create_bucket(Bucket="code")
    (tmp_path / "deployment.zip").write_bytes(b"PK")
    function = {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./deployment.zip"}}
    for _again in range(2):
        ready = upload_code(account, "code", {"Resources": {"A": function, "B": function}}, tmp_path)  # type: ignore[arg-type]
    key = f"code/{hashlib.sha256(b'PK').hexdigest()}.zip"
    assert ready["Resources"]["B"]["Properties"]["CodeUri"] == {"Bucket": "code", "Key": key}
    assert [one["Key"] for one in account.client("s3").list_objects_v2(Bucket="code")["Contents"]] == [key]


def test_a_desk_s_three_ports_follow_each_other(tmp_path: Path) -> None:
    places = Places(port=9000, home=tmp_path)
    assert (places.aws, places.smtp_port) == ("http://localhost:9001", 9002)


def test_a_background_program_is_found_again_and_stopped(tmp_path: Path) -> None:
    first = Background("sleeper", tmp_path)
    first.start(["sleep", "60"], {"PATH": "/usr/bin:/bin"}, tmp_path)
    again = Background("sleeper", tmp_path)
    assert again.pid() == first.pid() is not None
    assert first.stop()
    assert again.pid() is None
    assert not again.stop()


def test_an_environment_that_is_as_required_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "needed.txt").write_text("", "utf-8")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setitem(setup.ENVIRONMENTS, tmp_path / "env", ("needed.txt",))
    (tmp_path / "env" / "bin").mkdir(parents=True)
    (tmp_path / "env" / "bin" / "python").touch()
    (tmp_path / "env" / "installed-from.txt").write_text(setup._fingerprint(["needed.txt"]), "utf-8")
    assert setup.environment(tmp_path / "env") == ""


def test_optional_requirement_without_a_wheel_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "needed.txt").write_text("", "utf-8")
    (tmp_path / "wanted.txt").write_text("# two lines\ntantivy==0.27.0  # a native one\n", "utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    folder = tmp_path / "env"
    monkeypatch.setitem(setup.ENVIRONMENTS, folder, ("needed.txt", "wanted.txt"))
    monkeypatch.setitem(setup.IF_THERE_IS_A_WHEEL, folder, "wanted.txt")
    monkeypatch.setitem(setup.NEEDED_BY, folder, "nothing")

    assert setup._lines("wanted.txt") == ["tantivy==0.27.0"]
    assert setup.environment(folder).startswith("Installed nothing in")
    assert setup.environment(folder) == ""
