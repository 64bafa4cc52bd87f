"""The version and event numbers that customers see, so that they cannot tell how often and when agents change a ticket.

Agents see every change counted: `Ticket.version`, `Event.rev`. For customers, `public_version` rises when the ticket as
they see it changes, and `Event.public_rev` numbers the events they see without gaps. A note changes neither.
"""

from typing import Any

from .event import Event
from .model import Ticket

SHOWN = (
    "subject",
    "status",
    "priority",
    "category",
    "fields",
    "channel",
    "requester",
    "requester_name",
    "team",
    "assignee",
    "assignee_name",
    "waiting_since",
    "spam",
    "merged_into",
    "same_requester",
    "links",
    "reason",
    "rating",
)
"""The attributes of a ticket that decide what its customer sees, besides the time it closes."""


def numbered(before: Ticket | None, after: Ticket, events: tuple[Event, ...]) -> tuple[Ticket, tuple[Event, ...]]:
    """Return the ticket and the events of one changeset with their numbers for customers.

    A number is stored only where it differs from the agents' number, so it costs nothing before the first note. Tickets
    recorded without such numbers continue from the numbers they have.
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
        "public_version": version if version != after.version else 0,
        "public_rev": seq if seq != after.version else 0,
        "public_at": at if at != after.updated_at else None,
    }
    return after.model_copy(update=numbers), tuple(found)


def last_rev(ticket: Ticket) -> int:
    """Return the number of the last event that customers see."""
    return ticket.public_rev or ticket.version


def version_of(ticket: Ticket) -> int:
    """Return the version that customers see."""
    return ticket.public_version or ticket.version


def updated_at(ticket: Ticket) -> int:
    """Return when the ticket last changed for its customer."""
    return ticket.updated_at if ticket.public_at is None else ticket.public_at


def seen(ticket: Ticket) -> Ticket:
    """Return the ticket with the version and time of its last change that customers see. Not to be stored."""
    return ticket.model_copy(update={"version": version_of(ticket), "updated_at": updated_at(ticket)})


def _shown(ticket: Ticket) -> tuple[Any, ...]:
    return (*(getattr(ticket, name) for name in SHOWN), ticket.timers.get("close"))
