"""Background jobs: processing a raw email when it arrives, and retrying those that were missed."""

import logging
import re
from collections.abc import Mapping
from typing import Any

from ..plumbing.aws.objects import Missing
from ..plumbing.clock import HOUR
from ..plumbing.errors import Unavailable
from ..plumbing.services import Services
from . import actions, reconciliation, store

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
KEY = re.compile(r"inbound/([A-Za-z0-9_.-]{1,200})")

_last_run: dict[str, int] = {}  # core table -> the hour in which missed emails were last searched for


def mail_in(detail: Mapping[str, Any]) -> str | None:
    """Return the id of the email in an S3 event; None for other objects, such as SES's setup notification."""
    found = KEY.fullmatch(str(detail["object"]["key"]))
    return found[1] if found and found[1] != "AMAZON_SES_SETUP_NOTIFICATION" else None


def on_mail(services: Services, detail: Mapping[str, Any]) -> None:
    """Process one raw email. After three failures that are not outages it is held in quarantine for an agent to review.

    Other emails are not delayed: each one is an event of its own.
    """
    id_ = mail_in(detail)
    if id_ is None:
        return
    try:
        actions.process_mail(services, id_)
    except Exception as error:
        if _is_outage(error) or store.count_failure(services, id_) < MAX_ATTEMPTS:
            raise
        log.exception("mail could not be dealt with", extra={"mail": id_})
        actions.quarantine_failed(services, id_, type(error).__name__)


def read_mail(services: Services, question: dict[str, Any]) -> dict[str, Any]:
    """Answer a question from the API; see `reader`."""
    from . import reader  # only this function needs it

    return reader.answer(services, question)


def requeue_stuck(services: Services) -> int:
    """Rewrite unprocessed emails once an hour, so that S3 sends their events again. Returns their number.

    1 RT, and 1 for each; no cost in between.
    """
    hour = services.clock.real() // HOUR
    if _last_run.get(services.core.name) == hour:
        return 0
    found = reconciliation.stuck_keys(services)
    for key in found:
        services.mail_bucket.touch(key)
    _last_run[services.core.name] = hour
    return len(found)


def _is_outage(error: Exception) -> bool:
    return isinstance(error, Unavailable | Missing) or type(error).__module__.startswith("botocore")
