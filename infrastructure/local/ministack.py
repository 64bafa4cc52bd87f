"""Starts and stops the local AWS of one installation."""

import os
import shutil
import time
import urllib.error
import urllib.request

from .places import HOST, REGION, ROOT, Places, aws_python
from .processes import Background, NotStartedError, require_free

INHERITED = ("PATH", "HOME", "LANG", "DESK_SAVE_EVERY")
PATIENCE_S = 60
SAVING_S = 600  # 10,000 tickets take most of a minute
# Features that are not used, disabled for a faster start.
UNUSED = {"SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0"}


class LocalAws:
    """ministack as a background process, with its data under `.local/state`."""

    def __init__(self, places: Places, *, enforce_iam: bool) -> None:
        self.places = places
        self._enforce_iam = enforce_iam
        self.process = Background("aws", places.home)

    def start(self) -> bool:
        """Start it unless it is running, and return once it responds; False if it was already running."""
        if self.process.pid() is not None:
            return False
        require_free(self.places.aws_port, "the local AWS", self.places.port)
        python = aws_python()
        if not python.exists():
            raise NotStartedError("The environment of the local AWS is missing: run `make setup` first.")
        self.places.state.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.places.scratch, ignore_errors=True)
        self.places.scratch.mkdir()
        program = str(ROOT / "infrastructure" / "emulator")
        self.process.start([str(python), program], self._environment(), self.places.state)
        self._wait()
        return True

    def stop(self) -> bool:
        """Stop it and keep the data; return whether it was running."""
        return self.process.stop()

    def save(self) -> None:
        """Write all data to disk now."""
        request = urllib.request.Request(f"{self.places.aws}/_desk/save", method="POST")
        with urllib.request.urlopen(request, timeout=SAVING_S):
            pass

    def _environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        state = self.places.state
        return (
            inherited
            | UNUSED
            | {
                "GATEWAY_PORT": str(self.places.aws_port),
                "BIND_HOST": HOST,
                "MINISTACK_HOST": "localhost",
                "MINISTACK_REGION": REGION,
                "AWS_DEFAULT_REGION": REGION,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AUTH": str(self._enforce_iam).lower(),
                "PERSIST_STATE": "1",
                "STATE_DIR": str(state / "aws"),
                "S3_PERSIST": "1",
                "S3_DATA_DIR": str(state / "s3"),
                "DESK_MAILS": str(self.places.mails),
                "DESK_CLOCK": str(self.places.clock),
                "TMPDIR": str(self.places.scratch),
                "DESK_UNPACKED": str(self.places.home / "unpacked"),
                "PYTHONDONTWRITEBYTECODE": "1",
                "DOCKER_HOST": "unix:///nonexistent",
            }
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if self.process.pid() is None:
                break
            try:
                with urllib.request.urlopen(f"{self.places.aws}/_ministack/health", timeout=5):
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.1)
        raise NotStartedError(f"The local AWS did not start. The end of its log:\n{self.process.last_lines()}")
