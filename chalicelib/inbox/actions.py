"""Processes one raw email from the bucket.

Every step is idempotent: each email takes effect once, however often it is processed.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress

from ..mail import actions as mail_actions
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.aws.throttle import admit
from ..plumbing.errors import NotAllowed, NotFound, TooManyRequests
from ..plumbing.names import clean_name
from ..plumbing.services import Services
from ..tickets.model import Ticket
from . import matching, screening, store
from .authorship import AuthorRole
from .model import Arrival, Outcome, QuarantineReason, day_of
from .parsing.model import ParsedMail, Unreadable
from .posting import post_mail
from .screening import Refusal

log = logging.getLogger(__name__)

INBOUND_PREFIX, PROCESSED_PREFIX = "inbound/", "kept/"


def inbound_key(id_: str) -> str:
    return f"{INBOUND_PREFIX}{id_}"


def processed_key(id_: str, day: str) -> str:
    """Return where a raw email is kept once it is processed, by day, so that a day's emails can be counted."""
    return f"{PROCESSED_PREFIX}{day}/{id_}"


def process_mail(services: Services, id_: str) -> Arrival:
    """Process one raw email. Some 8 RT and 20 WRU for a new ticket, 4 RT and 8 WRU for a held email.

    Raises `Missing` for an email that is not in the bucket, yet.
    """
    before = store.find(services, id_)
    if before is not None:
        services.mail_bucket.move(inbound_key(id_), before.key)
        return before
    stored = services.mail_bucket.read(inbound_key(id_))
    raw = stored.body if stored else b""
    settled = process(services, _new_arrival(services, id_, len(raw)), raw)
    services.mail_bucket.move(inbound_key(id_), settled.key)
    log.info(
        "mail in", extra={"mail": id_, "outcome": settled.outcome, "reason": settled.reason, "ticket": settled.ticket}
    )
    return settled


def quarantine_failed(services: Services, id_: str, why: str) -> Arrival:
    """Quarantine an email that cannot be processed, for an agent to review."""
    stored = services.mail_bucket.read(inbound_key(id_))
    named = matching.named_in_head(services, stored.body) if stored else ()
    failed = {"reason": QuarantineReason.FAILED, "why": why, "named": named}
    arrival = _new_arrival(services, id_, 0).model_copy(update=failed)
    settled = _settle(services, arrival, None)
    services.mail_bucket.move(inbound_key(id_), settled.key)
    return settled


def _new_arrival(services: Services, id_: str, size: int) -> Arrival:
    """Make the record of an incoming email, quarantined until it is processed. `size` in bytes."""
    now = services.clock.now()
    return Arrival(id=id_, at=now, key=processed_key(id_, day_of(now)), size=size, outcome=Outcome.QUARANTINED)


def process(services: Services, arrival: Arrival, raw: bytes) -> Arrival:
    """Decide what to do with an email, do it, and record it."""
    from .parsing.parser import parse  # only the function that processes emails loads this

    try:
        mail = parse(raw)
    except Unreadable as unreadable:
        if unreadable.__cause__ is not None:
            log.exception("mail could not be read, for a fault of ours", exc_info=unreadable.__cause__)
        named = matching.named_in_head(services, raw)
        why = {"reason": QuarantineReason.UNREADABLE, "why": str(unreadable), "named": named}
        return _settle(services, arrival.model_copy(update=why), None)
    arrival = with_summary(arrival, mail)
    earlier = _earlier(services, arrival)
    if earlier is not None and _stands_for(earlier, mail):
        return _settle(services, _mark_duplicate(arrival, earlier), None)
    routed = route_mail(services, arrival, mail, raw)
    if earlier is not None and routed.outcome is Outcome.QUARANTINED:
        return _settle(services, _mark_duplicate(arrival, earlier), None)
    settled = _settle(services, routed, mail, earlier)
    if earlier is not None and earlier.waits:
        _supersede(services, earlier, settled)
    return settled


def route_mail(
    services: Services, arrival: Arrival, mail: ParsedMail, raw: bytes, *, released: bool = False
) -> Arrival:
    """Process an email that is not a copy of an earlier one. `released`: an agent has accepted it, so it is not screened."""
    references = matching.reference_ids(mail)
    known = mail_actions.find_known(services, [*references, *([mail.message_id] if mail.message_id else [])])
    writer = matching.find_writer(services, mail)
    referred = [known[each].ticket for each in references if each in known]
    found = matching.find_place(services, mail, writer, referred)
    arrival = arrival.model_copy(update={"verified": writer.verified})
    if not released:
        itself = known.get(mail.message_id or "")
        written_here = itself is not None and itself.mail is not None
        refused = screening.refusal(_facts(services, mail, written_here=written_here, belongs=found is not None))
        if refused is None and found is not None and found[1] is AuthorRole.UNKNOWN:
            refused = Refusal(
                QuarantineReason.AGENT, "It was sent to an agent's address, and nobody vouches that it is from them."
            )
        if refused is not None:
            if refused.reason is QuarantineReason.BOUNCE:
                _report_bounce(services, mail)
            named = matching.named_tickets(services, mail, raw, known)
            return arrival.model_copy(update={"reason": refused.reason, "why": refused.why, "named": named})
    try:
        result = post_mail(services, arrival, mail, writer, found, _refers_to(services, mail, found, referred))
    except (NotAllowed, NotFound) as refusal:  # an agent who may no longer do that
        named = matching.named_tickets(services, mail, raw, known)
        return arrival.model_copy(update={"reason": QuarantineReason.AGENT, "why": refusal.detail, "named": named})
    event = result.events[0]
    outcome = Outcome.TICKET if event.rev == 1 else Outcome.MESSAGE
    return arrival.model_copy(
        update={"outcome": outcome, "ticket": event.ticket, "rev": event.rev, "reason": None, "why": ""}
    )


