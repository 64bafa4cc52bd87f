"""Builds the code and deploys the stack to the local AWS."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import build as packaging
from .. import cloudformation
from ..assemble import pages_of
from ..aws import Aws, stack_name
from ..local_differences import localise
from .places import STAGE, Places, read_json, report, write_json

SOURCES = (*packaging.SOURCES, "infrastructure")
NO_SOURCE = (
    "infrastructure/local",
    "infrastructure/emulator",
    "infrastructure/front_door",
    "infrastructure/demo",
    "infrastructure/seed",
)


def build(places: Places, source: Path) -> None:
    """Package the code into `places.build` if a source has changed. Raises `BuildError`."""
    fingerprint = _fingerprint(source)
    note = places.build / "built-from.json"
    if read_json(note) == fingerprint and (places.build / "template.json").exists():
        return
    report("Packaging the code …")
    packaging.build(STAGE, places.build, local=True, root=source)
    write_json(note, fingerprint)


def deploy(aws: Aws, places: Places, parameters: dict[str, str]) -> dict[str, str]:
    """Deploy what `build` made, unless exactly that is already deployed; return the outputs."""
    template = localise(json.loads((places.build / "template.json").read_text("utf-8")))
    name = stack_name(STAGE)
    archives = {file.name: _hash(file) for file in sorted(places.build.glob("*.zip"))}
    wanted = {"template": template, "parameters": parameters, "archives": archives}
    fingerprint = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
    note = places.state / "deployed.json"
    stack = cloudformation.describe(aws, name)
    if stack is not None and read_json(note) == fingerprint and stack["StackStatus"].endswith("_COMPLETE"):
        return cloudformation.outputs(stack)
    report("Deploying the stack …")
    if stack is not None and stack["StackStatus"] in {"ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"}:
        aws.client("cloudformation").delete_stack(StackName=name)  # a failed first deployment contains no data
    bucket = cloudformation.artefact_bucket(aws, name)
    made = cloudformation.apply(
        aws, name, cloudformation.upload_code(aws, bucket, template, places.build), parameters, bucket
    )
    write_json(note, fingerprint)
    return made


def _fingerprint(source: Path) -> dict[str, Any]:
    """Return what decides whether to build again: the build's sources, the pages, and the Python version."""
    whole = hashlib.sha256()
    for file in _files(source):
        whole.update(file.relative_to(source).as_posix().encode() + b"\0" + _hash(file).encode())
    pages = pages_of(source / "static-site")
    return {"sources": whole.hexdigest(), "pages": pages, "python": sys.version}


def _files(source: Path) -> Iterator[Path]:
    for name in SOURCES:
        place = source / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        for file in found:
            own = file.relative_to(source).as_posix()
            if (
                file.is_file()
                and file.suffix in {".py", ".ftl", ".json", ".yaml", ".js", ".txt"}
                and not own.startswith(NO_SOURCE)
            ):
                yield file


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
