"""From the mail queue to the provider: each mail at most once, and never one that nobody accounts for."""

import logging
from typing import Any

from ..configuration import actions as configuration
from ..people import actions as people
from ..plumbing.seals import ring
from ..plumbing.services import SendFailed, Services
from ..plumbing.texts import language_for
from ..tickets import actions as tickets
from ..tickets.model import Ticket
from . import enclosing, overrides, rules, store, threads
from .model import FOR_AGENTS, Desk, Envelope, Notice, SetAside, State, TryLater, Verdict

log = logging.getLogger(__name__)


def send_one(services: Services, message: dict[str, Any]) -> None:
    """Write and send the mail that one message of the queue asks for; the queue repeats what raises. 5 RT, and 1 a minute.

    SES has no token against repeats, so the outbox is claimed first: `sending`, then `sent`. A refusal gives the claim
    back; without an answer the mail counts as perhaps sent and is set aside.
    """
    from . import writing  # only the function that writes mail pays for it

    notice = Notice.model_validate(message)
    told = tickets.told(services, notice.ticket, notice.rev, internal=notice.internal)
    person = people.person_by_id(services, notice.to)
    if told is None and _was_taken_back(services, notice):
        return
    if told is None or person is None:
        raise TryLater(f"{notice.id}: its event or its reader is not there")
    if told[1].sends_at is not None and told[1].sends_at > services.clock.now():
        raise TryLater(f"{notice.id}: its message can still be taken back")
    if not rules.is_wanted(notice, person, told[0], configuration.current(services)):
        return
    settings = services.settings
    desk = Desk(settings.desk_name, settings.from_address, settings.portal_url)
    words = overrides.in_force(services, notice.kind, language_for(person.language, "mail"))
    mail = writing.write(
        desk, person, notice, *told, _envelope(services, notice, told[0]), words
    )  # before the claim: a mail that cannot be written was never sent
    claim = services.new_id()
    if not _claimed(services, notice, claim):
        return
    try:
        answer = services.mailer.send(mail, {"outbox_id": notice.id})
    except SendFailed as failed:
        store.settle(services, notice, claim, State.WAITING if failed.known else State.UNKNOWN, str(failed))
        if failed.known:
            raise
        raise SetAside(f"{notice.id}: {failed}") from None
    store.settle(services, notice, claim, State.SENT, answer)
    log.info("mail sent", extra={"outbox_id": notice.id})


def _envelope(services: Services, notice: Notice, ticket: Ticket) -> Envelope:
    domain = services.settings.inbound_domain
    purpose = threads.Purpose.AGENT if notice.kind in FOR_AGENTS else threads.Purpose.CUSTOMER
    reply_to = threads.reply_address(ring(services), domain, notice.ticket, notice.to, purpose)
    references = threads.references(notice.ticket, domain, ticket.thread)
    return Envelope(reply_to, references, enclosing.links_for(services, notice))


def _was_taken_back(services: Services, notice: Notice) -> bool:
    """A message that was taken back lies where no customer's query reaches it."""
    kept = tickets.told(services, notice.ticket, notice.rev, internal=True)
    return kept is not None and kept[1].withdrawn


def _claimed(services: Services, notice: Notice, claim: str) -> bool:
    """Whether the mail is ours to send. False when it was sent before; raises `TryLater` or `SetAside`."""
    held = store.claim(services, notice, claim)
    if held is None:
        return True
    match rules.verdict(held, services.clock.real(), force=notice.force):
        case Verdict.DONE:
            return False
        case Verdict.LATER:
            raise TryLater(f"{notice.id}: another try holds it")
        case Verdict.SET_ASIDE:
            raise SetAside(f"{notice.id}: nobody knows whether it was sent")
    if store.claim(services, notice, claim, over=held.claim) is not None:
        raise TryLater(f"{notice.id}: another try was faster")
    return True
