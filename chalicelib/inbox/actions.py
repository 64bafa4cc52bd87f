"""Processes one raw email from the bucket.

Every step is idempotent: each email takes effect once, however often it is processed.
"""

import hashlib
import logging
from collections.abc import Sequence
from contextlib import suppress

from pydantic import ValidationError

from ..attachments import actions as attachments
from ..attachments.forms import MOST_ATTACHED
from ..mail import actions as mails
from ..people import actions as people
from ..people.model import Person
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import NotAllowed, NotFound, TooMany
from ..plumbing.fields import clean_line, clean_text
from ..plumbing.names import clean_name
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..plumbing.throttle import admit
from ..tickets import actions as tickets
from ..tickets import strangers
from ..tickets.actions import Done
from ..tickets.forms import MOST_BODY, NewMessage, NewTicket
from ..tickets.model import Mailed, Ticket
from . import matching, screening, store
from .arrivals import Arrival, Outcome, Reason, day_of
from .model import Finding, Mail, Origin, Part, Unreadable
from .places import As, Writer
from .screening import Refusal

log = logging.getLogger(__name__)

ARRIVED, KEPT = "inbound/", "kept/"
SMALLEST_PICTURE = 8 * 1024  # bytes; smaller inline images are lines or logos
NO_SUBJECT = "(no subject)"
NO_TEXT = "(no text)"


def arrived_key(id_: str) -> str:
    return f"{ARRIVED}{id_}"


def kept_key(id_: str, day: str) -> str:
    """Return where a raw email is kept once it is processed, by day, so that a day's emails can be counted."""
    return f"{KEPT}{day}/{id_}"


def take_in(services: Services, id_: str) -> Arrival:
    """Process one raw email. Some 8 RT and 20 WRU for a new ticket, 4 RT and 8 WRU for a held email.

    Raises `Missing` for an email that is not in the bucket, yet.
    """
    before = store.find(services, id_)
    if before is not None:
        services.mail_bucket.move(arrived_key(id_), before.key)
        return before
    stored = services.mail_bucket.read(arrived_key(id_))
    raw = stored.body if stored else b""
    done = handled(services, _arrived(services, id_, len(raw)), raw)
    services.mail_bucket.move(arrived_key(id_), done.key)
    log.info("mail in", extra={"mail": id_, "outcome": done.outcome, "reason": done.reason, "ticket": done.ticket})
    return done


def give_up(services: Services, id_: str, why: str) -> Arrival:
    """Quarantine an email that cannot be processed, for an agent to review."""
    stored = services.mail_bucket.read(arrived_key(id_))
    named = matching.named_in_head(services, stored.body) if stored else ()
    failed = {"reason": Reason.FAILED, "why": why, "named": named}
    arrival = _arrived(services, id_, 0).model_copy(update=failed)
    done = _settled(services, arrival, None)
    services.mail_bucket.move(arrived_key(id_), done.key)
    return done


def _arrived(services: Services, id_: str, size: int) -> Arrival:
    """Make the record of an incoming email, quarantined until it is processed. `size` in bytes."""
    now = services.clock.now()
    return Arrival(id=id_, at=now, key=kept_key(id_, day_of(now)), size=size, outcome=Outcome.QUARANTINED)


def handled(services: Services, arrival: Arrival, raw: bytes) -> Arrival:
    """Decide what to do with an email, do it, and record it."""
    from .parsing import parse  # only the function that processes emails loads this

    try:
        mail = parse(raw)
    except Unreadable as unreadable:
        if unreadable.__cause__ is not None:
            log.exception("mail could not be read, for a fault of ours", exc_info=unreadable.__cause__)
        named = matching.named_in_head(services, raw)
        why = {"reason": Reason.UNREADABLE, "why": str(unreadable), "named": named}
        return _settled(services, arrival.model_copy(update=why), None)
    arrival = described(arrival, mail)
    earlier = _earlier(services, arrival)
    if earlier is not None and _stands_for(earlier, mail):
        return _settled(services, _copy_of(arrival, earlier), None)
    done = taken(services, arrival, mail, raw)
    if earlier is not None and done.outcome is Outcome.QUARANTINED:
        return _settled(services, _copy_of(arrival, earlier), None)
    settled = _settled(services, done, mail, earlier)
    if earlier is not None and earlier.waits:
        _supersede(services, earlier, settled)
    return settled


