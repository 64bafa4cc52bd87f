"""The life of a local desk: it keeps what it knows, survives a crash, and leaves its neighbours alone."""

import os
import signal
import time
from pathlib import Path

import pytest
import requests

from infrastructure.local.desk import Desk
from infrastructure.local.places import read_json
from infrastructure.local.processes import NotStartedError
from tests.calls import admin
from tests.desk import new_desk

pytestmark = pytest.mark.stack

TICKET = {"subject": "Lamp", "body": "It does not shine.", "requester": {"email": "zoe@example.org", "name": "Zoe"}}


def subjects(desk: Desk) -> set[str]:
    return {ticket["subject"] for ticket in admin(desk).call("GET", "/tickets").json()["items"]}


def mails_to(desk: Desk, address: str, least: int, patience_s: float = 60) -> int:
    """How many mails went to the address, as soon as there are `least`."""
    deadline = time.monotonic() + patience_s
    while True:
        count = sum(address in mail["to"] for mail in requests.get(desk.stack["mail_json"], timeout=10).json())
        if count >= least or time.monotonic() > deadline:
            return count
        time.sleep(0.2)


def test_stopped_desk_resumes_with_its_data(tmp_path: Path) -> None:
    with new_desk(tmp_path) as desk:
        assert admin(desk).post("/tickets", TICKET).status_code == 201
        assert mails_to(desk, "zoe@example.org", 1) == 1
    with desk:
        assert subjects(desk) == {"Lamp"}
        assert mails_to(desk, "zoe@example.org", 1) == 1
        assert admin(desk).post("/tickets", {**TICKET, "subject": "Second"}).status_code == 201
        assert mails_to(desk, "zoe@example.org", 2) == 2  # what follows from events follows after a restart, too


def test_saved_data_survives_a_crash(tmp_path: Path) -> None:
    with new_desk(tmp_path) as desk:
        assert admin(desk).post("/tickets", TICKET).status_code == 201
        requests.post(f"{desk.stack['aws']}/_desk/save", timeout=60).raise_for_status()
        os.kill(read_json(tmp_path / "aws.pid.json")["pid"], signal.SIGKILL)
        answer = requests.get(f"{desk.stack['api']}/health", timeout=30)
        assert (answer.status_code, answer.headers["Content-Type"]) == (502, "application/problem+json")
        desk.up()
        assert subjects(desk) == {"Lamp"}


def test_a_reset_forgets_everything(tmp_path: Path) -> None:
    desk = new_desk(tmp_path)
    with desk:
        assert admin(desk).post("/tickets", TICKET).status_code == 201
        desk.reset()
        assert not desk.places.state.exists()
        desk.up()
        assert subjects(desk) == set()


def test_two_desks_side_by_side_share_no_data(tmp_path: Path, local_desk: Desk) -> None:
    with new_desk(tmp_path) as desk:
        assert admin(desk).post("/tickets", {**TICKET, "subject": "Only here"}).status_code == 201
        assert subjects(desk) == {"Only here"}
        assert "Only here" not in subjects(local_desk)


def test_a_port_in_use_is_named_with_a_way_out(tmp_path: Path, local_desk: Desk) -> None:
    desk = Desk(local_desk.places.port, tmp_path, seed=False)
    with pytest.raises(NotStartedError, match=rf"Port {local_desk.places.port} .*PORT="):
        desk.up()


def test_stack_file_holds_the_documented_members(local_desk: Desk) -> None:
    stack = local_desk.stack
    assert set(stack) == {
        "api",
        "portal",
        "console",
        "mail",
        "mail_json",
        "aws",
        "region",
        "stack",
        "user_pool",
        "user_pool_client",
        "inbound_bucket",
        "smtp",
        "address",
        "people",
    }
    assert {"email", "password", "name", "role"} <= set(stack["people"][0])
    local_desk.client("s3").head_bucket(Bucket=stack["inbound_bucket"])
    local_desk.client("cognito-idp").describe_user_pool(UserPoolId=stack["user_pool"])
