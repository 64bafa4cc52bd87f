"""Makes a ticket's history tamper-evident: each event carries a hash of itself and of the previous event's hash.

    hash(n) = SHA-256(hash(n-1) + canonical(n)), in base64url; the ticket keeps the last one as its `head`

Changing, removing or reordering an event breaks every later link. What may legitimately change afterwards is left out:
the state of an attachment, whether a message was undone, and its delivery status.

What may have to be erased by law (texts, names, addresses, file names, subjects) is hashed as a digest that is stored
next to it:

    digests[path] = HMAC-SHA-256(salt, path + value), shortened to 96 bits, then a dot and the salt

Erasing a value removes it together with its salt and keeps the digest, so the chain stays valid. The salt is random (72
bits) and different for each value: there are few enough names and network addresses to try them all, so a digest without a
salt, or with one that remains, would reveal what was erased. An event of version 1 has an unsalted digest of its body.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ..plumbing import chain
from .event import Event
from .event_data import TicketCreated, Unknown
from .event_specs import EVENT_SPECS, EventType
from .model import TRACKED_FIELDS, Status, Ticket
from .stored_events import Attributes, head_and_data, is_blank, named_as_in_version_1, pruned

UNHASHED = {"hash", "withdrawn", "silent"}
CHANGES_AFTERWARDS = ("data.delivery", "data.attachments.*.state")

ERASABLE = (
    "by.name",
    "by.source",
    "reason.facts.agent",
    *(f"changes.{name}" for name in ("subject", "fields", "assignee_name", "requester_name", "requester_email")),
)
"""What may have to be erased from any event's head; each payload names what may have to be erased from its data."""

DIGEST_BYTES = 12


def with_hashes(head: str, events: Iterable[Event], salt: Callable[[], str] = chain.new_salt) -> list[Event]:
    """Add digests and hashes to events that follow the hash `head` (empty for the first event)."""
    found = []
    for event in events:
        sealed = with_digests(event, salt)
        head = hash_of(head, sealed)
        found.append(sealed.model_copy(update={"hash": head}))
    return found


def hash_of(head: str, event: Event) -> str:
    """Return the hash of an event that comes after `head`: 43 characters."""
    return chain.link(head, _canonical(event))


def with_digests(event: Event, salt: Callable[[], str]) -> Event:
    """Add a digest of each value that may have to be erased."""
    if event.v == 1:
        return event
    members = _members(event)
    found = {path: value for path in _erasable(event, members) if not is_blank(value := _at(members, path))}
    return event.model_copy(update={"digests": {path: _sealed(path, value, salt()) for path, value in found.items()}})


def erase(event: Event, paths: Iterable[str]) -> Event:
    """Remove these values from the event; its digests and its hash stay.

    A path is one of `event.digests`, such as `data.body` or `by.name`; in an event of version 1 only `data.body`.
    Raises `KeyError` for any other path, whose value is part of the hash itself.
    """
    head, data = head_and_data(event)
    digests = dict(event.digests)
    for path in paths:
        if event.v == 1 and path == "data.body":
            digests.setdefault(path, _digest_of_version_1(str(event.body)))
        digests[path] = digests[path].partition(".")[0]
        _blank({**head, "data": data}, path)
    stored = {"type": event.type_name, "stored": data} if isinstance(event.data, Unknown) else data
    return Event.model_validate(head | {"type": event.type, "data": stored, "digests": digests})


def is_erased(event: Event, path: str) -> bool:
    """Return whether a value existed and has been erased."""
    mark = event.digests.get(path, ".")
    return "." not in mark


def first_broken(ticket: Ticket, events: Sequence[Event]) -> int | None:
    """Return the rev of the first event, in order, that was altered or is missing; None if the chain is intact."""
    head = ""
    for rev, event in enumerate(events, 1):
        head = hash_of(head, event)
        if event.rev != rev or event.hash != head or not _holds(event):
            return rev
    if ticket.version != len(events) or ticket.head != head:
        return len(events) + 1
    return None


