"""Install what building, running and testing require: `make setup`. Standard library only, as nothing else is installed yet.

    .venv       what requirements-dev.txt pins, and of requirements-search.txt what there is a wheel for
    .venv/aws   what requirements-aws.txt pins: the local AWS, which needs its own version of botocore
    node_modules  what package-lock.json pins: ESLint, Prettier and tsc for the pages; node itself is in .venv
    Chromium    for the browser tests, with fonts for the scripts they show

Each part records what it was installed from, so that a second run does nothing.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
ENVIRONMENTS = {
    VENV: ("requirements-dev.txt", "requirements.txt", "requirements-inbox.txt", "requirements-search.txt"),
    VENV / "aws": ("requirements-aws.txt",),
}
IF_THERE_IS_A_WHEEL = {VENV: "requirements-search.txt"}  # there is a fallback for the search
PAGE_TOOLS = ROOT / "node_modules"
PAGE_TOOLS_FILES = ("package.json", "package-lock.json", ".npmrc")
NEEDED_BY = {VENV: "tools and libraries", VENV / "aws": "the local AWS"}

OFFLINE = (
    "Temporary failure in name resolution",
    "NewConnectionError",
    "Name or service not known",
    "ConnectTimeoutError",
    "nodename nor servname",
    "Network is unreachable",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge")
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/snap/bin/chromium",
    "/usr/lib/chromium/chromium",
)
PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-color-emoji")


class SetupError(Exception):
    """Something could not be installed; the text says what to do."""


def environment(folder: Path) -> str:
    """Install a virtual environment's requirements; return the empty string, or what was done."""
    wanted = _fingerprint(ENVIRONMENTS[folder])
    stamp = folder / "installed-from.txt"
    if stamp.exists() and stamp.read_text("utf-8") == wanted and (folder / "bin" / "python").exists():
        return ""
    started = time.monotonic()
    _make(folder)
    pip = [
        str(folder / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
    ]
    _run([*pip, "-r", str(ROOT / ENVIRONMENTS[folder][0])], f"install {NEEDED_BY[folder]}")
    for line in _lines(IF_THERE_IS_A_WHEEL.get(folder)):
        subprocess.run([*pip, "--only-binary", ":all:", line], capture_output=True, check=False, cwd=ROOT)
    stamp.write_text(wanted, "utf-8")
    return f"Installed {NEEDED_BY[folder]} in {time.monotonic() - started:.0f} s."


def page_tools() -> str:
    """Install the tools that check the pages' scripts, with the environment's npm; return the empty string, or what was done."""
    wanted = _fingerprint(PAGE_TOOLS_FILES)
    stamp = PAGE_TOOLS / "installed-from.txt"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return ""
    started = time.monotonic()
    bin_folder = VENV / "bin"
    path = os.pathsep.join([str(bin_folder), os.environ.get("PATH", "")])
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise SetupError("npm is missing. Please install Node.js 20.19 or newer and run `make setup` again.")
    _run([npm, "ci", "--ignore-scripts"], "install the tools for the pages", {"PATH": path})
    stamp.write_text(wanted, "utf-8")
    return f"Installed the tools for the pages in {time.monotonic() - started:.0f} s."


def _lines(file: str | None) -> list[str]:
    """Return the requirements in a file, without comments."""
    text = (ROOT / file).read_text("utf-8") if file else ""
    return [line for each in text.splitlines() if (line := each.partition("#")[0].strip())]


def find_browser() -> str:
    """Return the path of a Chromium or Chrome for the tests; empty if there is none."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    caches = [Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright"]
    downloaded = [str(file) for cache in caches for file in sorted(cache.glob("chromium-*/chrome-*/chrome"))]
    places = [place for place in (*downloaded, *BROWSER_PLACES) if Path(place).exists()]
    return places[0] if places else ""


def browser() -> str:
    """Install Chromium and fonts if there is no browser. Raises `SetupError` if the user has to do it."""
    if find_browser():
        return ""
    command = f"apt-get install -y --no-install-recommends {' '.join(PACKAGES)}"
    if shutil.which("apt-get") is None:
        raise SetupError("The browser tests need Chromium or Chrome. Please install one and run `make setup` again.")
    if os.geteuid() != 0:
        raise SetupError(f"The browser tests need Chromium. Please run:\n    sudo {command}")
    started = time.monotonic()
    report("Installing Chromium and fonts (a minute or two) …")
    _run(["apt-get", "update", "-q"], "read the list of system packages")
    _run(command.split(), "install Chromium")
    return f"Installed Chromium in {time.monotonic() - started:.0f} s."


def report(line: str) -> None:
    """Print progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _fingerprint(files: Sequence[str]) -> str:
    whole = hashlib.sha256(sys.version.encode())
    for name in files:
        whole.update((ROOT / name).read_bytes())
    return whole.hexdigest()


def _make(folder: Path) -> None:
    """Create an environment; one made by another Python is replaced."""
    python = folder / "bin" / "python"
    if python.exists():
        asked = subprocess.run(
            [str(python), "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
        )
        if asked.stdout.strip() == sys.version:
            return
    _run([sys.executable, "-m", "venv", "--clear", str(folder)], "make a virtual environment")


def _run(command: list[str], what: str, variables: Mapping[str, str] = MappingProxyType({})) -> None:
    """Run a command; its output is shown only if it fails."""
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PIP_ROOT_USER_ACTION": "ignore", **variables}
    process = subprocess.run(command, capture_output=True, text=True, check=False, env=settings, cwd=ROOT)
    if process.returncode == 0:
        return
    text = f"{process.stdout}{process.stderr}".strip()
    if "ensurepip is not available" in text:
        raise SetupError(
            f"Python lacks its venv module. On Debian or Ubuntu: sudo apt-get install python3-venv\n{text}"
        )
    reason = "There seems to be no network." if any(words in text for words in OFFLINE) else "The output was:"
    tail = "\n".join(text.splitlines()[-25:])
    raise SetupError(f"Could not {what}. {reason}\n{tail}")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 with a message if something is missing."""
    parser = argparse.ArgumentParser(prog="python -m infrastructure.setup", description="Install what the desk needs.")
    parser.add_argument("--no-browser", action="store_true", help="do not look for Chromium")
    parser.add_argument("--no-page-tools", action="store_true", help="do not install what checks the pages")
    chosen = parser.parse_args(arguments)
    stale = [folder for folder in ENVIRONMENTS if not (folder / "installed-from.txt").exists()]
    if stale:
        report("Installing (about a minute on a fast line) …")
    try:
        for folder in ENVIRONMENTS:  # one inside the other: created in this order, installed in parallel
            if folder in stale:
                _make(folder)
        with ThreadPoolExecutor(len(ENVIRONMENTS)) as pool:
            lines = list(pool.map(environment, ENVIRONMENTS))
        if not chosen.no_page_tools:
            lines.append(page_tools())
        if not chosen.no_browser:
            lines.append(browser())
    except SetupError as refused:
        sys.stderr.write(f"\n{refused}\n")
        return 1
    for line in filter(None, lines):
        report(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
