"""The tamper-evident story: each event carries a hash over itself and the hash of the one before.

    hash(n) = SHA-256(hash(n-1) + canonical(n)), in base64url; the ticket keeps the last one as its `head`

Whoever changes, removes or reorders an event breaks every link after it. What a person wrote goes in as its own hash, so that
words can be erased by law and the chain still verifies. What may change after the fact (whether an attachment has been
checked, whether a message was taken back) is left out.
"""

import hashlib
from collections.abc import Iterable, Sequence

from ..plumbing import chain
from .model import Event, Ticket

LEFT_OUT = {"hash", "body", "attachments", "withdrawn", "quiet"}


def linked(head: str, events: Iterable[Event]) -> list[Event]:
    """The events, each with its hash, after one whose hash is `head` (empty for the first)."""
    found = []
    for event in events:
        head = link(head, event)
        found.append(event.model_copy(update={"hash": head}))
    return found


def link(head: str, event: Event) -> str:
    """The hash of an event that comes after `head`: 43 characters."""
    return chain.link(head, _canonical(event))


def first_broken(ticket: Ticket, events: Sequence[Event]) -> int | None:
    """The rev of the first event, in order, that is not what was recorded, or is missing; None where all is well."""
    head = ""
    for rev, event in enumerate(events, 1):
        head = link(head, event)
        if event.rev != rev or event.hash != head:
            return rev
    if ticket.version != len(events) or ticket.head != head:
        return len(events) + 1
    return None


def _canonical(event: Event) -> str:
    """One text for one event. Members with their default value are left out, so that later members change no old hash."""
    told = event.model_dump(exclude=LEFT_OUT, exclude_defaults=True)
    if event.body is not None:
        told["body"] = hashlib.sha256(event.body.encode()).hexdigest()
    if event.attachments:
        told["attachments"] = [[each.id, each.name, each.size, each.type] for each in event.attachments]
    return chain.canonical(told)
