"""Layers for functions with additional libraries: the unpacked wheels of their own requirements file."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .archives import Files


@dataclass(frozen=True)
class Layer:
    """`stands_in`: a library -> the one that is replaced by it, only if that has no wheel.

    `has_fallback`: local development works without libraries that have no wheel for the platform.
    """

    name: str
    stands_in: Mapping[str, str] = field(default_factory=dict)
    has_fallback: bool = False

    @property
    def archive(self) -> str:
        return f"layer-{self.name}.zip"

    @property
    def requirements(self) -> str:
        return f"requirements-{self.name}.txt"


SEARCH = Layer("search", {"snowballstemmer": "PyStemmer"}, has_fallback=True)
INBOX = Layer("inbox")
LAYERS = (SEARCH, INBOX)
PLATFORMS = {"arm64": "aarch64", "x86_64": "x86_64"}
OLD_ENOUGH = ("manylinux2014", "manylinux_2_17", "manylinux_2_26")  # for every runtime from Python 3.11 on
NO_WHEEL = ("No matching distribution", "Could not find a version")


class LayerError(Exception):
    """A wheel is not available; the text says which and why."""


def files(layer: Layer, root: Path, architecture: str, *, local: bool) -> Files:
    """Return every file of the layer by its path. Raises `LayerError`.

    For Lambda every wheel is required; local development can do without wheels that do not exist for its platform.
    """
    target = () if local else _for_lambda(architecture)
    with tempfile.TemporaryDirectory() as folder:
        there: set[str] = set()
        for line in requirements(layer, root):
            name = line.partition("==")[0]
            if layer.stands_in.get(name) not in there and _unpack(
                line, Path(folder) / "python", target, needed=not (local and layer.has_fallback)
            ):
                there.add(name)
        found = sorted(file for file in Path(folder).rglob("*") if file.is_file())
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def requirements(layer: Layer, root: Path) -> list[str]:
    """Return the requirements in the layer's file."""
    lines = (line.partition("#")[0].strip() for line in (root / layer.requirements).read_text("utf-8").splitlines())
    return [line for line in lines if line]


def _for_lambda(architecture: str) -> tuple[str, ...]:
    machine = PLATFORMS[architecture]
    version = ".".join(map(str, sys.version_info[:3]))
    platforms = [f"{each}_{machine}" for each in OLD_ENOUGH]
    return (
        "--implementation",
        "cp",
        "--python-version",
        version,
        *(part for each in platforms for part in ("--platform", each)),
    )


def _unpack(requirement: str, folder: Path, target: Sequence[str], *, needed: bool) -> bool:
    """Unpack a wheel; return whether there is one. Raises `LayerError` if it is required, or on any other error."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
        "--no-compile",
        "--only-binary",
        ":all:",
        *target,
        "--target",
        str(folder),
        requirement,
    ]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    if process.returncode and (needed or not any(words in process.stderr for words in NO_WHEEL)):
        raise LayerError(f"There is no wheel of {requirement} to be had:\n{process.stderr}")
    return process.returncode == 0
