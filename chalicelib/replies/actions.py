"""Actions on saved replies. Changes of shared ones are written to the admin audit log in the same transaction."""

from dataclasses import dataclass

from ..audit import actions as audit_actions
from ..audit.model import AuditAction, AuditTarget, Changes, differences
from ..configuration import actions as configuration_actions
from ..people.model import Caller
from ..plumbing import versions
from ..plumbing.aws.dynamo import ConditionFailed, Write
from ..plumbing.errors import Conflict, Invalid, NotFound, VersionMismatch
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.services import Services
from ..tickets import transaction as tickets_transaction
from . import access, rules, store
from .forms import NewReply, ReplyChange
from .model import SavedReply

UNTRACKED_FIELDS = {"id", "owner", "updated_at", "version"}


@dataclass(frozen=True)
class SavedReplyResult:
    reply: SavedReply
    replayed: bool = False


@dataclass(frozen=True)
class FilledReply:
    """A reply with its variables filled in for one ticket. `missing_values`: variables without a value there."""

    body: str
    missing: list[str]


def list_replies(services: Services, caller: Caller) -> list[SavedReply]:
    """List the caller's own and visible shared replies, by name. 2 RT; half a RRU per 4 KB of all shared and own."""
    configured = configuration_actions.current(services)
    shared = [each for each in store.list_replies(services, None) if access.may_read(caller, each, configured)]
    return sorted(
        [*store.list_replies(services, caller.id), *shared], key=lambda reply: (reply.name.casefold(), reply.id)
    )


def reply_for(services: Services, caller: Caller, reply_id: str) -> SavedReply:
    """Load a reply that the caller may read by the id from a request. 1 RT, 2 RRU. Raises `NotFound`."""
    found = store.find(services, reply_id, caller.id)
    if found is None or not access.may_read(caller, found, configuration_actions.current(services)):
        raise NotFound("There is no such saved reply, or it is not for you.")
    return found


def add(services: Services, caller: Caller, new: NewReply, idempotency_key: IdempotencyKey | None) -> SavedReplyResult:
    """Add a reply. 1 RT, 4 WRU and more for a long one; a shared one 1 RT, 1 RRU and 4 WRU more. Raises `Conflict` if full."""
    configured = configuration_actions.current(services)
    if new.shared:
        access.check_may_share(caller)
        access.check_team(caller, new.team, configured)
    elif new.team is not None:
        raise Invalid.field("team", "Only shared replies are for a team. Set `shared`, or leave this out.")
    rules.check(new.body, configured)
    reply = SavedReply(
        id=services.new_id(),
        name=new.name,
        body=new.body,
        owner=None if new.shared else caller.id,
        team=new.team,
        language=new.language,
        updated_at=services.clock.now(),
    )
    writes = store.add(services, reply) + (
        [idempotency_key.write(services.core, reply.id, services.clock.real())] if idempotency_key else []
    )
    try:
        _record(services, caller, AuditAction.SAVED_REPLY_ADDED, reply, differences(None, _tracked(reply)), writes)
    except ConditionFailed as failed:
        made = idempotency_key.replayed(failed) if idempotency_key else None
        if made is not None:
            return SavedReplyResult(reply_for(services, caller, made), replayed=True)
        raise Conflict(f"There are {store.MAX_REPLIES} saved replies, which is the most. Remove one first.") from None
    return SavedReplyResult(reply)


def change(services: Services, caller: Caller, reply_id: str, wanted: ReplyChange, expected: int | None) -> SavedReply:
    """Change a reply. 2 RT, 2 RRU + 2 WRU and more for a long one; a shared one 1 RT, 1 RRU and 4 WRU more.

    If nothing changes, nothing is written.
    """
    before = reply_for(services, caller, reply_id)
    configured = configuration_actions.current(services)
    access.check_may_change(caller, before, configured)
    versions.check(expected, before.version, "reply", current=before)
    fields = wanted.model_dump(exclude_unset=True)
    if fields.get("team") is not None and not before.shared:
        raise Invalid.field("team", "Only shared replies are for a team.")
    access.check_team(caller, fields.get("team"), configured)
    rules.check(fields.get("body", ""), configured)
    after = before.next(services.clock.now(), **fields)
    changes = differences(_tracked(before), _tracked(after))
    if not changes:
        return before
    try:
        _record(
            services, caller, AuditAction.SAVED_REPLY_CHANGED, after, changes, store.replace(services, before, after)
        )
    except ConditionFailed:
        raise _version_conflict(services, caller, reply_id) from None
    return after


def remove(services: Services, caller: Caller, reply_id: str, expected: int | None) -> None:
    """Delete a reply. 2 RT, 2 RRU + 4 WRU and more for a long one; a shared one 1 RT, 1 RRU and 4 WRU more."""
    reply = reply_for(services, caller, reply_id)
    access.check_may_change(caller, reply, configuration_actions.current(services))
    versions.check(expected, reply.version, "reply", current=reply)
    changes = differences(_tracked(reply), None)
    try:
        _record(services, caller, AuditAction.SAVED_REPLY_REMOVED, reply, changes, store.remove(services, reply))
    except ConditionFailed:
        raise _version_conflict(services, caller, reply_id) from None


def fill_reply(services: Services, caller: Caller, ticket_id: str, reply_id: str) -> FilledReply:
    """Fill in a reply for a ticket, if the caller may read both. 2 RT, 3 RRU."""
    ticket = tickets_transaction.ticket_for(services, caller, ticket_id)
    reply = reply_for(services, caller, reply_id)
    values = rules.values(
        ticket,
        caller.name,
        services.settings.desk_name,
        services.settings.portal_url,
        configuration_actions.current(services),
    )
    return FilledReply(*rules.fill(reply.body, values))


def _record(
    services: Services, caller: Caller, action: AuditAction, reply: SavedReply, changes: Changes, writes: list[Write]
) -> None:
    """Write a change, with an audit log entry for shared replies. Raises `ConditionFailed` with positions as in `writes`."""
    if reply.shared:
        audit_actions.record(
            services, caller, action, AuditTarget(kind="saved_reply", id=reply.id, name=reply.name), changes, writes
        )
    else:
        services.dynamo.transact(writes)


def _version_conflict(services: Services, caller: Caller, reply_id: str) -> VersionMismatch:
    """Return the error for a reply that was changed concurrently. Raises `NotFound` if it was deleted."""
    reply = reply_for(services, caller, reply_id)
    return versions.out_of_date("reply", version=reply.version, current=reply)


def _tracked(reply: SavedReply) -> dict[str, object]:
    return reply.model_dump(exclude=UNTRACKED_FIELDS, exclude_none=True)
