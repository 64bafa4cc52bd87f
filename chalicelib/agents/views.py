"""Response bodies for agents."""

from typing import Annotated

from pydantic import ConfigDict, Field

from ..configuration.model import Configuration
from ..people.model import LEADS, Availability, Caller, Person, Right, Role, Slot
from ..plumbing.fields import Instant, Value


class TeamRightView(Value):
    id: str
    name: str
    right: Right


class AbsenceView(Value):
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, serialize_by_alias=True)

    begins: Instant = Field(serialization_alias="from")
    ends: Instant = Field(serialization_alias="to")


class DutyView(Value):
    """Whether routing assigns tickets to the agent. `state` is their own choice; an absence overrides it."""

    state: Availability
    until: Instant | None
    absent: bool
    on_duty: bool


class AgentView(Value):
    """An agent. Fields that are null are visible only to leads, admins and the agent."""

    id: str
    name: str
    role: Role
    active: bool
    teams: list[TeamRightView]
    skills: list[str]
    languages: list[str]
    availability: DutyView
    absence: Annotated[AbsenceView | None, Field(description="the one that is, or the next")]
    email: str | None
    cap: Annotated[int | None, Field(description="how many tickets routing gives them at most")]
    load: Annotated[int | None, Field(description="assigned tickets that wait on us")]
    created_at: Instant | None
    change_pending: Annotated[
        bool, Field(description="a change of their rights broke off: locked out until it is asked for again")
    ]
    version: int


class AgentList(Value):
    items: list[AgentView]
    next: str | None


class InvitedView(AgentView):
    """`invitation_sent`: an invitation with a temporary password was emailed. Agents with an account sign in as before."""

    invitation_sent: bool


def agent_view(
    person: Person, slot: Slot, caller: Caller, configured: Configuration, now: int, *, unfinished: bool
) -> AgentView:
    whole = caller.role in LEADS or caller.id == person.id
    return AgentView(
        id=person.id,
        name=person.name,
        role=person.role,
        active=person.active,
        teams=teams_of(person, configured),
        skills=sorted(person.skills),
        languages=list(person.languages),
        availability=_presence(person, slot, now),
        absence=absence_view(person, now),
        email=person.email if whole else None,
        cap=person.cap if whole else None,
        load=max(0, slot.load) if whole else None,
        created_at=person.created_at if whole else None,
        change_pending=unfinished,
        version=person.version,
    )


def teams_of(person: Person, configured: Configuration) -> list[TeamRightView]:
    """Return the agent's teams in configuration order, without deleted ones."""
    held = person.teams
    return [
        TeamRightView(id=team.id, name=team.name, right=held[team.id]) for team in configured.teams if team.id in held
    ]


def absence_view(person: Person, now: int) -> AbsenceView | None:
    """Return the absence unless it is over."""
    absence = person.absence
    return AbsenceView(begins=absence.begins, ends=absence.ends) if absence and absence.ends > now else None


def _presence(person: Person, slot: Slot, now: int) -> DutyView:
    over = slot.until is not None and slot.until <= now
    state = Availability.OFFLINE if not person.active or (slot.state is Availability.ONLINE and over) else slot.state
    on_duty = person.active and slot.on_duty(now)
    return DutyView(state=state, until=slot.until, absent=slot.absent(now), on_duty=on_duty)
