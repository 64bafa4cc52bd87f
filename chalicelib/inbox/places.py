"""Decides which ticket an email belongs to, and in which role. Pure: facts in, verdict out.

Checked in this order: the sealed address it was sent to, the emails it references, the number in its subject. The first
two are known only to recipients of our emails, the last to anyone: a number is accepted from the requester only.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ..mail.threads import Purpose, ReplyTo
from ..people.model import Person
from ..tickets.model import Ticket

NUMBER = re.compile(r"\[#([1-9]\d{0,11})\]", re.ASCII)


class As(StrEnum):
    """The role in which an email's sender writes."""

    REQUESTER = "requester"
    AGENT = "agent"
    STRANGER = "stranger"  # received our email, but is not verified
    NOBODY = "nobody"  # uses an agent's address, but is not verified as that agent


@dataclass(frozen=True)
class Writer:
    """Who an email claims to be from. `person` is the known person with that address; `vouched`: the sender is verified."""

    email: str
    person: Person | None
    vouched: bool

    def is_surely(self, person: str) -> bool:
        return self.vouched and self.person is not None and self.person.id == person


def by_address(reply: ReplyTo, ticket: Ticket, writer: Writer) -> As | None:
    """Return the sender's role for an email to a sealed address; None if the address is no longer valid."""
    if reply.purpose is Purpose.AGENT:
        agent = writer.person
        if agent is not None and agent.is_agent and writer.is_surely(agent.id) and reply.is_for(agent.id):
            return As.AGENT
        return As.NOBODY
    if not reply.is_for(ticket.requester):
        return None  # the ticket has another requester by now
    return As.REQUESTER if writer.is_surely(ticket.requester) else As.STRANGER


def by_reference(ticket: Ticket, writer: Writer) -> As | None:
    """Return the sender's role for an email that references one of a ticket; None if they are not part of it."""
    if writer.is_surely(ticket.requester):
        return As.REQUESTER
    return As.STRANGER if not writer.vouched and writer.email == ticket.requester_email else None


def by_number(ticket: Ticket, writer: Writer) -> As | None:
    return As.REQUESTER if writer.is_surely(ticket.requester) else None


def number_in(subject: str) -> int | None:
    """Return the ticket number that a subject contains, in the format of our own subjects."""
    found = NUMBER.search(subject)
    return int(found[1]) if found else None
