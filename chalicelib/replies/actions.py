"""Actions on saved replies. Changes of shared ones are written to the admin audit log in the same transaction."""

from dataclasses import dataclass

from ..audit import actions as audit
from ..audit.model import About, Act, Changes, differences
from ..configuration import actions as configuration
from ..people.model import Caller
from ..plumbing import versions
from ..plumbing.dynamo import ConditionFailed, Write
from ..plumbing.errors import Conflict, Invalid, NotFound, OutOfDate
from ..plumbing.once import Once
from ..plumbing.services import Services
from ..tickets import actions as tickets
from . import access, rules, store
from .forms import NewReply, ReplyChange
from .model import SavedReply

NOT_TOLD = {"id", "owner", "updated_at", "version"}


@dataclass(frozen=True)
class Added:
    reply: SavedReply
    replayed: bool = False


@dataclass(frozen=True)
class Filled:
    """A reply with its variables filled in for one ticket. `missing`: variables without a value there."""

    body: str
    missing: list[str]


def saved(services: Services, caller: Caller) -> list[SavedReply]:
    """List the caller's own and visible shared replies, by name. 2 RT; half a RRU per 4 KB of all shared and own."""
    configured = configuration.current(services)
    shared = [each for each in store.listed(services, None) if access.may_read(caller, each, configured)]
    return sorted([*store.listed(services, caller.id), *shared], key=lambda reply: (reply.name.casefold(), reply.id))


def reply_for(services: Services, caller: Caller, reply_id: str) -> SavedReply:
    """Load a reply that the caller may read by the id from a request. 1 RT, 2 RRU. Raises `NotFound`."""
    found = store.find(services, reply_id, caller.id)
    if found is None or not access.may_read(caller, found, configuration.current(services)):
        raise NotFound("There is no such saved reply, or it is not for you.")
    return found


def add(services: Services, caller: Caller, new: NewReply, once: Once | None) -> Added:
    """Add a reply. 1 RT, 4 WRU and more for a long one; a shared one 1 RT, 1 RRU and 4 WRU more. Raises `Conflict` if full."""
    configured = configuration.current(services)
    if new.shared:
        access.check_may_share(caller)
        access.check_team(caller, new.team, configured)
    elif new.team is not None:
        raise Invalid.field("team", "Only shared replies are for a team. Set `shared`, or leave this out.")
    rules.check(new.body, configured)
    reply = SavedReply(
        id=services.new_id(), name=new.name, body=new.body, owner=None if new.shared else caller.id, team=new.team,
        language=new.language, updated_at=services.clock.now(),
    )  # fmt: skip
    writes = store.add(services, reply) + ([once.write(services.core, reply.id, services.clock.real())] if once else [])
    try:
        _record(services, caller, Act.SAVED_REPLY_ADDED, reply, differences(None, _told(reply)), writes)
    except ConditionFailed as failed:
        made = once.replayed(failed) if once else None
        if made is not None:
            return Added(reply_for(services, caller, made), replayed=True)
        raise Conflict(f"There are {store.MOST} saved replies, which is the most. Remove one first.") from None
    return Added(reply)


def change(services: Services, caller: Caller, reply_id: str, wanted: ReplyChange, expected: int | None) -> SavedReply:
    """Change a reply. 2 RT, 2 RRU + 2 WRU and more for a long one; a shared one 1 RT, 1 RRU and 4 WRU more.

    If nothing changes, nothing is written.
    """
    before = reply_for(services, caller, reply_id)
    configured = configuration.current(services)
    access.check_may_change(caller, before, configured)
    versions.check(expected, before.version, "reply", current=before)
    fields = wanted.model_dump(exclude_unset=True)
    if fields.get("team") is not None and not before.shared:
        raise Invalid.field("team", "Only shared replies are for a team.")
    access.check_team(caller, fields.get("team"), configured)
    rules.check(fields.get("body", ""), configured)
    after = before.next(services.clock.now(), **fields)
    told = differences(_told(before), _told(after))
    if not told:
        return before
    try:
        _record(services, caller, Act.SAVED_REPLY_CHANGED, after, told, store.replace(services, before, after))
    except ConditionFailed:
        raise _overtaken(services, caller, reply_id) from None
    return after


def remove(services: Services, caller: Caller, reply_id: str, expected: int | None) -> None:
    """Delete a reply. 2 RT, 2 RRU + 4 WRU and more for a long one; a shared one 1 RT, 1 RRU and 4 WRU more."""
    reply = reply_for(services, caller, reply_id)
    access.check_may_change(caller, reply, configuration.current(services))
    versions.check(expected, reply.version, "reply", current=reply)
    told = differences(_told(reply), None)
    try:
        _record(services, caller, Act.SAVED_REPLY_REMOVED, reply, told, store.remove(services, reply))
    except ConditionFailed:
        raise _overtaken(services, caller, reply_id) from None


def fill(services: Services, caller: Caller, ticket_id: str, reply_id: str) -> Filled:
    """Fill in a reply for a ticket, if the caller may read both. 2 RT, 3 RRU."""
    ticket = tickets.ticket_for(services, caller, ticket_id)
    reply = reply_for(services, caller, reply_id)
    told = rules.values(
        ticket, caller.name, services.settings.desk_name, services.settings.portal_url, configuration.current(services)
    )
    return Filled(*rules.filled(reply.body, told))


def _record(
    services: Services, caller: Caller, act: Act, reply: SavedReply, told: Changes, writes: list[Write]
) -> None:
    """Write a change, with an audit log entry for shared replies. Raises `ConditionFailed` with positions as in `writes`."""
    if reply.shared:
        audit.record(services, caller, act, About(kind="saved_reply", id=reply.id, name=reply.name), told, writes)
    else:
        services.dynamo.transact(writes)


def _overtaken(services: Services, caller: Caller, reply_id: str) -> OutOfDate:
    """Return the error for a reply that was changed concurrently. Raises `NotFound` if it was deleted."""
    reply = reply_for(services, caller, reply_id)
    return versions.out_of_date("reply", version=reply.version, current=reply)


def _told(reply: SavedReply) -> dict[str, object]:
    return reply.model_dump(exclude=NOT_TOLD, exclude_none=True)
