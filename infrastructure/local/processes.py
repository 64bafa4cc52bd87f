"""Programs in the background, each in its own process group, remembered in a file so that a later command finds them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from infrastructure.local.places import HOST, read_json, write_json


class NotStartedError(Exception):
    """A program could not start, or the port it needs belongs to somebody else; the text says what to do."""


class Background:
    """One background program: started once, stopped by SIGTERM, killed only when it ignores that."""

    def __init__(self, name: str, home: Path) -> None:
        self.name = name
        self._file = home / f"{name}.pid.json"
        self.log = home / "log" / f"{name}.log"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        """Start it in a process group of its own; its output goes to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        write_json(self._file, {"pid": self._child.pid, "born": _born(self._child.pid)})

    def pid(self) -> int | None:
        """Its process id while it runs; a number that meanwhile belongs to another program does not count."""
        if self._child is not None and self._child.poll() is not None:
            return None
        noted = read_json(self._file)
        if noted is None or _born(noted["pid"]) != noted["born"]:
            return None
        pid: int = noted["pid"]
        return pid

    def stop(self, patience_s: float = 30) -> bool:
        """Ask it to end and wait; True if it was running."""
        pid = self.pid()
        if pid is not None:
            _end(pid, signal.SIGTERM)
            deadline = time.monotonic() + patience_s
            while self.pid() is not None and time.monotonic() < deadline:
                time.sleep(0.05)
            _end(pid, signal.SIGKILL, group=True)  # whatever of its group is left, such as the functions' workers
        if self._child is not None:
            self._child.wait()
        self._file.unlink(missing_ok=True)
        return pid is not None

    def last_lines(self, count: int = 15) -> str:
        """The end of its log, for messages that say why it did not start."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-count:])


def require_free(port: int, what: str, first: int) -> None:
    """Raise NotStartedError if somebody listens on the port; the text names a way out."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        if probe.connect_ex((HOST, port)) == 0:
            raise NotStartedError(
                f"Port {port} ({what}) is in use by another program. "
                f"Choose another with PORT=, for example: make run PORT={first + 10}"
            )


def _end(pid: int, how: signal.Signals, *, group: bool = False) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if group:
            os.killpg(pid, how)
        else:
            os.kill(pid, how)


def _born(pid: int) -> str:
    """When the process started, in the system's own words; empty when there is none, or only its remains."""
    status = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = status.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]
    asked = ["ps", "-o", "lstart=,state=", "-p", str(pid)]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    born, _, state = said.rpartition(" ")
    return "" if state.startswith("Z") else born.strip()
