"""Decides which ticket an email belongs to, and in which role. Pure: facts in, verdict out.

Checked in this order: the sealed address it was sent to, the emails it references, the number in its subject. The first
two are known only to recipients of our emails, the last to anyone: a number is accepted from the requester only.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ..mail.threads import ReplyPurpose, ReplyTo
from ..people.model import Person
from ..tickets.model import Ticket

NUMBER = re.compile(r"\[#([1-9]\d{0,11})\]", re.ASCII)


class AuthorRole(StrEnum):
    """The role in which an email's sender writes."""

    REQUESTER = "requester"
    AGENT = "agent"
    UNVERIFIED = "unverified"  # received our email, but is not verified
    UNKNOWN = "unknown"  # uses an agent's address, but is not verified as that agent


@dataclass(frozen=True)
class MailWriter:
    """Who an email claims to be from. `person` is the known person with that address; `verified`: the sender is verified."""

    email: str
    person: Person | None
    verified: bool

    def is_surely(self, person: str) -> bool:
        return self.verified and self.person is not None and self.person.id == person


def by_address(reply: ReplyTo, ticket: Ticket, writer: MailWriter) -> AuthorRole | None:
    """Return the sender's role for an email to a sealed address; None if the address is no longer valid."""
    if reply.purpose is ReplyPurpose.AGENT:
        agent = writer.person
        if agent is not None and agent.is_agent and writer.is_surely(agent.id) and reply.is_for(agent.id):
            return AuthorRole.AGENT
        return AuthorRole.UNKNOWN
    if not reply.is_for(ticket.requester):
        return None  # the ticket has another requester by now
    return AuthorRole.REQUESTER if writer.is_surely(ticket.requester) else AuthorRole.UNVERIFIED


def by_reference(ticket: Ticket, writer: MailWriter) -> AuthorRole | None:
    """Return the sender's role for an email that references one of a ticket; None if they are not part of it."""
    if writer.is_surely(ticket.requester):
        return AuthorRole.REQUESTER
    return AuthorRole.UNVERIFIED if not writer.verified and writer.email == ticket.requester_email else None


def by_number(ticket: Ticket, writer: MailWriter) -> AuthorRole | None:
    return AuthorRole.REQUESTER if writer.is_surely(ticket.requester) else None


def number_in(subject: str) -> int | None:
    """Return the ticket number that a subject contains, in the format of our own subjects."""
    found = NUMBER.search(subject)
    return int(found[1]) if found else None
