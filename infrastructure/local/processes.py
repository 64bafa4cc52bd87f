"""Background processes, each in its own process group, recorded in a file so that a later command finds them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from .places import HOST, read_json, write_json


class NotStartedError(Exception):
    """A program could not start, or its port is used by another one; the text says what to do."""


class Background:
    """One background process: started once, stopped by SIGTERM, killed only if it ignores that."""

    def __init__(self, name: str, home: Path) -> None:
        self.name = name
        self._file = home / f"{name}.pid.json"
        self.log = home / "log" / f"{name}.log"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        """Start it in its own process group; its output goes to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                command,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        write_json(self._file, {"pid": self._child.pid, "born": _born(self._child.pid)})

    def pid(self) -> int | None:
        """Return its process id while it runs; an id that was reused by another program does not count."""
        if self._child is not None and self._child.poll() is not None:
            return None
        noted = read_json(self._file)
        if noted is None or _born(noted["pid"]) != noted["born"]:
            return None
        pid: int = noted["pid"]
        return pid

    def stop(self, patience_s: float = 30) -> bool:
        """Stop it and wait; return whether it was running."""
        pid = self.pid()
        if pid is not None:
            _end(pid, signal.SIGTERM)
            deadline = time.monotonic() + patience_s
            while self.pid() is not None and time.monotonic() < deadline:
                time.sleep(0.05)
            _end(pid, signal.SIGKILL, group=True)  # remaining processes of its group, such as the functions' workers
        if self._child is not None:
            self._child.wait()
        self._file.unlink(missing_ok=True)
        return pid is not None

    def last_lines(self, count: int = 15) -> str:
        """Return the end of its log, for error messages."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-count:])


def require_free(port: int, what: str, first: int) -> None:
    """Raise `NotStartedError` if the port is in use; the text suggests a solution."""
    if is_listening(port):
        raise NotStartedError(
            f"Port {port} ({what}) is in use by another program. "
            f"Choose another with PORT=, for example: make run PORT={first + 10}"
        )


def is_listening(port: int) -> bool:
    """Return whether a program accepts connections on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _end(pid: int, how: signal.Signals, *, group: bool = False) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if group:
            os.killpg(pid, how)
        else:
            os.kill(pid, how)


def _born(pid: int) -> str:
    """Return the process's start time as reported by the system; empty if there is none, or if it is a zombie."""
    status = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = status.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]
    asked = ["ps", "-o", "lstart=,state=", "-p", str(pid)]
    text = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    born, _, state = text.rpartition(" ")
    return "" if state.startswith("Z") else born.strip()
