"""Where a local desk keeps its things and which ports it listens on."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
REGION = "us-east-1"
STAGE = "dev"


@dataclass(frozen=True)
class Places:
    """Folders and addresses of one desk; two desks differ in both `port` and `home`."""

    port: int
    home: Path

    @property
    def aws_port(self) -> int:
        return self.port + 1

    @property
    def smtp_port(self) -> int:
        return self.port + 2

    @property
    def portal(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def aws(self) -> str:
        return f"http://localhost:{self.aws_port}"

    @property
    def files(self) -> str:
        """The origin that browsers send files to and get them from: the address at which the functions know S3."""
        return f"http://{HOST}:{self.aws_port}"

    @property
    def state(self) -> Path:
        """All that the desk knows; `make reset` deletes exactly this folder and the clock."""
        return self.home / "state"

    @property
    def mails(self) -> Path:
        return self.state / "mails"

    @property
    def people(self) -> Path:
        return self.state / "people.json"

    @property
    def clock(self) -> Path:
        return self.home / "clock.json"

    @property
    def scratch(self) -> Path:
        """For what the functions put into their own disk: emptied at each start."""
        return self.home / "tmp"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def build(self) -> Path:
        return self.home / "build"

    @property
    def stack_file(self) -> Path:
        return self.home / "stack.json"

    @property
    def front_door_file(self) -> Path:
        return self.home / "front-door.json"


def aws_python(root: Path = ROOT) -> Path:
    """The Python of the environment that holds ministack: `.venv/aws`, which `make setup` makes."""
    return root / ".venv" / "aws" / "bin" / "python"


def read_json(file: Path, missing: Any = None) -> Any:
    """What the file holds, or `missing` when there is no such file."""
    try:
        return json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return missing


def write_json(file: Path, value: Any) -> None:
    """Write whole or not at all: programs watch these files."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".part")
    half.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")
    half.replace(file)


def say(line: str) -> None:
    """Progress for the person at the terminal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
