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
from .lifecycle import LOST, rank
from .model import Cause, Mail, Row, State
from .news import News, news_in

log = logging.getLogger(__name__)

SUPPRESSING = {State.BOUNCED: Cause.BOUNCE, State.COMPLAINED: Cause.COMPLAINT}


def on_news(services: Services, detail: Mapping[str, Any]) -> str | None:
    """Process one SES event and return the state it reports.

    Sent: 2 RT, 1 RRU + 1 WRU. Delivered: 2 RT, 1 RRU + 1 WRU, for a reply 1 RT and 1 WRU per started KB more. Failed: 2
    RT and 1 WRU for each address, and the cost of `actions.failed`.
    """
    news = news_in(dict(detail))
    state, mail = news.state, news.about
    if state is None:
        return None
    if state in SUPPRESSING:
        for address in news.addresses:
            store.suppress_address(services, address, SUPPRESSING[state], news.reason)
    if mail is not None:
        if state is State.SENT:
            store.feed_seen(services, news.mail.timestamp)
        _taken_in(services, mail, state, news)
    log.log(logging.WARNING if state in LOST else logging.INFO, "mail news", extra={
        "outbox_id": mail.id if mail else None, "state": state.value, "reason": news.reason,
    })  # fmt: skip
    return state.value


def _taken_in(services: Services, mail: Mail, state: State, news: News) -> None:
    row = store.find(services, mail)
    if row is None or (rank(row.state) >= rank(state) and not _is_unfinished(row, mail, state)):
        return
    if rank(row.state) < rank(State.SENT):
        actions.was_sent(services, mail, row, news.mail.message_id)  # before or in place of the response to our request
    if state is not State.SENT:
        actions.show(services, mail, state, news.reason)
    if rules.calls_for_a_person(mail.kind, state):
        actions.failed(services, mail, state, news.reason)
    store.rise(services, mail, state, news.mail.message_id)


def _is_unfinished(row: Row, mail: Mail, state: State) -> bool:
    """Return whether an agent must still be notified, even if a later state was recorded meanwhile."""
    return rules.calls_for_a_person(mail.kind, state) and not row.failure
