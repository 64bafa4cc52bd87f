"""What follows each ticket event. Read the tables from top to bottom."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import policies
from .agents import jobs as agents_jobs
from .attachments import jobs as attachments_jobs
from .audit import jobs as audit_jobs
from .closure import jobs as closure_jobs
from .feedback import jobs as feedback_jobs
from .inbox import jobs as inbox_jobs
from .mail import outbox as mail_outbox
from .people import actions as people_actions
from .plumbing import seals
from .plumbing.aws.marshal import Item
from .plumbing.clock import MINUTE
from .plumbing.services import Services
from .queues import recount
from .routing import actions as routing_actions
from .search import outbox as search_outbox
from .tickets import attachments, due_timers, queries
from .tickets.event import Event
from .tickets.event_specs import EventType
from .triage import actions as triage_actions

log = logging.getLogger(__name__)

Reaction = Callable[[Services, Event], None]

REACTIONS: Mapping[EventType, tuple[Reaction, ...]] = {
    EventType.TICKET_CREATED: (mail_outbox.enqueue_notifications, routing_actions.route, search_outbox.index),
    EventType.CUSTOMER_REPLIED: (
        mail_outbox.enqueue_notifications,
        routing_actions.route,
        routing_actions.reassign_if_unavailable,
        search_outbox.index,
    ),  # the assignee may be unavailable
    EventType.AGENT_REPLIED: (mail_outbox.enqueue_notifications, search_outbox.index),
    EventType.STATUS_CHANGED: (mail_outbox.enqueue_notifications,),
    EventType.TICKET_ASSIGNED: (mail_outbox.enqueue_notifications,),
    EventType.TICKET_REOPENED: (
        mail_outbox.enqueue_notifications,
        routing_actions.route,
        routing_actions.reassign_if_unavailable,
    ),
    EventType.TICKET_CLOSED: (mail_outbox.enqueue_notifications,),
    EventType.REMINDER_SENT: (mail_outbox.enqueue_notifications,),
    EventType.NOTE_ADDED: (mail_outbox.enqueue_notifications, search_outbox.index),  # mentioned agents
    EventType.TICKET_CHANGED: (
        routing_actions.route,
        search_outbox.index,
    ),  # the team or the subject may have changed
    EventType.ROUTING_DEFERRED: (),
    EventType.DELIVERY_FAILED: (
        mail_outbox.enqueue_notifications,
        routing_actions.route,
        routing_actions.reassign_if_unavailable,
    ),  # the ticket needs a reply again
    EventType.TICKET_MERGED: (mail_outbox.enqueue_notifications,),
    EventType.TICKET_UNMERGED: (routing_actions.route, routing_actions.reassign_if_unavailable),
    EventType.MERGE_RECEIVED: (
        routing_actions.route,
        routing_actions.reassign_if_unavailable,
    ),  # a merged ticket may be waiting for a reply
    EventType.MERGE_UNDONE: (),
    EventType.MERGED_TICKET_REPLIED: (
        mail_outbox.enqueue_notifications,
        routing_actions.route,
        routing_actions.reassign_if_unavailable,
        search_outbox.index,
    ),
    EventType.UNVERIFIED_REPLY_RECEIVED: (
        mail_outbox.enqueue_notifications,
        routing_actions.route,
        routing_actions.reassign_if_unavailable,
        search_outbox.index,
    ),
    EventType.FOLLOW_UP_CREATED: (),
    EventType.REPLY_WITHDRAWN: (search_outbox.index,),
    EventType.FOLLOWERS_CHANGED: (),
    EventType.TICKET_SNOOZED: (),
    EventType.TICKET_UNSNOOZED: (routing_actions.route, routing_actions.reassign_if_unavailable),
    EventType.SPAM_MARKED: (),
    EventType.SPAM_RELEASED: (routing_actions.route, routing_actions.reassign_if_unavailable, search_outbox.index),
    EventType.TICKET_LINKED: (),
    EventType.TICKET_UNLINKED: (),
    EventType.TICKET_SPLIT: (),
    EventType.EMAIL_LINKS_REVOKED: (),
    EventType.CLOSURE_DEFERRED: (),
    EventType.RATING_REQUESTED: (mail_outbox.enqueue_notifications,),
    EventType.TICKET_RATED: (search_outbox.index, feedback_jobs.record_rating),
    EventType.UNKNOWN: (),  # written by another version, which handles it
    EventType.TICKET_UNASSIGNED: (),  # waits for the next sweep, so that the same agent does not get it back at once
}

TIMERS: Mapping[str, Callable[[Services, int], bool]] = {
    **closure_jobs.DUE,
    **feedback_jobs.DUE,
    triage_actions.UNSNOOZE: triage_actions.end_snooze,
}
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
    counts: Counter[str] = Counter()
    for due in due_timers.due_tickets(services, MAX_DUE_AT_ONCE):
        try:
            acted = TIMERS[due.kind](services, due.number)
        except Exception:
            log.exception("timer could not be handled", extra={"ticket": due.number, "kind": due.kind})
            due_timers.defer_due(services, due)
            counts["deferred"] += 1
        else:
            counts[due.kind if acted else "not_due"] += 1
    return counts


def begin_absences(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Set agents offline whose absence begins."""
    return agents_jobs.begin_absences(services)


