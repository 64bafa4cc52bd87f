"""Layers: what they hold, also on a computer for which there is hardly a wheel."""

import zipfile
from pathlib import Path

import pytest

from infrastructure import layers
from infrastructure.build import ROOT
from infrastructure.layers import INBOX, LAYERS, SEARCH, Layer, LayerError


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all that pip knows."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


def wheel(shop: Path, requirement: str) -> None:
    """A wheel in pure Python with one module of its name."""
    name, _, version = requirement.partition("==")
    with zipfile.ZipFile(shop / f"{name}-{version}-py3-none-any.whl", "w") as made:
        made.writestr(f"{name}.py", "")
        made.writestr(
            f"{name}-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        made.writestr(
            f"{name}-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        made.writestr(f"{name}-{version}.dist-info/RECORD", "")


def modules(files: dict[str, bytes]) -> set[str]:
    return {name for name in files if name.endswith(".py")}


def test_local_build_uses_the_packages_that_are_available(shop: Path) -> None:
    _, _, pure = layers.requirements(SEARCH, ROOT)
    wheel(shop, pure)

    assert modules(layers.files(SEARCH, ROOT, "x86_64", local=True)) == {"python/snowballstemmer.py"}


def test_substitute_package_is_left_out_where_the_original_exists(shop: Path) -> None:
    for requirement in layers.requirements(SEARCH, ROOT):
        wheel(shop, requirement)

    assert modules(layers.files(SEARCH, ROOT, "x86_64", local=True)) == {"python/tantivy.py", "python/PyStemmer.py"}


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_deployment_needs_every_package(architecture: str) -> None:
    engine, *_ = layers.requirements(SEARCH, ROOT)

    with pytest.raises(LayerError, match=f"There is no wheel of {engine} to be had"):
        layers.files(SEARCH, ROOT, architecture, local=False)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("local", [True, False])
def test_parser_of_emails_has_no_substitute(*, local: bool) -> None:
    first, *_ = layers.requirements(INBOX, ROOT)

    with pytest.raises(LayerError, match=f"There is no wheel of {first} to be had"):
        layers.files(INBOX, ROOT, "x86_64", local=local)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_the_requirements_are_pinned_and_none_is_a_request_functions(layer: Layer) -> None:
    others = {line.partition("==")[0] for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()}
    pinned = [line.partition("==") for line in layers.requirements(layer, ROOT)]

    assert all(sign == "==" and version for _, sign, version in pinned)
    assert not {name for name, _, _ in pinned} & others
