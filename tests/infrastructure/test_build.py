"""The build as an operator runs it."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from infrastructure import build as building
from infrastructure.guards import ELF_MACHINES, Template


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_builds_of_equal_sources_are_byte_identical(built: Path, tmp_path: Path) -> None:
    building.build("test", tmp_path / "again")
    assert digests(tmp_path / "again") == digests(built)


def test_the_template_is_sorted_json_without_aliases(built: Path, template: Template) -> None:
    text = (built / "template.json").read_text(encoding="utf-8")
    assert json.loads(text) == template
    assert text == json.dumps(template, indent=1, sort_keys=True) + "\n"


def test_the_stage_that_is_built_is_the_one_that_is_deployed(template: Template) -> None:
    assert template["Parameters"]["Stage"]["Default"] == "test"


def test_deployment_is_for_arm64_by_default(template: Template) -> None:
    assert template["Resources"]["APIHandler"]["Properties"]["Architectures"] == ["arm64"]


def test_local_build_is_for_the_local_processor() -> None:
    assert building.default_architecture(local=True) == building.LOCAL_ARCHITECTURE
    assert building.LOCAL_ARCHITECTURE in ELF_MACHINES


def test_fault_stops_the_build_with_an_explanation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in building.SOURCES:
        copy = shutil.copytree if (building.ROOT / name).is_dir() else shutil.copy
        copy(building.ROOT / name, checkout / name)
    (checkout / "chalicelib" / "passwords.txt").write_text("hunter2", encoding="utf-8")
    arguments = ["--stage", "test", "--out", str(tmp_path / "out"), "--root", str(checkout), "--local"]
    assert building.main(arguments) == 1
    assert "chalicelib/passwords.txt does not belong in it" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
