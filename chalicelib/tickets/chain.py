"""The tamper-evident story: each event carries a hash over itself and the hash of the one before.

    hash(n) = SHA-256(hash(n-1) + canonical(n)), in base64url; the ticket keeps the last one as its `head`

Whoever changes, removes or reorders an event breaks every link after it. What may change after the fact (whether an attachment
has been checked, whether a message was taken back or has arrived) is left out.

What may have to be erased by law (words, names, addresses, file names, subjects) goes in as a digest that lies beside it:

    digests[path] = HMAC-SHA-256(salt, path + value), shortened to 96 bits, then a dot and the salt

Erasing a value removes it together with its salt and keeps the digest, so that the chain still holds. The salt is random (72
bits) and each value has one of its own: names and network addresses are few enough to be tried one after the other, so a bare
digest, or one with a salt that survives, would still tell what was erased. An event of version 1 has a bare digest of its body.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ..plumbing import chain
from .event_data import TicketCreated, Unknown
from .event_specs import EVENT_SPECS, EventType
from .model import TOLD, Event, Status, Ticket
from .stored_events import Attributes, head_and_data, is_blank, pruned

LEFT_OUT = {"hash", "withdrawn", "quiet"}
CHANGES_AFTERWARDS = ("data.delivery", "data.attachments.*.state")

ERASABLE = (
    "by.name", "by.source", "because.facts.agent",
    *(f"changes.{name}" for name in ("subject", "fields", "assignee_name", "requester_name", "requester_email")),
)  # fmt: skip
"""What may have to be erased of any event's head; that of its data is named by each payload."""

DIGEST_BYTES = 12


def linked(head: str, events: Iterable[Event], salt: Callable[[], str] = chain.new_salt) -> list[Event]:
    """The events, each with its digests and its hash, after one whose hash is `head` (empty for the first)."""
    found = []
    for event in events:
        sealed = with_digests(event, salt)
        head = link(head, sealed)
        found.append(sealed.model_copy(update={"hash": head}))
    return found


def link(head: str, event: Event) -> str:
    """The hash of an event that comes after `head`: 43 characters."""
    return chain.link(head, _canonical(event))


def with_digests(event: Event, salt: Callable[[], str]) -> Event:
    """The event with a digest of each value that may have to be erased."""
    if event.v == 1:
        return event
    members = _members(event)
    found = {path: value for path in _erasable(event, members) if not is_blank(value := _at(members, path))}
    return event.model_copy(update={"digests": {path: _sealed(path, value, salt()) for path, value in found.items()}})


def erase(event: Event, paths: Iterable[str]) -> Event:
    """The event without these values, as if they had never been known; its digests and its hash stay.

    A path is one of `event.digests`, such as `data.body` or `by.name`; in an event of version 1 `data.body` alone. Raises
    `KeyError` for any other: it is in the hash as it is.
    """
    head, data = head_and_data(event)
    digests = dict(event.digests)
    for path in paths:
        if event.v == 1 and path == "data.body":
            digests.setdefault(path, _digest_of_version_1(str(event.body)))
        digests[path] = digests[path].partition(".")[0]
        _blank({**head, "data": data}, path)
    kept = {"type": event.type_name, "stored": data} if isinstance(event.data, Unknown) else data
    return Event.model_validate(head | {"type": event.type, "data": kept, "digests": digests})


def is_erased(event: Event, path: str) -> bool:
    """Whether a value was there once and has been erased."""
    mark = event.digests.get(path, ".")
    return "." not in mark


def first_broken(ticket: Ticket, events: Sequence[Event]) -> int | None:
    """The rev of the first event, in order, that is not what was recorded, or is missing; None where all is well."""
    head = ""
    for rev, event in enumerate(events, 1):
        head = link(head, event)
        if event.rev != rev or event.hash != head or not _holds(event):
            return rev
    if ticket.version != len(events) or ticket.head != head:
        return len(events) + 1
    return None


def contradiction(ticket: Ticket, events: Sequence[Event]) -> str | None:
    """The first attribute of a ticket that is not what its whole story says; None where the two agree.

    Of a ticket of version 1 nothing says with what it was raised (subject, priority, category, fields).
    """
    first, last = events[0], events[-1]
    said: dict[str, Any] = {
        "number": first.ticket, "created_at": first.at, "updated_at": last.at, "requester": last.requester,
        "assignee": last.assignee, "team": last.team, "watchers": last.watchers, "merged_into": None,
    }  # fmt: skip
    if isinstance(first.data, TicketCreated) and first.v > 1:
        said["status"] = Status.NEW
        said |= first.data.model_dump(
            include={"subject", "priority", "category", "fields", "tags", "channel", "language"}
        )
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
    return chain.canonical({"": None if is_blank(value) else value})