def _report_bounce(services: Services, mail: ParsedMail) -> None:
    """Record on the ticket that an email to the customer bounced for good. In most cases SES has already reported it."""
    bounce = mail.bounce
    if bounce is None or not bounce.permanent or not bounce.original_id:
        return
    original = mail_actions.find_known(services, [bounce.original_id]).get(bounce.original_id)
    if original is not None and original.mail is not None:
        mail_actions.record_bounce(services, original.mail, bounce.status or mail.origin_why)


def with_summary(arrival: Arrival, mail: ParsedMail) -> Arrival:
    """Add what a list shows of an email."""
    address = mail.sender.address
    return arrival.model_copy(
        update={
            "email": address.email[:254] if address else "",
            "name": clean_name(address.name) if address else "",
            "subject": mail.subject[:200],
            "fingerprint": mail.fingerprint,
        }
    )


def _facts(services: Services, mail: ParsedMail, *, written_here: bool, belongs: bool) -> screening.Facts:
    def too_many() -> bool:
        kind, value = _counted_as(mail)
        try:
            admit(services.live, kind, value, services.settings.mail_limit, services.clock.real())
        except TooManyRequests:
            return True
        return False

    settings = services.settings
    return screening.Facts(
        mail=mail,
        own_addresses=frozenset({settings.from_address.lower()}),
        domain=settings.inbound_domain.lower(),
        written_here=written_here,
        belongs=belongs,
        blocklist=lambda: store.blocklist(services)[0],
        over_limit=too_many,
    )


def _counted_as(mail: ParsedMail) -> tuple[str, str]:
    """Return the key to rate-limit an email by: its sender if verified, otherwise where it came from and its claimed sender.

    So forged emails block neither those of the person they impersonate nor unverified emails from elsewhere.
    """
    sender = mail.sender.address.email if mail.sender.address else ""
    if mail.verified:
        return "mail-from", sender
    return "mail-unverified", f"{mail.source or mail.return_path or ''} {sender}"


def _refers_to(
    services: Services, mail: ParsedMail, place: tuple[Ticket, AuthorRole] | None, referred: Sequence[int]
) -> int | None:
    """Find the ticket that an email names or replies to without being added to it, to show it to agents. 0–1 RT."""
    if place is not None:
        return place[0].number
    named = matching.find_named_in_subject(services, mail)
    return named.number if named else next(iter(referred), None)


def _earlier(services: Services, arrival: Arrival) -> Arrival | None:
    """Find another email with the same fingerprint that came before. 1 RT, 1 RRU; 2 RT, 2 RRU if there is one."""
    first = store.find_by_fingerprint(services, arrival.fingerprint)
    return store.find(services, first) if first is not None and first != arrival.id else None


def _stands_for(earlier: Arrival, mail: ParsedMail) -> bool:
    """Return whether an email is a copy of an earlier one. A verified email only is if the earlier one was verified
    and accepted.

    Otherwise an attacker who can guess what a person will write could send it first, unverified, and the genuine
    one would be dropped.
    """
    is_in = earlier.outcome in {Outcome.TICKET, Outcome.MESSAGE}
    return not mail.verified or (earlier.verified and is_in)


def _mark_duplicate(arrival: Arrival, earlier: Arrival) -> Arrival:
    update = {"outcome": Outcome.DUPLICATE, "why": earlier.id, "ticket": earlier.ticket, "rev": earlier.rev}
    return arrival.model_copy(update=update)


def _supersede(services: Services, held: Arrival, counted: Arrival) -> None:
    """Take a held email off the list because a verified copy of it was accepted. 1 RT, 6 WRU."""
    after = _mark_duplicate(held, counted).model_copy(update={"reason": None, "named": (), "version": held.version + 1})
    with suppress(ConditionFailed):  # an agent has released or dismissed it meanwhile
        services.dynamo.transact(store.change_writes(services, held, after))


def _settle(services: Services, arrival: Arrival, mail: ParsedMail | None, earlier: Arrival | None = None) -> Arrival:
    """Record what was done with an email, in place of an `earlier` one with the same fingerprint. Idempotent."""
    try:
        store.settle(services, arrival, earlier.id if earlier else None)
    except ConditionFailed as failed:
        there = store.find(services, arrival.id)
        if there is not None:
            return there
        first = _earlier(services, arrival)
        if first is None or not failed.failed(2):
            raise
        if mail is not None and arrival.ticket is not None and not _stands_for(first, mail):
            return _settle(services, arrival, mail, first)
        copy = _mark_duplicate(arrival, first)
        store.settle(services, copy)
        return copy
    if mail is not None and mail.message_id and arrival.ticket is not None:
        mail_actions.remember_answer(services, arrival.ticket, mail.message_id)
    return arrival
