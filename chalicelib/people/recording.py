"""The only way to change an agent's record, whoever makes the change.

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

from ..audit import actions as audit
from ..audit.model import About, Act
from ..plumbing.dynamo import ConditionFailed, Write, labelled
from ..plumbing.errors import SignInAgain, Unavailable
from ..plumbing.once import Once
from ..plumbing.services import Services, Standing
from . import revocations, roster, rules, store
from .model import AGENTS, GROUPS, Caller, Person, Role
from .revocations import Hold
from .sign_in import claim_of

log = logging.getLogger(__name__)

ADMIN = "admin"  # the write that fails unless the acting admin is still one


class Stale(Exception):  # noqa: N818 - an expected outcome, not an error
    """The person was changed concurrently; `person` is the current record."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class Taken(Exception):  # noqa: N818 - an expected outcome, not an error
    """The address now belongs to another person."""


@dataclass(frozen=True)
class Governing:
    """The lead or admin who changes an agent, and the action's name in the audit log."""

    by: Caller
    act: Act


def change_rights(
    services: Services, governing: Governing, before: Person | None, after: Person, once: Once | None = None
) -> bool:
    """Write a change of role, teams or active state. Returns whether an invitation was emailed.

    3 RT, 1 RRU + 16 WRU and more, and the directory's calls. Fails unless the caller is an admin at commit time; as users cannot
    change their own role, one admin always remains. Raises `Stale`, `Taken`, `Unavailable` while the same person is being changed
    by another request, `SignInAgain` for a caller who is no longer an admin, and `ConditionFailed` for a used key.
    """
    hold = Hold(after.id, services.new_id(), rules.lost(before, after))
    person = store.writes(services, before, after)
    by = governing.by.id
    admin = [] if by == after.id else [labelled(store.is_admin_still(services, by), ADMIN)]
    if not admin and (before is None or before.role is not Role.ADMIN or not before.active):
        raise _no_admin()
    used = [once.write(services.core, after.id, services.clock.real())] if once else []
    held = [revocations.begin(services, hold), *roster.writes(services, before, after)]
    try:
        _write(services, governing, before, after, [*person, *admin, *held, *used])
    except ConditionFailed as failed:
        if once and failed.failed(once.LABEL):
            raise
        if failed.failed(ADMIN):
            raise _no_admin() from None
        raise _why(services, before, failed) from None
    return _follow_up(services, after, hold)


def finish(services: Services, person: str) -> bool:
    """Complete an interrupted change, if there is one. Returns whether an invitation was emailed now. 1 RT, 1 WRU.

    If there is one, 1 RT and 1 RRU more, and the rest of `change_rights`. Raises `Unavailable` while the change is running.
    """
    try:
        hold = revocations.take_over(services, person, services.new_id())
    except ConditionFailed:
        raise _busy() from None
    if hold is None:
        return False
    return _follow_up(services, store.present(services, person), hold)  # the hold keeps other changes out


def change_person(services: Services, before: Person, after: Person, governing: Governing | None = None) -> None:
    """Write a change that does not affect rights: the person, 1 RT and 1 WRU; with a changed agent slot 4 and more.

    If a lead or admin makes the change, 1 RT and 1 RRU + 4 WRU more, and 1 for the person.

    A new name is sent to the directory first, so that an interrupted request can be repeated. Raises `Stale`.
    """
    if after.name != before.name:
        services.directory.rename(after.email, after.name)
    seat = roster.writes(services, before, after) if after.role in AGENTS else []
    members = [*store.writes(services, before, after), *seat]
    try:
        if governing:
            _write(services, governing, before, after, members)
        elif len(members) > 1:
            services.dynamo.transact(members)
        else:
            services.core.write(members[0])
    except ConditionFailed:
        raise Stale(store.present(services, before.id)) from None


def _write(
    services: Services, governing: Governing, before: Person | None, after: Person, members: Sequence[Write]
) -> None:
    about = About(kind="person", id=after.id)
    audit.record(services, governing.by, governing.act, about, rules.told(before, after), members)


def _follow_up(services: Services, person: Person, hold: Hold) -> bool:
    try:
        invited = services.directory.settle(standing(person))
        services.routing_queue.send({"agent": person.id, "lost": list(hold.lost)})
    except Exception:
        log.warning("change of rights broke off", extra={"person": person.id})
        with suppress(Exception):  # if this fails, another request can take over after a minute
            revocations.let_go(services, hold)
        raise
    with suppress(ConditionFailed):  # another attempt took over: it ends the hold
        revocations.end(services, hold)
    return invited


def standing(person: Person) -> Standing:
    """Return what the directory must store for an agent, according to the record."""
    role = person.role if person.active else None
    return Standing(
        email=person.email, person=person.id, name=person.name, language=person.language, time_zone=person.time_zone,
        groups={group: each is role for group, each in GROUPS.items()}, active=person.active,
        teams=claim_of(person.teams) if person.is_agent else "",
    )  # fmt: skip


def _why(services: Services, before: Person | None, failed: ConditionFailed) -> Exception:
    if before is None:
        return Taken() if failed.failed(1) else _busy()
    return Stale(store.present(services, before.id)) if failed.failed(0) else _busy()


def _no_admin() -> SignInAgain:
    return SignInAgain("Your rights have changed. Please sign in again.")


def _busy() -> Unavailable:
    return Unavailable("Somebody is changing this agent just now. Try again in a moment.", retry_after=5)
