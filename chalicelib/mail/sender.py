"""Sends emails from the queue to the provider: each at most once, in order, within the account's rate, and none lost."""

import logging
from dataclasses import dataclass
from typing import Any

from ..configuration import actions as configuration_actions
from ..people import actions as people_actions
from ..people.model import Person
from ..plumbing.clock import SECOND
from ..plumbing.i18n import language_for
from ..plumbing.ports import SendFailed
from ..plumbing.seals import key_ring
from ..plumbing.services import Services
from ..tickets import queries
from ..tickets.event import Event
from ..tickets.model import Ticket
from . import actions, overrides, rules, signed_links, store, threads
from .kind_specs import spec_of
from .model import (
    DeliveryAbandoned,
    Envelope,
    MailState,
    Notice,
    OutboxRow,
    SenderIdentity,
    SkipReason,
    TryLater,
    TryVerdict,
)
from .ses_events import OUTBOX_TAG

log = logging.getLogger(__name__)

MAX_SLOT_WAIT_S = 3  # for a slot in one of the next seconds, while the function runs
RECHECK_S = 5


@dataclass(frozen=True)
class NoticeContext:
    """What an email is made from."""

    person: Person
    ticket: Ticket
    event: Event


def send_one(services: Services, message: dict[str, Any]) -> None:
    """Write and send the email that one queue message requests. 12 RT, 4 RRU + 7 WRU; a reply 1 RT, 1 WRU more.

    An email that has to wait is put back into the queue with a delay. If an error is raised, the queue retries, and
    gives up after five attempts. SES has no idempotency token, so the outbox is claimed first: `sending`, then `sent`.
    If SES rejects the email, the claim is released. Without a response the email may have been sent, until it is
    reported (see `rules.verdict`).
    """
    notice = Notice.model_validate(message)
    row, earlier = store.with_earlier(services, notice)
    now = services.clock.real()
    feed = store.last_ses_event_at(services) if rules.in_doubt(row, now) else None
    verdict = rules.attempt_verdict(row, now, feed, force=notice.force)
    match verdict:
        case TryVerdict.FINISHED:
            _finish(services, notice, row)
        case TryVerdict.WAIT if row is not None:
            _requeue(services, notice, row.claimed_at + rules.LEASE_MS - now)
        case TryVerdict.ABANDON if row is not None:
            _abandon(services, notice, row)
        case _ if held_up_ms := rules.wait_for_earlier_ms(earlier, now):
            _requeue(services, notice, held_up_ms)
        case _:
            _attempt(
                services, notice, row, over=row.claim if row and verdict is TryVerdict.TAKE_OVER else store.UNCLAIMED
            )


def _attempt(services: Services, notice: Notice, row: OutboxRow | None, *, over: str) -> None:
    context = _load_context(services, notice, row)
    if context is None:
        return
    now = services.clock.now()
    if context.event.sends_at is not None and context.event.sends_at > now:
        _requeue(services, notice, context.event.sends_at - now)
        return
    why = _skip_reason(services, notice, context)
    if why is not None:
        _skip(services, notice, row, why)
        return
    mail = _compose(
        services, notice, context
    )  # before the claim: an email that cannot be written was certainly not sent
    if not _take_slot(services):
        _requeue(services, notice, RECHECK_S * SECOND)
        return
    claimed = store.claim(services, notice, services.new_id(), over)
    if claimed is None:
        _requeue(services, notice, RECHECK_S * SECOND)
        return
    if claimed.tries == 1 and not _is_within_caps(services, notice, context):
        log.warning("mail capped", extra={"outbox_id": notice.id})
        _skip(services, notice, claimed, SkipReason.CAPPED)
        return
    _send(services, notice, claimed, mail)


def _load_context(services: Services, notice: Notice, row: OutboxRow | None) -> NoticeContext | None:
    """Read what the email is made from; None if its message was undone. Raises `TryLater` if something is not there (yet)."""
    found = queries.find_with_event(services, notice.ticket, notice.rev, internal=notice.internal)
    person = people_actions.person_by_id(services, notice.to)
    if found is None and _was_withdrawn(services, notice):
        _skip(services, notice, row, SkipReason.WITHDRAWN)
        return None
    if found is None or person is None:
        raise TryLater(f"{notice.id}: its event or its reader is not there")
    return NoticeContext(person, *found)


def _was_withdrawn(services: Services, notice: Notice) -> bool:
    """Return whether the message was undone, which moves it to where no customer's query reaches it."""
    remaining = queries.find_with_event(services, notice.ticket, notice.rev, internal=True)
    return remaining is not None and remaining[1].withdrawn


def _skip_reason(services: Services, notice: Notice, context: NoticeContext) -> SkipReason | None:
    if not rules.should_send(notice, context.person, context.ticket, configuration_actions.current(services)):
        return SkipReason.UNWANTED
    return SkipReason.SUPPRESSED if store.find_suppression(services, context.person.email) else None


