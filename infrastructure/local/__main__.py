"""`make up`, `make run`, `make down`, `make reset`, `make status`: a local installation from the command line."""

import argparse
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from ..build import BuildError
from ..cloudformation import StackError
from ..site import SiteError
from .desk import Desk
from .places import report
from .processes import NotStartedError

NOISE = ("Persistence: ", "Loaded persisted state", "desk.saving")
POLL_S = 0.5
MAX_SHOWN = 4  # people


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 with a message if the installation cannot start."""
    parser = argparse.ArgumentParser(prog="python -m infrastructure.local", description=__doc__)
    parser.add_argument("command", choices=("up", "run", "down", "reset", "status"))
    parser.add_argument("--port", type=int, default=8700, help="the front door's port; the next two belong to it too")
    parser.add_argument("--home", type=Path, default=Path(".local"), help="where data, logs and builds are kept")
    parser.add_argument(
        "--enforce-iam", action="store_true", help="let the local AWS refuse what the policies do not allow"
    )
    parser.add_argument("--no-demo", action="store_true", help="start with nobody but the admin")
    chosen = parser.parse_args(arguments)
    desk = Desk(chosen.port, chosen.home, enforce_iam=chosen.enforce_iam, seed=not chosen.no_demo)
    try:
        return {"up": _up, "run": _run, "down": _down, "reset": _reset, "status": _status}[chosen.command](desk)
    except (NotStartedError, BuildError, StackError, SiteError) as refused:
        sys.stderr.write(f"\n{refused}\n")
        return 1


def _up(desk: Desk) -> int:
    started = time.monotonic()
    desk.up()
    report(f"Ready after {time.monotonic() - started:.0f} s.")
    _summary(desk)
    return 0


def _run(desk: Desk) -> int:
    """Start, follow the log until Ctrl-C (or a SIGTERM), stop; the data is kept."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    try:
        _up(desk)
        report("Following the log. Ctrl-C stops the desk and keeps its data.\n")
        _follow(desk)
        report("One of the desk's programs ended by itself; see its log above.")
    except KeyboardInterrupt:
        report("\nStopping …")
    finally:
        desk.down()
    report("Stopped. The data are kept; `make run` continues, `make reset` forgets them.")
    return 0


def _down(desk: Desk) -> int:
    report("Stopped. The data are kept." if desk.down() else "It was not running.")
    return 0


def _reset(desk: Desk) -> int:
    desk.reset()
    report(f"Forgotten: all data under {desk.places.state}. The next start begins with an empty desk.")
    return 0


def _status(desk: Desk) -> int:
    for name, running in desk.status().items():
        report(f"{name:12} {'runs' if running else 'does not run'}")
    return 0 if all(desk.status().values()) else 1


def _summary(desk: Desk) -> None:
    """Print URLs and logins."""
    stack = desk.stack
    report("")
    for name, key in (
        ("Portal", "portal"),
        ("Console", "console"),
        ("Sent mail", "mail"),
        ("API", "api"),
        ("AWS", "aws"),
    ):
        report(f"  {name:10} {stack[key]}")
    report(f"  {'Write to':10} {stack['address']}, by SMTP to {stack['smtp']} (no log-in, no encryption)")
    report("\n  Log in as")
    people = stack["people"]
    for person in people[:MAX_SHOWN]:
        report(f"    {person['role']:9} {person['email']:32} {person['password']}")
    if len(people) > MAX_SHOWN:
        report(f"    … and {len(people) - MAX_SHOWN} more: see {desk.places.stack_file}")
    report("")


def _follow(desk: Desk) -> None:
    """Print new log lines until a program ends."""
    places = {log: log.stat().st_size if log.exists() else 0 for log in desk.logs}
    while all(desk.status().values()):
        for log, read in places.items():
            if not log.exists():
                continue
            with log.open("rb") as file:
                file.seek(read)
                fresh = file.read()
            whole = fresh[: fresh.rfind(b"\n") + 1]
            places[log] = read + len(whole)
            for line in whole.decode("utf-8", "replace").splitlines():
                if not any(words in line for words in NOISE):
                    report(line)
        time.sleep(POLL_S)


if __name__ == "__main__":
    raise SystemExit(main())
