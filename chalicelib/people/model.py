"""People: customers, agents, leads and admins."""

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool

from ..plumbing.fields import Instant, Line, Strict, Value
from ..plumbing.names import PersonName
from ..plumbing.registry import Registry


class Role(StrEnum):
    """Each role includes the rights of the one before."""

    CUSTOMER = "customer"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


EVERYONE = frozenset(Role)
AGENTS = frozenset({Role.AGENT, Role.LEAD, Role.ADMIN})
LEADS = frozenset({Role.LEAD, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})
GROUPS = {"agents": Role.AGENT, "leads": Role.LEAD, "admins": Role.ADMIN}
"""The user pool's groups; a user in none of them is a customer."""

NOTICES: Registry[str, str] = Registry("notice")
"""Notification types that users can turn off, and for whom: each slice that sends mail adds its own (see `mail.kind_specs`)."""


class _NoticeSchema:
    """Lists the notification types in the API schema. Evaluated late, when every slice has added its own."""

    def __get_pydantic_json_schema__(self, _core: object, _handler: object) -> dict[str, Any]:
        return {"enum": [*NOTICES], "type": "string"}


def _notice(value: str) -> str:
    if value not in NOTICES:
        raise ValueError(f"Must be one of: {', '.join(NOTICES)}.")
    return value


Notice = Annotated[str, AfterValidator(_notice), _NoticeSchema()]


@lru_cache
def _time_zones() -> frozenset[str]:
    """Load the time zone names, which takes some 50 ms, once."""
    return frozenset(available_timezones())


def _time_zone(value: str) -> str:
    if value not in _time_zones():
        raise ValueError("This is not a time zone like Europe/Berlin.")
    return value


def _composed(value: object) -> object:
    """Normalise a password, so that it is the same however the keyboard composes its characters."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _password(value: str) -> str:
    if value != value.strip():
        raise ValueError("A password neither begins nor ends with a space.")
    if not value.isprintable():
        raise ValueError("A password is one line of characters that can be seen.")
    return value


Language = Annotated[Line, Field(max_length=35, pattern=r"^([A-Za-z]{2,3}|[A-Za-z]{5,8})(-[A-Za-z0-9]{1,8})*$")]
"""A BCP 47 tag for any language. Texts fall back where there is no translation."""
TimeZone = Annotated[Line, Field(max_length=64), AfterValidator(_time_zone)]
Password = Annotated[str, BeforeValidator(_composed), Field(min_length=12, max_length=128), AfterValidator(_password)]
TypedPassword = Annotated[str, BeforeValidator(_composed), Field(min_length=1, max_length=256)]
"""A password to compare with the stored one: it need not follow the current password rule."""


class Right(StrEnum):
    """What an agent may do with a team's tickets."""

    READ = "read"  # and write internal notes
    FULL = "full"


class Caller(Value):
    """The person who makes a request, as described by the token. Costs no read."""

    id: str
    email: str
    name: str
    role: Role
    teams: dict[str, Right] = {}  # the teams that an agent is a member of
    source: str = ""  # the IP address of the request
    issued: str = ""  # when the token was issued, in API Gateway's format

    @property
    def is_agent(self) -> bool:
        return self.role in AGENTS


class Absence(Value):
    """Out of office from `begins` until `ends`. `begun`: the agent's open tickets have been reassigned."""

    begins: Instant
    ends: Instant
    begun: bool = False

    def covers(self, now: int) -> bool:
        return self.begins <= now < self.ends


DEFAULT_CAP = 8
NO_TEAM = "-"
"""The home of agents who started without a team; no team can have this id."""


class Person(Value):
    """A person's record. The fields from `teams` to `absence` are for agents only."""

    id: str
    email: str
    name: str
    role: Role = Role.CUSTOMER
    teams: dict[str, Right] = {}
    home: str | None = None  # the roster that stores the load: set when the person becomes an agent, never changed
    skills: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()  # languages in which the agent can help
    cap: int = DEFAULT_CAP
    active: bool = True
    absence: Absence | None = None
    language: str = "en"
    time_zone: str = "UTC"
    notifications: dict[str, bool] = Field(default_factory=dict)
    noted: bool = False  # entered by an agent, not by the person
    created_at: Instant
    version: int = 1

    def wants(self, notice: str) -> bool:
        return self.notifications.get(notice, True)

    @property
    def is_agent(self) -> bool:
        """Whether the person is an active agent."""
        return self.active and self.role in AGENTS

    @property
    def routed_to(self) -> frozenset[str]:
        """Return the teams whose tickets routing may assign to this agent."""
        return frozenset(team for team, right in self.teams.items() if self.is_agent and right is Right.FULL)

    @property
    def as_caller(self) -> Caller:
        """Return a caller with this person's recorded rights."""
        role = self.role if self.active else Role.CUSTOMER
        return Caller(id=self.id, email=self.email, name=self.name, role=role, teams=self.teams)


def _without_default(schema: dict[str, Any]) -> None:
    """Remove the default from the schema: it stands for "not sent" and is not a valid value."""
    del schema["default"]


class ProfileChange(Strict):
    """What users may change in their own profile. Fields and notices that are not sent stay unchanged."""

    name: PersonName = Field(default="", json_schema_extra=_without_default)
    language: Language = Field(default="", json_schema_extra=_without_default)
    time_zone: TimeZone = Field(default="", json_schema_extra=_without_default)
    notifications: dict[Notice, StrictBool] = Field(default_factory=dict)


class Availability(StrEnum):
    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"


class Slot(Value):
    """An agent's slot in the team rosters. There is one, in the roster of `home`; the other teams' rows point to it."""

    agent: str
    home: str
    name: str = ""
    teams: frozenset[str] = frozenset()  # teams whose tickets routing may assign
    skills: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    state: Availability = Availability.OFFLINE
    until: Instant | None = None  # online until then at the latest; without it, until changed
    absent_from: Instant = 0
    absent_until: Instant = 0
    load: int = 0
    cap: int = DEFAULT_CAP
    assigned_at: Instant = 0
    edition: int = 0  # the version of the person that this was written from

    def absent(self, now: int) -> bool:
        return self.absent_from <= now < self.absent_until

    def on_duty(self, now: int) -> bool:
        online = self.state is Availability.ONLINE and (self.until is None or self.until > now)
        return online and not self.absent(now)

    def free(self, now: int) -> bool:
        return self.on_duty(now) and self.load < self.cap
