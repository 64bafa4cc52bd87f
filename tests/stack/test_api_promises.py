"""The API keeps what its description promises, whatever is sent: calls generated from OpenAPI against the running desk."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from infrastructure.local.desk import Desk
from infrastructure.local.people import ADMIN
from tests.calls import admin

pytestmark = pytest.mark.stack

CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance,status_code_conformance,ignored_auth"
SIGN_IN = "session|registrations|password"
EXAMPLES = 20
REMEMBERED_S = 35


def generated(desk: Desk, folder: Path, *choice: str, token: str = "") -> str:
    """What schemathesis says after its coverage, fuzzing and stateful phases."""
    described = folder / "openapi.json"
    described.write_text(json.dumps(requests.get(f"{desk.stack['api']}/openapi.json", timeout=60).json()))
    tool = Path(sys.executable).with_name("schemathesis")
    signed = ["-H", f"Authorization: {token}"] if token else []
    process = subprocess.run(
        [
            tool,
            "run",
            described,
            "--url",
            desk.stack["api"].removesuffix("/v1"),
            "--checks",
            CHECKS,
            "--max-examples",
            str(EXAMPLES),
            "--seed",
            "1",
            *choice,
            *signed,
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert process.returncode == 0, process.stdout[-5_000:] + process.stderr[-2_000:]
    return process.stdout


def passed(report: str) -> int:
    found = re.search(r"(\d+) generated, (\d+) passed", report)
    assert found is not None, report[-2_000:]
    return int(found[2])


def test_answers_to_an_admin_match_the_openapi_document(local_desk: Desk, tmp_path: Path) -> None:
    report = generated(local_desk, tmp_path, "--exclude-path-regex", SIGN_IN, token=admin(local_desk).token)

    assert passed(report) > 300


def test_answers_of_public_login_routes_match_the_openapi_document(local_desk: Desk, tmp_path: Path) -> None:
    report = generated(local_desk, tmp_path, "--include-path-regex", SIGN_IN)

    assert passed(report) > 150


def test_id_token_stops_within_half_a_minute_after_logging_out(local_desk: Desk) -> None:
    client = admin(local_desk)
    session = client.call(
        "POST", "/session", {"email": ADMIN["email"], "password": ADMIN["password"], "client": "api"}
    ).json()
    client.token = session["id_token"]
    assert client.call("GET", "/me").status_code == 200

    ended = client.call("DELETE", "/session", {"refresh_token": session["refresh_token"]})

    assert ended.status_code == 204
    deadline = time.monotonic() + REMEMBERED_S  # so long another warm function may know nothing of it
    while client.call("GET", "/me").status_code != 401:
        assert time.monotonic() < deadline
        time.sleep(1)
    assert admin(local_desk).call("GET", "/me").status_code == 200
