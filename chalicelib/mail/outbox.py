"""Puts the emails of an event into the queue, and requests lost ones again."""

from ..plumbing.services import Services
from ..tickets.event import Event
from . import rules, store
from .lifecycle import UNCLAIMED

MAX_AT_ONCE = 100


def enqueue_notifications(services: Services, event: Event) -> None:
    """Request every email that the event triggers. Idempotent. Each 3 RT and 2 WRU.

    Emails are added to the outbox before they are queued, so that those lost by the queue are requested again (`sweep`).
    """
    delay_s = rules.delay_s(event, services.clock.now())
    for notice in rules.notifications_of(event):
        if store.add(services, notice, delay_s).state in UNCLAIMED:
            services.mail_queue.send(notice.model_dump(mode="json", exclude={"force"}), delay_s=delay_s)


def sweep(services: Services) -> int:
    """Request overdue emails again; returns their number. 1 RT, half a RRU; for each 4 RT, 3 WRU more.

    The interval grows, up to a maximum number of times: an email that fails each time is in the dead-letter queue by then.
    """
    now = services.clock.real()
    late = store.find_late(services, now - rules.LATE_MS, MAX_AT_ONCE)
    for one in late:
        services.mail_queue.send(one.notice.model_dump(mode="json", exclude={"force"}))
        store.recheck(services, one, rules.recheck_at(one.times, now))
    return len(late)
