"""Background jobs: processing a raw email when it arrives, and retrying those that were missed."""

import logging
import re
from collections.abc import Mapping
from typing import Any

from ..plumbing.clock import HOUR
from ..plumbing.errors import Unavailable
from ..plumbing.objects import Missing
from ..plumbing.services import Services
from . import actions, report, store

log = logging.getLogger(__name__)

MOST_TRIES = 3
KEY = re.compile(r"inbound/([A-Za-z0-9_.-]{1,200})")

_looked: dict[str, int] = {}  # core table -> the hour in which missed emails were last searched for


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
        actions.take_in(services, id_)
    except Exception as error:
        if _is_outage(error) or store.count_failure(services, id_) < MOST_TRIES:
            raise
        log.exception("mail could not be dealt with", extra={"mail": id_})
        actions.give_up(services, id_, type(error).__name__)


def read_mail(services: Services, question: dict[str, Any]) -> dict[str, Any]:
    """Answer a question from the API; see `reading`."""
    from . import reading  # only this function needs it

    return reading.answer(services, question)


def ask_again(services: Services) -> int:
    """Rewrite unprocessed emails once an hour, so that S3 sends their events again. Returns their number.

    1 RT, and 1 for each; no cost in between.
    """
    hour = services.clock.real() // HOUR
    if _looked.get(services.core.name) == hour:
        return 0
    found = report.stuck(services)
    for key in found:
        services.mail_bucket.touch(key)
    _looked[services.core.name] = hour
    return len(found)


def _is_outage(error: Exception) -> bool:
    return isinstance(error, Unavailable | Missing) or type(error).__module__.startswith("botocore")
