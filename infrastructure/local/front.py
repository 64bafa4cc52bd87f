"""Starts and stops an installation's front door."""

import os
import sys
import time
import urllib.error
import urllib.request

from .places import HOST, REGION, ROOT, Places, write_json
from .processes import Background, NotStartedError

PATIENCE_S = 20


class FrontDoor:
    """The front door as a background process."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.process = Background("front-door", places.home)

    @property
    def running(self) -> bool:
        return self.process.pid() is not None

    def start(self, outputs: dict[str, str]) -> None:
        """Write the current addresses for it, and start it unless it is running."""
        write_json(
            self._places.front_door_file,
            {
                "port": self._places.port,
                "aws": self._places.aws,
                "files": self._places.files,
                "region": REGION,
                "desk": "Customer Care",
                "api_id": outputs["ApiId"],
                "site_bucket": outputs["SiteBucket"],
                "mails": str(self._places.mails),
                "template": str(self._places.build / "template.json"),
                "smtp_port": self._places.smtp_port,
                "inbound_bucket": outputs["InboundBucket"],
                "inbound_domain": outputs["InboundDomain"],
            },
        )
        if self.running:
            return
        command = [sys.executable, "-m", "infrastructure.front_door", str(self._places.front_door_file)]
        self.process.start(command, os.environ, ROOT)
        self._wait()

    def stop(self) -> bool:
        """Stop it; return whether it was running."""
        return self.process.stop(patience_s=5)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self.running:
            try:
                with urllib.request.urlopen(f"http://{HOST}:{self._places.port}/_mail.json", timeout=2):
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.1)
        raise NotStartedError(f"The front door did not start. The end of its log:\n{self.process.last_lines()}")
