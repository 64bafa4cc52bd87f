"""Measure the desk: `python -m tests.bench [S1 S2 …] [--accept]`.

Prints a table for each measurement and writes `results/latest.json` and `results/latest.md`. Nothing here fails because
something is slow: the tables say what is met and what is missed. 1 only when something could not be measured.
"""

import argparse
import importlib
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.bench import packages
from tests.bench.table import Table, Tables, load, page, save, text_of

RESULTS = Path(__file__).parent / "results"
LATEST, READABLE, BASELINE = RESULTS / "latest.json", RESULTS / "latest.md", RESULTS / "baseline.json"

MODULES = {"S1": "cold", "S2": "warm", "S3": "budget", "S4": "growth", "S5": "weight", "S9": "search"}
"""Each is imported when it is its turn: one that cannot be does not keep the others from being measured."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("which", nargs="*", metavar="S…", help=f"of {', '.join(MODULES)}; all of them by default")
    parser.add_argument("--accept", action="store_true", help="make these figures the ones to compare with")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.which) - MODULES.keys()
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    last, tables = load(BASELINE), load(LATEST)
    failed = _measured(chosen.which or list(MODULES), tables, last)
    save(LATEST, tables, machine())
    READABLE.write_text(page(tables, last, machine()), "utf-8")
    if chosen.accept and not failed:
        save(BASELINE, last | tables, machine())
    return 1 if failed else 0


def _measured(which: list[str], tables: Tables, last: Tables) -> list[str]:
    """Put what was measured into `tables`; the names of what could not be."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        workshop = packages.Workshop(Path(folder), _reporter())
        for name in which:
            workshop.report(f"{name} …")
            try:
                tables[name] = _measure(name, workshop)
            except Exception:  # noqa: BLE001 - the others are still worth measuring
                traceback.print_exc()
                failed.append(name)
            else:
                sys.stdout.write("\n" + text_of(tables[name], last.get(name)) + "\n")
                sys.stdout.flush()
    if failed:
        sys.stderr.write(f"Could not be measured: {', '.join(failed)}\n")
    return failed


def _measure(name: str, workshop: packages.Workshop) -> Table:
    measure: Callable[[packages.Workshop], Table] = importlib.import_module(f"tests.bench.{MODULES[name]}").measure
    return measure(workshop)


def machine() -> str:
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"


def _reporter() -> Callable[[str], None]:
    started = time.monotonic()

    def report(what: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - started:5.1f} s] {what}\n")
        sys.stderr.flush()

    return report


if __name__ == "__main__":
    raise SystemExit(main())
