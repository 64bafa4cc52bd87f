"""Write a new slice that passes `make check`: model, rules, forms, views, store, actions, API, a page, and tests.

    make slice NAME=promises            the folder, routes and table keys are `promises`, one of them is a `promise`
    make slice NAME=criteria ONE=criterion

The files in `template/` are a slice of samples. They are copied with its name changed, and `insertions.py` names what joins files
that all slices share. Everything is prepared and formatted in memory, and written only if all of it could be made.
"""

import argparse
import builtins
import keyword
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from .insertions import ENGLISH, INSERTIONS, AnchorNotFoundError

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = Path(__file__).parent / "template"
SITE_TEXTS = "static-site/locales/en/*.ftl"
ROUTES = "tests/switchboard/test_policy.py"
WORD = re.compile(r"[a-z]{3,20}")
NEXT_STEPS = """Next:
  1. chalicelib/{many}/model.py: replace the name by what {many} consist of; forms.py, views.py and the tests follow.
  2. static-site/locales/*/admin.ftl: say in every language what {many} are. The Arabic texts call them “items”.
  3. ARCHITECTURE.md: add {many} to the table of slices. Then run make check, and make test for the pages."""


class RefusedError(Exception):
    """The slice cannot be written; the text says what to change."""


def singular(many: str) -> str:
    """Return one of `many`: stories → story, boxes → box, promises → promise."""
    if many.endswith("ies"):
        return many.removesuffix("ies") + "y"
    if many.endswith(("sses", "shes", "ches", "xes")):
        return many.removesuffix("es")
    return many.removesuffix("s")


def check_names(many: str, one: str) -> None:
    """Raise `RefusedError` unless both are names that nothing in the template and nothing in Python has."""
    for word, variable in ((many, "NAME"), (one, "ONE")):
        if not WORD.fullmatch(word):
            raise RefusedError(
                f"{variable} is one lower-case word of 3 to 20 letters a–z, such as promises, not “{word}”."
            )
        if keyword.iskeyword(word) or keyword.issoftkeyword(word) or hasattr(builtins, word):
            raise RefusedError(f"“{word}” has a meaning in Python. Choose another noun.")
        if word in _words_of_template():
            raise RefusedError(f"“{word}” is the name of something that every slice has. Choose another noun.")
    if many == one:
        raise RefusedError(f"NAME is a plural, such as promises. Name one of them: make slice NAME={many} ONE=…")


def check_free(many: str, one: str) -> None:
    """Raise `RefusedError` if a folder, page, route or text of the new slice exists."""
    folders = (f"chalicelib/{many}", f"tests/{many}", f"static-site/admin/{many}.js")
    taken = [name for name in folders if (ROOT / name).exists()]
    routes = (ROOT / ROUTES).read_text("utf-8")
    taken += [name for name in (f"/v1/{many}", f"{{{one}}}") if name in routes]
    texts = "\n".join(path.read_text("utf-8") for path in ROOT.glob(SITE_TEXTS))
    new = re.findall(r"(?m)^[a-z-]+(?= =)", _renamed(ENGLISH, many, one))
    taken += [name for name in new if re.search(rf"(?m)^{name} =", texts)]
    if taken:
        raise RefusedError(f"There is {taken[0]} already. Nothing was changed.")


def plan(many: str, one: str) -> dict[Path, str]:
    """Return every file that is new or changed, with its content, formatted. Writes nothing."""
    files: dict[Path, str] = {}
    for source in sorted(path for path in TEMPLATE.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        path = ROOT / _renamed(source.relative_to(TEMPLATE).as_posix(), many, one)
        files[path] = _renamed(source.read_text("utf-8"), many, one)
    for each in INSERTIONS:
        path = ROOT / each.path
        before = files.get(path) or path.read_text("utf-8")
        files[path] = each.applied(before, _renamed(each.text, many, one))
    return {path: _formatted(path, text) for path, text in files.items()}


def write(files: Mapping[Path, str]) -> None:
    """Write all files; if one cannot be written, put everything back as it was."""
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    new_folders = {path.parent for path in files if not path.parent.exists()}
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError:
        for path in filter(Path.exists, before):
            content = before[path]
            path.unlink() if content is None else path.write_bytes(content)
        for folder in filter(Path.exists, new_folders):
            folder.rmdir()
        raise


def main(arguments: list[str]) -> int:
    """Run the command line: 0 if the slice is written, 1 with the reason if nothing was changed."""
    parser = argparse.ArgumentParser(prog="make slice", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--name", default="")
    parser.add_argument("--one", default="")
    given = parser.parse_args(arguments)
    many, one = given.name, given.one or singular(given.name)
    try:
        check_names(many, one)
        check_free(many, one)
        files = plan(many, one)
        new = {path for path in files if not path.exists()}
        write(files)
    except (RefusedError, AnchorNotFoundError, OSError) as refused:
        print(refused, file=sys.stderr)
        return 1
    for path in files:
        print(f"  {'new    ' if path in new else 'changed'}  {path.relative_to(ROOT)}")
    print(NEXT_STEPS.format(many=many))
    return 0


def _renamed(text: str, many: str, one: str) -> str:
    """Return the text about samples as one about `many`, each of them `one`."""
    if one[0] in "aeiou":
        text = re.sub(r"\b([Aa])(?= sample\b)", r"\1n", text)
    for old, new in (("samples", many), ("sample", one)):
        for variant in (str.lower, str.capitalize, str.upper):
            text = text.replace(variant(old), variant(new))
    return text


def _words_of_template() -> set[str]:
    """Return the names in the template's code, with which those of a new slice must not collide."""
    sources = [path.read_text("utf-8") for path in TEMPLATE.rglob("*.*") if path.suffix in {".py", ".js"}]
    code = re.sub(r'"{3}.*?"{3}|"[^"\n]*"|(?:# |// )[^\n]*', "", "\n".join(sources), flags=re.DOTALL)
    return set(re.findall(r"\b[a-z]+\b", code))


def _formatted(path: Path, text: str) -> str:
    """Return the text as `make check` wants it: names of other lengths wrap and sort differently."""
    name = str(path.relative_to(ROOT))
    if path.suffix == ".py":
        ruff = [sys.executable, "-m", "ruff"]
        text = _filtered(
            [*ruff, "check", "--quiet", "--fix-only", "--select", "I", "--stdin-filename", name, "-"], text
        )
        return _filtered([*ruff, "format", "--quiet", "--stdin-filename", name, "-"], text)
    if path.suffix == ".js":
        return _filtered(["node_modules/.bin/prettier", "--stdin-filepath", name], text)
    return text


def _filtered(command: list[str], text: str) -> str:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"  # node is beside Python
    result = subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, "PATH": tools}
    )
    if result.returncode:
        raise RefusedError(f"{' '.join(command)} failed: {result.stderr.strip()}")
    return result.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
