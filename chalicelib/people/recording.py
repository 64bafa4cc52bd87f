"""How an agent changes: the one way, whoever changes them.

What they may do changes in three steps. The record is written, and with it a hold: from then on every token of theirs is
refused. Then the user pool is told, and what they leave behind is handed on. At last the hold ends, and tokens made from then
on are good. Each step bears repeating, so a change that broke off is finished by asking for it again; until then somebody is
locked out, and nobody keeps a right that was taken away.

Who governs an agent stands in the log of admin acts from the same moment on: no change without its entry, no entry without it.
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

ADMIN = "admin"  # the write that fails unless who governs is one still


class Stale(Exception):  # noqa: N818 - an answer, not a fault
    """The person changed meanwhile; `person` is how they are now."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class Taken(Exception):  # noqa: N818 - an answer, not a fault
    """The address belongs to somebody by now."""


@dataclass(frozen=True)
class Governing:
    """Who governs an agent, and what the log calls it."""

    by: Caller
    act: Act


def change_rights(
    services: Services, governing: Governing, before: Person | None, after: Person, once: Once | None = None
) -> bool:
    """Write a person whose role, teams or activity are others than before. Whether an invitation was mailed.

    3 RT, 1 RRU + 16 WRU and more, and the directory's calls. Fails unless who governs is an admin at that very moment, so that
    one is always left: nobody changes their own role. Raises `Stale`, `Taken`, `Unavailable` while somebody else changes the same
    person, `SignInAgain` for an admin who is none any more, and `ConditionFailed` for a used key.
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
    """Go on with a change that broke off, if there is one; whether an invitation was mailed now. 1 RT, 1 WRU.

    If there is one, 1 RT and 1 RRU more, and the rest of `change_rights`. Raises `Unavailable` while the change goes on.
    """
    try:
        hold = revocations.take_over(services, person, services.new_id())
    except ConditionFailed:
        raise _busy() from None
    if hold is None:
        return False
    return _follow_up(services, store.present(services, person), hold)  # as they are now that nobody else changes them


def change_person(services: Services, before: Person, after: Person, governing: Governing | None = None) -> None:
    """Write what changes nobody's rights: the person, 1 RT and 1 WRU; with an agent's seat, where that is another, 4 and more.

    Where somebody governs, 1 RT and 1 RRU + 4 WRU more, and 1 for the person.

    The directory hears a new name first: whatever breaks off after that, the same request can be sent again. Raises `Stale`.
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
        with suppress(Exception):  # at the latest in a minute somebody else may go on
            revocations.let_go(services, hold)
        raise
    with suppress(ConditionFailed):  # another try took over: it ends the hold
        revocations.end(services, hold)
    return invited


def standing(person: Person) -> Standing:
    """What the directory is to say of an agent, by their record."""
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
