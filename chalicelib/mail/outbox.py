"""Puts the emails of an event into the queue, and requests lost ones again."""

from ..plumbing.services import Services
from ..tickets.model import Event
from . import rules, store
from .lifecycle import FREE

MOST_AT_ONCE = 100


def tell(services: Services, event: Event) -> None:
    """Request every email that the event triggers. Idempotent. Each 3 RT and 2 WRU.

    Emails are added to the outbox before they are queued, so that those lost by the queue are requested again (`sweep`).
    """
    delay_s = rules.held_back_s(event, services.clock.now())
    for notice in rules.notices(event):
        if store.want(services, notice, delay_s).state in FREE:
            services.mail_queue.send(notice.model_dump(mode="json", exclude={"force"}), delay_s=delay_s)


def sweep(services: Services) -> int:
    """Request overdue emails again; returns their number. 1 RT, half a RRU; for each 4 RT, 3 WRU more.

    The interval grows, up to a maximum number of times: an email that fails each time is in the dead-letter queue by then.
    """
    now = services.clock.real()
    late = store.late(services, now - rules.LATE_MS, MOST_AT_ONCE)
    for one in late:
        services.mail_queue.send(one.notice.model_dump(mode="json", exclude={"force"}))
        store.look_again(services, one, rules.look_again_at(one.times, now))
    return len(late)
