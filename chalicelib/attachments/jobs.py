"""Background jobs: scanning a file when it arrives, and deleting abandoned files.

Each step is idempotent, in any order and with concurrent runs.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any

from ..plumbing.clock import HOUR
from ..plumbing.services import Services
from . import actions
from .kinds import MAX_BYTES
from .model import AttachmentState, Verdict

log = logging.getLogger(__name__)

QUARANTINED = re.compile(r"quarantine/([A-Za-z0-9_-]{1,64})")
DIGEST = "sha256"


_last_run: dict[str, int] = {}  # core table -> the hour of system time in which its uploads were last checked


def delete_abandoned(services: Services) -> int:
    """Delete abandoned files once an hour in each warm function; returns their number. No cost in between.

    It checks all uploads, so that files missed in an earlier hour, or because the system time was changed, are found later.
    """
    hour = services.clock.now() // HOUR
    if _last_run.get(services.core.name) == hour:
        return 0
    gone = actions.delete_abandoned(services)
    _last_run[services.core.name] = hour
    return gone


def upload_in(detail: Mapping[str, Any]) -> str:
    """Return the id of the upload in an S3 event. Raises `LookupError` for a file that is not an upload."""
    key = str(detail["object"]["key"])
    found = QUARANTINED.fullmatch(key)
    if found is None:
        raise LookupError(f"no upload goes to {key}")
    return found[1]


def inspect(services: Services, id_: str) -> Verdict | None:
    """Scan a file, and keep it if it is clean. Returns None if there is nothing left to decide. 4 RT.

    The scanned bytes are stored, and only once: if the owner sends other bytes at the same time, the first clean ones
    count, and the recorded digest identifies them.
    """
    upload = actions.find(services, id_)
    if upload is None or upload.state is not AttachmentState.WAITING:
        return None
    content = services.files.read(actions.quarantine_key(id_), MAX_BYTES)
    if content is None:
        return None  # another delivery of the same event has done it
    from . import content as attachments_content  # only this function needs the code that unpacks archives

    verdict = attachments_content.inspect(upload, content)
    if verdict.reason is not None:
        return verdict
    facts = {DIGEST: str(verdict.digest)}
    if services.files.keep(actions.clean_key(id_), content, type=upload.type, facts=facts):
        return verdict
    stored = services.files.facts(actions.clean_key(id_))
    return Verdict(digest=(stored or facts).get(DIGEST))


def clean_up(services: Services, id_: str) -> None:
    """Remove a scanned file from quarantine, and a file that is not clean from the clean ones. 2–3 RT."""
    upload = actions.find(services, id_)
    if upload is not None and upload.state is AttachmentState.WAITING:
        return  # a new file may just have arrived
    services.files.remove(actions.quarantine_key(id_))
    if upload is None or upload.state is not AttachmentState.CLEAN:
        services.files.remove(actions.clean_key(id_))
    log.info(
        "upload", extra={"upload": id_, "state": upload.state if upload else "unknown", "why": upload and upload.reason}
    )
