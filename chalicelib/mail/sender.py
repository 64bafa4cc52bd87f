"""Sends emails from the queue to the provider: each at most once, in order, within the account's rate, and none lost."""

import logging
from dataclasses import dataclass
from typing import Any

from ..configuration import actions as configuration
from ..people import actions as people
from ..people.model import Person
from ..plumbing.clock import SECOND
from ..plumbing.seals import ring
from ..plumbing.services import SendFailed, Services
from ..plumbing.texts import language_for
from ..tickets import actions as tickets
from ..tickets.model import Event, Ticket
from . import actions, enclosing, overrides, rules, store, threads
from .kind_specs import spec_of
from .model import Desk, Envelope, Notice, Row, SetAside, State, TryLater, Verdict, Why
from .news import OUTBOX_TAG

log = logging.getLogger(__name__)

SECONDS_WAITED = 3  # for a slot in one of the next seconds, while the function runs
LOOK_AGAIN_S = 5


@dataclass(frozen=True)
class Told:
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
    feed = store.feed(services) if rules.in_doubt(row, now) else None
    verdict = rules.verdict(row, now, feed, force=notice.force)
    match verdict:
        case Verdict.DONE:
            _finish(services, notice, row)
        case Verdict.LATER if row is not None:
            _put_back(services, notice, row.claimed_at + rules.LEASE_MS - now)
        case Verdict.SET_ASIDE if row is not None:
            _set_aside(services, notice, row)
        case _ if held_up_ms := rules.held_up_ms(earlier, now):
            _put_back(services, notice, held_up_ms)
        case _:
            _try(services, notice, row, over=row.claim if row and verdict is Verdict.TAKE_OVER else store.NOBODY)


def _try(services: Services, notice: Notice, row: Row | None, *, over: str) -> None:
    told = _told(services, notice, row)
    if told is None:
        return
    now = services.clock.now()
    if told.event.sends_at is not None and told.event.sends_at > now:
        _put_back(services, notice, told.event.sends_at - now)
        return
    why = _why_not(services, notice, told)
    if why is not None:
        _skip(services, notice, row, why)
        return
    mail = _written(services, notice, told)  # before the claim: an email that cannot be written was certainly not sent
    if not _has_slot(services):
        _put_back(services, notice, LOOK_AGAIN_S * SECOND)
        return
    claimed = store.claim(services, notice, services.new_id(), over)
    if claimed is None:
        _put_back(services, notice, LOOK_AGAIN_S * SECOND)
        return
    if claimed.tries == 1 and not _is_within_caps(services, notice, told):
        log.warning("mail capped", extra={"outbox_id": notice.id})
        _skip(services, notice, claimed, Why.CAPPED)
        return
    _send(services, notice, claimed, mail)


def _told(services: Services, notice: Notice, row: Row | None) -> Told | None:
    """Read what the email is made from; None if its message was undone. Raises `TryLater` if something is not there (yet)."""
    found = tickets.told(services, notice.ticket, notice.rev, internal=notice.internal)
    person = people.person_by_id(services, notice.to)
    if found is None and _was_taken_back(services, notice):
        _skip(services, notice, row, Why.TAKEN_BACK)
        return None
    if found is None or person is None:
        raise TryLater(f"{notice.id}: its event or its reader is not there")
    return Told(person, *found)


def _was_taken_back(services: Services, notice: Notice) -> bool:
    """Return whether the message was undone, which moves it to where no customer's query reaches it."""
    kept = tickets.told(services, notice.ticket, notice.rev, internal=True)
    return kept is not None and kept[1].withdrawn


def _why_not(services: Services, notice: Notice, told: Told) -> Why | None:
    if not rules.is_wanted(notice, told.person, told.ticket, configuration.current(services)):
        return Why.UNWANTED
    return Why.SUPPRESSED if store.suppression(services, told.person.email) else None


def _written(services: Services, notice: Notice, told: Told) -> Any:
    from . import writing  # only the function that writes emails loads it

    settings = services.settings
    desk = Desk(settings.desk_name, settings.from_address, settings.portal_url)
    words = overrides.in_force(services, notice.kind, language_for(told.person.language, "mail"))
    envelope = _envelope(services, notice, told)
    context = writing.MessageContext(desk, told.person, notice, told.ticket, told.event, words)
    return writing.write(context, envelope)


