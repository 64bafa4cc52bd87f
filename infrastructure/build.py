"""Build what a deployment needs: `template.json` and the archives of code and libraries.

    python -m infrastructure.build --stage dev --out build/dev [--architecture arm64|x86_64] [--local]

The functions' runtime is the Python that runs this. The checkout is not modified: Chalice works in a copy of it.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml
from chalice.package import YAMLTemplateSerializer

from . import archives, layers
from .assemble import assemble, pages_of
from .guards import Build, faults
from .other_methods import answer_405

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("app.py", "chalicelib", "requirements.txt", *(layer.requirements for layer in layers.LAYERS), ".chalice")
NOT_SOURCE = shutil.ignore_patterns("__pycache__", "deployments", "deployed", "venv")
LOCAL_ARCHITECTURE = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")
CHALICE = "from chalice.cli import main; main()"

Template = dict[str, Any]


class BuildError(Exception):
    """The build was rejected; the text has one line for each problem."""


def build(
    stage: str, out: Path, *, architecture: str | None = None, local: bool = False, root: Path = ROOT
) -> Template:
    """Package the app, check it with the guards, and write it to the folder `out` (emptied first); return the template.

    `architecture` is arm64, or that of this computer if `local`. Raises `BuildError`.
    """
    packaged = package(stage, architecture=architecture, local=local, root=root)
    found = faults(packaged)
    if found:
        raise BuildError("\n".join(found))
    write(packaged, out)
    return packaged.template


def package(stage: str, *, architecture: str | None = None, local: bool = False, root: Path = ROOT) -> Build:
    """Return the output of `chalice package` with our template, and the layers. Raises `BuildError`."""
    chosen = architecture or default_architecture(local=local)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        _copy_sources(root, copy, chosen)
        merged = assemble(pages_of(root / "static-site"), local=local)
        merged["Parameters"]["Stage"]["Default"] = stage
        (copy / "merged.yaml").write_text(YAMLTemplateSerializer().serialize_template(merged), encoding="utf-8")
        _chalice_package(copy, stage)
        return _read_package(copy, chosen, is_local=local)


def default_architecture(*, local: bool) -> str:
    """Return the processor to build for: this computer's, or on AWS the cheaper one."""
    return LOCAL_ARCHITECTURE if local else "arm64"


def write(packaged: Build, out: Path) -> None:
    """Write the template, and the archives as deployed: slim, with bytecode, reproducible."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name, files in packaged.archives.items():
        archives.write(out / name, archives.with_bytecode(archives.slim(files)))
    text = json.dumps(packaged.template, indent=1, sort_keys=True)
    (out / "template.json").write_text(text + "\n", encoding="utf-8")


def _copy_sources(root: Path, copy: Path, architecture: str) -> None:
    for name in SOURCES:
        if (root / name).is_dir():
            shutil.copytree(root / name, copy / name, ignore=NOT_SOURCE)
        else:
            shutil.copy(root / name, copy / name)
    file = copy / ".chalice" / "config.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**config, "lambda_architecture": architecture}), encoding="utf-8")


def _chalice_package(copy: Path, stage: str) -> None:
    """Run `chalice package` in the copy. If it fails to install something, it only prints it and still succeeds."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.setdefault("AWS_DEFAULT_REGION", "us-east-1")  # only names service principals; no API is called
    arguments = ["package", "--stage", stage, "--merge-template", "merged.yaml", "packaged"]
    command = [sys.executable, "-c", CHALICE, *arguments]
    process = subprocess.run(command, cwd=copy, env=environment, text=True, capture_output=True, check=False)
    if process.returncode or "Could not install dependencies" in process.stdout:
        raise BuildError(f"Chalice could not package the desk:\n{process.stdout}{process.stderr}")


def _read_package(copy: Path, architecture: str, *, is_local: bool) -> Build:
    packaged = copy / "packaged"
    try:
        more = {each.archive: layers.files(each, copy, architecture, local=is_local) for each in layers.LAYERS}
    except layers.LayerError as missing:
        raise BuildError(str(missing)) from None
    template = yaml.safe_load((packaged / "sam.yaml").read_text(encoding="utf-8"))
    answer_405(template)
    return Build(
        template=template,
        config=json.loads((copy / ".chalice" / "config.json").read_text(encoding="utf-8")),
        archives={file.name: archives.read(file) for file in sorted(packaged.glob("*.zip"))} | more,
        requirements=(copy / "requirements.txt").read_text(encoding="utf-8"),
        architecture=architecture,
        is_local=is_local,
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 if the build is rejected."""
    parser = argparse.ArgumentParser(prog="python -m infrastructure.build", description=__doc__.splitlines()[0])
    parser.add_argument("--stage", required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--architecture", choices=("arm64", "x86_64"), help="arm64 unless --local")
    parser.add_argument("--local", action="store_true", help="for a desk on this computer")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to build")
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        build(chosen.stage, chosen.out, architecture=chosen.architecture, local=chosen.local, root=chosen.root)
    except BuildError as refused:
        print(f"The build is refused:\n{refused}", file=sys.stderr)
        return 1
    for file in sorted(chosen.out.iterdir()):
        print(f"{file.stat().st_size:>11,} {file}")
    print(f"built in {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
