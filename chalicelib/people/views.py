"""Response bodies for sessions and profiles."""

from pydantic import RootModel

from ..plumbing.fields import Value
from .model import Right, Role


class Session(Value):
    id_token: str
    expires_in: int  # seconds


class ApiSession(Session):
    refresh_token: str


class NextStep(Value):
    """The sign-in needs another step: send `session` back with the response to the challenge."""

    challenge: str
    session: str


class SignInAnswer(RootModel[Session | ApiSession | NextStep]):
    """The session, or the next step of the sign-in."""


class RefreshAnswer(RootModel[Session | ApiSession]):
    """A new ID token."""


class OwnTeam(Value):
    id: str
    name: str
    right: Right


class Profile(Value):
    """A user's own profile. Agents have `teams`; `team` is their default one."""

    id: str
    email: str
    name: str
    role: Role
    language: str
    time_zone: str
    notifications: dict[str, bool]
    team: OwnTeam | None
    teams: list[OwnTeam]
    version: int
