"""What people get to see of their sessions and of themselves."""

from pydantic import RootModel

from ..plumbing.fields import Value
from .model import Right, Role


class Session(Value):
    id_token: str
    expires_in: int  # seconds


class ApiSession(Session):
    refresh_token: str


class NextStep(Value):
    """The sign-in goes on: send `session` back with the answer to the challenge."""

    challenge: str
    session: str


class SignInAnswer(RootModel[Session | ApiSession | NextStep]):
    """Signed in, or the next step."""


class RefreshAnswer(RootModel[Session | ApiSession]):
    """A fresh ID token."""


class OwnTeam(Value):
    id: str
    name: str
    right: Right


class Profile(Value):
    """A person, as they see themselves. Agents have `teams`; `team` is the one they start with."""

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
