"""The tools that check the pages: what they are pinned to, and that installing them twice does nothing."""

import json
from pathlib import Path

import pytest

from infrastructure import setup

ROOT = Path(__file__).resolve().parents[2]


def packages() -> dict[str, dict[str, object]]:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    return {where: about for where, about in lock["packages"].items() if where}


def test_lock_of_page_tools_names_no_registry() -> None:
    assert packages()
    assert not [where for where, about in packages().items() if "resolved" in about]
    assert not [where for where, about in packages().items() if not str(about["integrity"]).startswith("sha512-")]


def test_types_are_those_of_the_vendored_libraries() -> None:
    tools = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    vendored = json.loads((ROOT / "infrastructure" / "vendor" / "package.json").read_text("utf-8"))["dependencies"]
    shared = tools.keys() & vendored.keys()
    assert shared == {"lit", "@preact/signals-core", "@fluent/bundle"}
    assert {name: tools[name] for name in shared} == {name: vendored[name] for name in shared}


def test_page_tools_that_are_as_pinned_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "PAGE_TOOLS", tmp_path)
    (tmp_path / "installed-from.txt").write_text(setup._fingerprint(setup.PAGE_TOOLS_FILES), "utf-8")
    assert setup.page_tools() == ""
