"""From an event to the mail queue, and what is to be done when the queue has lost something."""

from ..plumbing.services import Services
from ..tickets.model import Event
from . import rules, store
from .lifecycle import FREE

MOST_AT_ONCE = 100


def tell(services: Services, event: Event) -> None:
    """Ask for every mail the event calls for. Each 3 RT and 2 WRU; asking twice does no harm.

    First it stands in the outbox, then it is queued: what the queue loses is asked for again (`sweep`).
    """
    delay_s = rules.held_back_s(event, services.clock.now())
    for notice in rules.notices(event):
        if store.want(services, notice, delay_s).state in FREE:
            services.mail_queue.send(notice.model_dump(mode="json", exclude={"force"}), delay_s=delay_s)


def sweep(services: Services) -> int:
    """Ask once more for mails that should have left long ago; how many. 1 RT, half a RRU; for each 4 RT, 3 WRU more.

    Less and less often, and some times in all: what fails each time is in the dead letters by then.
    """
    now = services.clock.real()
    late = store.late(services, now - rules.LATE_MS, MOST_AT_ONCE)
    for one in late:
        services.mail_queue.send(one.notice.model_dump(mode="json", exclude={"force"}))
        store.look_again(services, one, rules.look_again_at(one.times, now))
    return len(late)
