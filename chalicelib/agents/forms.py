"""Request bodies for agents."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from ..people.model import AGENTS, DEFAULT_CAP, Language, Right, Role
from ..plumbing.clock import DAY
from ..plumbing.fields import Email, InstantIn, Line, Strict
from ..plumbing.names import PersonName

MAX_TEAMS = 20  # the maximum that fits into a token claim
MAX_ABSENCE = 366 * DAY


def _refuse_customer(role: Role) -> Role:
    if role not in AGENTS:
        raise ValueError("This must be 'agent', 'lead' or 'admin'. Somebody who leaves is deactivated.")
    return role


def _each_once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _left_out(schema: dict[str, Any]) -> None:
    """Remove the default from the schema: it stands for "not sent" and is not a valid value."""
    del schema["default"]


def _stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Convert to stored form: skills as a set, languages in order."""
    return {name: STORED_AS.get(name, _same)(value) for name, value in fields.items()}


def _same(value: Any) -> Any:
    return value


STORED_AS: Mapping[str, Callable[[Any], Any]] = {"skills": frozenset, "languages": tuple}

AgentRole = Annotated[Role, AfterValidator(_refuse_customer)]
TeamId = Annotated[str, Field(min_length=1, max_length=40)]
Teams = Annotated[dict[TeamId, Right], Field(max_length=MAX_TEAMS, description="team → `full` or `read`")]
Skill = Annotated[Line, Field(min_length=1, max_length=40), AfterValidator(str.lower)]
Skills = Annotated[list[Skill], Field(max_length=50), AfterValidator(_each_once)]
Languages = Annotated[list[Language], Field(max_length=20), AfterValidator(_each_once)]
Cap = Annotated[int, Field(ge=0, le=500, strict=True)]


class Invitation(Strict):
    """An existing customer keeps their name and becomes an agent."""

    email: Email
    name: PersonName
    role: AgentRole
    teams: Teams = {}
    skills: Skills = []
    languages: Languages = []
    cap: Cap = DEFAULT_CAP

    @property
    def described(self) -> dict[str, Any]:
        """Return the wanted properties as `Person` fields."""
        return _stored({name: getattr(self, name) for name in ("role", "teams", "skills", "languages", "cap")})


class AgentChange(Strict):
    """Only the fields sent are changed; a list or a set of teams is replaced as a whole."""

    name: PersonName = Field(default="", json_schema_extra=_left_out)
    role: AgentRole = Field(default=Role.AGENT, json_schema_extra=_left_out)
    teams: Teams = Field(default={}, json_schema_extra=_left_out)
    skills: Skills = Field(default=[], json_schema_extra=_left_out)
    languages: Languages = Field(default=[], json_schema_extra=_left_out)
    cap: Cap = Field(default=DEFAULT_CAP, json_schema_extra=_left_out)

    @property
    def named(self) -> dict[str, Any]:
        """Return the fields to change as `Person` fields."""
        return _stored({name: getattr(self, name) for name in self.model_fields_set})


class NewAbsence(Strict):
    """An out-of-office time of at most a year."""

    begins: InstantIn = Field(alias="from")
    ends: InstantIn = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.begins < self.ends <= self.begins + MAX_ABSENCE:
            raise ValueError("An absence ends after it begins, and within a year.")
        return self


class AgentQuery(Strict):
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=400)] | None = None
    team: TeamId | None = None
