"""The tamper-evident story: each event carries a hash over itself and the hash of the one before.

    hash(n) = SHA-256(hash(n-1) + canonical(n)), in base64url; the ticket keeps the last one as its `head`

Whoever changes, removes or reorders an event breaks every link after it. What a person wrote goes in as its own hash, so that
words can be erased by law and the chain still verifies. What may change after the fact (whether an attachment has been
checked, whether a message was taken back or has arrived) is left out.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from ..plumbing import chain
from .model import TOLD, Event, EventType, Ticket

LEFT_OUT = {"hash", "body", "attachments", "withdrawn", "quiet", "delivery"}


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


def contradiction(ticket: Ticket, events: Sequence[Event]) -> str | None:
    """The first attribute of a ticket that is not what its whole story says; None where the two agree, as far as it goes.

    What was said when the ticket was raised and never changed since (subject, priority, category, fields) is in no event.
    """
    first, last = events[0], events[-1]
    said: dict[str, Any] = {
        "number": first.ticket, "created_at": first.at, "updated_at": last.at, "requester": last.requester,
        "assignee": last.assignee, "team": last.team, "watchers": last.watchers, "merged_into": None,
    }  # fmt: skip
    for event in events:
        said |= {name: after for name, (_, after) in event.changes.items() if name in TOLD}
        if event.type in {EventType.TICKET_MERGED, EventType.TICKET_UNMERGED}:
            said["merged_into"] = event.other if event.type is EventType.TICKET_MERGED else None
    shown = ticket.model_dump(include=set(said))
    return next((name for name in said if _text(said[name]) != _text(shown[name])), None)


def falsely_withdrawn(events: Sequence[Event]) -> int | None:
    """The rev of the first message that is hidden though nobody took it back, or is shown though somebody did.

    Whether a message was taken back is not in its own hash, since that comes later; but it is an event of its own.
    """
    taken_back = [event for event in events if event.type is EventType.REPLY_WITHDRAWN]
    for event in events:
        if event.withdrawn:
            act = next((act for act in taken_back if _takes_back(act, event)), None)
            if act is None:
                return event.rev
            taken_back.remove(act)
    return taken_back[0].rev if taken_back else None


def _takes_back(act: Event, message: Event) -> bool:
    in_time = message.sends_at is not None and message.at <= act.at < message.sends_at
    return in_time and act.by.id == message.by.id and act.rev > message.rev


def _text(value: Any) -> str:
    return chain.canonical({"": value})


def _canonical(event: Event) -> str:
    """One text for one event. Members with their default value are left out, so that later members change no old hash."""
    told = event.model_dump(exclude=LEFT_OUT, exclude_defaults=True)
    if event.body is not None:
        told["body"] = hashlib.sha256(event.body.encode()).hexdigest()
    if event.attachments:
        told["attachments"] = [[each.id, each.name, each.size, each.type] for each in event.attachments]
    return chain.canonical(told)