def taken(services: Services, arrival: Arrival, mail: Mail, raw: bytes, *, released: bool = False) -> Arrival:
    """Process an email that is not a copy of an earlier one. `released`: an agent has accepted it, so it is not screened."""
    references = matching.reference_ids(mail)
    known = mails.known(services, [*references, *([mail.message_id] if mail.message_id else [])])
    writer = matching.find_writer(services, mail)
    referred = [known[each].ticket for each in references if each in known]
    found = matching.find_place(services, mail, writer, referred)
    arrival = arrival.model_copy(update={"verified": writer.vouched})
    if not released:
        itself = known.get(mail.message_id or "")
        written_here = itself is not None and itself.mail is not None
        refused = screening.refusal(_facts(services, mail, written_here=written_here, belongs=found is not None))
        if refused is None and found is not None and found[1] is As.NOBODY:
            refused = Refusal(
                Reason.AGENT, "It was sent to an agent's address, and nobody vouches that it is from them."
            )
        if refused is not None:
            if refused.reason is Reason.BOUNCE:
                _tell_who_waits_for_an_answer(services, mail)
            named = matching.named_tickets(services, mail, raw, known)
            return arrival.model_copy(update={"reason": refused.reason, "why": refused.why, "named": named})
    try:
        done = _written(services, arrival, mail, writer, found, _refers_to(services, mail, found, referred))
    except (NotAllowed, NotFound) as refusal:  # an agent who may no longer do that
        named = matching.named_tickets(services, mail, raw, known)
        return arrival.model_copy(update={"reason": Reason.AGENT, "why": refusal.detail, "named": named})
    event = done.events[0]
    outcome = Outcome.TICKET if event.rev == 1 else Outcome.MESSAGE
    return arrival.model_copy(
        update={"outcome": outcome, "ticket": event.ticket, "rev": event.rev, "reason": None, "why": ""}
    )


def _tell_who_waits_for_an_answer(services: Services, mail: Mail) -> None:
    """Record on the ticket that an email to the customer bounced for good. In most cases SES has already reported it."""
    bounce = mail.bounce
    if bounce is None or not bounce.permanent or not bounce.original_id:
        return
    original = mails.known(services, [bounce.original_id]).get(bounce.original_id)
    if original is not None and original.mail is not None:
        mails.came_back(services, original.mail, bounce.status or mail.origin_why)


def described(arrival: Arrival, mail: Mail) -> Arrival:
    """Add what a list shows of an email."""
    address = mail.sender.address
    return arrival.model_copy(
        update={
            "email": address.email[:254] if address else "", "name": clean_name(address.name) if address else "",
            "subject": mail.subject[:200], "fingerprint": mail.fingerprint,
        }
    )  # fmt: skip


def _facts(services: Services, mail: Mail, *, written_here: bool, belongs: bool) -> screening.Facts:
    def too_many() -> bool:
        kind, value = _counted_as(mail)
        try:
            admit(services.live, kind, value, services.settings.mail_limit, services.clock.real())
        except TooMany:
            return True
        return False

    settings = services.settings
    return screening.Facts(
        mail=mail, ours=frozenset({settings.from_address.lower()}), domain=settings.inbound_domain.lower(),
        written_here=written_here, belongs=belongs, banned=lambda: store.bans(services)[0], too_many=too_many,
    )  # fmt: skip


def _counted_as(mail: Mail) -> tuple[str, str]:
    """Return the key to rate-limit an email by: its sender if verified, otherwise where it came from and its claimed sender.

    So forged emails block neither those of the person they impersonate nor unverified emails from elsewhere.
    """
    sender = mail.sender.address.email if mail.sender.address else ""
    if mail.verified:
        return "mail-from", sender
    return "mail-unverified", f"{mail.source or mail.return_path or ''} {sender}"


def _refers_to(services: Services, mail: Mail, place: tuple[Ticket, As] | None, referred: Sequence[int]) -> int | None:
    """Find the ticket that an email names or replies to without being added to it, to show it to agents. 0–1 RT."""
    if place is not None:
        return place[0].number
    named = matching.find_named_in_subject(services, mail)
    return named.number if named else next(iter(referred), None)


def _written(
    services: Services,
    arrival: Arrival,
    mail: Mail,
    writer: Writer,
    place: tuple[Ticket, As] | None,
    refers_to: int | None,
) -> Done:
    """Add the text to its ticket. The fingerprint is the idempotency key, so that two concurrent deliveries count once."""
    verdict = "verified" if mail.verified else "unverified"
    once = Once(hashlib.sha256(f"mail {mail.fingerprint} {verdict}".encode()).hexdigest()[:40], "mail", store.KEPT_MS)
    automatic = mail.origin is Origin.AUTOMATIC
    marks = Mailed(mail=arrival.id, message_id=mail.message_id, hushed=automatic or mail.list_mail or mail.undelivered)
    if place is not None and place[1] in {As.REQUESTER, As.AGENT} and writer.person is not None:
        caller = writer.person.as_caller
        message = _message(services, arrival, mail, caller.id)
        return tickets.add_message(
            services, caller, place[0].id, message, None, once, automatic=automatic, mailed=marks
        )
    if place is not None and place[1] is As.STRANGER:
        message = _message(services, arrival, mail, strangers.UNVERIFIED)
        unsure = marks.model_copy(update={"sender": writer.email, "hushed": True})
        done = strangers.add(services, place[0].number, message, once, mailed=unsure, automatic=automatic)
        if done is not None:
            return done
    marks = marks.model_copy(update={"refers_to": refers_to})
    return _ticket_of(services, arrival, mail, writer, marks, once)


