"""Groups the emails of a ticket: sealed reply addresses, and the ids that mail clients group by.

A reply address contains ticket, participant and purpose, and is sealed, so that it can neither be forged nor used for
anything else. It survives delivery, where Message-IDs do not: SES replaces ours by its own. The participant is included
as a digest: the sender of a reply must be the person it was made for.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

from ..plumbing.seals import SEAL_BYTES, KeyRing

PREFIX = "reply+"
TICKET_BYTES, PARTICIPANT_BYTES = 5, 10
SEALED_BYTES = 1 + TICKET_BYTES + PARTICIPANT_BYTES
LENGTH = (
    SEALED_BYTES + 1 + SEAL_BYTES
)  # 33 bytes, 53 letters in base32: with the prefix within the 64 that RFC 5321 allows
SES = re.compile(r"(?:email|[a-z]{2}(?:-[a-z]+)+-\d)\.amazonses\.com", re.IGNORECASE)


class ReplyPurpose(StrEnum):
    """Whose reply an address is for. The address contains the first letter."""

    CUSTOMER = "customer"
    AGENT = "agent"


PURPOSE_OF_BYTE = {purpose[0].encode(): purpose for purpose in ReplyPurpose}


@dataclass(frozen=True)
class ReplyTo:
    """The content of a reply address with a valid seal."""

    ticket: int
    purpose: ReplyPurpose
    participant: bytes

    def is_for(self, person: str) -> bool:
        return hmac.compare_digest(self.participant, _digest(person))


def reply_address(ring: KeyRing, domain: str, ticket: int, person: str, purpose: ReplyPurpose) -> str:
    """Return the address for `person`'s replies about a ticket: at most 59 characters before the @."""
    sealed = purpose[0].encode() + ticket.to_bytes(TICKET_BYTES, "big") + _digest(person)
    text = base64.b32encode(sealed + ring.seal(_name(purpose), sealed)).decode().rstrip("=").lower()
    return f"{PREFIX}{text}@{domain}"


def key_version(address: str) -> int | None:
    """Return the key version in an address; None if it is not a reply address."""
    content = _decode(address)
    return None if content is None else content[SEALED_BYTES]


def read_reply_address(ring: KeyRing, domain: str, address: str) -> ReplyTo | None:
    """Read a reply address; None unless this installation sealed it, complete and for this domain."""
    content = _decode(address)
    if content is None or address.rpartition("@")[2].lower() != domain.lower():
        return None
    sealed, seal = content[:SEALED_BYTES], content[SEALED_BYTES:]
    purpose = PURPOSE_OF_BYTE.get(sealed[:1])
    if purpose is None or not ring.holds(_name(purpose), sealed, seal):
        return None
    number = int.from_bytes(sealed[1 : 1 + TICKET_BYTES], "big")
    return ReplyTo(number, purpose, sealed[1 + TICKET_BYTES :])


def root_of(ticket: int, domain: str) -> str:
    """Return an id that no email has and that all emails of a ticket reference, so that mail clients group them."""
    return f"<ticket-{ticket}@{domain}>"


def references(ticket: int, domain: str, known: tuple[str, ...]) -> str:
    """Return the ids that an email references: the ticket's own, then those of the emails in it, latest last."""
    return " ".join([root_of(ticket, domain), *known])


def id_key(message_id: str) -> str:
    """Return the key of a remembered Message-ID. SES reports ids without the domain that it adds when sending."""
    local, at, domain = message_id.strip().strip("<>").strip().rpartition("@")
    plain = f"{local}@{domain.lower()}" if at and not SES.fullmatch(domain) else local or domain
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _decode(address: str) -> bytes | None:
    local = address.rpartition("@")[0].lower()
    if not local.startswith(PREFIX):
        return None
    mails = local.removeprefix(PREFIX).upper()
    try:
        content = base64.b32decode(mails + "=" * (-len(mails) % 8))
    except ValueError:
        return None
    canonical = base64.b32encode(content).decode().rstrip("=") == mails
    return content if canonical and len(content) == LENGTH else None


def _name(purpose: ReplyPurpose) -> str:
    return f"reply-{purpose}"


def _digest(person: str) -> bytes:
    return hashlib.sha256(person.encode()).digest()[:PARTICIPANT_BYTES]
