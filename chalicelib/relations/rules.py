"""What merging changes in a ticket, and which links are allowed. Pure: facts in, verdict out."""

from typing import Any

from ..plumbing.errors import Conflict, Invalid
from ..tickets import access as tickets_access
from ..tickets import rules as tickets_rules
from ..tickets import timers
from ..tickets.event import Event
from ..tickets.event_specs import EventType
from ..tickets.model import INVERSE, WAITING_ON_US, LinkKind, Status, Ticket

MAX_MERGED = 20
MAX_LINKS = 20
MAX_DEPTH = 20
MANUAL_KINDS = (LinkKind.PARENT, LinkKind.CHILD, LinkKind.RELATED, LinkKind.DUPLICATE)
RETURNS_AS = {status: status for status in Status} | {Status.NEW: Status.OPEN, Status.CLOSED: Status.SOLVED}
"""The status of an unmerged ticket that was answered, by the survivor's: it is not new, and only the system closes tickets."""
SPLITTABLE = frozenset({EventType.TICKET_CREATED, EventType.CUSTOMER_REPLIED, EventType.AGENT_REPLIED})


def check_mergeable(merged: Ticket, survivor: Ticket) -> None:
    """Raise `Invalid` or `Conflict` if `merged` cannot be merged into `survivor`.

    Neither may be closed or merged, so there is never a cycle: a merged ticket cannot be a target until it is unmerged.
    """
    if merged.number == survivor.number:
        raise Invalid.field("into", "A ticket cannot be merged into itself.")
    if survivor.merged_into is not None:
        raise Conflict(
            f"#{survivor.number} was itself merged into #{survivor.merged_into}. Merge into that one.",
            merged_into=str(survivor.merged_into),
        )
    if survivor.status is Status.CLOSED:
        raise Conflict(f"#{survivor.number} is closed.")
    if merged.spam is not None or survivor.spam is not None:
        raise Conflict("One of the two is spam. Release it first.")
    if len(survivor.merged_from) + len(merged.merged_from) + 1 > MAX_MERGED:
        raise Conflict(f"At most {MAX_MERGED} tickets can be merged into one.")


def merged_fields(survivor: Ticket, merged: Ticket, at: int) -> dict[str, Any]:
    """Return the changes to the survivor: it takes over the merged ticket's history and waiting time.

    If only one of the two had an assignee, that agent keeps both.
    """
    since = [each for each in (survivor.waiting_since, merged.waiting_since) if each is not None]
    changes: dict[str, Any] = {
        "merged_from": {**survivor.merged_from, **merged.merged_from, merged.id: merged.version + 1},
        "waiting_since": min(since, default=None),
        "followers": survivor.followers | merged.followers,
    }
    if survivor.assignee is None and merged.assignee is not None:
        changes |= {name: getattr(merged, name) for name in ("assignee", "assignee_name", "assignee_team")}
    if merged.links_revoked_at is not None and merged.requester == survivor.requester:
        # Links to the merged ticket open the survivor, so what was revoked must stay so.
        changes["links_revoked_at"] = max(merged.links_revoked_at, survivor.links_revoked_at or 0)
    if merged.waiting_since is not None and survivor.status in tickets_rules.WAITING_ON_OTHERS:
        changes |= {
            "status": Status.OPEN,
            "status_since": at,
            "snoozed_until": None,
        }
    return changes


def returned(merged: Ticket, survivor: Ticket, at: int) -> Ticket:
    """Return the ticket after unmerging: what was answered or solved meanwhile stays answered or solved.

    For the same requester, the survivor decides: if they were answered there, they no longer wait, and the ticket takes the
    survivor's status; if they have written there since the last reply, they wait for us. Another requester sees only the
    messages of the merged ticket itself, so that ticket decides. Otherwise it is as before, and its timers continue.
    """
    merged_at = merged.merged_at if merged.merged_at is not None else merged.updated_at
    own = merged.requester == survivor.requester
    since = survivor.waiting_since if own else merged.waiting_since
    revoked = survivor.links_revoked_at if own and survivor.links_revoked_at else merged.links_revoked_at
    back = merged.next(at, merged_into=None, same_requester=False, merged_at=None, links_revoked_at=revoked)
    if since is not None and (since > merged_at or not own):
        status = merged.status if merged.status in WAITING_ON_US and merged.waiting_since == since else Status.OPEN
        return _entered(back.model_copy(update={"waiting_since": since}), merged, status, at)
    answered = since is None and merged.waiting_since is not None
    if answered or (
        since is None and survivor.status_since >= merged_at and survivor.status in tickets_rules.WAITING_ON_OTHERS
    ):
        return _entered(back.model_copy(update={"waiting_since": None}), merged, RETURNS_AS[survivor.status], at)
    return back


def _entered(back: Ticket, merged: Ticket, status: Status, at: int) -> Ticket:
    """Set the status. If it differs, timers restart; otherwise they continue."""
    return timers.settled(back.entering(status, at), merged, at, restarts=status is not merged.status)


def merged_from_without(survivor: Ticket, merged: Ticket) -> dict[str, int]:
    """Return the tickets merged into a survivor without one of them and everything merged through it."""
    gone = {merged.id, *merged.merged_from}
    return {number: rev for number, rev in survivor.merged_from.items() if number not in gone}


def check_split(event: Event | None, now: int) -> Event:
    """Return the message to split off. Raises `Invalid` for a note, or anything that is not a message.

    Raises `Conflict` for a reply that can still be undone: customers do not see it yet, but a new ticket would show it.
    """
    if event is None or event.type not in SPLITTABLE or event.body is None or event.withdrawn:
        raise Invalid.field("event", "Name a public message of this ticket. A note stays where it is.")
    if not tickets_access.is_sent(event, now):
        raise Conflict("This reply can still be undone. Split it once it has been sent.")
    return event


def with_link(one: Ticket, other: Ticket, kind: LinkKind) -> tuple[dict[str, LinkKind], dict[str, LinkKind]]:
    """Return the links of both tickets with one added. Raises `Conflict` if there are too many."""
    own, opposite = {**one.links, other.id: kind}, {**other.links, one.id: INVERSE[kind]}
    if max(len(own), len(opposite)) > MAX_LINKS:
        raise Conflict(f"A ticket has at most {MAX_LINKS} links.", version=one.version)
    return own, opposite


def without_link(one: Ticket, other: Ticket) -> tuple[dict[str, LinkKind], dict[str, LinkKind]]:
    return (
        {number: kind for number, kind in one.links.items() if number != other.id},
        {number: kind for number, kind in other.links.items() if number != one.id},
    )


def parents(ticket: Ticket) -> list[int]:
    return [int(number) for number, kind in ticket.links.items() if kind is LinkKind.PARENT]
