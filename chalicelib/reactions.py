"""What follows each ticket event. Read the tables from top to bottom."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import policies
from .agents import jobs as agents
from .attachments import jobs as uploads
from .closure import jobs as closure
from .feedback import jobs as feedback
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
    ),  # the assignee may be unavailable
    EventType.AGENT_REPLIED: (outbox.tell, search.index),
    EventType.STATUS_CHANGED: (outbox.tell,),
    EventType.TICKET_ASSIGNED: (outbox.tell,),
    EventType.TICKET_REOPENED: (outbox.tell, routing.route, routing.relieve),
    EventType.TICKET_CLOSED: (outbox.tell,),
    EventType.REMINDER_SENT: (outbox.tell,),
    EventType.NOTE_ADDED: (outbox.tell, search.index),  # mentioned agents
    EventType.TICKET_CHANGED: (
        routing.route,
        search.index,
    ),  # the team or the subject may have changed
    EventType.ROUTING_DEFERRED: (),
    EventType.DELIVERY_FAILED: (outbox.tell, routing.route, routing.relieve),  # the ticket needs a reply again
    EventType.TICKET_MERGED: (),
    EventType.TICKET_UNMERGED: (routing.route, routing.relieve),
    EventType.MERGE_RECEIVED: (routing.route, routing.relieve),  # a merged ticket may be waiting for a reply
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
    EventType.TICKET_RATED: (search.index, feedback.record_rating),
    EventType.UNKNOWN: (),  # written by another version, which handles it
    EventType.TICKET_UNASSIGNED: (),  # waits for the next sweep, so that the same agent does not get it back at once
}

TIMERS: Mapping[str, Callable[[Services, int], bool]] = {**closure.DUE, **feedback.DUE, asides.WAKE: asides.wake_up}
"""Timer kind -> what its slice does when it is due. When a timer starts is defined in `policies.TIMERS`."""

policies.use()
_handled, _started = TIMERS.keys(), {kind for policy in policies.TIMERS for kind in policy.kinds}
if _handled != _started:
    raise ValueError(f"Timers that start and that are handled differ: {sorted(_handled ^ _started)}.")

MAX_DUE_AT_ONCE = 1_000
HOURLY_AT = 30  # minutes past the hour of real time

Pause = recount.Pause
Job = Callable[[Services, Pause], Mapping[str, int]]
"""Returns what it did, by name; empty for nothing."""


def run_due_timers(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Run the due timers, longest overdue first; a ticket that fails is retried in an hour."""
    done: Counter[str] = Counter()
    for due in tickets.due(services, MAX_DUE_AT_ONCE):
        try:
            acted = TIMERS[due.kind](services, due.number)
        except Exception:
            log.exception("timer could not be handled", extra={"ticket": due.number, "kind": due.kind})
            tickets.set_aside(services, due)
            done["set_aside"] += 1
        else:
            done[due.kind if acted else "not_due"] += 1
    return done


def begin_absences(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Set agents offline whose absence begins."""
    return agents.begin_absences(services)


def count_new_views(services: Services, pause: Pause) -> Mapping[str, int]:
    """Count the filters of new saved views."""
    return {"views_counted": recount.count_new(services, pause)}


def forget_abandoned_uploads(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Delete files that are not in any message. Limits itself to once an hour of business time."""
    return {"uploads_forgotten": uploads.forget_abandoned(services)}


def process_stuck_mail(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Process unfinished inbound emails again."""
    return {"incoming_mails_again": inbox.ask_again(services)}


def queue_late_mail(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Queue overdue outbound emails again."""
    return {"outgoing_mails_again": outbox.sweep(services)}


def check_counters(services: Services, pause: Pause) -> Mapping[str, int]:
    """Check all counters against the tickets."""
    return {"counters_corrected": len(recount.reconcile(services, pause))}


def renew_seals(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Add a new signing key if it is due."""
    seals.renew(services)
    return {}


EVERY_MINUTE: tuple[Job, ...] = (
    run_due_timers,
    begin_absences,
    count_new_views,
    forget_abandoned_uploads,
    process_stuck_mail,
    queue_late_mail,
)
"""What `on_due` runs, in this order. Each job fails independently and is idempotent."""

EVERY_HOUR: tuple[Job, ...] = (check_counters, renew_seals)
"""Additional jobs at `HOURLY_AT`."""


class JobsFailed(Exception):  # noqa: N818 - what the alarm sees
    """Some scheduled jobs failed; the others ran."""


def run_clock(
    services: Services, pause: Pause = time.sleep, *, minutely: Iterable[Job] = EVERY_MINUTE, hourly: Iterable[Job] = EVERY_HOUR
) -> dict[str, int]:  # fmt: skip
    """Run every job that is due in this minute; return what they did.

    A job that fails is logged with its name and the others run. Then `JobsFailed` names those that failed: the schedule runs
    everything once more, and after that the run goes to the dead-letter queue, which has an alarm. `pause` waits for the stream
    when counters are read twice.

    1 RT for each shard of due timers, and 1 RT for each further job that finds nothing to do.
    """
    is_full_hour = services.clock.real() // MINUTE % 60 == HOURLY_AT
    done: Counter[str] = Counter()
    failed: list[str] = []
    for job in (*minutely, *(hourly if is_full_hour else ())):
        try:
            done.update(job(services, pause))
        except Exception:
            log.exception("job of the clock failed", extra={"job": job.__name__})
            failed.append(job.__name__)
    did = {name: count for name, count in done.items() if count}
    log.info("clock", extra=did)
    if failed:
        raise JobsFailed(", ".join(failed))
    return did


def to_news(services: Services, item: Item) -> None:
    """React to a new item in the table: a ticket's event, or a person's new state."""
    person = people.person_of(item)
    if person is None:
        to_event(services, item)
    else:
        search.index_person(services, person)


def to_event(services: Services, item: Item) -> None:
    """Run every reaction to a new event. Each is idempotent, so a failure may repeat them all."""
    event = tickets.event_of(item)
    if event.type is EventType.UNKNOWN:
        log.warning("event of another version", extra={"event": event.id, "type": event.type_name, "version": event.v})
    for react in REACTIONS[event.type]:
        react(services, event)


def to_an_upload(services: Services, detail: Mapping[str, Any]) -> None:
    """React to an uploaded file: scan it, record the result in every message that shows it, and move it out of quarantine.
    Idempotent: decisions already made are kept.
    """
    upload = uploads.upload_in(detail)
    verdict = uploads.look_at(services, upload)
    if verdict is not None:
        attaching.settle(services, upload, verdict)
    uploads.tidy(services, upload)