def _ticket_of(services: Services, arrival: Arrival, mail: Mail, writer: Writer, marks: Mailed, once: Once) -> Done:
    known = writer.person or people.person_for_address(services, writer.email, _name(mail), mail.language)
    message = _message(services, arrival, mail, known.id)
    if not writer.vouched:
        marks = marks.model_copy(update={"sender": writer.email, "hushed": True})
    new = NewTicket(
        subject=clean_line(mail.subject)[:200] or NO_SUBJECT, body=message.body, attachments=message.attachments,
        language=_language(mail, known),
    )  # fmt: skip
    return tickets.create(services, known.as_caller, new, once, mailed=marks)


def _message(services: Services, arrival: Arrival, mail: Mail, owner: str) -> NewMessage:
    """Build the message with its attachments. Files that cannot be attached are listed by name and stay in the original."""
    files, left = _files(services, arrival, mail, owner)
    text = clean_text(mail.text)[:MOST_BODY] or ("" if files or left else NO_TEXT)
    named = "\n".join(f"📎 {part.name}" for part in left[:MOST_ATTACHED])
    body = "\n\n".join(filter(None, [text[: MOST_BODY - len(named) - 2], named])) or "📎"
    return NewMessage(body=body, attachments=files)


def _files(services: Services, arrival: Arrival, mail: Mail, owner: str) -> tuple[list[str], list[Part]]:
    """Attach the files; return the ids of those attached, and those left out. 2 RT each. With a virus, none are attached."""
    taken_in: list[str] = []
    left: list[Part] = []
    for n, part in enumerate(mail.parts):
        if part.inline and len(part.content) < SMALLEST_PICTURE:
            continue
        id_ = hashlib.sha256(f"{arrival.id} {n}".encode()).hexdigest()[:20]
        upload = None
        if len(taken_in) < MOST_ATTACHED and mail.verdicts.virus is not Finding.FAIL:
            upload = attachments.take_in(services, owner, id_, part.name, part.type, part.content)
        if upload is None:
            left.append(part)
        else:
            taken_in.append(upload.id)
    return taken_in, left


def _name(mail: Mail) -> str:
    address = mail.sender.address
    return address.name if address else ""


def _language(mail: Mail, person: Person) -> str | None:
    """Return the email's language if it is valid, or else the person's."""
    for language in (mail.language, person.language):
        try:
            return NewTicket(subject="-", body="-", language=language).language
        except ValidationError:
            continue
    return None


def _earlier(services: Services, arrival: Arrival) -> Arrival | None:
    """Find another email with the same fingerprint that came before. 1 RT, 1 RRU; 2 RT, 2 RRU if there is one."""
    first = store.first_with(services, arrival.fingerprint)
    return store.find(services, first) if first is not None and first != arrival.id else None


def _stands_for(earlier: Arrival, mail: Mail) -> bool:
    """Return whether an email is a copy of an earlier one. A verified email only is if the earlier one was verified
    and accepted.

    Otherwise an attacker who can guess what a person will write could send it first, unverified, and the genuine
    one would be dropped.
    """
    is_in = earlier.outcome in {Outcome.TICKET, Outcome.MESSAGE}
    return not mail.verified or (earlier.verified and is_in)


def _copy_of(arrival: Arrival, earlier: Arrival) -> Arrival:
    update = {"outcome": Outcome.DUPLICATE, "why": earlier.id, "ticket": earlier.ticket, "rev": earlier.rev}
    return arrival.model_copy(update=update)


def _supersede(services: Services, held: Arrival, counted: Arrival) -> None:
    """Take a held email off the list because a verified copy of it was accepted. 1 RT, 6 WRU."""
    after = _copy_of(held, counted).model_copy(update={"reason": None, "named": (), "version": held.version + 1})
    with suppress(ConditionFailed):  # an agent has released or dismissed it meanwhile
        services.dynamo.transact(store.changed(services, held, after))


def _settled(services: Services, arrival: Arrival, mail: Mail | None, earlier: Arrival | None = None) -> Arrival:
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
            return _settled(services, arrival, mail, first)
        copy = _copy_of(arrival, first)
        store.settle(services, copy)
        return copy
    if mail is not None and mail.message_id and arrival.ticket is not None:
        mails.remember_answer(services, arrival.ticket, mail.message_id)
    return arrival