def count_new_views(services: Services, pause: Pause) -> Mapping[str, int]:
    """Count the filters of new saved views."""
    return {"views_counted": recount.count_new(services, pause)}


def forget_abandoned_uploads(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Delete files that are not in any message. Limits itself to once an hour of business time."""
    return {"uploads_forgotten": attachments_jobs.delete_abandoned(services)}


def process_stuck_mail(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Process unfinished inbound emails again."""
    return {"incoming_mails_again": inbox_jobs.requeue_stuck(services)}


def queue_late_mail(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Queue overdue outbound emails again."""
    return {"outgoing_mails_again": mail_outbox.sweep(services)}


def check_counters(services: Services, pause: Pause) -> Mapping[str, int]:
    """Check all counters against the tickets."""
    return {"counters_corrected": len(recount.reconcile(services, pause))}


def renew_seals(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Add a new signing key if it is due."""
    seals.rotate(services)
    return {}


def store_audit_head(services: Services, _pause: Pause) -> Mapping[str, int]:
    """Store where the audit log ends outside the table."""
    return {"audit_heads": audit_jobs.store_head(services)}


EVERY_MINUTE: tuple[Job, ...] = (
    run_due_timers,
    begin_absences,
    count_new_views,
    forget_abandoned_uploads,
    process_stuck_mail,
    queue_late_mail,
)
"""What `on_due` runs, in this order. Each job fails independently and is idempotent."""

EVERY_HOUR: tuple[Job, ...] = (check_counters, renew_seals, store_audit_head)
"""Additional jobs at `HOURLY_AT`."""


class JobsFailed(Exception):  # noqa: N818 - what the alarm sees
    """Some scheduled jobs failed; the others ran."""


def run_clock(
    services: Services,
    pause: Pause = time.sleep,
    *,
    minutely: Iterable[Job] = EVERY_MINUTE,
    hourly: Iterable[Job] = EVERY_HOUR,
) -> dict[str, int]:
    """Run every job that is due in this minute; return what they did.

    A job that fails is logged with its name and the others run. Then `JobsFailed` names those that failed: the schedule runs
    everything once more, and after that the run goes to the dead-letter queue, which has an alarm. `pause` waits for the stream
    when counters are read twice.

    1 RT for each shard of due timers, and 1 RT for each further job that finds nothing to do.
    """
    is_full_hour = services.clock.real() // MINUTE % 60 == HOURLY_AT
    counts: Counter[str] = Counter()
    failed: list[str] = []
    for job in (*minutely, *(hourly if is_full_hour else ())):
        try:
            counts.update(job(services, pause))
        except Exception:
            log.exception("job of the clock failed", extra={"job": job.__name__})
            failed.append(job.__name__)
    did = {name: count for name, count in counts.items() if count}
    log.info("clock", extra=did)
    if failed:
        raise JobsFailed(", ".join(failed))
    return did


def on_new_item(services: Services, item: Item) -> None:
    """React to a new item in the table: a ticket's event, or a person's new state."""
    person = people_actions.person_of(item)
    if person is None:
        on_event(services, item)
    else:
        search_outbox.index_person(services, person)


def on_event(services: Services, item: Item) -> None:
    """Run every reaction to a new event. Each is idempotent, so a failure may repeat them all."""
    event = queries.event_from_item(item)
    if event.type is EventType.UNKNOWN:
        log.warning("event of another version", extra={"event": event.id, "type": event.type_name, "version": event.v})
    for react in REACTIONS[event.type]:
        react(services, event)


def on_upload(services: Services, detail: Mapping[str, Any]) -> None:
    """React to an uploaded file: scan it, record the result in every message that shows it, and move it out of quarantine.
    Idempotent: decisions already made are kept.
    """
    upload = attachments_jobs.upload_in(detail)
    verdict = attachments_jobs.inspect(services, upload)
    if verdict is not None:
        attachments.record_verdict(services, upload, verdict)
    attachments_jobs.clean_up(services, upload)
