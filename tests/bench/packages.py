"""The packages as Lambda lays them out: code, layer, and AWS's own libraries, each in a folder, and nothing else."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from infrastructure import build

RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
INSIDE = Path(__file__).parent / "inside"
HELLO = Path(__file__).parent / "hello"
PYTHON = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
HOME = {"/var/task": "code", "/opt": "layer"}  # on Lambda, and here


class NotMeasured(Exception):  # noqa: N818 - the reason why there is no figure
    """Something that was to be measured did not run; the text says what."""


@dataclass(frozen=True)
class Package:
    """An unpacked function: `folder` holds `code` and, if it has one, `layer`."""

    folder: Path
    runtime: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, script: str, *arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Run a script of `inside` in a fresh process that can import the function and nothing of ours. Raises NotMeasured.

        Bytecode that is not in the package is not kept either: Lambda's disk is read-only.
        """
        places = [
            self.folder / "code",
            self.folder / "layer/python" / PYTHON,
            self.folder / "layer/python",
            self.runtime,
        ]
        environment = {
            **self.variables,
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(map(str, places)),
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
        }
        bare = getattr(sys, "_base_executable", sys.executable)  # without the environment that this runs in
        process = subprocess.run(
            [bare, "-S", "-P", *options, str(INSIDE / script), *arguments],
            cwd=self.folder / "code",
            env=environment,
            text=True,
            capture_output=True,
            check=False,
        )
        if process.returncode:
            raise NotMeasured(f"{script}: {process.stderr[-2000:]}")
        return process


class Workshop:
    """Where packages are made: each once, on first use."""

    def __init__(self, folder: Path, report: Callable[[str], None]) -> None:
        self.folder = folder
        self.report = report

    def built(self, architecture: str) -> Path:
        """The folder of the desk's archives for arm64 or x86_64."""
        folder = self.folder / f"built-{architecture}"
        if not folder.exists():
            self.report(f"building the desk for {architecture}")
            build.build("bench", folder, architecture=architecture, local=architecture == build.LOCAL_ARCHITECTURE)
        return folder

    @cached_property
    def desk(self) -> Package:
        """The desk for this computer, with the environment that its template gives to the API's function."""
        archives, folder = self.built(build.LOCAL_ARCHITECTURE), self.folder / "desk"
        _unpack(archives / "deployment.zip", folder / "code")
        _unpack(archives / "layer-deployment.zip", folder / "layer")
        template = json.loads((archives / "template.json").read_text("utf-8"))
        return Package(
            folder, self.runtime, {name: _here(value, folder) for name, value in variables(template).items()}
        )

    @cached_property
    def hello(self) -> Package:
        """A hello-world as `chalice package` makes it: everything in one archive, without bytecode. boto3 is Lambda's."""
        return Package(self._hello("hello", "pydantic"), self.runtime)

    @cached_property
    def hello_with_boto3(self) -> Package:
        """The same with boto3 among its requirements, as those do who want to know which one they run on."""
        return Package(self._hello("hello-with-boto3", "pydantic", "boto3"), self.runtime)

    def _hello(self, name: str, *requirements: str) -> Path:
        self.report(f"packaging a hello-world with {' and '.join(requirements)}")
        source, folder = self.folder / f"{name}-source", self.folder / name
        (source / ".chalice").mkdir(parents=True)
        shutil.copy(HELLO / "app.py", source / "app.py")
        (source / ".chalice/config.json").write_text(json.dumps({"version": "2.0", "app_name": "hello"}), "utf-8")
        wanted = "".join(f"{each}=={version(each)}\n" for each in requirements)
        (source / "requirements.txt").write_text(wanted, "utf-8")
        command = [sys.executable, "-c", build.CHALICE, "package", "packaged"]
        environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.run(command, cwd=source, env=environment, text=True, capture_output=True, check=False)
        if process.returncode or "Could not install" in process.stdout:
            raise NotMeasured(f"chalice package: {process.stdout}{process.stderr}")
        _unpack(source / "packaged/deployment.zip", folder / "code")
        return folder

    @cached_property
    def runtime(self) -> Path:
        """What Lambda's Python brings: boto3 and what that needs, linked from the environment this runs in."""
        folder = self.folder / "runtime"
        folder.mkdir()
        for name in RUNTIME:
            found = importlib.util.find_spec(name)
            if found is None or found.origin is None:
                raise NotMeasured(f"{name} is not installed")
            there = Path(found.origin)
            there = there.parent if there.name == "__init__.py" else there
            (folder / there.name).symlink_to(there)
            if there.is_file():  # its bytecode lies beside it, not in it
                (folder / "__pycache__").mkdir(exist_ok=True)
                shutil.copy(importlib.util.cache_from_source(str(there)), folder / "__pycache__")
        return folder


def variables(template: dict[str, Any]) -> dict[str, str]:
    """The environment of the API's function. What only a deployment knows is its parameter's default, or a placeholder."""
    places = (template.get("Globals", {}).get("Function", {}), template["Resources"]["APIHandler"]["Properties"])
    payload: dict[str, Any] = {}
    for place in places:
        payload |= place.get("Environment", {}).get("Variables", {})
    defaults = {name: each.get("Default") for name, each in template.get("Parameters", {}).items()}
    return {name: _value(value, defaults) for name, value in payload.items()}


def _value(value: Any, defaults: dict[str, Any]) -> str:
    if isinstance(value, dict):
        value = defaults.get(value.get("Ref", ""))
    return "placeholder" if value is None else str(value)


def _here(value: str, folder: Path) -> str:
    """A path on Lambda's disk, in the unpacked folder."""
    for there, here in HOME.items():
        if value == there or value.startswith(f"{there}/"):
            return str(folder / here) + value.removeprefix(there)
    return value


def _unpack(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
