"""Add an incoming email to its ticket, or create a ticket from it."""

import hashlib

from pydantic import ValidationError

from ..attachments import actions as attachments_actions
from ..attachments.forms import MAX_ATTACHED
from ..conversation import actions as conversation_actions
from ..conversation import unverified_senders
from ..conversation.forms import NewMessage
from ..people import actions as people_actions
from ..people.model import Person
from ..plumbing.fields import clean_line, clean_text
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from ..tickets import actions as tickets_actions
from ..tickets.event import MailOrigin
from ..tickets.forms import MAX_BODY, NewTicket
from ..tickets.incoming import Via
from ..tickets.model import Ticket
from ..tickets.transaction import TicketResult
from . import store
from .authorship import AuthorRole, MailWriter
from .model import Arrival
from .parsing.model import AuthFinding, MailAttachment, Origin, ParsedMail

MIN_PICTURE_BYTES = 8 * 1024  # bytes; smaller inline images are lines or logos
NO_SUBJECT = "(no subject)"
NO_TEXT = "(no text)"


def post_mail(
    services: Services,
    arrival: Arrival,
    mail: ParsedMail,
    writer: MailWriter,
    place: tuple[Ticket, AuthorRole] | None,
    refers_to: int | None,
) -> TicketResult:
    """Add the text to its ticket. The fingerprint is the idempotency key, so that two concurrent deliveries count once."""
    verdict = "verified" if mail.verified else "unverified"
    idempotency_key = IdempotencyKey(
        hashlib.sha256(f"mail {mail.fingerprint} {verdict}".encode()).hexdigest()[:40], "mail", store.RETENTION_MS
    )
    automatic = mail.origin is Origin.AUTOMATIC
    mail_origin = MailOrigin(
        mail=arrival.id,
        message_id=mail.message_id,
        suppress_auto_replies=automatic or mail.list_mail or mail.undelivered,
    )
    if place is not None and place[1] in {AuthorRole.REQUESTER, AuthorRole.AGENT} and writer.person is not None:
        caller = writer.person.as_caller
        message = _message_of(services, arrival, mail, caller.id)
        via = Via(automatic, mail_origin)
        return conversation_actions.add_received_message(services, caller, place[0].id, message, via, idempotency_key)
    if place is not None and place[1] is AuthorRole.UNVERIFIED:
        message = _message_of(services, arrival, mail, unverified_senders.UNVERIFIED)
        unverified_origin = mail_origin.model_copy(update={"sender": writer.email, "suppress_auto_replies": True})
        result = unverified_senders.add_message(
            services, place[0].number, message, idempotency_key, mailed=unverified_origin, automatic=automatic
        )
        if result is not None:
            return result
    mail_origin = mail_origin.model_copy(update={"refers_to": refers_to})
    return _create_ticket(services, arrival, mail, writer, mail_origin, idempotency_key)


def _create_ticket(
    services: Services,
    arrival: Arrival,
    mail: ParsedMail,
    writer: MailWriter,
    mail_origin: MailOrigin,
    idempotency_key: IdempotencyKey,
) -> TicketResult:
    known = writer.person or people_actions.person_for_address(services, writer.email, _name(mail), mail.language)
    message = _message_of(services, arrival, mail, known.id)
    if not writer.verified:
        mail_origin = mail_origin.model_copy(update={"sender": writer.email, "suppress_auto_replies": True})
    new = NewTicket(
        subject=clean_line(mail.subject)[:200] or NO_SUBJECT,
        body=message.body,
        attachments=message.attachments,
        language=_language(mail, known),
    )
    return tickets_actions.create(services, known.as_caller, new, idempotency_key, mailed=mail_origin)


def _message_of(services: Services, arrival: Arrival, mail: ParsedMail, owner: str) -> NewMessage:
    """Build the message with its attachments. Files that cannot be attached are listed by name and stay in the original."""
    files, skipped = _store_files(services, arrival, mail, owner)
    text = clean_text(mail.text)[:MAX_BODY] or ("" if files or skipped else NO_TEXT)
    named = "\n".join(f"📎 {part.name}" for part in skipped[:MAX_ATTACHED])
    body = "\n\n".join(filter(None, [text[: MAX_BODY - len(named) - 2], named])) or "📎"
    return NewMessage(body=body, attachments=files)


def _store_files(
    services: Services, arrival: Arrival, mail: ParsedMail, owner: str
) -> tuple[list[str], list[MailAttachment]]:
    """Attach the files; return the ids of those attached, and those left out. 2 RT each. With a virus, none are attached."""
    attached_ids: list[str] = []
    skipped: list[MailAttachment] = []
    for n, part in enumerate(mail.parts):
        if part.inline and len(part.content) < MIN_PICTURE_BYTES:
            continue
        id_ = hashlib.sha256(f"{arrival.id} {n}".encode()).hexdigest()[:20]
        upload = None
        if len(attached_ids) < MAX_ATTACHED and mail.verdicts.virus is not AuthFinding.FAIL:
            upload = attachments_actions.store_inbound_file(services, owner, id_, part.name, part.type, part.content)
        if upload is None:
            skipped.append(part)
        else:
            attached_ids.append(upload.id)
    return attached_ids, skipped


def _name(mail: ParsedMail) -> str:
    address = mail.sender.address
    return address.name if address else ""


def _language(mail: ParsedMail, person: Person) -> str | None:
    """Return the email's language if it is valid, or else the person's."""
    for language in (mail.language, person.language):
        try:
            return NewTicket(subject="-", body="-", language=language).language
        except ValidationError:
            continue
    return None
