"""Which ticket a mail goes into, and as whose words. Pure: what has been read goes in, a verdict comes out.

Asked in this order: the sealed address that it was sent to, the mails that it refers to, the number in its subject. The first
two are known only to those who had a mail of ours, the last to anybody: a bare number is believed from the requester alone.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ..mail.threads import Purpose, ReplyTo
from ..people.model import Person
from ..tickets.model import Ticket

NUMBER = re.compile(r"\[#([1-9]\d{0,11})\]", re.ASCII)


class As(StrEnum):
    """As whose words a mail is taken."""

    REQUESTER = "requester"
    AGENT = "agent"
    STRANGER = "stranger"  # somebody who had our mail, and for whom nobody vouches
    NOBODY = "nobody"  # it uses an agent's address, and is not from that agent


@dataclass(frozen=True)
class Writer:
    """Whoever a mail says it is from. `person` is known to the desk; `vouched`: the mail is theirs for sure."""

    email: str
    person: Person | None
    vouched: bool

    def is_surely(self, person: str) -> bool:
        return self.vouched and self.person is not None and self.person.id == person


def by_address(reply: ReplyTo, ticket: Ticket, writer: Writer) -> As | None:
    """As whose words a mail to a sealed address is taken; None where the address has had its day."""
    if reply.purpose is Purpose.AGENT:
        agent = writer.person
        if agent is not None and agent.is_agent and writer.is_surely(agent.id) and reply.is_for(agent.id):
            return As.AGENT
        return As.NOBODY
    if not reply.is_for(ticket.requester):
        return None  # the ticket is somebody else's by now
    return As.REQUESTER if writer.is_surely(ticket.requester) else As.STRANGER


def by_reference(ticket: Ticket, writer: Writer) -> As | None:
    """As whose words a mail is taken that refers to one of a ticket; None for somebody who had no business with it."""
    if writer.is_surely(ticket.requester):
        return As.REQUESTER
    return As.STRANGER if not writer.vouched and writer.email == ticket.requester_email else None


def by_number(ticket: Ticket, writer: Writer) -> As | None:
    return As.REQUESTER if writer.is_surely(ticket.requester) else None


def number_in(subject: str) -> int | None:
    """The number of a ticket that a subject names, as our own subjects do."""
    found = NUMBER.search(subject)
    return int(found[1]) if found else None
