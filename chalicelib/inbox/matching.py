"""Find the ticket that an email belongs to, who sent it, and every ticket it names.

RT: sequential round trips. RRU: read units (eventually consistent reads at half price).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..mail import actions as mail_actions
from ..mail import threads
from ..mail.model import KnownMessageId
from ..people import actions as people_actions
from ..plumbing.seals import key_ring
from ..plumbing.services import Services
from ..tickets import queries
from ..tickets.model import Ticket
from . import authorship
from .authorship import AuthorRole, MailWriter
from .parsing.model import ParsedMail

MAX_REFERENCES = 20
MAX_NAMED = 50
"""Number of tickets that are read because an email names them."""
MAX_HEAD_BYTES = 64 * 1024
MAX_UNFOLDED_BYTES = 4 * 1024 * 1024
SEALED = re.compile(rb"reply\+[a-z2-7]{53}@[a-z0-9.-]{1,253}[a-z0-9]", re.IGNORECASE)
REFERENCE_HEADERS = re.compile(rb"(?ims)^(?:in-reply-to|references):(.{0,8000}?)(?=\r?\n[^ \t]|\Z)")
MESSAGE_ID = re.compile(rb"<[^<>\s]{1,250}>")


def reference_ids(mail: ParsedMail) -> list[str]:
    """List the Message-IDs of the emails that an email replies to, the nearest first."""
    ids = [*mail.in_reply_to, *reversed(mail.references)]
    return list(dict.fromkeys(ids))[:MAX_REFERENCES]


def find_writer(services: Services, mail: ParsedMail) -> MailWriter:
    """Find the person an email claims to be from. It is verified only by DMARC, and only if it names one address. 1–2 RT."""
    address = mail.sender.address
    if address is None:
        return MailWriter("", None, verified=False)
    person = people_actions.person_with_address(services, address.email)
    return MailWriter(address.email, person, verified=mail.verified)


def find_place(
    services: Services, mail: ParsedMail, writer: MailWriter, referred: Sequence[int]
) -> tuple[Ticket, AuthorRole] | None:
    """Find the ticket that an email belongs to and its sender's role there; None for a new ticket. 1–3 RT."""
    for address in mail.recipients:
        reply = _unseal(services, address)
        ticket = _find_ticket(services, reply.ticket) if reply else None
        role = authorship.by_address(reply, ticket, writer) if reply and ticket else None
        if ticket and role:
            return ticket, role
    for number in dict.fromkeys(referred):
        ticket = _find_ticket(services, number)
        role = authorship.by_reference(ticket, writer) if ticket else None
        if ticket and role:
            return ticket, role
    ticket = find_named_in_subject(services, mail)
    role = authorship.by_number(ticket, writer) if ticket else None
    return (ticket, role) if ticket and role else None


def find_named_in_subject(services: Services, mail: ParsedMail) -> Ticket | None:
    """Find the ticket whose number a subject names, from any sender. 0–1 RT."""
    number = authorship.number_in(mail.subject)
    return _find_ticket(services, number) if number else None


def named_tickets(
    services: Services, mail: ParsedMail, raw: bytes, known: Mapping[str, KnownMessageId]
) -> tuple[int, ...]:
    """List the tickets an email is related to: by sealed address, by its references, by the number in its subject.

    Sealed addresses count anywhere in the email, since any reader of it could write to the ticket with them. 1 RT and
    half a RRU each; 1 RT more for a bounce.
    """
    ids = [mail.bounce.original_id] if mail.bounce and mail.bounce.original_id else []
    found = {**known, **(mail_actions.find_known(services, ids) if ids else {})}
    number = authorship.number_in(mail.subject)
    numbers = [each.ticket for each in found.values()]
    for content in (_addresses_of(services, mail), raw, _unfolded(raw), *(part.content for part in mail.parts)):
        numbers += _sealed_in(services, content)
    return _existing(services, [*numbers, *([number] if number else [])])


def named_in_head(services: Services, raw: bytes) -> tuple[int, ...]:
    """List the tickets named by an email that cannot be parsed, from its raw headers. 2 RT, half a RRU each."""
    end = min((at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0), default=len(raw))
    head = raw[: min(end, MAX_HEAD_BYTES)]
    ids = [
        each.decode("utf-8", "replace") for part in REFERENCE_HEADERS.findall(head) for each in MESSAGE_ID.findall(part)
    ]
    known = mail_actions.find_known(services, list(dict.fromkeys(ids))[:MAX_REFERENCES]) if ids else {}
    number = authorship.number_in(head.decode("utf-8", "replace"))
    numbers = [*_sealed_in(services, raw), *(each.ticket for each in known.values()), *([number] if number else [])]
    return _existing(services, numbers)


def _addresses_of(services: Services, mail: ParsedMail) -> bytes:
    """Join every address found in an email, decoded."""
    sealed = (f"{local}@{services.settings.inbound_domain}" for local in mail.sealed)
    replied = [mail.bounce.original_reply_to] if mail.bounce and mail.bounce.original_reply_to else []
    shown = (each.email for each in (*mail.to, *mail.cc, *mail.reply_to))
    return "\n".join([*sealed, *mail.recipients, *replied, *shown]).encode("utf-8", "replace")


def _unfolded(raw: bytes) -> bytes:
    """Undo the soft line breaks of quoted-printable, which may split addresses."""
    return raw[:MAX_UNFOLDED_BYTES].replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"=2B", b"+")


def _sealed_in(services: Services, content: bytes) -> Iterator[int]:
    """Yield the tickets of all addresses in these bytes that were sealed by this installation."""
    spelled = dict.fromkeys(match[0].decode("ascii").lower() for match in SEALED.finditer(content))
    for address in list(spelled)[:MAX_NAMED]:
        reply = _unseal(services, address)
        if reply:
            yield reply.ticket


def _unseal(services: Services, address: str) -> threads.ReplyTo | None:
    version = threads.key_version(address)
    if version is None:
        return None
    return threads.read_reply_address(key_ring(services, version), services.settings.inbound_domain, address)


def _existing(services: Services, numbers: Iterable[int]) -> tuple[int, ...]:
    wanted = list(dict.fromkeys(numbers))[:MAX_NAMED]
    if not wanted:
        return ()
    return tuple(ticket.number for ticket in queries.find_tickets(services, wanted))


def _find_ticket(services: Services, number: int) -> Ticket | None:
    try:
        return queries.load_ticket(services, number)
    except LookupError:
        return None
