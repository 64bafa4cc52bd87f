"""`make slice`: what it writes passes every check, what it refuses changes nothing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.slice import __main__ as slice_tool
from infrastructure.slice.insertions import INSERTIONS, AnchorNotFoundError, Insertion

ROOT = Path(__file__).resolve().parents[2]
PAGE_TOOLS = ROOT / "node_modules"
LEFT_BEHIND = (".git", ".venv", "node_modules", "build", "__pycache__", ".local*", ".hypothesis", "pictures", "results")
MATRICES = ["tests/promises", "tests/switchboard", "tests/site"]
TOUCHED = "promise or table_names or roles_of_the_policy or route_with_an_object or section or variables or text"
MAX_LINE = 130


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a tool in the copy with this Python, and node beside it."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": tools}, capture_output=True, text=True, check=False
    )


def make_slice(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "-m", "infrastructure.slice", "--name", name)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the copy that a person writes."""
    files = (path for path in folder.rglob("*") if path.is_file() and "node_modules" not in path.parts)
    return {str(path): path.read_bytes() for path in files if not re.search(r"cache", str(path.relative_to(folder)))}


NO_SUCH_NAME = re.compile(r"TS(2304|2305|2307|2552|2614|2724):")
"""What `npm run lint` refuses in files without types: names and modules that do not exist."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with a slice of promises in it."""
    if not PAGE_TOOLS.exists():
        pytest.fail("Run make setup: Prettier formats the page of a new slice.")
    folder = tmp_path_factory.mktemp("slice") / "tree"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    (folder / "node_modules").symlink_to(PAGE_TOOLS, target_is_directory=True)
    result = make_slice(folder, "promises")
    assert (result.returncode, result.stderr) == (0, "")
    assert "new      chalicelib/promises/model.py" in result.stdout
    assert "changed  app.py" in result.stdout
    assert [line[:4] for line in result.stdout.splitlines()[-3:]] == ["  1.", "  2.", "  3."]
    return folder


def test_new_slice_is_formatted_and_free_of_findings(made: Path) -> None:
    changed = [each.path for each in INSERTIONS if each.path.endswith(".py")]
    for command in (["check"], ["format", "--check"]):
        result = run(made, sys.executable, "-m", "ruff", *command, "chalicelib/promises", "tests/promises", *changed)
        assert result.returncode == 0, result.stdout
    pages = ["static-site/admin/promises.js", "static-site/admin/admin-layout.js"]
    for command in (["prettier", "--check", *pages], ["eslint", *pages]):
        result = run(made, f"node_modules/.bin/{command[0]}", *command[1:])
        assert result.returncode == 0, result.stdout + result.stderr
    imports = run(made, "node_modules/.bin/tsc", "--checkJs", "--strict", "false")
    assert [line for line in imports.stdout.splitlines() if "promises.js" in line and NO_SUCH_NAME.search(line)] == []


def test_types_of_a_new_slice_are_right(made: Path) -> None:
    result = run(made, sys.executable, "-m", "mypy", "app.py", "chalicelib/promises", "tests/promises")
    assert result.returncode == 0, result.stdout


def test_new_slice_has_its_place_among_the_others(made: Path) -> None:
    result = run(made, str(Path(sys.executable).parent / "lint-imports"), "--no-cache")
    assert result.returncode == 0, result.stdout


def test_new_slice_passes_its_own_tests_and_those_of_every_route_and_page(made: Path) -> None:
    result = run(made, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *MATRICES, "-k", TOUCHED)
    assert result.returncode == 0, result.stdout
    assert int(re.findall(r"(\d+) passed", result.stdout)[0]) > 60


def test_second_run_is_refused_and_changes_nothing(made: Path) -> None:
    before = contents(made)

    result = make_slice(made, "promises")

    assert result.returncode == 1
    assert result.stderr == "There is chalicelib/promises already. Nothing was changed.\n"
    assert contents(made) == before


@pytest.mark.parametrize(
    ("many", "reason"),
    [
        ("", "NAME is one lower-case word"),
        ("Promises", "NAME is one lower-case word"),
        ("follow_ups", "NAME is one lower-case word"),
        ("../promises", "NAME is one lower-case word"),
        ("p" * 21, "NAME is one lower-case word"),
        ("import", "has a meaning in Python"),
        ("lists", "has a meaning in Python"),
        ("classes", "has a meaning in Python"),
        ("callers", "every slice has"),
        ("actions", "every slice has"),
        ("stock", "NAME is a plural"),
    ],
)
def test_name_that_cannot_be_one_is_refused_with_the_reason(many: str, reason: str) -> None:
    with pytest.raises(slice_tool.RefusedError, match=reason):
        slice_tool.check_names(many, slice_tool.singular(many))


@pytest.mark.parametrize("many", ["tickets", "teams", "uploads", "persons", "journeys"])
def test_name_that_is_taken_is_refused(many: str) -> None:
    with pytest.raises(slice_tool.RefusedError, match=r"already\. Nothing was changed\."):
        slice_tool.check_free(many, slice_tool.singular(many))


@pytest.mark.parametrize(
    ("many", "one"),
    [("promises", "promise"), ("stories", "story"), ("boxes", "box"), ("branches", "branch"), ("orders", "order")],
)
def test_singular_is_made_of_the_plural(many: str, one: str) -> None:
    assert slice_tool.singular(many) == one


def test_names_of_any_length_and_initial_fit() -> None:
    many, one = "entitlementrequests", "entitlementrequest"

    planned = slice_tool.plan(many, one)

    texts = {str(path.relative_to(ROOT)): text for path, text in planned.items()}
    assert not [name for name, text in texts.items() if re.search(r"(?i)sample", text) and many in name]
    assert '"""Add an entitlementrequest."""' in texts[f"chalicelib/{many}/api.py"]
    new = [text for name, text in texts.items() if many in name]
    assert max(len(line) for text in new for line in text.splitlines()) <= MAX_LINE


def test_files_are_put_back_if_one_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "there.py").write_text("as it was")
    files = {
        tmp_path / "new" / "first.py": "new",
        tmp_path / "there.py": "changed",
        tmp_path / "there.py" / "below.py": "impossible",
    }

    with pytest.raises(OSError, match=r"there\.py"):
        slice_tool.write(files)

    assert [path.name for path in tmp_path.rglob("*")] == ["there.py"]
    assert (tmp_path / "there.py").read_text() == "as it was"


@pytest.mark.parametrize("each", INSERTIONS, ids=lambda each: f"{each.path} {each.after}")
def test_every_shared_file_has_the_place_for_a_new_slice(each: Insertion) -> None:
    assert "\x00" in each.applied((ROOT / each.path).read_text("utf-8"), "\x00")


def test_missing_place_in_a_shared_file_is_named() -> None:
    with pytest.raises(AnchorNotFoundError, match=r"app\.py has no 'import'"):
        Insertion("app.py", "text", "import", "app").applied("nothing", "text")
