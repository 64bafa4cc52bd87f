"""What merging does to a ticket, and which links may be. Facts in, verdict out."""

from collections.abc import Callable, Mapping
from typing import Any

from ..plumbing.errors import Conflict, Invalid
from ..tickets import access
from ..tickets.model import INVERSE, Event, EventType, LinkKind, Status, Ticket

MOST_PARTS = 20
MOST_LINKS = 20
DEEPEST = 20
BY_HAND = (LinkKind.PARENT, LinkKind.CHILD, LinkKind.RELATED, LinkKind.DUPLICATE)
OURS_AGAIN = frozenset({Status.PENDING, Status.ON_HOLD, Status.SOLVED})
SPLITTABLE = frozenset({EventType.TICKET_CREATED, EventType.CUSTOMER_REPLIED, EventType.AGENT_REPLIED})


def check_mergeable(part: Ticket, survivor: Ticket) -> None:
    """Raises `Invalid` or `Conflict` where the story of `part` cannot go on in `survivor`.

    Both are alive and neither was merged, so there is never a ring: a part is no survivor until it is taken out again.
    """
    if part.number == survivor.number:
        raise Invalid.field("into", "A ticket cannot be merged into itself.")
    if survivor.merged_into is not None:
        raise Conflict(
            f"#{survivor.number} was itself merged into #{survivor.merged_into}. Merge into that one.",
            merged_into=str(survivor.merged_into),
        )  # fmt: skip
    if survivor.status is Status.CLOSED:
        raise Conflict(f"#{survivor.number} is closed.")
    if part.spam is not None or survivor.spam is not None:
        raise Conflict("One of the two is spam. Release it first.")
    if len(survivor.merged_from) + len(part.merged_from) + 1 > MOST_PARTS:
        raise Conflict(f"At most {MOST_PARTS} tickets can be merged into one.")


def received(survivor: Ticket, part: Ticket, at: int, timers: Callable[[Status], Mapping[str, int]]) -> dict[str, Any]:
    """What is different about the survivor: it tells the part's story, and whoever waited there waits here.

    Where only one of the two had an agent, that agent keeps both.
    """
    since = [each for each in (survivor.waiting_since, part.waiting_since) if each is not None]
    changes: dict[str, Any] = {
        "merged_from": {**survivor.merged_from, **part.merged_from, part.id: part.version + 1},
        "waiting_since": min(since, default=None),
        "watchers": survivor.watchers | part.watchers,
    }
    if survivor.assignee is None and part.assignee is not None:
        changes |= {name: getattr(part, name) for name in ("assignee", "assignee_name", "assignee_team")}
    if part.waiting_since is not None and survivor.status in OURS_AGAIN:
        changes |= {
            "status": Status.OPEN,
            "status_since": at,
            "timers": dict(timers(Status.OPEN)),
            "snoozed_until": None,
        }
    return changes


def without(survivor: Ticket, part: Ticket) -> dict[str, int]:
    """The parts of a survivor when one is taken out, with everything that came through it."""
    gone = {part.id, *part.merged_from}
    return {number: rev for number, rev in survivor.merged_from.items() if number not in gone}


def check_split(event: Event | None, now: int) -> Event:
    """The message that becomes a ticket of its own. Raises `Invalid` for a note, or anything that is no message.

    Raises `Conflict` for a reply that can still be undone: nobody outside sees it yet, and a new ticket would show it.
    """
    if event is None or event.type not in SPLITTABLE or event.body is None or event.withdrawn:
        raise Invalid.field("event", "Name a public message of this ticket. A note stays where it is.")
    if not access.is_sent(event, now):
        raise Conflict("This reply can still be undone. Split it once it has been sent.")
    return event


def linked(one: Ticket, other: Ticket, kind: LinkKind) -> tuple[dict[str, LinkKind], dict[str, LinkKind]]:
    """The links of both with one more. Raises `Conflict` where there are too many."""
    ours, theirs = {**one.links, other.id: kind}, {**other.links, one.id: INVERSE[kind]}
    if max(len(ours), len(theirs)) > MOST_LINKS:
        raise Conflict(f"A ticket has at most {MOST_LINKS} links.", version=one.version)
    return ours, theirs


def unlinked(one: Ticket, other: Ticket) -> tuple[dict[str, LinkKind], dict[str, LinkKind]]:
    return (
        {number: kind for number, kind in one.links.items() if number != other.id},
        {number: kind for number, kind in other.links.items() if number != one.id},
    )


def parents(ticket: Ticket) -> list[int]:
    return [int(number) for number, kind in ticket.links.items() if kind is LinkKind.PARENT]
