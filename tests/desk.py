"""Local desks for tests: the real stack with IAM enforced, on ports and in folders of their own."""

import atexit
import os
import shutil
import socket
import tempfile
from functools import cache
from pathlib import Path

import pytest

from infrastructure.local import stack as local_stack
from infrastructure.local.desk import Desk
from infrastructure.local.places import ROOT, Places

os.environ.setdefault("DESK_SAVE_EVERY", "30")  # seconds: tests keep nothing, and each save writes everything
PORTS_EACH, STEP = 2_000, 10
FIRST_PORT = 21_000 + PORTS_EACH * int(
    os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]
)  # workers keep out of each other's way


@cache
def built() -> Path:
    """A folder with the build that all desks of this run share."""
    home = Path(tempfile.mkdtemp(prefix="desk-build-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    local_stack.build(Places(port=0, home=home), ROOT)
    return home / "build"


def new_desk(home: Path, *, enforce_iam: bool = True) -> Desk:
    """A desk that was never started, without demo data; `with new_desk(tmp_path) as desk:` starts and stops it."""
    shutil.copytree(built(), home / "build", dirs_exist_ok=True)
    return Desk(free_ports(), home, enforce_iam=enforce_iam, seed=False)


def free_ports() -> int:
    """The first of three ports in a row that are free."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_EACH, STEP):
        if not any(_answers(each) for each in range(port, port + 3)):
            return port
    raise RuntimeError("No three free ports in a row")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@cache
def _shared() -> Desk:
    home = Path(tempfile.mkdtemp(prefix="desk-"))
    desk = new_desk(home)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(desk.down)
    desk.up()
    return desk


@pytest.fixture(scope="session")
def local_desk() -> Desk:
    """The running desk that all tests of this session share; they leave its clock alone."""
    return _shared()
