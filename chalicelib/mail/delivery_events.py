"""Processes SES events about emails.

Events may arrive late, twice, out of order, and before the response to our own request. All their effects are
idempotent and are applied before the outbox records the new state, so that an interrupted attempt is repeated when the
event is redelivered.
"""

import logging
from collections.abc import Mapping
from typing import Any

from ..plumbing.services import Services
from . import actions, rules, store
from .lifecycle import FAILED, rank
from .model import MailId, MailState, OutboxRow, SuppressionCause
from .ses_events import SesEvent, parse_ses_event

log = logging.getLogger(__name__)

SUPPRESSING = {MailState.BOUNCED: SuppressionCause.BOUNCE, MailState.COMPLAINED: SuppressionCause.COMPLAINT}


def on_ses_event(services: Services, detail: Mapping[str, Any]) -> str | None:
    """Process one SES event and return the state it reports.

    Sent: 2 RT, 1 RRU + 1 WRU. Delivered: 2 RT, 1 RRU + 1 WRU, for a reply 1 RT and 1 WRU per started KB more. Failed: 2
    RT and 1 WRU for each address, and the cost of `actions.failed`.
    """
    news = parse_ses_event(dict(detail))
    state, mail = news.state, news.about
    if state is None:
        return None
    if state in SUPPRESSING:
        for address in news.addresses:
            store.suppress_address(services, address, SUPPRESSING[state], news.reason)
    if mail is not None:
        if state is MailState.SENT:
            store.record_ses_event(services, news.mail.timestamp)
        _apply(services, mail, state, news)
    log.log(
        logging.WARNING if state in FAILED else logging.INFO,
        "mail news",
        extra={
            "outbox_id": mail.id if mail else None,
            "state": state.value,
            "reason": news.reason,
        },
    )
    return state.value


def _apply(services: Services, mail: MailId, state: MailState, news: SesEvent) -> None:
    row = store.find(services, mail)
    if row is None or (rank(row.state) >= rank(state) and not _needs_failure_report(row, mail, state)):
        return
    if rank(row.state) < rank(MailState.SENT):
        actions.record_sent(
            services, mail, row, news.mail.message_id
        )  # before or in place of the response to our request
    if state is not MailState.SENT:
        actions.show_delivery(services, mail, state, news.reason)
    if rules.needs_failure_report(mail.kind, state):
        actions.record_failure(services, mail, state, news.reason)
    store.advance_state(services, mail, state, news.mail.message_id)


def _needs_failure_report(row: OutboxRow, mail: MailId, state: MailState) -> bool:
    """Return whether an agent must still be notified, even if a later state was recorded meanwhile."""
    return rules.needs_failure_report(mail.kind, state) and not row.failure
