"""Rebuild or check the third-party files of the site: the only place where Node is needed, and only to rebuild.

    python infrastructure/vendor.py            npm ci, bundle each library once, write static-site/vendor and the lock
    python infrastructure/vendor.py --check    offline: every vendored file matches the lock

The versions are pinned in infrastructure/vendor/package.json, the tarballs by sha512 in package-lock.json beside it,
the outputs by sha384 in static-site/vendor/vendor.lock.json. The build is reproducible.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "infrastructure" / "vendor"
SITE = ROOT / "static-site" / "vendor"
AXE = ROOT / "tests" / "browser" / "axe.min.js"
LOCK = SITE / "vendor.lock.json"

BUNDLES = {
    "lit.js": """
export { LitElement, html, svg, nothing, noChange, render } from 'lit';
export { repeat } from 'lit/directives/repeat.js';
export { ref, createRef } from 'lit/directives/ref.js';
export { live } from 'lit/directives/live.js';
export { ifDefined } from 'lit/directives/if-defined.js';
export { signal, computed, effect, batch, untracked } from '@preact/signals-core';
""",
    "fluent.js": "export { FluentBundle, FluentResource } from '@fluent/bundle';\n",
}
SHIPPED = (
    "lit",
    "lit-html",
    "lit-element",
    "@lit/reactive-element",
    "@preact/signals-core",
    "@fluent/bundle",
    "lucide-static",
)
ICONS = (
    "alarm-clock",
    "archive",
    "arrow-left",
    "arrow-right",
    "at-sign",
    "ban",
    "bell",
    "book-text",
    "bookmark",
    "calendar",
    "check",
    "chevron-down",
    "chevron-right",
    "circle-alert",
    "circle-check",
    "clock",
    "copy",
    "download",
    "ellipsis",
    "external-link",
    "eye",
    "eye-off",
    "file",
    "funnel",
    "globe",
    "history",
    "image",
    "inbox",
    "info",
    "keyboard",
    "life-buoy",
    "link",
    "list-checks",
    "lock",
    "log-out",
    "mail",
    "merge",
    "message-square",
    "moon",
    "paperclip",
    "pencil",
    "plus",
    "quote",
    "refresh-cw",
    "reply",
    "rotate-ccw",
    "scroll-text",
    "search",
    "send",
    "settings",
    "shield",
    "split",
    "square-pen",
    "star",
    "sticky-note",
    "sun",
    "sun-moon",
    "tag",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "unlink",
    "upload",
    "user",
    "user-plus",
    "user-x",
    "users",
    "wifi-off",
    "x",
)


class VendorError(Exception):
    """A vendored file is missing, changed, or cannot be built."""


def digest(path: Path) -> str:
    """Return the file's sha384 in the form that browsers and the lock use."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def install(into: Path) -> Path:
    """Install exactly the locked packages, without running their scripts; return the folder node_modules."""
    npm = shutil.which("npm")
    if npm is None:
        message = "npm is needed to rebuild the vendored files (not to check or to serve them)"
        raise VendorError(message)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PINS / name, into / name)
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=into, check=True)
    return into / "node_modules"


def bundle(modules: Path, name: str, entry: str) -> None:
    """Bundle one library into one minified file, with licences at its end."""
    source = modules.parent / f"entry-{name}"
    source.write_text(entry)
    command = [
        str(modules / ".bin" / "esbuild"),
        str(source),
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--legal-comments=eof",
        "--log-level=warning",
        f"--outfile={SITE / name}",
    ]
    subprocess.run(command, cwd=modules.parent, check=True)


def sprite(modules: Path) -> None:
    """Build the site's icon sprite; colour and stroke come from the page's style sheet."""
    symbols = [symbol(modules / "lucide-static" / "icons" / f"{name}.svg", name) for name in ICONS]
    text = '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide icons, ISC licence: see LICENSES.txt -->\n'
    (SITE / "icons.svg").write_text(text + "\n".join(symbols) + "\n</svg>\n")


def symbol(path: Path, name: str) -> str:
    """Return one icon file as a symbol on one line."""
    found = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL)
    if found is None:
        message = f"{path.name} is no icon"
        raise VendorError(message)
    shapes = re.sub(r"\s*/>", "/>", re.sub(r"\s+", " ", found[1])).replace("> <", "><").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def licence(modules: Path, package: str) -> str:
    """Return name, version and full licence text of one shipped package."""
    about = json.loads((modules / package / "package.json").read_text())
    texts = sorted(p for p in (modules / package).iterdir() if p.name.upper().startswith(("LICENSE", "LICENCE")))
    text = texts[0].read_text().strip() if texts else f"Licensed under {about['license']}."
    return f"{package} {about['version']} ({about['license']})\n{'-' * 72}\n{text}\n"


def lock(modules: Path) -> dict[str, Any]:
    """Return the lock: the sources and hashes of the vendored files."""
    pinned = json.loads((PINS / "package-lock.json").read_text())["packages"]
    packages = {}
    for name in (*SHIPPED, "axe-core", "esbuild"):
        about = json.loads((modules / name / "package.json").read_text())
        integrity = pinned[f"node_modules/{name}"]["integrity"]
        packages[name] = {"version": about["version"], "licence": about["license"], "tarball": integrity}
    return {"packages": packages, "files": {where(path): digest(path) for path in outputs()}}


def outputs() -> list[Path]:
    """Return every file that this tool writes, except the lock itself."""
    return [*(SITE / name for name in BUNDLES), SITE / "icons.svg", SITE / "LICENSES.txt", AXE]


def where(path: Path) -> str:
    """Return the path relative to the repository, as in the lock."""
    return path.relative_to(ROOT).as_posix()


def rebuild() -> None:
    """Rebuild every vendored file and the lock."""
    SITE.mkdir(parents=True, exist_ok=True)
    AXE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder))
        for name, entry in BUNDLES.items():
            bundle(modules, name, entry)
        sprite(modules)
        (SITE / "LICENSES.txt").write_text("\n\n".join(licence(modules, package) for package in SHIPPED))
        shutil.copy(modules / "axe-core" / "axe.min.js", AXE)
        LOCK.write_text(json.dumps(lock(modules), indent=2) + "\n")


def differences() -> list[str]:
    """Return what does not match the lock, as sentences; empty if all files match. Works offline."""
    wanted = json.loads(LOCK.read_text())
    pinned = json.loads((PINS / "package-lock.json").read_text())["packages"]
    found = []
    for name, sha in wanted["files"].items():
        path = ROOT / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif digest(path) != sha:
            found.append(f"{name} is not the file the lock names")
    found += [
        f"{name} is pinned to another tarball than the one vendored"
        for name, about in wanted["packages"].items()
        if pinned.get(f"node_modules/{name}", {}).get("integrity") != about["tarball"]
    ]
    return found


def main(arguments: list[str]) -> int:
    """Run the command line: 0 if the files match the lock or were rebuilt, 1 otherwise."""
    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    if not arguments:
        rebuild()
    problems = differences()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