def contradiction(ticket: Ticket, events: Sequence[Event]) -> str | None:
    """Return the first attribute of a ticket that contradicts its complete history; None if there is none.

    The events of version 1 do not record the initial subject, priority, category and fields.
    """
    first, last = events[0], events[-1]
    fields: dict[str, Any] = {
        "number": first.ticket,
        "created_at": first.at,
        "updated_at": last.at,
        "requester": last.requester,
        "assignee": last.assignee,
        "team": last.team,
        "followers": last.followers,
        "merged_into": None,
    }
    if isinstance(first.data, TicketCreated) and first.v > 1:
        fields["status"] = Status.NEW
        fields |= first.data.model_dump(
            include={"subject", "priority", "category", "fields", "tags", "channel", "language"}
        )
    for event in events:
        fields |= {name: after for name, (_, after) in event.changes.items() if name in TRACKED_FIELDS}
        if event.type in {EventType.TICKET_MERGED, EventType.TICKET_UNMERGED}:
            fields["merged_into"] = event.other if event.type is EventType.TICKET_MERGED else None
    shown = ticket.model_dump(include=set(fields))
    return next((name for name in fields if _text(fields[name]) != _text(shown[name])), None)


def first_false_withdrawal(events: Sequence[Event]) -> int | None:
    """Return the rev of the first message that is hidden without having been undone, or shown although it was.

    Whether a message was undone is not part of its own hash, since it is only known later, but undoing is an event of its own.
    """
    taken_back = [event for event in events if event.type is EventType.REPLY_WITHDRAWN]
    for event in events:
        if event.withdrawn:
            withdrawal = next((withdrawal for withdrawal in taken_back if _withdraws(withdrawal, event)), None)
            if withdrawal is None:
                return event.rev
            taken_back.remove(withdrawal)
    return taken_back[0].rev if taken_back else None


def _withdraws(withdrawal: Event, message: Event) -> bool:
    in_time = message.sends_at is not None and message.at <= withdrawal.at < message.sends_at
    return in_time and withdrawal.by.id == message.by.id and withdrawal.rev > message.rev


def _text(value: Any) -> str:
    return chain.canonical({"": None if is_blank(value) else value})


def _sealed(path: str, value: Any, salt: str) -> str:
    text = f"{path}\n{chain.canonical({'': value})}"
    digest = hmac.digest(salt.encode(), text.encode(), "sha256")[:DIGEST_BYTES]
    return f"{_base64(digest)}.{salt}"


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _members(event: Event) -> Attributes:
    """Return the content of an event in the same form whether it was just made or read."""
    head, data = head_and_data(event)
    return pruned({name: value for name, value in head.items() if name not in UNHASHED} | {"data": data})


def _erasable(event: Event, members: Attributes) -> Iterator[str]:
    for pattern in (*ERASABLE, *(f"data.{path}" for path in EVENT_SPECS[event.type].data.ERASABLE)):
        yield from _paths(members, pattern)


def _holds(event: Event) -> bool:
    """Return whether each value with a digest is the recorded one or has been erased with its salt."""
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
    """Return the canonical text of an event. Empty fields are left out, so that new fields do not change old hashes."""
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
    """Return the canonical text as version 1 made it: one flat text with a digest of the body only, without default values."""
    head = event.model_dump(exclude=UNHASHED | {"v", "digests", "data"}, exclude_defaults=True)
    data = event.data.stored if isinstance(event.data, Unknown) else event.data.model_dump(exclude_defaults=True)
    head, data = named_as_in_version_1(head | {"type": event.type_name}, data)
    payload = dict(head)
    payload |= {name: value for name, value in data.items() if name not in {"body", "attachments", "delivery"}}
    if not is_blank(data.get("body")):
        payload["body"] = _digest_of_version_1(data["body"])
    elif "data.body" in event.digests:
        payload["body"] = event.digests["data.body"]
    if data.get("attachments"):
        payload["attachments"] = [
            [each[name] for name in ("id", "name", "size", "type")] for each in data["attachments"]
        ]
    return chain.canonical(payload)


def _digest_of_version_1(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


# ---- values by path: names and, in lists, positions, separated by dots


def _paths(members: Any, pattern: str) -> Iterator[str]:
    """Yield the paths that match a pattern; `*` is every item of a list."""
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
