"""What customers may learn of how often and when a ticket changes: a version and a sequence of their own.

Agents count every act: `Ticket.version`, `Event.rev`. Customers count what they can see: `public_version` rises when the
ticket as they see it changes, `Event.public_rev` numbers the events they see without a gap. A note changes neither.
"""

from typing import Any

from .model import Event, Ticket

SHOWN = (
    "subject", "status", "priority", "category", "fields", "channel", "requester", "requester_name", "team", "assignee",
    "assignee_name", "waiting_since", "spam", "merged_into", "merged_own", "links", "because", "rating",
)  # fmt: skip
"""Of a ticket's attributes, those that decide what its customer sees of it; and when it closes."""


def numbered(before: Ticket | None, after: Ticket, events: tuple[Event, ...]) -> tuple[Ticket, tuple[Event, ...]]:
    """The ticket and the events of one act, numbered for customers too.

    A number is kept only where it is another one than for agents: so nothing is paid for it before the first note, and what
    was recorded without such numbers goes on from the ones there are.
    """
    seq = (after.public_rev or before.version) if before else 0
    found = []
    for event in events:
        if event.internal:
            found.append(event)
        else:
            seq += 1
            found.append(event.model_copy(update={"public_rev": seq if seq != event.rev else 0}))
    changed = before is None or any(not event.internal for event in events) or _shown(before) != _shown(after)
    version = (version_of(before) if before else 0) + changed
    at = after.updated_at if before is None or changed else updated_at(before)
    numbers = {
        "public_version": version if version != after.version else 0, "public_rev": seq if seq != after.version else 0,
        "public_at": at if at != after.updated_at else None,
    }  # fmt: skip
    return after.model_copy(update=numbers), tuple(found)


def last_rev(ticket: Ticket) -> int:
    """The number of the last event that customers see."""
    return ticket.public_rev or ticket.version


def version_of(ticket: Ticket) -> int:
    """The version a customer sees; the ticket's own where that is no other."""
    return ticket.public_version or ticket.version


def updated_at(ticket: Ticket) -> int:
    """When the ticket as its customer sees it last changed."""
    return ticket.updated_at if ticket.public_at is None else ticket.public_at


def seen(ticket: Ticket) -> Ticket:
    """The ticket with the version and the time of its last change that customers know. Never to be written."""
    return ticket.model_copy(update={"version": version_of(ticket), "updated_at": updated_at(ticket)})


def _shown(ticket: Ticket) -> tuple[Any, ...]:
    return (*(getattr(ticket, name) for name in SHOWN), ticket.timers.get("close"))
