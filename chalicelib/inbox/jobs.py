"""What happens when a raw mail has come in, and what the clock does about those that were forgotten."""

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

_looked: dict[str, int] = {}  # core table -> the hour in which forgotten mails were looked for


def mail_in(detail: Mapping[str, Any]) -> str | None:
    """Which mail S3's event speaks of; None for what is no mail, such as the note SES leaves when it may write."""
    found = KEY.fullmatch(str(detail["object"]["key"]))
    return found[1] if found and found[1] != "AMAZON_SES_SETUP_NOTIFICATION" else None


def on_mail(services: Services, detail: Mapping[str, Any]) -> None:
    """Deal with one raw mail. What fails three times for no fault of the platform's waits in quarantine for somebody to look.

    The others are not held up: each mail is an event of its own.
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
    """Answer a question of the API; see `reading`."""
    from . import reading  # what only this function needs

    return reading.answer(services, question)


def ask_again(services: Services) -> int:
    """Once an hour: mails that nobody has dealt with are written anew, so that S3 speaks of them again. How many.

    1 RT, and 1 for each; in between it costs nothing.
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
