"""The folders and ports of a local installation."""

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
    """Folders and addresses of one installation; two installations differ in both `port` and `home`."""

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
        """Return the origin for uploads and downloads: the address under which the functions use S3."""
        return f"http://{HOST}:{self.aws_port}"

    @property
    def state(self) -> Path:
        """Return the folder of all data; `make reset` deletes exactly this folder and the time offset."""
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
        """Return the functions' temporary folder: emptied at each start."""
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
    """Return the Python of the environment with ministack: `.venv/aws`, created by `make setup`."""
    return root / ".venv" / "aws" / "bin" / "python"


def read_json(file: Path, missing: Any = None) -> Any:
    """Read a file, or return `missing_values` if it does not exist."""
    try:
        return json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return missing


def write_json(file: Path, value: Any) -> None:
    """Write a file atomically: other programs watch these files."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".part")
    half.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")
    half.replace(file)


def report(line: str) -> None:
    """Print progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
