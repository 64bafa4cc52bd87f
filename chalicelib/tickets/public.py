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
    """The ticket and the events of one act, numbered for customers too. What was recorded without such numbers goes on."""
    seq = 0
    if before is not None:
        seq = after.public_rev if before.public_version else before.version
    found = []
    for event in events:
        if not event.internal:
            seq += 1
        found.append(event if event.internal else event.model_copy(update={"public_rev": seq}))
    changed = before is None or any(not event.internal for event in events) or _shown(before) != _shown(after)
    version = version_of(before) if before else 0
    public_at = after.updated_at if changed or before is None else updated_at(before)
    numbers = {"public_version": version + changed, "public_rev": seq, "public_at": public_at}
    return after.model_copy(update=numbers), tuple(found)


def version_of(ticket: Ticket) -> int:
    """The version a customer sees; the ticket's own where it was recorded before there was another."""
    return ticket.public_version or ticket.version


def updated_at(ticket: Ticket) -> int:
    """When the ticket as its customer sees it last changed."""
    return ticket.updated_at if ticket.public_at is None else ticket.public_at


def seen(ticket: Ticket) -> Ticket:
    """The ticket with the version and the time of its last change that customers know. Never to be written."""
    return ticket.model_copy(update={"version": version_of(ticket), "updated_at": updated_at(ticket)})


def _shown(ticket: Ticket) -> tuple[Any, ...]:
    return (*(getattr(ticket, name) for name in SHOWN), ticket.timers.get("close"))