def _compose(services: Services, notice: Notice, loaded: NoticeContext) -> Any:
    from . import composing  # only the function that writes emails loads it

    settings = services.settings
    desk = SenderIdentity(settings.desk_name, settings.from_address, settings.portal_url)
    words = overrides.template_in_force(services, notice.kind, language_for(loaded.person.language, "mail"))
    envelope = _envelope(services, notice, loaded)
    context = composing.MailContext(desk, loaded.person, notice, loaded.ticket, loaded.event, words)
    return composing.compose_mail(context, envelope)


def _envelope(services: Services, notice: Notice, context: NoticeContext) -> Envelope:
    domain = services.settings.inbound_domain
    purpose = threads.ReplyPurpose.AGENT if spec_of(notice.kind).for_agents else threads.ReplyPurpose.CUSTOMER
    reply_to = threads.reply_address(key_ring(services), domain, notice.ticket, notice.to, purpose)
    shown = notice.model_copy(update={"rev": context.event.seen_rev})  # links in the email reveal this number
    references = threads.references(notice.ticket, domain, context.ticket.thread)
    return Envelope(reply_to, references, signed_links.links_for(services, shown))


def _take_slot(services: Services) -> bool:
    """Take a slot of this second or one of the next ones. Returns False if too many emails are waiting."""
    for waited in range(MAX_SLOT_WAIT_S + 1):
        if waited:
            services.clock.next_second()
        if store.take_slot(services, services.settings.mails_per_second):
            return True
    return False


def _is_within_caps(services: Services, notice: Notice, context: NoticeContext) -> bool:
    """Count the email and return whether it is within the limits. 2 RT, 2 WRU; 1 RT and 1 WRU more for an acknowledgement."""
    cap = rules.acknowledgement_cap(notice.kind, context.ticket, context.person, services.clock.now())
    if cap is not None and not store.count_acknowledgement(services, context.person.email, cap):
        return False
    return store.count_mail(services, notice, _caps(services, notice))


def _caps(services: Services, notice: Notice) -> rules.Caps:
    settings = services.settings
    return rules.caps(
        notice.kind, rules.Caps(settings.mails_per_ticket, settings.mails_per_person, settings.mails_per_hour)
    )


def _send(services: Services, notice: Notice, claimed: OutboxRow, mail: Any) -> None:
    try:
        answer = services.mailer.send(mail, {OUTBOX_TAG: notice.id})
    except SendFailed as failed:
        _handle_failure(services, notice, claimed, failed)
        return
    if store.advance_state(services, notice, MailState.SENT, answer):
        actions.record_sent(services, notice, claimed, answer)
    log.info("mail sent", extra={"outbox_id": notice.id})


def _handle_failure(services: Services, notice: Notice, claimed: OutboxRow, failed: SendFailed) -> None:
    """Handle a failed attempt. Raises if the provider rejected this particular email, so that the queue retries."""
    now, code = services.clock.real(), str(failed)
    if not failed.known:
        log.warning("mail without an answer", extra={"outbox_id": notice.id, "code": code})
        if store.release_claim(services, notice, claimed, MailState.UNKNOWN, code):
            actions.show_delivery(services, notice, MailState.UNKNOWN, code)
            _requeue(services, notice, rules.LEASE_MS)
        return
    log.warning("mail refused", extra={"outbox_id": notice.id, "code": code})
    wait_ms = rules.retry_delay_ms(claimed.tries) if code in rules.TRANSIENT_CODES else 0
    store.release_claim(services, notice, claimed, MailState.WAITING, code, now + wait_ms)
    if not wait_ms:
        raise failed
    _requeue(services, notice, wait_ms)


def _requeue(services: Services, notice: Notice, delay_ms: int) -> None:
    """Send a new queue message in place of this one, so that the wait does not count as a failure."""
    delay_s = max(1, -(-delay_ms // SECOND))
    services.mail_queue.send(notice.model_dump(mode="json", exclude_defaults=True), delay_s=delay_s)


def _skip(services: Services, notice: Notice, row: OutboxRow | None, why: SkipReason) -> None:
    if store.skip(services, notice, row, why):
        actions.record_skip(services, notice, row or OutboxRow(state=MailState.SKIPPED), why)
        log.info("mail skipped", extra={"outbox_id": notice.id, "why": why.value})


def _finish(services: Services, notice: Notice, row: OutboxRow | None) -> None:
    """Finish a previous attempt that sent or skipped the email, and may have stopped right after."""
    if row is None:
        return
    if row.state is MailState.SKIPPED:
        actions.record_skip(services, notice, row, row.answer)
    else:
        actions.record_sent(services, notice, row, row.answer)


def _abandon(services: Services, notice: Notice, row: OutboxRow) -> None:
    store.clear_late(services, notice, row)
    actions.show_delivery(services, notice, MailState.UNKNOWN, row.answer)
    raise DeliveryAbandoned(f"{notice.id}: nobody knows whether it was sent")
