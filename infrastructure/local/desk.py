"""A local installation from start to stop; tests use it as a context manager."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .. import site
from ..aws import Aws, stack_name
from ..demo import shop
from ..reindexing import Reindexing
from . import people, stack
from .front import FrontDoor
from .ministack import LocalAws
from .places import HOST, REGION, ROOT, STAGE, Places, read_json, report, write_json
from .processes import NotStartedError, require_free

FROM_ADDRESS = "desk@example.com"


class Desk:
    """An installation on `port` (and the next two) that stores everything under `home`.

    With `enforce_iam` every call inside the local AWS needs the permissions in the policy files.
    """

    def __init__(
        self,
        port: int = 8700,
        home: Path | str = ".local",
        *,
        enforce_iam: bool = False,
        seed: bool = True,
        source: Path = ROOT,
    ) -> None:
        self.places = Places(port=port, home=Path(home).resolve())
        self.aws = Aws(endpoint=self.places.aws, region=REGION)
        self._seed = seed
        self._source = source
        self._local_aws = LocalAws(self.places, enforce_iam=enforce_iam)
        self._front_door = FrontDoor(self.places)

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    @property
    def stack(self) -> dict[str, Any]:
        """Return the content of `.local/stack.json`: URLs, names, people."""
        found: dict[str, Any] = read_json(self.places.stack_file, {})
        return found

    def client(self, service: str) -> Any:
        """Return a boto3 client of the local AWS with administrator permissions."""
        return self.aws.client(service)

    def up(self) -> dict[str, Any]:
        """Start what is not running and return `stack`; raises `NotStartedError`, `BuildError` or `StackError`."""
        if not self._front_door.running:
            require_free(self.places.port, "the front door", self.places.port)
            require_free(self.places.smtp_port, "mail", self.places.port)
        stack.build(self.places, self._source)
        if self._local_aws.start():
            report(f"The local AWS answers at {self.places.aws}")
        outputs = stack.deploy(self.aws, self.places, self._parameters())
        self._verify_sender()
        site.publish(self.aws, outputs["SiteBucket"], self._source / "static-site", report)
        people.ensure_admin(self.aws, outputs)
        Reindexing(self.aws, outputs).ensure()
        self._write_stack_file(outputs)
        self._front_door.start(outputs)
        self._seed_when_empty(outputs)
        self._write_stack_file(outputs)
        self._local_aws.save()
        return self.stack

    def down(self) -> bool:
        """Stop everything and keep the data; return whether anything was running."""
        door = self._front_door.stop()
        return self._local_aws.stop() or door

    def reset(self) -> None:
        """Stop, then delete the data: the state folder and the time offset."""
        self.down()
        shutil.rmtree(self.places.state, ignore_errors=True)
        self.places.clock.unlink(missing_ok=True)

    def status(self) -> dict[str, bool]:
        """Return whether each of the two programs is running."""
        return {"local AWS": self._local_aws.process.pid() is not None, "front door": self._front_door.running}

    @property
    def logs(self) -> list[Path]:
        return [self._local_aws.process.log, self._front_door.process.log]

    def _parameters(self) -> dict[str, str]:
        named = {"DeskName": shop.NAME} if self._seed else {}
        return named | {
            "Stage": STAGE,
            "PortalUrl": self.places.portal,
            "FromAddress": FROM_ADDRESS,
            "ClockFile": str(self.places.clock),
            "SourceLimit": "0",
        }

    def _verify_sender(self) -> None:
        mail = self.client("sesv2")
        for identity in (FROM_ADDRESS, FROM_ADDRESS.partition("@")[2]):
            try:
                mail.create_email_identity(EmailIdentity=identity)
            except mail.exceptions.AlreadyExistsException:
                continue

    def _write_stack_file(self, outputs: dict[str, str]) -> None:
        """Write the file that other programs read; its keys are a contract."""
        portal = self.places.portal
        write_json(
            self.places.stack_file,
            {
                "api": f"{portal}/api/v1",
                "portal": f"{portal}/",
                "console": f"{portal}/console/",
                "mail": f"{portal}/_mail",
                "mail_json": f"{portal}/_mail.json",
                "aws": self.places.aws,
                "region": REGION,
                "stack": stack_name(STAGE),
                "user_pool": outputs["UserPoolId"],
                "user_pool_client": outputs["UserPoolClientId"],
                "inbound_bucket": outputs["InboundBucket"],
                "smtp": f"{HOST}:{self.places.smtp_port}",
                "address": FROM_ADDRESS,
                "people": people.known(self.places),
            },
        )

    def _seed_when_empty(self, outputs: dict[str, str]) -> None:
        """Create demo people and tickets through the app's own API if there is no ticket yet."""
        if not self._seed or self.places.people.exists() or importlib.util.find_spec("infrastructure.demo") is None:
            return
        report("Inviting demo people and writing demo tickets …")
        environment = {**os.environ, "DESK_HOME": str(self.places.home), "CORE_TABLE": outputs["CoreTable"]}
        process = subprocess.run([sys.executable, "-m", "infrastructure.demo"], cwd=ROOT, env=environment, check=False)
        if process.returncode:
            raise NotStartedError(
                "The desk runs, but its demo could not be written. `make up` goes on where it broke off."
            )
