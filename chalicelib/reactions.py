"""What happens after something happened to a ticket. Read the tables top to bottom."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from .agents import jobs as agents
from .attachments import jobs as uploads
from .closure import jobs as closure
from .closure import rules as stale
from .feedback import jobs as feedback
from .feedback import rules as content
from .inbox import jobs as inbox
from .mail import outbox
from .people import actions as people
from .plumbing import seals
from .plumbing.clock import MINUTE
from .plumbing.marshal import Item
from .plumbing.services import Services
from .queues import recount
from .routing import actions as routing
from .search import outbox as search
from .tickets import actions as tickets
from .tickets import asides, attaching
from .tickets.model import Event, EventType

log = logging.getLogger(__name__)

Reaction = Callable[[Services, Event], None]

REACTIONS: Mapping[EventType, tuple[Reaction, ...]] = {
    EventType.TICKET_CREATED: (outbox.tell, routing.route, search.index),
    EventType.CUSTOMER_REPLIED: (
        outbox.tell,
        routing.route,
        routing.relieve,
        search.index,
    ),  # whoever has it may not be there
    EventType.AGENT_REPLIED: (outbox.tell, search.index),
    EventType.STATUS_CHANGED: (outbox.tell,),
    EventType.TICKET_ASSIGNED: (outbox.tell,),
    EventType.TICKET_REOPENED: (outbox.tell, routing.route, routing.relieve),
    EventType.TICKET_CLOSED: (outbox.tell,),
    EventType.REMINDER_SENT: (outbox.tell,),
    EventType.NOTE_ADDED: (outbox.tell, search.index),  # whom it mentions
    EventType.TICKET_CHANGED: (
        routing.route,
        search.index,
    ),  # it may have moved to another team, or have another subject
    EventType.ROUTING_DEFERRED: (),
    EventType.DELIVERY_FAILED: (outbox.tell, routing.route, routing.relieve),  # it is ours again
    EventType.TICKET_MERGED: (),
    EventType.TICKET_UNMERGED: (routing.route, routing.relieve),
    EventType.MERGE_RECEIVED: (routing.route, routing.relieve),  # what came in may be waiting for somebody
    EventType.MERGE_UNDONE: (),
    EventType.PART_REPLIED: (outbox.tell, routing.route, routing.relieve, search.index),
    EventType.STRANGER_WROTE: (outbox.tell, routing.route, routing.relieve, search.index),
    EventType.FOLLOW_UP_RAISED: (),
    EventType.REPLY_WITHDRAWN: (search.index,),
    EventType.WATCHERS_CHANGED: (),
    EventType.TICKET_SNOOZED: (),
    EventType.TICKET_WOKEN: (routing.route, routing.relieve),
    EventType.SPAM_MARKED: (),
    EventType.SPAM_RELEASED: (routing.route, routing.relieve, search.index),
    EventType.TICKET_LINKED: (),
    EventType.TICKET_UNLINKED: (),
    EventType.TICKET_SPLIT: (),
    EventType.KEPT_OPEN: (),
    EventType.RATING_REQUESTED: (outbox.tell,),
    EventType.TICKET_RATED: (search.index,),
    EventType.UNKNOWN: (),  # another version of this software knows what follows
    EventType.TICKET_UNASSIGNED: (),  # somebody gave it back: it waits for the next sweep, not for the same person at once
}

TIMERS: Mapping[str, Callable[[Services, int], bool]] = {**closure.DUE, **feedback.DUE, asides.WAKE: asides.wake_up}
"""Timer kind -> what its slice does when it has run out."""


def timers(status: str, entered_at: int) -> dict[str, int]:
    """Every timer that starts when a ticket enters a status."""
    return stale.timers(status, entered_at) | content.timers(status, entered_at)


MOST_DUE_AT_ONCE = 1_000
RECOUNT_AT = 30  # minutes past the hour


def to_news(services: Services, item: Item) -> None:
    """What follows from something new in the table: an event of a ticket, or a person as they are now."""
    person = people.person_of(item)
    if person is None:
        to_event(services, item)
    else:
        search.index_person(services, person)


def to_event(services: Services, item: Item) -> None:
    """Everything that follows from one new event. Each reaction bears repeating, so a failure may repeat them all."""
    event = tickets.event_of(item)
    if event.type is EventType.UNKNOWN:
        log.warning("event of another version", extra={"event": event.id, "type": event.type_name, "version": event.v})
    for react in REACTIONS[event.type]:
        react(services, event)


def to_an_upload(services: Services, detail: Mapping[str, Any]) -> None:
    """Everything that follows from a file that has come in: it is checked, every message that shows it says what was found,
    and it leaves quarantine. Bears repeating: what has been decided stays.
    """
    upload = uploads.upload_in(detail)
    verdict = uploads.look_at(services, upload)
    if verdict is not None:
        attaching.settle(services, upload, verdict)
    uploads.tidy(services, upload)


def to_the_clock(services: Services, pause: recount.Pause = time.sleep) -> dict[str, int]:
    """Do what has fallen due, longest overdue first; one bad ticket is set aside and the rest go on.

    1 RT for each shard and 1 for absences, then the work of what is due. What is left over is found again a minute later. Then
    the filters of new views are counted and mails that have not left are asked for again (1 RT each where there are none). Once
    an hour all counters are compared with what is there, files that nobody wants are forgotten, and mails that came in and that
    nobody has dealt with are looked at again. `pause` waits for the
    stream, where counters have to be looked at twice.
    """
    done: Counter[str] = Counter()
    for due in tickets.due(services, MOST_DUE_AT_ONCE):
        try:
            acted = TIMERS[due.kind](services, due.number)
        except Exception:
            log.exception("timer could not be handled", extra={"ticket": due.number, "kind": due.kind})
            tickets.set_aside(services, due)
            done["set_aside"] += 1
        else:
            done[due.kind if acted else "not_due"] += 1
    done.update(agents.begin_absences(services))
    log.info("due", extra=dict(done))
    recount.count_new(services, pause)
    if services.clock.real() // MINUTE % 60 == RECOUNT_AT:
        recount.reconcile(services, pause)
        seals.renew(services)
    forgotten = uploads.forget_abandoned(services)
    if forgotten:
        log.info("forgotten", extra={"uploads": forgotten})
    if again := inbox.ask_again(services):
        log.warning("mails that nobody had dealt with", extra={"mails": again})
    asked_again = outbox.sweep(services)
    if asked_again:
        log.warning("mails asked for again", extra={"mails": asked_again})
    return dict(done)
