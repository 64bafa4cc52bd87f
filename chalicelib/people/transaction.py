"""The only way to change an agent's record, for admins and agents alike.

A change of rights has three steps. First, the record is written together with a hold: from then on all the agent's tokens are
rejected. Then the user pool is updated, and the agent's tickets are reassigned. Finally the hold ends, and tokens issued
from then on are valid. Each step is idempotent, so an interrupted change is completed by repeating the request; until then
the agent is locked out, and no revoked right can be used.

The audit log entry of an admin's change is written in the same transaction: there is no change without its entry and no entry
without its change.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..audit import actions as audit_actions
from ..audit.model import AuditAction, AuditTarget
from ..plumbing.aws.dynamo import ConditionFailed, Write, labelled
from ..plumbing.errors import SignInRequired, Unavailable
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.ports import DirectoryAccount
from ..plumbing.services import Services
from . import revocations, roster, rules, store
from .model import AGENTS, GROUPS, Caller, Person, Role
from .revocations import RightsHold
from .sign_in import claim_of

log = logging.getLogger(__name__)

ADMIN = "admin"  # the write that fails unless the acting admin is still one


class PersonChanged(Exception):  # noqa: N818 - an expected outcome, not an error
    """The person was changed concurrently; `person` is the current record."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class AddressTaken(Exception):  # noqa: N818 - an expected outcome, not an error
    """The address now belongs to another person."""


@dataclass(frozen=True)
class RightsChange:
    """The lead or admin who changes an agent, and the action's name in the audit log."""

    by: Caller
    action: AuditAction


def change_rights(
    services: Services,
    governing: RightsChange,
    before: Person | None,
    after: Person,
    idempotency_key: IdempotencyKey | None = None,
) -> bool:
    """Write a change of role, teams or active state. Returns whether an invitation was emailed.

    3 RT, 1 RRU + 16 WRU and more, and the directory's calls. Fails unless the caller is an admin at commit time; as users cannot
    change their own role, one admin always remains. Raises `PersonChanged`, `AddressTaken`, `Unavailable` while the
    same person is being changed
    by another request, `SignInRequired` for a caller who is no longer an admin, and `ConditionFailed` for a used key.
    """
    hold = RightsHold(after.id, services.new_id(), rules.lost_teams(before, after))
    person = store.writes(services, before, after)
    by = governing.by.id
    admin = [] if by == after.id else [labelled(store.is_admin_still(services, by), ADMIN)]
    if not admin and (before is None or before.role is not Role.ADMIN or not before.active):
        raise _not_an_admin()
    used = [idempotency_key.write(services.core, after.id, services.clock.real())] if idempotency_key else []
    held = [revocations.begin(services, hold), *roster.writes(services, before, after)]
    try:
        _write(services, governing, before, after, [*person, *admin, *held, *used])
    except ConditionFailed as failed:
        if idempotency_key and failed.failed(idempotency_key.LABEL):
            raise
        if failed.failed(ADMIN):
            raise _not_an_admin() from None
        raise _failure(services, before, failed) from None
    return _follow_up(services, after, hold)


def finish(services: Services, person: str) -> bool:
    """Complete an interrupted change, if there is one. Returns whether an invitation was emailed now. 1 RT, 1 WRU.

    If there is one, 1 RT and 1 RRU more, and the rest of `change_rights`. Raises `Unavailable` while the change is running.
    """
    try:
        hold = revocations.take_over(services, person, services.new_id())
    except ConditionFailed:
        raise _being_changed() from None
    if hold is None:
        return False
    return _follow_up(services, store.load_current(services, person), hold)  # the hold keeps other changes out


def change_person(services: Services, before: Person, after: Person, governing: RightsChange | None = None) -> None:
    """Write a change that does not affect rights: the person, 1 RT and 1 WRU; with a changed agent slot 4 and more.

    If a lead or admin makes the change, 1 RT and 1 RRU + 4 WRU more, and 1 for the person.

    A new name is sent to the directory first, so that an interrupted request can be repeated. Raises `PersonChanged`.
    """
    if after.name != before.name:
        services.directory.rename(after.email, after.name)
    slot = roster.writes(services, before, after) if after.role in AGENTS else []
    members = [*store.writes(services, before, after), *slot]
    try:
        if governing:
            _write(services, governing, before, after, members)
        elif len(members) > 1:
            services.dynamo.transact(members)
        else:
            services.core.write(members[0])
    except ConditionFailed:
        raise PersonChanged(store.load_current(services, before.id)) from None


def _write(
    services: Services, governing: RightsChange, before: Person | None, after: Person, members: Sequence[Write]
) -> None:
    target = AuditTarget(kind="person", id=after.id)
    audit_actions.record(
        services, governing.by, governing.action, target, rules.tracked_changes(before, after), members
    )


def _follow_up(services: Services, person: Person, hold: RightsHold) -> bool:
    try:
        invited = services.directory.sync_account(directory_account(person))
        services.routing_queue.send({"agent": person.id, "lost": list(hold.lost)})
    except Exception:
        log.warning("change of rights broke off", extra={"person": person.id})
        with suppress(Exception):  # if this fails, another request can take over after a minute
            revocations.release(services, hold)
        raise
    with suppress(ConditionFailed):  # another attempt took over: it ends the hold
        revocations.end(services, hold)
    return invited


def directory_account(person: Person) -> DirectoryAccount:
    """Return what the directory must store for an agent, according to the record."""
    role = person.role if person.active else None
    return DirectoryAccount(
        email=person.email,
        person=person.id,
        name=person.name,
        language=person.language,
        time_zone=person.time_zone,
        groups={group: each is role for group, each in GROUPS.items()},
        active=person.active,
        teams=claim_of(person.teams) if person.is_agent else "",
    )


def _failure(services: Services, before: Person | None, failed: ConditionFailed) -> Exception:
    if before is None:
        return AddressTaken() if failed.failed(1) else _being_changed()
    return PersonChanged(store.load_current(services, before.id)) if failed.failed(0) else _being_changed()


def _not_an_admin() -> SignInRequired:
    return SignInRequired("Your rights have changed. Please sign in again.")


def _being_changed() -> Unavailable:
    return Unavailable("Somebody is changing this agent just now. Try again in a moment.", retry_after=5)