def _sealed(path: str, value: Any, salt: str) -> str:
    told = f"{path}\n{chain.canonical({'': value})}"
    digest = hmac.digest(salt.encode(), told.encode(), "sha256")[:DIGEST_BYTES]
    return f"{_base64(digest)}.{salt}"


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _members(event: Event) -> Attributes:
    """All that an event says, in one shape whether it was just made or read."""
    head, data = head_and_data(event)
    return pruned({name: value for name, value in head.items() if name not in LEFT_OUT} | {"data": data})


def _erasable(event: Event, members: Attributes) -> Iterator[str]:
    for pattern in (*ERASABLE, *(f"data.{path}" for path in EVENT_SPECS[event.type].data.ERASABLE)):
        yield from _paths(members, pattern)


def _holds(event: Event) -> bool:
    """Whether each value that has a digest is the one that was recorded, or has been erased with its salt."""
    if event.v == 1:
        return True
    members = _members(event)
    for path, mark in event.digests.items():
        value, salt = _at(members, path), mark.partition(".")[2]
        if mark != _sealed(path, value, salt) if salt else not _is_erased_value(value):
            return False
    return True


def _is_erased_value(value: Any) -> bool:
    return all(map(is_blank, value)) if isinstance(value, list | tuple) else is_blank(value)


def _canonical(event: Event) -> str:
    """One text for one event. Members that say nothing are left out, so that later members change no old hash."""
    if event.v == 1:
        return _canonical_of_version_1(event)
    members = _members(event)
    for pattern in CHANGES_AFTERWARDS:
        for path in _paths(members, pattern):
            _remove(members, path)
    for path in event.digests:
        _remove(members, path)
    digests = {path: mark.partition(".")[0] for path, mark in event.digests.items()}
    return chain.canonical(pruned(members) | {"digests": digests})


def _canonical_of_version_1(event: Event) -> str:
    """As it was made then: one flat text with everything but the body in it as it is, without members that are as they start."""
    head = event.model_dump(exclude=LEFT_OUT | {"v", "digests", "data"}, exclude_defaults=True)
    data = event.data.stored if isinstance(event.data, Unknown) else event.data.model_dump(exclude_defaults=True)
    told = head | {"type": event.type_name}
    told |= {name: value for name, value in data.items() if name not in {"body", "attachments", "delivery"}}
    if not is_blank(data.get("body")):
        told["body"] = _digest_of_version_1(data["body"])
    elif "data.body" in event.digests:
        told["body"] = event.digests["data.body"]
    if data.get("attachments"):
        told["attachments"] = [[each[name] for name in ("id", "name", "size", "type")] for each in data["attachments"]]
    return chain.canonical(told)


def _digest_of_version_1(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


# ---- values by their path: names and, in lists, positions, with dots between


def _paths(members: Any, pattern: str) -> Iterator[str]:
    """The paths that a pattern stands for; `*` is every item of a list."""
    name, _, rest = pattern.partition(".")
    if name == "*":
        steps = [str(n) for n in range(len(members))] if isinstance(members, list | tuple) else []
    else:
        steps = [name] if isinstance(members, dict) and name in members else []
    for step in steps:
        if rest:
            yield from (f"{step}.{path}" for path in _paths(_step(members, step), rest))
        else:
            yield step


def _step(members: Any, step: str) -> Any:
    if isinstance(members, list | tuple):
        return members[int(step)] if step.isdigit() and int(step) < len(members) else None
    return members.get(step) if isinstance(members, dict) else None


def _at(members: Any, path: str) -> Any:
    for step in path.split("."):
        members = _step(members, step)
    return members


def _holder(members: Any, path: str) -> tuple[Any, str]:
    above, _, name = path.rpartition(".")
    return (_at(members, above) if above else members), name


def _remove(members: Any, path: str) -> None:
    holder, name = _holder(members, path)
    if isinstance(holder, dict):
        holder.pop(name, None)


def _blank(members: Any, path: str) -> None:
    holder, name = _holder(members, path)
    value = holder[name]
    if isinstance(value, list | tuple):
        holder[name] = tuple(None for _ in value)
    else:
        holder[name] = {} if isinstance(value, dict) else ""