def _envelope(services: Services, notice: Notice, told: Told) -> Envelope:
    domain = services.settings.inbound_domain
    purpose = threads.Purpose.AGENT if spec_of(notice.kind).for_agents else threads.Purpose.CUSTOMER
    reply_to = threads.reply_address(ring(services), domain, notice.ticket, notice.to, purpose)
    shown = notice.model_copy(update={"rev": told.event.seen_rev})  # links in the email reveal this number
    references = threads.references(notice.ticket, domain, told.ticket.thread)
    return Envelope(reply_to, references, enclosing.links_for(services, shown))


def _has_slot(services: Services) -> bool:
    """Take a slot of this second or one of the next ones. Returns False if too many emails are waiting."""
    for waited in range(SECONDS_WAITED + 1):
        if waited:
            services.clock.next_second()
        if store.take_slot(services, services.settings.mails_per_second):
            return True
    return False


def _is_within_caps(services: Services, notice: Notice, told: Told) -> bool:
    """Count the email and return whether it is within the limits. 2 RT, 2 WRU; 1 RT and 1 WRU more for an acknowledgement."""
    cap = rules.acknowledgement_cap(notice.kind, told.ticket, told.person, services.clock.now())
    if cap is not None and not store.count_acknowledgement(services, told.person.email, cap):
        return False
    return store.count(services, notice, _caps(services, notice))


def _caps(services: Services, notice: Notice) -> rules.Caps:
    told = services.settings
    return rules.caps(notice.kind, rules.Caps(told.mails_per_ticket, told.mails_per_person, told.mails_per_hour))


def _send(services: Services, notice: Notice, claimed: Row, mail: Any) -> None:
    try:
        answer = services.mailer.send(mail, {OUTBOX_TAG: notice.id})
    except SendFailed as failed:
        _not_sent(services, notice, claimed, failed)
        return
    if store.rise(services, notice, State.SENT, answer):
        actions.was_sent(services, notice, claimed, answer)
    log.info("mail sent", extra={"outbox_id": notice.id})


def _not_sent(services: Services, notice: Notice, claimed: Row, failed: SendFailed) -> None:
    """Handle a failed attempt. Raises if the provider rejected this particular email, so that the queue retries."""
    now, code = services.clock.real(), str(failed)
    if not failed.known:
        log.warning("mail without an answer", extra={"outbox_id": notice.id, "code": code})
        if store.give_back(services, notice, claimed, State.UNKNOWN, code):
            actions.show(services, notice, State.UNKNOWN, code)
            _put_back(services, notice, rules.LEASE_MS)
        return
    log.warning("mail refused", extra={"outbox_id": notice.id, "code": code})
    wait_ms = rules.again_ms(claimed.tries) if code in rules.PASSING else 0
    store.give_back(services, notice, claimed, State.WAITING, code, now + wait_ms)
    if not wait_ms:
        raise failed
    _put_back(services, notice, wait_ms)


def _put_back(services: Services, notice: Notice, delay_ms: int) -> None:
    """Send a new queue message in place of this one, so that the wait does not count as a failure."""
    delay_s = max(1, -(-delay_ms // SECOND))
    services.mail_queue.send(notice.model_dump(mode="json", exclude_defaults=True), delay_s=delay_s)


def _skip(services: Services, notice: Notice, row: Row | None, why: Why) -> None:
    if store.skip(services, notice, row, why):
        actions.skipped(services, notice, row or Row(state=State.SKIPPED), why)
        log.info("mail skipped", extra={"outbox_id": notice.id, "why": why.value})


def _finish(services: Services, notice: Notice, row: Row | None) -> None:
    """Finish a previous attempt that sent or skipped the email, and may have stopped right after."""
    if row is None:
        return
    if row.state is State.SKIPPED:
        actions.skipped(services, notice, row, row.answer)
    else:
        actions.was_sent(services, notice, row, row.answer)


def _set_aside(services: Services, notice: Notice, row: Row) -> None:
    store.no_longer_waits(services, notice, row)
    actions.show(services, notice, State.UNKNOWN, row.answer)
    raise SetAside(f"{notice.id}: nobody knows whether it was sent")
