"""What happens when a file has come in, and what the clock does with those that nobody wants.

Each step bears repeating, in any order and at the same time.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any

from ..plumbing.clock import HOUR
from ..plumbing.services import Services
from . import actions
from .kinds import MOST_BYTES
from .model import State, Verdict

log = logging.getLogger(__name__)

QUARANTINED = re.compile(r"quarantine/([A-Za-z0-9_-]{1,64})")
DIGEST = "sha256"


_looked: dict[str, int] = {}  # core table -> the hour of the desk's clock in which its uploads were looked through


def forget_abandoned(services: Services) -> int:
    """Once an hour in each warm function: files that are in no message are forgotten; how many. Otherwise it costs nothing.

    By state and not by the hour: what an hour has missed, or a clock that was moved, the next one finds.
    """
    hour = services.clock.now() // HOUR
    if _looked.get(services.core.name) == hour:
        return 0
    gone = actions.forget_abandoned(services)
    _looked[services.core.name] = hour
    return gone


def upload_in(detail: Mapping[str, Any]) -> str:
    """Which upload S3's event speaks of. Raises `LookupError` for a file that the desk has given no place."""
    key = str(detail["object"]["key"])
    found = QUARANTINED.fullmatch(key)
    if found is None:
        raise LookupError(f"no upload goes to {key}")
    return found[1]


def look_at(services: Services, id_: str) -> Verdict | None:
    """Check a file, and keep it if it is clean. None where there is nothing to be decided any more. 4 RT.

    What is kept are the bytes that were looked at, and they are kept once: should its owner send other bytes at the same
    time, the first clean ones count, and the digest written down with them says which those are.
    """
    upload = actions.find(services, id_)
    if upload is None or upload.state is not State.WAITING:
        return None
    content = services.files.read(actions.quarantine_key(id_), MOST_BYTES)
    if content is None:
        return None  # another delivery of the same news has done it
    from . import content as contents  # what unpacks archives is for this function alone

    verdict = contents.verdict(upload, content)
    if verdict.reason is not None:
        return verdict
    facts = {DIGEST: str(verdict.digest)}
    if services.files.keep(actions.clean_key(id_), content, type=upload.type, facts=facts):
        return verdict
    kept = services.files.facts(actions.clean_key(id_))
    return Verdict(digest=(kept or facts).get(DIGEST))


def tidy(services: Services, id_: str) -> None:
    """Nothing stays in quarantine once it is decided, and nothing is kept that is not clean. 2–3 RT."""
    upload = actions.find(services, id_)
    if upload is not None and upload.state is State.WAITING:
        return  # what lies there may have come in just now
    services.files.remove(actions.quarantine_key(id_))
    if upload is None or upload.state is not State.CLEAN:
        services.files.remove(actions.clean_key(id_))
    log.info(
        "upload", extra={"upload": id_, "state": upload.state if upload else "unknown", "why": upload and upload.reason}
    )
