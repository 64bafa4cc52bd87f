"""A change of rights that breaks off anywhere: no agent keeps more rights than intended, and asking again finishes it."""

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.agents import actions as agents_actions
from chalicelib.agents.forms import AgentChange, Invitation
from chalicelib.people import actions as people_actions
from chalicelib.people import revocations, roster
from chalicelib.people.model import Person
from chalicelib.people.revocations import LEASE_MS
from chalicelib.people.sign_in import claim_of
from chalicelib.plumbing.aws.dynamo import Dynamo, Table
from chalicelib.plumbing.errors import Unavailable
from chalicelib.plumbing.ports import DirectoryAccount
from chalicelib.plumbing.services import Services
from tests.agents.conftest import Staffed
from tests.cast import ADA, CARLA, ROOT
from tests.doubles import ListQueue
from tests.people.doubles import Pool

WRITES = {"transact_write_items", "put_item", "update_item", "delete_item"}
STEPS = 8  # more than any change has


class Crash(Exception):  # noqa: N818 - the end of a process
    """The power is cut."""


class Fuse:
    """Blows at the n-th thing that is done to the outside: before it or after it, for once or for good."""

    def __init__(self, at: int, *, after: bool, for_good: bool) -> None:
        self.left, self.after, self.for_good = at, after, for_good
        self.blown = False

    def run(self, call: Callable[[], Any]) -> Any:
        if self.blown and self.for_good:
            raise Crash
        self.left -= 1
        if self.left:
            return call()
        self.blown = True
        if self.after:
            with suppress(Exception):  # the caller never sees the outcome
                call()
        raise Crash


@dataclass
class Client:
    """DynamoDB behind a fuse."""

    inner: Any
    fuse: Fuse

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.inner, name)
        return (lambda **request: self.fuse.run(lambda: call(**request))) if name in WRITES else call


class FusedPool:
    """The user pool behind a fuse."""

    def __init__(self, inner: Pool, fuse: Fuse) -> None:
        self._inner, self._fuse = inner, fuse

    def sync_account(self, standing: DirectoryAccount) -> bool:
        return bool(self._fuse.run(lambda: self._inner.sync_account(standing)))


@dataclass
class FusedQueue:
    """A queue behind a fuse."""

    inner: ListQueue
    fuse: Fuse

    def send(self, message: dict[str, Any], *, delay_s: int = 0) -> None:
        self.fuse.run(lambda: self.inner.send(message, delay_s=delay_s))


def fused(staffed: Staffed, fuse: Fuse) -> Services:
    dynamo = Dynamo(lambda: Client(staffed.desk.meter, fuse))
    known = staffed.services
    pool: Any = FusedPool(staffed.pool, fuse)
    return dataclasses.replace(
        known,
        dynamo=dynamo,
        core=Table(dynamo, known.core.name),
        live=Table(dynamo, known.live.name),
        directory=pool,
        routing_queue=FusedQueue(staffed.desk.routing, fuse),
    )


def patched(agent: str, **wanted: Any) -> Callable[[Services], object]:
    """The very same request each time, version and all."""
    return lambda services: agents_actions.change(services, ROOT, agent, AgentChange.model_validate(wanted), 1)


def invited(email: str) -> Callable[[Services], object]:
    wanted = Invitation.model_validate({"email": email, "name": "N", "role": "lead", "teams": {"orders": "full"}})
    return lambda services: agents_actions.invite(services, ROOT, wanted, None)


CHANGES: dict[str, tuple[str, Callable[[Services], object]]] = {
    "deactivated": (ADA.email, lambda services: agents_actions.deactivate(services, ROOT, "ada")),
    "teams taken": (ADA.email, patched("ada", teams={"billing": "read"})),
    "all teams taken": (ADA.email, patched("ada", teams={})),
    "demoted": ("lena@desk.example", patched("lena", role="agent")),
    "promoted": (ADA.email, patched("ada", role="admin")),
    "a customer invited": (CARLA.email, invited(CARLA.email)),
    "somebody new invited": ("new@desk.example", invited("new@desk.example")),
}


@dataclass(frozen=True)
class Rights:
    """What a token of this moment would open; nothing for none."""

    groups: tuple[str, ...] = ()
    teams: str = ""


NOTHING = Rights()


def by_record(person: Person | None) -> Rights:
    if person is None or not person.is_agent:
        return NOTHING
    return Rights((f"{person.role}s",), claim_of(person.teams))


def by_token(staffed: Staffed, email: str) -> Rights:
    """What the pool would say now, if the desk let such a token in."""
    user = staffed.pool.users.get(email)
    person = people_actions.person_with_address(staffed.services, email)
    revocations._cached.clear()
    if user is None or person is None or not user.enabled:
        return NOTHING
    if revocations.revoked_at(staffed.services, person.id) > staffed.desk.clock.real():
        return NOTHING
    return Rights(user.groups, user.teams)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("for_good", [False, True], ids=["fault", "death"])
def test_interrupted_change_grants_no_extra_rights_and_a_retry_completes_it(
    staffed: Staffed, change: str, *, after: bool, for_good: bool
) -> None:
    email, call = CHANGES[change]
    tries = 0
    for step in range(1, STEPS):
        try:
            call(fused(staffed, Fuse(step, after=after, for_good=for_good)))
        except (Crash, Unavailable):
            tries += 1
        else:
            break
        record = by_record(people_actions.person_with_address(staffed.services, email))
        assert by_token(staffed, email) in {NOTHING, record}, step
        staffed.desk.clock.advance(ms=LEASE_MS + 1)

    call(staffed.services)

    assert tries >= 1
    person = people_actions.person_with_address(staffed.services, email)
    assert person is not None
    assert by_token(staffed, email) == by_record(person) != NOTHING or change == "deactivated"
    assert not revocations.is_held(staffed.services, person.id)
    assert {"agent": person.id, "lost": mine(change)} in staffed.desk.routing.messages
    shown = {team for team in ("orders", "billing", "support") if person.id in members(staffed.services, team)}
    assert shown == person.routed_to


def mine(change: str) -> list[str]:
    """The teams whose tickets were taken, as the routing queue must hear in the end."""
    return ["orders"] if change in {"deactivated", "teams taken", "all teams taken"} else []


def members(services: Services, team: str) -> set[str]:
    return {slot.agent for slot in roster.team_slots(services, team)}


def test_change_of_an_agent_is_unavailable_while_another_is_in_progress(staffed: Staffed) -> None:
    hold = revocations.RightsHold("ada", "somebody else")
    staffed.services.core.write(revocations.begin(staffed.services, hold))

    for change in ("deactivated", "promoted", "teams taken"):
        with pytest.raises(Unavailable):
            CHANGES[change][1](staffed.services)
    assert staffed.person("ada").version == 1


def test_next_change_completes_an_interrupted_one_first(staffed: Staffed) -> None:
    staffed.pool.breaks_at_settle = 1
    with pytest.raises(ConnectionError):
        CHANGES["teams taken"][1](staffed.services)
    assert staffed.pool.users[ADA.email].teams == "orders:full"

    agents_actions.change(staffed.services, ROOT, "ada", AgentChange.model_validate({"role": "lead"}), 2)

    assert staffed.pool.users[ADA.email].teams == "billing:read"
    assert {"agent": "ada", "lost": ["orders"]} in staffed.desk.routing.messages
